"""What a step must say, and when it may not be taken: facts, dates, papers, authors (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.procedure import Procedure
from jianzhen.stages.cases.schema.acts import Act

MIN_OFFICERS: Final = 2
"""行政处罚法（2021）第四十二条: an inquiry is made by at least two officers."""
PENALTIES: Final = (
    "warning",
    "criticism",
    "fine",
    "confiscation",
    "suspension",
    "restriction",
    "downgrade",
    "revocation",
    "closure",
)
"""Kinds of penalty of 行政处罚法（2021）第九条, in its order."""
PARTY_PLACES: Final = ("same_province", "other_province")
_LONGEST: Final = 4000


def check_facts(procedure: Procedure, name: str, facts: Mapping[str, Any], on: date) -> None:
    """Refuse facts that are missing or are not of their kind.

    Raises:
        RefusedError: names the fact and says what it must be.
    """
    act = procedure.act(name)
    for fact, kind in act.facts.items():
        problem = _KINDS[kind](facts.get(fact), procedure, act, on)
        if problem:
            raise RefusedError(f"{fact} {problem}", where=Where(key=f"{name}.{fact}"), remedy="Correct it and repeat")


def missing_papers(procedure: Procedure, name: str, on_file: set[str]) -> tuple[str, ...]:
    """Return the kinds of document an act needs that are not on file."""
    return tuple(kind for kind in procedure.papers.get(name, ()) if kind not in on_file)


def stored(value: object) -> object:
    """Return a fact as JSON keeps it."""
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    return [stored(item) for item in value] if isinstance(value, tuple | list) else value


def _text(value: Any, *_: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        return "is empty"
    return f"has more than {_LONGEST} characters" if len(value) > _LONGEST else ""


def _date(value: Any, _procedure: Procedure, act: Act, on: date) -> str:
    if not isinstance(value, date):
        return "is no date"
    return f"is {value}, not later than the step itself ({on})" if "until" in act.facts and value <= on else ""


def _money(value: Any, *_: Any) -> str:
    if not isinstance(value, Decimal) or not value.is_finite():
        return "is no amount of yuan"
    if value < 0:
        return f"is {value}, below zero"
    return f"is {value}, with more than two decimals" if value != value.quantize(Decimal("0.01")) else ""


def _boolean(value: Any, *_: Any) -> str:
    return "" if isinstance(value, bool) else "is neither yes nor no"


def _officers(value: Any, *_: Any) -> str:
    if not isinstance(value, tuple) or not all(isinstance(one, UUID) for one in value):
        return "is no list of officers"
    found = len(set(value))
    return f"names {found} officer(s), and the law asks for at least {MIN_OFFICERS}" if found < MIN_OFFICERS else ""


def _lead(value: Any, *_: Any) -> str:
    return "" if isinstance(value, UUID) else "names no lead"


def _ground(value: Any, procedure: Procedure, act: Act, on: date) -> str:
    for clock in act.clocks.pause:
        rule = procedure.exclusions.get(clock)
        if rule is None:
            return "cannot be judged: no rule of this agency on excluded time is known; it needs legal review"
        if value not in rule.grounds:
            return f"is {value!r}; {rule.citation} gives {', '.join(rule.grounds)}"
        if on < rule.since:
            return f"cannot be judged: the list was read as of {rule.since}, the step is of {on}; it needs legal review"
    return ""


def _penalties(value: Any, *_: Any) -> str:
    if not isinstance(value, tuple) or not value:
        return "is empty"
    unknown = [one for one in value if one not in PENALTIES]
    return f"holds {unknown[0]!r}; the kinds are {', '.join(PENALTIES)}" if unknown else ""


def _party_place(value: Any, *_: Any) -> str:
    return "" if value in PARTY_PLACES else f"is {value!r}; it is {' or '.join(PARTY_PLACES)}"


_KINDS: Final[dict[str, Callable[..., str]]] = {
    "text": _text,
    "date": _date,
    "money": _money,
    "boolean": _boolean,
    "officers": _officers,
    "lead": _lead,
    "ground": _ground,
    "penalties": _penalties,
    "party_place": _party_place,
}
"""What each kind of fact must be; an empty answer is no problem."""
