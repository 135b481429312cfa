"""How case numbers are written: a pattern by city and agency, which an instance may override (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from jianzhen.base.errors import RefusedError, Where

ON_THE_SPOT: Final = ".on_the_spot"
"""Follows an agency's code where the number is that of a decision made on the spot."""
PACKAGED: Final = Path(__file__).parent / "procedures" / "numbers.yml"


def pattern(city: str, agency: str, own: Path | None = None) -> str:
    """Return the number pattern of an agency; a file ``own`` of the instance wins over the packaged one.

    Raises:
        RefusedError: a file is damaged, or a pattern lacks {year} or {serial}.
    """
    for path in (own, PACKAGED):
        if path is not None and path.exists():
            found = _read(path).get("cities", {}).get(city, {}).get(agency)
            if found:
                return _checked(str(found), path, agency)
    default = "default_on_the_spot" if agency.endswith(ON_THE_SPOT) else "default"
    return _checked(str(_read(PACKAGED)[default]), PACKAGED, default)


def written(pattern: str, *, agency: str, year: int, serial: int) -> str:
    """Return the number, such as 武市监立〔2026〕1号."""
    return pattern.format(agency=agency, year=year, serial=serial)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise RefusedError("is not YAML", where=Where(file=path.name), remedy="Mend the file") from fault
    if not isinstance(value, dict) or value.get("schema_version") != 1:
        raise RefusedError(
            "is no file of number patterns", where=Where(file=path.name), remedy="Begin it with schema_version: 1"
        )
    return value


def _checked(found: str, path: Path, key: str) -> str:
    try:
        one, two = (found.format(agency="a", year=2026, serial=serial) for serial in (1, 2))
    except (KeyError, IndexError, ValueError):
        one = two = ""
    if one == two or "2026" not in one:
        raise RefusedError(
            f"the pattern {found!r} needs {{year}} and {{serial}}, and may hold {{agency}}",
            where=Where(file=path.name, key=key),
            remedy="Write for example 武市监立〔{year}〕{serial}号",
        )
    return found
