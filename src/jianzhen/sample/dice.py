"""Reproducible chance: every draw hangs on the seed and on a path of names, never on what was drawn before."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, TypeVar

T = TypeVar("T")
CENT: Final = Decimal("0.01")


def dice(seed: int, *path: object) -> random.Random:
    """Return the generator of one named place; equal seed and path give equal draws."""
    return random.Random("/".join(str(part) for part in (seed, *path)))


def weighted(rng: random.Random, items: Sequence[T], weights: Sequence[float]) -> T:
    """Return one of ``items`` with a chance in proportion to its weight."""
    return rng.choices(items, weights=weights)[0]


def price(rng: random.Random, median: float, sigma: float) -> Decimal:
    """Return a shop price in yuan, lognormal around ``median``, with the endings shops like."""
    raw = median * math.exp(rng.gauss(0.0, sigma))
    if raw < 20:
        return Decimal(round(raw * 10)) / 10 + Decimal(0).quantize(CENT)
    ending = rng.choice((Decimal(0), Decimal("0.9"), Decimal("0.8"), Decimal(0), Decimal("0.5")))
    return (Decimal(max(1, round(raw))) + ending).quantize(CENT)


def share(rng: random.Random, amount: float, low: float, high: float) -> Decimal:
    """Return between ``low`` and ``high`` of ``amount`` in whole yuan and cents."""
    return Decimal(str(round(amount * rng.uniform(low, high), 2))).quantize(CENT)


def moment(rng: random.Random, first: date, last: date) -> datetime:
    """Return a Shanghai wall-clock moment between two days, later days likelier, in waking hours."""
    span = (last - first).days
    day = first + timedelta(days=min(span, int(rng.triangular(0, span + 1, span))))
    return datetime.combine(day, time(rng.randint(8, 22), rng.randint(0, 59), rng.randint(0, 59)))
