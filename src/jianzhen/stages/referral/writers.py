"""Writes transfers: one step with the clocks after it, then where the transfer stands. Called by actions only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.ids import new_id
from jianzhen.people.policy import Actor
from jianzhen.stages.cases.queries.instance import law, law_line
from jianzhen.stages.cases.schema.acts import ActClocks
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.referral.course import course
from jianzhen.stages.referral.models import Attachment, Transfer, TransferStep
from jianzhen.stages.referral.refusing import refuse
from jianzhen.stages.referral.schema import AttachmentIn


def transfer(transfer_id: UUID) -> Transfer:
    """Return a transfer.

    Raises:
        RefusedError: there is none of this id.
    """
    found = Transfer.objects.filter(pk=transfer_id).first()
    if found is None:
        raise refuse("no_transfer", str(transfer_id))
    return found


def check_turn(row: Transfer, name: str, seen: int | None, actor: Actor, at: datetime) -> None:
    """Refuse an act out of turn, before the last one, on a changed record, or by the one who proposed it.

    Raises:
        ConflictError: state, time or version.
        NotAllowedError: the author.
    """
    act, key = course().act(name), str(row.pk)
    if row.state not in act.begins:
        lawful = ", ".join(one.words.zh for one in course().following(row.state).values())
        states = {"state": row.state, "state_zh": course().states[row.state].zh}
        possible = lawful or "nothing, it is at its end（已办结）"
        raise refuse("wrong_state", key, act=act.words.zh, possible=possible, **states)
    if at < row.last_at:
        raise refuse("before_predecessor", key)
    if seen is not None and seen != row.version:
        raise refuse("changed", key)
    mine = TransferStep.objects.filter(transfer=row, act__in=act.apart_from, actor_id=actor.actor_id)
    if act.apart_from and mine.exists():
        raise refuse("own_proposal", key, name=actor.name)


def check_attachments(row: Transfer, on: date) -> None:
    """Refuse to send without every attachment that the regulation lists (xfer.docs).

    Raises:
        RefusedError: names what is missing, or says that the list of that day needs legal review.
    """
    kinds, version = course().attachments, law().book.at("xfer.docs", on)
    if version.quantity != len(kinds):
        said = {"rule": version.id, "asked": version.quantity, "held": len(kinds)}
        raise refuse("attachments_changed", "xfer.docs", **said)
    gone = [words.zh for kind, words in kinds.items() if kind not in attached(row)]
    if gone:
        raise refuse("attachments_missing", "attachments", papers="、".join(gone), citation=version.citation)


def attached(row: Transfer) -> set[str]:
    """Return the kinds of document that are attached."""
    return set(Attachment.objects.filter(transfer=row).values_list("kind", flat=True))


def attach(row: Transfer, papers: tuple[AttachmentIn, ...], actor: Actor, at: datetime) -> tuple[UUID, ...]:
    """Attach documents and return their ids."""
    rows = [
        Attachment(
            id=new_id(),
            transfer=row,
            kind=one.kind,
            title=one.title,
            number=one.number,
            sha256=one.sha256,
            at=at,
            actor_id=actor.actor_id,
        )
        for one in papers
    ]
    Attachment.objects.bulk_create(rows)
    return tuple(one.pk for one in rows)


def open_transfer(row: Transfer, begun: ClockSet, facts: Mapping[str, Any], actor: Actor) -> None:
    """Keep a new transfer and its first step."""
    row.clocks, row.next_due = begun.to_json(), begun.next_due
    row.save(force_insert=True)
    _step(row, "propose", facts, [course().clocks["approve"].key, "xfer.team"], actor.actor_id, row.last_at)


def take(row: Transfer, name: str, facts: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Move the state, turn the clocks, write the step. The check went before."""
    act = course().act(name)
    row.state = act.end(row.state, facts)
    row.is_open, row.last_at = course().states[row.state].open, at
    clocks = ClockSet.from_json(row.clocks)
    for turns in act.turns(row.state):
        clocks = turned(clocks, turns, at, partial(_moment_of, row))
    save(row, clocks)
    _step(row, name, facts, list(course().keys_of(name, row.state)), actor.actor_id, at)


def turned(clocks: ClockSet, how: ActClocks, at: datetime, moment_of: Callable[[str], datetime | None]) -> ClockSet:
    """End and begin clocks as an act says; hours run from the moment, days from the day.

    A clock in ``begin_at`` counts from an earlier act. One that is only met there is measured: begun from that act
    and met now, so that being late is on record although nobody could know before that it ran.
    """
    for name in how.meet:
        if name in how.begin_at and not any(one.active for one in clocks.named(name)):
            clocks = _begun(clocks, name, moment_of(how.begin_at[name]) or at)
        clocks = clocks.meet(name, at)
    for name in how.stop:
        clocks = clocks.stop(name, at)
    for name in how.start:
        clocks = _begun(clocks, name, moment_of(how.begin_at.get(name, "")) or at)
    return clocks


def _begun(clocks: ClockSet, name: str, moment: datetime) -> ClockSet:
    rule = course().clocks[name]
    return clocks.begin(law(), name, rule.key, moment if rule.hours else law_date(moment))


def _moment_of(row: Transfer, act: str) -> datetime | None:
    """Return when an act was last done; None where it was not."""
    step = TransferStep.objects.filter(transfer=row, act=act).order_by("seq").last()
    return step.at if step else None


def save(row: Transfer, clocks: ClockSet) -> None:
    """Keep where the transfer stands.

    Raises:
        ConflictError: somebody changed it since it was read.
    """
    row.clocks, row.next_due = clocks.to_json(), clocks.next_due
    seen = row.version
    row.version = seen + 1
    fields = {field.attname: getattr(row, field.attname) for field in Transfer._meta.concrete_fields}
    fields.pop("id")
    if Transfer.objects.filter(pk=row.pk, version=seen).update(**fields) != 1:
        raise refuse("changed", str(row.pk))


def _step(row: Transfer, name: str, facts: Mapping[str, Any], keys: list[str], actor_id: str, at: datetime) -> None:
    TransferStep.objects.create(
        transfer=row,
        seq=row.version,
        act=name,
        to_state=row.state,
        at=at,
        on=law_date(at),
        actor_id=actor_id,
        facts=dict(facts),
        law=[law_line(key, law_date(at)) for key in keys],
        clocks=row.clocks,
    )


def ticked(row: Transfer, clocks: ClockSet, actor_id: str, at: datetime) -> None:
    """Keep clocks that a tick turned, as a step of its own."""
    save(row, clocks)
    _step(row, "tick", {}, [], actor_id, at)
