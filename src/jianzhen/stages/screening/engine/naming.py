"""How like a name a run of characters is: bits by what a register's own marks begin with and go on with.

Registers never hold all names that are in use. 敷尔佳 beside a registered 福尔佳 is more likely another maker's name
than a disguise, because names often begin and go on so; 屎华山 beside 施华山 is not. A small register says nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import inf
from typing import Final

from jianzhen.stages.screening.engine.folding import is_han
from jianzhen.stages.screening.engine.wordtable import WordTable, find, make_table

MIN_NAMES: Final = 5_000
"""Distinct names of Chinese characters a register must hold to be taken for a sample of names."""
_LONGEST: Final = 6
_SMOOTH: Final = 0.2
"""Counts given to every character beforehand."""
_CHARACTERS: Final = 8_000
"""Characters that names may hold, about."""
_TRUST: Final = 30
"""Names that hold a character as often as this are asked half what follows it."""
_BEGINS: Final = 0.9
"""Share of the first character's bits that is taken from first characters, the rest from all."""
_FIRST, _LAST = "^", "$"


def name_table(marks: Iterable[str]) -> WordTable:
    """Return what distinct folded ``marks`` say of names; empty for a small register.

    Entries: ``^a`` bits of beginning with a, ``ab`` of going on from a to b, ``a`` of a anywhere, ``a$`` of going on
    from a with any character at all.
    """
    names = [mark for mark in dict.fromkeys(marks) if 2 <= len(mark) <= _LONGEST and all(map(is_han, mark))]
    return make_table(dict(_entries(names)) if len(names) >= MIN_NAMES else {})


def _entries(names: list[str]) -> Iterator[tuple[str, float]]:
    anywhere = Counter(character for name in names for character in name)
    total = anywhere.total() + _SMOOTH * _CHARACTERS
    share = {character: (count + _SMOOTH) / total for character, count in anywhere.items()}
    yield _FIRST, math.log2(total / _SMOOTH)
    for character, part in share.items():
        yield character, -math.log2(part)
    for character, count in Counter(name[0] for name in names).items():
        yield _FIRST + character, -math.log2(_BEGINS * count / len(names) + (1 - _BEGINS) * share[character])
    yield from _steps(names, share)


def _steps(names: list[str], share: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    steps = Counter(step for name in names for step in pairwise(name))
    left = Counter(name[place] for name in names for place in range(len(name) - 1))
    for character, count in left.items():
        yield character + _LAST, -math.log2(_TRUST / (count + _TRUST))
    for (one, other), count in steps.items():
        trust = left[one] / (left[one] + _TRUST)
        yield one + other, -math.log2(trust * count / left[one] + (1 - trust) * share[other])


def name_bits(table: WordTable, written: str) -> float:
    """Return the bits of ``written`` as a name that no register holds, infinite where the register says nothing."""
    unknown = find(table, _FIRST)
    if unknown == inf:
        return inf
    first = find(table, _FIRST + written[0])
    bits = first if first < inf else min(unknown, find(table, written[0])) - math.log2(1 - _BEGINS)
    for one, other in pairwise(written):
        step = find(table, one + other)
        if step == inf:
            onward = find(table, one + _LAST)
            step = min(unknown, find(table, other)) + (onward if onward < inf else 0.0)
        bits += step
    return bits
