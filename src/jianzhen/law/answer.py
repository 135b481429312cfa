"""What the deadline clock answers, and how the answer reads as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from jianzhen.base.clock import SHANGHAI
from jianzhen.law.model import Confidence, SafeSide, Unit
from jianzhen.law.reasons import Reason


class Status(StrEnum):
    """How firm an answer is."""

    EXACT = "exact"
    REVIEW = "needs_legal_review"
    NO_DUTY = "no_such_duty"
    NO_CALENDAR = "calendar_not_available"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What the clock says about one step.

    Dates are law dates in Asia/Shanghai; ``due_datetime`` carries that zone. Only ``due_date`` and ``due_datetime``
    are firm. ``provisional_due_date`` knows weekends alone, or the national calendar where a local one was not read:
    it may be shown, marked as provisional, and nothing may rest on it.
    """

    status: Status
    start: date | datetime
    reason: Reason
    key: str | None = None
    rule_id: str | None = None
    quantity: int | None = None
    unit: Unit | None = None
    due_date: date | None = None
    due_datetime: datetime | None = None
    due_date_if_moved: date | None = None
    due_date_if_not_moved: date | None = None
    last_day_before_roll_forward: date | None = None
    latest_date_safe: date | None = None
    latest_date_if_day_n_is_enough: date | None = None
    provisional_due_date: date | None = None
    expired_rule_id: str | None = None
    confidence: Confidence | None = None
    citation: str | None = None
    cautions: tuple[Reason, ...] = ()
    works_to: SafeSide = SafeSide.EARLIER

    @property
    def earliest_safe_date(self) -> date | None:
        """The date a clock works to: the one that satisfies every reading; None where no date is firm enough.

        For a duty that is the earlier date. For a wait (one must not act before it has passed) it is the later one.
        """
        if self.due_datetime is not None:
            return self.due_datetime.date()
        open_dates = [day for day in (self.due_date_if_not_moved, self.due_date_if_moved) if day is not None]
        if open_dates:
            return max(open_dates) if self.works_to is SafeSide.LATER else min(open_dates)
        return self.due_date or self.latest_date_safe

    def to_json(self) -> dict[str, object]:
        """Return the answer as JSON values; fields that do not apply are left out."""
        answer: dict[str, object] = {"status": self.status.value, "rule_id": self.rule_id, "key": self.key}
        answer["start"] = _text(self.start)
        if self.quantity is not None and self.unit is not None:
            answer["period"] = {"quantity": self.quantity, "unit": self.unit.value}
        dates = {name: getattr(self, name) for name in _DATE_FIELDS}
        answer |= {name: _text(value) for name, value in dates.items() if value is not None}
        if self.provisional_due_date is not None:
            answer["provisional"] = True
        if self.expired_rule_id is not None:
            answer["expired_rule_id"] = self.expired_rule_id
        answer |= {"reason": self.reason.en, "reason_zh": self.reason.zh}
        answer |= {"reason_code": self.reason.code, "reason_params": dict(self.reason.params)}
        answer["cautions"] = [caution.to_json() for caution in self.cautions]
        answer["citation"] = self.citation
        answer["confidence"] = self.confidence.value if self.confidence else None
        return answer


_DATE_FIELDS: Final = (
    "due_date",
    "due_datetime",
    "due_date_if_not_moved",
    "due_date_if_moved",
    "last_day_before_roll_forward",
    "latest_date_safe",
    "latest_date_if_day_n_is_enough",
    "earliest_safe_date",
    "provisional_due_date",
)


def _text(value: date | datetime) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    local = in_shanghai(value).replace(tzinfo=None)
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def in_shanghai(moment: datetime) -> datetime:
    """Return the moment in Asia/Shanghai, which is also the zone of a moment without one."""
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
