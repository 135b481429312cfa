"""Small pictures drawn for the tests; every one is invented."""

from __future__ import annotations

import io
import struct
import zlib

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Rgb = npt.NDArray[np.uint8]


def saved(image: Rgb | Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file of ``kind``."""
    sink = io.BytesIO()
    plain = image if isinstance(image, Image.Image) else Image.fromarray(image)
    plain.save(sink, kind, **options)
    return sink.getvalue()


def cloudy(seed: int, height: int = 360, width: int = 480) -> Rgb:
    """Return a soft random picture with a few hard shapes, such as a photograph has."""
    dice = np.random.default_rng(seed)
    image = np.zeros((height, width, 3), np.float32)
    for sigma in (40, 12, 4):
        image += cv2.GaussianBlur(dice.normal(0, sigma * 3, (height, width, 3)).astype(np.float32), (0, 0), sigma)
    image = 128 + image * (50 / image.std())
    for _ in range(6):
        place, size = dice.integers(0, min(height, width), 2), int(dice.integers(10, 60))
        colour = tuple(float(value) for value in dice.integers(0, 256, 3))
        cv2.circle(image, (int(place[0]), int(place[1])), size, colour, -1, cv2.LINE_AA)
    return np.clip(image, 0, 255).astype(np.uint8)


def badge(side: int = 240, number: int = 0) -> Rgb:
    """Return one of four invented logos, black on white."""
    image = np.full((side, side, 3), 255, np.uint8)
    unit = side / 24

    def at(*points: tuple[float, float]) -> npt.NDArray[np.int32]:
        return (np.array(points) * unit).astype(np.int32)

    if number == 0:  # a heron over two waves
        cv2.fillPoly(image, [at((4, 16), (9, 5), (12, 10), (20, 3), (16, 13), (10, 14))], (0, 0, 0), cv2.LINE_AA)
        cv2.polylines(
            image,
            [at((3, 18), (7, 20), (12, 18), (17, 20), (21, 18))],
            isClosed=False,
            color=(0, 0, 0),
            thickness=round(unit),
        )
        cv2.circle(image, tuple(at((6, 6))[0].tolist()), round(unit * 1.5), (0, 0, 0), -1, cv2.LINE_AA)
    elif number == 1:  # a gate with three bars
        cv2.rectangle(image, *(tuple(p) for p in at((3, 3), (21, 7)).tolist()), (0, 0, 0), -1)
        for left in (4, 10, 18):
            cv2.rectangle(image, *(tuple(p) for p in at((left, 9), (left + 2, 21)).tolist()), (0, 0, 0), -1)
        cv2.fillPoly(image, [at((13, 9), (17, 9), (15, 15))], (0, 0, 0))
    elif number == 2:  # a broken star
        cv2.fillPoly(image, [at((12, 2), (14, 9), (22, 9), (16, 13), (19, 21), (12, 16), (3, 22), (8, 13))], (0, 0, 0))
        cv2.circle(image, tuple(at((18, 4))[0].tolist()), round(unit * 2), (0, 0, 0), round(unit / 2), cv2.LINE_AA)
    else:  # a leaf of steps
        for step in range(5):
            cv2.rectangle(
                image, *(tuple(p) for p in at((3 + 3 * step, 18 - 3 * step), (8 + 3 * step, 20)).tolist()), (0, 0, 0), 2
            )
        cv2.ellipse(image, tuple(at((7, 7))[0].tolist()), (round(unit * 4), round(unit * 2)), 30, 0, 360, (0, 0, 0), -1)
    return image


def laid(
    ground: Rgb, logo: Rgb, corner: tuple[int, int], side: int, colour: tuple[int, int, int], turn: float = 0.0
) -> Rgb:
    """Return ``ground`` with the logo's black parts in ``colour``, ``side`` pixels wide, turned, at (x, y)."""
    image = ground.copy()
    spin = cv2.getRotationMatrix2D((logo.shape[1] / 2, logo.shape[0] / 2), turn, 1.0)
    ink = cv2.warpAffine(255 - logo[..., 0], spin, (logo.shape[1], logo.shape[0]))
    share = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)[..., None] / 255
    spot = image[corner[1] : corner[1] + side, corner[0] : corner[0] + side]
    spot[:] = (spot * (1 - share) + np.array(colour) * share).astype(np.uint8)
    return image


def declared_png(width: int, height: int) -> bytes:
    """Return a PNG file that says it is this large and holds a few bytes of data."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
