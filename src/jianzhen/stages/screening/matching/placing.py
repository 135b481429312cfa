"""Where keys are kept: every key of a table has a slot of its own, and one look finds it or says that it is not there.

Keys are put in small groups; each group has a number, its pilot, that sends its keys to slots that nobody else has
(hash and displace: Belazzougui, Botelho and Dietzfelbinger 2009). The largest groups choose first. A reader loads
the pilot, which stays in the cache, and one slot: no probe follows another, so nothing is there to be guessed wrong.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from jianzhen.stages.screening.matching.hashing import group_of, slot_of
from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import I64, U8, U16, U32, U64, Truth, Whole, whole

LOAD: Final = 0.8
"""Share of slots taken: fuller tables take long to lay out."""
GROUP: Final = 5
"""Keys of a group on average; its pilot takes two bytes."""
_MOST_TRIES: Final = 1 << 16
_WIDER: Final = 1.1
_BYTE: Final = np.uint64(7)
_THREE: Final = np.uint64(3)


@compiled
def _grouped(hashes: U64, starts: I64, order: U32) -> Whole:
    """Write the keys of each group side by side to ``order``; returns the size of the largest group.

    ``starts`` has two entries more than groups; group i is ``starts[i]:starts[i + 1]``.
    """
    groups, largest = np.uint64(starts.size - 2), 0
    for key in range(hashes.size):
        starts[group_of(hashes[key], groups) + np.uint64(2)] += 1
    for group in range(2, starts.size):
        largest = max(largest, starts[group])
        starts[group] += starts[group - 1]
    for key in range(hashes.size):
        after = group_of(hashes[key], groups) + np.uint64(1)
        order[starts[after]] = key
        starts[after] += 1
    return largest


@compiled
def _is_taken(taken: U8, slot: np.uint64) -> Truth:
    return (taken[slot >> _THREE] >> np.uint8(slot & _BYTE)) & np.uint8(1)


@compiled
def _flip(taken: U8, slot: np.uint64) -> None:
    taken[slot >> _THREE] ^= np.uint8(1) << np.uint8(slot & _BYTE)


@compiled
def _settles(hashes: U64, order: U32, begin: Whole, end: Whole, pilot: np.uint64, size: np.uint64, taken: U8) -> Truth:
    """Take the slots a pilot sends a group to, or none if one of them is taken."""
    for place in range(begin, end):
        slot = slot_of(hashes[order[place]], pilot, size)
        if _is_taken(taken, slot):
            for earlier in range(begin, place):
                _flip(taken, slot_of(hashes[order[earlier]], pilot, size))
            return False
        _flip(taken, slot)
    return True


@compiled
def _choose(hashes: U64, starts: I64, order: U32, largest: Whole, size: np.uint64, pilots: U16, taken: U8) -> Truth:
    """Choose the pilots of all groups, the largest first; False where a group finds no room."""
    for wanted in range(largest, 0, -1):
        for group in range(starts.size - 2):
            begin, end = starts[group], starts[group + 1]
            if end - begin != wanted:
                continue
            pilot = 0
            while not _settles(hashes, order, begin, end, np.uint64(pilot), size, taken):
                pilot += 1
                if pilot == _MOST_TRIES:
                    return False
            pilots[group] = pilot
    return True


@compiled
def _fill(hashes: U64, values: U64, pilots: U16, slots: U64) -> None:
    """Put what belongs to each key in its slot."""
    groups, size = np.uint64(pilots.size), np.uint64(slots.size)
    for key in range(hashes.size):
        pilot = np.uint64(pilots[group_of(hashes[key], groups)])
        slots[slot_of(hashes[key], pilot, size)] = values[key]


def placed(hashes: U64, values: U64) -> tuple[U16, U64]:
    """Return pilots and slots of distinct hashes, each slot with the value (never 0) of the key it belongs to."""
    pilots = np.zeros(hashes.size // GROUP + 1, np.uint16)
    starts, order = np.zeros(pilots.size + 2, np.int64), np.empty(hashes.size, np.uint32)
    largest = whole(_grouped(hashes, starts, order))
    size = int(hashes.size / LOAD) + 2
    while not _choose(
        hashes, starts, order, largest, np.uint64(size), pilots, np.zeros(size // 8 + 1, np.uint8)
    ):  # pragma: no cover  so rare that none was ever seen
        size = int(size * _WIDER)
    slots = np.zeros(size, np.uint64)
    _fill(hashes, values, pilots, slots)
    return pilots, slots
