"""What the room's readers give: frozen values, no table rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One lead in a list. ``title_code`` and ``title_params`` are rendered at the face."""

    lead_id: UUID
    subject_id: UUID
    subject_kind: str
    subject_name: str
    domain: str
    title_code: str
    title_params: dict[str, Any]
    score: float
    district_text: str
    event_date: date
    opened_at: datetime
    last_signal_at: datetime
    flags: int
    complaints: int
    previous_id: UUID | None


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One page of a list and how many leads there are in all."""

    total: int
    lines: tuple[LeadLine, ...]


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One observation behind a lead; see the model for ``role`` and ``answers``. ``reporter`` is a pseudonym."""

    signal_id: str
    role: str
    answers: bool
    kind: str
    source: str
    source_record_id: str
    platform: str
    url: str
    seller_name: str
    reporter: str
    brand: str
    goods: str
    price: Decimal | None
    amount: Decimal | None
    quantity: int | None
    excerpt: str
    district_text: str
    agency_name: str
    event_date: date | None
    observed_at: datetime
    file_name: str
    file_sha256: str
    row_number: int


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One finding of a lead: its code and params, where it stands in the text, and what it adds to the score."""

    finding_id: str
    signal_id: str
    check_code: str
    verdict: str
    score: float
    base: float
    weight: float
    right_id: str
    field: str
    span_start: int | None
    span_end: int | None
    quote: str
    reason_code: str
    reason_params: dict[str, Any]
    law_keys: list[str]
    plan_digest: str
    as_of: date


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One thing in a subject's history."""

    signal_id: str
    kind: str
    source: str
    doc_no: str
    on: date
    amount: Decimal | None
    agency_name: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """How often something stands in a history: number, sum of amounts, the last day."""

    kind: str
    number: int
    amount: Decimal | None
    last_on: date


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a subject besides the lead at hand; the newest of each first."""

    counts: tuple[KindCount, ...]
    records: tuple[RecordLine, ...]
    leads: tuple[LeadLine, ...]


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One subject in a list; ``name`` is a pseudonym where the subject has no business name."""

    subject_id: UUID
    kind: str
    name: str
    uscc: str
    district_text: str
    first_seen: datetime
    last_seen: datetime
    leads: int


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One exact key of a subject: kind and value (a telephone is a pseudonym)."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge that stands: what was absorbed, by which key or for which reason, by whom."""

    merge_id: UUID
    absorbed_id: UUID
    absorbed_name: str
    key_kind: str
    key_value: str
    reason: str
    actor_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TieLine:
    """A subject that shares a key which may not link the two: for a person to look at."""

    other_id: UUID
    other_name: str
    key_kind: str
    key_value: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """Everything of one subject and those it speaks for."""

    line: SubjectLine
    names: tuple[str, ...]
    keys: tuple[KeyLine, ...]
    merges: tuple[MergeLine, ...]
    ties: tuple[TieLine, ...]
    history: History


@dataclass(frozen=True, slots=True)
class LeadView:
    """Everything of one lead; ``history`` leaves the lead itself out."""

    line: LeadLine
    signals: tuple[SignalLine, ...]
    reasons: tuple[ReasonLine, ...]
    subject: SubjectLine
    history: History
