"""What the first hour at a new office brings to light from last year's decisions (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedItem:
    """A possible missed transfer: when what was on record first met a figure, how much against what, and what is open.

    ``unknown`` are sentences in Chinese, the language of the report. Amounts in CNY or pieces, as ``measure`` says.
    """

    finding_id: str
    name: str
    names: tuple[str, ...]
    met_on: date
    grade: str
    article: str
    measure: str
    low: Decimal
    high: Decimal
    threshold: Decimal
    counted: int
    alone: bool
    offices: tuple[str, ...]
    rule_id: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueItem:
    """A decision that was published late, or is not published though its day has passed."""

    number: str
    party: str
    agency: str
    decided_on: date
    due: date
    published_on: date | None
    days: int
    rule_id: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision about a subject, as its office wrote it."""

    day: date
    number: str
    agency: str
    name: str
    amount: Decimal | None
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatItem:
    """A subject penalised again within the law's window, where the records hide it.

    ``hidden`` says by what: ``names`` (decided under different names), ``offices`` (by different offices), ``silent``
    (no later decision speaks of the earlier one).
    """

    subject_id: str
    name: str
    names: tuple[str, ...]
    uscc: str
    field: str
    hidden: tuple[str, ...]
    decisions: tuple[Decided, ...]
    rule_id: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHour:
    """The whole report. ``undated`` decisions have no publication column at all; ``review`` have no firm day due."""

    as_of: date
    decisions: int
    since: date | None
    until: date | None
    undated: int
    review: int
    exempt: int
    missed: tuple[MissedItem, ...]
    overdue: tuple[OverdueItem, ...]
    repeats: tuple[RepeatItem, ...]
