"""From UTF-8 bytes to folded characters, each with its code point in the text; and to what is heard."""

from __future__ import annotations

from typing import Final

import numpy as np

from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import (
    CODES,
    FLAGS,
    I64,
    LETTER,
    LONGEST,
    LONGEST_RUN,
    MASK,
    SPECIAL,
    TO_SHAPE,
    TO_SOUND,
    TONES,
    U8,
    U32,
    U64,
    ZERO,
    Characters,
    Scratch,
    Truth,
    Whole,
    whole,
)

_STRONG: Final = np.uint64(1 << 36)
_NONE: Final = np.uint64(0)
_LOWER_A: Final = 97


@compiled
def _width(byte: Whole) -> Whole:
    """Return the bytes of a character by its first; a stray continuation byte counts as one."""
    if byte < 0xC0:
        return 1
    if byte < 0xE0:
        return 2
    return 3 if byte < 0xF0 else 4


@compiled
def _code(data: U8, at: Whole, width: Whole) -> Whole:
    first = whole(data[at])
    if width == 3:
        return ((first & 0x0F) << 12) | ((whole(data[at + 1]) & 0x3F) << 6) | (whole(data[at + 2]) & 0x3F)
    if width == 1:
        return first
    if width == 2:
        return ((first & 0x1F) << 6) | (whole(data[at + 1]) & 0x3F)
    high = ((first & 0x07) << 18) | ((whole(data[at + 1]) & 0x3F) << 12)
    return high | ((whole(data[at + 2]) & 0x3F) << 6) | (whole(data[at + 3]) & 0x3F)


@compiled
def _is_letter(byte: Whole) -> Truth:
    return 97 <= (byte | 32) <= 122


@compiled
def _is_word(byte: Whole) -> Truth:
    return _is_letter(byte) or 48 <= byte <= 57


@compiled
def _stands_for_letter(data: U8, begin: Whole, at: Whole, after: Whole, stop: Whole, packed: Whole) -> Truth:
    """Say whether a symbol stands for a letter: inside a Latin word (n@me), beginning one (@pple), ending it (so@)."""
    if packed & (MASK << TO_SHAPE) == _NONE:
        return False
    goes_on = after < stop and _is_word(whole(data[after]))
    if at > begin and goes_on and _is_word(whole(data[at - 1])):
        return True
    if packed & _STRONG == _NONE:
        return False
    if after + 1 < stop and _is_letter(whole(data[after])) and _is_letter(whole(data[after + 1])):
        return True
    ends = at > begin + 1 and _is_letter(whole(data[at - 1])) and _is_word(whole(data[at - 2]))
    return ends and not goes_on


@compiled
def _unfold(characters: Characters, packed: Whole, place: Whole, scratch: Scratch, count: Whole) -> Whole:
    row = whole(packed & MASK)
    for at in range(whole(characters.unfold_at[row]), whole(characters.unfold_at[row + 1])):
        scratch.entries[count] = characters.packed[characters.unfold[at]]
        scratch.places[count] = place
        count += 1
    return count


@compiled
def decode(
    characters: Characters,
    data: U8,
    begin: Whole,
    at: Whole,
    stop: Whole,
    place: Whole,
    scratch: Scratch,
    count: Whole,
    room: Whole,
) -> tuple[Whole, Whole, Whole]:
    """Fold bytes ``at:stop`` of a text that begins at ``begin`` until ``room`` characters stand in ``scratch``.

    Returns (bytes read to, code points read to, characters in ``scratch``). Bytes that are no UTF-8 do no harm:
    nothing outside ``begin:stop`` is read.
    """
    while at < stop and count < room:
        width = _width(whole(data[at]))
        after = at + width
        if after > stop:
            return stop, place + 1, count
        code = _code(data, at, width)
        if code < CODES:
            packed = characters.packed[code]
            if packed & FLAGS == _NONE:
                scratch.entries[count] = packed
                scratch.places[count] = place
                count += 1
            elif packed & SPECIAL != _NONE:
                if _stands_for_letter(data, begin, at, after, stop, packed):
                    scratch.entries[count] = characters.packed[whole((packed >> TO_SHAPE) & MASK)]
                    scratch.places[count] = place
                    count += 1
                else:
                    count = _unfold(characters, packed, place, scratch, count)
        at = after
        place += 1
    return at, place, count


@compiled
def _run_end(scratch: Scratch, at: Whole, count: Whole) -> Whole:
    """Return where a run of Latin letters without a gap ends."""
    end = at + 1
    while end < count and scratch.entries[end] & LETTER != _NONE and scratch.places[end] == scratch.places[end - 1] + 1:
        end += 1
    return end


@compiled
def _parse(characters: Characters, entries: U64, start: Whole, length: Whole, chosen: U8, fewest: I64) -> Truth:
    """Split a run into the fewest syllables; ``chosen[i]`` is the length of the one that begins at letter i."""
    for begin in range(length):
        fewest[begin] = 99
    fewest[length] = 0
    for begin in range(length - 1, -1, -1):
        state = 0
        chosen[begin] = 0
        for end in range(begin, min(length, begin + 6)):
            state = whole(characters.steps[state * 26 + whole(entries[start + end] & MASK) - _LOWER_A])
            if state == 0:
                break
            if characters.ends[state] and fewest[end + 1] + 1 <= fewest[begin]:
                fewest[begin] = fewest[end + 1] + 1
                chosen[begin] = end + 1 - begin
    return fewest[0] < 99


@compiled
def _syllable(characters: Characters, entries: U64, start: Whole, length: Whole) -> Whole:
    state = 0
    for at in range(start, start + length):
        state = whole(characters.steps[state * 26 + whole(entries[at] & MASK) - _LOWER_A])
    return characters.ends[state]


@compiled
def spell(characters: Characters, words: U32, word: Whole, spelled: U32) -> Whole:
    """Write the syllables (symbols with tone) a Latin mark spells to ``spelled``, the fewest; returns how many, or 0.

    ``spelled`` has room for :data:`MOST_SYMBOLS`; what lies behind the syllables is used on the way.
    """
    length = whole(words[word + 1])
    if length > LONGEST_RUN:
        return 0
    fewest, chosen = spelled[LONGEST:], spelled[2 * LONGEST :]
    for begin in range(length - 1, -1, -1):
        state, fewest[begin], fewest[length] = 0, 99, 0
        for end in range(begin, min(length, begin + 6)):
            letter = whole(words[word + 2 + end]) - _LOWER_A
            state = whole(characters.steps[state * 26 + letter]) if 0 <= letter < 26 else 0
            if state == 0:
                break
            if characters.ends[state] and fewest[end + 1] + 1 <= fewest[begin]:
                fewest[begin] = fewest[end + 1] + 1
                chosen[begin] = end + 1 - begin
    return _spelled(characters, words, word, length, chosen, spelled) if fewest[0] < 99 else 0


@compiled
def _spelled(characters: Characters, words: U32, word: Whole, length: Whole, chosen: U32, spelled: U32) -> Whole:
    at, count = ZERO, 0
    while at < length:
        state = 0
        for place in range(at, at + whole(chosen[at])):
            state = whole(characters.steps[state * 26 + whole(words[word + 2 + place]) - _LOWER_A])
        spelled[count] = characters.ends[state]
        at += whole(chosen[at])
        count += 1
    return count


@compiled
def _may_begin(characters: Characters, entries: U64, at: Whole, end: Whole) -> Truth:
    """Say whether the first letters of a run can begin a syllable: most Latin words are refused here."""
    state = 0
    for place in range(at, min(end, at + 6)):
        state = whole(characters.steps[state * 26 + whole(entries[place] & MASK) - _LOWER_A])
        if state == 0:
            return False
        if characters.ends[state]:
            return True
    return False


@compiled
def _hear_run(characters: Characters, scratch: Scratch, at: Whole, end: Whole, heard: Whole) -> Whole:
    entries, chosen = scratch.entries, scratch.chosen
    typed = (
        2 <= end - at <= LONGEST_RUN
        and _may_begin(characters, entries, at, end)
        and _parse(characters, entries, at, end - at, chosen, scratch.fewest)
    )
    run = at
    while at < end:
        step = whole(chosen[at - run]) if typed else 1
        symbol = _syllable(characters, entries, at, step) if typed else np.uint32((entries[at] >> TO_SOUND) & MASK)
        scratch.heard_from[heard] = at
        scratch.tones[heard] = symbol
        scratch.sounds[heard] = characters.class_of[symbol - TONES] if typed else symbol
        heard += 1
        at += step
    return heard


@compiled
def hear(characters: Characters, scratch: Scratch, count: Whole) -> Whole:
    """Write the sound view of ``count`` folded characters; pinyin typed in Latin letters becomes syllables.

    Returns its symbols; ``heard_from[i]`` is the folded character symbol i begins at, with one entry past the end.
    """
    entries, heard_from, tones, sounds = scratch.entries, scratch.heard_from, scratch.tones, scratch.sounds
    class_of = characters.class_of
    heard, at = ZERO, ZERO
    while at < count:
        entry = entries[at]
        if entry & LETTER == _NONE:
            symbol = whole((entry >> TO_SOUND) & MASK)
            heard_from[heard] = at
            tones[heard] = symbol
            sounds[heard] = class_of[symbol - TONES] if symbol >= TONES else symbol
            heard += 1
            at += 1
        else:
            end = _run_end(scratch, at, count)
            heard = _hear_run(characters, scratch, at, end, heard)
            at = end
    heard_from[heard] = count
    return heard
