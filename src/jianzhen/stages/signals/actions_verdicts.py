"""Officers' verdicts enter the room as new signals; what they are about is never edited."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import content_id
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.signals.queries import verdict_records
from jianzhen.stages.signals.schema import SIGNAL, VERDICT_SOURCE, Meant, Verdict


@dataclass(frozen=True, kw_only=True)
class _Landing(Action[int], ABC):
    """Lands the verdicts that are not in the lake yet, in one file; the result is how many there were."""

    @abstractmethod
    def given(self) -> tuple[Verdict, ...]:
        """Return the verdicts."""

    def check(self) -> None:
        """Refuse a verdict about nothing, which nobody could join to anything."""
        for verdict in self.given():
            if not verdict.about:
                raise RefusedError(
                    "the verdict is about nothing",
                    where=Where(key=verdict.record_id),
                    remedy="Name the item or the findings it is about",
                    zh="这条判断没有指明对象。请指明所判断的信息或者发现",
                )

    def perform(self) -> int:
        """Land them."""
        known = verdict_records()
        fresh = [one for one in self.given() if one.record_id not in known]
        if fresh:
            rows = pa.RecordBatch.from_pylist([one.as_signal(self.at) for one in fresh], schema=SIGNAL)
            batch = str(content_id(VERDICT_SOURCE, *(one.record_id for one in fresh)))
            Lake(current().lake).land([rows], SIGNAL, batch=batch, at=self.at)
        return len(fresh)

    def entry(self, result: int) -> Entry:
        """Keep which verdicts, by record and direction."""
        told = [[one.record_id, one.right, one.reason, len(one.about)] for one in self.given()]
        return Entry("signal", VERDICT_SOURCE, {"landed": result, "verdicts": told})


@dataclass(frozen=True, kw_only=True)
class ReturnVerdicts(_Landing):
    """核查结论回流: what handling said of leads comes back as observations; known ones are left alone."""

    verb: ClassVar[str] = "verdict.return"
    permission: ClassVar[Permission] = Permission.INTAKE

    verdicts: tuple[Verdict, ...]

    def given(self) -> tuple[Verdict, ...]:
        """Return the verdicts."""
        return self.verdicts


@dataclass(frozen=True, kw_only=True)
class GiveVerdict(_Landing):
    """判定: an officer says of findings, or of an audited item, whether they are right.

    Args:
        agency: the officer's own agency, the scope of the act.
        district: its district, if the officer's grant is bound to one.
        right: whether the suspicion is right; of an audited item whether anything in it is wrong.
        reason: a code.
        about: the findings, or the item alone.
        audit: whether the item was drawn for the audit slice.
    """

    verb: ClassVar[str] = "verdict.give"
    permission: ClassVar[Permission] = Permission.LEAD_WORK

    agency: str
    district: str = ""
    right: bool
    reason: str
    about: tuple[Meant, ...]
    audit: bool = False

    def scope(self) -> Scope:
        """Return the officer's own agency."""
        return Scope(self.agency, self.district)

    def given(self) -> tuple[Verdict, ...]:
        """Return the one verdict; another on the same things by the same person is a later verdict."""
        about = (f"{one.item}/{one.right}/{one.check}/{one.finding}" for one in self.about)
        name = str(content_id(self.actor.actor_id, self.at.isoformat(), *about))
        return (Verdict(name, self.at, self.actor.actor_id, self.right, self.reason, self.about, audit=self.audit),)
