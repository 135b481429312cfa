"""Ordinary words: what lets a match inside everyday language be told from a mark.

The list is the phrase tables of pypinyin and OpenCC (both dependencies) and ``everyday.txt``, simplified, two to
six characters.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from pypinyin.constants import PHRASES_DICT

from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.folding import fold_text, is_han

_LENGTHS: Final = range(2, 7)


@cache
def ordinary_words() -> frozenset[str]:
    """Return the known ordinary words, folded."""
    phrases = (files("opencc") / "dictionary" / "STPhrases.txt").read_text(encoding="utf-8")
    listed = [line.split("\t", 1)[0] for line in phrases.splitlines()]
    everyday = (files("jianzhen.stages.screening.engine") / "everyday.txt").read_text(encoding="utf-8")
    listed += [word for line in everyday.splitlines() if not line.startswith("#") for word in line.split()]
    folded = {fold_text(word) for word in (*PHRASES_DICT, *listed)}
    return frozenset(word for word in folded if len(word) in _LENGTHS and all(map(is_han, word)))


@cache
def _automaton() -> Automaton:
    return Automaton(sorted(ordinary_words()))


def word_spans(folded: str) -> list[tuple[int, int]]:
    """Return the spans of all ordinary words in a folded text."""
    return [(start, end) for start, end, _ in _automaton().scan(folded)]


def crosses_word(start: int, end: int, words: list[tuple[int, int]]) -> bool:
    """Say whether a word begins outside the span and ends inside it, or the reverse: the span is an accident."""
    return any(left < start < right < end or start < left < end < right for left, right in words)


def covered_by_word(places: list[int], words: list[tuple[int, int]]) -> bool:
    """Say whether every place lies in some ordinary word of the text."""
    return all(any(left <= place < right for left, right in words) for place in places)
