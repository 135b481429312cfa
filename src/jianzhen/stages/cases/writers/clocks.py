"""Writes clocks: every change is one event with the whole clock after it; nothing is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import F

from jianzhen.base.errors import ConflictError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody import bulk
from jianzhen.stages.cases.models import NO_DATE, Clock, ClockEvent, Handling
from jianzhen.stages.cases.schema.clock import Clock as Reading
from jianzhen.stages.cases.schema.clock import State

LEAD: Final = "lead"
SHOWN: Final = (State.RUNNING.value, State.OVERDUE.value)


def begin(reading: Reading, subject: tuple[str, UUID], place: tuple[str, str], at: datetime, actor_id: str) -> Clock:
    """Keep a new clock on ``subject`` (type, id) of ``place`` (agency, district)."""
    row = Clock(subject_type=subject[0], subject_id=subject[1], agency=place[0], district=place[1])
    take(row, reading)
    row.save(force_insert=True)
    _event(row, 0, "started", at, actor_id)
    return row


def change(row: Clock, reading: Reading, kind: str, at: datetime, actor_id: str) -> None:
    """Keep what became of a clock.

    Raises:
        ConflictError: somebody changed the clock since it was read.
    """
    seen = row.version
    take(row, reading)
    row.version = seen + 1
    fields = {name: getattr(row, name) for name in COLUMNS} | {"version": row.version}
    if Clock.objects.filter(pk=row.pk, version=seen).update(**fields) != 1:
        raise ConflictError(
            f"the clock {row.name} changed meanwhile",
            where=Where(key=str(row.pk)),
            remedy="Read it again and repeat",
            zh="该期限刚刚有变化。请刷新后重办",
        )
    _event(row, row.version, kind, at, actor_id)


class Turned(NamedTuple):
    """A clock that a tick turned: which, on what, the state it was in, and what became of it."""

    pk: UUID
    subject_type: str
    subject_id: UUID
    agency: str
    version: int
    was: str
    after: Reading


def keep_all(rows: Sequence[Turned], at: datetime, actor_id: str) -> None:
    """Keep many clocks and an event each. The caller holds the writer's lock: no row changed since it was read."""
    alike = {id(row.after): row.after for row in rows}  # clocks begun alike share one value, which is written once
    texts = {key: json.dumps(after.to_json()) for key, after in alike.items()}
    plain = [row for row in rows if row.was == State.RUNNING and row.after.state is State.OVERDUE]
    other = [row for row in rows if not (row.was == State.RUNNING and row.after.state is State.OVERDUE)]
    # only what changes is set: an engine writes every index anew that holds a column which is set
    overdue = ((row.pk, State.OVERDUE.value, texts[id(row.after)], row.version + 1) for row in plain)
    bulk.update(Clock, ("state", "facts", "version"), overdue)
    turned = (
        (row.pk, after.rule_id, after.due, after.state.value, after.active, texts[id(after)], row.version + 1)
        for row, after in ((row, row.after) for row in other)
    )
    bulk.update(Clock, ("rule_id", "due", "state", "is_active", "facts", "version"), turned)
    events = ((new_id(), row.pk, row.version + 1, _kind(row.after), at, actor_id, texts[id(row.after)]) for row in rows)
    bulk.insert(ClockEvent, ("id", "clock", "seq", "kind", "at", "actor_id", "facts"), events)


def _kind(after: Reading) -> str:
    return {State.OVERDUE: "overdue", State.MET: "ran_out"}.get(after.state, "firmed")


COLUMNS: Final = ("name", "rule_key", "rule_id", "start", "due", "state", "is_active", "facts")
"""The columns a reading fills."""


def take(row: Clock, reading: Reading) -> None:
    """Put a reading into the row's columns."""
    row.name, row.rule_key, row.rule_id = reading.name, reading.key, reading.rule_id
    row.start, row.due = reading.start, reading.due
    row.state, row.is_active, row.facts = reading.state.value, reading.active, reading.to_json()


def _event(row: Clock, seq: int, kind: str, at: datetime, actor_id: str) -> None:
    ClockEvent.objects.create(clock=row, seq=seq, kind=kind, at=at, actor_id=actor_id, facts=row.facts)


def reading(row: Clock) -> Reading:
    """Return the clock as a value."""
    return Reading.from_json(row.facts)


def active(subject: tuple[str, UUID], name: str) -> list[Clock]:
    """Return the clocks of this name on the subject that still run, oldest first."""
    rows = Clock.objects.filter(subject_type=subject[0], subject_id=subject[1], name=name, is_active=True)
    return list(rows.order_by("id"))


def refresh(handling: Handling) -> None:
    """Set the date the handling is worked to: the nearest firm date among its running clocks."""
    rows = Clock.objects.filter(
        subject_type=LEAD, subject_id=handling.pk, is_active=True, state__in=SHOWN, due__isnull=False
    )
    waiting = {row.pk for row in rows if row.facts["waits"]}
    first = rows.exclude(pk__in=waiting).order_by(F("due").asc(), "id").first()
    handling.next_due = (first.due if first else None) or NO_DATE
    handling.next_clock = first.name if first else ""


def refresh_all(handling_ids: Iterable[UUID]) -> None:
    """Do :func:`refresh` to many handlings and keep it, with two statements for all of them."""
    found = {row.pk: row for row in Handling.objects.filter(pk__in=set(handling_ids))}
    for row in found.values():
        row.next_due, row.next_clock = NO_DATE, ""
    dated = Clock.objects.filter(
        subject_type=LEAD, subject_id__in=found, is_active=True, state__in=SHOWN, due__isnull=False, facts__waits=False
    )
    for key, due, name in dated.order_by("-due", "-id").values_list("subject_id", "due", "name"):
        found[key].next_due, found[key].next_clock = due or NO_DATE, name
    bulk.update(
        Handling, ("next_due", "next_clock"), ((row.pk, row.next_due, row.next_clock) for row in found.values())
    )


def first_overdue(handling_id: UUID) -> date | None:
    """Return since when the handling has been overdue, over all its clocks, ended ones included."""
    rows = Clock.objects.filter(subject_type=LEAD, subject_id=handling_id)
    days = [found for row in rows if (found := reading(row).overdue_since) is not None]
    return min(days, default=None)
