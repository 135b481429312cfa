"""A random slice of all items is read whatever its score, so that what screening misses can be estimated (pure)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

ONE_IN: Final = 200
"""One item in so many is audited. A convention of ours: of 100,000 items a month, 500 are read."""

CONFIDENCE: Final = 0.95
_STEPS: Final = 60


def period_of(day: date) -> str:
    """Return the key of the period whose slice a day belongs to: its month, ``2026-06``."""
    return f"{day:%Y-%m}"


def in_slice(item_id: str, period: str, *, salt: str = "", one_in: int = ONE_IN) -> bool:
    """Say whether an item belongs to the slice of a period.

    It follows from ``SHA-256(salt, period, item_id)`` alone: the same whoever asks, whatever the item's score, however
    items are cut into batches. A salt that sellers do not know (the instance's id) keeps them from writing around it.

    Raises:
        ValueError: ``one_in`` is below 1.
    """
    if one_in < 1:
        raise ValueError(f"a slice of one in {one_in} is none")
    text = f"{salt}\x1f{period}\x1f{item_id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") % one_in == 0


@dataclass(frozen=True, slots=True)
class Interval:
    """A share of ``of`` with its Clopper-Pearson interval; ``estimate`` is None where there is nothing to share."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def estimate(self) -> float | None:
        """Return hits ÷ of."""
        return self.hits / self.of if self.of else None


def clopper_pearson(hits: int, of: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact binomial interval of Clopper and Pearson (1934), two-sided; of nothing it is 0 to 1.

    It covers the true share at least as often as it says, also for few and extreme counts, where Wilson's is shorter
    but may cover less.

    Raises:
        ValueError: counts or confidence are impossible.
    """
    if not 0 <= hits <= of or not 0 < confidence < 1:
        raise ValueError(f"{hits} of {of} at {confidence} is no share")
    tail = (1 - confidence) / 2
    low = _root(lambda share: _at_least(hits, of, share) - tail) if hits else 0.0
    high = _root(lambda share: tail - (1 - _at_least(hits + 1, of, share))) if hits < of else 1.0
    return Interval(hits, of, low, high)


def recall(audited: Iterable[tuple[bool, bool]], confidence: float = CONFIDENCE) -> Interval:
    """Return the share of audited items found right (infringing) that had been flagged; pairs (flagged, right)."""
    flags = [flagged for flagged, right in audited if right]
    return clopper_pearson(sum(flags), len(flags), confidence)


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2


def _at_least(hits: int, of: int, share: float) -> float:
    """Return the probability of ``hits`` or more among ``of``, each with probability ``share`` (between 0 and 1)."""
    if share in (0.0, 1.0):
        return float(hits == 0) if share == 0 else float(hits <= of)
    whole, yes, no = math.lgamma(of + 1), math.log(share), math.log1p(-share)
    return math.fsum(
        math.exp(whole - math.lgamma(n + 1) - math.lgamma(of - n + 1) + n * yes + (of - n) * no)
        for n in range(hits, of + 1)
    )
