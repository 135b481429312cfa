"""How one Chinese character relates to another, and what else may stand for it: its pinyin, its parts (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal

import numpy as np

from jianzhen.stages.screening.engine.folding import is_han
from jianzhen.stages.screening.engine.sound import readings
from jianzhen.stages.screening.matching.glyphs import Glyphs, read_glyphs
from jianzhen.stages.screening.matching.likeness import Likeness, read_likeness
from jianzhen.stages.screening.matching.syllables import COMMON, MERGERS, parse

Way = Literal["same", "tone", "sound", "merged", "shape", "near", "split", "pinyin"]
"""same; equal with tone; equal without; equal for speakers who merge sounds; looks alike; looks rather
alike; taken apart; spelled out."""


_READ_AS: Mapping[str, str] = {
    "の": "之的", "0": "零", "1": "一壹", "2": "二两贰", "3": "三叁", "4": "四肆", "5": "五伍", "6": "六陆",
    "7": "七柒", "8": "八捌发", "9": "九玖久",
}  # fmt: skip
"""Signs that are read as a character: の for 的, digits for numerals and what sounds like them."""


@lru_cache(maxsize=60000)
def relate(written: str, meant: str) -> Way | None:
    """Return how a written character may stand for the meant one, the closest way; None if it does not."""
    if written == meant:
        return "same"
    if not (is_han(written) and is_han(meant)):
        return "sound" if meant in _READ_AS.get(written, "") or written in _READ_AS.get(meant, "") else None
    if _tones(written) & _tones(meant):
        return "tone"
    if spellings(written) & spellings(meant):
        return "sound"
    look = looks_alike(written, meant)
    if look == "shape" or not _merge(written, meant):
        return look
    return "merged"


@lru_cache(maxsize=60000)
def spellings(character: str) -> frozenset[str]:
    """Return the toneless pinyin of a character's attested readings (ü as v); none for what is no character."""
    return frozenset(parse(tone).name for _, tone in readings(character))


def looks_alike(one: str, other: str) -> Literal["shape", "near"] | None:
    """Return how two characters look alike: closely (one group of look-alikes, or grade glyph), rather, or not at all.

    The grades are those of :mod:`matching.likeness`: three pairs in a thousand, and three in a hundred, are as alike.
    """
    if _groups().get(one, frozenset()) & _groups().get(other, frozenset()):
        return "shape"
    likeness, rows = _likeness()
    if one not in rows or other not in rows:
        return None
    left, right = (likeness.numbers[rows[each]].astype(np.int64) for each in (one, other))
    product = int(left @ right)
    return "shape" if product >= likeness.bounds[0] else "near" if product >= likeness.bounds[1] else None


def parts_of(character: str) -> tuple[str, ...]:
    """Return what a character falls into, each way in writing order (岚 → 山风); empty if the tables have nothing."""
    return tuple(_glyphs().parts.get(character, ()))


def _tones(character: str) -> frozenset[str]:
    return frozenset(tone for _, tone in readings(character))


def _merge(written: str, meant: str) -> bool:
    """For speakers who merge n and l, flat and curled initials, and the two nasal endings, the two sound the same."""
    return bool({_merged(one) for one in spellings(written)} & {_merged(one) for one in spellings(meant)})


@lru_cache(maxsize=2000)
def _merged(syllable: str) -> str:
    for name in COMMON:
        pattern, to = MERGERS[name]
        syllable = re.sub(pattern, to, syllable)
    return syllable


@cache
def _glyphs() -> Glyphs:
    return read_glyphs()


@cache
def _likeness() -> tuple[Likeness, Mapping[str, int]]:
    table = read_likeness()
    return table, {character: row for row, character in enumerate(table.characters)}


@cache
def _groups() -> Mapping[str, frozenset[int]]:
    return {character: frozenset(groups) for character, groups in _glyphs().of().items()}
