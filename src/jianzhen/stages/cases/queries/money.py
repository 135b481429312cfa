"""What the party of a decided case still owes: fine, confiscated sum, additional fine, against what was paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from jianzhen.stages.cases.models import Case, Clock, Handling, Step
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.schema.clock import Clock as Reading
from jianzhen.stages.cases.thresholds import additional_fine, days_within

ZERO: Final = Decimal("0.00")
SPARED_SINCE: Final = date(2021, 7, 15)
"""行政处罚法（2021）第七十三条第三款 spares the days of review or litigation; no earlier text with it was read."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Amounts of a decision in yuan, as of a day."""

    fine: Decimal
    confiscated: Decimal
    additional: Decimal
    paid_fine: Decimal
    paid_confiscated: Decimal
    paid_additional: Decimal

    @property
    def paid(self) -> Decimal:
        """What was paid so far."""
        return self.paid_fine + self.paid_confiscated + self.paid_additional

    @property
    def missing(self) -> Decimal:
        """What is still to be paid; what was paid too much on one is not set off against another."""
        return (
            max(self.fine - self.paid_fine, ZERO)
            + max(self.confiscated - self.paid_confiscated, ZERO)
            + max(self.additional - self.paid_additional, ZERO)
        )


def owed(handling: Handling, as_of: date) -> Owed | None:
    """Return what is owed on a day; None before any decision with a penalty."""
    case = Case.objects.filter(handling=handling).first()
    if case is None or case.fine is None:
        return None
    paid = [*_said(handling, "record_payment"), *map(_collected, _said(handling, COLLECTED))]
    sums = {name: sum((Decimal(one[name]) for one in paid), ZERO) for name in PAID}
    reduced = sum((Decimal(one["reduced_by"]) for one in _said(handling, "reduce_additional_fine")), ZERO)
    added = _additional(handling, case.fine, paid, as_of)
    return Owed(case.fine, case.confiscated or ZERO, max(added - reduced, ZERO), *(sums[name] for name in PAID))


def owed_of(lead_id: UUID, as_of: date) -> Owed | None:
    """Return what is owed in the matter of a lead; None where it is not in the room or has no penalty."""
    handling = Handling.objects.filter(lead_id=lead_id).first()
    return owed(handling, as_of) if handling else None


PAID: Final = ("paid_fine", "paid_confiscated", "paid_additional")
COLLECTED: Final = "collect_on_the_spot"


def _collected(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fine collected on the spot as a payment: the party has paid once the officer holds the money."""
    return {
        "paid_fine": facts["collected"],
        "paid_on": facts["collected_on"],
        "paid_confiscated": 0,
        "paid_additional": 0,
    }


def last_day_to_pay(clock: Reading) -> date | None:
    """Return the day after which the party is late: where the text leaves two readings, the later one."""
    return max((day for day in (clock.due, clock.due_other) if day is not None), default=None)


def _said(handling: Handling, act: str) -> list[dict[str, Any]]:
    return list(Step.objects.filter(handling=handling, act=act).order_by("seq").values_list("facts", flat=True))


def _additional(handling: Handling, fine: Decimal, paid: list[dict[str, Any]], as_of: date) -> Decimal:
    row = Clock.objects.filter(subject_type="lead", subject_id=handling.pk, name="pay").order_by("id").last()
    due = last_day_to_pay(Reading.from_json(row.facts)) if row else None
    if due is None:
        return ZERO
    until = _paid_on(fine, paid) or as_of
    return additional_fine(law().book, fine, due, until, days_within(_remedies(handling, as_of), due, until))


def _paid_on(fine: Decimal, paid: list[dict[str, Any]]) -> date | None:
    """Return the day on which the fine was paid in full, by the days the payments were made."""
    so_far = ZERO
    for day, amount in sorted((date.fromisoformat(one["paid_on"]), Decimal(one["paid_fine"])) for one in paid):
        so_far += amount
        if so_far >= fine:
            return day
    return None


def _remedies(handling: Handling, as_of: date) -> list[tuple[date, date]]:
    """Return the spans of review or litigation, an open one up to ``as_of``."""
    spans: list[tuple[date, date]] = []
    begun: date | None = None
    rows = Step.objects.filter(handling=handling, act__in=("begin_remedy", "end_remedy")).order_by("seq")
    for act, facts in rows.values_list("act", "facts"):
        if act == "begin_remedy":
            begun = begun or date.fromisoformat(facts["begun_on"])
        elif begun is not None:
            spans.append((begun, date.fromisoformat(facts["ended_on"])))
            begun = None
    if begun is not None:
        spans.append((begun, as_of))
    return [(max(first, SPARED_SINCE), last) for first, last in spans]
