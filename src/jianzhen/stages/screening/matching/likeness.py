"""How much two Chinese characters look alike: numbers of each character, and the grades their inner product falls in.

The table is made by ``tools/glyph_likeness.py`` from drawn characters and their components (see ``tables/README.md``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.screening.matching.glyphs import TABLES
from jianzhen.stages.screening.matching.layout import NUMBERS

DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
"""Digits of the numbers -32 … 31."""
HALF: Final = NUMBERS // 2
"""Numbers of strokes; as many of components follow."""
SHARES: Final = (0.003, 0.03, 0.2)
"""Share of pairs of common characters that are as alike or more: bounds of glyph, near_glyph and far_glyph."""
_CLOSEST: Final = 6
"""Nearest characters a mark of two is also looked for with, where they are of the grade glyph."""
_BLOCK: Final = 512
_SAMPLE: Final = 1_000_000


@dataclass(frozen=True, eq=False)
class Likeness:
    """Numbers by character, each row of equal length, and the least inner products of the three grades."""

    characters: str
    numbers: npt.NDArray[np.int8]
    bounds: tuple[int, int, int]

    def closest(self) -> dict[str, str]:
        """Return, for each character, the nearest others of the grade glyph, the closest first."""
        wide = self.numbers.astype(np.float32)
        found: dict[str, str] = {}
        for begin in range(0, len(wide), _BLOCK):
            likeness = wide[begin : begin + _BLOCK] @ wide.T
            rows, others = np.nonzero(likeness >= self.bounds[0])
            order = np.lexsort((-likeness[rows, others], rows))
            for row, other in zip(rows[order].tolist(), others[order].tolist(), strict=True):
                own = self.characters[begin + row]
                if begin + row != other and len(found.setdefault(own, "")) < _CLOSEST:
                    found[own] += self.characters[other]
        return found


def read_likeness(folder: Path = TABLES) -> Likeness:
    """Return the table in ``folder`` with the bounds of its grades.

    Raises:
        RefusedError: a row is not a character with its numbers.
    """
    value = np.full(128, -1, np.int8)
    value[np.frombuffer(DIGITS.encode(), np.uint8)] = np.arange(len(DIGITS), dtype=np.int8)
    characters, rows = [], []
    with (folder / "likeness.csv").open(encoding="utf-8", newline="") as source:
        for number, row in enumerate(csv.reader(source), start=1):
            if number == 1:
                continue
            if len(row) != 2 or len(row[0]) != 1 or len(row[1]) != NUMBERS or not row[1].isascii():
                raise RefusedError(
                    f"expected a character and {NUMBERS} digits, found {row!r}",
                    where=Where(file="likeness.csv", row=number), remedy="install the package again",
                )  # fmt: skip
            characters.append(row[0])
            rows.append(row[1])
    digits = value[np.frombuffer("".join(rows).encode(), np.uint8)].reshape(-1, NUMBERS)
    numbers = (digits - np.int8(len(DIGITS) // 2)).astype(np.int8)
    if np.einsum("ij,ij->i", numbers, numbers, dtype=np.int64).max(initial=0) > np.iinfo(np.int16).max:
        raise RefusedError(
            "the numbers are too large", where=Where(file="likeness.csv"), remedy="install the package again"
        )
    return Likeness("".join(characters), numbers, _bounds(numbers))


def _bounds(numbers: npt.NDArray[np.int8]) -> tuple[int, int, int]:
    """Return the inner products that the named shares of random pairs reach; the draw is fixed."""
    chance: Any = np.random.default_rng(20_260)
    one, other = chance.integers(0, len(numbers), (2, _SAMPLE))
    kept = one != other
    likeness = np.einsum("ij,ij->i", numbers[one[kept]], numbers[other[kept]], dtype=np.int32)
    first, second, third = (int(np.quantile(likeness, 1 - share)) for share in SHARES)
    return first, second, third
