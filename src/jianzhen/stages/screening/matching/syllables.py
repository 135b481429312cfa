"""Syllables of pinyin: their numbers, the classes that common mergers of speech make of them, and typed pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from pypinyin.constants import PINYIN_DICT

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.screening.matching.layout import CODES, TONES, TYPED_TONE, U16, U32

MERGERS: Final[Mapping[str, tuple[str, str]]] = {
    "n=l": (r"^n(?=.)", "l"),
    "zh=z": (r"^zh", "z"),
    "ch=c": (r"^ch", "c"),
    "sh=s": (r"^sh", "s"),
    "ang=an": (r"ang$", "an"),
    "eng=en": (r"eng$", "en"),
    "ing=in": (r"ing$", "in"),
    "f=h": (r"^f(?=[aeiou])", "h"),
    "r=l": (r"^r", "l"),
}
"""Sounds that large groups of speakers do not part, as a rewriting of the syllable. f=h and r=l are regional."""
COMMON: Final = ("n=l", "zh=z", "ch=c", "sh=s", "ang=an", "eng=en", "ing=in")
_TONES: Final = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_VOWEL: Final = re.compile(r"[aeiouv]")
_ALONE: Final = frozenset("aeo")


class Syllable(NamedTuple):
    """A syllable without its tone mark (ü as v) and its tone, 0 for none."""

    name: str
    tone: int


def parse(reading: str) -> Syllable:
    """Return the syllable of a reading with tone marks."""
    parts = unicodedata.normalize(
        "NFD",
        reading.replace("ü", "v")
        .replace("ǖ", "v\u0304")
        .replace("ǘ", "v\u0301")
        .replace("ǚ", "v\u030c")
        .replace("ǜ", "v\u0300"),
    )
    name = "".join(part for part in parts if part.isascii() and part.isalpha())
    return Syllable(name, next((_TONES[part] for part in parts if part in _TONES), 0))


@cache
def _names() -> tuple[str, ...]:
    """All syllables of the reading tables, sorted: the same numbers in every process."""
    listed = {parse(one).name for listed in PINYIN_DICT.values() for one in listed.split(",")}
    return tuple(sorted(listed - {""}))


class Syllables:
    """Syllables under a choice of mergers.

    Args:
        mergers: names of :data:`MERGERS`.

    Raises:
        RefusedError: a merger is not known.
    """

    def __init__(self, mergers: tuple[str, ...]) -> None:
        for name in mergers:
            if name not in MERGERS:
                raise RefusedError(
                    "no such merger of sounds", where=Where(key=name), remedy=f"choose of {', '.join(MERGERS)}"
                )
        self._numbers = {name: number for number, name in enumerate(_names())}
        merged = [self._merge(name, mergers) for name in _names()]
        order = {name: number for number, name in enumerate(sorted(set(merged)))}
        self._classes = [order[name] for name in merged]

    def _merge(self, name: str, mergers: tuple[str, ...]) -> str:
        for merger in mergers:
            pattern, to = MERGERS[merger]
            name = re.sub(pattern, to, name)
        return name

    def symbol(self, syllable: Syllable) -> int:
        """Return the sound symbol of a syllable's class."""
        return CODES + self._classes[self._numbers[syllable.name]]

    def number(self, syllable: Syllable) -> int:
        """Return the number of a syllable with its tone."""
        return self._numbers[syllable.name] * 8 + syllable.tone

    def tonal(self, syllable: Syllable) -> int:
        """Return the sound symbol of a syllable with its tone."""
        return TONES + self.number(syllable)

    def class_of(self) -> U32:
        """Return the symbol of the class for each syllable × 8 + tone."""
        return np.repeat(np.array(self._classes, np.uint32) + np.uint32(CODES), 8)

    def classes(self) -> U16:
        """Return the merged class of each syllable."""
        return np.array(self._classes, np.uint16)

    def automaton(self) -> tuple[U16, U32]:
        """Return the steps (26 letters a state, 0 for none) and the sound symbol of states that end a syllable.

        Syllables without a vowel (hm, ng) are not taken as typed pinyin, nor are single letters but a, e and o.
        """
        states: dict[str, int] = {"": 0}
        typed = [name for name in _names() if _VOWEL.search(name) and (len(name) > 1 or name in _ALONE)]
        for name in typed:
            for end in range(1, len(name) + 1):
                states.setdefault(name[:end], len(states))
        steps = np.zeros(len(states) * 26, np.uint16)
        ends = np.zeros(len(states), np.uint32)
        for prefix, state in states.items():
            if prefix:
                steps[states[prefix[:-1]] * 26 + ord(prefix[-1]) - ord("a")] = state
        for name in typed:
            ends[states[name]] = self.tonal(Syllable(name, TYPED_TONE))
        return steps, ends
