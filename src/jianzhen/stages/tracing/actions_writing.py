"""Writes the changes of one pass, in bulk, inside the caller's transaction; part of the room's writers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.db.models import Count, Max

from jianzhen.stages.tracing.changes import Changes, Placed
from jianzhen.stages.tracing.models import (
    Lead,
    LeadFinding,
    LeadSignal,
    Subject,
    SubjectKey,
    SubjectMerge,
    SubjectName,
    SubjectRecord,
    SubjectTie,
)
from jianzhen.stages.tracing.names import clean
from jianzhen.stages.tracing.schema import FLAG, Found, Observed
from jianzhen.stages.tracing.subjects import is_kept_name

NO_EVIDENCE: Final = 0.5
"""Score of a lead that only a complaint speaks for: nothing is known either way."""

_BATCH: Final = 2000
_IDS: Final = 400


def write(changes: Changes, *, actor_id: str, at: datetime) -> None:
    """Write everything; rows that depend on others come after them."""
    _write_subjects(changes, actor_id, at)
    _open_leads(changes, at)
    LeadSignal.objects.bulk_create(map(_signal, changes.signals), batch_size=_BATCH)
    LeadFinding.objects.bulk_create((_finding(*pair) for pair in changes.findings), batch_size=_BATCH)
    _settle(changes)


def _write_subjects(changes: Changes, actor_id: str, at: datetime) -> None:
    Subject.objects.bulk_create(
        (
            Subject(
                id=new.subject_id,
                kind=new.kind,
                display_name=new.display_name,
                uscc=new.uscc,
                district_text=new.district_text,
                first_seen=new.first_seen,
                last_seen=new.last_seen,
            )
            for new in changes.subjects
        ),
        batch_size=_BATCH,
    )
    for subject, seen in changes.seen.items():
        Subject.objects.filter(id=subject).update(last_seen=seen)
    SubjectName.objects.bulk_create(
        (SubjectName(subject_id=subject, text=text, cleaned=clean(text)) for subject, text in changes.names),
        batch_size=_BATCH,
    )
    SubjectKey.objects.bulk_create(
        (SubjectKey(subject_id=subject, kind=kind, value=value) for subject, (kind, value) in changes.keys),
        batch_size=_BATCH,
    )
    _merge(changes, actor_id, at)
    SubjectTie.objects.bulk_create(
        (
            SubjectTie(one_id=one, other_id=other, key_kind=kind, key_value=value)
            for one, other, kind, value in changes.ties
        ),
        batch_size=_BATCH,
    )
    SubjectRecord.objects.bulk_create((_record(*pair) for pair in changes.records), batch_size=_BATCH)


def _merge(changes: Changes, actor_id: str, at: datetime) -> None:
    for merge in changes.merges:
        join(merge.kept, merge.absorbed)
        SubjectMerge.objects.create(
            kept_id=merge.kept,
            absorbed_id=merge.absorbed,
            key_kind=merge.key_kind,
            key_value=merge.key_value,
            actor_id=actor_id,
            at=at,
        )


def join(kept: UUID, absorbed: UUID) -> None:
    """Let ``kept`` speak for ``absorbed``; the earlier and later sight of both become its own."""
    one, other = Subject.objects.get(id=kept), Subject.objects.get(id=absorbed)
    one.first_seen = min(one.first_seen, other.first_seen)
    one.last_seen = max(one.last_seen, other.last_seen)
    one.uscc = one.uscc or other.uscc
    one.display_name = one.display_name or other.display_name
    one.save(update_fields=["first_seen", "last_seen", "uscc", "display_name"])
    Subject.objects.filter(id=absorbed).update(merged_into=one)


def _record(subject: UUID, signal: Observed) -> SubjectRecord:
    return SubjectRecord(
        subject_id=subject,
        signal_id=signal.signal_id,
        kind=signal.kind,
        source=signal.source,
        doc_no=signal.doc_no,
        on=signal.day,
        amount=signal.amount,
        agency_name=signal.agency_name,
        excerpt=signal.text[:300],
    )


def _open_leads(changes: Changes, at: datetime) -> None:
    flagged, top, complaints = _tally(changes)
    Lead.objects.bulk_create(
        (
            Lead(
                id=new.lead_id,
                subject_id=new.subject_id,
                domain=new.domain,
                title_code=new.title_code,
                title_params=new.title_params,
                score=top.get(new.lead_id, NO_EVIDENCE),
                district_text=new.district_text,
                event_date=changes.touched[new.lead_id].event_date,
                opened_at=at,
                last_signal_at=changes.touched[new.lead_id].last_signal_at,
                flags=len(flagged[new.lead_id]),
                complaints=complaints[new.lead_id],
                previous_id=new.previous,
            )
            for new in changes.leads
        ),
        batch_size=_BATCH,
    )


def _tally(changes: Changes) -> tuple[dict[UUID, set[str]], dict[UUID, float], dict[UUID, int]]:
    flagged: dict[UUID, set[str]] = defaultdict(set)
    top: dict[UUID, float] = {}
    complaints: dict[UUID, int] = defaultdict(int)
    for lead, row in changes.findings:
        if row.verdict == FLAG:
            flagged[lead].add(row.signal_id)
            top[lead] = max(top.get(lead, 0.0), row.score)
    for placed in changes.signals:
        complaints[placed.lead_id] += placed.answers
    return flagged, top, complaints


def _settle(changes: Changes) -> None:
    """Bring score, counts and times of standing leads up to date with what was added."""
    new = {lead.lead_id for lead in changes.leads}
    for chunk in _chunks([lead for lead in changes.touched if lead not in new], _IDS):
        flags = {
            row["lead_id"]: row
            for row in LeadFinding.objects.filter(lead_id__in=chunk, verdict=FLAG)
            .values("lead_id")
            .annotate(top=Max("score"), signals=Count("signal_id", distinct=True))
        }
        told = dict(
            LeadSignal.objects.filter(lead_id__in=chunk, answers=True)
            .values_list("lead_id")
            .annotate(number=Count("id"))
        )
        leads = list(Lead.objects.filter(id__in=chunk))
        for lead in leads:
            times = changes.touched[lead.id]
            lead.last_signal_at = max(lead.last_signal_at, times.last_signal_at)
            lead.event_date = max(lead.event_date, times.event_date)
            lead.complaints = told.get(lead.id, 0)
            if lead.id in flags:
                lead.score, lead.flags = flags[lead.id]["top"], flags[lead.id]["signals"]
        Lead.objects.bulk_update(
            leads, ["last_signal_at", "event_date", "complaints", "score", "flags"], batch_size=_IDS
        )


def _signal(placed: Placed) -> LeadSignal:
    seen = placed.signal
    return LeadSignal(
        lead_id=placed.lead_id,
        signal_id=seen.signal_id,
        role=placed.role,
        answers=placed.answers,
        kind=seen.kind,
        source=seen.source,
        source_record_id=seen.source_record_id,
        platform=seen.platform,
        url=seen.url,
        seller_name=seen.seller_name if is_kept_name(seen.seller_name) else "",
        reporter=seen.reporter,
        brand=seen.brand,
        goods=seen.goods,
        price=seen.price,
        amount=seen.amount,
        quantity=seen.quantity,
        excerpt=placed.excerpt,
        district_text=seen.district_text,
        agency_name=seen.agency_name,
        event_date=seen.event_date,
        observed_at=seen.observed_at,
        file_name=seen.file_name,
        file_sha256=seen.file_sha256,
        row_number=seen.row_number,
    )


def _finding(lead: UUID, row: Found) -> LeadFinding:
    return LeadFinding(
        lead_id=lead,
        finding_id=row.finding_id,
        signal_id=row.signal_id,
        check_code=row.check,
        verdict=row.verdict,
        score=row.score,
        base=row.base,
        weight=row.weight,
        right_id=row.right_id,
        field=row.field,
        span_start=row.span_start,
        span_end=row.span_end,
        quote=row.quote,
        reason_code=row.reason_code,
        reason_params=json.loads(row.reason_params),
        law_keys=list(row.law_keys),
        plan_digest=row.plan_digest,
        as_of=row.as_of,
    )


def _chunks(ids: Iterable[UUID], size: int) -> Iterable[Sequence[UUID]]:
    walk = iter(ids)
    while chunk := list(islice(walk, size)):
        yield chunk
