"""What an agency puts on every document: short name, way of numbering, address, contact, remedies (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jianzhen.base.errors import RefusedError, Where

PACKAGED: Final = Path(__file__).with_name("letterheads.yml")


class Letterhead(BaseModel):
    """One agency's. ``facts`` are offered where a form asks for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prefix: Annotated[str, Field(pattern="^[㐀-鿿]{1,6}$")]
    pattern: str = ""
    facts: dict[Literal["agency", "remedy"], dict[str, Any]] = Field(default_factory=dict)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    cities: dict[str, dict[str, Letterhead]]


def letterhead(city: str, agency: str, own: Path | None = None) -> Letterhead | None:
    """Return the letterhead of an agency; a file ``own`` of the instance wins over the packaged one.

    Raises:
        RefusedError: a file is damaged or not of the form.
    """
    for path in (own, PACKAGED):
        if path is not None and path.exists():
            found = _read(path).get(city, {}).get(agency)
            if found is not None:
                return found
    return None


def _read(path: Path) -> Mapping[str, Mapping[str, Letterhead]]:
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).cities
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as fault:
        raise RefusedError(
            f"is no file of letterheads: {' '.join(str(fault).split())[:200]}",
            where=Where(file=path.name),
            remedy="Mend it as docs/reference/forms.md describes it",
        ) from fault
