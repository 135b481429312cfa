"""What goes in and out of the referral room (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jianzhen.stages.cases.schema.clock import Clock


@dataclass(frozen=True, slots=True)
class AttachmentIn:
    """A document for a transfer: kind (of the course), title, number, digest of the stored content."""

    kind: str
    title: str
    number: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """One transfer as a list shows it."""

    transfer_id: UUID
    case_id: UUID
    case_number: str
    agency: str
    district: str
    receiver: str
    articles: tuple[str, ...]
    standard: str
    state: str
    state_words: tuple[str, str]
    proposed_on: date
    sent_on: date | None
    filed_on: date | None
    result: str
    due: date | None
    overdue_days: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferNext:
    """An act that the state allows; ``missing`` names attachments, ``not_permitted`` says that it is another's."""

    act: str
    words: tuple[str, str]
    permission: str
    fields: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str, str], ...] = ()
    not_permitted: bool = False

    @property
    def enabled(self) -> bool:
        """Whether it can be taken now."""
        return not (self.missing or self.not_permitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStepLine:
    """One act that was done, with the law of its day."""

    act: str
    words: tuple[str, str]
    on: date
    at: datetime
    actor_id: str
    actor: str
    facts: Mapping[str, Any]
    law: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPage:
    """A whole transfer; the checklist is (kind, words zh, words en, title or empty where it is missing)."""

    line: TransferLine
    steps: tuple[TransferStepLine, ...]
    clocks: tuple[tuple[tuple[str, str], Clock, int], ...]
    checklist: tuple[tuple[str, str, str, str], ...]
    next_acts: tuple[TransferNext, ...]
    escalations: tuple[tuple[str, str, date], ...]


@dataclass(frozen=True, slots=True)
class TransferCount:
    """Transfers of one agency and district over a period."""

    agency: str
    district: str
    sent: int
    police_filed: int
    police_declined: int
    waiting: int
