"""交办与督办: something is assigned with a date, signed for, answered, urged, and written off by whoever assigned it.

The date is the assigner's with its basis; it is not law, and the clock says so.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases import writers, writers_clocks
from jianzhen.stages.cases.models import Assignment, AssignmentEvent, Case
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.schema import clock as clocks

CLOCK: Final = "assignment"
SUBJECTS: Final = ("lead", "case", "task")


@dataclass(frozen=True, kw_only=True)
class Assign(Action[UUID]):
    """交办: ask an agency for something about a lead, a case or a task of the plan, until a day.

    Args:
        subject_type: lead, case or task; a task's id is the plan's own.
        due: the assigner's date; ``basis`` names the document or meeting that sets it.
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

    def check(self) -> None:
        """Refuse an unknown subject or agency, a date that is not later, and words that are missing."""
        on, city = law_date(self.at), lawdoor.city()
        for code in (self.from_agency, self.to_agency):
            city.agency_name(code, on)
        empty = next((name for name in ("asked", "basis") if not getattr(self, name).strip()), "")
        if empty:
            raise RefusedError(
                f"{empty} is empty", where=Where(key=empty), remedy="Say what is asked, and on what basis"
            )
        if self.due <= on:
            raise RefusedError(
                f"the date {self.due} is not later than today ({on})", where=Where(key="due"), remedy="Name a later day"
            )
        self._check_subject()

    def _check_subject(self) -> None:
        if self.subject_type not in SUBJECTS:
            raise RefusedError(
                f"{self.subject_type!r} cannot be assigned", where=Where(key="subject_type"), remedy=", ".join(SUBJECTS)
            )
        if self.subject_type == "lead":
            writers.handling_of(UUID(self.subject_id))
        if self.subject_type == "case" and not Case.objects.filter(pk=UUID(self.subject_id)).exists():
            raise RefusedError("no such case", where=Where(key=self.subject_id), remedy="Name the case's id")

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
            last_at=self.at,
        )
        AssignmentEvent.objects.create(
            assignment=row, seq=0, kind="assigned", text=self.asked, at=self.at, actor_id=self.actor.actor_id
        )
        clock = clocks.set_clock(CLOCK, on, self.due, basis=self.basis)
        writers_clocks.begin(clock, (CLOCK, row.pk), (self.to_agency, self.district), self.at, self.actor.actor_id)
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep who asked whom, until when."""
        payload = {"from": self.from_agency, "to": self.to_agency, "due": self.due.isoformat()}
        return Entry("assignment", str(result), payload | {"subject": [self.subject_type, self.subject_id]})


@dataclass(frozen=True, kw_only=True)
class AssignmentStep(Action[str], ABC):
    """One act on an assignment; ``begins`` names the states it may begin in, ``kind`` its event, ``ends`` its state."""

    begins: ClassVar[tuple[str, ...]] = ()
    kind: ClassVar[str] = ""
    ends: ClassVar[str] = ""

    assignment_id: UUID
    seen: int | None = None

    @abstractmethod
    def said(self) -> str:
        """Return the words that go with the act; acts that need words refuse an empty answer."""

    def row(self) -> Assignment:
        """Return the assignment.

        Raises:
            RefusedError: there is none of this id.
        """
        found = Assignment.objects.filter(pk=self.assignment_id).first()
        if found is None:
            raise RefusedError("no such assignment", where=Where(key=str(self.assignment_id)), remedy="Name its id")
        return found

    def scope(self) -> Scope:
        """Return the agency that was asked."""
        row = self.row()
        return Scope(row.to_agency, row.district)

    def check(self) -> None:
        """Hold the act against the state and the time of the last act."""
        row, where = self.row(), Where(key=str(self.assignment_id))
        if row.state not in self.begins:
            raise ConflictError(
                f"the assignment is {row.state}", where=where, remedy=f"It must be {' or '.join(self.begins)}"
            )
        if self.at < row.last_at or (self.seen is not None and self.seen != row.version):
            raise ConflictError("the assignment went on meanwhile", where=where, remedy="Read it again and repeat")
        if not self.said().strip():
            raise RefusedError("nothing is said", where=where, remedy="Say what was done or what is missing")

    def perform(self) -> str:
        """Write the act and move the state."""
        row = self.row()
        seen, row.version, row.last_at = row.version, row.version + 1, self.at
        row.state = self.ends or row.state
        row.urged += self.kind == "urged"
        values = {"version": row.version, "last_at": row.last_at, "state": row.state, "urged": row.urged}
        if Assignment.objects.filter(pk=row.pk, version=seen).update(**values) != 1:
            raise ConflictError(
                "the assignment went on meanwhile", where=Where(key=str(row.pk)), remedy="Read it again"
            )
        AssignmentEvent.objects.create(
            assignment=row, seq=row.version, kind=self.kind, text=self.said(), at=self.at, actor_id=self.actor.actor_id
        )
        self.turn_clock(row)
        return row.state

    def turn_clock(self, row: Assignment) -> None:  # noqa: ARG002
        """Turn the clock; most acts leave it running."""
        return

    def entry(self, result: str) -> Entry:
        """Keep the new state."""
        return Entry("assignment", str(self.assignment_id), {"state": result})


@dataclass(frozen=True, kw_only=True)
class SignForAssignment(AssignmentStep):
    """签收: the agency says that it has it."""

    verb: ClassVar[str] = "assignment.sign"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    begins: ClassVar[tuple[str, ...]] = ("assigned",)
    kind: ClassVar[str] = "signed"
    ends: ClassVar[str] = "signed"

    def said(self) -> str:
        """Return the word of receipt."""
        return "签收"


@dataclass(frozen=True, kw_only=True)
class AnswerAssignment(AssignmentStep):
    """反馈: the agency says what it did."""

    verb: ClassVar[str] = "assignment.answer"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    begins: ClassVar[tuple[str, ...]] = ("signed",)
    kind: ClassVar[str] = "answered"
    ends: ClassVar[str] = "answered"

    answer: str

    def said(self) -> str:
        """Return the answer."""
        return self.answer


@dataclass(frozen=True, kw_only=True)
class UrgeAssignment(AssignmentStep):
    """催办: the assigner asks again; each time is counted."""

    verb: ClassVar[str] = "assignment.urge"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("assigned", "signed")
    kind: ClassVar[str] = "urged"

    words: str

    def said(self) -> str:
        """Return the words."""
        return self.words


@dataclass(frozen=True, kw_only=True)
class ReturnAnswer(AssignmentStep):
    """退回反馈: the answer does not do; the clock never stopped."""

    verb: ClassVar[str] = "assignment.return"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("answered",)
    kind: ClassVar[str] = "returned"
    ends: ClassVar[str] = "signed"

    reason: str

    def said(self) -> str:
        """Return the reason."""
        return self.reason


@dataclass(frozen=True, kw_only=True)
class WriteOffAssignment(AssignmentStep):
    """销号: the assigner accepts the answer; only now does the clock end, in time or late."""

    verb: ClassVar[str] = "assignment.write_off"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("answered",)
    kind: ClassVar[str] = "written_off"
    ends: ClassVar[str] = "written_off"

    finding: str

    def said(self) -> str:
        """Return the finding."""
        return self.finding

    def turn_clock(self, row: Assignment) -> None:
        """End the clock on the day of the accepted answer."""
        answered = AssignmentEvent.objects.filter(assignment=row, kind="answered").order_by("-seq").first()
        at = answered.at if answered else self.at
        for clock in writers_clocks.active((CLOCK, row.pk), CLOCK):
            after = clocks.meet(writers_clocks.reading(clock), at)
            writers_clocks.change(clock, after, "met", self.at, self.actor.actor_id)
