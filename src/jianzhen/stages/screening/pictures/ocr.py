"""Text in pictures: lines with boxes, joined into one text that is screened like any other, its spans drawable."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.pictures.errors import ExtraMissingError
from jianzhen.stages.screening.pictures.reading import Box, Picture

LEAST_CONFIDENCE: Final = 0.6


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of writing: what it says, where (pixels of the full upright picture), how sure the reader is, 0 to 1."""

    text: str
    box: Box
    confidence: float

    def part(self, start: int, end: int) -> Box:
        """Return where the characters ``start`` to ``end`` stand, letting a wide character count as two narrow ones."""
        widths = [0, *itertools.accumulate(1 if char.isascii() else 2 for char in self.text)]
        left, top, right, bottom = self.box
        if right - left >= bottom - top or len(self.text) < 2:
            share = (right - left) / max(1, widths[-1])
            return round(left + widths[start] * share), top, round(left + widths[end] * share), bottom
        share = (bottom - top) / max(1, widths[-1])
        return left, round(top + widths[start] * share), right, round(top + widths[end] * share)


class Reader(Protocol):
    """Whatever reads writing in a picture."""

    def read(self, picture: Picture) -> list[TextLine]:
        """Return the lines of a picture whose sides are not more unequal than 3 to 1, from top to bottom."""
        ...


@dataclass(frozen=True)
class PictureText:
    """All lines of a picture as one text; lines are parted by line breaks, so that no word is made of two lines."""

    lines: tuple[TextLine, ...]
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", "\n".join(line.text for line in self.lines))

    def boxes(self, start: int, end: int) -> list[Box]:
        """Return where the span ``[start, end)`` of :attr:`text` stands, one box for each line it touches."""
        found, at = [], 0
        for line in self.lines:
            first, last = max(start - at, 0), min(end - at, len(line.text))
            if first < last:
                found.append(line.part(first, last))
            at += len(line.text) + 1
        return found


class RapidReader:
    """Reads with RapidOCR (PP-OCR models that lie inside its package; nothing is fetched). Extra ``jianzhen[ocr]``.

    Args:
        threads: of the runtime; a batch that already uses every core wants 1.

    Raises:
        ExtraMissingError: the extra is not installed.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._engine = _engine(threads)

    def __reduce__(self) -> tuple[type[RapidReader], tuple[int]]:
        return RapidReader, (self._threads,)

    def read(self, picture: Picture) -> list[TextLine]:
        """Return the lines read with at least 0.6 confidence, from top to bottom."""
        said = self._engine(np.ascontiguousarray(picture.rgb[..., ::-1]))
        if said.txts is None:
            return []
        lines = [
            TextLine(text.strip(), _box(corners, picture), round(float(score), 4))
            for text, corners, score in zip(said.txts, said.boxes, said.scores, strict=True)
            if score >= LEAST_CONFIDENCE and text.strip()
        ]
        return sorted(lines, key=lambda line: (line.box[1], line.box[0]))


def _engine(threads: int) -> Any:
    try:
        package = importlib.import_module("rapidocr")
    except ImportError as error:
        raise ExtraMissingError(
            "reading text in pictures is not installed", remedy="install it with: pip install 'jianzhen[ocr]'"
        ) from error
    return package.RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            # By default a narrow picture is enlarged until its short side has 736 pixels, however long the other is.
            "Det.limit_type": "max",
            "Det.limit_side_len": 1280,
        }
    )


def _box(corners: npt.NDArray[np.float32], picture: Picture) -> Box:
    low, high = np.floor(corners.min(axis=0) * picture.scale), np.ceil(corners.max(axis=0) * picture.scale)
    return (
        max(0, int(low[0])),
        max(0, int(low[1])),
        min(picture.width, int(high[0])),
        min(picture.height, int(high[1])),
    )


def top_to_bottom(lines: Iterable[TextLine]) -> tuple[TextLine, ...]:
    """Return lines in reading order without those that two overlapping panels both saw."""
    kept: list[TextLine] = []
    for line in sorted(lines, key=lambda line: (-line.confidence, line.box)):
        if not any(other.text == line.text and _overlap(other.box, line.box) > 0.5 for other in kept):
            kept.append(line)
    return tuple(sorted(kept, key=lambda line: (line.box[1], line.box[0], line.text)))


def _overlap(one: Box, other: Box) -> float:
    """Return the shared area as a part of the smaller box."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / max(1, min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)))
