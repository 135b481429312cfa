"""PDQ, the 256-bit perceptual hash: near copies of a picture differ in few bits, other pictures in about half.

Written from the published description (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
Algorithm", 2019): brightness, two passes of a box filter each way (Jarosz 2001) that amount to a tent filter, 64 × 64
samples, the 16 × 16 lowest waves of a cosine transform without the constant one, and one bit a wave: above the median
or not. Bit ``16 × row + column`` stands for the wave with ``row + 1`` half periods down and ``column + 1`` across.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.pictures.reading import Luma

F32: TypeAlias = npt.NDArray[np.float32]
F64: TypeAlias = npt.NDArray[np.float64]

BITS: Final = 256
NEAR: Final = 31
"""Bits two pictures may differ in and still be called copies: the publishers' own figure, about one bit in eight."""
MIN_QUALITY: Final = 50
"""Below this a picture is too plain for its hash to mean anything (the publishers' own figure)."""

_SAMPLES: Final = 64
_WAVES: Final = 16
_LARGEST: Final = 512
"""Sides beyond this are shrunk by area first, as the publishers' own tools do."""


@dataclass(frozen=True, slots=True)
class PdqHash:
    """``bits``: 32 bytes, written as the published tools write them in hexadecimal; ``quality``: 0 to 100."""

    bits: bytes
    quality: int

    @property
    def hex(self) -> str:
        """The 64 hexadecimal digits that are exchanged between platforms."""
        return self.bits.hex()


def pdq(luma: Luma | F32) -> PdqHash:
    """Return the hash of a picture's brightness (height × width, each at least 5, values 0–255)."""
    samples = _sample(luma)
    return PdqHash(_packed(_waves(samples)), _quality(samples))


def pdq_turned(luma: Luma | F32) -> tuple[PdqHash, ...]:
    """Return the hashes of a picture and of its seven turned and mirrored forms, without hashing eight pictures.

    In order: as it is, turned left 90°, 180°, 270°, mirrored left-right, top-bottom, along the main diagonal, along
    the other. A mirror changes the sign of every odd wave in its direction, a transposition swaps the directions.
    """
    samples = _sample(luma)
    quality, plain = _quality(samples), _waves(samples)
    forms = (plain, plain.T * _DOWN, plain * _ACROSS * _DOWN, plain.T * _ACROSS)
    mirrored = (plain * _ACROSS, plain * _DOWN, plain.T, plain.T * _ACROSS * _DOWN)
    return tuple(PdqHash(_packed(waves), quality) for waves in (*forms, *mirrored))


def distance(left: bytes, right: bytes) -> int:
    """Return in how many bits two hashes differ, 0 to 256."""
    return (int.from_bytes(left) ^ int.from_bytes(right)).bit_count()


_ALTERNATE: Final = np.array([-1.0 if wave % 2 == 0 else 1.0 for wave in range(_WAVES)])
"""Row 0 is the wave of one half period, which a mirror turns over."""
_ACROSS: Final = _ALTERNATE[None, :]
_DOWN: Final = _ALTERNATE[:, None]
_COSINES: Final = np.sqrt(2.0 / _SAMPLES) * np.cos(
    np.pi / (2 * _SAMPLES) * np.outer(np.arange(1, _WAVES + 1), 2 * np.arange(_SAMPLES) + 1)
)


def _sample(luma: Luma | F32) -> F64:
    if max(luma.shape) > _LARGEST:
        size = (min(_LARGEST, luma.shape[1]), min(_LARGEST, luma.shape[0]))
        luma = cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    smooth = luma.astype(np.float64)
    for _ in range(2):
        smooth = _box(_box(smooth, axis=1), axis=0)
    rows, columns = (((np.arange(_SAMPLES) + 0.5) * side / _SAMPLES).astype(np.intp) for side in smooth.shape)
    return np.asarray(smooth[np.ix_(rows, columns)])


def _box(values: F64, axis: int) -> F64:
    """Return running means along ``axis``; the window is half a sample wide and is cut off at the edges."""
    side = values.shape[axis]
    window = -(-side // (2 * _SAMPLES))
    ahead = (window + 2) // 2
    sums = np.concatenate([np.zeros_like(values.take([0], axis)), values.cumsum(axis)], axis)
    places = np.arange(side)
    first, last = np.maximum(places + ahead - window, 0), np.minimum(places + ahead, side)
    widths = (last - first).astype(np.float64)
    return np.asarray((sums.take(last, axis) - sums.take(first, axis)) / (widths[:, None] if axis == 0 else widths))


def _waves(samples: F64) -> F64:
    return np.asarray(_COSINES @ samples @ _COSINES.T)


def _packed(waves: F64) -> bytes:
    flat = waves.ravel()
    median = np.partition(flat, BITS // 2 - 1)[BITS // 2 - 1]
    # The published form writes the highest bit first.
    return np.packbits((flat > median)[::-1]).tobytes()


def _quality(samples: F64) -> int:
    """Sum of the steps between neighbouring samples, in whole hundredths of the full range, on a scale to 100."""
    steps = [np.trunc(np.diff(samples, axis=axis) * (100.0 / 255.0)) for axis in (0, 1)]
    return min(100, int(sum(float(np.abs(step).sum()) for step in steps) / 90.0))
