"""Latin words that stand beside each other, and what pieces of a mark between blanks cost as words of their own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from jianzhen.stages.screening.engine.wordtable import RUN, RUN_CHARACTER

KNOWN: Final = 12.0
"""Bits of a known Latin word: one of some thousand, and for those no list holds."""
TELLING: Final = 4
"""Letters from which a known word says by itself why a blank stands beside it (royal | canin)."""


@cache
def latin_words() -> frozenset[str]:
    """Return the known Latin words, in small letters (``latin.txt``)."""
    lines = (files("jianzhen.stages.screening.engine") / "latin.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_word(piece: str) -> bool:
    """Say whether a piece of text is a word of its own: a known one, or a number."""
    return piece.isdigit() or piece in latin_words()


def are_words(pieces: list[str]) -> bool:
    """Say whether pieces stand apart because they are words: all of them, or one of some length."""
    return all(map(is_word, pieces)) or any(is_word(piece) and len(piece) >= TELLING for piece in pieces)


def pieces_bits(pieces: Iterable[str]) -> float:
    """Return the bits of folded pieces as words that stand beside each other."""
    return sum(KNOWN if is_word(piece) else RUN + RUN_CHARACTER * len(piece) for piece in pieces)
