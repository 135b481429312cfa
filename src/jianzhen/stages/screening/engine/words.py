"""Ordinary words: what lets a match inside everyday language be told from a mark.

The list is the phrase tables of pypinyin and OpenCC (both dependencies) and ``everyday.txt``, simplified, two to
six characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
from pypinyin.constants import PHRASES_DICT

from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.matching.kept import kept

_LENGTHS: Final = range(2, 7)


@cache
def ordinary_words() -> frozenset[str]:
    """Return the known ordinary words, folded."""
    return frozenset(bytes(kept("ordinary", _packed)["words"]).decode().split("\n"))


def _packed() -> dict[str, npt.NDArray[np.uint8]]:
    return {"words": np.frombuffer("\n".join(sorted(_ordinary())).encode(), np.uint8)}


def _ordinary() -> frozenset[str]:
    phrases = (files("opencc") / "dictionary" / "STPhrases.txt").read_text(encoding="utf-8")
    listed = [line.split("\t", 1)[0] for line in phrases.splitlines()]
    everyday = (files("jianzhen.stages.screening.engine") / "everyday.txt").read_text(encoding="utf-8")
    listed += [word for line in everyday.splitlines() if not line.startswith("#") for word in line.split()]
    folded = {fold_text(word) for word in (*PHRASES_DICT, *listed)}
    return frozenset(word for word in folded if len(word) in _LENGTHS and all(map(is_han, word)))


FEW: Final = 8
"""Spans up to which all are looked at: quicker than a look-up, and a title seldom holds more."""


class Spans:
    """Spans of a text, asked about by place; every answer costs the longest span's length, however many there are.

    Args:
        spans: ``[start, end)`` pairs in any order.
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._ends: dict[int, set[int]] = {}
        self._longest = 0
        listed = list(spans)
        self._few = listed if len(listed) <= FEW else None
        for start, end in () if self._few is not None else listed:
            self._ends.setdefault(start, set()).add(end)
            self._longest = max(self._longest, end - start)

    def crosses(self, start: int, end: int) -> bool:
        """Say whether some span begins outside ``[start, end)`` and ends inside it, or the reverse."""
        if self._few is not None:
            return any(left < start < right < end or start < left < end < right for left, right in self._few)
        for left in range(max(0, start - self._longest), start):
            if any(start < right < end for right in self._ends.get(left, ())):
                return True
        return any(right > end for left in range(start + 1, end) for right in self._ends.get(left, ()))

    def covers(self, start: int, end: int) -> bool:
        """Say whether some span holds ``[start, end)``."""
        if self._few is not None:
            return any(left <= start and end <= right for left, right in self._few)
        return any(right >= end for left in self._up_to(start) for right in self._ends.get(left, ()))

    def covers_more(self, start: int, end: int) -> bool:
        """Say whether some longer span holds ``[start, end)``."""
        if self._few is not None:
            size = end - start
            return any(left <= start and end <= right and right - left > size for left, right in self._few)
        return any(
            right >= end and right - left > end - start
            for left in self._up_to(start)
            for right in self._ends.get(left, ())
        )

    def _up_to(self, start: int) -> range:
        return range(max(0, start - self._longest), start + 1)
