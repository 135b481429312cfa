"""Words that describe rather than distinguish: what stands around a mark, and what a sign is without them (pure)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.company import form_words, region_names, trade_words
from jianzhen.stages.screening.engine.folding import Folded, fold_text, is_han
from jianzhen.stages.screening.engine.view import stands_free
from jianzhen.stages.screening.engine.words import Spans, ordinary_words

Sense = Literal["fits", "repair", "resale", "compare", "denial", "place", "claim", "jargon", "plain"]
Side = Literal["before", "after", "any"]
_TABLE: Final = Path(__file__).resolve().parent / "tables" / "words.csv"
_MODEL: Final = re.compile(r"[a-z]{0,3}\d+[a-z\d]{0,6}|\d+")
"""Quantities and models (250g, x9, v580): a short run of letters and digits that holds a digit."""
_LONGEST_GOODS: Final = 10
_LONGEST_NAME: Final = 240
REACH: Final[Mapping[Side, int]] = {"before": 4, "after": 6, "any": 10_000}
"""Characters between a word and the mark it speaks of."""


class Word(NamedTuple):
    """A word of the table: folded, what it says of a mark beside it, and on which side it must stand."""

    text: str
    sense: Sense
    side: Side


class Heard(NamedTuple):
    """A word found in a folded text, span ``[start, end)``."""

    word: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cover:
    """Which characters of a folded text are described: True where a descriptive word or a quantity stands."""

    text: str
    described: Sequence[bool]

    def rest(self, start: int, end: int) -> str:
        """Return the characters outside ``[start, end)`` that nothing describes."""
        return "".join(
            one for place, one in enumerate(self.text) if not start <= place < end and not self.described[place]
        )

    def trimmed(self) -> str:
        """Return the text without described characters at its ends; empty if all of it is described."""
        left, right = 0, len(self.text)
        while left < right and self.described[left]:
            left += 1
        while right > left and self.described[right - 1]:
            right -= 1
        return self.text[left:right]


class Describing:
    """Finds descriptive words; built once.

    Args:
        goods: folded goods words.
    """

    def __init__(self, goods: Iterable[str]) -> None:
        goods = frozenset(goods)
        sources = (
            goods,
            trade_words(),
            form_words(),
            region_names(),
            (word.text for word in table() if word.sense not in _SPEAKS),
        )
        self._words = sorted({word for source in sources for word in source if word})
        self._automaton = Automaton(self._words)
        self.goods = goods

    def is_generic(self, text: str) -> bool:
        """Say whether a folded text is nothing but goods words and models (绿茶, v580, 女包a5)."""
        rest = _MODEL.sub("", text)
        while rest:
            length = next(
                (size for size in range(min(_LONGEST_GOODS, len(rest)), 0, -1) if rest[:size] in self.goods), 0
            )
            if not length:
                return False
            rest = rest[length:]
        return bool(text)

    def is_common(self, name: str) -> bool:
        """Say whether a folded name is made of regions, trades, forms and describing words only, and so nobody's.

        A single goods word (小米) or a number (360) may be a mark for other goods; of single characters only a
        last 店 or 厂 describes.
        """
        if name in self.goods or _MODEL.fullmatch(name):
            return False
        described = self._covered(name[:_LONGEST_NAME], [])
        return all(described[:-1]) and (described[-1:] == [True] or name[-1:] in form_words())

    def cover(self, folded: str) -> Cover:
        """Return which characters of a folded text are described.

        Single characters (茶, 斤, 款) describe only beside what is described already, and goods (茶) at the end.
        """
        singles: list[int] = []
        described = self._covered(folded, singles)
        last = len(folded) - 1
        for place in (*singles, *reversed(singles)):
            ends = place == last and folded[place] in self.goods and last > 1
            beside = described[max(0, place - 1) : place] == [True] or described[place + 1 : place + 2] == [True]
            described[place] = described[place] or ends or beside
        return Cover(folded, described)

    def _covered(self, folded: str, singles: list[int]) -> list[bool]:
        """Return what words of two and more characters describe; add the places of single ones to ``singles``."""
        described = [False] * len(folded)
        for start, end in self._spans(folded):
            if end - start == 1 and is_han(folded[start]):
                singles.append(start)
            else:
                described[start:end] = [True] * (end - start)
        return described

    def _spans(self, folded: str) -> Iterator[tuple[int, int]]:
        for found in _MODEL.finditer(folded):
            yield found.span()
        for start, end, _ in self._automaton.scan(folded):
            if not _cuts_latin(folded, start, end):
                yield start, end


def word_spans(folded: str) -> Spans:
    """Return the spans of all ordinary words in a folded text."""
    return Spans((start, end) for start, end, _ in _ordinary().scan(folded))


@cache
def _ordinary() -> Automaton:
    return Automaton(sorted(ordinary_words()))


def _cuts_latin(folded: str, start: int, end: int) -> bool:
    left = start > 0 and _is_letter(folded[start]) and _is_letter(folded[start - 1])
    return left or (end < len(folded) and _is_letter(folded[end - 1]) and _is_letter(folded[end]))


def _is_letter(one: str) -> bool:
    return one.isascii() and one.isalpha()


def heard(text: Folded, start: int, end: int) -> Iterator[Heard]:
    """Yield the table's words that speak of a mark at folded ``[start, end)``: free, on their side and near enough."""
    machine, words = _machine()
    for left, right, number in machine.scan(text.plain):
        if left < end and right > start:
            continue
        if text.plain[left].isascii() and not stands_free(text, left, right):
            continue
        for word in words[number]:
            near = {"before": 0 <= start - right <= REACH["before"], "after": 0 <= left - end <= REACH["after"]}
            if near.get(word.side, True):
                yield Heard(word, left, right)


@cache
def _machine() -> tuple[Automaton, tuple[tuple[Word, ...], ...]]:
    by_text: dict[str, list[Word]] = {}
    for word in table():
        if word.sense != "plain":
            by_text.setdefault(word.text, []).append(word)
    return Automaton(list(by_text)), tuple(tuple(words) for words in by_text.values())


@cache
def table() -> tuple[Word, ...]:
    """Return every word of the table."""
    senses: Mapping[str, Sense] = {one: one for one in _SENSES}
    sides: Mapping[str, Side] = {one: one for one in REACH}
    with _TABLE.open(encoding="utf-8", newline="") as source:
        return tuple(
            Word(fold_text(row["word"]), senses[row["sense"]], sides[row["side"]]) for row in csv.DictReader(source)
        )


_SPEAKS: Final = frozenset({"denial", "compare"})
"""Senses whose words say something and describe nothing: 非凡 is not 凡 with a word before it."""
_SENSES: Final[tuple[Sense, ...]] = (
    "fits",
    "repair",
    "resale",
    "compare",
    "denial",
    "place",
    "claim",
    "jargon",
    "plain",
)
