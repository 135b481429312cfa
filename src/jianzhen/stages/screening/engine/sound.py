"""How characters are read: one private symbol per toneless pinyin syllable, the commonest reading first."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from jianzhen.stages.screening.engine.folding import is_han

_FIRST_SYMBOL: Final = 0xE000
"""Private use area; the folded view never holds one of these, so that symbols cannot be mistaken for text."""


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(part for part in plain if part.isascii() and part.isalpha())


class _Symbols:
    """Syllables numbered in sorted order: the same number in every process and release of this table."""

    def __init__(self) -> None:
        syllables = sorted({_toneless(one) for readings in PINYIN_DICT.values() for one in readings.split(",")})
        self._symbols = {syllable: chr(_FIRST_SYMBOL + number) for number, syllable in enumerate(syllables)}

    def of(self, syllable: str) -> str:
        return self._symbols[syllable]


_SYMBOLS: Final = _Symbols()


@cache
def _attested() -> Mapping[str, Counter[str]]:
    """How often each reading of a character stands in pypinyin's phrases: 蓝 is lán in words, la in hardly any."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, sounds in PHRASES_DICT.items():
        for character, sound in zip(phrase, sounds, strict=False):
            counts[character][sound[0]] += 1
    return counts


@lru_cache(maxsize=60000)
def readings(character: str) -> tuple[tuple[str, str], ...]:
    """Return (symbol, reading with tone) of a Chinese character, the commonest reading first; () if it has none.

    Readings after the first are kept only where words attest them: at least two, and one in twenty.
    """
    listed = PINYIN_DICT.get(ord(character), "").split(",") if is_han(character) else [""]
    counts = _attested().get(character, Counter())
    enough = max(2, counts.total() / 20)
    kept = [one for place, one in enumerate(listed) if one and (place == 0 or counts[one] >= enough)]
    return tuple((_SYMBOLS.of(_toneless(one)), one) for one in kept)


def is_heard_in(mark: str, text: str) -> bool:
    """Say whether Chinese characters of a folded text are read as the characters of a mark are, tones aside."""
    wanted = [_syllables(character) for character in mark]
    heard = [_syllables(character) for character in text]
    return any(
        all(one & other for one, other in zip(wanted, heard[start:], strict=False))
        for start in range(len(heard) - len(wanted) + 1)
    )


def _syllables(character: str) -> frozenset[str]:
    return frozenset(symbol for symbol, _ in readings(character))
