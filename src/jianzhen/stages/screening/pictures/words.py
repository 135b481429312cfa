"""Which reference features look like a given one: an inverted file over clustered descriptors, in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.pictures.features import DIMENSIONS, F32

Ints: TypeAlias = npt.NDArray[np.int64]

_PER_WORD: Final = 64
_MOST_WORDS: Final = 2048
_ROUNDS: Final = 6
_SAMPLE_PER_WORD: Final = 32
_BLOCK: Final = 8192


@dataclass(frozen=True, eq=False)
class Matches:
    """Pairs that look alike: row of the query, row of the reference, likeness (cosine, 0–1); by query, best first."""

    query: Ints
    known: Ints
    likeness: F32


@dataclass(frozen=True, eq=False)
class WordFile:
    """Descriptors sorted by the nearest of some cluster centres ("visual words", Sivic and Zisserman 2003).

    ``centres``: w × 128; ``descriptors``: n × 128 in the order of ``rows``, which names the row each came from;
    those of word ``i`` lie at ``starts[i]:starts[i + 1]``.
    """

    centres: F32
    descriptors: F32
    rows: Ints
    starts: Ints

    @classmethod
    def of(cls, descriptors: F32) -> Self:
        """Return the file of n × 128 descriptors of length 1; equal input gives an equal file."""
        centres = _centres(descriptors)
        words = _nearest(descriptors, centres)
        rows = np.argsort(words, kind="stable").astype(np.int64)
        starts = np.concatenate([[0], np.bincount(words, minlength=len(centres)).cumsum()]).astype(np.int64)
        return cls(centres, np.ascontiguousarray(descriptors[rows]), rows, starts)

    def matches(self, queries: F32, *, least: float, probes: int) -> Matches:
        """Return the pairs at least ``least`` alike, looked for in the ``probes`` words nearest to each query."""
        if not len(queries) or not len(self.rows):
            return Matches(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
        probes = min(probes, len(self.centres))
        near = np.argpartition(-(queries @ self.centres.T), probes - 1, axis=1)[:, :probes]
        askers = np.argsort(near.ravel(), kind="stable")
        bounds = np.searchsorted(near.ravel()[askers], np.arange(len(self.centres) + 1))
        parts = [
            self._in_word(word, queries, askers[start:end] // probes, least)
            for word, (start, end) in enumerate(pairwise(bounds.tolist()))
            if end > start
        ]
        query, known, likeness = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((known, -likeness, query))
        return Matches(query[order], known[order], likeness[order])

    def _in_word(self, word: int, queries: F32, askers: Ints, least: float) -> tuple[Ints, Ints, F32]:
        held = slice(int(self.starts[word]), int(self.starts[word + 1]))
        likeness = queries[askers] @ self.descriptors[held].T
        asker, found = np.nonzero(likeness >= least)
        return askers[asker], self.rows[held][found], np.asarray(likeness[asker, found], np.float32)


def _centres(descriptors: F32) -> F32:
    """Return cluster centres by Lloyd's method from evenly spaced beginnings, so that nothing is left to chance."""
    count = max(1, min(_MOST_WORDS, len(descriptors) // _PER_WORD))
    if not len(descriptors):
        return np.zeros((0, DIMENSIONS), np.float32)
    sample = descriptors[
        np.linspace(0, len(descriptors) - 1, min(len(descriptors), count * _SAMPLE_PER_WORD), dtype=int)
    ]
    centres = sample[np.linspace(0, len(sample) - 1, count, dtype=int)]
    for _ in range(_ROUNDS if count > 1 else 0):
        words = _nearest(sample, centres)
        order = np.argsort(words, kind="stable")
        held, starts = np.unique(words[order], return_index=True)
        centres = centres.copy()
        sums = np.add.reduceat(sample[order], starts, axis=0)
        centres[held] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(centres, np.float32)


def _nearest(descriptors: F32, centres: F32) -> Ints:
    blocks = [
        (descriptors[start : start + _BLOCK] @ centres.T).argmax(axis=1) for start in range(0, len(descriptors), _BLOCK)
    ]
    return np.concatenate(blocks).astype(np.int64) if blocks else np.zeros(0, np.int64)
