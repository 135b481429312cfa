"""Time and finds beside the way of a complaint or report: tests that do not count, longer verification, a clue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from jianzhen.base.clock import law_date
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.grievance import SUBJECT, GrievanceStep, meet, start
from jianzhen.stages.cases.models import Grievance
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.writers import clocks as writers_clocks

TESTING: Final = "testing"


def turn(row: Grievance, name: str, act: GrievanceStep, kind: str, how: Callable[[clocks.Clock], clocks.Clock]) -> None:
    """Change the running clock of a name.

    Raises:
        ConflictError: none runs.
    """
    found = writers_clocks.active((SUBJECT, row.pk), name)
    if not found:
        words = procedure_of(row.agency).clock_words[name].zh
        raise refuse("no_clock", name, clock=name, clock_zh=words)
    writers_clocks.change(found[-1], how(writers_clocks.reading(found[-1])), kind, act.at, act.actor.actor_id)


def pause(row: Grievance, name: str, act: GrievanceStep) -> None:
    """Stop counting for a test, where the text that was read for that day excludes its time.

    Raises:
        RefusedError: the agency's rule is not known, or was not read for that day.
    """
    on = law_date(act.at)
    if not procedure_of(row.agency).excludes(name, TESTING, on):
        raise refuse("ground_unknown_agency", name, fact=TESTING)
    turn(row, name, act, "paused", lambda clock: clocks.pause(clock, on))


def resume(row: Grievance, name: str, act: GrievanceStep) -> None:
    """Count again."""
    turn(row, name, act, "resumed", lambda clock: clocks.resume(lawdoor.law(), clock, law_date(act.at)))


def extend(row: Grievance, name: str, act: GrievanceStep) -> None:
    """Lengthen a clock by the agency's extension.

    Raises:
        RefusedError: no rule of the agency extends it.
    """
    own = procedure_of(row.agency)
    rule = own.clocks.get(name)
    if rule is None or rule.extension is None:
        raise refuse("no_extension", name, clock=name, clock_zh=own.clock_words[name].zh)
    key = rule.extension
    turn(row, name, act, "extended", lambda clock: clocks.extend(lawdoor.law(), clock, key, law_date(act.at)))


@dataclass(frozen=True, kw_only=True)
class BeginComplaintTest(GrievanceStep):
    """送检验鉴定（投诉）: the time of the test is not counted in the mediation."""

    verb: ClassVar[str] = "grievance.test"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("mediating",)
    ends: ClassVar[str] = "testing"
    event: ClassVar[str] = "testing"

    def turn_clocks(self, row: Grievance) -> None:
        """Stop counting the mediation."""
        pause(row, "complaint_mediate", self)


@dataclass(frozen=True, kw_only=True)
class EndComplaintTest(GrievanceStep):
    """检验鉴定结束（投诉）: the mediation counts again."""

    verb: ClassVar[str] = "grievance.tested"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("testing",)
    ends: ClassVar[str] = "mediating"
    event: ClassVar[str] = "tested"

    def turn_clocks(self, row: Grievance) -> None:
        """Count the mediation again."""
        resume(row, "complaint_mediate", self)


@dataclass(frozen=True, kw_only=True)
class FindClue(GrievanceStep):
    """调解中发现违法线索: it is verified within its own time, whatever becomes of the mediation."""

    verb: ClassVar[str] = "grievance.clue"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("mediating",)
    ends: ClassVar[str] = "mediating"
    event: ClassVar[str] = "clue"

    def turn_clocks(self, row: Grievance) -> None:
        """Start the time to verify."""
        start(row, "complaint_clue", law_date(self.at), self)


@dataclass(frozen=True, kw_only=True)
class ExtendClue(GrievanceStep):
    """批准延长线索核查: once, by the head."""

    verb: ClassVar[str] = "grievance.clue_longer"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("mediating",)
    ends: ClassVar[str] = "mediating"
    event: ClassVar[str] = "clue_longer"

    def turn_clocks(self, row: Grievance) -> None:
        """Lengthen the time to verify."""
        extend(row, "complaint_clue", self)


@dataclass(frozen=True, kw_only=True)
class VerifyClue(GrievanceStep):
    """线索核查完毕: with what was found, and which lead it became."""

    verb: ClassVar[str] = "grievance.clue_verified"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("mediating",)
    ends: ClassVar[str] = "mediating"
    event: ClassVar[str] = "clue_verified"

    def turn_clocks(self, row: Grievance) -> None:
        """End the time to verify."""
        meet(row, "complaint_clue", self)


@dataclass(frozen=True, kw_only=True)
class BeginReportTest(GrievanceStep):
    """送检验鉴定（举报）: the time is not counted in the verification."""

    verb: ClassVar[str] = "grievance.report_test"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "report"
    begins: ClassVar[tuple[str, ...]] = ("received",)
    ends: ClassVar[str] = "testing"
    event: ClassVar[str] = "testing"

    def turn_clocks(self, row: Grievance) -> None:
        """Stop counting the verification."""
        pause(row, "report_verify", self)


@dataclass(frozen=True, kw_only=True)
class EndReportTest(GrievanceStep):
    """检验鉴定结束（举报）: the verification counts again."""

    verb: ClassVar[str] = "grievance.report_tested"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "report"
    begins: ClassVar[tuple[str, ...]] = ("testing",)
    ends: ClassVar[str] = "received"
    event: ClassVar[str] = "tested"

    def turn_clocks(self, row: Grievance) -> None:
        """Count the verification again."""
        resume(row, "report_verify", self)


@dataclass(frozen=True, kw_only=True)
class ExtendReport(GrievanceStep):
    """批准延长举报核查: once, by the head of the department."""

    verb: ClassVar[str] = "grievance.longer"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    kind: ClassVar[str] = "report"
    begins: ClassVar[tuple[str, ...]] = ("received",)
    ends: ClassVar[str] = "received"
    event: ClassVar[str] = "longer"

    def turn_clocks(self, row: Grievance) -> None:
        """Lengthen the verification."""
        extend(row, "report_verify", self)
