"""Where and how a text uses a mark: as its sign, inside a name, among descriptive words, or not as a mark at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jianzhen.stages.screening.comparing.alignment import MAX_TEXT, find
from jianzhen.stages.screening.comparing.hanzi import by_steps
from jianzhen.stages.screening.comparing.signs import Alike, Mark, liken
from jianzhen.stages.screening.comparing.words import Cover, Describing, word_spans
from jianzhen.stages.screening.engine.company import is_region, parse
from jianzhen.stages.screening.engine.folding import Folded, fold, fold_text, is_han
from jianzhen.stages.screening.engine.view import stands_free
from jianzhen.stages.screening.engine.words import Spans

MAX_PLACES: Final = 32
"""Occurrences of the mark in one text that are looked at."""
MAX_SEGMENTS: Final = 24
_SEGMENTS: Final = re.compile(r"[\s,，;；/|。()（）\[\]【】「」『』《》<>:：!！?？、+]+")
_LEVELS: Final = re.compile(r"省|市(?![场集])|区|县|镇|乡|村(?!民[^宿])|街道|大道|路|街(?!坊)")
_CUTTABLE: Final = 3
_SOLID: Final = 3
"""Characters from which a mark inside a longer text is taken for itself and not for an accident."""
_LATIN_SOLID: Final = 4


GUESSES: Final = frozenset({"pair.one_changed", "pair.one_more", "pair.one_less", "pair.first_differs", "pair.meaning"})
"""Ways of being alike that say nothing where the mark itself stands in the text, whatever it stands there for."""


@dataclass(frozen=True, slots=True)
class Found:
    """One use of a mark: how the sign is like it, span of the folded text, and what nothing describes around it."""

    alike: Alike
    start: int
    end: int
    rest: str = ""


class Text:
    """A text as it is searched for a mark: folded, its ordinary words, what describes, its segments.

    Args:
        original: the text, bounded by the caller.
        describing: the descriptive words.
    """

    def __init__(self, original: str, describing: Describing) -> None:
        self.original = original
        self.folded: Folded = fold(original)
        self.plain = self.folded.plain
        self.cover: Cover = describing.cover(self.plain)
        self.words: Spans = word_spans(self.plain)
        self._describing = describing

    def signs(self) -> Iterator[tuple[str, float]]:
        """Yield what the text may use as its sign, folded, and bits lost for having been cut out of it."""
        yield self.plain, 0.0
        if self.plain != (trimmed := self.cover.trimmed()):
            yield trimmed, -0.1
        parts = parse(self.original)
        if parts.core and parts.core != self.plain:
            yield parts.core, -0.2
        segments = [one for one in _SEGMENTS.split(self.original[:MAX_TEXT]) if one][:MAX_SEGMENTS]
        for segment in segments if len(segments) > 1 else ():
            folded = fold_text(segment)
            yield folded, -0.3
            yield self._describing.cover(folded).trimmed(), -0.4


def uses(text: Text, mark: Mark, describing: Describing) -> Found | None:
    """Return the use of a mark that a text most likely makes; None if it makes none."""
    if not mark.folded:
        return None
    signs, inside = list(_as_sign(text, mark, describing)), list(_inside(text, mark, describing))
    if inside:
        signs = [one for one in signs if one.alike.code not in GUESSES]
    found = [*signs, *inside, *([] if inside else _disguised(text, mark))]
    return max(found, key=lambda one: one.alike.bits, default=None)


def _as_sign(text: Text, mark: Mark, describing: Describing) -> Iterator[Found]:
    for sign, loss in dict(reversed(list(text.signs()))).items():
        alike = liken(sign, mark, describing)
        if alike and not _is_only_described(alike, mark, describing):
            start = max(0, text.plain.find(alike.written))
            yield Found(_in_full(alike, loss, text, sign, describing), start, start + len(alike.written))


def _in_full(alike: Alike, loss: float, text: Text, sign: str, describing: Describing) -> Alike:
    """A sign cut out of its text is no longer the whole of it, unless only its generic name was cut off."""
    bits = alike.bits + loss
    if sign == text.plain or alike.level != "identical":
        return Alike(alike.code, bits, alike.level, alike.written)
    before, _, after = text.plain.partition(sign)
    if describing.is_generic(before + after):
        return Alike("pair.generic_added", bits, "identical", text.plain)
    return Alike("pair.contains", bits - 0.6, "confusing", alike.written)


def _is_only_described(alike: Alike, mark: Mark, describing: Describing) -> bool:
    """Two generic names (成都糕点店, 杭州糕点店) share what neither owns; a disguise of one is still a disguise."""
    return alike.code in {*GUESSES, "pair.contains", "pair.generic_added"} and describing.is_common(mark.folded)


def _inside(text: Text, mark: Mark, describing: Describing) -> Iterator[Found]:
    """The mark as written, somewhere in a longer text."""
    for name in dict.fromkeys((mark.folded, mark.bare)):
        if name == text.plain or describing.is_common(name):
            continue
        for start in _places(text.plain, name):
            end = start + len(name)
            if stands_free(text.folded, start, end):
                yield Found(_contained(text, name, start, end, describing), start, end, text.cover.rest(start, end))
            elif name.isascii() and len(name) >= _LATIN_SOLID + 1:
                yield Found(_joined_latin(text, name, start, end), start, end)


def _places(text: str, name: str) -> Iterator[int]:
    start = text.find(name)
    for _ in range(MAX_PLACES):
        if start < 0:
            return
        yield start
        start = text.find(name, start + 1)


def _contained(text: Text, name: str, start: int, end: int, describing: Describing) -> Alike:
    written = text.plain[start:end]
    if _is_place(text, start, end):
        return Alike("pair.place", -3.0, "none", written)
    if _is_word_part(text, start, end):
        return Alike("pair.word_part", -3.5, "none", text.plain[max(0, start - 4) : end + 4])
    rest = text.cover.rest(start, end)
    solid = name not in describing.goods and len(name) >= (_LATIN_SOLID if name.isascii() else _SOLID)
    if not rest:
        generic = describing.is_generic(text.plain[:start] + text.plain[end:])
        return Alike("pair.generic_added" if generic else "pair.contains", 3.0 if solid else 2.4,
                     "identical" if generic else "confusing", written)  # fmt: skip
    return Alike("pair.contains", _around(text, start, end, solid=solid), "confusing", written)


_NEAR: Final = 20
"""Characters around a mark that say what it stands among."""


def _around(text: Text, start: int, end: int, *, solid: bool) -> float:
    """Bits of a mark among other words: more where everyday words stand apart from it, less where they coin a name."""
    around = range(max(0, start - _NEAR), min(len(text.plain), end + _NEAR))
    bare = [one for one in around if not start <= one < end and not text.cover.described[one]]
    coined = [one for one in bare if not text.words.covers(one, one + 1)]
    glued = any(_is_glued(text.plain, one, start, end) for one in coined)
    bits = 2.6 if not coined else 1.9 if not glued or len(coined) == 1 else 1.3
    return bits if solid else bits - (1.0 if not coined else 1.8 if glued else 1.4)


def _is_glued(text: str, place: int, start: int, end: int) -> bool:
    """Say whether a character stands right beside the mark in its own script: anta beside 安踏 is another word."""
    beside = start if place == start - 1 else end - 1 if place == end else None
    return beside is not None and is_han(text[place]) == is_han(text[beside])


def _is_place(text: Text, start: int, end: int) -> bool:
    """The name with a level of place after it (青岩镇), or a region's name after a larger one (武汉市青山区)."""
    after, before = text.plain[end : end + 4], text.plain[:start]
    name = text.plain[start:end]
    if _LEVELS.match(after) and all(map(is_han, name)):
        return is_region(name) or any(is_region(before[-size:]) for size in (2, 3, 4)) or bool(after[:1] in "镇乡县村")
    return False


def _is_word_part(text: Text, start: int, end: int) -> bool:
    name = text.plain[start:end]
    if not all(map(is_han, name)):
        return False
    if len(name) <= _CUTTABLE and (text.words.crosses(start, end) or text.words.covers_more(start, end)):
        return True
    return text.words.covers_more(start, end)


def _joined_latin(text: Text, name: str, start: int, end: int) -> Alike:
    """A Latin mark grown into a longer Latin word: with a shop's word joined (nameshop), or another coined word."""
    left, right = start, end
    while left > 0 and text.plain[left - 1].isascii() and text.plain[left - 1].isalpha():
        left -= 1
    while right < len(text.plain) and text.plain[right].isascii() and text.plain[right].isalpha():
        right += 1
    added = text.plain[left:start] + text.plain[end:right]
    if added in _JOINED:
        return Alike("pair.contains", 2.8, "confusing", text.plain[left:right])
    heavy = left == start and len(added) <= len(name) // 2
    return Alike("pair.contains", 1.2 if heavy else -0.5, "confusing", text.plain[left:right])


_JOINED: Final = frozenset(
    {
        "shop", "store", "outlet", "official", "online", "mall", "china", "cn", "sale", "deals", "brand", "bag", "bags",
        "shoe", "shoes", "tea", "cafe", "home", "pro", "plus", "max", "mini", "group", "global", "world", "life",
        "kids", "men", "women", "sport", "sports", "club", "direct", "factory", "the", "my", "new",
    }
)  # fmt: skip


def _disguised(text: Text, mark: Mark) -> Iterator[Found]:
    """The mark with characters changed, somewhere in a longer text: only marks of three characters and more."""
    for name in dict.fromkeys((mark.bare, *(part for part in mark.parts if is_han(part[0])))):
        if len(name) < _SOLID or not any(map(is_han, name)):
            continue
        found = find(text.plain, name)
        if not found or (found.start == 0 and found.end == len(text.plain)):
            continue
        written = text.plain[found.start : found.end]
        changed = [step for step in found.steps if step.way != "same"]
        if all(text.words.covers(step.start, step.end) for step in changed) and written.isalpha():
            continue
        if any(one.isascii() for one in written) and not stands_free(text.folded, found.start, found.end):
            continue
        hanzi = by_steps(found, written, name)
        rest = text.cover.rest(found.start, found.end)
        loss = 0.3 if not rest else 0.9 if len(name) > _SOLID or len(changed) == 1 else 1.6
        yield Found(Alike(hanzi.code, hanzi.bits - loss, "confusing", written), found.start, found.end, rest)
