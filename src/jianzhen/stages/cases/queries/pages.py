"""The page of a lead and of the case it became: spine, clocks, lawful next steps, papers, routings, log."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody import queries as custody
from jianzhen.custody.action import verbs
from jianzhen.people import queries as people
from jianzhen.people.policy import Actor
from jianzhen.stages.cases.models import Case, Handling, Paper, Routing, Step
from jianzhen.stages.cases.procedure import Procedure, procedure_of
from jianzhen.stages.cases.queries.assignments import assignments_of
from jianzhen.stages.cases.queries.clocks import clocks_of
from jianzhen.stages.cases.queries.facts import facts_of
from jianzhen.stages.cases.queries.nextsteps import next_steps
from jianzhen.stages.cases.queries.worklist import rows_of
from jianzhen.stages.cases.schema.pages import LawLine, LogFact, MatterPage, PaperLine, RoutingLine, SpineStep

ROUTE_WORDS = {"route": ("分派", "Route"), "reroute": ("重新分派", "Route anew")}


def lead_page(lead_id: UUID, *, as_of: date, actor: Actor | None = None) -> MatterPage:
    """Return the page of a lead; with an actor, next steps say what that person may not do.

    Raises:
        RefusedError: the lead was not routed yet.
    """
    handling = Handling.objects.filter(lead_id=lead_id).first()
    if handling is None:
        raise RefusedError(
            "the lead was not routed yet", where=Where(key=str(lead_id)), remedy="Wait for the next pass"
        )
    return _page(handling, as_of, actor)


def case_page(case_id: UUID, *, as_of: date, actor: Actor | None = None) -> MatterPage:
    """Return the page of a case.

    Raises:
        RefusedError: no such case.
    """
    case = Case.objects.filter(pk=case_id).select_related("handling").first()
    if case is None:
        raise RefusedError("no such case", where=Where(key=str(case_id)), remedy="Look it up in the worklist")
    return _page(case.handling, as_of, actor)


def _page(handling: Handling, as_of: date, actor: Actor | None) -> MatterPage:
    procedure = procedure_of(handling.owner_agency)
    case = facts_of(handling)
    return MatterPage(
        row=rows_of([handling], as_of)[0],
        procedure=procedure.name,
        procedure_words=(procedure.title.zh, procedure.title.en),
        procedure_citation=procedure.citation,
        basis=handling.basis,
        joint_agencies=tuple(handling.joint_agencies),
        proposed_agencies=tuple(handling.proposed_agencies),
        hops=handling.hops,
        wait_until=handling.wait_until,
        duplicate_of=handling.duplicate_of,
        case=case,
        spine=_spine(handling, procedure),
        clocks=tuple(clocks_of("lead", handling.pk, as_of=as_of)),
        next_steps=next_steps(handling, as_of, actor),
        papers=_papers(handling, procedure),
        routings=_routings(handling),
        assignments=assignments_of(handling.lead_id, case.case_id if case else None, as_of=as_of),
        log=_log(handling.lead_id, case.case_id if case else None),
    )


def _spine(handling: Handling, procedure: Procedure) -> tuple[SpineStep, ...]:
    steps = list(Step.objects.filter(handling=handling).order_by("seq"))
    names = people.names_of({step.actor_id for step in steps})
    return tuple(
        SpineStep(
            seq=step.seq,
            act=step.act,
            words=_act_words(step.act, procedure),
            on=step.on,
            at=step.at,
            actor_id=step.actor_id,
            actor=names.get(step.actor_id, ""),
            from_state=step.from_state,
            to_state=step.to_state,
            facts=step.facts,
            law=tuple(LawLine(**line) for line in step.law),
        )
        for step in steps
    )


def _act_words(act: str, procedure: Procedure) -> tuple[str, str]:
    if act in ROUTE_WORDS:
        return ROUTE_WORDS[act]
    words = procedure.act(act).words
    return (words.zh, words.en)


def _papers(handling: Handling, procedure: Procedure) -> tuple[PaperLine, ...]:
    rows = Paper.objects.filter(handling=handling).order_by("at", "id")
    return tuple(
        PaperLine(
            paper_id=row.pk,
            kind=row.kind,
            words=paper_words(row.kind, procedure),
            title=row.title,
            number=row.number,
            on=row.on,
            sha256=row.sha256,
        )
        for row in rows
    )


def paper_words(kind: str, procedure: Procedure) -> tuple[str, str]:
    """Return the name of a kind of document; an agency without list of its own has no words beside the code."""
    found = procedure.paper_kinds.get(kind)
    return (found.words.zh, found.words.en) if found else (kind, kind)


def _routings(handling: Handling) -> tuple[RoutingLine, ...]:
    rows = Routing.objects.filter(handling=handling).order_by("at", "id")
    return tuple(
        RoutingLine(
            hop=row.hop,
            kind=row.kind,
            agency=row.agency,
            district=row.district,
            arm=row.arm,
            joint=tuple(row.joint),
            basis=row.basis,
            reason=row.reason,
            actor_id=row.actor_id,
            at=row.at,
        )
        for row in rows
    )


def _log(lead_id: UUID, case_id: UUID | None) -> tuple[LogFact, ...]:
    events = custody.events_of("lead", str(lead_id))
    events += custody.events_of("case", str(case_id)) if case_id else []
    names = people.names_of({event.actor_id for event in events})
    words = verbs()
    return tuple(
        LogFact(
            index=event.index,
            event_id=event.event_id,
            at=event.recorded_at,
            actor_id=event.actor_id,
            actor=names.get(event.actor_id, ""),
            verb=event.verb,
            words=(words[event.verb]["zh"], words[event.verb]["en"]),
            payload=event.payload,
        )
        for event in sorted(events, key=lambda event: event.index)
    )
