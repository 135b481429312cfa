"""Turns the clocks of a handling as an act says: start, meet, stop, extend, fix, pause, resume."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.people.policy import Actor
from jianzhen.stages.cases import writers_clocks
from jianzhen.stages.cases.models import Handling
from jianzhen.stages.cases.procedure import Procedure
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.acts import Act

Turn = Callable[[clocks.Clock], clocks.Clock]


@dataclass(frozen=True, slots=True)
class Turning:
    """One act's way with the clocks of one handling."""

    handling: Handling
    procedure: Procedure
    facts: Mapping[str, Any]
    actor: Actor
    at: datetime

    @property
    def on(self) -> date:
        """The day of the step."""
        return law_date(self.at)

    @property
    def subject(self) -> tuple[str, UUID]:
        """What the clocks run on."""
        return (writers_clocks.LEAD, self.handling.pk)

    def all(self, act: Act) -> None:
        """Do everything the act says to clocks: first what ends, then what changes, then what begins."""
        law, what = lawdoor.law(), act.clocks
        for name in act.waits_for:
            self._each(name, lambda one: clocks.tick(law, one, self.on), "ran_out")
        for name in what.meet:
            self._each(name, lambda one: clocks.meet(one, self.at), "met")
        for name in what.stop:
            self._each(name, lambda one: clocks.stop(one, self.at), "stopped")
        for name in what.extend:
            self._last(name, partial(self._extended, name), "extended")
        for name in what.fix:
            self._last(name, self._fixed, "extended")
        for name in what.pause:
            self._last(name, lambda one: clocks.pause(one, self.on), "paused")
        for name in what.resume:
            self._last(name, lambda one: clocks.resume(law, one, self.on), "resumed")
        for name in what.start:
            self._start(name)

    def _start(self, name: str) -> None:
        begun = clocks.start_clock(lawdoor.law(), name, self.procedure.key(name), self.on)
        place = (self.handling.owner_agency, self.handling.district)
        writers_clocks.begin(begun, self.subject, place, self.at, self.actor.actor_id)

    def _extended(self, name: str, clock: clocks.Clock) -> clocks.Clock:
        rule = self.procedure.clocks.get(name)
        if rule is None or rule.extension is None:
            raise RefusedError(
                f"no rule of this agency extends the clock {name}",
                where=Where(key=name),
                remedy="Needs legal review: another agency's extension does not apply",
            )
        return clocks.extend(lawdoor.law(), clock, rule.extension, self.on)

    def _fixed(self, clock: clocks.Clock) -> clocks.Clock:
        return clocks.fix(clock, self.facts["until"], basis=self.facts["basis"], on=self.on)

    def _each(self, name: str, turn: Turn, kind: str) -> None:
        for row in writers_clocks.active(self.subject, name):
            before = writers_clocks.reading(row)
            after = turn(before)
            if after != before:
                writers_clocks.change(row, after, kind, self.at, self.actor.actor_id)

    def _last(self, name: str, turn: Turn, kind: str) -> None:
        rows = writers_clocks.active(self.subject, name)
        if not rows:
            raise ConflictError(
                f"no clock {name} is running", where=Where(key=name), remedy="Look at the clocks of the case"
            )
        after = turn(writers_clocks.reading(rows[-1]))
        writers_clocks.change(rows[-1], after, kind, self.at, self.actor.actor_id)
