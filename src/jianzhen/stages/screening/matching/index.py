"""From keys to an index: keys numbered in the order of marks, postings behind each, all open-addressed and flat."""

from __future__ import annotations

from typing import Final

import numpy as np

from jianzhen.stages.screening.matching.edits import edit_keys
from jianzhen.stages.screening.matching.hashing import home
from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.keys import MOST_KEYS, Keys, slice_keys
from jianzhen.stages.screening.matching.layout import (
    I64,
    MOST_SYMBOLS,
    U8,
    U16,
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
from jianzhen.stages.screening.matching.placing import placed

_SLICE: Final = 1 << 20
_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_HALF: Final = np.uint64(32)


@compiled
def _number_keys(hashes: U64, wide: U32, firsts: U64, number_of: U32) -> Whole:
    """Give equal keys one number, in the order they come; ``wide`` is room to look them up in."""
    size = np.uint64(wide.size)
    count = 0
    for key in range(hashes.size):
        at = home(hashes[key], size)
        while wide[at] and firsts[wide[at] - 1] != hashes[key]:
            at += _ONE
            at = _NONE if at == size else at
        if wide[at] == 0:
            firsts[count] = hashes[key]
            count += 1
            wide[at] = count
        number_of[key] = wide[at] - 1
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
def _lengths_of(number_of: U32, lengths: U8, values: U64) -> None:
    """Add the length of every key of three symbols or more to those behind its triple."""
    for key in range(number_of.size):
        values[number_of[key]] |= _ONE << np.uint64(lengths[key] - 3)


def _filter(cells: int, bits: int, most: int) -> tuple[U8, np.uint64]:
    """Return an empty filter of at least ``cells`` cells of ``bits`` bits, and the shift to a cell number."""
    power = min(max(int(np.ceil(np.log2(max(cells, 1)))), 10), most)
    return np.zeros((1 << power) * bits // 8, np.uint8), np.uint64(64 - power)


def empty_index(marks: int) -> Index:
    """Return an index without keys whose filters fit ``marks`` marks."""
    pairs, pair_shift = _filter(marks * 4, 2, 24)
    triples, triple_shift = _filter(marks * 8, 1, 25)
    nothing = np.zeros(1, np.uint64)
    none = np.zeros(1, np.uint16)
    return Index(
        pairs, pair_shift, triples, triple_shift, np.uint64(0), none, nothing, none, nothing, np.zeros(0, np.uint64)
    )


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
    pilots, slots, posts = _posted(keys.hash, keys.post)
    length_pilots, lengths = _lengths_behind(keys)
    return index._replace(  # noqa: SLF001  the documented way to change a named tuple
        no_twos=np.uint64(int(keys.length.min()) > 2), length_pilots=length_pilots, lengths=lengths, pilots=pilots,
        slots=slots, posts=posts,
    )  # fmt: skip


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
    none, nothing = np.zeros(1, np.uint16), np.zeros(1, np.uint64)
    sparse = Sparse(bits, shift, none, nothing, np.zeros(0, np.uint64))
    hashes, posts = np.empty(marks * MOST_NEAR, np.uint64), np.empty(marks * MOST_NEAR, np.uint64)
    symbols = np.zeros(MOST_SYMBOLS, np.uint32)
    count = _sparse_keys(characters, sparse, words, rules, edited, symbols, hashes, posts)
    if not count:
        return Sparse(np.zeros(128, np.uint8), np.uint64(54), none, nothing, np.zeros(0, np.uint64))
    pilots, slots, ordered = _posted(hashes[:count], posts[:count])
    return Sparse(bits, shift, pilots, slots, ordered)


def _numbered(hashes: U64) -> tuple[U64, U32]:
    """Return the distinct hashes in the order they come, and the place of each hash among them."""
    number_of, firsts = np.empty(hashes.size, np.uint32), np.empty(hashes.size, np.uint64)
    count = _number_keys(hashes, np.zeros(2 * hashes.size + 2, np.uint32), firsts, number_of)
    return firsts[:count].copy(), number_of


def _posted(hashes: U64, post: U64) -> tuple[U16, U64, U64]:
    """Return pilots, slots and the postings of keys side by side."""
    firsts, number_of = _numbered(hashes)
    starts = np.concatenate([[0], np.cumsum(np.bincount(number_of, minlength=firsts.size))]).astype(np.int64)
    posts = np.empty(hashes.size, np.uint64)
    _scatter(number_of, post, starts, starts.copy(), posts)
    pilots, slots = placed(firsts, (firsts << _HALF) | (starts[:-1] + 1).astype(np.uint64))
    return pilots, slots, posts


def _lengths_behind(keys: Keys) -> tuple[U16, U64]:
    """Return pilots and slots of the triples that begin keys, with the lengths of those keys."""
    longer = keys.length > 2
    firsts, number_of = _numbered(keys.triple[longer])
    values = firsts << _HALF
    _lengths_of(number_of, keys.length[longer], values)
    return placed(firsts, values)
