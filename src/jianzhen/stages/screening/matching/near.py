"""One character apart: marks of three characters or more of which one Chinese character is another one.

Whatever character is changed, a few others stay: a mark of three keeps two of its characters, a mark of four three, a
longer one its first or its last three (of five, the middle one changed, the first two and the fourth). Those that stay
are the keys; the one that was changed is weighed by its likeness (``verify.likeness``). A window is a hit once: each
key answers for the changes that leave it whole and no other key does.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from jianzhen.stages.screening.matching.collect import BATCH, FULL, is_full, store
from jianzhen.stages.screening.matching.hashing import finish
from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import (
    GLYPH,
    I32,
    I64,
    MASK,
    NEAR_GLYPH,
    SAME,
    SHAPE,
    TO_SHAPE,
    U8,
    U32,
    U64,
    ZERO,
    Characters,
    Found,
    Rules,
    Scratch,
    Sparse,
    Truth,
    Whole,
    whole,
)
from jianzhen.stages.screening.matching.sieve import by_keys
from jianzhen.stages.screening.matching.verify import REFUSED, inner_product, is_chinese, likeness

NEXT_TWO, APART_TWO, NEXT_THREE, GAP_LAST, GAP_FIRST = map(whole, range(5))
"""Which characters make a key: 01, 0-2, 012, 01-3, 0-23."""
KINDS: Final = 5
MOST_NEAR: Final = 4
"""Keys of a mark."""
SPARSE_WORD: Final = np.uint64(27)
SPARSE_CODE: Final = np.uint64(9)
SPARSE_NUMBER: Final = np.uint64(0x7F)

_SPREAD: Final = np.uint64(0xD1342543DE82EF95)
_SALTS: Final = np.array([0, 0x2545F4914F6CDD1D, 0x5851F42D4C957F2D, 0x369DEA0F31A53F85, 0x6A09E667F3BCC909], np.uint64)
_SECOND: Final = np.uint64(13)
_ANY: Final = 4
"""The loosest grade: every character counts."""
_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_EVEN: Final = ~np.uint64(1)
_THREE: Final = np.uint64(3)
_BYTE: Final = np.uint64(7)
_SYMBOL: Final = np.uint64(18)
_TWO_SYMBOLS: Final = np.uint64(36)


@compiled
def _joined(symbols: U32, at: Whole, kind: Whole) -> Whole:
    """Return the characters of a key, salted by its kind: equal for no two keys."""
    one, two = np.uint64(symbols[at]), np.uint64(symbols[at + 1])
    if kind == NEXT_TWO:
        return (one << _SYMBOL) | two
    three = np.uint64(symbols[at + 2])
    if kind == APART_TWO:
        return ((one << _SYMBOL) | three) ^ _SALTS[1]
    if kind == NEXT_THREE:
        return ((one << _TWO_SYMBOLS) | (two << _SYMBOL) | three) ^ _SALTS[2]
    four = np.uint64(symbols[at + 3])
    if kind == GAP_LAST:
        return ((one << _TWO_SYMBOLS) | (two << _SYMBOL) | four) ^ _SALTS[3]
    return ((one << _TWO_SYMBOLS) | (three << _SYMBOL) | four) ^ _SALTS[4]


@compiled
def _cell(joined: np.uint64, shift: np.uint64) -> np.uint64:
    return (joined * _SPREAD) >> shift


@compiled
def has_bit(bits: U8, cell: np.uint64) -> np.uint64:
    """Return the bit of a cell."""
    return (np.uint64(bits[cell >> _THREE]) >> (cell & _BYTE)) & _ONE


@compiled
def set_bit(bits: U8, cell: np.uint64) -> None:
    """Set the bit of a cell."""
    bits[cell >> _THREE] |= np.uint8(1) << np.uint8(cell & _BYTE)


@compiled
def _mark_bits(sparse: Sparse, symbols: U32, at: Whole, kind: Whole, joined: np.uint64) -> None:
    """Set the bits of a key: of its pair, and of all its characters if they are three."""
    if kind <= APART_TWO:
        set_bit(sparse.bits, _cell(joined, sparse.shift) & _EVEN)
        return
    set_bit(sparse.bits, _cell(joined, sparse.shift))
    pair = _joined(symbols, at, APART_TWO if kind == GAP_FIRST else NEXT_TWO)
    set_bit(sparse.bits, _cell(pair, sparse.shift) | _ONE)


@compiled
def _emit(
    sparse: Sparse, symbols: U32, at: Whole, kind: Whole, word: Whole, code: Whole, hashes: U64, posts: U64,
    count: Whole,
) -> Whole:  # fmt: skip
    joined = _joined(symbols, at, kind)
    hashed = finish(joined)
    _mark_bits(sparse, symbols, at, kind, joined)
    set_bit(sparse.bits, (hashed << _SECOND) >> sparse.shift)
    hashes[count] = hashed
    posts[count] = (np.uint64(word) << SPARSE_WORD) | (np.uint64(code) << SPARSE_CODE) | (np.uint64(at) << _ONE)
    return count + 1


@compiled
def near_keys(
    characters: Characters, sparse: Sparse, words: U32, word: Whole, rules: Rules, symbols: U32, hashes: U64,
    posts: U64, count: Whole,
) -> Whole:  # fmt: skip
    """Add the keys of one mark, those of three with the character that is left out."""
    length = whole(words[word + 1])
    if length < 3 or length < rules.min_shape or (rules.alike_three if length == 3 else rules.alike_longer) == 0:
        return count
    changeable = 0
    for place in range(length):
        own = whole(words[word + 2 + place])
        symbols[place] = np.uint32((characters.packed[own] >> TO_SHAPE) & MASK)
        changeable += 1 if is_chinese(own) else 0
    if changeable == 0:
        return count
    if length == 3:
        for kind, at, left in ((NEXT_TWO, 0, 2), (NEXT_TWO, 1, 0), (APART_TWO, 0, 1)):
            code = whole(words[word + 2 + left])
            if is_chinese(code):
                count = _emit(sparse, symbols, at, kind, word, code, hashes, posts, count)
        return count
    count = _emit(sparse, symbols, ZERO, NEXT_THREE, word, ZERO, hashes, posts, count)
    count = _emit(sparse, symbols, length - 3, NEXT_THREE, word, ZERO, hashes, posts, count)
    if length < 6:
        count = _emit(sparse, symbols, ZERO, GAP_LAST, word, ZERO, hashes, posts, count)
    if length == 4:
        count = _emit(sparse, symbols, ZERO, GAP_FIRST, word, ZERO, hashes, posts, count)
    return count


@compiled
def _two_bits(bits: U8, cell: np.uint64) -> np.uint64:
    """Return the bits of a pair: 1 for a key of two, 2 for the beginning of a key of three."""
    cell &= _EVEN
    return (np.uint64(bits[cell >> _THREE]) >> (cell & _BYTE)) & _THREE


@compiled
def _by_pairs(
    bits: U8, shift: np.uint64, symbols: U32, low: Whole, count: Whole, second: I32, first: I32, where: I32
) -> tuple[Whole, Whole, Whole]:
    """Keep the keys of two in ``second``, as position × 8 + kind; return how many, and how many begin keys of three.

    Those that begin with two characters side by side are put in ``first``, those with a gap in ``where``.
    """
    kept, beside, gap = 0, 0, 0
    one, two = np.uint64(symbols[low]), np.uint64(symbols[low + 1])
    for at in range(low, count):
        three = np.uint64(symbols[at + 2])
        found = _two_bits(bits, _cell((one << _SYMBOL) | two, shift))
        second[kept] = at * 8
        kept += whole(found & _ONE)
        first[beside] = at
        beside += whole(found >> _ONE)
        found = _two_bits(bits, _cell(((one << _SYMBOL) | three) ^ _SALTS[1], shift))
        second[kept] = at * 8 + 1
        kept += whole(found & _ONE)
        where[gap] = at
        gap += whole(found >> _ONE)
        one, two = two, three
    return kept, beside, gap


@compiled
def _by_threes(
    bits: U8, shift: np.uint64, symbols: U32, kind: Whole, begun: I32, count: Whole, second: I32, kept: Whole
) -> Whole:
    """Add the keys of three of one kind."""
    for number in range(count):
        at = whole(begun[number])
        second[kept] = at * 8 + kind
        kept += whole(has_bit(bits, _cell(_joined(symbols, at, kind), shift)))
    return kept


@compiled
def _by_bits(sparse: Sparse, symbols: U32, low: Whole, count: Whole, scratch: Scratch) -> Whole:
    """Keep in ``second``, as position × 8 + kind, where the filter has the bits of a key."""
    bits, shift, second = sparse.bits, sparse.shift, scratch.second
    kept, beside, gap = _by_pairs(bits, shift, symbols, low, count, second, scratch.first, scratch.where)
    kept = _by_threes(bits, shift, symbols, NEXT_THREE, scratch.first, beside, second, kept)
    kept = _by_threes(bits, shift, symbols, GAP_LAST, scratch.first, beside, second, kept)
    return _by_threes(bits, shift, symbols, GAP_FIRST, scratch.where, gap, second, kept)


@compiled
def _by_hashes(bits: U8, shift: np.uint64, symbols: U32, count: Whole, second: I32, where: I32, hashed: U64) -> Whole:
    """Keep those with the second bit too, their hash beside them."""
    kept = 0
    for number in range(count):
        at = whole(second[number])
        full = finish(_joined(symbols, at >> 3, at & 7))
        where[kept] = at
        hashed[kept] = full
        kept += whole(has_bit(bits, (full << _SECOND) >> shift))
    return kept


@compiled
def _changed(words: U32, word: Whole, entries: U64, start: Whole) -> Whole:
    """Return the place of the only character that is written otherwise, REFUSED if there is none or a second."""
    changed = REFUSED
    for place in range(whole(words[word + 1])):
        if entries[start + place] & MASK == _NONE:
            return REFUSED
        if (entries[start + place] & MASK) != np.uint64(words[word + 2 + place]):
            if changed != REFUSED:
                return REFUSED
            changed = place
    return changed


@compiled
def _answers(kind: Whole, offset: Whole, changed: Whole) -> Truth:
    """Say whether a key of a mark of four or more answers for a change: for each change exactly one does."""
    if kind == NEXT_THREE:
        return changed >= 3 if offset == 0 else changed < min(3, offset)
    return changed == (2 if kind == GAP_LAST else 1)


@compiled
def _weighed(characters: Characters, written: Whole, own: Whole, loosest: Whole) -> Whole:
    """Return the relation of a changed character, REFUSED if it is looser than counts or the written pass tells it."""
    if written == own or not is_chinese(written) or not is_chinese(own):
        return REFUSED
    found = likeness(characters, written, own)
    rank = 1 if found == GLYPH else found - NEAR_GLYPH + 2
    if rank > loosest or (characters.packed[written] ^ characters.packed[own]) >> TO_SHAPE & MASK == _NONE:
        return REFUSED
    return found


@compiled
def _expand(
    posts: U64, number: Whole, count: Whole, first: I32, key: I64, where: I32, post: U64
) -> tuple[Whole, Whole]:
    """Lay the postings of keys from ``number`` on side by side, at most a batch; returns (next key, postings).

    Where the postings of a key end is computed with, not branched on: nobody could guess it.
    """
    made = 0
    while number < count and made < BATCH:
        found = posts[key[number]]
        where[made] = first[number]
        post[made] = found
        made += 1
        if found & _ONE:
            number += 1
        else:
            key[number] += 1
    return number, made


@compiled
def _changed_in_three(entries: U64, at: Whole, post: np.uint64, own: Whole) -> Whole:
    """Return what is written where a key of a mark of three leaves its character out, ``own`` before all texts."""
    offset = whole((post >> _ONE) & SPARSE_NUMBER)
    changed = (at >> 3) - offset + _left_out(at & 7, offset)
    return whole(entries[changed] & MASK) if changed >= 0 else own


@compiled
def _weigh(characters: Characters, entries: U64, count: Whole, where: I32, post: U64, alike: I64) -> None:
    """Write how alike each changed character of a mark of three is: no step waits for another."""
    for number in range(count):
        own = whole((post[number] >> SPARSE_CODE) & MASK)
        alike[number] = inner_product(
            characters, _changed_in_three(entries, whole(where[number]), post[number], own), own
        )


@compiled
def _above(least: Whole, count: Whole, where: I32, post: U64, alike: I64) -> Whole:
    """Keep marks of more than three, and those of three whose changed character is alike at all."""
    kept = 0
    for number in range(count):
        where[kept], post[kept] = where[number], post[number]
        kept += 1 if (where[number] & 7 > APART_TWO) | (alike[number] >= least) else 0
    return kept


@compiled
def _by_likeness(
    characters: Characters, loosest: Whole, entries: U64, count: Whole, where: I32, post: U64, relation: I32,
    alike: I64,
) -> Whole:  # fmt: skip
    """Drop marks of three whose changed character is not alike, before anything is read of the mark itself."""
    if loosest < _ANY:
        _weigh(characters, entries, count, where, post, alike)
        count = _above(characters.bounds[2], count, where, post, alike)
    kept = 0
    for number in range(count):
        at, found = whole(where[number]), post[number]
        where[kept], post[kept], relation[kept] = at, found, REFUSED
        if at & 7 > APART_TWO:
            kept += 1
            continue
        own = whole((found >> SPARSE_CODE) & MASK)
        relation[kept] = _weighed(characters, _changed_in_three(entries, at, found, own), own, loosest)
        kept += 1 if relation[kept] != REFUSED else 0
    return kept


@compiled
def _left_out(kind: Whole, offset: Whole) -> Whole:
    """Return the place that a key of a mark of three leaves out."""
    return whole(1) if kind == APART_TWO else 2 - 2 * offset


@compiled
def _touch(words: U32, count: Whole, post: U64, key: I64) -> None:
    """Read the head of every mark to be compared: the loads go out together."""
    for number in range(count):
        key[number] = words[whole(post[number] >> SPARSE_WORD) + 1]


@compiled
def _match(
    characters: Characters, words: U32, word: Whole, rules: Rules, entries: U64, kind: Whole, offset: Whole,
    start: Whole, relation: Whole, relations: U8,
) -> Truth:  # fmt: skip
    """Write the relations of a window to a mark; say whether they are one character apart."""
    changed = _changed(words, word, entries, start)
    if changed == REFUSED:
        return False
    if kind <= APART_TWO:
        if changed != _left_out(kind, offset):
            return False
    elif not _answers(kind, offset, changed):
        return False
    else:
        own = whole(words[word + 2 + changed])
        relation = _weighed(characters, whole(entries[start + changed] & MASK), own, rules.alike_longer)
    if relation == REFUSED:
        return False
    for place in range(whole(words[word + 1])):
        relations[place] = SAME
    relations[changed] = relation
    return True


@compiled
def _verify(
    characters: Characters, words: U32, rules: Rules, scratch: Scratch, low: Whole, high: Whole, count: Whole,
    relation: I32, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Compare a batch of postings with their marks."""
    where, post, entries, places = scratch.where, scratch.hash, scratch.entries, scratch.places
    for number in range(count):
        at, kind = whole(where[number]) >> 3, whole(where[number]) & 7
        offset, text = whole((post[number] >> _ONE) & SPARSE_NUMBER), whole(scratch.texts[at])
        start, word = at - offset, whole(post[number] >> SPARSE_WORD)
        if not low <= start < high or found.per_text[text] >= rules.limit:
            continue
        relations = found.relations[used:]
        if _match(characters, words, word, rules, entries, kind, offset, start, whole(relation[number]), relations):
            length = whole(words[word + 1])
            end = whole(places[start + length - 1]) + 1
            hits = store(found, hits, text, places[start], end, words[word], SHAPE, length, used)
            used += length
    return hits, used


@compiled
def near_pass(
    characters: Characters, sparse: Sparse, words: U32, rules: Rules, scratch: Scratch, shapes: U32,
    low: Whole, high: Whole, count: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Find the marks that begin in low:high with one character changed; ``shapes`` are the block's shape symbols."""
    first, second, where, hashed, key = scratch.first, scratch.second, scratch.where, scratch.hash, scratch.key
    kept = _by_bits(sparse, shapes, low, count, scratch)
    kept = _by_hashes(sparse.bits, sparse.shift, shapes, kept, second, where, hashed)
    kept = by_keys(sparse.pilots, sparse.slots, sparse.posts, kept, where, hashed, first, key)
    number = ZERO
    while number < kept:
        number, made = _expand(sparse.posts, number, kept, first, key, where, hashed)
        made = _by_likeness(characters, rules.alike_three, scratch.entries, made, where, hashed, second, scratch.room)
        if is_full(found, hits, used, made):
            return FULL, used
        _touch(words, made, hashed, scratch.room)
        hits, used = _verify(characters, words, rules, scratch, low, high, made, second, found, hits, used)
    return hits, used
