"""Turns the clocks of a handling as an act says: what ends, what changes, what begins and from which day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.people.policy import Actor
from jianzhen.stages.cases.models import Clock, Handling, Step
from jianzhen.stages.cases.procedure import Procedure
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.queries.guards import day_of
from jianzhen.stages.cases.queries.money import owed
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.acts import ActClocks
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.writers import clocks as writers_clocks

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

    def all(self, what: ActClocks, waits_for: tuple[str, ...] = ()) -> None:
        """Do everything the act says to clocks: first what ends, then what changes, then what begins."""
        days = self.beginnings((what,))
        self._end(what, waits_for)
        self._change(what)
        for name, fact in what.appoint.items():
            self._begin(clocks.set_clock(name, self.on, self.facts[fact], basis=str(self.facts.get("place", ""))))
        for name in what.start:
            if name not in what.if_owed or self._owes():
                self._start(name, days[name])

    def beginnings(self, turns: tuple[ActClocks, ...]) -> dict[str, date]:
        """Return from which day each started clock counts."""
        return {name: self._day(what.begin_at.get(name, "")) for what in turns for name in what.start}

    def _day(self, place: str) -> date:
        """Return the day a place names: a fact of the act, the end of another clock, an earlier act, or the step's."""
        if place in self.facts:
            return date.fromisoformat(str(self.facts[place]))
        row = Clock.objects.filter(subject_type=writers_clocks.LEAD, subject_id=self.handling.pk, name=place)
        last = row.order_by("id").last()
        if last is not None:
            return writers_clocks.reading(last).due or self.on
        step = Step.objects.filter(handling=self.handling, act=place).order_by("seq").last()
        return day_of(step) if step else self.on

    def _owes(self) -> bool:
        found = owed(self.handling, self.on)
        fine, confiscated = (found.fine, found.confiscated) if found else (self.facts.get("fine", 0), 0)
        return bool(fine or confiscated)

    def _end(self, what: ActClocks, waits_for: tuple[str, ...]) -> None:
        law = lawdoor.law()
        for name in waits_for:
            self._each(name, lambda one: clocks.tick(law, one, self.on), "ran_out")
        for name in what.meet:
            self._each(name, lambda one: clocks.meet(one, self.at), "met")
        for name in what.stop:
            self._each(name, lambda one: clocks.stop(one, self.at), "stopped")

    def _change(self, what: ActClocks) -> None:
        law = lawdoor.law()
        for name in what.extend:
            self._last(name, partial(self._extended, name), "extended")
        for name in what.fix:
            self._last(name, self._fixed, "extended")
        for name in what.pause:
            self._last(name, lambda one: clocks.pause(one, self.on), "paused")
        for name in what.resume:
            self._last(name, lambda one: clocks.resume(law, one, self.on), "resumed")
        for name, ground in what.hold.items():
            self._each(name, partial(self._held, name, ground), "paused")
        for name in what.release:
            self._each(name, self._released, "resumed")
        if what.settle:
            self._each(str(self.facts["clock"]), self._settled, "settled")

    def _start(self, name: str, day: date) -> None:
        rule = self.procedure.clocks.get(name)
        begun: date | datetime = self.at if rule and rule.hours else day
        self._begin(clocks.start_clock(lawdoor.law(), name, self.procedure.key(name), begun))

    def _begin(self, begun: clocks.Clock) -> None:
        place = (self.handling.owner_agency, self.handling.district)
        writers_clocks.begin(begun, self.subject, place, self.at, self.actor.actor_id)

    def _extended(self, name: str, clock: clocks.Clock) -> clocks.Clock:
        rule = self.procedure.clocks.get(name)
        if rule is None or rule.extension is None:
            raise refuse("no_extension", name, clock=name, clock_zh=self.procedure.clock_words[name].zh)
        return clocks.extend(lawdoor.law(), clock, rule.extension, self.on)

    def _fixed(self, clock: clocks.Clock) -> clocks.Clock:
        return clocks.fix(clock, self.facts["until"], basis=self.facts["basis"], on=self.on)

    def _held(self, name: str, ground: str, clock: clocks.Clock) -> clocks.Clock:
        """Pause a clock that can still be paused; one that is over its date, or whose law is not known, runs on."""
        running = clock.state in (State.RUNNING, State.PROVISIONAL)
        late = clock.firm_due is not None and self.on > clock.firm_due
        if not running or late or not self.procedure.excludes(name, ground, self.on):
            return clock
        return clocks.pause(clock, self.on)

    def _released(self, clock: clocks.Clock) -> clocks.Clock:
        return clocks.resume(lawdoor.law(), clock, self.on) if clock.state is State.PAUSED else clock

    def _settled(self, clock: clocks.Clock) -> clocks.Clock:
        return self._fixed(clock) if clock.state is State.NEEDS_REVIEW else clock

    def _each(self, name: str, turn: Turn, kind: str) -> None:
        for row in writers_clocks.active(self.subject, name):
            before = writers_clocks.reading(row)
            after = turn(before)
            if after != before:
                writers_clocks.change(row, after, kind, self.at, self.actor.actor_id)

    def _last(self, name: str, turn: Turn, kind: str) -> None:
        rows = writers_clocks.active(self.subject, name)
        if not rows:
            raise refuse("no_clock", name, clock=name, clock_zh=self.procedure.clock_words[name].zh)
        after = turn(writers_clocks.reading(rows[-1]))
        writers_clocks.change(rows[-1], after, kind, self.at, self.actor.actor_id)
