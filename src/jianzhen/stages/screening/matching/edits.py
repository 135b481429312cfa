"""Latin marks one edit apart: a letter replaced, left out, put in or swapped with the next.

Only whole words of a text are compared, one to three of them together: a part of a word that is an edit away from some
mark says nothing. An edit leaves the first or the second half of a mark as it is, or swaps the two letters where the
halves meet: these three are the keys. A window is a hit once: the leftmost place of difference says which key answers.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from jianzhen.stages.screening.matching.collect import FULL, is_full, store
from jianzhen.stages.screening.matching.hashing import BASE, POWERS, finish, look_up
from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import (
    EDIT,
    EDITED,
    I32,
    MASK,
    SAME,
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
from jianzhen.stages.screening.matching.near import SPARSE_NUMBER, SPARSE_WORD, has_bit, set_bit
from jianzhen.stages.screening.matching.verify import REFUSED

HEAD, TAIL, SWAP = map(whole, range(3))
"""Which letters make a key: the first half, the second half, all with the two in the middle swapped."""
LONGEST_EDITED: Final = 24
"""Letters and digits of the longest mark that is looked for with an edit."""
LEAST_EDITED: Final = 4
"""Letters of the shortest: of fewer, one edit leaves no half that says anything."""
MOST_WORDS: Final = 3
_ONE_MARK: Final[Any] = whole(1)
_SALT: Final = np.uint64(0x9FB21C651E98DF25)
_SECOND: Final = np.uint64(13)
_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


@compiled
def _salted(raw: np.uint64, length: Whole, kind: Whole) -> np.uint64:
    return finish(raw ^ (_SALT * np.uint64(length * 4 + kind + 1)))


@compiled
def _is_letter(code: Whole) -> Truth:
    return 97 <= code <= 122


@compiled
def _is_word(code: Whole) -> Truth:
    return _is_letter(code) or 48 <= code <= 57


@compiled
def _raw(words: U32, first: Whole, length: Whole) -> np.uint64:
    value = _NONE
    for place in range(first, first + length):
        value = value * BASE + np.uint64(words[place])
    return value


@compiled
def _swapped(words: U32, first: Whole, length: Whole) -> np.uint64:
    """Return the hash of a mark whose two letters in the middle stand the other way round."""
    value, half = _NONE, length // 2
    for place in range(length):
        own = place - 1 if place == half else place + 1 if place == half - 1 else place
        value = value * BASE + np.uint64(words[first + own])
    return value


@compiled
def _is_edited(words: U32, word: Whole, least: Whole) -> Truth:
    """Say whether a mark is looked for with an edit: Latin letters, enough of them, and digits."""
    letters, length = 0, whole(words[word + 1])
    for place in range(length):
        code = whole(words[word + 2 + place])
        if not _is_word(code):
            return False
        letters += 1 if _is_letter(code) else 0
    return letters >= least and length <= LONGEST_EDITED


@compiled
def _first(hashed: np.uint64, shift: np.uint64) -> np.uint64:
    return hashed >> shift


@compiled
def _second(hashed: np.uint64, shift: np.uint64) -> np.uint64:
    return (hashed << _SECOND) >> shift


@compiled
def edit_keys(sparse: Sparse, words: U32, word: Whole, rules: Rules, hashes: U64, posts: U64, count: Whole) -> Whole:
    """Add the three keys of a mark."""
    if not _is_edited(words, word, rules.min_edit):
        return count
    first, length = word + 2, whole(words[word + 1])
    half = length // 2
    for kind in range(3):
        if kind == HEAD:
            raw = _raw(words, first, half)
        elif kind == TAIL:
            raw = _raw(words, first + half, length - half)
        else:
            raw = _swapped(words, first, length)
        hashed = _salted(raw, length, kind)
        hashes[count] = hashed
        posts[count] = (np.uint64(word) << SPARSE_WORD) | (np.uint64(kind) << _ONE)
        set_bit(sparse.bits, _first(hashed, sparse.shift))
        set_bit(sparse.bits, _second(hashed, sparse.shift))
        count += 1
    return count


@compiled
def _common(words: U32, first: Whole, entries: U64, start: Whole, most: Whole) -> Whole:
    """Return how many symbols are equal from the beginning."""
    place = 0
    while place < most and (entries[start + place] & MASK) == np.uint64(words[first + place]):
        place += 1
    return place


@compiled
def _replaced(characters: Characters, written: Whole, own: Whole) -> Truth:
    """Say whether one letter stands for another that it is not drawn like (the written pass tells those)."""
    drawn = (characters.packed[written] ^ characters.packed[own]) >> TO_SHAPE & MASK
    return _is_letter(written) and _is_letter(own) and drawn != _NONE


@compiled
def _edited(
    characters: Characters, words: U32, first: Whole, length: Whole, entries: U64, start: Whole, size: Whole
) -> tuple[Whole, Whole]:
    """Return (leftmost place of difference, symbols of the mark concerned), REFUSED if it is not one edit."""
    at = _common(words, first, entries, start, min(length, size))
    if at == length == size:
        return REFUSED, ZERO
    own = whole(words[first + min(at, length - 1)])
    written = whole(entries[start + min(at, size - 1)] & MASK)
    if size == length + 1:
        more = whole(entries[start + at] & MASK)
        rest = _common(words, first + at, entries, start + at + 1, length - at)
        return (at, whole(1)) if _is_letter(more) and rest == length - at else (REFUSED, ZERO)
    if size == length - 1:
        rest = _common(words, first + at + 1, entries, start + at, size - at)
        return (at, whole(1)) if _is_letter(own) and rest == size - at else (REFUSED, ZERO)
    rest = _common(words, first + at + 1, entries, start + at + 1, length - at - 1)
    if rest == length - at - 1:
        return (at, whole(1)) if _replaced(characters, written, own) else (REFUSED, ZERO)
    if at + 1 == length or rest > 0 or not _is_letter(own) or not _is_letter(written):
        return REFUSED, ZERO
    crossed = whole(words[first + at + 1]) == written and whole(entries[start + at + 1] & MASK) == own
    rest = _common(words, first + at + 2, entries, start + at + 2, length - at - 2)
    return (at, whole(2)) if crossed and rest == length - at - 2 else (REFUSED, ZERO)


@compiled
def _answers(kind: Whole, half: Whole, at: Whole, concerned: Whole) -> Truth:
    """Say whether a key answers for an edit: for each edit exactly one does."""
    if concerned == 2 and at == half - 1:
        return kind == SWAP
    return kind == (HEAD if at >= half else TAIL)


@compiled
def _match(
    characters: Characters, words: U32, word: Whole, kind: Whole, entries: U64, start: Whole, size: Whole,
    relations: U8,
) -> Truth:  # fmt: skip
    """Write the relations of a window of ``size`` symbols to a mark; say whether they are one edit apart."""
    length = whole(words[word + 1])
    at, concerned = _edited(characters, words, word + 2, length, entries, start, size)
    if at == REFUSED or not _answers(kind, length // 2, at, concerned):
        return False
    for place in range(length):
        relations[place] = SAME
    at = min(at, length - 1)
    relations[at] = EDIT
    relations[at + concerned - 1] = EDIT
    return True


@compiled
def _try_key(
    characters: Characters, sparse: Sparse, words: U32, rules: Rules, scratch: Scratch, hashed: np.uint64,
    start: Whole, size: Whole, kind: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Compare a window with every mark behind a key."""
    first, second = _first(hashed, sparse.shift), _second(hashed, sparse.shift)
    if has_bit(sparse.bits, first) & has_bit(sparse.bits, second) == _NONE:
        return hits, used
    posts, places, text = sparse.posts, scratch.places, whole(scratch.texts[start])
    slot = look_up(sparse.pilots, sparse.slots, hashed)
    posting = whole(slot & _LOW) - 1
    more = slot != _NONE and slot >> _HALF == hashed & _LOW
    while more and found.per_text[text] < rules.limit:
        if is_full(found, hits, used, _ONE_MARK):
            return FULL, used
        word = whole(posts[posting] >> SPARSE_WORD)
        own = whole((posts[posting] >> _ONE) & SPARSE_NUMBER)
        relations = found.relations[used:]
        if own == kind and _match(characters, words, word, kind, scratch.entries, start, size, relations):
            length = whole(words[word + 1])
            end = whole(places[start + size - 1]) + 1
            hits = store(found, hits, text, places[start], end, words[word], EDITED, length, used)
            used += length
        more = posts[posting] & _ONE == _NONE
        posting += 1
    return hits, used


@compiled
def _window(hashes: U64, start: Whole, length: Whole) -> Whole:
    return hashes[start + length] - hashes[start] * POWERS[length]


@compiled
def _try_window(
    characters: Characters, sparse: Sparse, words: U32, rules: Rules, scratch: Scratch, start: Whole, size: Whole,
    found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Compare a window of whole words with the marks of its length, one less and one more."""
    hashes = scratch.hashes
    for length in range(max(size - 1, rules.min_edit), size + 2):
        half = length // 2
        for kind in range(3):
            if kind == HEAD:
                raw = _window(hashes, start, half)
            elif kind == TAIL:
                raw = _window(hashes, start + size - (length - half), length - half)
            elif length == size:
                raw = _window(hashes, start, size)
            else:
                continue
            hashed = _salted(raw, length, kind)
            hits, used = _try_key(
                characters, sparse, words, rules, scratch, hashed, start, size, whole(kind), found, hits, used
            )
            if hits == FULL:
                return hits, used
    return hits, used


@compiled
def _word_ends(places: I32, at: Whole, end: Whole) -> Truth:
    """Say whether a word ends before ``at``: the next is no letter or digit, or something was dropped in between."""
    return at == end or places[at] != places[at - 1] + 1


@compiled
def _hash_run(entries: U64, at: Whole, count: Whole, hashes: U64) -> Whole:
    """Write the running hash of the letters and digits from ``at`` on; returns where they end."""
    hashes[at] = _NONE
    while at < count and _is_word(whole(entries[at] & MASK)):
        hashes[at + 1] = hashes[at] * BASE + (entries[at] & MASK)
        at += 1
    return at


@compiled
def _pass_run(
    characters: Characters, sparse: Sparse, words: U32, rules: Rules, scratch: Scratch, begin: Whole, end: Whole,
    low: Whole, high: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Try every window of one to three words of a run of letters and digits."""
    places = scratch.places
    for start in range(max(begin, low), min(end, high)):
        if start > begin and not _word_ends(places, start, end):
            continue
        taken, stop = 0, start + 1
        while taken < MOST_WORDS and stop <= min(end, start + LONGEST_EDITED + 1) and hits != FULL:
            if _word_ends(places, stop, end):
                taken += 1
                if stop - start >= rules.min_edit - 1:
                    hits, used = _try_window(
                        characters, sparse, words, rules, scratch, start, stop - start, found, hits, used
                    )
            stop += 1
    return hits, used


@compiled
def edit_pass(
    characters: Characters, sparse: Sparse, words: U32, rules: Rules, scratch: Scratch, low: Whole, high: Whole,
    count: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Find the Latin marks that begin in low:high one edit apart."""
    entries, at = scratch.entries, ZERO
    while at < count and hits != FULL:
        if not _is_word(whole(entries[at] & MASK)):
            at += 1
            continue
        end = _hash_run(entries, at, count, scratch.hashes)
        if end - at >= rules.min_edit - 1:
            hits, used = _pass_run(characters, sparse, words, rules, scratch, at, end, low, high, found, hits, used)
        at = end
    return hits, used
