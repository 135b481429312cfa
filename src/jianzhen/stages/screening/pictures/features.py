"""Points of a picture that are found again when it is turned, scaled or lit otherwise (SIFT, Lowe 2004).

A logo printed light on dark is the same logo as dark on light. Turning brightness over turns every gradient by half a
circle, and with it the direction a point is described in; the description then merely reads its 4 × 4 cells backwards
(:func:`turned_over`), so both printings are indexed from one drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.pictures.reading import Luma, Rgb

F32: TypeAlias = npt.NDArray[np.float32]

DIMENSIONS: Final = 128
_CELLS: Final = 4
_DIRECTIONS: Final = 8


@dataclass(frozen=True, eq=False)
class Features:
    """``points``: n × 4 of x, y, size (pixels) and direction (radians); ``descriptors``: n × 128 of length 1."""

    points: F32
    descriptors: F32

    def __len__(self) -> int:
        return len(self.points)


def features_of(luma: Luma, most: int, *, contrast: float = 0.02) -> Features:
    """Return the strongest features of a picture's brightness, in an order that depends on nothing but the picture.

    Args:
        luma: height × width, 0–255.
        most: how many to keep.
        contrast: least strength of a point, as OpenCV counts it (0.04 is Lowe's).
    """
    finder = cv2.SIFT.create(nfeatures=most, contrastThreshold=contrast)
    keypoints, found = finder.detectAndCompute(luma, None)
    if not keypoints:
        return Features(np.zeros((0, 4), np.float32), np.zeros((0, DIMENSIONS), np.float32))
    points = np.array([(*key.pt, key.size, np.deg2rad(key.angle)) for key in keypoints], np.float32)
    order = np.lexsort((points[:, 3], points[:, 1], points[:, 0]))[:most]
    return Features(points[order], _root(np.asarray(found, np.float32)[order]))


def _root(descriptors: F32) -> F32:
    """Compare by the Bhattacharyya measure (Arandjelović and Zisserman 2012): roots of shares, of length 1."""
    sums = np.maximum(descriptors.sum(axis=1, keepdims=True), np.float32(1e-6))
    return np.asarray(np.sqrt(descriptors / sums), np.float32)


def turned_over(features: Features) -> Features:
    """Return the features of the same picture with brightness turned over."""
    points = features.points.copy()
    points[:, 3] = (points[:, 3] + np.pi) % (2 * np.pi)
    cells = features.descriptors.reshape(-1, _CELLS, _CELLS, _DIRECTIONS)
    return Features(points, np.ascontiguousarray(cells[:, ::-1, ::-1]).reshape(-1, DIMENSIONS))


def joined(parts: list[Features]) -> Features:
    """Return several pictures' features one after the other."""
    return Features(
        np.concatenate([np.zeros((0, 4), np.float32), *(part.points for part in parts)]),
        np.concatenate([np.zeros((0, DIMENSIONS), np.float32), *(part.descriptors for part in parts)]),
    )


def main_colour(rgb: Rgb) -> Luma:
    """Return the direction of colour in which a picture varies most, as brightness: height × width, 0–255.

    Red lettering on green of equal brightness is invisible to :func:`features_of` and plain to see here.
    """
    values = rgb.astype(np.float32)
    red, green, blue = values[..., 0], values[..., 1], values[..., 2]
    opponents = np.stack([(red - green) / np.float32(2**0.5), (red + green - 2 * blue) / np.float32(6**0.5)], axis=2)
    _, directions = np.linalg.eigh(np.cov(opponents[::4, ::4].reshape(-1, 2).T))
    main = opponents @ directions[:, 1].astype(np.float32)
    return np.asarray(np.clip((main - main.mean()) * np.float32(1.5) + 128, 0, 255), np.uint8)
