"""How a text reads as ordinary language, so that a mark in disguise can be told from an accident.

Two readings of the same characters are held against each other, in bits. As ordinary language a text is a row of
words, each as dear as it is rare; a word does not reach over a gap. As a disguise it is words, then a mark written
otherwise, then words. What the first reading costs more than the second is the evidence: 雪怜花 is three strange words
or one disguised name; 红茶子 before 弟 is everyday language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from jianzhen.stages.screening.engine.folding import Folded, is_han
from jianzhen.stages.screening.engine.wordtable import Bits, WordTable, read, read_each

KNOWN_MARK: Final = 19.0
"""Bits of a mark that stands as registered, of three characters or more: another name, no disguise."""
WHOLE: Final = 400
"""Folded characters up to which a text is read whole; of a longer one only what surrounds a match."""
AROUND: Final = 24
CUT: Final = 6.0
"""Bits by which a reading with a word's end at a place must be worse for the place to lie inside a word."""


class Reading:
    """The ordinary reading of a part of a text.

    Args:
        low: where the part begins among the folded characters, less where its bits begin in ``before``.
        before, after: the least bits of its beginnings and ends (``wordtable.read``), or of many texts in one row.
        least: the bits of the whole part.
    """

    __slots__ = ("_after", "_before", "_least", "_low")

    def __init__(self, low: int, before: Bits, after: Bits, least: float) -> None:
        self._low, self._before, self._after, self._least = low, before, after, least

    def gain(self, start: int, end: int) -> float:
        """Return the bits that the characters ``start:end`` cost as ordinary language, -inf where they cut a run."""
        return self._least - self._before[start - self._low] - self._after[end - self._low]

    def cuts(self, start: int, end: int) -> bool:
        """Say whether ``start:end`` begins or ends inside a word of the ordinary reading."""
        before, after, most = self._before, self._after, self._least + CUT
        start, end = start - self._low, end - self._low
        return before[start] + after[start] > most or before[end] + after[end] > most


class Readings:
    """Readings of one text: made once where they are first needed, whole or around a match.

    Args:
        folded: the text.
        words: what words cost.
        whole: the reading of the whole text without registered names, where it was made with others'.
    """

    def __init__(self, folded: Folded, words: WordTable, whole: Reading | None = None) -> None:
        self._folded, self._words = folded, words
        self._plain: dict[tuple[int, int], Reading] = {(0, len(folded.plain)): whole} if whole else {}
        self._named: dict[tuple[int, int], Reading] = {}

    def plain(self, start: int, end: int) -> Reading:
        """Return the reading around ``start:end`` without registered names."""
        return self._made(self._plain, start, end, ())

    def named(self, start: int, end: int, known: Collection[tuple[int, int]]) -> Reading:
        """Return the reading around ``start:end`` in which ``known`` names are words; the same ones at every call."""
        return self._made(self._named, start, end, known) if known else self.plain(start, end)

    def _made(
        self, kept: dict[tuple[int, int], Reading], start: int, end: int, known: Iterable[tuple[int, int]]
    ) -> Reading:
        part = self._part(start, end)
        if part not in kept:
            low, high = part
            names = [(first - low, last - low, KNOWN_MARK) for first, last in known if low <= first and last <= high]
            folded = self._folded
            before, after = read(self._words, folded.plain[low:high], folded.positions[low:high], names)
            kept[part] = Reading(low, before, after, before[-1])
        return kept[part]

    def _part(self, start: int, end: int) -> tuple[int, int]:
        size = len(self._folded.plain)
        if size <= WHOLE:
            return 0, size
        return _clear(self._folded, max(0, start - AROUND), -1), _clear(self._folded, min(size, end + AROUND), 1)


def readings_of(texts: Sequence[Folded], words: WordTable) -> list[Readings]:
    """Return the readings of many texts; those that are read whole are read in one go."""
    whole = [folded for folded in texts if 0 < len(folded.plain) <= WHOLE]
    before, after, starts = read_each(words, [folded.plain for folded in whole], [folded.positions for folded in whole])
    read_whole = {
        id(folded): Reading(-start, before, after, before[start + len(folded.plain)])
        for folded, start in zip(whole, starts, strict=True)
    }
    return [Readings(folded, words, read_whole.get(id(folded))) for folded in texts]


def _clear(folded: Folded, place: int, step: int) -> int:
    """Return the next place where no run of Latin letters or digits is cut, at most as many characters away."""
    text = folded.plain
    for at in range(place, place + step * AROUND, step):
        if at <= 0 or at >= len(text):
            return max(0, min(at, len(text)))
        if is_han(text[at - 1]) or is_han(text[at]):
            return at
    return place
