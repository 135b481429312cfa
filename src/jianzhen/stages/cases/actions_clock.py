"""The act that looks at every clock: what is overdue is said once, what a new calendar makes firm becomes firm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from jianzhen.base.clock import law_date
from jianzhen.base.ids import new_id
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission
from jianzhen.stages.cases import writers_clocks
from jianzhen.stages.cases.models import Clock, ClockEvent, Escalation, Handling
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.queries.worklist import SOON
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.clock import State

OVERDUE_KIND, SOON_KIND = "overdue", "due_soon"
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: clocks that became overdue, ran out or became firm, and escalations written."""

    changed: int
    overdue: int
    escalated: int


@dataclass(frozen=True, kw_only=True)
class TickClocks(Action[Ticked]):
    """期限检查: look at every running clock as of the day of ``at``; repeated, it changes nothing."""

    verb: ClassVar[str] = "clock.tick"
    permission: ClassVar[Permission] = Permission.CLOCK_TICK

    def perform(self) -> Ticked:
        """Turn what is past its date and write what was not said yet."""
        as_of = law_date(self.at)
        changed = [pair for chunk in _chunks(_candidates(as_of)) for pair in self._turn(chunk, as_of)]
        escalated = self._escalate(as_of)
        overdue = sum(state is State.OVERDUE for _, state in changed)
        return Ticked(len(changed), overdue, escalated)

    def _turn(self, rows: list[Clock], as_of: date) -> Iterator[tuple[UUID, State]]:
        law, turned, events = lawdoor.law(), [], []
        for row in rows:
            before = writers_clocks.reading(row)
            after = clocks.tick(law, before, as_of)
            if after != before:
                writers_clocks.take(row, after)
                row.version += 1
                turned.append(row)
                events.append(self._event(row, after))
        # an upsert: every row exists, and it is many times quicker than an UPDATE with a CASE for each column
        Clock.objects.bulk_create(
            turned,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*writers_clocks.COLUMNS, "version"],
            batch_size=1000,
        )
        ClockEvent.objects.bulk_create(events, batch_size=1000)
        self._refresh(turned)
        yield from ((row.pk, State(row.state)) for row in turned)

    def _event(self, row: Clock, after: clocks.Clock) -> ClockEvent:
        kind = {State.OVERDUE: OVERDUE_KIND, State.MET: "ran_out"}.get(after.state, "firmed")
        return ClockEvent(
            clock=row, seq=row.version, kind=kind, at=self.at, actor_id=self.actor.actor_id, facts=row.facts
        )

    @staticmethod
    def _refresh(rows: list[Clock]) -> None:
        """A clock that became firm gives its handling a date; overdue ones had theirs already."""
        firm = [
            row.subject_id for row in rows if row.subject_type == writers_clocks.LEAD and row.state == State.RUNNING
        ]
        for handling in Handling.objects.filter(pk__in=firm):
            writers_clocks.refresh(handling)
            handling.save(update_fields=["next_due", "next_clock"])

    @staticmethod
    def _escalate(as_of: date) -> int:
        soon = Q(state=State.RUNNING, due__gte=as_of, due__lte=as_of + timedelta(days=SOON))
        count = 0
        for kind, which in ((OVERDUE_KIND, Q(state=State.OVERDUE)), (SOON_KIND, soon)):
            silent = Clock.objects.filter(which, is_active=True).exclude(escalations__kind=kind)
            for chunk in _chunks(silent.only("id", "facts")):
                said = [
                    Escalation(id=new_id(), clock=row, kind=kind, on=as_of) for row in chunk if not row.facts["waits"]
                ]
                count += len(Escalation.objects.bulk_create(said, batch_size=1000))
        return count

    def entry(self, result: Ticked) -> Entry:
        """Keep the counts."""
        payload = {"changed": result.changed, "overdue": result.overdue, "escalated": result.escalated}
        return Entry("clocks", law_date(self.at).isoformat(), payload)


def _candidates(as_of: date) -> QuerySet[Clock]:
    past = Q(state=State.RUNNING, due__lt=as_of) | Q(state=State.PROVISIONAL)
    return Clock.objects.filter(past, is_active=True)


def _chunks(rows: QuerySet[Clock]) -> Iterator[list[Clock]]:
    keys = list(rows.order_by("id").values_list("id", flat=True))
    for start in range(0, len(keys), _CHUNK):
        found = Clock.objects.in_bulk(keys[start : start + _CHUNK])
        yield list(found.values())
