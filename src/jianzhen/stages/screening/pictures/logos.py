"""Finding the logos of a register in pictures: points propose where, lines decide whether."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Self

import cv2
import numpy as np

from jianzhen.base.errors import Where
from jianzhen.stages.screening.pictures.edges import F64, Levels, Template, levels_of
from jianzhen.stages.screening.pictures.errors import IndexRefusedError
from jianzhen.stages.screening.pictures.features import F32, Features, features_of, joined, main_colour, turned_over
from jianzhen.stages.screening.pictures.geometry import MOST_MATCHES, Pose, best_pose
from jianzhen.stages.screening.pictures.reading import Box, Picture, Rgb, luma_of, read_picture
from jianzhen.stages.screening.pictures.words import Ints, WordFile

REFERENCE_SIDE: Final = 192
"""Longer side in pixels that every reference is brought to; its features are taken at this size, half and a third."""
_SIZES: Final = (1.0, 0.5, 0.3)
_BORDER: Final = 0.15
_MOST_OF_REFERENCE: Final = 160
_MOST_OF_PICTURE: Final = 1500
_LEAST_LIKE: Final = 0.82
_PER_WORD: Final = 4
_PROBES: Final = 4
_MOST_CANDIDATES: Final = 24
_LEAST_FEATURES: Final = 4


@dataclass(frozen=True, slots=True)
class LogoSource:
    """A reference picture of a right; a right may have several (colour, one-colour, with and without lettering)."""

    right_id: str
    source: Path | bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class LogoHit:
    """A logo of ``right_id`` seems to be in ``box``.

    ``inliers``: points of the picture that agree on where; ``agreement``: how well its lines agree, -1 to 1;
    ``score``: probability-like, 0 to 1; ``why``: parameters of the reason ``picture.logo``.
    """

    right_id: str
    box: Box
    inliers: int
    agreement: float
    score: float
    why: dict[str, str | int]


@dataclass(frozen=True, eq=False)
class Drawing:
    """One reference as it is compared: whose, called what, its size in reference pixels, its lines."""

    right_id: str
    name: str
    width: int
    height: int
    template: Template


@dataclass(frozen=True, slots=True)
class _Candidate:
    drawing: int
    pose: Pose


class LogoIndex:
    """Reference logos, ready to be found.

    Args:
        drawings: the references.
        points: n × 4 of x, y, size, direction in reference pixels.
        owners: n, the drawing each point is of.
        words: their descriptors, whose rows name the points.
    """

    def __init__(self, drawings: Sequence[Drawing], points: F32, owners: Ints, words: WordFile) -> None:
        self.drawings = tuple(drawings)
        self.points, self.owners, self.words = points, owners, words

    @classmethod
    def of(cls, sources: Iterable[LogoSource]) -> Self:
        """Return the index of reference pictures.

        Raises:
            PictureRefusedError: a file cannot be looked at.
            IndexRefusedError: a picture has nothing in it to be recognised by.
        """
        drawings, found = [], []
        for source in sources:
            drawing, features = _reference(source)
            drawings.append(drawing)
            found.append(features)
        owners = np.repeat(np.arange(len(found)), [len(features) for features in found]).astype(np.int64)
        all_of_them = joined(found)
        return cls(drawings, all_of_them.points, owners, WordFile.of(all_of_them.descriptors))

    def __len__(self) -> int:
        return len(self.drawings)

    def find(self, picture: Picture, *, least: float = 0.5) -> list[LogoHit]:
        """Return the logos that seem to be in the picture with a score of at least ``least``, best first.

        Each right is named once, at the place where it is seen best.
        """
        best: dict[str, LogoHit] = {}
        for hit in self.candidates(picture):
            if hit.score >= least and (hit.right_id not in best or best[hit.right_id].score < hit.score):
                best[hit.right_id] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.right_id))

    def candidates(self, picture: Picture) -> list[LogoHit]:
        """Return every logo that was looked at closely, however poor its score; for measuring."""
        levels = levels_of(picture.rgb)
        return [self._hit(candidate, levels, picture) for candidate in self._proposed(picture)]

    def _proposed(self, picture: Picture) -> list[_Candidate]:
        plain = joined([features_of(view, _MOST_OF_PICTURE) for view in (picture.luma, main_colour(picture.rgb))])
        seen = joined([plain, turned_over(plain)])
        matches = self.words.matches(seen.descriptors, least=_LEAST_LIKE, most=_PER_WORD, probes=_PROBES)
        owners = self.owners[matches.known]
        order = np.lexsort((-matches.likeness, owners))
        bounds = np.searchsorted(owners[order], np.arange(len(self.drawings) + 1))
        found = []
        for number, (start, end) in enumerate(pairwise(bounds.tolist())):
            chosen = order[start : min(end, start + MOST_MATCHES)]
            side = max(self.drawings[number].width, self.drawings[number].height)
            pose = best_pose(seen.points[matches.query[chosen]], self.points[matches.known[chosen]], side)
            if pose is not None:
                found.append(_Candidate(number, pose))
        return sorted(found, key=lambda one: (-one.pose.support, one.drawing))[:_MOST_CANDIDATES]

    def _hit(self, candidate: _Candidate, levels: Levels, picture: Picture) -> LogoHit:
        drawing = self.drawings[candidate.drawing]
        matrix, agreement = drawing.template.settled(levels, candidate.pose.matrix)
        inliers = candidate.pose.support
        why: dict[str, str | int] = {"logo": drawing.name, "points": inliers, "lines": round(100 * agreement)}
        box = _box(matrix, drawing, picture)
        return LogoHit(drawing.right_id, box, inliers, round(agreement, 6), score_of(inliers, agreement), why)


def score_of(inliers: int, agreement: float) -> float:
    """Return the score of points and lines together."""
    bits = 1.0 * np.log2(1 + inliers) + 10.0 * agreement - 8.0
    return float(1.0 / (1.0 + 2.0**-bits))


def _box(matrix: F64, drawing: Drawing, picture: Picture) -> Box:
    left, top, right, bottom = (
        value * picture.scale for value in Pose(matrix, np.zeros(0, bool), 0).box(drawing.width, drawing.height)
    )
    return (
        max(0, int(left)),
        max(0, int(top)),
        min(picture.width, int(np.ceil(right))),
        min(picture.height, int(np.ceil(bottom))),
    )


def _reference(source: LogoSource) -> tuple[Drawing, Features]:
    picture = read_picture(source.source, name=source.name)
    rgb, ground = _cut(picture.rgb)
    scale = REFERENCE_SIDE / max(rgb.shape[:2])
    features = joined(list(_features(rgb, ground, scale)))
    name = source.name or picture.name
    if len(features) < _LEAST_FEATURES:
        raise IndexRefusedError(
            "the picture has hardly anything in it to recognise it by",
            where=Where(file=picture.name, key=source.right_id),
            remedy="give a larger or richer picture of the logo",
        )
    width, height = round(rgb.shape[1] * scale), round(rgb.shape[0] * scale)
    side = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    return Drawing(source.right_id, name, width, height, Template.of(side.astype(np.uint8))), features


def _cut(rgb: Rgb) -> tuple[Rgb, tuple[int, int, int]]:
    """Return the picture without its plain border, and the border's colour (the commonest of the four corners)."""
    corners = np.array([rgb[0, 0], rgb[0, -1], rgb[-1, 0], rgb[-1, -1]], np.int16)
    ground = np.median(corners, axis=0).astype(np.int16)
    drawn = np.abs(rgb.astype(np.int16) - ground).max(axis=2) > 24
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    colour = (int(ground[0]), int(ground[1]), int(ground[2]))
    if not len(rows):
        return rgb, colour
    return np.ascontiguousarray(rgb[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]), colour


def _features(rgb: Rgb, ground: tuple[int, int, int], scale: float) -> Iterator[Features]:
    """Yield the features of a reference at each size, in reference pixels of the cut picture."""
    for share in _SIZES:
        size = (max(8, round(rgb.shape[1] * scale * share)), max(8, round(rgb.shape[0] * scale * share)))
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale * share < 1 else cv2.INTER_CUBIC)
        border = round(max(size) * _BORDER)
        framed = cv2.copyMakeBorder(small, border, border, border, border, cv2.BORDER_CONSTANT, value=ground)
        found = features_of(luma_of(framed.astype(np.uint8)), _MOST_OF_REFERENCE)
        points = found.points.copy()
        points[:, :2] = (points[:, :2] - border) / share
        points[:, 2] /= share
        yield Features(points, found.descriptors)
