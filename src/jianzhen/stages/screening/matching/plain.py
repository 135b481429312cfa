"""Marks as written, without compiled code: daachorse over folded texts, answering as the compiled matcher does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.folding import fold
from jianzhen.stages.screening.matching.layout import EXACT
from jianzhen.stages.screening.matching.matcher import Hits


class PlainMatcher:
    """Finds marks as written, separators and invisible characters aside; neither by sound nor by shape.

    Args:
        folded: the folded marks; mark i of every hit is ``folded[i]``. Equal marks are all kept.
        least: characters a mark must have.
    """

    def __init__(self, folded: Sequence[str], least: int = 2) -> None:
        self._owners: dict[str, list[int]] = {}
        for row, mark in enumerate(folded):
            if len(mark) >= least:
                self._owners.setdefault(mark, []).append(row)
        self._marks = list(self._owners)
        self._automaton = Automaton(self._marks)

    def hits(self, batch_text: pa.Array | pa.ChunkedArray) -> Hits:
        """Return the hits of a batch of texts (strings; null counts as empty)."""
        texts = batch_text.to_pylist()
        found = [list(self._hits(text or "")) for text in texts]
        rows = [(number, *hit) for number, hits in enumerate(found) for hit in hits]
        text, mark, start, end = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
        none = np.zeros(len(rows), np.uint8)
        return Hits(
            text=np.asarray(text, np.int32), mark=np.asarray(mark, np.uint32), view=none + np.uint8(EXACT),
            start=np.asarray(start, np.int32), end=np.asarray(end, np.int32), at=np.zeros(len(rows), np.int64),
            count=none, relations=none, bounds=np.cumsum([0, *map(len, found)], dtype=np.int64),
            capped=np.array([], np.int64),
        )  # fmt: skip

    def _hits(self, text: str) -> Iterator[tuple[int, int, int]]:
        folded = fold(text)
        for start, end, number in self._automaton.scan(folded.plain):
            left, right = folded.span(start, end)
            for row in self._owners[self._marks[number]]:
                yield row, left, right
