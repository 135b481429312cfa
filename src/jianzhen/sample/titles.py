"""Listing titles: many shapes and noise words, so that a planted one does not stand out by its form."""

from __future__ import annotations

import random
from decimal import Decimal

from jianzhen.sample.dice import price, share
from jianzhen.sample.rows import Goods
from jianzhen.sample.tables import Category, Mark, categories, rows, words


def category_of(mark: Mark) -> Category:
    """Return the kind of goods a mark is registered for."""
    return categories()[mark.category]


def ordinary(rng: random.Random, kind: Category, shown: str, year: int, *, tail: str = "") -> str:
    """Return an everyday title that shows ``shown`` (a mark, a disguised mark or nothing)."""
    table = words("titles")
    return _fill(rng, rng.choice(table["shapes"]), kind, shown, year, tail)


def shaped(rng: random.Random, shapes: str, kind: Category, shown: str, year: int) -> str:
    """Return a title in one of the shapes of a named list, such as second_hand or descriptive."""
    return _fill(rng, rng.choice(words("titles")[shapes]), kind, shown, year, "")


def _fill(rng: random.Random, shape: str, kind: Category, shown: str, year: int, tail: str) -> str:
    table = words("titles")
    first, second = rng.sample(kind.adjectives, 2)
    mood = rng.choice(table["moods"]).format(year=year)
    filled = shape.format(
        mood=mood if rng.random() < 0.5 else "",
        mood0=mood,
        mark=shown,
        adj=first,
        adj2=second,
        noun=rng.choice(kind.nouns),
        spec=rng.choice(kind.specs),
        part=rng.choice(kind.parts),
        tail=tail or rng.choice(table["tails"]),
    )
    return " ".join(filled.replace("/ ", " ").split()).strip("/ ")


def market_price(rng: random.Random, kind: Category) -> Decimal:
    """Return an ordinary price of this kind of goods."""
    return price(rng, kind.median, kind.sigma)


def plain_goods(rng: random.Random, kind: Category, shown: str, year: int) -> Goods:
    """Return goods at an ordinary price under an ordinary title."""
    return Goods(kind, ordinary(rng, kind, shown, year), market_price(rng, kind), shown, rng.choice(kind.specs))


def genuine_price(rng: random.Random, kind: Category) -> Decimal:
    """Return a price at which genuine goods of a mark are sold: near the median of its kind."""
    return price(rng, kind.median * 1.15, min(kind.sigma, 0.2))


def fake_price(rng: random.Random, kind: Category) -> Decimal:
    """Return a seller's price for imitations: mostly well below genuine, sometimes close to it."""
    if rng.random() < 0.25:
        return share(rng, kind.median, 0.7, 1.05)
    return share(rng, kind.median, 0.12, 0.5)


def with_jargon(rng: random.Random, title: str) -> str:
    """Return ``title`` with one or two words by which sellers tell buyers that goods are imitations."""
    table = rows("jargon")
    drawn = rng.choices(table, weights=[float(r["weight"]) for r in table], k=rng.choice((1, 1, 2)))
    picks = list({r["term"]: r for r in drawn}.values())
    front = "".join(p["term"] for p in picks if p["place"] == "front")
    tail = " ".join(p["term"] for p in picks if p["place"] == "tail")
    return f"{front}{title} {tail}".strip()
