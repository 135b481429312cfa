"""The form that every act of a transfer has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Scope
from jianzhen.stages.referral import writers
from jianzhen.stages.referral.checks import check_facts, digest
from jianzhen.stages.referral.course import course
from jianzhen.stages.referral.models import Transfer


@dataclass(frozen=True, kw_only=True)
class TransferAct(Action[str], ABC):
    """One act on a transfer.

    Args:
        seen: the version the actor looked at; a later one refuses the act.

    Raises (from ``execute``):
        ConflictError: state, order of dates, or the record changed.
        RefusedError: a fact or an attachment is missing, named.
        NotAllowedError: permission, or the proposer approves.
    """

    act: ClassVar[str] = ""

    transfer_id: UUID
    seen: int | None = None

    @abstractmethod
    def facts(self) -> dict[str, Any]:
        """Return what the act says."""

    def effect(self, row: Transfer) -> None:  # noqa: ARG002  (most acts change no more)
        """Change what the act changes beside state and clocks."""
        return

    def scope(self) -> Scope:
        """Return the sender, or the police body whose answer it is."""
        row = writers.transfer(self.transfer_id)
        return Scope(row.receiver, "") if course().act(self.act).answers else Scope(row.agency, row.district)

    def check(self) -> None:
        """Hold the act against the course."""
        row = writers.transfer(self.transfer_id)
        writers.check_turn(row, self.act, self.seen, self.actor, self.at)
        check_facts(self.act, self.facts())
        if self.act == "send":
            writers.check_attachments(row, law_date(self.at))

    def perform(self) -> str:
        """Take the act."""
        row = writers.transfer(self.transfer_id)
        self.effect(row)
        writers.take(row, self.act, self.facts(), self.actor, self.at)
        return row.state

    def entry(self, result: str) -> Entry:
        """Keep act and state; free words as digests."""
        said = {name: digest(value) if isinstance(value, str) else value for name, value in self.facts().items()}
        return Entry("transfer", str(self.transfer_id), {"act": self.act, "to": result, "facts": said})
