"""Facts from several hands put together: what a person says may not contradict the records (pure)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from jianzhen.base.errors import ConflictError, Where


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, object by object; where both speak, ``above`` wins. A list is taken whole."""
    found = dict(below)
    for key, value in above.items():
        under = found.get(key)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        found[key] = merged(under, value) if both else value  # type: ignore[arg-type]
    return found


def placed(facts: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a path into facts; a number in the path makes a list."""
    steps = path.split(".")
    here: Any = facts
    for step, after in itertools.pairwise(steps):
        here = _opened(here, step, [] if after.isdigit() else {})
    if isinstance(here, list):
        here.extend("" for _ in range(int(steps[-1]) + 1 - len(here)))
        here[int(steps[-1])] = value
    else:
        here[steps[-1]] = value


def _opened(here: Any, step: str, fresh: Any) -> Any:
    """Return what stands at a step, putting ``fresh`` there where nothing does."""
    if isinstance(here, list):
        here.extend({} for _ in range(int(step) + 1 - len(here)))
        return here[int(step)]
    return here.setdefault(step, fresh)


def agreed(recorded: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the records and a person say together.

    Raises:
        ConflictError: the person says another thing than the records; the message names the fact.
    """
    for path, value, given in contradictions(recorded, said):
        raise ConflictError(
            f"the records say {value!r}, not {given!r}",
            where=Where(key=path),
            remedy="Leave it out; a record is corrected where it was made, not on a document",
            zh=f"记录为“{value}”，不能在文书上写成“{given}”。请到原记录处更正",
        )
    return merged(said, recorded)


def contradictions(recorded: Any, said: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield path, recorded and said wherever a person says another thing; who says nothing contradicts nothing.

    A list is contradicted by one of another length. Numbers are compared as they are written: 70 is "70".
    """
    if said in (None, "", [], {}):
        return
    if isinstance(recorded, Mapping) and isinstance(said, Mapping):
        for key, value in recorded.items():
            yield from contradictions(value, said.get(key), f"{path}.{key}".strip("."))
    elif isinstance(recorded, list) and isinstance(said, list) and len(recorded) == len(said):
        for number, (value, given) in enumerate(zip(recorded, said, strict=True)):
            yield from contradictions(value, given, f"{path}.{number}")
    elif isinstance(recorded, list | Mapping) or str(recorded) != str(said):
        yield path, recorded, said
