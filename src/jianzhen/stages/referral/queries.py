"""Readers of transfers, for faces and for outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from jianzhen.base.errors import RefusedError, Where
from jianzhen.people import queries as people
from jianzhen.people.policy import Actor, Permission, Reach, Scope, allowed
from jianzhen.stages.cases.queries.facts import cases_in
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.queries.worklist import reach_of
from jianzhen.stages.cases.schema.clock import Clock
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.referral.course import course
from jianzhen.stages.referral.models import Attachment, Transfer, TransferEscalation, TransferStep
from jianzhen.stages.referral.schema import (
    TransferCount,
    TransferLine,
    TransferNext,
    TransferPage,
    TransferStepLine,
)

PROPOSED = ("提出移送", "Propose the transfer")
TICKED = ("期限检查", "Check of the clocks")


def transfers(reach: Reach, *, as_of: date, open_only: bool = True, limit: int = 200) -> list[TransferLine]:
    """Return transfers sent or to be received within reach, most urgent first."""
    rows = Transfer.objects.filter(reach_of(reach, agency="agency") | reach_of(reach, agency="receiver"))
    rows = rows.filter(is_open=True) if open_only else rows
    return _lines(rows.order_by("next_due", "id")[:limit], as_of)


def transfers_of(case_id: UUID, *, as_of: date) -> list[TransferLine]:
    """Return every transfer of a case, oldest first."""
    return _lines(Transfer.objects.filter(case_id=case_id).order_by("id"), as_of)


def transfer_page(transfer_id: UUID, *, as_of: date, actor: Actor | None = None) -> TransferPage:
    """Return one transfer whole; with an actor, next acts say what is not that person's.

    Raises:
        RefusedError: no such transfer.
    """
    row = Transfer.objects.filter(pk=transfer_id).first()
    if row is None:
        raise RefusedError("no such transfer", where=Where(key=str(transfer_id)), remedy="Look it up in the list")
    papers = dict(Attachment.objects.filter(transfer=row).order_by("at").values_list("kind", "title"))
    said = TransferEscalation.objects.filter(transfer=row).order_by("id").values_list("clock", "kind", "on")
    return TransferPage(
        line=_lines([row], as_of)[0],
        steps=_steps(row),
        clocks=tuple((_words(clock), clock, _over(clock, as_of)) for clock in ClockSet.from_json(row.clocks).clocks),
        checklist=tuple((kind, one.zh, one.en, papers.get(kind, "")) for kind, one in course().attachments.items()),
        next_acts=_next(row, set(papers), actor, as_of),
        escalations=tuple(said),
    )


def _words(clock: Clock) -> tuple[str, str]:
    words = course().clocks[clock.name].words
    return (words.zh, words.en)


def _over(clock: Clock, as_of: date) -> int:
    if clock.firm_due is None or not (clock.active or clock.overdue_since):
        return 0
    return max(0, ((clock.ended_on or as_of) - clock.firm_due).days)


def _lines(rows: Iterable[Transfer], as_of: date) -> list[TransferLine]:
    found = list(rows)
    cases = cases_in({row.case_id for row in found})
    return [_line(row, cases[row.case_id].number, as_of) for row in found]


def _line(row: Transfer, number: str, as_of: date) -> TransferLine:
    words = course().states[row.state]
    return TransferLine(
        transfer_id=row.pk,
        case_id=row.case_id,
        case_number=number,
        agency=row.agency,
        district=row.district,
        receiver=row.receiver,
        articles=tuple(row.articles),
        standard=row.standard,
        state=row.state,
        state_words=(words.zh, words.en),
        proposed_on=row.proposed_on,
        sent_on=row.sent_on,
        filed_on=row.filed_on,
        result=row.result,
        due=row.next_due,
        overdue_days=max(0, (as_of - row.next_due).days) if row.next_due else 0,
        version=row.version,
    )


def _steps(row: Transfer) -> tuple[TransferStepLine, ...]:
    steps = list(TransferStep.objects.filter(transfer=row).order_by("seq"))
    names = people.names_of({step.actor_id for step in steps})
    acts = course().acts
    return tuple(
        TransferStepLine(
            act=step.act,
            words=(acts[step.act].words.zh, acts[step.act].words.en)
            if step.act in acts
            else (PROPOSED if step.act == "propose" else TICKED),
            on=step.on,
            at=step.at,
            actor_id=step.actor_id,
            actor=names.get(step.actor_id, ""),
            facts=step.facts,
            law=tuple(step.law),
        )
        for step in steps
    )


def _next(row: Transfer, papers: set[str], actor: Actor | None, on: date) -> tuple[TransferNext, ...]:
    gone = tuple((kind, one.zh, one.en) for kind, one in course().attachments.items() if kind not in papers)
    found = []
    for name, act in course().following(row.state).items():
        scope = Scope(row.receiver, "") if act.answers else Scope(row.agency, row.district)
        found.append(
            TransferNext(
                act=name,
                words=(act.words.zh, act.words.en),
                permission=act.may,
                fields=tuple(act.facts.items()),
                missing=gone if name == "send" else (),
                not_permitted=actor is not None and not allowed(actor, Permission(act.may), scope, on),
            )
        )
    return tuple(found)


def transfer_counts(since: date, until: date) -> list[TransferCount]:
    """Return transfers sent in a period by agency and district, and what the police made of them so far."""
    rows = Transfer.objects.filter(sent_on__range=(since, until)).values_list("agency", "district")
    counted = rows.annotate(
        sent=Count("id"),
        filed=Count("id", filter=Q(filed_on__isnull=False)),
        declined=Count("id", filter=Q(state__in=("not_filed", "reconsidering", "upheld", "supervising", "ended"))),
    )
    return [
        TransferCount(agency, district, sent, filed, declined, sent - filed - declined)
        for agency, district, sent, filed, declined in counted.order_by("agency", "district")
    ]


def clocks_to_turn(as_of: date) -> int:
    """Return how many open transfers have a clock that a tick as of that day would turn; 0 means no change."""
    kept = (ClockSet.from_json(row) for row in Transfer.objects.filter(is_open=True).values_list("clocks", flat=True))
    return sum(clocks.tick(law(), as_of) != clocks for clocks in kept)
