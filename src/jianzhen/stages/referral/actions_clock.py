"""The act that looks at the clocks of transfers: what is overdue is said once, and stays said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jianzhen.base.clock import law_date
from jianzhen.base.ids import new_id
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.schema.clock import Clock, State
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.referral import writers
from jianzhen.stages.referral.models import Transfer, TransferEscalation


@dataclass(frozen=True, kw_only=True)
class TickTransfers(Action[int]):
    """移送期限检查: look at open transfers as of the day of ``at``; gives the escalations written, 0 when repeated."""

    verb: ClassVar[str] = "clock.tick"
    permission: ClassVar[Permission] = Permission.CLOCK_TICK

    def perform(self) -> int:
        """Turn what is past its date and say it once."""
        as_of, written = law_date(self.at), 0
        for row in Transfer.objects.filter(is_open=True).order_by("id").iterator(chunk_size=500):
            before = ClockSet.from_json(row.clocks)
            after = before.tick(law(), as_of)
            if after != before:
                writers.ticked(row, after, self.actor.actor_id, self.at)
            written += sum(_escalate(row, clock, as_of) for clock in after.clocks if clock.state is State.OVERDUE)
        return written

    def entry(self, result: int) -> Entry:
        """Keep the count."""
        return Entry("clocks", law_date(self.at).isoformat(), {"transfers_escalated": result})


def _escalate(row: Transfer, clock: Clock, as_of: date) -> bool:
    _, new = TransferEscalation.objects.get_or_create(
        transfer=row, clock=clock.name, start=clock.start, kind="overdue", defaults={"id": new_id(), "on": as_of}
    )
    return new
