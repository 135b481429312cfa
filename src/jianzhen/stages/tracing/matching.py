"""Rows of two lists that may be one: subjects by exact keys and names, goods by rare pairs of characters (pure).

The first version: what is said here is a proposal with a score for a person to read. Only an exact key says ``same``
of two subjects; of goods ``same`` means that name, measure and price agree closely.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from jianzhen.stages.tracing import keys
from jianzhen.stages.tracing.keys import Face, FaceKeys, face_keys
from jianzhen.stages.tracing.names import clean, names_nobody, parse_name, simplify

SAME: Final = "same"
MAYBE: Final = "maybe"
BEST: Final = 10

KEY_SCORES: Final = {
    keys.USCC: 1.0,
    keys.LICENCE: 0.99,
    keys.ACCOUNT: 0.98,
    keys.PHONE: 0.95,
    keys.FIRM_NAME: 0.95,
    keys.NAME_ADDRESS: 0.95,
    keys.TRADER_NAME: 0.7,
}
"""How sure an equal key makes us: our own setting, ordered by how far each key reaches."""

NAME_ONLY: Final = 0.8
CORE_ONLY: Final = 0.6
TRADE_NAME_ONLY: Final = 0.45
NEAR_NAME: Final = 0.5
GOODS_SAME: Final = 0.62
GOODS_MAYBE: Final = 0.2
_COMMON: Final = 400
"""Postings longer than this are too common to find candidates by."""


@dataclass(frozen=True, slots=True)
class Match:
    """One pair, by position in its list."""

    left: int
    right: int
    score: float
    decision: str


@dataclass(frozen=True)
class SubjectRow:
    """One subject of a list, with its keys and the spelling of its name."""

    keys: FaceKeys
    canonical: str
    core: str
    place: str
    district: str
    trade_name: str


def subject_row(face: Face) -> SubjectRow:
    """Return a subject as it is compared. A shop name alone links nobody in a list, whatever platform it came from."""
    found = face_keys(face)
    name = parse_name("" if names_nobody(face.name) else face.name)
    return SubjectRow(
        keys=found,
        canonical=f"{name.place}{name.core}{name.form}{name.branch}",
        core=name.core,
        place=name.place,
        district=name.district,
        trade_name=name.trade_name,
    )


def contradict(one: SubjectRow, other: SubjectRow) -> bool:
    """Say whether two subjects are different in law: two credit codes, or names of two places or districts."""
    pairs = ((one.keys.uscc, other.keys.uscc), (one.place, other.place), (one.district, other.district))
    return any(left and right and left != right for left, right in pairs)


def compare_subjects(one: SubjectRow, other: SubjectRow) -> tuple[float, str]:
    """Return score and decision; zero where nothing speaks for the pair."""
    shared = {(key.kind, key.value) for key in (*one.keys.strong, *one.keys.weak)}
    shared &= {(key.kind, key.value) for key in (*other.keys.strong, *other.keys.weak)}
    scores = [KEY_SCORES[kind] for kind, _ in shared if kind in KEY_SCORES]
    if one.canonical and one.canonical == other.canonical:
        scores.append(NAME_ONLY)
    elif one.core and one.core == other.core and len(one.trade_name) >= 2:
        scores.append(CORE_ONLY)
    elif one.trade_name and one.trade_name == other.trade_name and len(one.trade_name) >= 2:
        scores.append(TRADE_NAME_ONLY)
    elif one.canonical and other.canonical:
        scores.append(NEAR_NAME * jaccard(pairs_of(one.canonical), pairs_of(other.canonical)))
    best = max(scores, default=0.0)
    if contradict(one, other) and KEY_SCORES[keys.USCC] not in scores:
        return best / 2, MAYBE
    return best, SAME if best >= NAME_ONLY + 0.1 else MAYBE


def match_subjects(left: Sequence[SubjectRow], right: Sequence[SubjectRow], *, least: float = 0.3) -> Iterable[Match]:
    """Yield the best pairs of each left row, best first; candidates share a key, a 字号 or a rare pair."""
    index: dict[object, list[int]] = defaultdict(list)
    for at, row in enumerate(right):
        for handle in _handles(row):
            index[handle].append(at)
    for at, row in enumerate(left):
        near = {other for handle in _handles(row) if len(index[handle]) <= _COMMON for other in index[handle]}
        near |= {other for key in row.keys.strong for other in index[key.kind, key.value]}
        scored = sorted(((*compare_subjects(row, right[other]), other) for other in near), key=lambda s: (-s[0], s[2]))
        yield from (Match(at, other, score, said) for score, said, other in scored[:BEST] if score >= least)


def _handles(row: SubjectRow) -> set[object]:
    own: set[object] = {(key.kind, key.value) for key in (*row.keys.strong, *row.keys.weak)}
    return own | ({row.trade_name} if len(row.trade_name) >= 2 else set()) | set(pairs_of(row.trade_name))


@dataclass(frozen=True)
class GoodsRow:
    """One product: its text in one spelling, Latin words and model numbers, measures, brand and price."""

    text: str
    grams: frozenset[str]
    marks: frozenset[str]
    measures: frozenset[str]
    brand: str
    price: float | None


_MEASURE: Final = re.compile(
    r"(\d+(?:\.\d+)?)\s*(kg|千克|公斤|mg|毫克|g|克|斤|ml|毫升|l|升|片|粒|袋|包|瓶|盒|支|枚|个|只|条|双|抽|卷|张)"
)
_MARK: Final = re.compile(r"[a-z0-9]*\d[a-z0-9]*")
_UNITS: Final[dict[str, tuple[str, float]]] = {
    "kg": ("g", 1000.0),
    "千克": ("g", 1000.0),
    "公斤": ("g", 1000.0),
    "斤": ("g", 500.0),
    "克": ("g", 1.0),
    "g": ("g", 1.0),
    "mg": ("g", 0.001),
    "毫克": ("g", 0.001),
    "l": ("ml", 1000.0),
    "升": ("ml", 1000.0),
    "毫升": ("ml", 1.0),
    "ml": ("ml", 1.0),
}


def goods_row(name: str, *, spec: str = "", brand: str = "", price: float | None = None) -> GoodsRow:
    """Return a product as it is compared; measures are read from name and spec (0.5L is 500毫升)."""
    body = clean(name)
    marks = frozenset(_MARK.findall(simplify(name)))
    return GoodsRow(body, pairs_of(body), marks, measures(f"{name} {spec}"), clean(brand), price)


def measures(text: str) -> frozenset[str]:
    """Return the measures of weight and volume in a text in grams and millilitres; counts (片, 袋) as they stand."""
    found = set()
    for number, unit in _MEASURE.findall(simplify(text)):
        base, factor = _UNITS.get(unit, (unit, 1.0))
        found.add(f"{float(number) * factor:g}{base}")
    return frozenset(found)


class GoodsIndex:
    """The right list, searchable by rare pairs of characters."""

    def __init__(self, rows: Sequence[GoodsRow]) -> None:
        self._rows = rows
        self._postings: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            for pair in row.grams:
                self._postings[pair].append(at)
        self._weight = {pair: math.log(1 + len(rows) / len(found)) for pair, found in self._postings.items()}
        self._unseen = math.log(1 + max(len(rows), 1))
        self._norms = [self._norm(row) for row in rows]

    def best(self, row: GoodsRow, *, keep: int = BEST, look_at: int = 40) -> list[tuple[float, int]]:
        """Return (score, position) of the nearest rows, best first."""
        shared: dict[int, float] = defaultdict(float)
        for pair in row.grams:
            found = self._postings.get(pair, [])
            if len(found) <= max(_COMMON, len(self._rows) // 10):
                weight = self._weight.get(pair, 0.0) ** 2
                for at in found:
                    shared[at] += weight
        norm = self._norm(row)
        near = sorted(shared, key=lambda at: (-shared[at] / self._norms[at], at))[:look_at]
        scored = [(self._score(row, at, shared[at] / (norm * self._norms[at])), at) for at in near]
        return sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:keep]

    def _norm(self, row: GoodsRow) -> float:
        return math.sqrt(sum(self._weight.get(pair, self._unseen) ** 2 for pair in row.grams)) or 1.0

    def _score(self, row: GoodsRow, at: int, cosine: float) -> float:
        """Return the likeness of the names, lowered where measure, brand or price speak against the pair."""
        other = self._rows[at]
        score = cosine
        if row.measures and other.measures:
            score = score * 0.85 + 0.15 if row.measures & other.measures else score * 0.55
        if row.marks and other.marks:
            score *= 0.8 + 0.2 * jaccard(row.marks, other.marks)
        if row.brand and other.brand and row.brand != other.brand:
            score *= 0.8
        if row.price and other.price:
            apart = abs(math.log(row.price / other.price))
            score *= 1.1 if apart < math.log(1.1) else 1.0 if apart < math.log(1.5) else 0.85
        return min(1.0, score)


def match_goods(left: Iterable[GoodsRow], index: GoodsIndex) -> Iterable[Match]:
    """Yield the best pairs of each left row, best first."""
    for at, row in enumerate(left):
        for score, other in index.best(row):
            if score >= GOODS_MAYBE:
                yield Match(at, other, score, SAME if score >= GOODS_SAME else MAYBE)


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters; a single character is its own."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text} - {""})


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of common members."""
    both = len(one | other)
    return len(one & other) / both if both else 0.0
