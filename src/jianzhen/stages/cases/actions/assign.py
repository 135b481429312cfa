"""交办与督办: something is assigned to an agency with a date and a basis.

The dates are the assigner's with their basis; they are not law, and the clocks say so. A date is moved before it has
passed only, and an overdue that happened stays on the clock, whoever takes the matter over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.models import Assignment, AssignmentEvent, Case
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.writers import clocks as writers_clocks
from jianzhen.stages.cases.writers import steps as writers

CLOCK, SIGN_CLOCK = "assignment", "assignment_sign"
KINDS: Final = ("assigned", "supervised")
"""交办, 督办."""
SUBJECTS: Final = ("lead", "case", "task")


@dataclass(frozen=True, kw_only=True)
class Assign(Action[UUID]):
    """交办: ask an agency for something about a lead, a case or a task of the plan, until a day.

    Args:
        subject_type: lead, case or task; a task's id is the plan's own.
        due: the assigner's date; ``basis`` names the document or meeting that sets it.
        kind: assigned or supervised.
        sign_by: the day to sign for it by, not later than ``due``; None sets none.
    """

    verb: ClassVar[str] = "assignment.assign"
    permission: ClassVar[Permission] = Permission.ASSIGN

    subject_type: str
    subject_id: str
    from_agency: str
    to_agency: str
    asked: str
    basis: str
    due: date
    district: str = ""
    kind: str = "assigned"
    sign_by: date | None = None

    def check(self) -> None:
        """Refuse an unknown subject or agency, a date that is not later, and words that are missing."""
        on, city = law_date(self.at), lawdoor.city()
        for code in (self.from_agency, self.to_agency):
            city.agency_name(code, on)
        empty = next((name for name in ("asked", "basis") if not getattr(self, name).strip()), "")
        if empty:
            raise RefusedError(
                f"{empty} is empty",
                where=Where(key=empty),
                remedy="Say what is asked, and on what basis",
                zh=f"没有填写{'交办要求' if empty == 'asked' else '交办依据'}。请写明要求办什么、依据是什么",
            )
        if self.due <= on:
            raise RefusedError(
                f"the date {self.due} is not later than today ({on})",
                where=Where(key="due"),
                remedy="Name a later day",
                zh=f"办结期限{self.due}不晚于今日（{on}）。请填写今日以后的日期",
            )
        if self.sign_by is not None and not on <= self.sign_by <= self.due:
            raise RefusedError(
                f"the day to sign by, {self.sign_by}, lies outside {on} to {self.due}",
                where=Where(key="sign_by"),
                remedy="Name a day up to the date itself",
                zh=f"签收期限{self.sign_by}不在{on}至{self.due}之间。请填写不晚于办结期限的日期",
            )
        if self.kind not in KINDS:
            raise RefusedError(
                f"no kind {self.kind!r}",
                where=Where(key="kind"),
                remedy=f"Use {' or '.join(KINDS)}",
                zh=f"没有“{self.kind}”这种方式。请选用交办（assigned）或者督办（supervised）",
            )
        self._check_subject()

    def _check_subject(self) -> None:
        if self.subject_type not in SUBJECTS:
            raise RefusedError(
                f"{self.subject_type!r} cannot be assigned",
                where=Where(key="subject_type"),
                remedy=", ".join(SUBJECTS),
                zh=f"“{self.subject_type}”不能交办。可以交办的是线索（lead）、案件（case）、任务（task）",
            )
        if self.subject_type == "lead":
            writers.handling_of(UUID(self.subject_id))
        if self.subject_type == "case" and not Case.objects.filter(pk=UUID(self.subject_id)).exists():
            raise RefusedError(
                "no such case",
                where=Where(key=self.subject_id),
                remedy="Name the case's id",
                zh="案件不存在。请选择要交办的案件",
            )

    def perform(self) -> UUID:
        """Record it and start its clock."""
        on = law_date(self.at)
        row = Assignment.objects.create(
            subject_type=self.subject_type,
            subject_id=self.subject_id,
            from_agency=self.from_agency,
            to_agency=self.to_agency,
            district=self.district,
            asked=self.asked,
            basis=self.basis[:255],
            assigned_on=on,
            due=self.due,
            state="assigned",
            kind=self.kind,
            sign_by=self.sign_by,
            last_at=self.at,
        )
        AssignmentEvent.objects.create(
            assignment=row, seq=0, kind="assigned", text=self.asked, at=self.at, actor_id=self.actor.actor_id
        )
        begin_clocks(row, self.at, self.actor.actor_id)
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep who asked whom, until when."""
        payload = {"from": self.from_agency, "to": self.to_agency, "due": self.due.isoformat()}
        return Entry("assignment", str(result), payload | {"subject": [self.subject_type, self.subject_id]})


def begin_clocks(row: Assignment, at: datetime, actor_id: str) -> None:
    """Start the clocks of an assignment for the agency that is asked: its date, and the day to sign by."""
    on, place = law_date(at), (row.to_agency, row.district)
    for name, due in ((CLOCK, row.due), (SIGN_CLOCK, row.sign_by)):
        if due is not None:
            writers_clocks.begin(clocks.set_clock(name, on, due, basis=row.basis), (CLOCK, row.pk), place, at, actor_id)
