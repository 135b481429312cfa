"""What becomes of something assigned: signed for, declined, answered, urged, extended, written off."""

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
from jianzhen.stages.cases.actions.assign import CLOCK, SIGN_CLOCK, begin_clocks
from jianzhen.stages.cases.models import Assignment, AssignmentEvent
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.writers import clocks as writers_clocks

GRADES: Final = ("good", "fair", "poor")
"""How the assigner found the work when writing it off: 好, 一般, 差."""
STATES_ZH: Final = {
    "assigned": "待签收",
    "declined": "已退回，待处理",
    "signed": "办理中",
    "answered": "已反馈，待销号",
    "written_off": "已销号",
}
"""States of an assignment in Chinese, for refusals."""


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
            raise RefusedError(
                "no such assignment",
                where=Where(key=str(self.assignment_id)),
                remedy="Name its id",
                zh="没有这项交办。请从交办列表中打开",
            )
        return found

    def scope(self) -> Scope:
        """Return the agency that was asked."""
        row = self.row()
        return Scope(row.to_agency, row.district)

    def check(self) -> None:
        """Hold the act against the state and the time of the last act."""
        row, where = self.row(), Where(key=str(self.assignment_id))
        if row.state not in self.begins:
            possible = "、".join(STATES_ZH[one] for one in self.begins)
            raise ConflictError(
                f"the assignment is {row.state}",
                where=where,
                remedy=f"It must be {' or '.join(self.begins)}",
                zh=f"该项交办当前为“{STATES_ZH[row.state]}”，不能这样办理。应为：{possible}",
            )
        if self.at < row.last_at or (self.seen is not None and self.seen != row.version):
            raise ConflictError(
                "the assignment went on meanwhile",
                where=where,
                remedy="Read it again and repeat",
                zh="该项交办刚刚有新的办理情况。请刷新后重办",
            )
        if not self.said().strip():
            raise RefusedError(
                "nothing is said",
                where=where,
                remedy="Say what was done or what is missing",
                zh="没有填写内容。请写明办理情况，或者还缺什么",
            )

    def perform(self) -> str:
        """Write the act and move the state."""
        row = self.row()
        seen, row.version, row.last_at = row.version, row.version + 1, self.at
        row.state = self.ends or row.state
        self.change(row)
        values = {name: getattr(row, name) for name in _CHANGES}
        if Assignment.objects.filter(pk=row.pk, version=seen).update(**values) != 1:
            raise ConflictError(
                "the assignment went on meanwhile",
                where=Where(key=str(row.pk)),
                remedy="Read it again",
                zh="该项交办刚刚有新的办理情况。请刷新后重办",
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
            raise RefusedError(
                "the same agency is asked again",
                where=Where(key="to_agency"),
                remedy="Insist instead",
                zh="改派对象仍是原单位。请改选其他单位，或者坚持原交办",
            )
        if self.due <= on:
            raise RefusedError(
                f"the date {self.due} is not later than today ({on})",
                where=Where(key="due"),
                remedy="Name a later day",
                zh=f"办结期限{self.due}不晚于今日（{on}）。请填写今日以后的日期",
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
            raise RefusedError(
                f"no grade {self.grade!r}",
                where=Where(key="grade"),
                remedy=", ".join(GRADES),
                zh=f"没有“{self.grade}”这一评价等次。可选：好（good）、一般（fair）、差（poor）",
            )

    def change(self, row: Assignment) -> None:
        """Keep the evaluation."""
        row.grade = self.grade

    def turn_clock(self, row: Assignment) -> None:
        """End the clock on the day of the accepted answer."""
        answered = AssignmentEvent.objects.filter(assignment=row, kind="answered").order_by("-seq").first()
        self.end_clocks(row, CLOCK, answered.at if answered else self.at, kind="met")
