"""Looking for missed transfers: the pass's act, and a person's answer to what it found."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.law.book import LawBook
from jianzhen.people.policy import Actor, Permission, Scope, allowed
from jianzhen.stages.referral import writers_missed as writers
from jianzhen.stages.referral.missed.acts import Party
from jianzhen.stages.referral.missed.changes import (
    BY_PEOPLE,
    EXPLAINED,
    GONE,
    TAKEN_UP,
    Changes,
    Key,
    Standing,
    turn,
    vanished,
)
from jianzhen.stages.referral.missed.fields import fields
from jianzhen.stages.referral.missed.reading import IsMark, nothing_registered
from jianzhen.stages.referral.missed.result import law_digest, party_digest, results
from jianzhen.stages.referral.models import PossibleTransfer, PossibleTransferPlace
from jianzhen.stages.referral.writers_missed import Place

ANSWERS: Final = {EXPLAINED: "not missed", TAKEN_UP: "taken up"}


@dataclass(frozen=True, slots=True)
class MissedReport:
    """What one look did: parties seen, parties whose records or law changed, and turns by kind."""

    parties: int
    looked_at: int
    turns: dict[str, int]


def find_missed(
    parties: Iterable[Party],
    book: LawBook,
    *,
    actor: Actor,
    at: datetime,
    place: Callable[[str], Place],
    transferred: Collection[str] = (),
    is_mark: IsMark = nothing_registered,
) -> MissedReport:
    """Look through all parties; what is as it was is not assessed again, and a second look writes nothing.

    Args:
        parties: every subject with recorded acts, each under the one that speaks for it.
        book: the law.
        actor: who runs it.
        at: when.
        place: an office's name → codes of agency and district.
        transferred: subjects of which a case was handed to the police.
        is_mark: says whether a word is a registered mark.
    """
    changes, law, known, done = Changes(), law_digest(book), writers.standing(), writers.scans()
    seen: set[str] = set()
    for party in parties:
        seen.add(party.subject_id)
        _look(party, book, law, known, done, changes, gone=party.subject_id in transferred, is_mark=is_mark)
    changes.turns += vanished(known, seen)
    report = MissedReport(len(seen), len(changes.scans), dict(Counter(one.kind for one in changes.turns)))
    if not changes.empty:
        FindMissed(actor=actor, at=at, changes=changes, place=place, report=report).execute()
    return report


def _look(
    party: Party,
    book: LawBook,
    law: str,
    known: dict[Key, Standing],
    done: dict[str, str],
    changes: Changes,
    *,
    gone: bool,
    is_mark: IsMark,
) -> None:
    digest = party_digest(party, f"{law}{'|transferred' if gone else ''}")
    if done.get(party.subject_id) == digest:
        return
    changes.scans[party.subject_id] = digest
    found = {one.field: one for one in results(party, book, is_mark)}
    for name in fields().fields:
        key = (party.subject_id, name)
        made = turn(key, found.get(name), known.get(key), transferred=gone)
        if made:
            changes.turns.append(made)


@dataclass(frozen=True, kw_only=True)
class FindMissed(Action[MissedReport]):
    """移送筛查: write what a look through all parties found, with one log entry."""

    verb: ClassVar[str] = "missed.find"
    permission: ClassVar[Permission] = Permission.CLOCK_TICK

    changes: Changes = field(repr=False)
    place: Callable[[str], Place] = field(repr=False)
    report: MissedReport

    def perform(self) -> MissedReport:
        """Write findings, places, history and what was looked at."""
        writers.write(self.changes, self.place, actor_id=self.actor.actor_id, at=self.at)
        return self.report

    def entry(self, result: MissedReport) -> Entry:
        """Keep the figures."""
        facts = {"parties": result.parties, "looked_at": result.looked_at, "turns": result.turns}
        return Entry("missed", law_date(self.at).isoformat(), facts)


@dataclass(frozen=True, kw_only=True)
class AnswerMissed(Action[str]):
    """说明或者采纳: the head of an agency that holds one of the records says why it is none, or takes it up.

    Args:
        finding_id: the finding.
        answer: ``explained`` or ``taken_up``.
        reason: why; who reads it later must be able to check it.
        seen: the version the person looked at.

    Raises (from ``execute``):
        ConflictError: the finding is gone, answered alike, or changed since it was read.
        RefusedError: no such finding or answer, no reason.
        NotAllowedError: none of its records is the actor's agency's.
    """

    verb: ClassVar[str] = "missed.answer"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND

    finding_id: UUID
    answer: str
    reason: str
    seen: int | None = None

    def scope(self) -> Scope:
        """Return an office of the finding for which the actor may answer, else the first one."""
        found = PossibleTransferPlace.objects.filter(finding_id=self.finding_id).order_by("agency", "district", "id")
        scopes = [Scope(one.agency, one.district) for one in found]
        mine = (one for one in scopes if allowed(self.actor, self.permission, one, law_date(self.at)))
        return next(mine, scopes[0] if scopes else Scope())

    def check(self) -> None:
        """Hold the answer against what stands."""
        row, where = self._row(), Where(key=str(self.finding_id))
        if self.answer not in BY_PEOPLE:
            raise RefusedError(
                f"{self.answer!r} is no answer",
                where=where,
                remedy=f"Say one of: {', '.join(ANSWERS)}",
                zh="答复不在可选范围内。请从列出的答复中选择",
            )
        if not self.reason.strip():
            raise RefusedError(
                "a reason is missing",
                where=where,
                remedy="Say why, in a sentence others can check",
                zh="没有写明理由。请用一句他人可以核对的话说明",
            )
        if row.state in (GONE, self.answer):
            raise ConflictError(
                f"the finding is {row.state}",
                where=where,
                remedy="Read it again",
                zh="这条提示已按此答复，或者已不再成立。请重新打开",
            )
        if self.seen is not None and self.seen != row.version:
            raise ConflictError(
                "the finding changed since it was read",
                where=where,
                remedy="Read it again and repeat",
                zh="这条提示在您打开之后已被改动。请重新打开后再办",
            )

    def perform(self) -> str:
        """Keep the answer."""
        row = self._row()
        row.state, row.last_at, row.version = self.answer, self.at, row.version + 1
        row.save(update_fields=["state", "last_at", "version"])
        writers.event(row, self.answer, self.reason.strip(), self.actor.actor_id, self.at)
        return row.state

    def entry(self, result: str) -> Entry:
        """Keep the answer; the words as their digest."""
        digest = hashlib.sha256(self.reason.strip().encode("utf-8")).hexdigest()
        return Entry("missed", str(self.finding_id), {"to": result, "reason": f"sha256:{digest}"})

    def _row(self) -> PossibleTransfer:
        row = PossibleTransfer.objects.filter(pk=self.finding_id).first()
        if row is None:
            where = Where(key=str(self.finding_id))
            raise RefusedError(
                "no such finding", where=where, remedy="Look it up in the list", zh="没有这条提示。请在列表中查找"
            )
        return row
