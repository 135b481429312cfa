"""交办与督办: something is assigned with a date, signed for, answered, urged, and written off by whoever assigned it.

The dates are the assigner's with their basis; they are not law, and the clocks say so. A date is moved before it has
passed only, and an overdue that happened stays on the clock, whoever takes the matter over.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.models import Assignment, AssignmentEvent, Case
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.writers import clocks as writers_clocks
from jianzhen.stages.cases.writers import steps as writers

CLOCK, SIGN_CLOCK = "assignment", "assignment_sign"
KINDS: Final = ("assigned", "supervised")
"""交办, 督办."""
GRADES: Final = ("good", "fair", "poor")
"""How the assigner found the work when writing it off: 好, 一般, 差."""
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
                f"{empty} is empty", where=Where(key=empty), remedy="Say what is asked, and on what basis"
            )
        if self.due <= on:
            raise RefusedError(
                f"the date {self.due} is not later than today ({on})", where=Where(key="due"), remedy="Name a later day"
            )
        if self.sign_by is not None and not on <= self.sign_by <= self.due:
            raise RefusedError(
                f"the day to sign by, {self.sign_by}, lies outside {on} to {self.due}",
                where=Where(key="sign_by"),
                remedy="Name a day up to the date itself",
            )
        if self.kind not in KINDS:
            raise RefusedError(f"no kind {self.kind!r}", where=Where(key="kind"), remedy=f"Use {' or '.join(KINDS)}")
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
        self.change(row)
        values = {name: getattr(row, name) for name in _CHANGES}
        if Assignment.objects.filter(pk=row.pk, version=seen).update(**values) != 1:
            raise ConflictError(
                "the assignment went on meanwhile", where=Where(key=str(row.pk)), remedy="Read it again"
            )
        AssignmentEvent.objects.create(
            assignment=row, seq=row.version, kind=self.kind, text=self.said(), at=self.at, actor_id=self.actor.actor_id
        )
        self.turn_clock(row)
        return row.state

    def change(self, row: Assignment) -> None:  # noqa: ARG002
        """Change what the act changes beside the state."""
        return

    def turn_clock(self, row: Assignment) -> None:  # noqa: ARG002
        """Turn the clocks; most acts leave them running."""
        return

    def end_clocks(self, row: Assignment, name: str, at: datetime, *, kind: str) -> None:
        """End the running clocks of a name: ``met`` at an instant, or ``stopped``."""
        end = clocks.meet if kind == "met" else clocks.stop
        for clock in writers_clocks.active((CLOCK, row.pk), name):
            after = end(writers_clocks.reading(clock), at)
            writers_clocks.change(clock, after, kind, self.at, self.actor.actor_id)

    def entry(self, result: str) -> Entry:
        """Keep the new state."""
        return Entry("assignment", str(self.assignment_id), {"state": result})


_CHANGES: Final = (
    "version", "last_at", "state", "urged", "returned", "grade", "due", "sign_by", "to_agency", "district",
)  # fmt: skip


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

    def turn_clock(self, row: Assignment) -> None:
        """End the time to sign."""
        self.end_clocks(row, SIGN_CLOCK, self.at, kind="met")


@dataclass(frozen=True, kw_only=True)
class ReasonedStep(AssignmentStep, ABC):
    """A step that says its reason."""

    reason: str

    def said(self) -> str:
        """Return the reason."""
        return self.reason


@dataclass(frozen=True, kw_only=True)
class DeclineAssignment(ReasonedStep):
    """退回交办: the agency says with the reason that it is not its own; the clock runs on until it is settled."""

    verb: ClassVar[str] = "assignment.decline"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    begins: ClassVar[tuple[str, ...]] = ("assigned", "signed")
    kind: ClassVar[str] = "declined"
    ends: ClassVar[str] = "declined"


@dataclass(frozen=True, kw_only=True)
class InsistOnAssignment(ReasonedStep):
    """维持交办: the assigner says with the reason that the agency keeps it; no date is moved."""

    verb: ClassVar[str] = "assignment.insist"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("declined",)
    kind: ClassVar[str] = "insisted"
    ends: ClassVar[str] = "assigned"


@dataclass(frozen=True, kw_only=True)
class AssignElsewhere(ReasonedStep):
    """改派: another agency is asked, until a day of its own; the clock of the first one stops with what it overran."""

    verb: ClassVar[str] = "assignment.elsewhere"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("declined",)
    kind: ClassVar[str] = "elsewhere"
    ends: ClassVar[str] = "assigned"

    to_agency: str
    due: date
    district: str = ""

    def check(self) -> None:
        """Refuse the same agency, an unknown one, and a date that is not later."""
        super().check()
        row, on = self.row(), law_date(self.at)
        lawdoor.city().agency_name(self.to_agency, on)
        if (self.to_agency, self.district) == (row.to_agency, row.district):
            raise RefusedError("the same agency is asked again", where=Where(key="to_agency"), remedy="Insist instead")
        if self.due <= on:
            raise RefusedError(
                f"the date {self.due} is not later than today ({on})", where=Where(key="due"), remedy="Name a later day"
            )

    def change(self, row: Assignment) -> None:
        """Ask the other agency."""
        row.to_agency, row.district, row.due, row.sign_by = self.to_agency, self.district, self.due, None

    def turn_clock(self, row: Assignment) -> None:
        """Stop the clocks of the first agency and start those of the other."""
        for name in (CLOCK, SIGN_CLOCK):
            self.end_clocks(row, name, self.at, kind="stopped")
        begin_clocks(row, self.at, self.actor.actor_id)


@dataclass(frozen=True, kw_only=True)
class ExtendAssignment(ReasonedStep):
    """延期: the assigner gives more time, before the date has passed only."""

    verb: ClassVar[str] = "assignment.extend"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("assigned", "signed")
    kind: ClassVar[str] = "extended"

    due: date

    def change(self, row: Assignment) -> None:
        """Move the date."""
        row.due = self.due

    def turn_clock(self, row: Assignment) -> None:
        """Move the clock's date; one that has passed is refused by the clock itself."""
        for clock in writers_clocks.active((CLOCK, row.pk), CLOCK):
            before = writers_clocks.reading(clock)
            after = clocks.fix(before, self.due, basis=f"{before.citation}；{self.reason}", on=law_date(self.at))
            writers_clocks.change(clock, after, "extended", self.at, self.actor.actor_id)


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

    def change(self, row: Assignment) -> None:
        """Count it."""
        row.urged += 1


@dataclass(frozen=True, kw_only=True)
class ReturnAnswer(ReasonedStep):
    """退回反馈: the answer does not do; the clock never stopped."""

    verb: ClassVar[str] = "assignment.return"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("answered",)
    kind: ClassVar[str] = "returned"
    ends: ClassVar[str] = "signed"

    def change(self, row: Assignment) -> None:
        """Count it."""
        row.returned += 1


@dataclass(frozen=True, kw_only=True)
class WriteOffAssignment(AssignmentStep):
    """销号: the assigner accepts the answer; only now does the clock end, in time or late."""

    verb: ClassVar[str] = "assignment.write_off"
    permission: ClassVar[Permission] = Permission.ASSIGN
    begins: ClassVar[tuple[str, ...]] = ("answered",)
    kind: ClassVar[str] = "written_off"
    ends: ClassVar[str] = "written_off"

    finding: str
    grade: str = ""

    def said(self) -> str:
        """Return the finding."""
        return self.finding

    def check(self) -> None:
        """Refuse a grade that is none; without one the work is not evaluated."""
        super().check()
        if self.grade and self.grade not in GRADES:
            raise RefusedError(f"no grade {self.grade!r}", where=Where(key="grade"), remedy=", ".join(GRADES))

    def change(self, row: Assignment) -> None:
        """Keep the evaluation."""
        row.grade = self.grade

    def turn_clock(self, row: Assignment) -> None:
        """End the clock on the day of the accepted answer."""
        answered = AssignmentEvent.objects.filter(assignment=row, kind="answered").order_by("-seq").first()
        self.end_clocks(row, CLOCK, answered.at if answered else self.at, kind="met")
