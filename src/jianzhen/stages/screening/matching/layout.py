"""The shapes that cross into compiled code: symbols, packed characters, indexes, scratch, results.

A symbol is a number under 2¹⁸: a folded code point (all that Unicode has assigned and that folding keeps lies under
:data:`CODES`) or, in the sound view, ``CODES`` + number of a class of syllables, or
``TONES`` + number of a syllable × 8 + tone (``TYPED_TONE`` for one typed in Latin letters). Symbol 0 parts texts and
is in no mark.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

I8: TypeAlias = npt.NDArray[np.int8]
U8: TypeAlias = npt.NDArray[np.uint8]
U16: TypeAlias = npt.NDArray[np.uint16]
U32: TypeAlias = npt.NDArray[np.uint32]
U64: TypeAlias = npt.NDArray[np.uint64]
I32: TypeAlias = npt.NDArray[np.int32]
I64: TypeAlias = npt.NDArray[np.int64]

Whole: TypeAlias = Any
Truth: TypeAlias = Any
whole: Final[Any] = np.int64
"""Numbers in compiled code are machine numbers whatever Python type they seem to have, which the stubs of numpy do
not describe: whole numbers and truth values are named by these and not checked; arrays and tuples are."""

ZERO: Final[Any] = whole(0)
"""Nought as a machine number: a literal would have every function that is given it compiled once more."""
CODES: Final = 0x32400
"""First code point without an entry: above lie tags, variation selectors and private use, which fold to nothing."""
TONES: Final = CODES + 1024
"""First symbol of a syllable with its tone; below lie the classes of syllables."""
TYPED_TONE: Final = 7
LONGEST: Final = 64
"""Folded characters of the longest mark that is indexed; longer ones are set aside and counted."""
LONGEST_KEY: Final = 34
"""Symbols of a key that are hashed; the rest of a longer one is compared only."""
MOST_SYMBOLS: Final = 3 * LONGEST
"""Symbols of the longest key: every character taken apart into three."""
LONGEST_RUN: Final = 24
"""Latin letters of a run that is still tried as pinyin: four of the longest syllables, six common ones."""

MASK: Final = np.uint64((1 << 18) - 1)
TO_SHAPE: Final = np.uint64(18)
TO_SOUND: Final = np.uint64(36)
DROPPED: Final = np.uint64(1 << 54)
SPECIAL: Final = np.uint64(1 << 55)
LETTER: Final = np.uint64(1 << 56)
FLAGS: Final = DROPPED | SPECIAL

EXACT, SOUND, SHAPE, INITIALS, EDITED = map(whole, range(5))
VIEWS: Final = ("exact", "sound", "shape", "initials", "edit")
SAME, LEET, TONE, HEARD, MERGED, TYPED, GLYPH, PARTS, INITIAL = map(whole, range(9))
NEAR_GLYPH, FAR_GLYPH, OTHER, EDIT = map(whole, range(9, 13))
RELATIONS: Final = (
    "same", "leet", "tone", "sound", "merged", "pinyin", "glyph", "parts", "initial",
    "near_glyph", "far_glyph", "other", "edit",
)  # fmt: skip
"""How a character of a mark is written. ``glyph``, ``near_glyph``, ``far_glyph`` and ``other`` are four grades of
likeness of another Chinese character in its place, from nearly equal to none; ``edit``: one letter of a Latin mark
replaced, left out, put in or swapped with the next."""

NUMBERS: Final = 128
"""Numbers of what a character looks like (see ``likeness``)."""
GRADES: Final = ("glyph", "near_glyph", "far_glyph", "other")
"""Grades of likeness, the closest first; a rule names the loosest that counts by its place here + 1, none by 0."""

FORM_PLAIN, FORM_SPELLED, FORM_ALL, FORM_INITIALS = map(whole, (0, 253, 254, 255))
"""Forms of a key: character by character; the syllables that a Latin mark spells; all that can be taken apart is;
initials. 1…64 + 256 × way: that one character is taken apart in that way."""
FORM: Final = np.uint64(0xFFFF)
WORD: Final = np.uint64(17)
"""A posting is the word of its mark << ``WORD`` | form << 1 | 1 for the last of its key."""


class Characters(NamedTuple):
    """What is known of single characters; rows of ragged tables as ``…_at[i]:…_at[i + 1]``.

    ``packed[code]``: folded symbol, shape symbol, sound symbol with tone (18 bits each), flags; for a special
    character the first field is its row in ``unfold`` and the second a letter it may stand for.
    ``heard``: readings as syllable × 8 + tone; ``classes``: the sound symbols of all readings, the commonest first.
    ``syllable_class``: merged class of a syllable; ``class_of``: sound symbol of syllable × 8 + tone.
    ``initial``: first letter of the commonest reading, 0 for none. ``rows``: groups of look-alikes a character is in.
    ``faces``: the other shape symbols it may be written with. ``ways``: rows of ``parts``, one for each way to take it
    apart; ``parts``: the shape symbols of one way. ``likeness_row``: row of a character in ``likeness`` (numbers of
    what it looks like, row 0 for those without); ``bounds``: least inner products of the grades of likeness.
    ``steps``/``ends``: the automaton of typed pinyin (26 letters a row; sound symbol with tone, or 0).
    """

    packed: U64
    unfold_at: U32
    unfold: U32
    heard_at: U32
    heard: U16
    classes_at: U32
    classes: U32
    syllable_class: U16
    class_of: U32
    initial: U8
    rows_at: U32
    rows: U16
    faces_at: U32
    faces: U32
    ways_at: U32
    parts_at: U32
    parts: U32
    likeness_row: U16
    likeness: I8
    bounds: I64
    steps: U16
    ends: U32


class Index(NamedTuple):
    """One pass: its filters, keys and marks.

    ``pairs``: two bits a pair of symbols (begins a key of two, a longer key); ``triples``: a bit a triple;
    ``no_twos``: no key is of two symbols; ``lengths``: check of a triple (32 bits) and the lengths behind it, where
    ``length_pilots`` send it. ``slots``: check (32 bits) and first posting + 1, where ``pilots`` send the key (see
    ``placing``). ``posts``: see :data:`WORD`.
    """

    pairs: U8
    pair_shift: np.uint64
    triples: U8
    triple_shift: np.uint64
    no_twos: np.uint64
    length_pilots: U16
    lengths: U64
    pilots: U16
    slots: U64
    posts: U64


class Sparse(NamedTuple):
    """A pass whose keys are few symbols of a mark: a filter of one bit a key, keys and marks.

    ``posts``: word of the mark × 2²⁷ + one character code × 2⁹ + a number below 128 × 2 + 1 for the last.
    """

    bits: U8
    shift: np.uint64
    pilots: U16
    slots: U64
    posts: U64


class Passes(NamedTuple):
    """All passes: as written, heard, heard of marks of two, one character apart, Latin marks one edit apart."""

    written: Index
    heard: Index
    close: Index
    near: Sparse
    edited: Sparse


class Rules(NamedTuple):
    """Least lengths in characters, whether only near hits are kept, and how many hits one text may give.

    ``alike_three``, ``alike_longer``: the loosest grade of likeness of one changed character (:data:`GRADES`).
    """

    min_exact: int
    min_sound: int
    min_shape: int
    min_initials: int
    min_leet: int
    near: int
    limit: int
    min_edit: int
    min_spelled: int
    alike_three: int
    alike_longer: int


class Scratch(NamedTuple):
    """Room for one block of texts: characters, where they stand, the two passes' symbols, hashes and candidates."""

    entries: U64
    places: I32
    texts: I32
    sounds: U32
    tones: U32
    heard_from: I32
    hashes: U64
    first: I32
    second: I32
    where: I32
    hash: U64
    key: I64
    room: I64
    chosen: U8
    fewest: I64
    spelled: U32


class Found(NamedTuple):
    """Hits as they are found: (text, start, end), mark, view, where its relations begin and how many they are."""

    text: I32
    start: I32
    end: I32
    mark: U32
    way: U8
    relations_at: I64
    relations_count: U8
    relations: U8
    per_text: I32
