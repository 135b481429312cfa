"""Hashes of symbol strings: equal in key making and in scanning, so they stand in one place."""

from __future__ import annotations

from typing import Final

import numpy as np

from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import LONGEST_KEY, U16, U32, U64, Whole

BASE: Final = np.uint64(0x9E6C63D0876A9A47)
_SPREAD: Final = np.uint64(0xD1342543DE82EF95)
_FOLD: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_PILOT: Final = np.uint64(0x9FB21C651E98DF25)
_SYMBOL: Final = np.uint64(18)
_TWO_SYMBOLS: Final = np.uint64(36)


def _powers() -> U64:
    powers = [1]
    for _ in range(LONGEST_KEY):
        powers.append(powers[-1] * int(BASE) % (1 << 64))
    return np.array(powers, dtype=np.uint64)


POWERS: Final = _powers()


@compiled
def finish(value: np.uint64) -> np.uint64:
    """Spread a value over all 64 bits."""
    mixed = (value ^ (value >> _FOLD)) * _SPREAD
    mixed = (mixed ^ (mixed >> _FOLD)) * _SPREAD
    return mixed ^ (mixed >> _FOLD)


@compiled
def pair_cell(first: np.uint64, second: np.uint64, shift: np.uint64) -> np.uint64:
    """Return the cell of a pair of symbols."""
    return (((first << _SYMBOL) | second) * _SPREAD) >> shift


@compiled
def triple(first: np.uint64, second: np.uint64, third: np.uint64) -> np.uint64:
    """Return the hash of three symbols."""
    return finish((first << _TWO_SYMBOLS) | (second << _SYMBOL) | third)


@compiled
def word_hash(symbols: U32, length: Whole) -> np.uint64:
    """Return the hash of the first ``length`` symbols (at most :data:`LONGEST_KEY`)."""
    value = np.uint64(0)
    for place in range(length):
        value = value * BASE + np.uint64(symbols[place])
    return finish(value)


@compiled
def window_hash(hashes: U64, start: Whole, length: Whole) -> np.uint64:
    """Return :func:`word_hash` of a window, from the running hashes of the whole."""
    return finish(hashes[start + length] - hashes[start] * POWERS[length])


@compiled
def home(hashed: np.uint64, size: np.uint64) -> np.uint64:
    """Return the first slot of a hash in a table of ``size`` (< 2³²) slots."""
    return ((hashed >> _FOLD) * size) >> _FOLD


@compiled
def check(hashed: np.uint64) -> np.uint64:
    """Return the half of a hash that a slot keeps."""
    return hashed & _LOW


@compiled
def group_of(hashed: np.uint64, groups: np.uint64) -> np.uint64:
    """Return the group a key shares its pilot with."""
    return home(hashed, groups)


@compiled
def slot_of(hashed: np.uint64, pilot: np.uint64, size: np.uint64) -> np.uint64:
    """Return the slot that a pilot sends a key to."""
    return home((hashed ^ (pilot * _PILOT)) * _SPREAD, size)


@compiled
def look_up(pilots: U16, slots: U64, hashed: np.uint64) -> Whole:
    """Return what the only slot holds that a key can be in (see ``placing``)."""
    pilot = np.uint64(pilots[group_of(hashed, np.uint64(pilots.size))])
    return slots[slot_of(hashed, pilot, np.uint64(slots.size))]
