"""Does the picture show the logo's own lines at that place? A check of edges against edges, blind to colour.

At every pixel the gradients of the three colour channels are squared as complex numbers and added (Di Zenzo 1986 in
the form of Bigün and Granlund 1987): the result points along twice the edge's direction, so light on dark and dark on
light, and red on green of equal brightness, all give the same field. Two fields are compared by normalised
correlation, which falls where lines are missing and where lines are that should not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.pictures.reading import Rgb

Field: TypeAlias = npt.NDArray[np.complex64]
Weights: TypeAlias = npt.NDArray[np.float32]
F64: TypeAlias = npt.NDArray[np.float64]
Levels: TypeAlias = tuple[Rgb, ...]
"""A picture, its half, its quarter and so on."""

SIDE: Final = 80
"""Longer side of the frame in which lines are compared, without its margin."""
MARGIN: Final = 8
_HIDDEN: Final = 0.1
"""Agreement deducted where only two thirds of the logo are looked at: less is seen, so chance agrees more easily."""
_SOFT: Final = 1.2
"""Pixels (σ) by which lines may be off and still agree."""


@dataclass(frozen=True, eq=False)
class Template:
    """A reference's lines. ``scale``: frame pixels for one of the reference; ``weights``: what counts how much."""

    field: Field
    weights: Weights
    scale: float

    @classmethod
    def of(cls, rgb: Rgb) -> Template:
        """Return the template of a reference picture that is cut to its content."""
        scale = SIDE / max(rgb.shape[:2])
        size = (int(np.ceil(rgb.shape[1] * scale)) + 2 * MARGIN, int(np.ceil(rgb.shape[0] * scale)) + 2 * MARGIN)
        frame = _warped(
            levels_of(rgb), np.array([[1 / scale, 0, -MARGIN / scale], [0, 1 / scale, -MARGIN / scale]]), size
        )
        field = field_of(frame)
        lines = (np.abs(field) > 0.25 * float(np.abs(field).max(initial=1e-6))).astype(np.uint8)
        near = cv2.dilate(lines, np.ones((9, 9), np.uint8)).astype(np.float32)
        return cls(field, np.asarray(0.4 + 0.6 * near, np.float32), scale)

    def agreement(self, levels: Levels, matrix: F64) -> float:
        """Return how well the lines agree, -1 to 1, where ``matrix`` (2 × 3) lays the reference on the picture."""
        onto = matrix.copy()
        onto[:, 2] -= matrix[:, :2] @ np.full(2, MARGIN / self.scale)
        onto[:, :2] /= self.scale
        frame = _warped(levels, onto, (self.field.shape[1], self.field.shape[0]))
        return _correlation(self.field, field_of(frame), self.weights)

    def settled(self, levels: Levels, matrix: F64, agreement: float, rounds: int = 2) -> tuple[F64, float]:
        """Return the way of laying near ``matrix`` (of ``agreement``) at which the lines agree best, and how well."""
        best = matrix
        middle = np.array([self.field.shape[1], self.field.shape[0]]) / (2 * self.scale) - MARGIN / self.scale
        step = 1.0
        for _ in range(rounds):
            for nudge in _NUDGES:
                tried = _nudged(best, nudge * step, middle, 1 / self.scale)
                value = self.agreement(levels, tried)
                if value > agreement:
                    best, agreement = tried, value
            step /= 2
        return best, agreement


_NUDGES: Final = np.array(
    [
        (2, 0, 0, 0),
        (-2, 0, 0, 0),
        (0, 2, 0, 0),
        (0, -2, 0, 0),
        (0, 0, 0.05, 0),
        (0, 0, -0.05, 0),
        (0, 0, 0, 0.05),
        (0, 0, 0, -0.05),
    ]
)
"""Frame pixels right and down, natural logarithm of scale, radians."""


def _nudged(matrix: F64, nudge: npt.NDArray[np.float64], middle: F64, pixel: float) -> F64:
    """Return ``matrix`` after a small shift, scaling and turn of the reference about its middle."""
    right, down, grow, turn = nudge
    factor = np.exp(grow)
    linear = factor * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shift = middle - linear @ middle + np.array([right, down]) * pixel
    return np.column_stack([matrix[:, :2] @ linear, matrix[:, :2] @ shift + matrix[:, 2]])


def field_of(rgb: Rgb) -> Field:
    """Return the field of lines of a picture: magnitude 0 to 1 (strength, evened out), direction doubled."""
    soft = cv2.GaussianBlur(rgb.astype(np.float32), (0, 0), 0.8)
    across, down = cv2.Scharr(soft, cv2.CV_32F, 1, 0), cv2.Scharr(soft, cv2.CV_32F, 0, 1)
    real = (across * across - down * down).sum(axis=2)
    imaginary = (2 * across * down).sum(axis=2)
    strength = np.sqrt(np.hypot(real, imaginary))
    even = float(strength.mean()) + 8.0
    share = 1.0 / ((strength + even) * np.maximum(strength, 1e-6))
    parts = [cv2.GaussianBlur(part * share, (0, 0), _SOFT) for part in (real, imaginary)]
    return np.asarray(parts[0] + 1j * parts[1], np.complex64)


def _correlation(left: Field, right: Field, weights: Weights) -> float:
    """Return the normalised correlation, of the whole or, with a deduction, of two thirds where a third is hidden."""
    product = weights * (left.conj() * right).real
    own, other = weights * np.abs(left) ** 2, weights * np.abs(right) ** 2
    height, width = left.shape
    whole = _ratio(product, own, other)
    down, across = round(height / 3), round(width / 3)
    parts = (np.s_[down:, :], np.s_[: height - down, :], np.s_[:, across:], np.s_[:, : width - across])
    return max(whole, *(_ratio(product[part], own[part], other[part]) - _HIDDEN for part in parts))


def _ratio(product: Weights, own: Weights, other: Weights) -> float:
    size = float(own.sum()) * float(other.sum())
    return float(product.sum()) / size**0.5 if size > 0 else 0.0


def levels_of(rgb: Rgb) -> Levels:
    """Return a picture, its half, its quarter and so on, so that nothing is lost between pixels when it is shrunk."""
    levels = [rgb]
    while min(levels[-1].shape[:2]) > 16:
        levels.append(cv2.pyrDown(levels[-1]).astype(np.uint8))
    return tuple(levels)


def _warped(levels: Levels, onto: F64, size: tuple[int, int]) -> Rgb:
    """Return the picture seen in a frame, where ``onto`` takes frame pixels to picture pixels."""
    factor = float(abs(np.linalg.det(onto[:, :2])) ** 0.5)
    level = min(len(levels) - 1, max(0, round(np.log2(max(factor, 1e-6)) - 0.2)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    frame = cv2.warpAffine(levels[level], onto / 2**level, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(frame, np.uint8)
