"""Leads as the pass hands them on: with what routing and the clocks of complaints need, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch

from jianzhen.stages.tracing.models import Lead, LeadFinding, LeadSignal

CHUNK: Final = 500
REASONS: Final = 2
SPOKEN: Final = ("complaint", "report")


@dataclass(frozen=True, slots=True)
class SpokenSignal:
    """A complaint (投诉) or report (举报) behind a lead. ``named`` says whether its author gave a name."""

    signal_id: str
    kind: str
    source: str
    agency_name: str
    text: str
    named: bool
    observed_at: datetime
    answers: bool


@dataclass(frozen=True, slots=True)
class HandedLead:
    """A lead on its way out of the room. ``reasons`` are its strongest findings, code and params, best first."""

    lead_id: UUID
    domain: str
    title: dict[str, Any]
    subject_name: str
    place_text: str
    opened_at: datetime
    reasons: tuple[dict[str, Any], ...]
    spoken: tuple[SpokenSignal, ...]


def all_lead_ids() -> list[UUID]:
    """Return the ids of all leads in the order they were opened."""
    return list(Lead.objects.order_by("opened_at", "id").values_list("id", flat=True))


def spoken_in(lead_ids: list[UUID]) -> dict[str, UUID]:
    """Return, for these leads, each complaint or report that one of them answers for, and which."""
    rows = LeadSignal.objects.filter(lead_id__in=lead_ids, kind__in=SPOKEN, answers=True)
    return dict(rows.values_list("signal_id", "lead_id"))


def handed(lead_ids: list[UUID]) -> Iterator[HandedLead]:
    """Yield leads by id, in the order given; read in chunks."""
    for start in range(0, len(lead_ids), CHUNK):
        some = lead_ids[start : start + CHUNK]
        rows = (
            Lead.objects.filter(id__in=some)
            .select_related("subject")
            .prefetch_related(
                Prefetch("signals", LeadSignal.objects.filter(kind__in=SPOKEN).order_by("observed_at", "id")),
                Prefetch("findings", LeadFinding.objects.filter(verdict="flag").order_by("-weight", "id")),
            )
        )
        found = {row.id: row for row in rows}
        yield from (_handed(found[key]) for key in some if key in found)


def _handed(lead: Lead) -> HandedLead:
    subject = lead.subject
    return HandedLead(
        lead_id=lead.id,
        domain=lead.domain,
        title={"code": lead.title_code, "params": lead.title_params},
        subject_name=subject.display_name or subject.uscc,
        place_text=lead.district_text or subject.district_text,
        opened_at=lead.opened_at,
        reasons=tuple(
            {"code": row.reason_code, "params": row.reason_params} for row in list(lead.findings.all())[:REASONS]
        ),
        spoken=tuple(_spoken(row) for row in lead.signals.all()),
    )


def _spoken(row: LeadSignal) -> SpokenSignal:
    return SpokenSignal(
        signal_id=row.signal_id,
        kind=row.kind,
        source=row.source,
        agency_name=row.agency_name,
        text=row.excerpt,
        named=bool(row.reporter),
        observed_at=row.observed_at,
        answers=row.answers,
    )
