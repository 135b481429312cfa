"""The facts of a case in the words of the facts vocabulary, and what the law in force makes of them.

Nothing is ticked: lines come from ledgers, stock and the seizure list, earlier penalties from the subject's own decided
cases, single facts from their rows. What is on no row is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from jianzhen.law.assess.answer import Assessment, Outcome
from jianzhen.law.assess.casefile import assess
from jianzhen.law.assess.reading import near
from jianzhen.law.assess.values import FactsError
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.models_assessment import CaseAssessment, CaseFact, FactLine
from jianzhen.stages.cases.models_goods import GoodsMove
from jianzhen.stages.cases.queries import discretion
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.schema.assessment import PRICES, Side, charges

_PRICE_OF: Final = {
    "actual": "actual_unit_price",
    "marked": "marked_unit_price",
    "established": "established_average_price",
    "median": "genuine_market_mid_price",
}
_PENALTY: Final = "penalty"
_SERVICES: Final = ("services", "service", "服务")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of goods as the assessment counts it; ``line_id`` is None where it comes from the seizure list."""

    side: Side
    name: str
    quantity: Decimal
    prices: Mapping[str, Decimal]
    first_day: date
    last_day: date
    deed: int
    source: str
    line_id: UUID | None = None

    def as_fact(self) -> dict[str, str]:
        """Return the line in the words of the vocabulary."""
        return {
            "quantity": f"{self.quantity.normalize():f}",
            **{name: str(price) for name, price in self.prices.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """An earlier penalty of the same subject: its day, and the case or row that shows it.

    ``same_kind`` is False where it was for something else, or what it was for is not known: it counts for nothing
    until somebody records it as a fact.
    """

    day: date
    number: str
    same_kind: bool


@dataclass(frozen=True, slots=True)
class Single:
    """One fact on record: its value as the vocabulary has it, and where it comes from."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An assessment that was kept: what was computed then, and what the officer held."""

    assessment_id: UUID
    charge: str
    on: date
    outcome: str
    view: str
    reason: str
    differs: bool
    actor_id: str
    facts: Mapping[str, Any]
    answer: Mapping[str, Any]
    rule_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything a case has on record for an assessment; ``given`` is the input of ``law assess``."""

    lines: tuple[Line, ...]
    single: Mapping[str, Single]
    priors: tuple[Prior, ...]
    given: Mapping[str, Any]


def case_facts(case: Case, as_of: date) -> CaseFacts:
    """Return the facts of a case as of a day: its lines, its single facts, the subject's earlier penalties."""
    lines = (*_ledger(case), *_seized(case))
    told = {row.name: Single(row.value, row.source) for row in CaseFact.objects.filter(case=case).order_by("seq")}
    single = {name: one for name, one in told.items() if one.value is not None}
    priors = _priors(case, as_of)
    return CaseFacts(lines=lines, single=single, priors=priors, given=_given(lines, single, priors, as_of))


def _ledger(case: Case) -> tuple[Line, ...]:
    rows = list(FactLine.objects.filter(case=case).order_by("seq"))
    gone = {row.withdraws_id for row in rows}
    kept = (row for row in rows if row.withdraws_id is None and row.pk not in gone)
    return tuple(_line(row) for row in kept)


def _line(row: FactLine) -> Line:
    return Line(
        side=Side(row.side),
        name=row.name,
        quantity=row.quantity or Decimal(0),
        prices={name: price for name in PRICES if (price := getattr(row, name)) is not None},
        first_day=row.first_day or row.at.date(),
        last_day=row.last_day or row.at.date(),
        deed=row.deed,
        source=row.source,
        line_id=row.pk,
    )


def _seized(case: Case) -> tuple[Line, ...]:
    """Return the goods that came in from outside, by their list: splitting and moving them changes nothing."""
    moves = (
        GoodsMove.objects.filter(act__case=case, lot=None).select_related("act", "to_lot").order_by("act__seq", "seq")
    )
    return tuple(
        Line(
            side=Side.UNSOLD,
            name=" ".join(part for part in (move.to_lot.name, move.to_lot.spec) if part),
            quantity=move.quantity,
            prices=_price(move.to_lot.unit_value, move.to_lot.value_basis),
            first_day=move.act.on,
            last_day=move.act.on,
            deed=1,
            source=move.to_lot.list_number,
        )
        for move in moves
    )


def _price(value: Decimal | None, basis: str) -> dict[str, Decimal]:
    return {_PRICE_OF[basis]: value} if value is not None and basis in _PRICE_OF else {}


def _priors(case: Case, as_of: date) -> tuple[Prior, ...]:
    """Return the penalties of the same subject up to a day, those of this case's own domain marked."""
    found = [one for one in discretion.priors(case) if one.day <= as_of]
    numbers = [one.number for one in found]
    own = Case.objects.filter(handling__domain=case.handling.domain, decision=_PENALTY)
    same = set(own.filter(decision_number__in=numbers).values_list("decision_number", "decided_on"))
    same |= set(own.filter(number__in=numbers).values_list("number", "decided_on"))
    return tuple(Prior(day=one.day, number=one.number, same_kind=(one.number, one.day) in same) for one in found)


def _given(lines: Iterable[Line], single: Mapping[str, Single], priors: Iterable[Prior], as_of: date) -> dict[str, Any]:
    given: dict[str, Any] = {"assessment_date": as_of.isoformat(), **{name: row.value for name, row in single.items()}}
    known = [{"kind": "administrative", "date": one.day.isoformat()} for one in priors if one.same_kind]
    told = given.get("prior_penalty", [])
    if known or "prior_penalty" in given:
        given["prior_penalty"] = [*known, *([told] if isinstance(told, dict) else told)]
    return given | _deeds(tuple(lines), given)


def _deeds(lines: tuple[Line, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lines as one act from its first to its last day, or as several where the rows number them apart."""
    numbers = sorted({line.deed for line in lines})
    acts = [_deed([line for line in lines if line.deed == number]) for number in numbers]
    if len(acts) > 1:
        return {"acts": [{**act, "already_handled": False} for act in acts]}
    if not acts:
        return {}
    days = acts[0].pop("date")
    return acts[0] | ({} if "act_date" in given else {"act_date": days})


def _deed(lines: list[Line]) -> dict[str, Any]:
    sides = {side: [line.as_fact() for line in lines if line.side is side] for side in Side}
    first, last = min(line.first_day for line in lines), max(line.last_day for line in lines)
    days = {"from": first.isoformat(), "to": last.isoformat()}
    return {"date": days, **{side.value: found for side, found in sides.items() if found}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """One charge of a case computed: its answers for the threshold and, where that is reached, the tier above.

    ``refused`` is what the facts lack, where nothing could be computed.
    """

    name: str
    charge: str
    basic: Assessment | None = None
    aggravated: Assessment | None = None
    refused: FactsError | None = None

    @property
    def outcome(self) -> str:
        """The outcome of the threshold."""
        return self.basic.outcome.value if self.basic else Outcome.REFUSED.value


def computed(facts: CaseFacts, name: str) -> Computed:
    """Compute one charge from the facts of a case; a fact that is missing or cannot be meant is part of the answer."""
    charge, tiers = charges().charges[name].charge, charges().tiers
    given = _of_charge(name, facts.given)
    try:
        basic = assess(charge, tiers["basic"].question, given, law().book)
        above = assess(charge, tiers["aggravated"].question, given, law().book)
    except FactsError as missing:
        return Computed(name=name, charge=charge, refused=missing)
    reached = basic.outcome is Outcome.REACHED
    return Computed(name=name, charge=charge, basic=basic, aggravated=above if reached else None)


def _of_charge(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with what the charge itself says about goods and services."""
    sort = name.partition(" ")[2]
    return dict(given) | ({"object": sort} if sort in ("goods", "services") and "object" not in given else {})


def computed_all(facts: CaseFacts, domain: str) -> tuple[Computed, ...]:
    """Compute every charge of a domain; of the two sorts of art 213 the one the facts speak of, goods if neither."""
    services = str(facts.given.get("object", "")).casefold() in _SERVICES
    other = "213 goods" if services else "213 services"
    return tuple(computed(facts, name) for name in charges().of(domain) if name != other)


def input_of(facts: CaseFacts, name: str) -> dict[str, Any]:
    """Return the input of ``law assess`` for one charge, as it is kept with an assessment."""
    return _of_charge(name, facts.given)


def rule_keys(answer: Assessment) -> list[str]:
    """Return the keys an answer rests on, and those that were silent or unverified when it was given."""
    book = law().book
    names = (*(rule.id for rule in answer.rules), *answer.not_in_force, *answer.leads)
    return sorted({book.version(name).key for name in names})


def facts_of_case(case_id: UUID, as_of: date) -> CaseFacts:
    """Return the facts of a case by its id; a case that is not there has none."""
    case = Case.objects.select_related("handling").filter(pk=case_id).first()
    return case_facts(case, as_of) if case else CaseFacts(lines=(), single={}, priors=(), given={})


def kept(case_id: UUID) -> list[Kept]:
    """Return the assessments that were kept for a case, newest first."""
    rows = CaseAssessment.objects.filter(case_id=case_id).order_by("-seq")
    return [
        Kept(
            assessment_id=row.pk,
            charge=row.charge,
            on=row.on,
            outcome=row.outcome,
            view=row.view,
            reason=row.reason,
            differs=row.differs,
            actor_id=row.actor_id,
            facts=row.facts,
            answer=row.answer,
            rule_keys=tuple(row.rule_keys),
        )
        for row in rows
    ]


def suggestions(name: str) -> tuple[str, ...]:
    """Return the words of the vocabulary a name may have been meant as."""
    return near((name,)).get(name, ())
