"""Goods and services compared through the classes of the Nice agreement that their words belong to.

A class is a first approximation: inside one class goods may differ (telephones and extinguishers, both 9), and goods
of two classes may be alike in practice (cosmetics 3, beauty services 44). The words carry groups inside their class
where that matters, and ``tables/nice-relations.csv`` says which classes meet in trade. Both were written for this
engine from the class headings and from which goods share makers, shops and buyers; neither is an examination table.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from jianzhen.playbook.model import Term
from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.folding import fold_text

Closeness = Literal["same", "similar", "related", "unrelated", "unknown"]
"""same: one class and group, or one not told apart; similar: likely from one source; related: sold side by side."""

MAX_GOODS: Final = 4000
"""Characters of a goods text that are read: a specification of goods is shorter, a pasted page is not read whole."""
MAX_KNOWN: Final = 8_192
"""Goods texts whose kinds are kept: registers and sellers name the same goods again and again."""
CLASSES: Final = 45
RETAIL: Final = 35
_RANK: Final[tuple[Closeness, ...]] = ("same", "similar", "related", "unrelated")
_VARIED: Final = frozenset({5, 6, 7, 9, 11, 16, 20, 21, 35, 37, 40, 41, 42, 44, 45})
"""Classes whose groups have little in common; groups of the others (25 clothes and shoes) count as similar."""
_TABLES: Final = Path(__file__).resolve().parent / "tables"
_CHINESE: Final = "零一二三四五六七八九十"
_NUMBERS: Final = re.compile(r"[\d、,，;；/\s和及与]+")
_NUMBERED: Final = re.compile(
    r"第?\s?(\d{1,2}(?:\s?[、,，;；/和及与]\s?\d{1,2})*)\s?类(?!医疗|器械|疫苗)"
    r"|第([一二三四五六七八九十]{1,3})类"
    r"|(?:nice|class|cl\.?)\s?(\d{1,2})\b",
    re.IGNORECASE,
)
_SEGMENT: Final = re.compile(r"[\s、,，;；/|。()（）\[\]【】:：]+")


class Good(NamedTuple):
    """A kind of goods: its class 1-45 and its group inside the class, empty where classes are not divided further."""

    number: int
    group: str = ""


class GoodsClasses:
    """Says in which Nice classes the words of a text lie.

    Args:
        terms: lexicon of goods words; the tag is the class number, with ``:group`` where the class is divided, several
            joined with ``/``.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._goods = {fold_text(term.term): _goods_of_tag(term.tag) for term in terms}
        self._words = list(self._goods)
        self._automaton = Automaton(self._words)
        self._known: dict[str, frozenset[Good]] = {}

    def of(self, text: str) -> frozenset[int]:
        """Return the classes named by number or by word."""
        return frozenset(good.number for good in self.goods(text))

    def goods(self, text: str) -> frozenset[Good]:
        """Return the kinds of goods a text names: by class number where it gives one, by its words otherwise.

        A bare ``25`` is a class; ``第25类 服装鞋帽`` is class 25; of the words of a text the longest count, so that
        手机壳 is no 手机; a word of one character counts only at the end of a segment (绿茶、米).
        """
        text = text[:MAX_GOODS]
        known = self._known.get(text)
        if known is None:
            known = self._read(text)
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[text] = known
        return known

    def _read(self, text: str) -> frozenset[Good]:
        numbers = _numbers(text)
        if numbers:
            return self._retailed(numbers, text)
        found = frozenset(good for word in self.words(text) for good in self._goods[word])
        return self._retailed(found, text) if RETAIL in {good.number for good in found} else found

    def words(self, text: str) -> tuple[str, ...]:
        """Return the goods words of a text, folded, in order of place; words inside longer ones left out."""
        return tuple(
            self._words[number]
            for part in _SEGMENT.split(text[:MAX_GOODS])
            for _, _, number in self._longest(fold_text(part))
        )

    def spans(self, folded: str) -> list[tuple[int, int]]:
        """Return the spans of goods words in a folded text."""
        return [(start, end) for start, end, _ in self._longest(folded[:MAX_GOODS])]

    def _longest(self, folded: str) -> list[tuple[int, int, int]]:
        hits = [hit for hit in self._automaton.scan(folded) if len(self._words[hit[2]]) > 1 or hit[1] == len(folded)]
        kept: list[tuple[int, int, int]] = []
        for hit in sorted(hits, key=lambda one: (one[0], -one[1])):
            if not kept or hit[1] > kept[-1][1]:
                kept.append(hit)
        return kept

    def _retailed(self, goods: frozenset[Good], text: str) -> frozenset[Good]:
        """Retail of named goods: the goods are kept beside class 35, marked as what the service sells."""
        if RETAIL not in {good.number for good in goods}:
            return goods
        sold = {good.number for word in self.words(text) for good in self._goods[word]} - {RETAIL}
        others = frozenset(good for good in goods if good.number != RETAIL)
        if not sold:
            return goods
        return (others if _is_listed(text) else frozenset()) | {Good(RETAIL, f"of:{one}") for one in sold}

    def compare(self, left: str | None, right: str | None) -> Closeness:
        """Return how close two goods texts are at their closest; symmetric; unknown if either names no goods."""
        if left and right and fold_text(left[:MAX_GOODS]) == fold_text(right[:MAX_GOODS]) != "":
            return "same"
        return closeness(self.goods(left or ""), self.goods(right or ""))


@lru_cache(maxsize=65_536)
def closeness(left: frozenset[Good], right: frozenset[Good]) -> Closeness:
    """Return :func:`closest` of two sets of goods, worked out once for each two sets."""
    return closest(left, right)


def closest(left: Iterable[Good], right: Iterable[Good]) -> Closeness:
    """Return how close two sets of goods are at their closest; symmetric; unknown if either is empty."""
    theirs = tuple(right)
    return min((_close(one, other) for one in left for other in theirs), key=_RANK.index, default="unknown")


def _is_listed(text: str) -> bool:
    """Say whether classes are given by number: then goods beside class 35 are claimed themselves, not only sold."""
    return bool(_numbers(text))


def _goods_of_tag(tag: str) -> frozenset[Good]:
    return frozenset(map(read_good, tag.split("/")))


def read_good(text: str) -> Good:
    """Return the good written as ``25`` or ``37:build``."""
    number, _, group = text.partition(":")
    return Good(int(number), group)


def _numbers(text: str) -> frozenset[Good]:
    """Return the classes given by number; numbers that are no class of the agreement are left out."""
    if _NUMBERS.fullmatch(text):
        listed = re.findall(r"\d+", text)
    else:
        found = list(_NUMBERED.finditer(text))
        listed = [one for hit in found for one in re.findall(r"\d+", hit[1] or hit[3] or "")]
        listed += [str(_chinese(hit[2])) for hit in found if hit[2]]
    return frozenset(Good(int(one)) for one in listed if len(one) <= 2 and 1 <= int(one) <= CLASSES)


def _chinese(text: str) -> int:
    """Return 1-99 written as 二十五; other orders of digits read as 0."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE.index(text) if len(text) == 1 else 0
    return (_CHINESE.find(tens) if tens else 1) * 10 + (_CHINESE.find(ones) if ones else 0)


def _close(one: Good, other: Good) -> Closeness:
    sold = _sold(one, other) or _sold(other, one)
    if sold:
        return sold
    if one.number == other.number:
        if not one.group or not other.group or one.group == other.group:
            return "same"
        return "related" if one.number in _VARIED else "similar"
    found = [
        relation
        for left, right in ((one, other), (other, one))
        for relation, ours, theirs in _relations().get((left.number, right.number), ())
        if _meant(left, ours) and _meant(right, theirs)
    ]
    return min(found, key=_RANK.index, default="unrelated")


def _meant(good: Good, group: str) -> bool:
    """Say whether a relation stated for a group of a class speaks of a good; goods without group may be meant."""
    return not group or not good.group or good.group == group


def _sold(shop: Good, goods: Good) -> Closeness | None:
    """Retail of goods is similar to those goods; a shop of nothing named may sell them; other shops' goods decide."""
    if shop.number != RETAIL or goods.number == RETAIL:
        return None
    if shop.group.startswith("of:"):
        return "similar" if int(shop.group[3:]) == goods.number else None
    return "related" if shop.group in {"", "retail"} else None


@cache
def _relations() -> Mapping[tuple[int, int], tuple[tuple[Closeness, str, str], ...]]:
    """Return (class, class) as written in the table → its relations, each with the groups it is stated for."""
    named: Mapping[str, Closeness] = {"similar": "similar", "related": "related"}
    found: defaultdict[tuple[int, int], list[tuple[Closeness, str, str]]] = defaultdict(list)
    with (_TABLES / "nice-relations.csv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            left, right = read_good(row["left"]), read_good(row["right"])
            found[left.number, right.number].append((named[row["relation"]], left.group, right.group))
    return {pair: tuple(relations) for pair, relations in found.items()}
