"""Finding the known hashes near a given one: exactly, by the pigeonhole, or by looking at all where they are few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.pictures.pdq import BITS, NEAR

Words: TypeAlias = npt.NDArray[np.uint64]
"""n × 4: the 256 bits of each hash."""
Places: TypeAlias = npt.NDArray[np.uint32]

_CHUNKS: Final = 16
_VALUES: Final = 1 << 16
FEW: Final = 8_000
"""Up to here looking at every hash takes less time than the look-ups do (measured by ``bench/pictures.py``)."""
_WITHIN_ONE: Final = np.array([0, *(1 << bit for bit in range(16))], np.uint16)


class HashIndex:
    """Known hashes, searched by Hamming distance.

    Two hashes that differ in at most 31 of 256 bits differ in at most one bit of at least one of 16 chunks of 16
    bits (31 < 2 × 16), so that 16 × 17 look-ups find every candidate. Answers equal those of looking at all.

    Args:
        hashes: 32 bytes each; equal ones are kept, their place in the sequence is their name.
        few: up to how many are all looked at instead.
    """

    def __init__(self, hashes: Sequence[bytes], *, few: int = FEW) -> None:
        self._words: Words = np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 4)
        self._order: list[Places] = []
        self._starts: list[npt.NDArray[np.int64]] = []
        if len(self._words) > few:
            self._sort()

    def __len__(self) -> int:
        return len(self._words)

    def near(self, bits: bytes, radius: int = NEAR) -> list[tuple[int, int]]:
        """Return (place, distance) of the hashes that differ in at most ``radius`` bits, nearest first.

        Raises:
            ValueError: ``radius`` is above 31, where the look-ups would miss some.
        """
        if radius > NEAR:
            raise ValueError(f"a radius of {radius} bits is above {NEAR}")
        query = np.frombuffer(bits, np.uint64)
        places = self._candidates(bits) if self._order else np.arange(len(self._words), dtype=np.uint32)
        distances = np.bitwise_count(self._words[places] ^ query).sum(axis=1, dtype=np.int64)
        kept = np.flatnonzero(distances <= radius)
        found = zip(places[kept].tolist(), distances[kept].tolist(), strict=True)
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    def _sort(self) -> None:
        chunks = self._words.view(np.uint16).reshape(-1, BITS // 16)
        for number in range(_CHUNKS):
            values = chunks[:, number]
            self._order.append(np.argsort(values, kind="stable").astype(np.uint32))
            counts = np.bincount(values, minlength=_VALUES)
            self._starts.append(np.concatenate([[0], counts.cumsum()]))

    def _candidates(self, bits: bytes) -> Places:
        chunks = np.frombuffer(bits, np.uint16)
        found = [
            order[starts[value] : starts[int(value) + 1]]
            for order, starts, chunk in zip(self._order, self._starts, chunks, strict=True)
            for value in chunk ^ _WITHIN_ONE
        ]
        return np.unique(np.concatenate(found))
