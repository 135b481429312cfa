"""What a step must say, and which documents it needs: facts by their kind, papers, secrecy (no table is touched)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from jianzhen.stages.cases.procedure import Procedure
from jianzhen.stages.cases.refusing import refusal
from jianzhen.stages.cases.schema.acts import Act
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.schema.refusal import Refusal
from jianzhen.stages.cases.schema.secrecy import marked

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
_MOST_MONEY: Final = Decimal(10) ** 16


@dataclass(frozen=True, slots=True)
class _Asked:
    """One fact with what it is judged by."""

    fact: str
    kind: str
    value: Any
    procedure: Procedure
    act: Act
    on: date

    def wrong(self, code: str, **params: object) -> Refusal:
        """Return the refusal of this fact; ``key`` is set by the caller."""
        said: dict[str, object] = {"fact": self.fact, "value": self.value, "day": self.on}
        return refusal(code, **said | params)


def check_facts(procedure: Procedure, name: str, facts: Mapping[str, Any], on: date) -> None:
    """Refuse facts that are missing, are not of their kind, or are marked as a state secret.

    Raises:
        RefusedError: names the fact and says what it must be.
    """
    act = procedure.act(name)
    for fact, kind in act.facts.items():
        asked = _Asked(fact, kind, facts.get(fact), procedure, act, on)
        problem = _KINDS.get(kind, _choice)(asked) or _secret(asked)
        if problem:
            raise replace(problem, key=f"{name}.{fact}").error()


def missing_papers(
    procedure: Procedure, name: str, on_file: set[str], facts: Mapping[str, Any] | None = None
) -> tuple[str, ...]:
    """Return the kinds of document an act needs that are not on file; with facts also those that they call for."""
    return tuple(kind for kind in procedure.papers_of(name, facts or {}) if kind not in on_file)


def wrong_papers(procedure: Procedure, papers: Iterable[PaperIn]) -> Refusal | None:
    """Return why documents cannot be filed: no title, an unknown kind, or a state-secret marking."""
    known = ", ".join(procedure.paper_kinds)
    for one in papers:
        if not one.title.strip() or (procedure.paper_kinds and one.kind not in procedure.paper_kinds):
            return refusal("paper_untitled", "papers", kind=one.kind, kinds=known)
        if marked(one.title) or marked(one.number):
            return refusal("marked_secret", "papers", fact=one.kind)
    return None


def stored(value: object) -> object:
    """Return a fact as JSON keeps it."""
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    return [stored(item) for item in value] if isinstance(value, tuple | list) else value


def _secret(asked: _Asked) -> Refusal | None:
    if asked.kind == "text" and marked(asked.value):
        return refusal("marked_secret", fact=asked.fact)
    return None


def _text(asked: _Asked) -> Refusal | None:
    if not isinstance(asked.value, str) or not asked.value.strip():
        return asked.wrong("fact_empty")
    return asked.wrong("fact_too_long", most=_LONGEST) if len(asked.value) > _LONGEST else None


def _date(asked: _Asked) -> Refusal | None:
    if not isinstance(asked.value, date):
        return asked.wrong("fact_no_date")
    return asked.wrong("fact_not_later") if asked.value <= asked.on else None


def _day(asked: _Asked) -> Refusal | None:
    if not isinstance(asked.value, date):
        return asked.wrong("fact_no_date")
    return asked.wrong("fact_ahead") if asked.value > asked.on else None


def _money(asked: _Asked) -> Refusal | None:
    value = asked.value
    if not isinstance(value, Decimal) or not value.is_finite():
        return asked.wrong("fact_no_money")
    if value < 0:
        return asked.wrong("fact_below_zero")
    if value >= _MOST_MONEY:
        return asked.wrong("fact_too_large")
    return asked.wrong("fact_too_precise") if value != value.quantize(Decimal("0.01")) else None


def _boolean(asked: _Asked) -> Refusal | None:
    return None if isinstance(asked.value, bool) else asked.wrong("fact_not_boolean")


def _officers(asked: _Asked) -> Refusal | None:
    value = asked.value
    if not isinstance(value, tuple) or not all(isinstance(one, UUID) for one in value):
        return asked.wrong("fact_no_officers")
    found = len(set(value))
    return asked.wrong("fact_few_officers", count=found, at_least=MIN_OFFICERS) if found < MIN_OFFICERS else None


def _official(asked: _Asked) -> Refusal | None:
    return None if isinstance(asked.value, UUID) else asked.wrong("fact_no_official")


def _lead(asked: _Asked) -> Refusal | None:
    return None if isinstance(asked.value, UUID) else asked.wrong("fact_no_lead")


def _ground(asked: _Asked) -> Refusal | None:
    for clock in asked.act.clocks.pause:
        rule = asked.procedure.exclusions.get(clock)
        if rule is None:
            return asked.wrong("ground_unknown_agency")
        if asked.value not in rule.grounds:
            return asked.wrong("ground_not_given", citation=rule.citation, grounds=", ".join(rule.grounds))
        if asked.on < rule.since:
            return asked.wrong("ground_before_list", since=rule.since)
    return None


def _clock(asked: _Asked) -> Refusal | None:
    words = asked.procedure.clock_words
    if asked.value in words:
        return None
    return asked.wrong(
        "fact_not_chosen", choices=", ".join(words), choices_zh="、".join(one.zh for one in words.values())
    )


def _penalties(asked: _Asked) -> Refusal | None:
    if not isinstance(asked.value, tuple) or not asked.value:
        return asked.wrong("fact_empty")
    unknown = [one for one in asked.value if one not in PENALTIES]
    return (
        refusal("penalty_unknown", fact=asked.fact, value=unknown[0], kinds=", ".join(PENALTIES)) if unknown else None
    )


def _party_place(asked: _Asked) -> Refusal | None:
    if asked.value in PARTY_PLACES:
        return None
    return asked.wrong("fact_not_chosen", choices=", ".join(PARTY_PLACES), choices_zh="本省、外省")


def _choice(asked: _Asked) -> Refusal | None:
    known = asked.procedure.choices[asked.kind]
    if isinstance(asked.value, str) and asked.value in known:
        return None
    said = "、".join(words.zh for words in known.values())
    return asked.wrong("fact_not_chosen", choices=", ".join(known), choices_zh=said)


_KINDS: Final[dict[str, Callable[[_Asked], Refusal | None]]] = {
    "text": _text,
    "date": _date,
    "day": _day,
    "money": _money,
    "boolean": _boolean,
    "officers": _officers,
    "official": _official,
    "lead": _lead,
    "ground": _ground,
    "clock": _clock,
    "penalties": _penalties,
    "party_place": _party_place,
}
"""What each kind of fact must be; every other kind is a choice of the procedure file."""
