"""The clocks of one record as one value, for rooms whose records carry few (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.clock import NO_RULE, Clock, Law, State


@dataclass(frozen=True, slots=True)
class ClockSet:
    """Clocks in the order in which they began; nothing is ever taken out."""

    clocks: tuple[Clock, ...] = ()

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]]) -> ClockSet:
        """Read back what :meth:`to_json` wrote."""
        return cls(tuple(Clock.from_json(row) for row in rows))

    def to_json(self) -> list[dict[str, Any]]:
        """Return the clocks as JSON values."""
        return [clock.to_json() for clock in self.clocks]

    def begin(self, law: Law, name: str, key: str, begun: date | datetime, *, reason: str = NO_RULE) -> ClockSet:
        """Add a clock under the law of the day it begins; without a key it needs legal review."""
        return replace(self, clocks=(*self.clocks, clocks.start_clock(law, name, key, begun, reason=reason)))

    def meet(self, name: str, at: datetime) -> ClockSet:
        """End the running clocks of a name because the thing was done."""
        return self._each(lambda clock: clocks.meet(clock, at), name)

    def stop(self, name: str, at: datetime) -> ClockSet:
        """End the running clocks of a name because the thing is no longer asked."""
        return self._each(lambda clock: clocks.stop(clock, at), name)

    def tick(self, law: Law, as_of: date) -> ClockSet:
        """Return the clocks as they stand at the beginning of a day."""
        return self._each(lambda clock: clocks.tick(law, clock, as_of))

    def named(self, name: str) -> tuple[Clock, ...]:
        """Return every clock of a name, ended ones included."""
        return tuple(clock for clock in self.clocks if clock.name == name)

    @property
    def next_due(self) -> date | None:
        """The nearest firm date that something is asked by."""
        asked = (State.RUNNING, State.OVERDUE)
        days = [clock.due for clock in self.clocks if clock.due and clock.state in asked and not clock.waits]
        return min(days, default=None)

    def _each(self, turn: Callable[[Clock], Clock], name: str = "") -> ClockSet:
        turned = (turn(one) if one.active and name in ("", one.name) else one for one in self.clocks)
        return replace(self, clocks=tuple(turned))
