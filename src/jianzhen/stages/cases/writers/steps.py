"""Takes one step of a handling: what it needs, what it changes, what its day's law says. Called by actions only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.ids import new_id
from jianzhen.people import queries as people
from jianzhen.people.policy import Actor
from jianzhen.stages.cases import checks
from jianzhen.stages.cases.models import Case, Handling, Paper, Step
from jianzhen.stages.cases.procedure import Procedure, procedure_of
from jianzhen.stages.cases.queries import guards, recusals
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema.acts import Act
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.writers import clocks as writers_clocks
from jianzhen.stages.cases.writers.turning import Turning


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
        raise refuse("not_routed", str(lead_id))
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
    _check_author(handling, procedure, act, actor)
    barred = recusals.bars(handling, name, facts, actor.actor_id)
    if barred:
        raise barred.error()
    if act.officers:
        check_officers(facts.get("officers") or _officers(handling), handling.owner_agency, on)
    _check_papers(handling, procedure, name, facts, papers)
    _check_before(handling, procedure, name, facts)
    _check_upon(handling, procedure, act)
    _check_waits(handling, procedure, act, on)
    found = guards.first_refusal(act.needs, guards.Asked(handling, procedure, facts, on))
    if found:
        raise found.error()


def _check_state(handling: Handling, procedure: Procedure, act: Act, at: datetime) -> None:
    lead = str(handling.lead_id)
    if handling.state not in act.begins:
        lawful = ", ".join(one.words.zh for one in procedure.following(handling.state).values())
        state = procedure.states[handling.state]
        raise refuse(
            "wrong_state",
            lead,
            act=act.words.zh,
            state=handling.state,
            state_zh=state.zh,
            possible=lawful or "nothing, it is at its end（已办结）",
        )
    if at < handling.last_at:
        raise refuse("before_predecessor", lead, day=law_date(at), last=law_date(handling.last_at))


def _check_author(handling: Handling, procedure: Procedure, act: Act, actor: Actor) -> None:
    mine = Step.objects.filter(handling=handling, act__in=act.apart_from, actor_id=actor.actor_id)
    taken = mine.values_list("act", flat=True).first() if act.apart_from else None
    if taken is not None:
        words = procedure.act(taken).words.zh
        said = {"name": actor.name, "taken": taken, "taken_zh": words, "act": act.words.zh}
        raise refuse("own_act", str(handling.lead_id), **said)


def _officers(handling: Handling) -> tuple[UUID, ...]:
    case = case_of(handling)
    return tuple(UUID(value) for value in case.officers) if case else ()


def check_officers(officers: tuple[UUID, ...], agency: str, on: date) -> None:
    """Refuse fewer than two officers, one of another agency, or one whose certificate does not run that day.

    Raises:
        NotAllowedError: names the officer.
    """
    if len(set(officers)) < checks.MIN_OFFICERS:
        raise refuse("too_few_officers", count=len(set(officers)), at_least=checks.MIN_OFFICERS)
    known = {user.pk for user in people.officers_of(agency)}
    names = people.names_of({str(one) for one in officers})
    for one in officers:
        name = names.get(str(one), str(one))
        if one not in known:
            raise refuse("not_of_agency", name=name, agency=agency)
        standing = people.standings([one], on)[one]
        if not standing.qualified:
            raise refuse(standing.code.value, name=name, day=on, until=standing.until)


def _check_papers(
    handling: Handling, procedure: Procedure, name: str, facts: Mapping[str, Any], papers: tuple[PaperIn, ...]
) -> None:
    wrong = checks.wrong_papers(procedure, papers)
    if wrong:
        raise wrong.error()
    on_file = papers_on_file(handling) | {one.kind for one in papers}
    gone = checks.missing_papers(procedure, name, on_file, facts)
    if gone:
        words = "、".join(procedure.paper_kinds[kind].words.zh for kind in gone)
        raise refuse("paper_missing", gone[0], act=procedure.act(name).words.zh, papers=words)


def _check_before(handling: Handling, procedure: Procedure, name: str, facts: Mapping[str, Any]) -> None:
    """Refuse an act whose forerunner is not on record, and a day that lies before what it follows."""
    act, asked = procedure.act(name), guards.Asked(handling, procedure, facts, handling.received_on)
    if act.after and asked.last(*act.after) is None:
        raise refuse("not_yet", name, act=act.words.zh, needed=procedure.act(act.after[0]).words.zh)
    for fact, forerunners in act.not_before.items():
        step = asked.last(*forerunners)
        if step is not None and facts[fact] < guards.day_of(step):
            words = procedure.act(step.act).words.zh
            said = {"value": facts[fact], "act": step.act, "act_zh": words, "day": guards.day_of(step)}
            raise refuse("fact_before_case", f"{name}.{fact}", fact=fact, **said)


def papers_on_file(handling: Handling) -> set[str]:
    """Return the kinds of document on file."""
    return set(Paper.objects.filter(handling=handling).values_list("kind", flat=True))


def _check_upon(handling: Handling, procedure: Procedure, act: Act) -> None:
    if act.upon and not any(writers_clocks.active((writers_clocks.LEAD, handling.pk), name) for name in act.upon):
        raise refuse("no_clock", act.upon[0], clock=act.upon[0], clock_zh=procedure.clock_words[act.upon[0]].zh)


def _check_waits(handling: Handling, procedure: Procedure, act: Act, on: date) -> None:
    for name in act.waits_for:
        words = procedure.clock_words[name].zh
        for row in writers_clocks.active((writers_clocks.LEAD, handling.pk), name):
            due, rule = writers_clocks.reading(row).due, row.rule_id or name
            if due is None:
                raise refuse("must_wait_review", row.rule_key or name, act=act.words.zh, clock_zh=words, rule=rule)
            if on <= due:
                said = {"act": act.words.zh, "clock_zh": words, "until": due, "rule": rule}
                raise refuse("must_wait", row.rule_key or name, **said)


def take(
    handling: Handling, name: str, facts: Mapping[str, Any], papers: tuple[PaperIn, ...], actor: Actor, at: datetime
) -> Step:
    """Write the step, its papers and what it does to the clocks, and move the state. The check went before."""
    procedure = procedure_of(handling.owner_agency)
    act, on, before = procedure.act(name), law_date(at), handling.state
    handling.state = act.end(before, facts)
    handling.is_open = procedure.states[handling.state].open
    handling.last_at = at
    turning = Turning(handling, procedure, facts, actor, at)
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
        law=_law(procedure, name, handling.state, turning),
    )
    file_papers(handling, papers, actor, at)
    for turns in act.turns(handling.state):
        turning.all(turns, act.waits_for)
    writers_clocks.refresh(handling)
    return step


def _law(procedure: Procedure, name: str, state: str, turning: Turning) -> list[dict[str, Any]]:
    """Return what governs a step: a started clock by the day it counts from, everything else by the step's day."""
    days = {procedure.key(clock): day for clock, day in turning.beginnings(procedure.act(name).turns(state)).items()}
    return [lawdoor.law_line(key, days.get(key, turning.on)) for key in procedure.keys_of(name, state)]


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
        raise refuse("changed_meanwhile", str(handling.lead_id))
