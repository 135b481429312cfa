"""The steps that a state allows, with the reason in words for each that cannot be taken yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from jianzhen.people import queries as people
from jianzhen.people.policy import Actor, Permission, Scope, allowed
from jianzhen.stages.cases import checks
from jianzhen.stages.cases.models import Case, Clock, Handling, Paper, Step
from jianzhen.stages.cases.procedure import Procedure, procedure_of
from jianzhen.stages.cases.queries import guards, recusals
from jianzhen.stages.cases.schema.acts import Act
from jianzhen.stages.cases.schema.pages import NextStep


def next_steps(handling: Handling, on: date, actor: Actor | None = None) -> tuple[NextStep, ...]:
    """Return the acts that may begin now, in the order of the procedure.

    ``blocked`` codes: ``missing_paper`` (kind, zh, en), ``waits_until`` (clock, until), ``officer_not_qualified``
    (officer), ``too_few_officers``, ``no_clock`` (clock), ``condition`` (refusal, zh, en), ``comes_after`` (zh, en),
    ``not_permitted`` (permission), ``own_act`` (act).
    """
    procedure = procedure_of(handling.owner_agency)
    papers = set(Paper.objects.filter(handling=handling).values_list("kind", flat=True))
    running = list(Clock.objects.filter(subject_type="lead", subject_id=handling.pk, is_active=True))
    steps = []
    for name, act in procedure.following(handling.state).items():
        blocked = [*_missing(procedure, name, papers), *_clocks(act, running, on), *_officers(handling, act, on)]
        blocked += list(_conditions(handling, procedure, act, on))
        blocked += list(_aside(handling, name, actor))
        blocked += list(_person(handling, act, actor, on)) if actor else []
        steps.append(
            NextStep(
                act=name,
                words=(act.words.zh, act.words.en),
                permission=act.may,
                fields=tuple(act.facts.items()),
                blocked=tuple(blocked),
            )
        )
    return tuple(steps)


def _why(code: str, **params: str) -> Mapping[str, Any]:
    return {"code": code, "params": params}


def _missing(procedure: Procedure, name: str, papers: set[str]) -> Iterator[Mapping[str, Any]]:
    for kind in checks.missing_papers(procedure, name, papers):
        words = procedure.paper_kinds[kind].words
        yield _why("missing_paper", kind=kind, zh=words.zh, en=words.en)


def _clocks(act: Act, running: list[Clock], on: date) -> Iterator[Mapping[str, Any]]:
    for clock in running:
        if clock.name in act.waits_for and (clock.due is None or on <= clock.due):
            yield _why("waits_until", clock=clock.name, until=str(clock.due or ""))
    going = {clock.name for clock in running if clock.state != "paused"}
    paused = {clock.name for clock in running if clock.state == "paused"}
    for name in (*act.clocks.extend, *act.clocks.fix, *act.clocks.pause):
        if name not in going:
            yield _why("no_clock", clock=name)
    if act.upon and not {clock.name for clock in running} & set(act.upon):
        yield _why("no_clock", clock=act.upon[0])
    for name in act.clocks.resume:
        if name not in paused:
            yield _why("no_clock", clock=name)


def _conditions(handling: Handling, procedure: Procedure, act: Act, on: date) -> Iterator[Mapping[str, Any]]:
    """Yield what is computed, as far as it can be said before the act's facts are known."""
    asked = guards.Asked(handling, procedure, {}, on)
    early = tuple(name for name in act.needs if name in guards.EARLY)
    found = guards.first_refusal(early, asked)
    if found and found.code == "no_clock":
        yield _why("no_clock", clock=str(found.params["clock"]))
    elif found:
        yield _why("condition", refusal=found.code, zh=found.zh, en=found.en)
    if act.after and asked.last(*act.after) is None:
        words = procedure.act(act.after[0]).words
        yield _why("comes_after", zh=words.zh, en=words.en)


def _officers(handling: Handling, act: Act, on: date) -> Iterator[Mapping[str, Any]]:
    if act.officers is None or "officers" in act.facts:
        return
    case = Case.objects.filter(handling=handling).first()
    officers = [UUID(value) for value in case.officers] if case else []
    if len(officers) < checks.MIN_OFFICERS:
        yield _why("too_few_officers", at_least=str(checks.MIN_OFFICERS))
    for officer in officers:
        if not people.qualified(officer, on):
            yield _why("officer_not_qualified", officer=str(officer))


def _aside(handling: Handling, name: str, actor: Actor | None) -> Iterator[Mapping[str, Any]]:
    """Yield that the person stepped aside, or that evidence must be taken anew first."""
    found = recusals.bars(handling, name, {}, actor.actor_id if actor else "")
    if found:
        yield _why("condition", refusal=found.code, zh=found.zh, en=found.en)


def _person(handling: Handling, act: Act, actor: Actor, on: date) -> Iterator[Mapping[str, Any]]:
    if not allowed(actor, Permission(act.may), Scope(handling.owner_agency, handling.district), on):
        yield _why("not_permitted", permission=act.may)
    taken = Step.objects.filter(handling=handling, act__in=act.apart_from, actor_id=actor.actor_id)
    first = taken.values_list("act", flat=True).first() if act.apart_from else None
    if first is not None:
        yield _why("own_act", act=str(first))
