"""Readers for whoever adds up what is recorded about one subject: its names, and which signals speak of its acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from jianzhen.stages.tracing.models import Lead, LeadSignal, Subject, SubjectName, SubjectRecord
from jianzhen.stages.tracing.queries import shown

CHUNK = 500


@dataclass(frozen=True, slots=True)
class RecordedSubject:
    """One subject that speaks for itself and all it absorbed: names, kind, and the signals of its history."""

    subject_id: UUID
    name: str
    names: tuple[str, ...]
    uscc: str
    kind: str
    signal_ids: tuple[str, ...]


def recorded_subjects(kinds: Collection[str]) -> Iterator[RecordedSubject]:
    """Yield every subject with a record of one of these kinds, in the order of its id."""
    root = _roots()
    signals: dict[UUID, dict[str, None]] = defaultdict(dict)
    rows = SubjectRecord.objects.filter(kind__in=list(kinds)).order_by("on", "signal_id")
    for subject, signal in rows.values_list("subject_id", "signal_id").iterator():
        signals[root.get(subject, subject)][signal] = None
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for absorbed, kept in root.items():
        members[kept].append(absorbed)
    keys = sorted(signals)
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        yield from _subjects(some, members, signals)


def _subjects(
    some: list[UUID], members: dict[UUID, list[UUID]], signals: dict[UUID, dict[str, None]]
) -> Iterator[RecordedSubject]:
    everyone = {member: key for key in some for member in (key, *members.get(key, ()))}
    names: dict[UUID, dict[str, None]] = defaultdict(dict)
    found = SubjectName.objects.filter(subject_id__in=list(everyone)).order_by("text")
    for subject, text in found.values_list("subject_id", "text"):
        names[everyone[subject]][text] = None
    rows = Subject.objects.in_bulk(some)
    for key in some:
        row = rows[key]
        yield RecordedSubject(key, shown(row), tuple(names[key]), row.uscc, row.kind, tuple(signals[key]))


def _roots() -> dict[UUID, UUID]:
    """Return for every absorbed subject the one that speaks for it."""
    merged = Subject.objects.filter(merged_into__isnull=False).values_list("id", "merged_into_id")
    into: dict[UUID, UUID] = dict(merged)
    found = {}
    for subject in into:
        at = subject
        while at in into:
            at = into[at]
        found[subject] = at
    return found


def behind_leads(lead_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, tuple[str, ...]]]:
    """Return for each lead the subject that speaks for its own, and the signals in it."""
    root, keys = _roots(), list(lead_ids)
    subjects: dict[UUID, UUID] = {}
    signals: dict[UUID, list[str]] = defaultdict(list)
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        subjects |= dict(Lead.objects.filter(id__in=some).values_list("id", "subject_id"))
        for lead, signal in LeadSignal.objects.filter(lead_id__in=some).values_list("lead_id", "signal_id"):
            signals[lead].append(signal)
    return {lead: (root.get(one, one), tuple(sorted(signals[lead]))) for lead, one in subjects.items()}
