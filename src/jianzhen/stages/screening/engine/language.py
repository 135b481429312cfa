"""How ordinary a run of characters is: pairs counted over the register, and known words.

A register of many names is itself a sample of the language: the pair 运动 stands in hundreds of marks, 师付 in none.
A real disguise leaves a pair that nobody writes; an accident leaves everyday language. With few marks the counts say
nothing and only the word list speaks, and then accidents are few too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from jianzhen.stages.screening.engine.folding import is_han
from jianzhen.stages.screening.engine.words import ordinary_words


def _triples(marks: Iterable[str]) -> Iterator[int]:
    """Yield every three characters in a row as one number: 21 bits hold any code point."""
    for mark in marks:
        for place in range(len(mark) - 2):
            yield ord(mark[place]) << 42 | ord(mark[place + 1]) << 21 | ord(mark[place + 2])


class Language:
    """Pair counts of a register.

    Args:
        marks: folded marks.
    """

    def __init__(self, marks: Iterable[str]) -> None:
        kept = [mark for mark in marks if len(mark) > 1]
        self._pairs = Counter(mark[place : place + 2] for mark in kept for place in range(len(mark) - 1))
        self._frames = Counter(mark[0] + mark[2] for mark in kept if len(mark) == 3)
        self._all = "\n".join(kept)
        self._triples = np.unique(np.fromiter(_triples(kept), dtype=np.int64))
        self._seen = 1 + len(kept) // 100_000
        self._common = 3 + len(kept) // 40_000

    def count(self, pair: str) -> int:
        """Return how often a pair stands in the register; a known word counts as common."""
        return max(self._pairs.get(pair, 0), self._common if pair in ordinary_words() else 0)

    def is_common(self, pair: str) -> bool:
        """Say whether a pair is everyday language."""
        return self.count(pair) >= self._common

    def is_common_frame(self, mark: str, changed: int) -> bool:
        """Say whether what is left of a three-character mark without one character is everyday language (安全-屋)."""
        if changed == 1:
            return self._frames[mark[0] + mark[2]] >= self._common
        return self.is_common(mark[1:] if changed == 0 else mark[:2])

    def is_known(self, text: str) -> bool:
        """Say whether some mark holds ``text``: then it is a word of the language or another's name."""
        if len(text) < 3:
            return text in self._pairs
        code = next(_triples([text]))
        place = int(np.searchsorted(self._triples, code))
        found = place < len(self._triples) and int(self._triples[place]) == code
        return found and (len(text) == 3 or text in self._all)

    def is_natural(self, text: str, start: int, end: int, changed: Iterable[int]) -> bool:
        """Say whether the text reads naturally where it differs from a mark it sounds like.

        ``changed`` are the places in ``text`` that differ. Natural is a place whose pairs inside the span are all
        known, or whose pair with the character outside the span is better known than those inside.
        """
        return self._cuts(text, start, end) or all(self._reads_on(text, start, end, place) for place in changed)

    def _cuts(self, text: str, start: int, end: int) -> bool:
        """Say whether the span cuts an everyday pair at its edge that is better known than the one inside."""
        left = start > 0 and self._better(text[start - 1 : start + 1], text[start : start + 2])
        return left or (end < len(text) and self._better(text[end - 1 : end + 1], text[end - 2 : end]))

    def _better(self, outside: str, inside: str) -> bool:
        return all(map(is_han, outside)) and self.is_common(outside) and self.count(outside) > self.count(inside)

    def _reads_on(self, text: str, start: int, end: int, place: int) -> bool:
        inside = [self.count(text[one : one + 2]) for one in (place - 1, place) if start <= one and one + 2 <= end]
        if inside and min(inside) >= self._seen:
            return True
        outside = [text[place - 1 : place + 1]] if place == start and place else []
        outside += [text[place : place + 2]] if place == end - 1 and end < len(text) else []
        return any(
            all(map(is_han, pair)) and self.count(pair) >= self._seen and self.count(pair) > max(inside, default=0)
            for pair in outside
        )
