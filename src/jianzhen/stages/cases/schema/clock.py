"""A legal clock as a value: started by the law of the step's day, and only ever added to (pure).

A clock knows the date it works to (the earlier one where the law leaves two open), the other date, the rule version
with its citation, and its state. Every function returns a new clock; a room that keeps clocks stores each as an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from jianzhen.base.clock import SHANGHAI, law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.law.answer import Deadline, Status
from jianzhen.law.book import LawBook
from jianzhen.law.deadline import compute
from jianzhen.law.model import SafeSide
from jianzhen.law.workdays import Calendar

SCHEMA_VERSION: Final = 1
ASSIGNED: Final = "assigned"
DECIDED: Final = "fixed_by_decision"
NO_RULE: Final = "no_procedure_rule"
"""Reason code: the agency has no procedure file with a rule for this clock; no other agency's figure is used."""


class State(StrEnum):
    """What a clock is doing. ``met_late`` keeps the overdue in sight for ever."""

    RUNNING = "running"
    NEEDS_REVIEW = "needs_review"
    PROVISIONAL = "provisional"
    PAUSED = "paused"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"
    NO_DUTY = "no_duty"


ACTIVE: Final = frozenset({State.RUNNING, State.NEEDS_REVIEW, State.PROVISIONAL, State.PAUSED, State.OVERDUE})
"""States of a clock that still asks something of somebody."""


@dataclass(frozen=True, slots=True)
class Law:
    """The rules and the calendar a clock is counted with."""

    book: LawBook
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One clock.

    ``due`` is the date to work to, ``due_other`` the other reading where the text leaves two; ``due_at`` is set where
    the period runs in hours. ``law_status`` is the deadline's own word (``exact``, ``needs_legal_review``,
    ``calendar_not_available``, ``no_such_duty``), or ``assigned`` / ``fixed_by_decision`` where a person set the date.
    A provisional date is shown as such, and nothing is escalated on it. ``waits`` marks a time that must pass before
    one may go on (当事人陈述申辩期): it runs out and is never overdue.
    """

    name: str
    start: date
    state: State
    law_status: str
    key: str = ""
    rule_id: str = ""
    start_at: datetime | None = None
    due: date | None = None
    due_at: datetime | None = None
    due_other: date | None = None
    quantity: int | None = None
    unit: str = ""
    citation: str = ""
    confidence: str = ""
    reason: Mapping[str, Any] | None = None
    cautions: tuple[Mapping[str, Any], ...] = ()
    extensions: tuple[str, ...] = ()
    excluded_days: int = 0
    paused_on: date | None = None
    overdue_since: date | None = None
    ended_on: date | None = None
    waits: bool = False

    @property
    def active(self) -> bool:
        """Whether the clock still asks something of somebody."""
        return self.state in ACTIVE

    @property
    def firm_due(self) -> date | None:
        """The date that may be escalated on; None where it is only provisional or not known."""
        return None if self.state in (State.PROVISIONAL, State.NEEDS_REVIEW) else self.due

    def to_json(self) -> dict[str, Any]:
        """Return the clock as JSON values."""
        return {name: _plain(getattr(self, name)) for name in _NAMES} | {"schema_version": SCHEMA_VERSION}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Clock:
        """Read back what :meth:`to_json` wrote."""
        facts = {name: item for name, item in value.items() if name != "schema_version"}
        for name in _DATES:
            facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
        for name in _MOMENTS:
            facts[name] = datetime.fromisoformat(facts[name]) if facts[name] else None
        facts["state"] = State(facts["state"])
        facts["cautions"], facts["extensions"] = tuple(facts["cautions"]), tuple(facts["extensions"])
        return cls(**facts)


_NAMES: Final = tuple(one.name for one in fields(Clock))
_DATES: Final = ("start", "due", "due_other", "paused_on", "overdue_since", "ended_on")
_MOMENTS: Final = ("start_at", "due_at")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def start_clock(law: Law, name: str, key: str, begun: date | datetime, *, reason: str = NO_RULE) -> Clock:
    """Start a clock under the version of ``key`` in force on the day it begins.

    An empty ``key`` says that no rule of this agency is known: the clock runs without a date and needs legal review.
    """
    if not key:
        day = law_date(begun) if isinstance(begun, datetime) else begun
        why = {"code": reason, "params": {"clock": name}}
        return Clock(name=name, start=day, state=State.NEEDS_REVIEW, law_status=Status.REVIEW.value, reason=why)
    return _read(law, Clock(name=name, start=_day(begun), state=State.RUNNING, law_status="", key=key), begun)


def set_clock(name: str, begun: date, due: date, *, basis: str, status: str = ASSIGNED) -> Clock:
    """Start a clock whose date a person set, with the basis that was given for it; it is not law."""
    return Clock(name=name, start=begun, due=due, state=State.RUNNING, law_status=status, citation=basis)


def _day(begun: date | datetime) -> date:
    return law_date(begun) if isinstance(begun, datetime) else begun


def _read(law: Law, clock: Clock, begun: date | datetime) -> Clock:
    answer = compute(
        law.book,
        clock.key,
        begun,
        extension_rule_ids=clock.extensions,
        excluded_days=clock.excluded_days,
        calendar=law.calendar,
    )
    return replace(
        clock,
        start_at=begun if isinstance(begun, datetime) else None,
        state=_state(answer),
        law_status=answer.status.value,
        rule_id=answer.rule_id or answer.expired_rule_id or "",
        due=answer.earliest_safe_date or answer.provisional_due_date,
        due_at=answer.due_datetime,
        due_other=_other(answer),
        quantity=answer.quantity,
        unit=answer.unit.value if answer.unit else "",
        citation=answer.citation or "",
        confidence=answer.confidence.value if answer.confidence else "",
        reason={"code": answer.reason.code, "params": dict(answer.reason.params)},
        cautions=tuple(dict(caution.to_json()) for caution in answer.cautions),
        waits=answer.works_to is SafeSide.LATER,
    )


def _state(answer: Deadline) -> State:
    if answer.status is Status.NO_DUTY:
        return State.NO_DUTY
    if answer.earliest_safe_date is not None:
        return State.RUNNING
    return State.NEEDS_REVIEW if answer.provisional_due_date is None else State.PROVISIONAL


def _other(answer: Deadline) -> date | None:
    pair = [day for day in (answer.due_date_if_not_moved, answer.due_date_if_moved) if day is not None]
    pair += [day for day in (answer.latest_date_safe, answer.latest_date_if_day_n_is_enough) if day is not None]
    return next((day for day in pair if day != answer.earliest_safe_date), None)


def _begun(clock: Clock) -> date | datetime:
    return clock.start_at.astimezone(SHANGHAI) if clock.start_at else clock.start


def reread(law: Law, clock: Clock) -> Clock:
    """Count again with what is known now: a year's arrangement that was published makes a provisional date firm."""
    if clock.state is not State.PROVISIONAL:
        return clock
    return _read(law, clock, _begun(clock))


def extend(law: Law, clock: Clock, rule: str, on: date) -> Clock:
    """Lengthen a clock by an extension rule, named by key; the version of the step's day governs.

    Raises:
        ConflictError: the clock is not running, its date has passed, or it was extended by this rule already.
        RefusedError: the law knows no such extension of this clock on that day.
    """
    _require(clock, {State.RUNNING, State.PROVISIONAL}, "extended")
    if clock.due is not None and on > clock.due:
        raise _conflict(clock, f"passed its date {clock.due} already", "Extend before the date; the overdue stays")
    version = law.book.at(rule, on).id
    if version in clock.extensions:
        raise _conflict(clock, f"was extended by {version} already", "The text gives this extension once")
    longer = _read(law, replace(clock, extensions=(*clock.extensions, version)), _begun(clock))
    if longer.due is None:
        raise RefusedError(
            f"{rule} gives no date for the clock {clock.name} begun on {clock.start}",
            where=Where(key=rule),
            remedy="Ask for legal review; where the heads fixed a period, record their date",
        )
    return longer


def fix(clock: Clock, until: date, *, basis: str, on: date) -> Clock:
    """Set the date that a collective decision fixed where the law gives no figure.

    Raises:
        ConflictError: the clock is not running, its date has passed, or ``until`` is not later than its date.
    """
    _require(clock, {State.RUNNING, State.PROVISIONAL, State.NEEDS_REVIEW}, "extended")
    if clock.due is not None and (on > clock.due or until <= clock.due):
        raise _conflict(clock, f"is due on {clock.due}", "Decide before that date and name a later one")
    return replace(
        clock, due=until, due_other=None, due_at=None, law_status=DECIDED, state=State.RUNNING, citation=basis
    )


def pause(clock: Clock, on: date) -> Clock:
    """Stop counting from ``on``, for time that the law excludes.

    Raises:
        ConflictError: the clock is not running; an overdue clock cannot be paused back into time.
    """
    _require(clock, {State.RUNNING, State.PROVISIONAL, State.NEEDS_REVIEW}, "paused")
    if clock.firm_due is not None and on > clock.firm_due:
        raise _conflict(clock, f"passed its date {clock.firm_due} already", "Time is excluded before the date only")
    return replace(clock, state=State.PAUSED, paused_on=on)


def resume(law: Law, clock: Clock, on: date) -> Clock:
    """Go on counting from ``on``; the days since the pause began are excluded.

    Raises:
        ConflictError: the clock is not paused.
    """
    _require(clock, {State.PAUSED}, "resumed")
    days = (on - (clock.paused_on or on)).days
    going = replace(clock, paused_on=None, excluded_days=clock.excluded_days + days)
    if clock.law_status in (ASSIGNED, DECIDED) and clock.due is not None:
        return replace(going, state=State.RUNNING, due=clock.due + timedelta(days=days))
    return _read(law, going, _begun(clock)) if clock.key else replace(going, state=State.NEEDS_REVIEW)


def meet(clock: Clock, at: datetime) -> Clock:
    """End a clock because what it asks for was done; done after its date is ``met_late`` and stays so.

    Raises:
        ConflictError: the clock has ended already.
    """
    _require(clock, ACTIVE, "met")
    late = _past(clock, at)
    since = clock.overdue_since or (_first_day_over(clock) if late else None)
    state = State.MET_LATE if late or clock.overdue_since else State.MET
    return replace(clock, state=state, ended_on=law_date(at), overdue_since=since)


def stop(clock: Clock, at: datetime) -> Clock:
    """End a clock because what it asks for is no longer asked; an overdue that happened stays recorded.

    Raises:
        ConflictError: the clock has ended already.
    """
    _require(clock, ACTIVE, "stopped")
    since = clock.overdue_since or (_first_day_over(clock) if _past(clock, at) else None)
    return replace(clock, state=State.STOPPED, ended_on=law_date(at), overdue_since=since)


def tick(law: Law, clock: Clock, as_of: date) -> Clock:
    """Return the clock as it stands at the beginning of ``as_of``: firm where it can be, overdue where it is."""
    if clock.state in (State.PAUSED, State.OVERDUE) or not clock.active:
        return clock
    clock = reread(law, clock)
    due = clock.firm_due
    if due is None or as_of <= due:
        return clock
    if clock.waits:
        return replace(clock, state=State.MET, ended_on=due)
    return replace(clock, state=State.OVERDUE, overdue_since=_first_day_over(clock))


def _past(clock: Clock, at: datetime) -> bool:
    if clock.state is State.PAUSED or clock.waits:
        return False
    if clock.due_at is not None:
        return at > clock.due_at
    return clock.firm_due is not None and law_date(at) > clock.firm_due


def _first_day_over(clock: Clock) -> date | None:
    return clock.due + timedelta(days=1) if clock.due is not None else None


def _require(clock: Clock, states: Sequence[State] | frozenset[State] | set[State], act: str) -> None:
    if clock.state not in states:
        raise _conflict(clock, f"is {clock.state.value} and cannot be {act}", "Look at the clock's events")


def _conflict(clock: Clock, what: str, remedy: str) -> ConflictError:
    return ConflictError(f"the clock {clock.name} {what}", where=Where(key=clock.key or clock.name), remedy=remedy)
