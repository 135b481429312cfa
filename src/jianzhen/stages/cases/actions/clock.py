"""The act that looks at every clock: what is overdue is said once, what a new calendar makes firm becomes firm.

A tick may go in portions, each a transaction of its own: nobody waits long for the writer's lock, and what a crash
interrupts is one portion, which the next tick does anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from jianzhen.base.clock import law_date
from jianzhen.base.ids import new_id
from jianzhen.custody import bulk
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Actor, Permission
from jianzhen.stages.cases.models import Clock, Escalation
from jianzhen.stages.cases.queries.clocks import TEXT, turning
from jianzhen.stages.cases.queries.worklist import SOON, YES
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.writers import clocks as writers_clocks
from jianzhen.stages.cases.writers.clocks import Turned

OVERDUE_KIND, SOON_KIND = "overdue", "due_soon"
PORTION: Final = 10_000
"""Clocks of one transaction of :func:`tick_all`."""


class Told(NamedTuple):
    """One escalation: which clock, on what record, of what kind."""

    pk: UUID
    subject_type: str
    subject_id: UUID
    agency: str
    name: str
    rule_id: str
    due: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: clocks that became overdue, ran out or became firm, and escalations written."""

    changed: int
    overdue: int
    escalated: int
    told: tuple[Told, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class TickClocks(Action[Ticked]):
    """期限检查: look at the running clocks as of the day of ``at``; repeated, it changes nothing.

    Args:
        only: look at these clocks alone, a portion of what is past its date; without it at all, and say what was not
            said yet of others.
    """

    verb: ClassVar[str] = "clock.tick"
    also: ClassVar[tuple[str, ...]] = ("clock.overdue", "clock.due_soon")
    permission: ClassVar[Permission] = Permission.CLOCK_TICK

    only: tuple[UUID, ...] | None = None

    def perform(self) -> Ticked:
        """Turn what is past its date and write what was not said yet."""
        as_of = law_date(self.at)
        turned = list(self._turn(as_of))
        over = [_overdue(row) for row in turned if row.after.state is State.OVERDUE]
        silent = [] if self.only is not None else list(_silent(as_of, known={one.pk for one in over}))
        self._tell(over + silent, as_of)
        return Ticked(len(turned), len(over), len(over) + len(silent), (*over, *silent))

    def _turn(self, as_of: date) -> list[Turned]:
        turn = turning(as_of)
        turned = [
            Turned(pk, subject_type, subject_id, agency, version, state, after)
            for pk, subject_type, subject_id, agency, version, state, text in _seen(as_of, self.only)
            if (after := turn(text)) is not None
        ]
        writers_clocks.keep_all(turned, self.at, self.actor.actor_id)
        writers_clocks.refresh_all(
            row.subject_id
            for row in turned
            if row.subject_type == writers_clocks.LEAD and row.after.state is State.RUNNING
        )
        return turned

    @staticmethod
    def _tell(told: list[Told], as_of: date) -> None:
        bulk.insert(Escalation, ("id", "clock", "kind", "on"), ((new_id(), one.pk, one.kind, as_of) for one in told))

    def singles(self, result: Ticked) -> Iterator[tuple[str, Entry]]:
        """Yield one event for each escalation: of which record, since when, by which rule."""
        for one in result.told:
            payload = {"name": one.name, "due": str(one.due), "rule": one.rule_id, "agency": one.agency}
            of = {"of": [one.subject_type, str(one.subject_id)]}
            yield f"clock.{one.kind}", Entry("clock", str(one.pk), payload | of)

    def entry(self, result: Ticked) -> Entry:
        """Keep the counts."""
        payload = {"changed": result.changed, "overdue": result.overdue, "escalated": result.escalated}
        return Entry("clocks", law_date(self.at).isoformat(), payload)


def tick_all(*, actor: Actor, at: datetime, portion: int = PORTION) -> Ticked:
    """Look at every clock in portions, each a transaction of its own; return what all of them did.

    A clock that somebody turned since the keys were read is past over, because each portion reads again.
    """
    keys = list(_past(law_date(at)).values_list("id", flat=True))
    portions = [tuple(keys[first : first + portion]) for first in range(0, len(keys), portion)]
    done = [TickClocks(actor=actor, at=at, only=only).execute() for only in portions]
    done.append(TickClocks(actor=actor, at=at).execute())
    return Ticked(*(sum(getattr(one, name) for one in done) for name in ("changed", "overdue", "escalated")))


def _overdue(row: Turned) -> Told:
    after = row.after
    place = (row.pk, row.subject_type, row.subject_id, row.agency)
    return Told(*place, after.name, after.rule_id, after.due, OVERDUE_KIND)


def _past(as_of: date) -> QuerySet[Clock]:
    """Return the clocks past their date of which nothing was said; a clock without a firm date is never past it."""
    return Clock.objects.filter(is_active__in=YES, state=State.RUNNING, due__lt=as_of)


def _seen(as_of: date, only: tuple[UUID, ...] | None) -> QuerySet[Clock, tuple[Any, ...]]:
    """Return the columns of the clocks that a tick has to look at, the clock itself as text."""
    if only is None:
        rows = _past(as_of) | Clock.objects.filter(is_active__in=YES, state=State.PROVISIONAL)
    else:  # a bare column here: the engine shall find the portion by its keys, not read all that is past its date
        rows = Clock.objects.filter(pk__in=only, is_active=True, state=State.RUNNING, due__lt=as_of)
    return rows.order_by("id").values_list("id", "subject_type", "subject_id", "agency", "version", "state", TEXT)


def _silent(as_of: date, known: set[UUID]) -> Iterator[Told]:
    """Yield clocks that are past their date or near it and of which nothing was said yet, those ``known`` left out."""
    soon = Q(state=State.RUNNING, due__gte=as_of, due__lte=as_of + timedelta(days=SOON), facts__waits=False)
    for kind, which in ((OVERDUE_KIND, Q(state=State.OVERDUE)), (SOON_KIND, soon)):
        said = Exists(Escalation.objects.filter(clock=OuterRef("pk"), kind=kind))
        rows = Clock.objects.filter(which, ~said, is_active__in=YES).order_by("id")
        found = rows.values_list("id", "subject_type", "subject_id", "agency", "name", "rule_id", "due")
        yield from (Told(*row, kind) for row in found if row[0] not in known)
