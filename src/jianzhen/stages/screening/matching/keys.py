"""Keys of marks: every symbol string a mark is looked for by, made on the pattern side."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from jianzhen.stages.screening.matching.decode import decode, spell
from jianzhen.stages.screening.matching.hashing import pair_cell, triple, word_hash
from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import (
    FORM_ALL,
    FORM_INITIALS,
    FORM_PLAIN,
    FORM_SPELLED,
    I64,
    LONGEST,
    LONGEST_KEY,
    LONGEST_RUN,
    MASK,
    TO_SHAPE,
    TO_SOUND,
    TONES,
    TYPED_TONE,
    U8,
    U32,
    U64,
    WORD,
    ZERO,
    Characters,
    Index,
    Rules,
    Scratch,
    Truth,
    Whole,
    whole,
)

MOST_HEARD: Final = 16
"""Readings of one mark that are kept, the commonest first."""
MOST_FACES: Final = 8
"""Other faces of a mark with one character changed, each character having its share."""
MOST_WAYS: Final = 6
"""Ways to take one character apart."""
MOST_KEYS: Final = MOST_HEARD + MOST_FACES + MOST_WAYS * LONGEST + 3
WRITTEN, HEARD_FAR, HEARD_CLOSE = 0, 1, 2
TAKEN, EMPTY, SHORT, LONG = 0, 1, 2, 3

_ONE_TOO_MANY: Final[Any] = whole(LONGEST + 1)
_PAIR: Final[Any] = whole(2)
_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_TWO: Final = np.uint64(2)
_THREE: Final = np.uint64(3)
_BYTE: Final = np.uint64(7)


class Keys(NamedTuple):
    """Keys of a slice of marks: hash, posting, hash of the first three symbols (0 for a key of two), length."""

    hash: U64
    post: U64
    triple: U64
    length: U8


@compiled
def fold_marks(characters: Characters, offsets: I64, data: U8, scratch: Scratch, words: U32, fates: U8) -> Whole:
    """Write ``[mark, length, folded characters …]`` for every mark that can be indexed; returns the words used."""
    used = 0
    for mark in range(offsets.size - 1):
        begin, stop = offsets[mark], offsets[mark + 1]
        at, _, count = decode(characters, data, begin, begin, stop, ZERO, scratch, ZERO, _ONE_TOO_MANY)
        fates[mark] = TAKEN if count > 1 else SHORT if count else EMPTY
        if count > LONGEST or at < stop:
            fates[mark] = LONG
        if fates[mark] != TAKEN:
            continue
        words[used], words[used + 1] = mark, count
        for place in range(count):
            words[used + 2 + place] = np.uint32(scratch.entries[place] & MASK)
        used += 2 + count
    return used


@compiled
def _mark_bits(index: Index, symbols: U32, length: Whole) -> np.uint64:
    """Set the bits of a key in the filters; returns the hash of its first three symbols."""
    first, second = np.uint64(symbols[0]), np.uint64(symbols[1])
    cell = pair_cell(first, second, index.pair_shift)
    bit = np.uint8(1) if length == 2 else np.uint8(2)
    index.pairs[cell >> _TWO] |= bit << np.uint8((cell & _THREE) << _ONE)
    if length == 2:
        return _NONE
    hashed = triple(first, second, np.uint64(symbols[2]))
    cell = hashed >> index.triple_shift
    index.triples[cell >> _THREE] |= np.uint8(1) << np.uint8(cell & _BYTE)
    return hashed


@compiled
def _emit(
    index: Index, symbols: U32, length: Whole, word: Whole, form: Whole, keys: Keys, begun: Whole, count: Whole
) -> Whole:
    """Add a key unless the mark has it already (since ``begun``)."""
    length = min(length, LONGEST_KEY)
    hashed = word_hash(symbols, length)
    for earlier in range(begun, count):
        if keys.hash[earlier] == hashed:
            return count
    keys.hash[count] = hashed
    keys.post[count] = (np.uint64(word) << WORD) | (np.uint64(form) << _ONE)
    keys.length[count] = length
    keys.triple[count] = _mark_bits(index, symbols, length)
    return count + 1


@compiled
def _shape_of(characters: Characters, code: Whole) -> np.uint32:
    return np.uint32((characters.packed[code] >> TO_SHAPE) & MASK)


@compiled
def _put_plain(characters: Characters, words: U32, word: Whole, length: Whole, symbols: U32) -> None:
    for place in range(length):
        symbols[place] = _shape_of(characters, whole(words[word + 2 + place]))


@compiled
def _emit_faces(
    characters: Characters, index: Index, words: U32, word: Whole, symbols: U32, keys: Keys, begun: Whole, count: Whole
) -> Whole:
    """One character wears another face that it is often mistaken for."""
    length, made = whole(words[word + 1]), 0
    _put_plain(characters, words, word, length, symbols)
    for place in range(length):
        own, kept = whole(words[word + 2 + place]), symbols[place]
        for at in range(whole(characters.faces_at[own]), whole(characters.faces_at[own + 1])):
            if made < MOST_FACES * (place + 1) // length:
                symbols[place] = characters.faces[at]
                count = _emit(index, symbols, length, word, FORM_PLAIN, keys, begun, count)
                made += 1
        symbols[place] = kept
    return count


@compiled
def _put_apart(characters: Characters, words: U32, word: Whole, form: Whole, symbols: U32) -> Whole:
    """Write a mark with one or all characters taken apart; returns its symbols, 0 where nothing came apart."""
    used, came, wanted = ZERO, 0, whole(0)
    if form != FORM_ALL:
        form, wanted = form & 255, form >> 8
    for place in range(whole(words[word + 1])):
        own = whole(words[word + 2 + place])
        way = whole(characters.ways_at[own]) + wanted
        if way < characters.ways_at[own + 1] and (form in (place + 1, FORM_ALL)):
            for part in range(whole(characters.parts_at[way]), whole(characters.parts_at[way + 1])):
                symbols[used] = characters.parts[part]
                used += 1
            came += 1
        else:
            symbols[used] = _shape_of(characters, own)
            used += 1
    return used if came else 0


@compiled
def _emit_apart(
    characters: Characters, index: Index, words: U32, word: Whole, symbols: U32, keys: Keys, begun: Whole, count: Whole
) -> Whole:
    for place in range(whole(words[word + 1])):
        own = whole(words[word + 2 + place])
        for way in range(whole(characters.ways_at[own + 1]) - whole(characters.ways_at[own])):
            form = place + 1 + (way << 8)
            used = _put_apart(characters, words, word, form, symbols)
            count = _emit(index, symbols, used, word, form, keys, begun, count)
    used = _put_apart(characters, words, word, FORM_ALL, symbols)
    return _emit(index, symbols, used, word, FORM_ALL, keys, begun, count) if used else count


@compiled
def _put_initials(characters: Characters, words: U32, word: Whole, symbols: U32) -> Whole:
    for place in range(whole(words[word + 1])):
        letter = characters.initial[whole(words[word + 2 + place])]
        if letter == 0:
            return 0
        symbols[place] = _shape_of(characters, whole(letter))
    return whole(words[word + 1])


@compiled
def written_keys(
    characters: Characters, index: Index, words: U32, word: Whole, rules: Rules, symbols: U32, keys: Keys, begun: Whole
) -> Whole:
    """Add the keys of one mark by which it is found as written, look-alike, taken apart or by initials."""
    length, count = whole(words[word + 1]), begun
    if length >= min(rules.min_exact, rules.min_shape):
        _put_plain(characters, words, word, length, symbols)
        count = _emit(index, symbols, length, word, FORM_PLAIN, keys, begun, count)
    if length >= rules.min_shape:
        if length == 2 or (rules.alike_three if length == 3 else rules.alike_longer) == 0:
            count = _emit_faces(characters, index, words, word, symbols, keys, begun, count)
        count = _emit_apart(characters, index, words, word, symbols, keys, begun, count)
    if length >= rules.min_initials and _put_initials(characters, words, word, symbols):
        count = _emit(index, symbols, length, word, FORM_INITIALS, keys, begun, count)
    return count


@compiled
def _put_heard(characters: Characters, words: U32, word: Whole, number: Whole, symbols: U32) -> Truth:
    """Write the ``number``-th way to read a mark, the commonest first; False where there are fewer."""
    for place in range(whole(words[word + 1])):
        own = whole(words[word + 2 + place])
        first, last = whole(characters.classes_at[own]), whole(characters.classes_at[own + 1])
        if first == last:
            symbols[place] = np.uint32((characters.packed[own] >> TO_SOUND) & MASK)
            continue
        symbols[place] = characters.classes[first + number % (last - first)]
        number //= last - first
    return number == 0


@compiled
def _syllables(characters: Characters, words: U32, word: Whole) -> Whole:
    syllables = 0
    for place in range(whole(words[word + 1])):
        own = whole(words[word + 2 + place])
        syllables += 1 if characters.classes_at[own] < characters.classes_at[own + 1] else 0
    return syllables


@compiled
def _emit_spelled(
    characters: Characters, index: Index, words: U32, word: Whole, rules: Rules, symbols: U32, keys: Keys,
    begun: Whole, count: Whole,
) -> Whole:  # fmt: skip
    """A Latin mark that is pinyin: the characters it spells."""
    syllables = spell(characters, words, word, symbols)
    if syllables < max(2, rules.min_sound):
        return count
    for place in range(syllables):
        symbols[place] = characters.class_of[symbols[place] - TONES]
    return _emit(index, symbols, syllables, word, FORM_SPELLED, keys, begun, count)


@compiled
def heard_keys(
    characters: Characters, index: Index, words: U32, word: Whole, rules: Rules, symbols: U32, keys: Keys, begun: Whole
) -> Whole:
    """Add the keys of one mark by which it is found by its sound: every reading of every character."""
    length, count = whole(words[word + 1]), begun
    if rules.min_spelled <= length <= LONGEST_RUN:
        count = _emit_spelled(characters, index, words, word, rules, symbols, keys, begun, count)
    if _syllables(characters, words, word) < rules.min_sound or (rules.near and length == 2):
        return count
    for number in range(MOST_HEARD):
        if not _put_heard(characters, words, word, number, symbols):
            break
        count = _emit(index, symbols, length, word, FORM_PLAIN, keys, begun, count)
    return count


@compiled
def close_keys(
    characters: Characters, index: Index, words: U32, word: Whole, rules: Rules, symbols: U32, keys: Keys, begun: Whole
) -> Whole:
    """Add the keys of a mark of two characters where only near hits count: one as written, one by sound and tone."""
    count = begun
    if whole(words[word + 1]) != 2 or not rules.near or _syllables(characters, words, word) < max(2, rules.min_sound):
        return count
    for place in range(2):
        symbols[place] = words[word + 2 + place]
        other = whole(words[word + 3 - place])
        for at in range(whole(characters.heard_at[other]), whole(characters.heard_at[other + 1])):
            for tone in (whole(characters.heard[at]), whole(characters.heard[at]) | TYPED_TONE):
                symbols[1 - place] = np.uint32(TONES + tone)
                count = _emit(index, symbols, _PAIR, word, FORM_PLAIN, keys, begun, count)
    return count


@compiled
def slice_keys(
    characters: Characters, index: Index, words: U32, word: Whole, rules: Rules, view: Whole, symbols: U32, keys: Keys
) -> tuple[Whole, Whole]:
    """Fill ``keys`` with the keys of the marks from ``word`` on; returns (next word, keys)."""
    count = ZERO
    while word < words.size and count + MOST_KEYS <= keys.hash.size:
        if view == WRITTEN:
            count = written_keys(characters, index, words, word, rules, symbols, keys, count)
        elif view == HEARD_FAR:
            count = heard_keys(characters, index, words, word, rules, symbols, keys, count)
        else:
            count = close_keys(characters, index, words, word, rules, symbols, keys, count)
        word += 2 + whole(words[word + 1])
    return word, count
