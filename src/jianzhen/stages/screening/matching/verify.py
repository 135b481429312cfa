"""A candidate against the mark itself, character by character: the relations found are the explanation."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from jianzhen.stages.screening.matching.decode import spell
from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import (
    EXACT,
    FAR_GLYPH,
    FORM_ALL,
    FORM_INITIALS,
    GLYPH,
    HEARD,
    I32,
    INITIAL,
    INITIALS,
    LEET,
    LETTER,
    MASK,
    MERGED,
    NEAR_GLYPH,
    NUMBERS,
    OTHER,
    PARTS,
    SAME,
    SHAPE,
    TO_SHAPE,
    TONE,
    TONES,
    TYPED,
    U8,
    U16,
    U32,
    U64,
    ZERO,
    Characters,
    Rules,
    Truth,
    Whole,
    whole,
)

REFUSED: Final[Any] = whole(-1)
_NONE: Final = np.uint64(0)
_NUMBERS: Final[Any] = np.uint64(NUMBERS)


@compiled
def _share(at: U32, values: U16, one: Whole, other: Whole) -> Truth:
    for left in range(whole(at[one]), whole(at[one + 1])):
        for right in range(whole(at[other]), whole(at[other + 1])):
            if values[left] == values[right]:
                return True
    return False


@compiled
def _is_digit(code: Whole) -> Truth:
    return 48 <= code <= 57


@compiled
def _is_ascii_letter(code: Whole) -> Truth:
    return 97 <= code <= 122


@compiled
def _looks(characters: Characters, written: Whole, own: Whole) -> Whole:
    """Return how a written character looks like another one: LEET, GLYPH or REFUSED."""
    if written < 128 and own < 128:
        swapped = (written == 105 and own == 108) or (written == 108 and own == 105)
        allowed = swapped or (_is_digit(written) and _is_ascii_letter(own))
        faces = characters.packed
        alike = (faces[written] >> TO_SHAPE) & MASK == (faces[own] >> TO_SHAPE) & MASK
        return LEET if allowed and alike else REFUSED
    alike = _share(characters.rows_at, characters.rows, written, own) or grade(characters, written, own) == GLYPH
    return GLYPH if alike else REFUSED


@compiled
def is_chinese(code: Whole) -> Truth:
    """Say whether a folded code is a Chinese character."""
    return 0x3400 <= code <= 0x9FFF or code >= 0x20000


@compiled
def inner_product(characters: Characters, one: Whole, other: Whole) -> Whole:
    """Return how much two characters look alike, 0 if nothing is known of one of them.

    Sixteen bits hold it (``likeness.read_likeness`` sees to that), and make it as fast as it gets.
    """
    numbers, found = characters.likeness, np.int16(0)
    left = np.uint64(characters.likeness_row[one]) * _NUMBERS
    right = np.uint64(characters.likeness_row[other]) * _NUMBERS
    for number in range(_NUMBERS):
        found = np.int16(found + np.int16(np.int16(numbers[left + number]) * np.int16(numbers[right + number])))
    return whole(found)


@compiled
def grade(characters: Characters, written: Whole, own: Whole) -> Whole:
    """Return how much two Chinese characters look alike: GLYPH, NEAR_GLYPH, FAR_GLYPH or OTHER."""
    alike = inner_product(characters, written, own)
    if alike >= characters.bounds[1]:
        return GLYPH if alike >= characters.bounds[0] else NEAR_GLYPH
    return FAR_GLYPH if alike >= characters.bounds[2] else OTHER


@compiled
def likeness(characters: Characters, written: Whole, own: Whole) -> Whole:
    """Return the grade of two Chinese characters, GLYPH for those of some likeness that our own tables put together."""
    found = grade(characters, written, own)
    if found in (GLYPH, OTHER):
        return found
    return GLYPH if _share(characters.rows_at, characters.rows, written, own) else found


@compiled
def _apart(characters: Characters, entries: U64, at: Whole, own: Whole, way: Whole) -> Whole:
    """Return where the parts of a character end in the text, REFUSED if they do not stand there."""
    row = whole(characters.ways_at[own]) + way
    for part in range(whole(characters.parts_at[row]), whole(characters.parts_at[row + 1])):
        if (entries[at] >> TO_SHAPE) & MASK != np.uint64(characters.parts[part]):
            return REFUSED
        at += 1
    return at


@compiled
def _compare_shape(
    characters: Characters,
    words: U32,
    word: Whole,
    form: Whole,
    entries: U64,
    start: Whole,
    count: Whole,
    relations: U8,
) -> Whole:
    """Write the relations of a window to a mark; return where the window ends, REFUSED if they do not match."""
    at, way = start, whole(0)
    if form != FORM_ALL:
        form, way = form & 255, form >> 8
    for place in range(whole(words[word + 1])):
        own = whole(words[word + 2 + place])
        if at >= count:
            return REFUSED
        is_parted = form == place + 1 or form == FORM_ALL
        if is_parted and characters.ways_at[own] + way < characters.ways_at[own + 1]:
            at = _apart(characters, entries, at, own, way)
            if at == REFUSED:
                return REFUSED
            relations[place] = PARTS
            continue
        written = whole(entries[at] & MASK)
        relation = SAME if written == own else _looks(characters, written, own)
        if relation == REFUSED:
            return REFUSED
        relations[place] = relation
        at += 1
    return at


@compiled
def _leet_allowed(words: U32, word: Whole, changed: Whole, least: Whole, relations: U8) -> Truth:
    """Digits read as letters need a Latin mark of some length, half of it unchanged; l for i one letter more."""
    length = whole(words[word + 1])
    letters = 0
    for place in range(length):
        code = whole(words[word + 2 + place])
        if code >= 128:
            return False
        letters += 1 if _is_ascii_letter(code) else 0
    return letters >= least and changed * 2 <= length and relations[0] <= LEET


@compiled
def _count(relations: U8, length: Whole, relation: Whole) -> Whole:
    found = 0
    for place in range(length):
        found += 1 if relations[place] == relation else 0
    return found


@compiled
def _judge_shape(words: U32, word: Whole, rules: Rules, relations: U8) -> Whole:
    """Return the view of a window whose relations are known: EXACT, SHAPE or REFUSED."""
    length = whole(words[word + 1])
    same = _count(relations, length, SAME)
    if same == length:
        return EXACT if length >= rules.min_exact else REFUSED
    leet = _count(relations, length, LEET)
    if leet and not _leet_allowed(words, word, leet, rules.min_leet, relations):
        return REFUSED
    if same + leet == length:
        return EXACT if length >= rules.min_exact else REFUSED
    if length < rules.min_shape:
        return REFUSED
    parts = _count(relations, length, PARTS)
    near = not rules.near or parts > 0 or same >= (length // 2 if length > 2 else 1)
    return SHAPE if near else REFUSED


@compiled
def is_same(words: U32, word: Whole, length: Whole, entries: U64, at: Whole) -> Truth:
    """Say whether the window is written as the mark is; a symbol 0 ends every text, so none is read past its end."""
    for place in range(length):  # noqa: SIM110  a generator would not compile
        if (entries[at + place] & MASK) != np.uint64(words[word + 2 + place]):
            return False
    return True


@compiled
def match_written(
    characters: Characters, words: U32, word: Whole, form: Whole, rules: Rules, entries: U64,
    start: Whole, count: Whole, relations: U8,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Return (view or REFUSED, end of the window in folded characters) of a candidate of the written pass."""
    if form == FORM_INITIALS:
        return _match_initials(characters, words, word, rules, entries, start, count, relations)
    end = _compare_shape(characters, words, word, form, entries, start, count, relations)
    if end == REFUSED:
        return REFUSED, start
    return _judge_shape(words, word, rules, relations), end


@compiled
def _match_initials(
    characters: Characters,
    words: U32,
    word: Whole,
    rules: Rules,
    entries: U64,
    start: Whole,
    count: Whole,
    relations: U8,
) -> tuple[Whole, Whole]:
    """Initials of all syllables, standing as a word of their own."""
    length = whole(words[word + 1])
    end = start + length
    if length < rules.min_initials or end > count:
        return REFUSED, start
    for place in range(length):
        letter = np.uint64(characters.initial[whole(words[word + 2 + place])])
        if letter == _NONE or entries[start + place] & MASK != letter:
            return REFUSED, start
        relations[place] = INITIAL
    if start > 0 and entries[start - 1] & LETTER != _NONE:
        return REFUSED, start
    if entries[end] & LETTER != _NONE:
        return REFUSED, start
    return INITIALS, end


@compiled
def _sounds(heard_at: U32, heard: U16, classes: U16, written: Whole, own: Whole) -> Whole:
    """Return how a written character sounds like another one: TONE, HEARD, MERGED or REFUSED."""
    best = REFUSED
    for left in range(whole(heard_at[written]), whole(heard_at[written + 1])):
        for right in range(whole(heard_at[own]), whole(heard_at[own + 1])):
            one, other = whole(heard[left]), whole(heard[right])
            if one == other:
                return TONE
            if one >> 3 == other >> 3:
                best = HEARD
            elif best == REFUSED and classes[one >> 3] == classes[other >> 3]:
                best = MERGED
    return best


@compiled
def _typed(heard_at: U32, heard: U16, classes: U16, syllable: Whole, own: Whole) -> Whole:
    """Return TYPED if a typed syllable is a reading of a character (mergers included), else REFUSED."""
    for at in range(whole(heard_at[own]), whole(heard_at[own + 1])):
        if classes[whole(heard[at]) >> 3] == classes[syllable]:
            return TYPED
    return REFUSED


@compiled
def match_heard(
    heard_at: U32, heard: U16, classes: U16, words: U32, word: Whole, length: Whole, entries: U64, heard_from: I32,
    tones: U32, at: Whole, relations: U8, used: Whole, near: Whole,
) -> Truth:  # fmt: skip
    """Write the relations of a window of sound symbols to a mark at ``used``; say whether it is a hit.

    Equal writing is no sound-alike: the written pass has told it.
    """
    same, close, typed = ZERO, ZERO, ZERO
    for place in range(length):
        own = whole(words[word + 2 + place])
        entry, symbol = entries[heard_from[at + place]], whole(tones[at + place])
        if whole(entry & MASK) == own:
            relation = SAME
            same += 1
        elif symbol >= TONES and entry & LETTER != _NONE:
            relation = _typed(heard_at, heard, classes, (symbol - TONES) >> 3, own)
            typed += 1
        else:
            relation = _sounds(heard_at, heard, classes, whole(entry & MASK), own)
            close += 1 if relation == TONE else 0
        if relation == REFUSED:
            return False
        relations[used + place] = relation
    return same < length and (not near or _near_enough(length, same, close, typed))


@compiled
def match_spelled(
    characters: Characters, words: U32, word: Whole, entries: U64, heard_from: I32, tones: U32, at: Whole,
    relations: U8, used: Whole, spelled: U32,
) -> Whole:  # fmt: skip
    """Write the relations of a window to a Latin mark that spells its syllables: TYPED, MERGED where speech merges.

    Returns the sound symbols of the window, REFUSED if they are others or no Chinese character is among them.
    """
    count = spell(characters, words, word, spelled)
    chinese = 0
    for number in range(count):
        symbol, own = whole(tones[at + number]), whole(spelled[number])
        if symbol < TONES or characters.class_of[symbol - TONES] != characters.class_of[own - TONES]:
            return REFUSED
        chinese += 1 if entries[heard_from[at + number]] & LETTER == _NONE else 0
        relation = TYPED if (symbol - TONES) >> 3 == (own - TONES) >> 3 else MERGED
        relations[used + number] = relation
    if chinese == 0:
        return REFUSED
    merged = _count(relations[used:], count, MERGED)
    for place in range(whole(words[word + 1])):
        relations[used + place] = MERGED if merged else TYPED
    return count


@compiled
def _near_enough(length: Whole, same: Whole, close: Whole, typed: Whole) -> Truth:
    """Of two characters one stays and the other agrees in tone or is typed; of more, half stay or all else is typed."""
    if length == 2:
        return same == 1 and close + typed == 1
    return same >= length // 2 or same + typed == length
