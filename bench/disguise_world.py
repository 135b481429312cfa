"""Marks coined for the benchmark, titles to put them into, and the cases made of both: all from one seed."""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa
from disguise_kinds import HANZI, LATIN, Way
from disguise_tables import SHARED, Tables, is_han
from disguise_words import BRANDLIKE, GOODS, OPENING, REGISTER, TAILS, Goods

LENGTHS = (2, 3, 4, 5, 6)
SHARES = {2: 0.16, 3: 0.34, 4: 0.26, 5: 0.14, 6: 0.10}
"""Of the cases of one kind, how many have a mark of this length (hanzi)."""
LATIN_LENGTHS = (4, 5, 6, 7, 8)
ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gl",
    "h",
    "j",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "io", "ou")


Weighed = tuple[list[str], list[int]]
"""Characters to draw from, and their weights."""


@dataclass(frozen=True)
class Planted:
    """A coined mark of the register; ``goods`` as a register states them, "" where it does not."""

    right_id: str
    mark: str
    goods: str


@dataclass(frozen=True)
class Case:
    """A title with a disguised mark in it.

    ``kind`` and ``manner`` name the disguise, ``written`` is what stands in the text for the ``planted`` mark;
    ``carrier`` says whose title it is: real (of a shop's list) or coined; ``cells`` are the item's other columns.
    """

    item_id: str
    text: str
    kind: str
    manner: str
    script: str
    written: str
    planted: Planted
    carrier: str


@dataclass(frozen=True)
class Title:
    """A clean title and the cells it came with."""

    text: str
    kind: str = "listing"
    price: str | None = None


@dataclass(frozen=True)
class World:
    """What one run looks at."""

    names: list[str]
    cases: list[Case]
    clean: Mapping[str, list[Title]]

    def register(self, kind: str = "trademark") -> pa.Table:
        """Return the real names and the planted marks as a table of rights, all of one kind."""
        planted = list({case.planted.right_id: case.planted for case in self.cases}.values())
        ids = [f"N{place}" for place in range(len(self.names))] + [one.right_id for one in planted]
        return pa.table(
            {
                "right_id": ids,
                "kind": [kind] * len(ids),
                "mark": self.names + [one.mark for one in planted],
                "goods": pa.array([None] * len(self.names) + [one.goods or None for one in planted], pa.string()),
            }
        )


def make_world(seed: int, per_kind: int, tables: Tables) -> World:
    """Return marks, cases (``per_kind`` of each disguise and script) and clean titles of one seed."""
    dice = random.Random(seed)
    names = real_names()
    clean = dict(clean_titles(dice, names))
    carriers = [title.text for title in clean.get("listings of two shops", ())]
    cases = list(_cases(seed, Coiner(names), carriers, per_kind, tables))
    return World(names, cases, clean)


def real_names() -> list[str]:
    """Return the real short names of the shared data; a few coined ones where it is absent."""
    file = SHARED / "names" / "company-short-names.txt.gz"
    if not file.is_file():
        return list(REGISTER)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip()]


class Coiner:
    """Coins marks that look like names in use and are none.

    Half of them take each character as real names have it at that place, half as it follows the one before.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._taken = set(names)
        self._places = {length: _columns(names, length) for length in LENGTHS}
        self._after = _followers(names)

    def hanzi(self, length: int, dice: random.Random) -> str:
        """Return a mark of so many characters that is in no list and was not coined before."""
        while True:
            drawn = dice.choice((self._by_place, self._by_neighbour))(length, dice)
            mark = "".join(drawn)
            if len(set(drawn)) == length and mark not in self._taken:
                self._taken.add(mark)
                return mark

    def _by_place(self, length: int, dice: random.Random) -> list[str]:
        return [dice.choices(*column)[0] for column in self._places[length]]

    def _by_neighbour(self, length: int, dice: random.Random) -> list[str]:
        drawn = [dice.choices(*self._places[length][0])[0]]
        while len(drawn) < length:
            follow = self._after.get(drawn[-1]) or self._places[length][len(drawn)]
            drawn.append(dice.choices(*follow)[0])
        return drawn

    def latin(self, length: int, dice: random.Random) -> str:
        """Return a mark of so many letters that can be spoken."""
        while True:
            mark = ""
            while len(mark) < length:
                mark += dice.choice(ONSETS) + dice.choice(VOWELS)
            mark = mark[:length]
            if mark not in self._taken:
                self._taken.add(mark)
                return dice.choice((mark, mark.capitalize(), mark.upper()))


def _columns(names: Sequence[str], length: int) -> list[Weighed]:
    """Return the characters of each place, and how often real names of this length have them there."""
    alike = [name for name in names if len(name) == length and all(map(is_han, name))]
    alike = alike if len(alike) > 500 else [BRANDLIKE[at:] + BRANDLIKE[:at] for at in range(len(BRANDLIKE))]
    counted = [Counter(name[place] for name in alike).most_common(1200) for place in range(length)]
    return [([one for one, _ in column], [count for _, count in column]) for column in counted]


def _followers(names: Sequence[str]) -> dict[str, Weighed]:
    """Return what follows a character in real names, and how often."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        for one, other in pairwise(name):
            if is_han(one) and is_han(other):
                counts[one][other] += 1
    return {one: (list(found), list(found.values())) for one, found in counts.items() if len(found) > 20}


def _cases(seed: int, coiner: Coiner, carriers: list[str], per_kind: int, tables: Tables) -> Iterator[Case]:
    """Yield the cases of every kind, each kind from dice of its own: a kind more leaves the others as they are."""
    for script, ways, lengths in (("hanzi", HANZI, LENGTHS), ("latin", LATIN, LATIN_LENGTHS)):
        coin = coiner.hanzi if script == "hanzi" else coiner.latin
        for kind, way in ways.items():
            dice = random.Random(f"{seed}/{script}/{kind}")
            for number in range(per_kind):
                length = _length(number, per_kind, script, lengths)
                mark, (written, manner) = _disguised(coin, length, way, tables, dice)
                real = bool(carriers) and number % 2 == 0
                goods = dice.choice(GOODS)
                name = f"{script}-{kind}-{number}"
                planted = Planted(f"P-{name}", mark, "" if real else goods.nice)
                text = inserted(dice.choice(carriers), written, dice) if real else coined_title(goods, written, dice)
                yield Case(name, text, kind, manner, script, written, planted, "real" if real else "coined")


def _length(number: int, count: int, script: str, lengths: Sequence[int]) -> int:
    if script == "latin":
        return lengths[number % len(lengths)]
    reached = 0.0
    for length, share in SHARES.items():
        reached += share
        if number < round(reached * count):
            return length
    return lengths[-1]


def _disguised(coin: Any, length: int, way: Way, tables: Tables, dice: random.Random) -> tuple[str, tuple[str, str]]:
    """Coin until the way has something to change."""
    while True:
        mark = coin(length, dice)
        made = way(mark, tables, dice)
        if made:
            return mark, made


def coined_title(goods: Goods, mark: str, dice: random.Random) -> str:
    """Return a listing title of our own words, the mark mostly in front."""
    word, fit = dice.choice(goods.words), dice.choice(goods.fits)
    size, tail = dice.choice(goods.sizes), dice.choice(TAILS)
    shapes = (
        f"{_joined(mark, '', fit)}{word}{size}{tail}",
        f"{mark} {word}{fit} {size}",
        f"{dice.choice(OPENING)}{mark}{word}{tail}{size}",
        f"{mark} {fit} {word} {tail} {size}",
        f"{fit}{word} {mark} {size}{tail}",
        f"{word}{_joined(mark, '', fit)}{tail}",
    )
    return dice.choices(shapes, (6, 5, 3, 4, 2, 1))[0]


def inserted(title: str, mark: str, dice: random.Random) -> str:
    """Return the title with the mark where a brand stands: in front, after a bracket or opening word, or last."""
    joint = dice.choice(("", " "))
    chance = dice.random()
    breaks = [place for place, one in enumerate(title) if one in " 】]）)" and 0 < place < len(title) - 1]
    if chance < 0.7 or not breaks:
        return _joined(mark, joint, title)
    if chance < 0.92:
        place = breaks[0] + 1
        return title[:place] + _joined(mark, joint, title[place:])
    return f"{title} {mark}"


def _joined(left: str, joint: str, right: str) -> str:
    """Nobody writes a word and a number as one: where both ends are Latin or digits a blank stands between."""
    meet = left[-1:].isascii() and right[:1].isascii() and right[:1].isalnum()
    return f"{left}{' ' if meet else joint}{right}"


def clean_titles(dice: random.Random, names: list[str]) -> Iterator[tuple[str, list[Title]]]:
    """Yield the sets of texts without a planted mark: real ones as far as they are here, and coined ones."""
    listings = list(_listings())
    if listings:
        yield "listings of two shops", listings
    marked = list(_marked_titles())
    if marked:
        yield "titles of a research set", marked
    reviews = list(_reviews(dice))
    if reviews:
        yield "reviews, 4,000 of 62,774", reviews
    plain = [coined_title(dice.choice(GOODS), dice.choice(names), dice) for _ in range(4_000)]
    yield "coined titles, a real name written plainly in each", [Title(text) for text in plain]


def _listings() -> Iterator[Title]:
    for store in "ab":
        file = SHARED / "listings" / f"store-{store}.csv.gz"
        if file.is_file():
            with gzip.open(file, "rt", encoding="utf-8-sig") as lines:
                for row in csv.DictReader(lines):
                    yield Title(row["商品名称"], price=row["原价"] or None)


def _marked_titles() -> Iterator[Title]:
    for part in ("train", "dev", "test"):
        file = SHARED / "title-ner" / f"{part}.txt.gz"
        if file.is_file():
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                blocks = lines.read().split("\n\n")
            yield from (
                Title("".join(line[0] for line in block.split("\n") if line)) for block in blocks if block.strip()
            )


def _reviews(dice: random.Random) -> Iterator[Title]:
    file = SHARED / "reviews" / "shopping-reviews.csv.gz"
    if file.is_file():
        with gzip.open(file, "rt", encoding="utf-8-sig") as lines:
            rows = [row["review"] for row in csv.DictReader(lines) if row["review"].strip()]
        yield from (Title(text, kind="review") for text in dice.sample(rows, 4_000))
