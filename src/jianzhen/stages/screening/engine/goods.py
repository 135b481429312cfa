"""Goods compared through the classes of the Nice agreement that their words belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from jianzhen.playbook.model import Term
from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.folding import fold_text

Relation = Literal["same", "unrelated", "unknown"]
_RELATED: Final = (
    frozenset({29, 30, 31, 32, 33, 43}),
    frozenset({14, 18, 25, 26}),
    frozenset({11, 16, 20, 21, 24, 27}),
    frozenset({7, 9, 11, 12}),
    frozenset({3, 5, 10, 44}),
    frozenset({1, 5, 31}),
)
"""Classes whose goods are sold side by side; a rule of thumb for restraint, not an examination practice."""
_NUMBERED: Final = re.compile(r"第?\s?(\d{1,2})\s?类|(?:nice|class)\s?(\d{1,2})", re.IGNORECASE)


class GoodsClasses:
    """Says in which Nice classes the words of a text lie.

    Args:
        terms: lexicon of goods words; the tag is the class number, several joined with ``/``.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._classes = {fold_text(term.term): frozenset(map(int, term.tag.split("/"))) for term in terms}
        self._words = list(self._classes)
        self._automaton = Automaton(self._words)

    def of(self, text: str) -> frozenset[int]:
        """Return the classes named by number or by word; the last word of a title says what the goods are."""
        numbered = [int(left or right) for left, right in _NUMBERED.findall(text)]
        if numbered:
            return frozenset(numbered)
        hits = list(self._automaton.scan(fold_text(text)))
        longest = [hit for hit in hits if not any(_inside(hit, other) for other in hits)]
        return frozenset(one for _, _, number in longest for one in self._classes[self._words[number]])

    def relation(self, left: str | None, right: str | None) -> Relation:
        """Return how two goods texts relate: a class in common, none, or not to be said (unknown or related)."""
        ours, theirs = self.of(left or ""), self.of(right or "")
        if not ours or not theirs:
            return "unknown"
        if ours & theirs:
            return "same"
        return "unknown" if any(ours & group and theirs & group for group in _RELATED) else "unrelated"


def _inside(hit: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return hit != other and other[0] <= hit[0] and hit[1] <= other[1]
