"""What the matcher found in a batch of texts: the places where a mark may stand, text by text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import starmap
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.engine.folding import Folded
from jianzhen.stages.screening.engine.signreading import reread
from jianzhen.stages.screening.matching.layout import VIEWS
from jianzhen.stages.screening.matching.matcher import Hits

SHORT: Final = 2
"""Characters up to which a mark is looked for by sound and shape only where the text gives other reason."""
MAX_REPEATS: Final = 64
"""Occurrences of one pattern that are looked at in one text; a text that repeats a word more often says no more."""
EXACT: Final = VIEWS.index("exact")


class Candidate(NamedTuple):
    """A place where the matcher saw a mark: row, view, original span, number of the hit."""

    mark: int
    view: int
    start: int
    end: int
    hit: int


class Found:
    """What the matcher found in a batch of texts, text by text.

    Args:
        hits: its answer.
        lengths: folded characters of every mark.
        others: texts with their signs read otherwise: number of the text, and what it reads; they follow the texts
            (``read_twice``: number of a text → where each stands, and what it reads).
    """

    def __init__(self, hits: Hits, lengths: npt.NDArray[np.int8], others: Sequence[tuple[int, str]] = ()) -> None:
        self._hits = hits
        self.read_twice: dict[int, list[tuple[int, str]]] = {}
        for place, (number, text) in enumerate(others, start=len(hits.bounds) - 1 - len(others)):
            self.read_twice.setdefault(number, []).append((place, text))
        short = (hits.view != EXACT) & (lengths[hits.mark] <= SHORT)
        self._short = short
        self._rows, self._bounds = self._listed(~short)

    @cached_property
    def _short_ones(self) -> tuple[list[Candidate], list[int]]:
        return self._listed(self._short)

    def _listed(self, kept: npt.NDArray[np.bool_]) -> tuple[list[Candidate], list[int]]:
        hits = self._hits
        columns = (array[kept].tolist() for array in (hits.mark, hits.view, hits.start, hits.end))
        texts = np.arange(len(hits.bounds))
        return (
            list(starmap(Candidate, zip(*columns, np.flatnonzero(kept).tolist(), strict=True))),
            np.searchsorted(hits.text[kept], texts).tolist(),
        )

    def of(self, text: int) -> list[Candidate]:
        """Return the candidates of one text, of each mark at most ``MAX_REPEATS``, without short look-alikes."""
        return _first_of_each(self._rows[self._bounds[text] : self._bounds[text + 1]])

    def read_otherwise(self, text: int, original: str) -> list[tuple[Folded, list[Candidate]]]:
        """Return a text with its signs read otherwise, and its candidates as written then."""
        others = ((reread(original, other), self.of(place)) for place, other in self.read_twice.get(text, ()))
        return [(folded, [one for one in found if one.view == EXACT]) for folded, found in others]

    def short(self, text: int) -> list[Candidate]:
        """Return the places where a mark of two characters may stand by sound or shape."""
        rows, bounds = self._short_ones
        return _first_of_each(rows[bounds[text] : bounds[text + 1]])

    def relations(self, hit: int) -> tuple[str, ...]:
        """Return how each character of the mark relates to what is written."""
        return self._hits.vector(hit)


def _first_of_each(found: list[Candidate]) -> list[Candidate]:
    if len(found) <= MAX_REPEATS:
        return found
    counts: Counter[tuple[int, ...]] = Counter()
    kept = []
    for one in found:
        counts[one[:2]] += 1
        if counts[one[:2]] <= MAX_REPEATS:
            kept.append(one)
    return kept
