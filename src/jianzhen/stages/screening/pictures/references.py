"""What a register's picture of a logo is turned into before it can be found: points at three sizes, and its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from jianzhen.base.errors import Where
from jianzhen.stages.screening.pictures.edges import Template
from jianzhen.stages.screening.pictures.errors import IndexRefusedError
from jianzhen.stages.screening.pictures.features import Features, features_of, joined
from jianzhen.stages.screening.pictures.reading import Rgb, luma_of, read_picture

REFERENCE_SIDE: Final = 192
"""Longer side in pixels that every reference is brought to; its features are taken at this size, half and a third."""
_SIZES: Final = (1.0, 0.5, 0.3)
_BORDER: Final = 0.15
_MOST: Final = 160
_LEAST: Final = 4
"""Features of a reference at one size: at most so many are kept; fewer in all than the least are nothing to find."""


@dataclass(frozen=True, slots=True)
class LogoSource:
    """A reference picture of a right; a right may have several (colour, one-colour, with and without lettering)."""

    right_id: str
    source: Path | bytes
    name: str = ""


@dataclass(frozen=True, eq=False)
class Drawing:
    """One reference as it is compared: whose, called what, its size in reference pixels, its lines.

    ``ease``: bits of evidence that pictures without this logo already show for it; plain shapes have much.
    """

    right_id: str
    name: str
    width: int
    height: int
    template: Template
    ease: float = 0.0


@dataclass(frozen=True, eq=False)
class Reference:
    """A drawing with its features and, while an index is being built, its pixels and its ground's colour."""

    drawing: Drawing
    features: Features
    rgb: Rgb
    ground: tuple[int, int, int]


def read_reference(source: LogoSource) -> Reference:
    """Return a reference ready to be indexed.

    Raises:
        PictureRefusedError: the file cannot be looked at.
        IndexRefusedError: there is hardly anything in the picture to recognise it by.
    """
    picture = read_picture(source.source, name=source.name)
    rgb, ground = _cut(picture.rgb)
    scale = REFERENCE_SIDE / max(rgb.shape[:2])
    features = joined(list(_features(rgb, ground, scale)))
    name = source.name or picture.name
    if len(features) < _LEAST:
        raise IndexRefusedError(
            "the picture has hardly anything in it to recognise it by",
            where=Where(file=picture.name, key=source.right_id),
            remedy="give a larger or richer picture of the logo",
        )
    width, height = max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale))
    sized = _resized(rgb, (width, height))
    drawing = Drawing(source.right_id, name, width, height, Template.of(sized))
    return Reference(drawing, features, sized, ground)


def _resized(rgb: Rgb, size: tuple[int, int]) -> Rgb:
    way = cv2.INTER_AREA if size[0] < rgb.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, size, interpolation=way), np.uint8)


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
        small = _resized(rgb, size)
        border = round(max(size) * _BORDER)
        framed = cv2.copyMakeBorder(small, border, border, border, border, cv2.BORDER_CONSTANT, value=ground)
        found = features_of(luma_of(framed.astype(np.uint8)), _MOST)
        points = found.points.copy()
        points[:, :2] = (points[:, :2] - border) / share
        points[:, 2] /= share
        yield Features(points, found.descriptors)
