"""Takes one step of a handling: what it needs, what it changes, what its day's law says. Called by actions only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.people import queries as people
from jianzhen.people.policy import Actor
from jianzhen.stages.cases import checks, writers_clocks
from jianzhen.stages.cases.models import Case, Handling, Paper, Step
from jianzhen.stages.cases.procedure import Procedure, procedure_of
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.schema.acts import Act
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.writers_turning import Turning


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step left: the lead, its new state and version, and the case where there is one."""

    lead_id: UUID
    handling_id: UUID
    state: str
    version: int
    seq: int
    case_id: UUID | None = None
    case_number: str = ""


def handling_of(lead_id: UUID) -> Handling:
    """Return the handling of a lead.

    Raises:
        RefusedError: the lead was not routed yet.
    """
    found = Handling.objects.filter(lead_id=lead_id).first()
    if found is None:
        raise RefusedError("the lead was not routed yet", where=Where(key=str(lead_id)), remedy="Route it first")
    return found


def case_of(handling: Handling) -> Case | None:
    """Return the case of a handling, if it was filed."""
    return Case.objects.filter(handling=handling).first()


def check_step(
    handling: Handling, name: str, facts: Mapping[str, Any], papers: tuple[PaperIn, ...], actor: Actor, at: datetime
) -> None:
    """Refuse a step that the state, the dates, the facts, the officers, the papers or the author do not allow.

    Raises:
        ConflictError: state, date or waiting time do not allow it.
        RefusedError: a fact or a paper is missing.
        NotAllowedError: the author, or an officer without a valid certificate.
    """
    procedure = procedure_of(handling.owner_agency)
    act, on = procedure.act(name), law_date(at)
    _check_state(handling, procedure, act, at)
    checks.check_facts(procedure, name, facts, on)
    _check_author(handling, act, actor)
    if act.officers:
        check_officers(facts.get("officers") or _officers(handling), handling.owner_agency, on)
    _check_papers(handling, procedure, name, papers)
    _check_waits(handling, act, on)


def _check_state(handling: Handling, procedure: Procedure, act: Act, at: datetime) -> None:
    if handling.state not in act.begins:
        lawful = [one.words.zh for one in procedure.following(handling.state).values()]
        raise ConflictError(
            f"{act.words.zh} is not possible while the state is {handling.state}",
            where=Where(key=str(handling.lead_id)),
            remedy=f"Possible now: {', '.join(lawful) or 'nothing, it is at its end'}",
        )
    if at < handling.last_at:
        raise ConflictError(
            f"the step of {law_date(at)} lies before its predecessor of {law_date(handling.last_at)}",
            where=Where(key=str(handling.lead_id)),
            remedy="Correct the time of the step; the order of steps cannot be changed",
        )


def _check_author(handling: Handling, act: Act, actor: Actor) -> None:
    mine = Step.objects.filter(handling=handling, act__in=act.apart_from, actor_id=actor.actor_id)
    taken = mine.values_list("act", flat=True).first() if act.apart_from else None
    if taken is not None:
        raise NotAllowedError(
            f"{actor.name} did {taken} and may not do {act.words.zh} in the same matter",
            where=Where(key=str(handling.lead_id)),
            remedy="Let another person who holds the role do it",
        )


def _officers(handling: Handling) -> tuple[UUID, ...]:
    case = case_of(handling)
    return tuple(UUID(value) for value in case.officers) if case else ()


def check_officers(officers: tuple[UUID, ...], agency: str, on: date) -> None:
    """Refuse fewer than two officers, one of another agency, or one whose certificate does not run that day.

    Raises:
        NotAllowedError: names the officer.
    """
    if len(set(officers)) < checks.MIN_OFFICERS:
        raise NotAllowedError(
            f"{len(set(officers))} officer(s) named, and the law asks for at least {checks.MIN_OFFICERS}",
            remedy="Name two officers with valid certificates (行政处罚法第四十二条)",
        )
    known = {user.pk for user in people.officers_of(agency)}
    names = people.names_of({str(one) for one in officers})
    for one in officers:
        name = names.get(str(one), str(one))
        if one not in known:
            raise NotAllowedError(f"{name} is no officer of {agency}", remedy="Name an officer of the agency")
        if not people.qualified(one, on):
            raise NotAllowedError(
                f"{name} holds no law-enforcement certificate that is valid on {on}",
                remedy="Name another officer, or record the renewed certificate",
            )


def _check_papers(handling: Handling, procedure: Procedure, name: str, papers: tuple[PaperIn, ...]) -> None:
    unknown = [one.kind for one in papers if procedure.paper_kinds and one.kind not in procedure.paper_kinds]
    if unknown:
        raise RefusedError(
            f"no kind of document {unknown[0]!r}",
            where=Where(key="papers"),
            remedy=f"Use one of: {', '.join(procedure.paper_kinds)}",
        )
    on_file = papers_on_file(handling) | {one.kind for one in papers}
    gone = checks.missing_papers(procedure, name, on_file)
    if gone:
        words = "、".join(procedure.paper_kinds[kind].words.zh for kind in gone)
        raise RefusedError(
            f"{procedure.act(name).words.zh} needs a document that is not on file: {words}",
            where=Where(key=gone[0]),
            remedy="File the document first",
        )


def papers_on_file(handling: Handling) -> set[str]:
    """Return the kinds of document on file."""
    return set(Paper.objects.filter(handling=handling).values_list("kind", flat=True))


def _check_waits(handling: Handling, act: Act, on: date) -> None:
    for name in act.waits_for:
        for row in writers_clocks.active((writers_clocks.LEAD, handling.pk), name):
            due = writers_clocks.reading(row).due
            if due is None or on <= due:
                until = f"until {due}" if due else "for a time that needs legal review"
                raise ConflictError(
                    f"{act.words.zh} must wait {until} ({row.rule_id or name})",
                    where=Where(key=row.rule_key or name),
                    remedy="Record the party's statement or its waiver, or wait until the time has run out",
                )


def take(
    handling: Handling, name: str, facts: Mapping[str, Any], papers: tuple[PaperIn, ...], actor: Actor, at: datetime
) -> Step:
    """Write the step, its papers and what it does to the clocks, and move the state. The check went before."""
    procedure = procedure_of(handling.owner_agency)
    act, on, before = procedure.act(name), law_date(at), handling.state
    handling.state = act.end(before, facts)
    handling.is_open = procedure.states[handling.state].open
    handling.last_at = at
    step = Step.objects.create(
        handling=handling,
        seq=Step.objects.filter(handling=handling).count(),
        act=name,
        from_state=before,
        to_state=handling.state,
        at=at,
        on=on,
        actor_id=actor.actor_id,
        agency=handling.owner_agency,
        district=handling.district,
        procedure=procedure.name,
        facts={fact: checks.stored(value) for fact, value in facts.items()},
        law=[lawdoor.law_line(key, on) for key in procedure.keys_of(name)],
    )
    file_papers(handling, papers, actor, at)
    Turning(handling, procedure, facts, actor, at).all(act)
    writers_clocks.refresh(handling)
    return step


def file_papers(handling: Handling, papers: tuple[PaperIn, ...], actor: Actor, at: datetime) -> list[Paper]:
    """Put documents on file."""
    return Paper.objects.bulk_create(
        [
            Paper(
                id=new_id(),
                handling=handling,
                kind=one.kind,
                title=one.title,
                number=one.number,
                on=law_date(at),
                sha256=one.sha256,
                actor_id=actor.actor_id,
                at=at,
            )
            for one in papers
        ]
    )


def save(handling: Handling) -> None:
    """Keep where the handling stands.

    Raises:
        ConflictError: somebody changed it since it was read.
    """
    seen = handling.version
    handling.version = seen + 1
    fields = {field.attname: getattr(handling, field.attname) for field in Handling._meta.concrete_fields}
    fields.pop("id")
    if Handling.objects.filter(pk=handling.pk, version=seen).update(**fields) != 1:
        raise ConflictError(
            "the lead changed meanwhile", where=Where(key=str(handling.lead_id)), remedy="Read it again and repeat"
        )
