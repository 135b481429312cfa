"""What one pass of tracing would write, as values: decided outside any transaction, written inside one (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jianzhen.stages.tracing.schema import Found, Observed

KeyPair = tuple[str, str]
Place = tuple[str, str, str, str, int | None]
"""Signal, check, right, field and start: what makes two findings the same reason."""


@dataclass(frozen=True, slots=True)
class StandingLead:
    """A lead that exists: its subject as first written, and whether it was closed downstream."""

    lead_id: UUID
    subject_id: UUID
    domain: str
    opened_at: datetime
    closed: bool


@dataclass(frozen=True)
class Standing:
    """What the database knows before the pass.

    Args:
        keys: exact key → the subject it was learned for.
        roots: absorbed subject → the subject that speaks for it; a subject that is not here speaks for itself.
        first_seen: when each subject was first seen; the earlier one is kept when two turn out to be one.
        last_seen: when each subject was last seen.
        names: names already kept, by subject.
        barred: pairs that a person has split.
        leads: all leads.
        placed: signal → the leads it lies in.
        reasons: (lead, place of the finding) already kept.
        records: signal → the subjects in whose history it stands.
        shown: the name each subject is shown by.
        ties: (one, other, key kind, key value) already kept.
    """

    keys: Mapping[KeyPair, UUID] = field(default_factory=dict)
    roots: Mapping[UUID, UUID] = field(default_factory=dict)
    first_seen: Mapping[UUID, datetime] = field(default_factory=dict)
    last_seen: Mapping[UUID, datetime] = field(default_factory=dict)
    names: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    barred: frozenset[frozenset[UUID]] = frozenset()
    leads: Mapping[UUID, StandingLead] = field(default_factory=dict)
    placed: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    reasons: frozenset[tuple[UUID, Place]] = frozenset()
    records: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
    shown: Mapping[UUID, str] = field(default_factory=dict)
    ties: frozenset[tuple[UUID, UUID, str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class NewSubject:
    """A subject that was not known."""

    subject_id: UUID
    kind: str
    display_name: str
    uscc: str
    district_text: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """Two known subjects that an exact key shows to be one."""

    kept: UUID
    absorbed: UUID
    key_kind: str
    key_value: str


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead to open."""

    lead_id: UUID
    subject_id: UUID
    domain: str
    title_code: str
    title_params: dict[str, Any]
    district_text: str
    previous: UUID | None


@dataclass
class Times:
    """The last signal of a lead, and the last day its act is known to have gone on."""

    last_signal_at: datetime
    event_date: date


@dataclass(frozen=True, slots=True)
class Placed:
    """One signal put into a lead."""

    lead_id: UUID
    role: str
    answers: bool
    signal: Observed
    excerpt: str


@dataclass
class Changes:
    """Everything to write; empty when the pass found nothing new."""

    subjects: list[NewSubject] = field(default_factory=list)
    seen: dict[UUID, datetime] = field(default_factory=dict)
    names: list[tuple[UUID, str]] = field(default_factory=list)
    keys: list[tuple[UUID, KeyPair]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    ties: list[tuple[UUID, UUID, str, str]] = field(default_factory=list)
    records: list[tuple[UUID, Observed]] = field(default_factory=list)
    leads: list[NewLead] = field(default_factory=list)
    touched: dict[UUID, Times] = field(default_factory=dict)
    signals: list[Placed] = field(default_factory=list)
    findings: list[tuple[UUID, Found]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to write."""
        return not any(getattr(self, each.name) for each in fields(self))
