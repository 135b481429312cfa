"""The generator's own word tables: read once, never shared with the matcher.

Disguises made from a matcher's tables would only measure that the matcher agrees with itself, so the
sound-alike, look-alike and separator tables here were written by hand for the sample city alone.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Mark:
    """One invented protected mark and its place in the sample register."""

    mark: str
    category: str
    register_no: str
    class_no: int
    first_year: int


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of goods: its words, and its market price in yuan (median and log spread)."""

    key: str
    title: str
    goods: str
    trade: str
    median: float
    sigma: float
    path: str
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    specs: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sounds:
    """Characters of the same sound, and of a sound that Wuhan speakers confuse."""

    same: str
    near: str


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters of a similar shape, and the two halves a character can be split into."""

    alike: str
    split: str


@dataclass(frozen=True, slots=True)
class District:
    """A district or functional zone, its share of firms, and invented roads in it."""

    name: str
    weight: int
    roads: tuple[str, ...]


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the table ``name``.csv."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def words(name: str) -> dict[str, Any]:
    """Return the word lists of ``name``.yml."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def marks() -> tuple[Mark, ...]:
    """Return the invented protected marks."""
    return tuple(
        Mark(r["mark"], r["category"], r["register_no"], int(r["class_no"]), int(r["first_year"]))
        for r in rows("marks")
    )


@cache
def categories() -> dict[str, Category]:
    """Return the kinds of goods by key."""
    return {key: _category(key, entry) for key, entry in words("categories").items()}


def _category(key: str, entry: dict[str, Any]) -> Category:
    lists = {name: tuple(str(word) for word in entry[name]) for name in ("nouns", "adjectives", "specs", "parts")}
    return Category(
        key=key,
        title=entry["title"],
        goods=entry["goods"],
        trade=entry["trade"],
        median=float(entry["median"]),
        sigma=float(entry["sigma"]),
        path=entry["path"],
        **lists,
    )


@cache
def homophones() -> dict[str, Sounds]:
    """Return sound-alikes by character."""
    return {r["character"]: Sounds(r["same"], r["near"]) for r in rows("homophones")}


@cache
def lookalikes() -> dict[str, Glyphs]:
    """Return look-alikes and splits by character."""
    return {r["character"]: Glyphs(r["glyphs"], r["split"]) for r in rows("lookalikes")}


@cache
def latin() -> dict[str, str]:
    """Return digits and full-width forms that stand in for a capital letter."""
    return {r["letter"]: r["glyphs"] for r in rows("latin")}


@cache
def districts() -> tuple[District, ...]:
    """Return Wuhan's districts and functional zones with invented roads."""
    return tuple(District(r["district"], int(r["weight"]), tuple(r["roads"].split(";"))) for r in rows("places"))


@cache
def people() -> dict[str, str]:
    """Return the characters of invented personal names."""
    return {r["part"]: r["values"] for r in rows("people")}
