"""What faces read of a case's goods: lots with balance and custody, acts, plans, open questions, figures (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from jianzhen.stages.cases.schema.goods import Balance, Ledger, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """One lot as it stands. ``words`` and ``nature_words`` are (zh, en); ``offered`` until the receiver signed.

    ``value`` and ``weight`` are of everything that came in from outside, in yuan and kilograms; None where unknown.
    """

    lot_id: UUID
    serial: int
    name: str
    spec: str
    nature: str
    nature_words: tuple[str, str]
    unit: Unit
    balance: Balance
    value: Decimal | None
    value_basis: str
    weight: Decimal | None
    place: str
    custodian: str
    custodian_id: str
    offered: bool
    photos: tuple[str, ...]
    list_number: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move of an act, by the numbers of lots; ``lot`` is None where goods came from outside."""

    lot: int | None
    source: str
    to_lot: int
    target: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsActLine:
    """One act: its words, day, author, what was said, what moved, and the law of its day."""

    act_id: UUID
    seq: int
    kind: str
    words: tuple[str, str]
    on: date
    at: datetime
    actor: str
    facts: Mapping[str, Any]
    moves: tuple[MoveLine, ...]
    law: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan to destroy: proposed, approved, refused or done. ``expires`` is the last day of the unit's qualification.

    ``doubts`` are what it departs from, each as code and params.
    """

    plan_id: UUID
    state: str
    on: date
    proposed_by: str
    method: str
    method_words: tuple[str, str]
    ground: str
    unit: str
    expires: date | None
    qualified: bool
    parts: tuple[tuple[int, Decimal, Unit], ...]
    reason: str
    certificate_id: UUID | None
    certificate: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something about the goods that somebody has to look at, as code and params."""

    code: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsPage:
    """The goods of one case as they stand at an instant."""

    case_id: UUID
    case_number: str
    agency: str
    district: str
    seq: int
    at: datetime
    ledger: Ledger
    totals: Mapping[Unit, Balance]
    lots: tuple[LotLine, ...]
    acts: tuple[GoodsActLine, ...]
    plans: tuple[PlanLine, ...]
    questions: tuple[Question, ...]
    may_list: bool

    @property
    def balanced(self) -> bool:
        """Whether every piece of every lot is accounted for."""
        return all(balance.balanced for balance in self.ledger.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsFigure:
    """What became of goods of one unit in a period, by agency and district: quantity, yuan and kilograms.

    ``unvalued`` and ``unweighed`` are the quantities whose value or weight is not known, so that a sum is never taken
    for the whole.
    """

    agency: str
    district: str
    unit: Unit
    target: str
    quantity: Decimal
    value: Decimal
    weight: Decimal
    unvalued: Decimal
    unweighed: Decimal
    acts: int
