"""举报人再次举报: the same fact is not handled twice; new facts are verified in a time of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.grievance import SUBJECT, GrievanceStep, start
from jianzhen.stages.cases.models import Grievance
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.writers import clocks as writers_clocks

RULE: Final = "rep.repeat"


def stop(row: Grievance, name: str, act: GrievanceStep) -> None:
    """Stop that clock: nothing is asked any more; what was overdue stays so."""
    for clock in writers_clocks.active((SUBJECT, row.pk), name):
        after = clocks.stop(writers_clocks.reading(clock), act.at)
        writers_clocks.change(clock, after, "stopped", act.at, act.actor.actor_id)


def rule_of(row: Grievance, on: date) -> str:
    """Return the version on repeated reports that binds the agency on a day.

    Raises:
        RefusedError: none was read for that day or that agency; the report is verified as any other.
    """
    version = lawdoor.law().book.timeline(RULE).on(on) if procedure_of(row.agency).key("report_verify") else None
    if version is None:
        raise refuse("report_repeat_no_rule", RULE, day=on)
    return version.id


@dataclass(frozen=True, kw_only=True)
class LeaveRepeatedReport(GrievanceStep):
    """重复举报不再处理: the same person reported the same fact before; the officer says so and names that report.

    Args:
        earlier: the report that was handled, of the same agency, received no later.
    """

    verb: ClassVar[str] = "grievance.repeated"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "report"
    begins: ClassVar[tuple[str, ...]] = ("received",)
    ends: ClassVar[str] = "repeated"

    earlier: UUID

    def check(self) -> None:
        """Refuse before the rule, and an earlier record that is no earlier report of this agency."""
        super().check()
        row = self.row()
        rule_of(row, law_date(self.at))
        first = Grievance.objects.filter(pk=self.earlier, kind="report", agency=row.agency).exclude(pk=row.pk).first()
        if first is None or first.received_on > row.received_on or first.state == self.ends:
            raise refuse("report_not_earlier", "earlier", earlier=self.earlier)

    def facts(self) -> dict[str, Any]:
        """Return the earlier report and the rule."""
        return {"earlier": str(self.earlier), "rule": rule_of(self.row(), law_date(self.at))}

    def turn_clocks(self, row: Grievance) -> None:
        """Nothing is verified any more."""
        stop(row, "report_verify", self)


@dataclass(frozen=True, kw_only=True)
class TakeNewFacts(GrievanceStep):
    """举报人补充新的事实: the time to verify begins anew, on the day the new facts came in.

    Args:
        came_on: that day, no earlier than the report itself and no later than today.
    """

    verb: ClassVar[str] = "grievance.new_facts"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "report"
    begins: ClassVar[tuple[str, ...]] = ("received", "repeated")
    ends: ClassVar[str] = "received"
    event: ClassVar[str] = "new_facts"

    came_on: date

    def check(self) -> None:
        """Refuse before the rule, and a day before the report or ahead."""
        super().check()
        row = self.row()
        rule_of(row, law_date(self.at))
        if not row.received_on <= self.came_on <= law_date(self.at):
            raise refuse("report_new_facts_day", "came_on", day=self.came_on, received=row.received_on)

    def facts(self) -> dict[str, Any]:
        """Return the day and the rule."""
        return {"came_on": str(self.came_on), "rule": rule_of(self.row(), law_date(self.at))}

    def turn_clocks(self, row: Grievance) -> None:
        """Stop the old time, where it still runs, and begin the new one."""
        stop(row, "report_verify", self)
        start(row, "report_verify", self.came_on, self)
