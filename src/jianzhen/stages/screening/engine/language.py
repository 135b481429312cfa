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

from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.engine.words import ordinary_words
from jianzhen.stages.screening.engine.wordtable import LONGEST_WORD, WordTable, make_table

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


@cache
def dictionary() -> WordTable:
    """Return the words of the dictionary alone: what a small register leaves them."""
    return make_table(word_bits())


def language_of(marks: Iterable[str]) -> WordTable:
    """Return the words of the dictionary and the pairs of the folded ``marks``, each with the fewer bits."""
    pairs = pair_bits(marks)
    if not pairs:
        return dictionary()
    bits = dict(word_bits())
    for pair, paired in pairs.items():
        bits[pair] = min(paired, bits.get(pair, paired))
    return make_table(bits)
