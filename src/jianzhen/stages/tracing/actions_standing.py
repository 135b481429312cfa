"""What the database knows before a pass, read once; part of the room's writers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jianzhen.stages.tracing.changes import KeyPair, Place, Standing, StandingLead
from jianzhen.stages.tracing.models import (
    Lead,
    LeadFinding,
    LeadSignal,
    Subject,
    SubjectKey,
    SubjectMerge,
    SubjectName,
    SubjectRecord,
    SubjectSplit,
    SubjectTie,
)


@dataclass(frozen=True, slots=True)
class Token:
    """How many rows stood when the room was read; another number means that somebody wrote since."""

    subjects: int
    merges: int
    splits: int
    signals: int
    findings: int


def token() -> Token:
    """Return the present token."""
    return Token(
        subjects=Subject.objects.count(),
        merges=SubjectMerge.objects.count(),
        splits=SubjectSplit.objects.count(),
        signals=LeadSignal.objects.count(),
        findings=LeadFinding.objects.count(),
    )


def standing(closed: frozenset[UUID]) -> Standing:
    """Return everything a pass holds new signals against.

    Args:
        closed: leads that were closed downstream; they take nothing more.
    """
    roots, first, last, shown = _subjects()
    return Standing(
        keys=_keys(),
        roots=roots,
        first_seen=first,
        last_seen=last,
        names=_names(),
        shown=shown,
        barred=_barred(),
        leads=_leads(closed),
        placed=_placed(),
        reasons=_reasons(closed),
        records=_records(),
        ties=frozenset(SubjectTie.objects.values_list("one_id", "other_id", "key_kind", "key_value")),
    )


def _subjects() -> tuple[dict[UUID, UUID], dict[UUID, datetime], dict[UUID, datetime], dict[UUID, str]]:
    roots, first, last, shown = dict[UUID, UUID](), dict[UUID, datetime](), dict[UUID, datetime](), dict[UUID, str]()
    rows = Subject.objects.values_list("id", "merged_into_id", "first_seen", "last_seen", "display_name")
    for subject, into, first_seen, last_seen, name in rows.iterator():
        first[subject], last[subject], shown[subject] = first_seen, last_seen, name
        if into is not None:
            roots[subject] = into
    return roots, first, last, shown


def _keys() -> dict[KeyPair, UUID]:
    rows = SubjectKey.objects.values_list("kind", "value", "subject_id")
    return {(kind, value): subject for kind, value, subject in rows.iterator()}


def _names() -> dict[UUID, frozenset[str]]:
    names: dict[UUID, set[str]] = defaultdict(set)
    for subject, text in SubjectName.objects.values_list("subject_id", "text").iterator():
        names[subject].add(text)
    return {subject: frozenset(texts) for subject, texts in names.items()}


def _barred() -> frozenset[frozenset[UUID]]:
    pairs = SubjectSplit.objects.values_list("merge__kept_id", "merge__absorbed_id")
    return frozenset(frozenset(pair) for pair in pairs)


def _leads(closed: frozenset[UUID]) -> dict[UUID, StandingLead]:
    rows = Lead.objects.values_list("id", "subject_id", "domain", "opened_at")
    return {row[0]: StandingLead(*row, closed=row[0] in closed) for row in rows.iterator()}


def _placed() -> dict[str, tuple[UUID, ...]]:
    placed: dict[str, list[UUID]] = defaultdict(list)
    for signal, lead in LeadSignal.objects.order_by("id").values_list("signal_id", "lead_id").iterator():
        placed[signal].append(lead)
    return {signal: tuple(leads) for signal, leads in placed.items()}


def _reasons(closed: frozenset[UUID]) -> frozenset[tuple[UUID, Place]]:
    rows = LeadFinding.objects.values_list("lead_id", "signal_id", "check_code", "right_id", "field", "span_start")
    return frozenset(
        (lead, (signal, check, right, place, start))
        for lead, signal, check, right, place, start in rows.iterator()
        if lead not in closed
    )


def _records() -> dict[str, frozenset[UUID]]:
    records: dict[str, set[UUID]] = defaultdict(set)
    for signal, subject in SubjectRecord.objects.values_list("signal_id", "subject_id").iterator():
        records[signal].add(subject)
    return {signal: frozenset(subjects) for signal, subjects in records.items()}
