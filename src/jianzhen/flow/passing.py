"""The pass: collect, screen, trace, route, look for missed transfers, tick; a second pass changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from django.db import transaction

from jianzhen.base.clock import law_date
from jianzhen.custody import log
from jianzhen.flow.duties import Desk
from jianzhen.flow.missed import look_for_missed
from jianzhen.flow.routing import route_waiting
from jianzhen.flow.verdicts import return_verdicts
from jianzhen.people.policy import SYSTEM
from jianzhen.plane.embedded import run_kernel
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.cases.actions.clock import tick_all
from jianzhen.stages.cases.queries import clocks as case_clocks
from jianzhen.stages.cases.queries import facts
from jianzhen.stages.cases.queries.instance import city
from jianzhen.stages.outcomes.actions import PreparePublications, TickPublications
from jianzhen.stages.outcomes.queries import publication
from jianzhen.stages.referral import queries as referral
from jianzhen.stages.referral.actions_clock import TickTransfers
from jianzhen.stages.rights import actions as rights
from jianzhen.stages.screening import actions as screening
from jianzhen.stages.signals import actions as signals
from jianzhen.stages.signals.actions_pictures import KeptPictures, keep_pictures
from jianzhen.stages.tracing import actions as tracing

Told = Callable[[str, int], None]
"""Progress: the stage's name and the rows it finished just now."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the pass's table: stage, what it took, what it made, what it set aside, and remarks as figures.

    ``troubles``: what could not be used, each with its name and reason.
    """

    stage: str
    taken: int
    made: int
    aside: int = 0
    remarks: tuple[tuple[str, int], ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassReport:
    """What a pass did. ``refused`` are the files that stayed outside, each with its reason."""

    as_of: date
    lines: tuple[Line, ...]
    refused: tuple[Outcome, ...]
    quarantined: tuple[Outcome, ...]
    head_size: int
    root: str = field(repr=False)


def quiet(stage: str, rows: int) -> None:
    """Tell nobody."""


def run_pass(*, at: datetime, told: Told = quiet) -> PassReport:
    """Do one pass over the instance and return what each stage did.

    Args:
        at: the instant of the acts; its Shanghai date chooses law and facts.
        told: progress of the long stages.
    """
    as_of = law_date(at)
    registers = rights.take_in_all(actor=SYSTEM, at=at, progress=partial(told, "rights"))
    files = signals.take_in_all(actor=SYSTEM, at=at, progress=partial(told, "signals"))
    kept = keep_pictures(actor=SYSTEM, at=at)
    returned = return_verdicts(actor=SYSTEM, at=at)
    lines = (
        _intake("rights", registers),
        _with_pictures(_intake("signals", files, ("verdicts", returned)), kept),
        _screen(at, as_of, told),
        _trace(at),
        _route(at, as_of, told),
        _missed(at),
        _publish(at, as_of),
        _tick(at, as_of),
    )
    head = log.sign_head(at)
    taken = (*registers, *files)
    return PassReport(
        as_of=as_of,
        lines=lines,
        refused=tuple(one for one in taken if one.state == "refused"),
        quarantined=tuple(one for one in taken if one.quarantined),
        head_size=head.size,
        root=bytes(head.root).hex(),
    )


def _intake(stage: str, outcomes: Sequence[Outcome], *beside: tuple[str, int]) -> Line:
    states = [one.state for one in outcomes]
    fresh = [one for one in outcomes if one.state == "landed"]
    return Line(
        stage,
        taken=sum(one.rows for one in fresh),
        made=sum(one.landed for one in fresh),
        aside=sum(one.quarantined for one in fresh),
        remarks=(*((f"files_{state}", states.count(state)) for state in ("landed", "known", "refused")), *beside),
    )


def _with_pictures(line: Line, kept: KeptPictures) -> Line:
    figures = (("pictures_kept", kept.kept), ("pictures_missing", len(kept.missing)))
    troubles = (*kept.aside, *(f"{name}: it is named and not in the inbox" for name in kept.missing))
    return replace(line, remarks=(*line.remarks, *figures), troubles=troubles)


def _screen(at: datetime, as_of: date, told: Told) -> Line:
    run = partial(run_kernel, progress=partial(told, "screening"))
    done = screening.screen_all(run=run, actor=SYSTEM, at=at, as_of=as_of)
    found = {verdict: done.verdicts.get(verdict, 0) for verdict in ("flag", "watch")}
    return Line(
        "screening",
        taken=done.items,
        made=sum(found.values()),
        aside=sum(done.set_aside.values()),
        remarks=(*found.items(), ("pictures", done.pictures), ("pictures_waiting", done.waiting)),
        troubles=done.refused,
    )


def _trace(at: datetime) -> Line:
    done = tracing.trace(actor=SYSTEM, at=at, closed=facts.ended_leads())
    remarks = (("subjects", done.subjects), ("merges", done.merges), ("contested", done.contested))
    return Line("tracing", taken=done.signals, made=done.leads, remarks=remarks)


def _route(at: datetime, as_of: date, told: Told) -> Line:
    desk = Desk(read_shipped(), city(), as_of)
    done = route_waiting(desk, actor=SYSTEM, at=at, progress=partial(told, "cases"))
    remarks = (("unresolved", done.unresolved), ("grievances", done.grievances))
    return Line("cases", taken=done.routed + done.unresolved, made=done.routed, remarks=remarks)


def _missed(at: datetime) -> Line:
    done = look_for_missed(actor=SYSTEM, at=at)
    return Line("referral", taken=done.looked_at, made=sum(done.turns.values()), remarks=tuple(done.turns.items()))


def _publish(at: datetime, as_of: date) -> Line:
    waiting = publication.penalties_to_prepare(as_of)
    made = PreparePublications(actor=SYSTEM, at=at).execute() if waiting else 0
    return Line("outcomes", taken=waiting, made=made)


def _tick(at: datetime, as_of: date) -> Line:
    """Look at every clock; a tick that would change nothing is not even asked, so that it leaves no trace."""
    waiting = (
        case_clocks.clocks_to_turn(as_of),
        referral.clocks_to_turn(as_of),
        publication.clocks_to_turn(as_of),
    )
    turned = tick_all(actor=SYSTEM, at=at).changed if waiting[0] else 0
    with transaction.atomic():
        if waiting[1]:
            turned += TickTransfers(actor=SYSTEM, at=at).execute()
        if waiting[2]:
            turned += TickPublications(actor=SYSTEM, at=at).execute()
    return Line("clocks", taken=sum(waiting), made=turned)
