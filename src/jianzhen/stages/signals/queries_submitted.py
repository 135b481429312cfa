"""Readers of what was handed in through the API: the receipt of a submission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jianzhen.custody import queries as custody
from jianzhen.stages.signals.models import Submission

RECORD: str = "submission"
"""What the log calls it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sender gets for a submission: figures, and the entry of the tamper-evident log that stands for it.

    ``rows`` were handed in; ``landed`` are new; ``duplicates`` were known unchanged; ``quarantined`` could not be used.
    """

    submission_id: UUID
    received_at: datetime
    body_sha256: str
    rows: int
    landed: int
    duplicates: int
    quarantined: int
    log_event_id: str
    log_index: int


def receipt(sender: str, idempotency_key: str) -> Receipt | None:
    """Return the receipt of what a sender handed in under this key, or None."""
    row = Submission.objects.select_related("file").filter(sender=sender, idempotency_key=idempotency_key).first()
    if row is None:
        return None
    event = custody.events_of(RECORD, str(row.pk))[0]
    return Receipt(
        submission_id=row.pk,
        received_at=row.received_at,
        body_sha256=row.body_sha256,
        rows=row.file.rows,
        landed=row.file.landed,
        duplicates=row.file.duplicates,
        quarantined=row.file.quarantined,
        log_event_id=event.event_id,
        log_index=event.index,
    )
