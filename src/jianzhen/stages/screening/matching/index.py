"""From keys to an index: keys numbered in the order of marks, postings behind each, all open-addressed and flat."""

from __future__ import annotations

from typing import Final

import numpy as np

from jianzhen.stages.screening.matching.edits import edit_keys
from jianzhen.stages.screening.matching.hashing import check, home
from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.keys import MOST_KEYS, Keys, slice_keys
from jianzhen.stages.screening.matching.layout import (
    I64,
    MOST_SYMBOLS,
    U8,
    U32,
    U64,
    ZERO,
    Characters,
    Index,
    Rules,
    Sparse,
    Truth,
    Whole,
    whole,
)
from jianzhen.stages.screening.matching.near import MOST_NEAR, near_keys

LOAD: Final = 0.55
"""Share of slots taken: measured, fuller tables cost more in longer probes than they save in cache."""
_SLICE: Final = 1 << 20
_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


@compiled
def _number_keys(hashes: U64, slots: U64, firsts: U64, number_of: U32) -> Whole:
    """Give equal keys one number, in the order they come; ``slots`` becomes check and number + 1."""
    size = np.uint64(slots.size)
    count = 0
    for key in range(hashes.size):
        at = home(hashes[key], size)
        while slots[at] != _NONE and firsts[whole(slots[at] & _LOW) - 1] != hashes[key]:
            at += _ONE
            at = _NONE if at == size else at
        if slots[at] == _NONE:
            slots[at] = (check(hashes[key]) << _HALF) | np.uint64(count + 1)
            firsts[count] = hashes[key]
            count += 1
        number_of[key] = whole(slots[at] & _LOW) - 1
    return count


@compiled
def _scatter(number_of: U32, post: U64, starts: I64, room: I64, posts: U64) -> None:
    """Put the postings of each key side by side in the order of marks, the last one marked."""
    for key in range(number_of.size):
        number = number_of[key]
        posts[room[number]] = post[key]
        room[number] += 1
    for number in range(starts.size - 1):
        posts[starts[number + 1] - 1] |= _ONE


@compiled
def _point(slots: U64, starts: I64) -> None:
    """Turn the numbers in ``slots`` into the places of first postings."""
    for at in range(slots.size):
        if slots[at] != _NONE:
            first = starts[whole(slots[at] & _LOW) - 1]
            slots[at] = (slots[at] & (_LOW << _HALF)) | np.uint64(first + 1)


@compiled
def _count_triples(triples: U64, lengths: U8, table: U64) -> Whole:
    """Write the lengths behind each triple; returns the slots taken."""
    size = np.uint64(table.size)
    taken = 0
    for key in range(triples.size):
        if lengths[key] < 3:
            continue
        at = home(triples[key], size)
        wanted = check(triples[key])
        while table[at] != _NONE and table[at] >> _HALF != wanted:
            at += _ONE
            at = _NONE if at == size else at
        taken += 1 if table[at] == _NONE else 0
        table[at] |= (wanted << _HALF) | (_ONE << np.uint64(lengths[key] - 3))
    return taken


def _filter(cells: int, bits: int, most: int) -> tuple[U8, np.uint64]:
    """Return an empty filter of at least ``cells`` cells of ``bits`` bits, and the shift to a cell number."""
    power = min(max(int(np.ceil(np.log2(max(cells, 1)))), 10), most)
    return np.zeros((1 << power) * bits // 8, np.uint8), np.uint64(64 - power)


def empty_index(marks: int) -> Index:
    """Return an index without keys whose filters fit ``marks`` marks."""
    pairs, pair_shift = _filter(marks * 4, 2, 24)
    triples, triple_shift = _filter(marks * 8, 1, 25)
    nothing = np.zeros(1, np.uint64)
    return Index(pairs, pair_shift, triples, triple_shift, np.uint64(0), nothing, nothing, np.zeros(0, np.uint64))


def _all_keys(characters: Characters, index: Index, words: U32, rules: Rules, view: int) -> Keys:
    room = min(_SLICE, words.size // 3 * MOST_KEYS + MOST_KEYS)
    slices, word = [_room(0)], 0
    symbols = np.zeros(MOST_SYMBOLS, np.uint32)
    while word < words.size:
        keys = _room(room)
        word, count = slice_keys(characters, index, words, word, rules, view, symbols, keys)
        slices.append(
            Keys(
                keys.hash[:count].copy(),
                keys.post[:count].copy(),
                keys.triple[:count].copy(),
                keys.length[:count].copy(),
            )
        )
    return Keys(
        np.concatenate([keys.hash for keys in slices]),
        np.concatenate([keys.post for keys in slices]),
        np.concatenate([keys.triple for keys in slices]),
        np.concatenate([keys.length for keys in slices]),
    )


def _room(keys: int) -> Keys:
    return Keys(
        np.empty(keys, np.uint64), np.empty(keys, np.uint64), np.empty(keys, np.uint64), np.empty(keys, np.uint8)
    )


def make_index(characters: Characters, words: U32, rules: Rules, marks: int, view: int) -> Index:
    """Return the index of one view (``keys.WRITTEN`` and so on) over marks laid out by ``keys.fold_marks``."""
    index = empty_index(marks)
    keys = _all_keys(characters, index, words, rules, view)
    if not keys.hash.size:
        return index
    slots, posts = _posted(keys.hash, keys.post)
    no_twos = np.uint64(int(keys.length.min()) > 2)
    lengths = _lengths_behind(keys)
    return Index(index.pairs, index.pair_shift, index.triples, index.triple_shift, no_twos, lengths, slots, posts)


@compiled
def _sparse_keys(
    characters: Characters, sparse: Sparse, words: U32, rules: Rules, edited: Truth, symbols: U32, hashes: U64,
    posts: U64,
) -> Whole:  # fmt: skip
    """Write the keys of all marks; returns how many."""
    count, word = ZERO, ZERO
    while word < words.size:
        if edited:
            count = edit_keys(sparse, words, word, rules, hashes, posts, count)
        else:
            count = near_keys(characters, sparse, words, word, rules, symbols, hashes, posts, count)
        word += 2 + whole(words[word + 1])
    return count


def make_sparse(characters: Characters, words: U32, rules: Rules, marks: int, *, edited: bool) -> Sparse:
    """Return the pass of marks one character apart or, ``edited``, of Latin marks one edit apart."""
    bits, shift = _filter(marks * 16, 1, 26)
    nothing = np.zeros(1, np.uint64)
    sparse = Sparse(bits, shift, nothing, np.zeros(0, np.uint64))
    hashes, posts = np.empty(marks * MOST_NEAR, np.uint64), np.empty(marks * MOST_NEAR, np.uint64)
    symbols = np.zeros(MOST_SYMBOLS, np.uint32)
    count = _sparse_keys(characters, sparse, words, rules, edited, symbols, hashes, posts)
    if not count:
        return Sparse(np.zeros(128, np.uint8), np.uint64(54), nothing, np.zeros(0, np.uint64))
    slots, ordered = _posted(hashes[:count], posts[:count])
    return Sparse(bits, shift, slots, ordered)


def _posted(hashes: U64, post: U64) -> tuple[U64, U64]:
    number_of = np.empty(hashes.size, np.uint32)
    firsts = np.empty(hashes.size, np.uint64)
    wide = np.zeros(int(hashes.size / LOAD) + 2, np.uint64)
    count = _number_keys(hashes, wide, firsts, number_of)
    slots = np.zeros(int(count / LOAD) + 2, np.uint64)
    _number_keys(firsts[:count].copy(), slots, np.empty(count, np.uint64), np.empty(count, np.uint32))
    starts = np.concatenate([[0], np.cumsum(np.bincount(number_of, minlength=count))]).astype(np.int64)
    posts = np.empty(hashes.size, np.uint64)
    _scatter(number_of, post, starts, starts.copy(), posts)
    _point(slots, starts)
    return slots, posts


def _lengths_behind(keys: Keys) -> U64:
    wide = np.zeros(int(keys.hash.size / LOAD) + 2, np.uint64)
    taken = _count_triples(keys.triple, keys.length, wide)
    table = np.zeros(int(taken / LOAD) + 2, np.uint64)
    _count_triples(keys.triple, keys.length, table)
    return table
