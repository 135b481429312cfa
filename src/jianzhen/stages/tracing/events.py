"""Which complaints tell of one event: the same seller, about the same time, and particulars that agree (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from jianzhen.stages.tracing.clusters import Union
from jianzhen.stages.tracing.names import clean
from jianzhen.stages.tracing.schema import Observed

WINDOW: Final = timedelta(days=15)
NEIGHBOURS: Final = 60
"""A complaint is held against this many that follow it within the window; bounds the work at sellers with thousands."""

SAME_SELLER_NEEDS: Final = 2
UNKNOWN_SELLER_NEEDS: Final = 3
ALIKE: Final = 0.3
"""Share of common pairs of characters (Jaccard) from which two tellings count as alike."""

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Agreement:
    """On what two complaints agree. The same reporter counts double; all else counts once."""

    reporter: bool
    amount: bool
    brand: bool
    goods: bool
    text: bool

    @property
    def weight(self) -> int:
        """Return the number of particulars that agree."""
        return 2 * self.reporter + self.amount + self.brand + self.goods + self.text


def agreement(one: Observed, other: Observed) -> Agreement:
    """Return on what two complaints agree; a column of the one may agree with the other's words."""
    return Agreement(
        reporter=bool(one.reporter_phone) and one.reporter_phone == other.reporter_phone,
        amount=_amount(one, other) or _amount(other, one),
        brand=_told(one.brand, other.brand, other.text) or _told(other.brand, one.brand, one.text),
        goods=_told(one.goods, other.goods, other.text) or _told(other.goods, one.goods, one.text),
        text=_alike(one.text, other.text),
    )


def events(complaints: Sequence[Observed], *, known_seller: bool) -> list[tuple[Observed, ...]]:
    """Return the complaints about one seller in groups of one event each, the earliest first.

    Without a known seller the same reporter and one further particular are needed.
    """
    ordered = sorted(complaints, key=lambda each: (each.day, each.signal_id))
    needed = SAME_SELLER_NEEDS if known_seller else UNKNOWN_SELLER_NEEDS
    union = Union(len(ordered))
    for at, one in enumerate(ordered):
        for step, other in enumerate(ordered[at + 1 : at + 1 + NEIGHBOURS], start=at + 1):
            if other.day - one.day > WINDOW:
                break
            found = agreement(one, other)
            if found.weight >= needed and (known_seller or found.reporter):
                union.join(at, step)
    groups: dict[int, list[Observed]] = {}
    for at, one in enumerate(ordered):
        groups.setdefault(union.find(at), []).append(one)
    return [tuple(members) for members in groups.values()]


def _amount(one: Observed, other: Observed) -> bool:
    amount = one.amount or one.price
    if not amount:
        return False
    if amount == (other.amount or other.price):
        return True
    return any(float(number) == float(amount) for number in _numbers(other.text) if len(number) > 1)


def _told(word: str, other: str, text: str) -> bool:
    cleaned = clean(word)
    return len(cleaned) >= 2 and (cleaned == clean(other) or cleaned in _cleaned(text))


def _alike(one: str, other: str) -> bool:
    left, right = _pairs(one), _pairs(other)
    shared = len(left & right)
    return bool(shared) and shared / (len(left) + len(right) - shared) >= ALIKE


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(_NUMBER.findall(text))


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    return clean(text)


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    body = clean(text)
    return frozenset(body[at : at + 2] for at in range(len(body) - 1))
