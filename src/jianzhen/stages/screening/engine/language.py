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
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.engine.runs import han, spread
from jianzhen.stages.screening.engine.words import ordinary_words
from jianzhen.stages.screening.engine.wordtable import F64, LONGEST_WORD, U32, WordTable, joined, make_table, opened
from jianzhen.stages.screening.matching.kept import kept

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
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


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


def pair_bits(marks: Iterable[str]) -> tuple[U32, F64]:
    """Return the pairs that several of the distinct folded ``marks`` hold, two characters a row, and their bits.

    None for a small register.
    """
    together, _, ends = spread(dict.fromkeys(marks))
    follows = np.ones(len(together), np.bool_)
    follows[ends - 1] = False
    left = np.flatnonzero(follows)
    left = left[han(together[left]) & han(together[left + 1])]
    codes = together[left].astype(np.uint64) << _HALF | together[left + 1]
    if len(codes) < MIN_PAIRS:
        return np.empty((0, 2), np.uint32), np.empty(0, np.float64)
    found, counts = np.unique(codes, return_counts=True)
    often = counts >= MIN_COUNT
    pairs = np.stack([found[often] >> _HALF, found[often] & _LOW], axis=1).astype(np.uint32)
    return pairs, FROM_MARKS - np.log2(counts[often] / len(codes))


@cache
def dictionary() -> WordTable:
    """Return the words of the dictionary alone: what a small register leaves them."""
    return opened(**kept("words", _dictionary))


def _dictionary() -> dict[str, npt.NDArray[Any]]:
    keys, bits = make_table(word_bits())
    return {"keys": keys, "bits": bits}


def language_of(marks: Iterable[str]) -> WordTable:
    """Return the words of the dictionary and the pairs of the folded ``marks``, each with the fewer bits."""
    pairs, bits = pair_bits(marks)
    if not len(pairs):
        return dictionary()
    return joined(dictionary(), pairs.reshape(-1), np.arange(2, 2 * len(pairs) + 1, 2), bits)
