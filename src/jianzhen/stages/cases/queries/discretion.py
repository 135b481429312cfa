"""The discretion aid of a case: range, comparable cases, repetition, circumstances, and what was held before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from jianzhen.law.errors import LawError
from jianzhen.law.fines.plans import plans
from jianzhen.law.fines.ranges import FineAnswer, FineFacts, fine_range, money
from jianzhen.law.model import Version
from jianzhen.people import queries as people
from jianzhen.stages.cases.discretion.comparing import Comparable, position
from jianzhen.stages.cases.discretion.conduct import (
    Circumstance,
    Prior,
    Repetition,
    circumstances,
    repetition,
    years_before,
)
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.models_discretion import Weighing
from jianzhen.stages.cases.models_goods import GoodsLot
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.tracing import queries as tracing

YEARS: Final = 3
"""Years before the day of the decision from which comparable cases are taken."""
MOST: Final = 1000
"""At most so many comparable cases are read, the latest first."""
_PENALTY: Final = "penalty"
_READ: Final = (
    "seq",
    "base",
    "low",
    "high",
    "repeated",
    "on",
    *tuple(f"case__{name}" for name in ("number", "decided_on", "agency", "fine")),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that was kept for a case."""

    seq: int
    on: date
    actor: str
    charge: str
    figure: Decimal
    low: Decimal | None
    high: Decimal | None
    deviation: str
    reason: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """Everything the page of a case shows of discretion for one charge and its facts."""

    charge: str
    facts: FineFacts
    answer: FineAnswer
    base: Decimal | None
    comparables: tuple[Comparable, ...]
    repeats: Repetition
    repeat_rule: Version | None
    circumstances: tuple[Circumstance, ...]
    multiples: tuple[Decimal, Decimal] | None
    punitive_rule: Version | None
    list_rules: tuple[Version, ...]
    held: tuple[Held, ...]


def aid(case_id: UUID, charge: str, facts: FineFacts) -> Aid | None:
    """Return the discretion aid, or None where there is no such case.

    The range is that of ``law.fines``; comparable are decided cases of the same charge, tier and rule within three
    years before the day of the decision; earlier penalties are those of the very same subject, whoever recorded them.
    """
    case = Case.objects.select_related("handling").filter(pk=case_id).first()
    if case is None:
        return None
    plan = plans().charges.get(charge)
    answer = fine_range(charge, facts, law().book)
    base = facts.amounts.get(plan.base) if plan and plan.base else None
    repeat_rule = _in_force(plan.repeat if plan else None, facts.act_date)
    repeats = repetition(priors(case), facts.act_date, int(repeat_rule.quantity or 0) if repeat_rule else None)
    punitive = _in_force(plan.punitive if plan else None, facts.act_date)
    lists = [_in_force(key, facts.act_date) for key in ("punitive.intent", "punitive.serious")] if punitive else []
    return Aid(
        charge=charge,
        facts=facts,
        answer=answer,
        base=base,
        comparables=comparables(case, charge, answer, facts.decision_date),
        repeats=repeats,
        repeat_rule=repeat_rule,
        circumstances=_circumstances(case, charge, repeats, facts),
        multiples=_multiples(punitive),
        punitive_rule=punitive,
        list_rules=tuple(one for one in lists if one),
        held=held(case_id),
    )


def _in_force(key: str | None, day: date) -> Version | None:
    if key is None:
        return None
    try:
        return law().book.at(key, day)
    except LawError:
        # the page says that no verified rule speaks of that day; nothing is computed from it
        return None


def _multiples(rule: Version | None) -> tuple[Decimal, Decimal] | None:
    if rule is None or rule.quantity is None or not rule.limbs:
        return None
    return Decimal(rule.limbs[0].value), Decimal(rule.quantity)


def _circumstances(case: Case, charge: str, repeats: Repetition, facts: FineFacts) -> tuple[Circumstance, ...]:
    natures = set(GoodsLot.objects.filter(case=case).values_list("nature", flat=True))
    income = facts.amounts.get("illegal_income")
    return circumstances(repeats, charge, natures, len(_siblings(case)) + 1, "" if income is None else money(income))


def _subject_leads(case: Case) -> set[UUID]:
    own = tracing.leads(ids=[case.handling.lead_id]).lines
    return {line.lead_id for one in own for line in tracing.leads(subject=one.subject_id).lines}


def _siblings(case: Case) -> list[Case]:
    """Return the other cases of the very same subject; likeness of names plays no part."""
    return list(Case.objects.filter(handling__lead_id__in=_subject_leads(case)).exclude(pk=case.pk))


def priors(case: Case) -> list[Prior]:
    """Return the earlier penalties of the same subject: decided here, or read from published decisions."""
    decided = [one for one in _siblings(case) if one.decision == _PENALTY and one.decided_on]
    charges = _last_charges([one.pk for one in decided])
    own = [
        Prior(one.decided_on, one.decision_number or one.number, charges.get(one.pk, ""), one.conduct)
        for one in decided
        if one.decided_on
    ]
    numbers = {one.number for one in own} | {case.decision_number}
    leads = tracing.leads(ids=[case.handling.lead_id]).lines
    records = [row for line in leads for row in tracing.subject(line.subject_id).history.records]
    read = [
        Prior(row.on, row.doc_no, "", row.excerpt)
        for row in records
        if row.kind == "penalty" and row.doc_no not in numbers
    ]
    return sorted((*own, *read), key=lambda one: (one.day, one.number))


def _last_charges(case_ids: list[UUID]) -> dict[UUID, str]:
    rows = Weighing.objects.filter(case_id__in=case_ids).order_by("seq").values_list("case_id", "charge")
    return dict(rows)


def comparables(case: Case, charge: str, answer: FineAnswer, until: date) -> tuple[Comparable, ...]:
    """Return decided cases of the same charge, tier and rule, by their last weighing and the fine that was decided.

    Where there are more than ``MOST``, the latest decided are taken.
    """
    found = answer.range
    if found is None:
        return ()
    rows = Weighing.objects.filter(
        rule_id=found.rule.id,
        tier=found.tier,
        charge=charge,
        high__isnull=False,
        case__decision=_PENALTY,
        case__decided_on__gt=years_before(until, YEARS),
        case__decided_on__lte=until,
        case__fine__isnull=False,
    ).exclude(case=case)
    read = rows.select_related("case").only(*_READ)
    latest = list(read.order_by("-case__decided_on", "-case_id", "-seq")[:MOST])
    every = Weighing.objects.filter(case_id__in=[row.case_id for row in latest]).values_list("case_id", "seq")
    last = dict(every.order_by("seq"))
    return tuple(_comparable(row) for row in latest if row.seq == last[row.case_id] and row.case.decided_on)


def _comparable(row: Weighing) -> Comparable:
    case, low, high = row.case, row.low or Decimal(0), row.high or Decimal(0)
    fine = case.fine or Decimal(0)
    return Comparable(
        case_id=case.pk,
        number=case.number,
        decided_on=case.decided_on or row.on,
        agency=case.agency,
        base=row.base,
        low=low,
        high=high,
        fine=fine,
        position=position(fine, low, high),
        repeated=row.repeated,
    )


def held(case_id: UUID) -> tuple[Held, ...]:
    """Return the figures kept for a case, the latest first."""
    rows = list(Weighing.objects.filter(case_id=case_id).order_by("-seq"))
    names = people.names_of({row.actor_id for row in rows})
    return tuple(
        Held(
            seq=row.seq,
            on=row.on,
            actor=names.get(row.actor_id, row.actor_id),
            charge=row.charge,
            figure=row.figure,
            low=row.low,
            high=row.high,
            deviation=row.deviation,
            reason=row.reason,
            facts=row.facts,
        )
        for row in rows
    )
