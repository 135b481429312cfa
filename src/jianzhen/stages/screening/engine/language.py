"""What ordinary language costs: bits of a word by how often it is written, and of a pair by how often marks hold it.

Words and their counts are the dictionary of jieba (a dependency); words that only pypinyin's and OpenCC's phrases or
``everyday.txt`` know count as rare ones. A register of many marks is a sample of the language too: 运动 stands in
hundreds of them, 师付 in none. A small register says nothing and is not asked.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.engine.words import ordinary_words

LONGEST_WORD: Final = 6
UNKNOWN: Final = 20.0
"""Bits of a Chinese character that no dictionary word holds."""
ALONE: Final = 4.0
"""Bits that a character costs beyond its share of all characters when it stands as a word of its own."""
FROM_MARKS: Final = 2.0
"""Bits that a pair known from marks costs beyond its share of their pairs: names are not running text."""
_PHRASE_COUNT: Final = 3
_PARTS: Final = "a"
"""Stands between words while all are folded in one go; no Chinese word holds it."""
MIN_PAIRS: Final = 10_000
"""Pairs a register must hold before its counts are taken for a sample of the language."""
MIN_COUNT: Final = 3


def _counted() -> Iterator[tuple[str, int]]:
    """Yield (word, count) of the dictionary, folded, Chinese characters only."""
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    cells = [line.split(" ") for line in lines]
    folded = fold_text(_PARTS.join(cell[0] if all(map(is_han, cell[0])) else "" for cell in cells))
    for word, cell in zip(folded.split(_PARTS), cells, strict=True):
        if 0 < len(word) <= LONGEST_WORD:
            yield word, int(cell[1])


@cache
def word_bits() -> Mapping[str, float]:
    """Return folded word → bits, single characters included."""
    counts: Counter[str] = Counter()
    for word, count in _counted():
        counts[word] += count
    for word in ordinary_words():
        counts[word] = counts[word] or _PHRASE_COUNT
    total = counts.total()
    bits = {word: -math.log2((count + 0.5) / total) for word, count in counts.items()}
    for character, alone in _character_bits(counts).items():
        bits[character] = min(alone, bits.get(character, alone))
    return bits


def _character_bits(counts: Counter[str]) -> dict[str, float]:
    characters: Counter[str] = Counter()
    for word, count in counts.items():
        for character in word:
            characters[character] += count
    total = characters.total()
    return {character: ALONE - math.log2(count / total) for character, count in characters.items()}


class Language:
    """Bits of words as a register's marks and the dictionary know them.

    Args:
        pairs: pair of characters → bits, as :func:`pair_bits` gives them.
    """

    def __init__(self, pairs: Mapping[str, float] | None = None) -> None:
        self.words = word_bits()
        self.pairs = pairs or {}

    def bits(self, word: str) -> float | None:
        """Return the bits of a word, None if it is none; a single Chinese character always is one."""
        known = self.words.get(word)
        if len(word) == 2 and word in self.pairs:
            paired = self.pairs[word]
            return paired if known is None else min(known, paired)
        return UNKNOWN if known is None and len(word) == 1 and is_han(word) else known


def pair_bits(marks: Iterable[str]) -> dict[str, float]:
    """Return pair → bits of the pairs that several of the distinct folded ``marks`` hold; {} for a small register."""
    codes = np.fromiter(_pairs(marks), dtype=np.uint64)
    if len(codes) < MIN_PAIRS:
        return {}
    found, counts = np.unique(codes, return_counts=True)
    kept = counts >= MIN_COUNT
    bits = FROM_MARKS - np.log2(counts[kept] / len(codes))
    return dict(zip(map(_pair, found[kept].tolist()), bits.tolist(), strict=True))


def _pairs(marks: Iterable[str]) -> Iterator[int]:
    """Yield every pair of Chinese characters of every distinct mark as one number: 21 bits hold any code point."""
    for mark in dict.fromkeys(marks):
        for left, right in pairwise(mark):
            if is_han(left) and is_han(right):
                yield ord(left) << 21 | ord(right)


def _pair(code: int) -> str:
    return chr(code >> 21) + chr(code & 0x1FFFFF)


def packed(pairs: Mapping[str, float]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.float64]]:
    """Return pairs as two arrays of one order: for a file."""
    codes = np.array([ord(pair[0]) << 21 | ord(pair[1]) for pair in pairs], np.uint64)
    return codes, np.array(list(pairs.values()), np.float64)


def unpacked(codes: npt.NDArray[np.uint64], bits: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return the pairs that :func:`packed` packed."""
    return dict(zip(map(_pair, codes.tolist()), bits.tolist(), strict=True))
