"""Readers of custody, for faces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jianzhen.custody.models import EvidenceCapture, LogEvent, LogHead


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event as a list shows it."""

    index: int
    event_id: str
    recorded_at: datetime
    actor_id: str
    verb: str
    subject_type: str
    subject_id: str
    payload: str


def events_of(subject_type: str, subject_id: str) -> list[LogLine]:
    """Return the events of one record, oldest first."""
    rows = LogEvent.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("index")
    return [_line(row) for row in rows]


def latest_events(limit: int = 50, before: int | None = None) -> list[LogLine]:
    """Return the newest events, newest first, for paging with ``before``."""
    rows = LogEvent.objects.order_by("-index")
    if before is not None:
        rows = rows.filter(index__lt=before)
    return [_line(row) for row in rows[:limit]]


def _line(row: LogEvent) -> LogLine:
    return LogLine(
        row.index,
        str(row.event_id),
        row.recorded_at,
        row.actor_id,
        row.verb,
        row.subject_type,
        row.subject_id,
        row.payload,
    )


def latest_head() -> LogHead | None:
    """Return the newest signed head."""
    return LogHead.objects.order_by("-size").first()


def evidence_of(subject_type: str, subject_id: str) -> list[EvidenceCapture]:
    """Return the captures of one record with their contents, oldest first."""
    rows = EvidenceCapture.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return list(rows.select_related("content").order_by("captured_at"))
