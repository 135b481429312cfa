"""The scan: blocks of texts are decoded, sieved for candidates, and every candidate is compared with its marks."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from jianzhen.stages.screening.matching.collect import BATCH, FULL, is_full, store
from jianzhen.stages.screening.matching.decode import decode, hear
from jianzhen.stages.screening.matching.edits import edit_pass
from jianzhen.stages.screening.matching.jit import compiled, prefetch
from jianzhen.stages.screening.matching.layout import (
    EXACT,
    FORM,
    FORM_PLAIN,
    FORM_SPELLED,
    I32,
    I64,
    LONGEST,
    MASK,
    SOUND,
    TO_SHAPE,
    U8,
    U32,
    U64,
    WORD,
    ZERO,
    Characters,
    Found,
    Index,
    Passes,
    Rules,
    Scratch,
    Sparse,
    Whole,
    whole,
)
from jianzhen.stages.screening.matching.near import near_pass
from jianzhen.stages.screening.matching.scratch import BLOCK
from jianzhen.stages.screening.matching.sieve import candidates, close_candidates
from jianzhen.stages.screening.matching.verify import REFUSED, is_same, match_heard, match_spelled, match_written

OVERLAP: Final = 6 * LONGEST + 2
"""Folded characters two windows of a long text share: the longest mark, every syllable typed in six letters."""
BEHIND: Final = 32
"""Folded characters kept before a window: a run of letters is seen whole by every window that it touches."""
_FULL_BLOCK: Final[Any] = whole(BLOCK)
_BY_SOUND: Final[Any] = whole(1)
_BEHIND: Final[Any] = whole(BEHIND)

_NONE: Final = np.uint64(0)
_ONE: Final = np.uint64(1)


@compiled
def _expand(
    posts: U64, words: U32, count: Whole, number: Whole, scratch: Scratch, by_sound: Whole, per_text: I32, limit: Whole
) -> tuple[Whole, Whole]:
    """Lay the postings of candidates from ``number`` on side by side (``where``, ``hash``), at most a batch.

    Returns (next candidate, postings). Texts that have given their hits are passed over.
    """
    first, key, where, post = scratch.first, scratch.key, scratch.where, scratch.hash
    texts, heard_from = scratch.texts, scratch.heard_from
    made = 0
    while number < count and made < BATCH:
        at = whole(first[number])
        if per_text[texts[heard_from[at] if by_sound else at]] >= limit:
            number += 1
            continue
        found = posts[key[number]]
        where[made] = at
        post[made] = found
        prefetch(words, whole(found >> WORD))
        made += 1
        if found & _ONE:
            number += 1
        else:
            key[number] += 1
    return number, made


@compiled
def _touch(words: U32, count: Whole, post: U64, key: I64) -> None:
    """Read the head of every mark to be compared: the loads go out together."""
    for number in range(count):
        key[number] = words[whole(post[number] >> WORD) + 1]


@compiled
def _verify_written(
    characters: Characters, words: U32, rules: Rules, scratch: Scratch, count: Whole, left: Whole,
    found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Compare a batch of postings with their marks; a plain hit needs no relations of its own."""
    where, post, places, texts, entries = scratch.where, scratch.hash, scratch.places, scratch.texts, scratch.entries
    for number in range(count):
        at, word = whole(where[number]), whole(post[number] >> WORD)
        text, length = whole(texts[at]), whole(words[word + 1])
        if found.per_text[text] >= rules.limit:
            continue
        form = whole((post[number] >> _ONE) & FORM)
        if form == FORM_PLAIN and is_same(words, word, length, entries, at):
            if length >= rules.min_exact:
                end = whole(places[at + length - 1]) + 1
                hits = store(found, hits, text, places[at], end, words[word], EXACT, length, ZERO)
            continue
        way, end = match_written(characters, words, word, form, rules, entries, at, left, found.relations[used:])
        if way != REFUSED:
            relations_at = ZERO if way == EXACT and found.relations[used : used + length].sum() == 0 else used
            hits = store(found, hits, text, places[at], places[end - 1] + 1, words[word], way, length, relations_at)
            used += length
    return hits, used


@compiled
def _verify_spelled(
    characters: Characters, words: U32, word: Whole, scratch: Scratch, at: Whole, found: Found, hits: Whole, used: Whole
) -> tuple[Whole, Whole]:
    """Compare a Latin mark that spells syllables with Chinese characters."""
    places, heard_from = scratch.places, scratch.heard_from
    count = match_spelled(
        characters, words, word, scratch.entries, heard_from, scratch.tones, at, found.relations, used, scratch.spelled
    )
    if count == REFUSED:
        return hits, used
    begin, length = whole(heard_from[at]), whole(words[word + 1])
    end = whole(places[heard_from[at + count] - 1]) + 1
    hits = store(found, hits, whole(scratch.texts[begin]), places[begin], end, words[word], SOUND, length, used)
    return hits, used + length


@compiled
def _verify_heard(
    characters: Characters, words: U32, rules: Rules, scratch: Scratch, count: Whole, left: Whole,
    found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    where, post, places, texts = scratch.where, scratch.hash, scratch.places, scratch.texts
    entries, heard_from, tones = scratch.entries, scratch.heard_from, scratch.tones
    heard_at, heard, classes = characters.heard_at, characters.heard, characters.syllable_class
    for number in range(count):
        at, word = whole(where[number]), whole(post[number] >> WORD)
        begin, length = whole(heard_from[at]), whole(words[word + 1])
        text = whole(texts[begin])
        if (post[number] >> _ONE) & FORM == np.uint64(FORM_SPELLED):
            hits, used = _verify_spelled(characters, words, word, scratch, at, found, hits, used)
            continue
        if at + length > left or found.per_text[text] >= rules.limit:
            continue
        near = match_heard(
            heard_at, heard, classes, words, word, length, entries, heard_from, tones, at, found.relations, used,
            rules.near,
        )  # fmt: skip
        if near:
            end = whole(places[heard_from[at + length] - 1]) + 1
            hits = store(found, hits, text, places[begin], end, words[word], SOUND, length, used)
            used += length
    return hits, used


@compiled
def _verify(
    characters: Characters, posts: U64, words: U32, rules: Rules, scratch: Scratch, count: Whole, left: Whole,
    by_sound: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Compare every candidate with all its marks; returns (hits, relations used), hits FULL where room runs out."""
    number = ZERO
    while number < count:
        number, made = _expand(posts, words, count, number, scratch, by_sound, found.per_text, rules.limit)
        if is_full(found, hits, used, made):
            return FULL, used
        if by_sound:
            hits, used = _verify_heard(characters, words, rules, scratch, made, left, found, hits, used)
        else:
            hits, used = _verify_written(characters, words, rules, scratch, made, left, found, hits, used)
    return hits, used


@compiled
def _pass_written(
    characters: Characters, index: Index, near: Sparse, words: U32, rules: Rules, scratch: Scratch,
    low: Whole, high: Whole, count: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Find marks as written, in look-alikes or taken apart, and one character apart."""
    entries, shapes = scratch.entries, scratch.sounds
    for at in range(count):
        shapes[at] = np.uint32((entries[at] >> TO_SHAPE) & MASK)
    shapes[count : count + 3] = 0
    kept = candidates(index, shapes, low, high, count, scratch)
    hits, used = _verify(characters, index.posts, words, rules, scratch, kept, count, ZERO, found, hits, used)
    if near.posts.size and hits != FULL:
        return near_pass(characters, near, words, rules, scratch, shapes, low, high, count, found, hits, used)
    return hits, used


@compiled
def _hear_within(
    characters: Characters, scratch: Scratch, low: Whole, high: Whole, count: Whole
) -> tuple[Whole, Whole, Whole]:
    """Write the sound view; returns (first, last, symbols): those that begin in low:high are ``first:last``."""
    heard = hear(characters, scratch, count)
    scratch.sounds[heard : heard + 3] = 0
    scratch.tones[heard : heard + 3] = 0
    scratch.heard_from[heard + 1] = count
    first, last = ZERO, heard
    while first < heard and scratch.heard_from[first] < low:
        first += 1
    while last > first and scratch.heard_from[last - 1] >= high:
        last -= 1
    return first, last, heard


@compiled
def _block(
    characters: Characters, passes: Passes, words: U32, rules: Rules, scratch: Scratch,
    low: Whole, high: Whole, count: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Find what begins in low:high of the ``count`` characters in ``scratch``."""
    scratch.entries[count] = _NONE
    written, far, close, near, edited = passes
    if written.posts.size:
        hits, used = _pass_written(
            characters, written, near, words, rules, scratch, low, high, count, found, hits, used
        )
    if edited.posts.size and hits != FULL:
        hits, used = edit_pass(characters, edited, words, rules, scratch, low, high, count, found, hits, used)
    if (far.posts.size or close.posts.size) and hits != FULL:
        first, last, heard = _hear_within(characters, scratch, low, high, count)
        kept = candidates(far, scratch.sounds, first, last, heard, scratch) if far.posts.size else 0
        hits, used = _verify(characters, far.posts, words, rules, scratch, kept, heard, _BY_SOUND, found, hits, used)
        if close.posts.size and hits != FULL:
            kept = close_candidates(close, first, last, scratch)
            hits, used = _verify(
                characters, close.posts, words, rules, scratch, kept, heard, _BY_SOUND, found, hits, used
            )
    return hits, used


@compiled
def _long_text(
    characters: Characters, passes: Passes, words: U32, rules: Rules, scratch: Scratch,
    data: U8, begin: Whole, stop: Whole, text: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole]:  # fmt: skip
    """Scan one text in windows that overlap; a hit belongs to the window its beginning lies in."""
    at, place, count, low = begin, ZERO, ZERO, ZERO
    scratch.texts[:] = text
    while hits != FULL:
        at, place, count = decode(characters, data, begin, at, stop, place, scratch, count, _FULL_BLOCK)
        high = count if at >= stop else count - OVERLAP
        hits, used = _block(characters, passes, words, rules, scratch, low, high, count, found, hits, used)
        if at >= stop:
            break
        kept = high - BEHIND
        for number in range(kept, count):
            scratch.entries[number - kept] = scratch.entries[number]
            scratch.places[number - kept] = scratch.places[number]
        count -= kept
        low = _BEHIND
    return hits, used


@compiled
def _fill(
    characters: Characters, offsets: I64, data: U8, text: Whole, last: Whole, scratch: Scratch
) -> tuple[Whole, Whole]:
    """Decode whole texts, a symbol 0 after each; returns (first text left out, characters)."""
    count = ZERO
    while text < last:
        begin, stop = offsets[text], offsets[text + 1]
        at, _, filled = decode(characters, data, begin, begin, stop, ZERO, scratch, count, _FULL_BLOCK)
        if at < stop or filled >= BLOCK:
            break
        scratch.texts[count : filled + 1] = text
        scratch.entries[filled] = _NONE
        scratch.places[filled] = -1
        count = filled + 1
        text += 1
    return text, count


@compiled
def scan_texts(
    characters: Characters, passes: Passes, words: U32, rules: Rules, scratch: Scratch,
    offsets: I64, data: U8, first: Whole, last: Whole, found: Found, hits: Whole, used: Whole,
) -> tuple[Whole, Whole, Whole]:  # fmt: skip
    """Scan texts ``first:last`` of an Arrow string array; returns (texts done up to, hits, relations used).

    Where the room in ``found`` ends, the texts of the unfinished block are left for a second call.
    """
    text = first
    while text < last:
        upto, count = _fill(characters, offsets, data, text, last, scratch)
        if upto > text:
            more, filled = _block(characters, passes, words, rules, scratch, ZERO, count, count, found, hits, used)
        else:
            upto = text + 1
            more, filled = _long_text(
                characters, passes, words, rules, scratch, data, offsets[text], offsets[upto], text,
                found, hits, used,
            )  # fmt: skip
        if more == FULL:
            found.per_text[text:upto] = 0
            return text, hits, used
        text, hits, used = upto, more, filled
    return text, hits, used
