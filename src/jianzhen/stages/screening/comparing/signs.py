"""How a sign is like a mark, whatever it is used for: the closest of all ways that are known here (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jianzhen.stages.screening.comparing.alignment import MAX_TEXT, align
from jianzhen.stages.screening.comparing.hanzi import by_change, by_length, by_order, by_steps
from jianzhen.stages.screening.comparing.latin import MAX_LETTERS, liken_latin, plain_letters
from jianzhen.stages.screening.comparing.words import Describing
from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.engine.marks import is_weak

Level = Literal["identical", "confusing", "none"]
IDENTICAL: Final = 4.0
_COMPOSITE: Final = -0.6
_BARE: Final = -0.3
_WEAK_CORE: Final = -1.4
_REVERSE: Final = -0.5
_WORDS: Final = re.compile(r"[^\W_]+", re.UNICODE)
MAX_MARK_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is compared: as given, folded, without descriptive words, and its parts if it is a composite."""

    original: str
    folded: str
    bare: str
    parts: tuple[str, ...]

    @property
    def is_latin(self) -> bool:
        """Say whether the mark holds no Chinese character."""
        return not any(map(is_han, self.folded))


@dataclass(frozen=True, slots=True)
class Alike:
    """How a sign is like a mark: reason code, bits, level of the signs alone, and what was written (folded)."""

    code: str
    bits: float
    level: Level
    written: str


def read_mark(text: str, describing: Describing) -> Mark:
    """Return a mark ready to be compared; a composite's parts are its Chinese and its Latin half."""
    folded = fold_text(text)
    bare = describing.cover(folded[:MAX_TEXT]).trimmed() if len(folded) <= MAX_TEXT else folded
    halves = (
        "".join(one for one in folded if is_han(one)),
        "".join(one for one in folded if one.isascii() and one.isalpha()),
    )
    composite = len(halves[0]) > 1 and len(halves[1]) > 3
    return Mark(text, folded, bare if len(bare) > 1 else folded, halves if composite else ())


def liken(sign: str, mark: Mark, describing: Describing) -> Alike | None:
    """Return the closest way in which a folded sign is like a mark; None if it is like it in none."""
    if not sign or not mark.folded:
        return None
    if sign == mark.folded:
        return Alike("pair.identical", IDENTICAL, "identical", sign)
    return max(_ways(sign, mark, describing), key=lambda one: one.bits, default=None)


def _ways(sign: str, mark: Mark, describing: Describing) -> Iterator[Alike]:
    bare = describing.cover(sign).trimmed() if len(sign) <= MAX_TEXT else sign
    yield from _changed(sign, mark.folded)
    if bare and bare == mark.bare and len(bare) > 1 and not describing.is_common(bare):
        yield Alike(
            "pair.contains",
            IDENTICAL + (_WEAK_CORE if is_weak(bare) and bare != mark.folded else _BARE),
            "confusing",
            bare,
        )
    elif (bare, mark.bare) != (sign, mark.folded):
        yield from (_less(one, _BARE) for one in _changed(bare, mark.bare))
    yield from _guess(bare, mark.bare)
    yield from _words_reordered(sign, mark)
    for part in mark.parts:
        if sign == part:
            yield Alike("pair.part", 2.4, "confusing", sign)
        yield from (_less(one, _COMPOSITE) for one in (*_changed(sign, part), *_guess(sign, part)))


def _less(alike: Alike, bits: float) -> Alike:
    return Alike(alike.code, alike.bits + bits, "confusing", alike.written)


def _changed(sign: str, mark: str) -> Iterator[Alike]:
    """The disguises: Latin letters, then character by character, the mark as pinyin of the sign, another order."""
    latin = liken_latin(sign, mark) if len(sign) <= MAX_LETTERS else None
    if latin:
        yield Alike(latin.code, latin.bits, "confusing", sign)
    read = plain_letters(sign) if len(sign) <= MAX_TEXT else sign
    for written, meant, loss in ((sign, mark, 0.0), (read, mark, -0.3), (mark, sign, _REVERSE)):
        if loss == _REVERSE and not (mark.isascii() and any(map(is_han, sign))):
            continue
        found = align(written, meant)
        if found and found.changed:
            hanzi = by_steps(found, written, meant)
            yield Alike(hanzi.code, hanzi.bits + loss, "confusing", sign)
    if order := by_order(sign, mark):
        yield Alike(order.code, order.bits, "confusing", sign)


def _guess(sign: str, mark: str) -> Iterator[Alike]:
    """Signs that differ in a whole character: only compared without their descriptive words."""
    for found in (by_change(sign, mark), by_length(sign, mark)):
        if found:
            yield Alike(found.code, found.bits, "confusing", sign)


def _words_reordered(sign: str, mark: Mark) -> Iterator[Alike]:
    """Words of a Latin mark in another order: the sign holds exactly its words."""
    words = [fold_text(one) for one in _WORDS.findall(mark.original)[: MAX_MARK_WORDS + 1]]
    if not mark.is_latin or not 1 < len(words) <= MAX_MARK_WORDS or sorted(sign) != sorted(mark.folded):
        return
    rest = sign
    for word in sorted(words, key=len, reverse=True):
        head, found, tail = rest.partition(word)
        if not found:
            return
        rest = f"{head} {tail}"
    if not rest.strip():
        yield Alike("pair.reordered", 1.9, "confusing", sign)
