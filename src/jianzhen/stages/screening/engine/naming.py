"""How like a name a run of characters is: bits by what a register's own marks begin with and go on with.

Registers never hold all names that are in use. 敷尔佳 beside a registered 福尔佳 is more likely another maker's name
than a disguise, because names often begin and go on so; 屎华山 beside 施华山 is not. A small register says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from math import inf
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.engine.runs import han, spread
from jianzhen.stages.screening.engine.wordtable import F64, I64, U32, WordTable, find, joined, make_table

MIN_NAMES: Final = 5_000
"""Distinct names of Chinese characters a register must hold to be taken for a sample of names."""
_SHORTEST: Final = 2
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
    codes, starts, ends = _names(dict.fromkeys(marks))
    if len(starts) < MIN_NAMES:
        return make_table({})
    words, bits = zip(*_entries(codes, starts, ends), strict=True)
    lengths = np.concatenate([np.full(len(rows), rows.shape[1]) for rows in words])
    return joined(
        make_table({}), np.concatenate([rows.reshape(-1) for rows in words]), np.cumsum(lengths), np.concatenate(bits)
    )


def _names(marks: Collection[str]) -> tuple[U32, I64, I64]:
    """Return the code points of those marks that are names of Chinese characters, where each starts and ends."""
    fit = [mark for mark in marks if _SHORTEST <= len(mark) <= _LONGEST]
    codes, starts, ends = spread(fit)
    if not fit:
        return codes, starts, ends
    kept = np.logical_and.reduceat(han(codes), starts)
    lengths = (ends - starts)[kept]
    bounds = np.cumsum(lengths)
    return codes[np.repeat(kept, ends - starts)], bounds - lengths, bounds


def _entries(codes: U32, starts: I64, ends: I64) -> Iterator[tuple[U32, F64]]:
    """Yield rows of characters of one width and the bits of each row."""
    characters, place = np.unique(codes, return_inverse=True)
    counts = np.bincount(place)
    total = len(codes) + _SMOOTH * _CHARACTERS
    share = (counts + _SMOOTH) / total
    yield np.array([[ord(_FIRST)]], np.uint32), np.array([math.log2(total / _SMOOTH)])
    yield characters[:, None], -np.log2(share)
    firsts = np.bincount(place[starts], minlength=len(characters))
    begin = firsts > 0
    likely = _BEGINS * firsts[begin] / len(starts) + (1 - _BEGINS) * share[begin]
    yield _beside(np.full(int(begin.sum()), ord(_FIRST)), characters[begin]), -np.log2(likely)
    goes_on = np.ones(len(codes), np.bool_)
    goes_on[ends - 1] = False
    yield from _steps(characters, place, np.flatnonzero(goes_on), share)


def _steps(characters: U32, place: I64, left: I64, share: npt.NDArray[Any]) -> Iterator[tuple[U32, F64]]:
    onward = np.bincount(place[left], minlength=len(characters))
    trust = onward / (onward + _TRUST)
    some = onward > 0
    yield _beside(characters[some], np.full(int(some.sum()), ord(_LAST))), -np.log2(_TRUST / (onward[some] + _TRUST))
    found, counts = np.unique(place[left] * len(characters) + place[left + 1], return_counts=True)
    one, other = np.divmod(found, len(characters))
    bits = -np.log2(trust[one] * counts / onward[one] + (1 - trust[one]) * share[other])
    yield _beside(characters[one], characters[other]), bits


def _beside(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> U32:
    return np.stack([left, right], axis=1).astype(np.uint32)


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
