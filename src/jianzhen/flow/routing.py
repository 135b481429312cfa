"""The routing step of the pass: every lead that has no owner yet gets one, or says why it has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from jianzhen.base.clock import law_date
from jianzhen.flow.duties import Desk
from jianzhen.people.policy import Actor
from jianzhen.plane.embedded import Progress, silent
from jianzhen.stages.cases.actions.grievance import RegisterGrievance
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.cases.queries import assignments, facts
from jianzhen.stages.cases.schema.lead import LeadCard
from jianzhen.stages.tracing.queries_waiting import HandedLead, all_lead_ids, handed, spoken_in

CHUNK: Final = 200
"""Leads routed in one transaction: each act keeps its own log entry, the disk is asked once."""


@dataclass(slots=True)
class Routing:
    """What the step did."""

    routed: int = 0
    unresolved: int = 0
    grievances: int = 0


def route_waiting(desk: Desk, *, actor: Actor, at: datetime, progress: Progress = silent) -> Routing:
    """Route every lead that is not in the cases room yet, and register the complaints and reports behind it.

    Each 投诉 and 举报 keeps its own clock with the agency that owns the lead; only the leads merge.
    """
    done, ids = Routing(), all_lead_ids()
    known = facts.routed(ids)
    waiting = [key for key in ids if key not in known]
    for chunk in _chunks(waiting):
        with transaction.atomic():
            for lead in handed(chunk):
                _route(lead, desk, actor, at, done)
        progress(len(chunk))
    _register_late([key for key in ids if key in known], actor, at, done)
    return done


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _route(lead: HandedLead, desk: Desk, actor: Actor, at: datetime, done: Routing) -> None:
    assigned = desk.assign(lead)
    card = LeadCard(
        lead_id=lead.lead_id,
        domain=assigned.domain,
        title=lead.title,
        subject_name=lead.subject_name,
        district=lead.place_text,
        reasons=lead.reasons,
        received_on=_received(lead, at),
    )
    routed = RouteLead(actor=actor, at=at, card=card, duty=assigned.duty).execute()
    if routed.agency:
        done.routed += 1
        _register(lead, routed.agency, routed.district, actor, at, done)
    else:
        done.unresolved += 1


def _received(lead: HandedLead, at: datetime) -> date:
    return law_date(min((spoken.observed_at for spoken in lead.spoken), default=at))


def _register(lead: HandedLead, agency: str, district: str, actor: Actor, at: datetime, done: Routing) -> None:
    mine = [spoken for spoken in lead.spoken if spoken.answers]
    known = assignments.registered(spoken.signal_id for spoken in mine)
    for spoken in mine:
        if spoken.signal_id not in known:
            RegisterGrievance(
                actor=actor,
                at=at,
                signal_id=spoken.signal_id,
                kind=spoken.kind,
                agency=agency,
                received_on=law_date(spoken.observed_at),
                district=district,
                port=spoken.source,
                real_name=spoken.named,
                lead_id=lead.lead_id,
            ).execute()
            done.grievances += 1


def _register_late(routed: list[UUID], actor: Actor, at: datetime, done: Routing) -> None:
    """Register what was said about a lead that has an owner already."""
    owners = facts.owners_of(routed)
    for chunk in _chunks([key for key in routed if key in owners]):
        spoken = spoken_in(chunk)
        fresh = spoken.keys() - assignments.registered(spoken)
        late = list(dict.fromkeys(spoken[signal_id] for signal_id in spoken if signal_id in fresh))
        if not late:
            continue
        with transaction.atomic():
            for lead in handed(late):
                agency, district = owners[lead.lead_id]
                _register(lead, agency, district, actor, at, done)
