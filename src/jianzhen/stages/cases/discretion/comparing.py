"""Where a figure lies among comparable decided cases: by rank, so that anyone can count it again (pure).

Cases are compared by the position of the fine within the range the law gave for each: 0 is the lower end, 1 the upper.
The yuan of two cases say little where their amounts differ; the positions say how hard each was punished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

ZERO: Final = Decimal(0)
ENOUGH: Final = 5
"""Fewer comparable cases than this are shown and not counted: a deviation from three cases means nothing."""
TAIL: Final = Decimal("0.1")
"""A figure deviates where fewer than this share of the comparable cases went as far to that side.

Both are choices of this product and no law: a deviation asks for a reason and forbids nothing."""


class Deviation(StrEnum):
    """How a figure stands to the comparable cases."""

    NONE = ""
    TOO_FEW = "too_few"
    LENIENT = "lenient"
    SEVERE = "severe"
    OUTSIDE_LAW = "outside_law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """One decided case of the same charge, tier and rule: amounts in yuan, ``position`` within its own range."""

    case_id: UUID
    number: str
    decided_on: date
    agency: str
    base: Decimal | None
    low: Decimal
    high: Decimal
    fine: Decimal
    position: Decimal
    repeated: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a figure comes to beside the comparable cases; quartiles are fines that really were decided."""

    count: int
    position: Decimal
    as_lenient: int
    as_severe: int
    lower_quarter: Decimal | None
    middle: Decimal | None
    upper_quarter: Decimal | None
    deviation: Deviation


def position(figure: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Return where a figure lies between two ends, rounded to four places; 0 where the ends are one."""
    return ZERO if high == low else ((figure - low) / (high - low)).quantize(Decimal("0.0001"))


def compare(figure: Decimal, low: Decimal, high: Decimal, others: Sequence[Comparable]) -> Comparison:
    """Return how a figure within ``low`` and ``high`` stands to the positions of other cases."""
    where = position(figure, low, high)
    places = sorted(one.position for one in others)
    as_lenient = sum(place <= where for place in places)
    as_severe = sum(place >= where for place in places)
    return Comparison(
        count=len(places),
        position=where,
        as_lenient=as_lenient,
        as_severe=as_severe,
        lower_quarter=_at(places, 1),
        middle=_at(places, 2),
        upper_quarter=_at(places, 3),
        deviation=_deviation(figure, low, high, len(places), as_lenient, as_severe),
    )


def _deviation(figure: Decimal, low: Decimal, high: Decimal, count: int, as_lenient: int, as_severe: int) -> Deviation:
    if not low <= figure <= high:
        return Deviation.OUTSIDE_LAW
    if count < ENOUGH:
        return Deviation.TOO_FEW
    if as_lenient < TAIL * count:
        return Deviation.LENIENT
    return Deviation.SEVERE if as_severe < TAIL * count else Deviation.NONE


def _at(places: Sequence[Decimal], quarter: int) -> Decimal | None:
    """Return the quartile by nearest rank: a position that one of the cases really has."""
    if not places:
        return None
    rank = -(-len(places) * quarter // 4)
    return places[max(rank, 1) - 1]


def nearest(others: Sequence[Comparable], base: Decimal | None, count: int) -> list[Comparable]:
    """Return the cases to show: those whose amount is nearest, then the latest."""
    latest = sorted(others, key=lambda one: (one.decided_on, one.number), reverse=True)
    if base is None:
        return latest[:count]
    return sorted(latest, key=lambda one: abs((one.base if one.base is not None else ZERO) - base))[:count]
