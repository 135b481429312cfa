"""From positions to candidates: every step goes over what the step before has left, without a branch.

The loads of one step do not depend on each other, which is what hides the latency of tables larger than the cache.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from jianzhen.stages.screening.matching.hashing import BASE, check, finish, look_up, pair_cell, triple, window_hash
from jianzhen.stages.screening.matching.jit import compiled, prefetch
from jianzhen.stages.screening.matching.layout import (
    I32,
    I64,
    MASK,
    U8,
    U16,
    U32,
    U64,
    ZERO,
    Index,
    Scratch,
    Whole,
    whole,
)

_PAIR: Final[Any] = whole(2)
_TRIPLE: Final[Any] = whole(3)
_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_TWO: Final = np.uint64(2)
_THREE: Final = np.uint64(3)
_BYTE: Final = np.uint64(7)
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


@compiled
def _hash_all(symbols: U32, count: Whole, hashes: U64) -> None:
    """Write the running hash before each symbol and after the last."""
    running = _NONE
    hashes[0] = running
    for at in range(count):
        running = running * BASE + np.uint64(symbols[at])
        hashes[at + 1] = running


@compiled
def _by_pairs(
    pairs: U8, shift: np.uint64, symbols: U32, low: Whole, high: Whole, first: I32, second: I32
) -> tuple[Whole, Whole]:
    """Keep the positions whose two symbols begin a key: in ``first`` longer keys, in ``second`` keys of two."""
    longer, two = 0, 0
    left = np.uint64(symbols[low])
    for at in range(low, high):
        right = np.uint64(symbols[at + 1])
        cell = pair_cell(left, right, shift)
        bits = np.uint64(pairs[cell >> _TWO]) >> ((cell & _THREE) << _ONE)
        first[longer] = at
        longer += whole((bits >> _ONE) & _ONE)
        second[two] = at
        two += whole(bits & _ONE)
        left = right
    return longer, two


@compiled
def _by_triples(triples: U8, shift: np.uint64, symbols: U32, count: Whole, first: I32, hashes: U64) -> Whole:
    """Keep in ``first`` the positions whose three symbols begin a key, their hash beside them."""
    kept = 0
    for number in range(count):
        at = whole(first[number])
        hashed = triple(np.uint64(symbols[at]), np.uint64(symbols[at + 1]), np.uint64(symbols[at + 2]))
        cell = hashed >> shift
        bit = (np.uint64(triples[cell >> _THREE]) >> (cell & _BYTE)) & _ONE
        first[kept] = at
        hashes[kept] = hashed
        kept += whole(bit)
    return kept


@compiled
def _by_triples_alone(
    triples: U8, shift: np.uint64, symbols: U32, low: Whole, high: Whole, first: I32, hashes: U64
) -> Whole:
    """Do the work of both filters where no key is of two symbols: nearly every pair of syllables begins some mark."""
    kept = 0
    for at in range(low, high):
        hashed = triple(np.uint64(symbols[at]), np.uint64(symbols[at + 1]), np.uint64(symbols[at + 2]))
        cell = hashed >> shift
        bit = (np.uint64(triples[cell >> _THREE]) >> (cell & _BYTE)) & _ONE
        first[kept] = at
        hashes[kept] = hashed
        kept += whole(bit)
    return kept


@compiled
def _read_lengths(pilots: U16, table: U64, count: Whole, hashes: U64, lengths: I64) -> None:
    """Read the lengths of keys behind triples: bit 0 for three symbols."""
    for number in range(count):
        slot = look_up(pilots, table, hashes[number])
        lengths[number] = whole(slot & _LOW) if slot >> _HALF == check(hashes[number]) else 0


@compiled
def _by_lengths(
    hashes: U64, left: Whole, count: Whole, first: I32, lengths: I64, where: I32, hashed: U64, kept: Whole
) -> Whole:
    """Turn positions and the lengths behind them into windows, each with its hash."""
    for number in range(count):
        at, bits, length = whole(first[number]), lengths[number], _TRIPLE
        while bits:
            if bits & 1 and at + length <= left:
                where[kept] = at
                hashed[kept] = window_hash(hashes, at, length)
                kept += 1
            bits >>= 1
            length += 1
    return kept


@compiled
def _take_twos(hashes: U64, second: I32, count: Whole, where: I32, hashed: U64) -> Whole:
    for number in range(count):
        at = whole(second[number])
        where[number] = at
        hashed[number] = window_hash(hashes, at, _PAIR)
    return count


@compiled
def by_keys(pilots: U16, slots: U64, posts: U64, count: Whole, where: I32, hashed: U64, first: I32, key: I64) -> Whole:
    """Turn candidates into (position, first posting): a slot's check may agree by chance, the mark decides later."""
    kept = 0
    for number in range(count):
        slot = look_up(pilots, slots, hashed[number])
        first[kept] = where[number]
        posting = whole(slot & _LOW) - 1
        key[kept] = posting
        prefetch(posts, posting)
        kept += 1 if slot != _NONE and slot >> _HALF == check(hashed[number]) else 0
    return kept


@compiled
def candidates(index: Index, symbols: U32, low: Whole, high: Whole, count: Whole, scratch: Scratch) -> Whole:
    """Return how many (position, first posting) stand in ``first`` and ``key``, of windows that begin in low:high."""
    first, second, where, hashed, key = scratch.first, scratch.second, scratch.where, scratch.hash, scratch.key
    _hash_all(symbols, count, scratch.hashes)
    longer, two = ZERO, ZERO
    if index.no_twos:
        longer = _by_triples_alone(index.triples, index.triple_shift, symbols, low, high, first, hashed)
    else:
        longer, two = _by_pairs(index.pairs, index.pair_shift, symbols, low, high, first, second)
        longer = _by_triples(index.triples, index.triple_shift, symbols, longer, first, hashed)
    _read_lengths(index.length_pilots, index.lengths, longer, hashed, key)
    kept = _take_twos(scratch.hashes, second, two, where, hashed)
    kept = _by_lengths(scratch.hashes, count, longer, first, key, where, hashed, kept)
    return by_keys(index.pilots, index.slots, index.posts, kept, where, hashed, first, key)


@compiled
def _by_half(
    pairs: U8, shift: np.uint64, entries: U64, heard_from: I32, tones: U32, low: Whole, high: Whole, second: I32
) -> Whole:
    """Keep, as position × 2 + which is heard, windows of two where one is as written and one sounds as in a key."""
    kept = 0
    left, left_tone = np.uint64(entries[heard_from[low]] & MASK), np.uint64(tones[low])
    for at in range(low, high):
        right, right_tone = np.uint64(entries[heard_from[at + 1]] & MASK), np.uint64(tones[at + 1])
        cell = pair_cell(left, right_tone, shift)
        second[kept] = at * 2 + 1
        kept += whole((np.uint64(pairs[cell >> _TWO]) >> ((cell & _THREE) << _ONE)) & _ONE)
        cell = pair_cell(left_tone, right, shift)
        second[kept] = at * 2
        kept += whole((np.uint64(pairs[cell >> _TWO]) >> ((cell & _THREE) << _ONE)) & _ONE)
        left, left_tone = right, right_tone
    return kept


@compiled
def _close_windows(
    entries: U64, heard_from: I32, tones: U32, second: I32, count: Whole, where: I32, hashed: U64
) -> None:
    for number in range(count):
        at = whole(second[number] >> 1)
        one, other = entries[heard_from[at]] & MASK, np.uint64(tones[at + 1])
        if not second[number] & 1:
            one, other = np.uint64(tones[at]), entries[heard_from[at + 1]] & MASK
        where[number] = at
        hashed[number] = finish(one * BASE + other)


@compiled
def close_candidates(index: Index, low: Whole, high: Whole, scratch: Scratch) -> Whole:
    """Return the candidates of marks of two characters, as :func:`candidates` does."""
    entries, heard_from, tones, second = scratch.entries, scratch.heard_from, scratch.tones, scratch.second
    where, hashed = scratch.where, scratch.hash
    kept = _by_half(index.pairs, index.pair_shift, entries, heard_from, tones, low, high, second)
    _close_windows(entries, heard_from, tones, second, kept, where, hashed)
    return by_keys(index.pilots, index.slots, index.posts, kept, where, hashed, scratch.first, scratch.key)
