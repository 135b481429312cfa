"""Readers for whoever holds the room against a table of records: which lead has which, and who speaks for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jianzhen.stages.tracing.models import LeadSignal, Subject


def lead_records() -> Iterator[tuple[str, str, str]]:
    """Yield lead id, source and record id of every signal in a lead."""
    rows = LeadSignal.objects.order_by("id").values_list("lead_id", "source", "source_record_id")
    for lead, source, record in rows.iterator():
        yield str(lead), source, record


def speaking_for(subject_ids: Collection[str]) -> dict[str, str]:
    """Return for each subject the one that speaks for it today: itself, or the last one it was merged into."""
    merged = Subject.objects.filter(merged_into__isnull=False).values_list("id", "merged_into_id")
    into = {str(subject): str(kept) for subject, kept in merged}
    return {subject: _last(subject, into) for subject in subject_ids}


def _last(subject: str, into: dict[str, str]) -> str:
    while subject in into:
        subject = into[subject]
    return subject
