"""Facts from several hands put together: what a person says may not contradict the records (pure)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from jianzhen.base.errors import ConflictError, Where
from jianzhen.stages.cases.forms.facts import lookup


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


def paths(facts: Mapping[str, Any], head: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every fact with its path; lists of objects are opened by number, other lists are one fact."""
    for key, value in facts.items():
        yield from _paths_of(f"{head}{key}", value)


def _paths_of(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from paths(value, f"{path}.")
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        for number, one in enumerate(value):
            yield from paths(one, f"{path}.{number}.")
    else:
        yield path, value


def agreed(recorded: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the records and a person say together.

    Raises:
        ConflictError: the person says another thing than the records; the message names the fact.
    """
    for path, value in paths(recorded):
        given = lookup(said, path)
        if given not in (None, "", value):
            raise ConflictError(
                f"the records say {value!r}, not {given!r}",
                where=Where(key=path),
                remedy="Leave it out; a record is corrected where it was made, not on a document",
                zh=f"记录为“{value}”，不能在文书上写成“{given}”。请到原记录处更正",
            )
    return merged(said, recorded)
