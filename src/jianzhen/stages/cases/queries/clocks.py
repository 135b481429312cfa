"""Readers of clocks: what is due or overdue, and the clocks of one record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from jianzhen.people.policy import Reach
from jianzhen.stages.cases.models import Clock, Escalation
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.queries.worklist import SOON, YES, reach_of
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.pages import ClockLine

ASSIGNMENT_WORDS = ("交办期限", "Assigned date")
SIGN_WORDS = ("签收期限", "Date to sign for it by")


def clocks_due(reach: Reach, until: date, *, as_of: date, limit: int = 500) -> list[ClockLine]:
    """Return the running clocks with a firm date up to ``until``, most urgent first, overdue ones included."""
    rows = Clock.objects.filter(reach_of(reach, agency="agency"), is_active__in=YES, due__lte=until)
    rows = rows.filter(state__in=(State.RUNNING, State.OVERDUE)).order_by("due", "id")
    return lines(rows[:limit], as_of)


def clocks_to_turn(as_of: date) -> int:
    """Return how many clocks a tick as of that day would turn or speak of; 0 means that it changes nothing."""
    active = Clock.objects.filter(is_active__in=YES)
    past = Q(state=State.RUNNING, due__lt=as_of)
    soon = Q(state=State.RUNNING, due__gte=as_of, due__lte=as_of + timedelta(days=SOON), facts__waits=False)
    silent = (Q(state=State.OVERDUE) & ~Q(escalations__kind="overdue")) | (soon & ~Q(escalations__kind="due_soon"))
    unsure = active.filter(state=State.PROVISIONAL).values_list(TEXT, flat=True)
    turn = turning(as_of)
    return active.filter(past | silent).count() + sum(turn(text) is not None for text in unsure)


TEXT = Cast("facts", TextField())
"""The clock itself as the text it is kept as."""


def turning(as_of: date) -> Callable[[str], clocks.Clock | None]:
    """Return what says of a clock's text what a tick makes of it, None where nothing.

    Clocks begun alike read alike: each text is read and counted once.
    """

    @cache
    def turned(text: str) -> clocks.Clock | None:
        before = clocks.Clock.from_json(json.loads(text))
        after = clocks.tick(law(), before, as_of)
        return None if after == before else after

    return turned


def clocks_of(subject_type: str, subject_id: UUID, *, as_of: date) -> list[ClockLine]:
    """Return every clock of a record, oldest first, ended ones included."""
    return lines(Clock.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("id"), as_of)


def clocks_by(subject_type: str, subject_ids: Iterable[UUID], *, as_of: date) -> dict[UUID, tuple[ClockLine, ...]]:
    """Return the clocks of several records by their id, oldest first, with two queries for all of them."""
    rows = Clock.objects.filter(subject_type=subject_type, subject_id__in=list(subject_ids)).order_by("id")
    found: dict[UUID, list[ClockLine]] = {}
    for line in lines(rows, as_of):
        found.setdefault(line.subject_id, []).append(line)
    return {key: tuple(some) for key, some in found.items()}


def lines(rows: Iterable[Clock], as_of: date) -> list[ClockLine]:
    """Return clocks as lines, with one further query for what was escalated."""
    found = list(rows)
    told: dict[UUID, list[tuple[str, date]]] = {}
    for one in Escalation.objects.filter(clock__in=found).order_by("id"):
        told.setdefault(one.clock_id, []).append((one.kind, one.on))
    return [_line(row, tuple(told.get(row.pk, ())), as_of) for row in found]


def _line(row: Clock, told: tuple[tuple[str, date], ...], as_of: date) -> ClockLine:
    clock = clocks.Clock.from_json(row.facts)
    over, left = _distance(clock, as_of)
    return ClockLine(
        clock_id=row.pk,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        agency=row.agency,
        district=row.district,
        words=_words(row),
        clock=clock,
        overdue_days=over,
        days_left=left,
        escalations=told,
    )


def _distance(clock: clocks.Clock, as_of: date) -> tuple[int, int | None]:
    """Return days overdue (counted to the end of the clock where it has ended) and days left."""
    due = clock.firm_due
    if due is None or clock.waits:
        return 0, None
    last = clock.ended_on or as_of
    if not clock.active:
        return (max(0, (last - due).days) if clock.overdue_since else 0), None
    return max(0, (last - due).days), (due - as_of).days if as_of <= due else None


def _words(row: Clock) -> tuple[str, str]:
    words = procedure_of(row.agency).clock_words.get(row.name)
    if words:
        return words.zh, words.en
    return SIGN_WORDS if row.name == "assignment_sign" else ASSIGNMENT_WORDS
