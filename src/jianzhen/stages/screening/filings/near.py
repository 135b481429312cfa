"""Marks near others' earlier marks, and texts that are nearly the same as each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

import numpy as np
from pypinyin import Style, pinyin

from jianzhen.stages.screening.engine.folding import is_han
from jianzhen.stages.screening.filings.schema import Earlier, Filing

MIN_MARK: Final = 2
MIN_HELD: Final = 3
"""Characters an earlier mark needs to be looked for inside a filed one."""
MIN_EDITED: Final = 4
MIN_EDITED_LATIN: Final = 6
"""Characters two marks need to be alike with one character off."""
LONGEST: Final = 24
"""Folded characters of a filed mark that are looked at; a longer one is a slogan."""

MAX_READINGS: Final = 16
"""Readings of one mark that are kept."""

SHINGLE: Final = 3
ALIKE: Final = 0.6
"""Share of common three-character pieces from which two texts count as nearly the same; set by hand."""
_BANDS, _ROWS = 12, 3


@dataclass(frozen=True, slots=True)
class Near:
    """How a filed mark is near an earlier one."""

    earlier: Earlier
    way: str


class EarlierMarks:
    """Earlier marks by the keys under which a near mark is found.

    Args:
        earlier: the register.
    """

    def __init__(self, earlier: Iterable[Earlier]) -> None:
        self._same: dict[str, list[Earlier]] = defaultdict(list)
        self._sound: dict[str, list[Earlier]] = defaultdict(list)
        self._off: dict[str, list[Earlier]] = defaultdict(list)
        for one in earlier:
            if len(one.folded) < MIN_MARK or len(one.folded) > LONGEST:
                continue
            self._same[one.folded].append(one)
            for sound in _sounds(one.folded):
                self._sound[sound].append(one)
            for key in _dropped(one.folded):
                self._off[key].append(one)

    def near(self, filing: Filing) -> list[Near]:
        """Return others' marks in force on the day of filing that the filed mark is near, each by its closest way."""
        text = filing.folded[:LONGEST]
        found: dict[str, Near] = {}
        for way, candidates in self._ways(text):
            for one in candidates:
                if _is_others(one, filing) and one.right_id not in found:
                    found[one.right_id] = Near(one, way)
        return list(found.values())

    def held(self, filing: Filing) -> Iterator[Earlier]:
        """Yield the applicant's own earlier marks that the filed mark is or holds."""
        text = filing.folded[:LONGEST]
        for piece in {text, *_pieces(text, MIN_MARK)}:
            yield from (one for one in self._same.get(piece, ()) if one.holder == filing.applicant)

    def _ways(self, text: str) -> Iterator[tuple[str, Iterable[Earlier]]]:
        yield "same", self._same.get(text, ())
        yield "sound", [one for sound in _sounds(text) for one in self._sound.get(sound, ())]
        yield "one", [one for key in _dropped(text) for one in self._off.get(key, ()) if _one_off(one.folded, text)]
        held = [one for piece in _pieces(text, MIN_HELD) for one in self._same.get(piece, ())]
        yield "holds", held


def _is_others(one: Earlier, filing: Filing) -> bool:
    if one.holder and one.holder == filing.applicant:
        return False
    return not ((one.start and one.start >= filing.filed_on) or (one.end and one.end < filing.filed_on))


def _sounds(text: str) -> list[str]:
    """Return the readings of a Chinese mark without tones, every reading of a polyphone (重: zhong, chong)."""
    if len(text) < MIN_HELD or not all(map(is_han, text)):
        return []
    readings = pinyin(text, style=Style.NORMAL, heteronym=True)
    return [" ".join(one) for one in islice(product(*readings), MAX_READINGS)]


def _dropped(text: str) -> set[str]:
    least = MIN_EDITED_LATIN if text.isascii() else MIN_EDITED
    if len(text) < least:
        return set()
    return {f"{text[:place]}\0{text[place + 1 :]}" for place in range(len(text))}


def _one_off(left: str, right: str) -> bool:
    return len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1


def _pieces(text: str, least: int) -> Iterator[str]:
    for start in range(len(text)):
        for end in range(start + least, len(text) + 1):
            if end - start < len(text):
                yield text[start:end]


def clusters(texts: Sequence[str]) -> list[list[int]]:
    """Return groups of places whose texts are nearly the same, found by MinHash bands and checked piece by piece.

    Texts shorter than :data:`SHINGLE` stand alone. Hash constants are fixed, so equal input gives equal groups.
    """
    shingles = [_shingles(text) for text in texts]
    parent = list(range(len(texts)))
    for members in _buckets(shingles):
        for one in members[1:]:
            if _root(parent, one) != _root(parent, members[0]) and _alike(shingles[members[0]], shingles[one]):
                parent[_root(parent, one)] = _root(parent, members[0])
    groups: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        groups[_root(parent, place)].append(place)
    return [group for group in groups.values() if len(group) > 1]


def _shingles(text: str) -> frozenset[int]:
    points = [ord(part) for part in text]
    return frozenset(
        (points[place] << 42 | points[place + 1] << 21 | points[place + 2]) % 2147483647
        for place in range(len(points) - SHINGLE + 1)
    )


def _buckets(shingles: Sequence[frozenset[int]]) -> Iterator[list[int]]:
    rng = np.random.default_rng(20240120)
    count = _BANDS * _ROWS
    factor = rng.integers(1, 2**31 - 1, size=(count, 1), dtype=np.uint64)
    offset = rng.integers(0, 2**31 - 1, size=(count, 1), dtype=np.uint64)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for place, pieces in enumerate(shingles):
        if pieces:
            values = np.fromiter(pieces, dtype=np.uint64, count=len(pieces))
            least = ((values * factor + offset) % np.uint64(2147483647)).min(axis=1)
            for band in range(_BANDS):
                buckets[band, least[band * _ROWS : (band + 1) * _ROWS].tobytes()].append(place)
    yield from (members for members in buckets.values() if len(members) > 1)


def _alike(left: frozenset[int], right: frozenset[int]) -> bool:
    return len(left & right) >= ALIKE * len(left | right)


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place
