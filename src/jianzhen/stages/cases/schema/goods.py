"""Goods of a case as a ledger: every piece that came in is somewhere, at every point in time (pure).

A lot is goods of one name, counted in one unit. A move takes a quantity of a lot out of one standing and puts the same
quantity into another, or brings it in from outside. Nothing else changes a quantity, so what came in always equals what
is there plus what went, and no move can take more than stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from jianzhen.base.errors import ConflictError, RefusedError, Where

ZERO: Final = Decimal(0)
_PLACES: Final = Decimal("0.001")
_LARGEST: Final = Decimal(10) ** 12


class Standing(StrEnum):
    """Where goods stand. The first four are still answered for, the others are the end of their way."""

    HELD = "held"
    SAMPLED = "sampled"
    FORFEITED = "forfeited"
    MISSING = "missing"
    CONSUMED = "consumed"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    LOST = "lost"
    DISPOSED = "disposed"
    DESTROYED = "destroyed"

    @property
    def zh(self) -> str:
        """The standing in Chinese, for refusals."""
        return _STANDINGS_ZH[self.value]


_STANDINGS_ZH: Final = {
    "held": "在库（扣押）",
    "sampled": "送检在外",
    "forfeited": "在库（已没收）",
    "missing": "短少待查",
    "consumed": "检验耗用",
    "returned": "已返还",
    "transferred": "已移交",
    "lost": "短少已核销",
    "disposed": "已拍卖变卖或捐赠",
    "destroyed": "已销毁",
}

OPEN: Final = (Standing.HELD, Standing.SAMPLED, Standing.FORFEITED, Standing.MISSING)
"""Standings that still ask for an end: in custody, out for testing, forfeited in custody, not found and unapproved."""
IN_CUSTODY: Final = (Standing.HELD, Standing.FORFEITED)
"""Standings in which goods lie at a place under a custodian."""


class Unit(StrEnum):
    """Units of count; only weight and volume may be counted in parts."""

    PIECE = "piece"
    BOTTLE = "bottle"
    BOX = "box"
    CASE = "case"
    CARTON = "carton"
    BAG = "bag"
    PAIR = "pair"
    SET = "set"
    SHEET = "sheet"
    COPY = "copy"
    MACHINE = "machine"
    KILOGRAM = "kilogram"
    LITRE = "litre"


IN_PARTS: Final = frozenset({Unit.KILOGRAM, Unit.LITRE})


@dataclass(frozen=True, slots=True)
class Move:
    """A quantity of goods from one standing to another.

    ``lot`` is None where goods come in from outside. ``to_lot`` differs from ``lot`` only in splits and merges.
    """

    lot: UUID | None
    source: Standing | None
    to_lot: UUID
    target: Standing
    quantity: Decimal


_LISTED: Final = (None, Standing.HELD)
_SPLIT: Final = frozenset((standing, standing) for standing in IN_CUSTODY)
FLOWS: Final[Mapping[str, frozenset[tuple[Standing | None, Standing]]]] = MappingProxyType(
    {
        "list": frozenset({_LISTED}),
        "split": _SPLIT,
        "merge": _SPLIT,
        "sample": frozenset({(Standing.HELD, Standing.SAMPLED)}),
        "sample_back": frozenset({(Standing.SAMPLED, Standing.HELD), (Standing.SAMPLED, Standing.CONSUMED)}),
        # what is found again is held and not forfeited: a count never replaces a decision
        "count": frozenset(
            {_LISTED, (Standing.MISSING, Standing.HELD), *((standing, Standing.MISSING) for standing in IN_CUSTODY)}
        ),
        "receive": frozenset((standing, Standing.MISSING) for standing in IN_CUSTODY) | {_LISTED},
        "write_off": frozenset({(Standing.MISSING, Standing.LOST)}),
        "forfeit": frozenset({(Standing.HELD, Standing.FORFEITED)}),
        "return": frozenset((standing, Standing.RETURNED) for standing in IN_CUSTODY),
        "transfer": frozenset((standing, Standing.TRANSFERRED) for standing in IN_CUSTODY),
        "destroy": frozenset((standing, Standing.DESTROYED) for standing in IN_CUSTODY),
        "dispose": frozenset((standing, Standing.DISPOSED) for standing in IN_CUSTODY),
    }
)
"""Which moves each act may make; an act outside this table moves nothing."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One lot: what came into it (from outside, or out of another lot), what left for another lot, where the rest is.

    Law: ``outside + inside == passed + sum(standing)``.
    """

    unit: Unit
    outside: Decimal = ZERO
    inside: Decimal = ZERO
    passed: Decimal = ZERO
    standing: Mapping[Standing, Decimal] = field(default_factory=dict)

    def of(self, standing: Standing) -> Decimal:
        """Return the quantity in a standing."""
        return self.standing.get(standing, ZERO)

    @property
    def present(self) -> Decimal:
        """Everything that is still this lot's, wherever it stands."""
        return sum(self.standing.values(), ZERO)

    @property
    def open(self) -> Decimal:
        """What still asks for an end."""
        return sum((self.of(one) for one in OPEN), ZERO)

    @property
    def in_custody(self) -> Decimal:
        """What lies under the custodian."""
        return sum((self.of(one) for one in IN_CUSTODY), ZERO)

    @property
    def balanced(self) -> bool:
        """Whether every piece is accounted for."""
        return (
            self.outside + self.inside == self.passed + self.present and min(self.standing.values(), default=ZERO) >= 0
        )


Ledger = Mapping[UUID, Balance]


def quantity_of(value: Decimal, unit: Unit, key: str = "quantity") -> Decimal:
    """Return a quantity as it is kept: above zero, whole pieces, at most three decimals of weight and volume.

    Raises:
        RefusedError: it is not such a quantity.
    """
    fault = ""
    if not value.is_finite() or value <= ZERO:
        fault = "is not above zero"
    elif value >= _LARGEST:
        fault = "is too large"
    elif unit not in IN_PARTS and value != value.to_integral_value():
        fault = f"is no whole number, and {unit.value} is counted in whole pieces"
    elif value != value.quantize(_PLACES):
        fault = "has more than three decimals"
    if fault:
        raise RefusedError(f"{value} {fault}", where=Where(key=key), remedy="Count again and write the quantity")
    return value.quantize(_PLACES) if unit in IN_PARTS else value.quantize(Decimal(1))


def post(ledger: Ledger, act: str, moves: Iterable[Move], units: Mapping[UUID, Unit]) -> dict[UUID, Balance]:
    """Return the ledger after the moves of one act; the old one stays as it was.

    ``units`` names the unit of every lot that is not in the ledger yet.

    Raises:
        ConflictError: a move takes more than stands, or is none of the act.
        RefusedError: a quantity is no quantity, or a move changes the unit.
    """
    after = dict(ledger)
    for move in moves:
        _check_flow(act, move)
        unit = after[move.to_lot].unit if move.to_lot in after else units[move.to_lot]
        quantity = quantity_of(move.quantity, unit, str(move.to_lot))
        if move.lot is not None and move.source is not None:
            _check_unit(after, move, unit)
            after[move.lot] = _out(after[move.lot], move, quantity)
        after[move.to_lot] = _into(after.get(move.to_lot, Balance(unit)), move, quantity)
    return after


def _check_flow(act: str, move: Move) -> None:
    if (move.source, move.target) not in FLOWS[act] or (move.lot is None) != (move.source is None):
        raise ConflictError(
            f"{act} does not move goods from {move.source or 'outside'} to {move.target}",
            where=Where(key=str(move.to_lot)),
            remedy="Choose the act that does",
        )


def _check_unit(ledger: Ledger, move: Move, unit: Unit) -> None:
    if move.lot is None or move.lot not in ledger:
        raise RefusedError("no such lot", where=Where(key=str(move.lot)), remedy="Name a lot of the case")
    if ledger[move.lot].unit is not unit:
        raise RefusedError(
            f"{ledger[move.lot].unit.value} cannot become {unit.value}",
            where=Where(key=str(move.to_lot)),
            remedy="Lots of different units are kept apart",
        )


def _out(balance: Balance, move: Move, quantity: Decimal) -> Balance:
    source = move.source or Standing.HELD
    left = balance.of(source) - quantity
    if left < ZERO:
        raise ConflictError(
            f"{quantity} asked and only {balance.of(source)} {source.value}",
            where=Where(key=str(move.lot)),
            remedy="Take at most what the balance shows, or count the goods",
        )
    passed = balance.passed + (quantity if move.to_lot != move.lot else ZERO)
    standing = {**balance.standing, source: left}
    return Balance(balance.unit, balance.outside, balance.inside, passed, standing)


def _into(balance: Balance, move: Move, quantity: Decimal) -> Balance:
    standing = {**balance.standing, move.target: balance.of(move.target) + quantity}
    outside = balance.outside + (quantity if move.lot is None else ZERO)
    inside = balance.inside + (quantity if move.lot not in (None, move.to_lot) else ZERO)
    return Balance(balance.unit, outside, inside, balance.passed, standing)


def total(ledger: Ledger) -> dict[Unit, Balance]:
    """Return one balance a unit over all lots; what passes between lots cancels out."""
    found: dict[Unit, Balance] = {}
    for balance in ledger.values():
        before = found.get(balance.unit, Balance(balance.unit))
        standing = {one: before.of(one) + balance.of(one) for one in Standing}
        found[balance.unit] = Balance(balance.unit, before.outside + balance.outside, standing=standing)
    return found


def digest_of(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of a certificate's content, as JSON with sorted keys and no blanks."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity of a lot, as an act names it."""

    lot: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps goods: a user of the product, or an outside custodian by name and document (委托保管书)."""

    user_id: UUID | None = None
    name: str = ""
    document: str = ""


class PriceBasis(StrEnum):
    """Where the value of one unit comes from, in the words of the threshold facts."""

    ACTUAL = "actual"
    MARKED = "marked"
    ESTABLISHED = "established"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotIn:
    """One line of a seizure list. ``unit_value`` is yuan and ``unit_weight`` kilograms of one unit, where known."""

    name: str
    nature: str
    unit: Unit
    quantity: Decimal
    spec: str = ""
    unit_value: Decimal | None = None
    value_basis: PriceBasis | None = None
    unit_weight: Decimal | None = None
    photos: tuple[str, ...] = ()
