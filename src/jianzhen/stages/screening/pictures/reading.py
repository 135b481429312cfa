"""From a file nobody vouches for to plain pixels: bounded in bytes, pixels, passes and memory, or refused.

The order matters: size on disk, kind, number of pieces, declared sides, and only then a decoder (Pillow, held to that
one kind).
"""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import warnings
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from jianzhen.base.errors import Where
from jianzhen.stages.screening.pictures.errors import PictureRefusedError
from jianzhen.stages.screening.pictures.sniff import MOST_PIECES, Header, foreign_kind, header_of

Rgb: TypeAlias = npt.NDArray[np.uint8]
"""Height × width × 3, sRGB as the file states it."""
Luma: TypeAlias = npt.NDArray[np.uint8]
"""Height × width."""


Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the full upright picture; right and bottom lie outside."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may cost.

    ``max_bytes`` of the file; ``max_pixels`` declared (40 million: phone cameras reach 12 to 50, and what goes above
    is a scan or an attack); ``max_work`` pixels × passes over a progressive JPEG, whose scans can each be a few bytes
    and cost a whole pass; ``min_side`` below which nothing can be said; ``max_aspect`` of one side to the other (the
    long pictures that describe goods reach 30); ``working_pixels`` kept of a picture up to 2 : 1, of a longer one up to
    six times as many, since it holds several pictures.
    """

    max_bytes: int = 32 << 20
    max_pixels: int = 40_000_000
    max_work: int = 800_000_000
    min_side: int = 16
    max_aspect: int = 40
    working_pixels: int = 1_000_000


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels to look at. ``scale`` × a working coordinate = pixels of the picture as shown (upright, full size).

    ``width`` and ``height`` are those of the picture as shown; ``frames_seen`` of an animation is always the first.
    """

    rgb: Rgb
    scale: float
    width: int
    height: int
    kind: str
    sha256: str
    name: str

    def panels(self) -> list[tuple[Picture, tuple[int, int]]]:
        """Return the picture, or where it is longer than 2 : 1 overlapping pieces of it, each with its left and top."""
        height, width = self.rgb.shape[:2]
        short = min(height, width)
        if max(height, width) <= 2 * short:
            return [(self, (0, 0))]
        starts = range(0, max(height, width) - round(0.8 * short), round(1.2 * short))
        cuts = [
            (slice(at, at + 2 * short), slice(None)) if height > width else (slice(None), slice(at, at + 2 * short))
            for at in starts
        ]
        return [(self._cut(rows, columns), self._corner(rows, columns)) for rows, columns in cuts]

    def _corner(self, rows: slice, columns: slice) -> tuple[int, int]:
        return round((columns.start or 0) * self.scale), round((rows.start or 0) * self.scale)

    def _cut(self, rows: slice, columns: slice) -> Picture:
        rgb = np.ascontiguousarray(self.rgb[rows, columns])
        height, width = (round(side * self.scale) for side in rgb.shape[:2])
        return replace(self, rgb=rgb, width=width, height=height)

    @property
    def luma(self) -> Luma:
        """Brightness by ITU-R BT.601, height × width, 0–255."""
        return luma_of(self.rgb)


def luma_of(rgb: Rgb) -> Luma:
    """Return brightness by ITU-R BT.601 (0.299, 0.587, 0.114), rounded."""
    return np.asarray(rgb @ np.array([0.299, 0.587, 0.114], np.float32) + np.float32(0.5)).astype(np.uint8)


def read_picture(source: Path | bytes, *, limits: Limits = DEFAULT_LIMITS, name: str = "") -> Picture:
    """Return the pixels of a JPEG, PNG, GIF, WebP or BMP file (of an animation the first frame).

    Args:
        source: a file or its bytes; the extension plays no part.
        limits: what it may cost.
        name: how messages call it where ``source`` is bytes.

    Raises:
        PictureRefusedError: another kind, damaged, cut short, too large, too small, or not a regular file.
    """
    name = name or (source.name if isinstance(source, Path) else "picture")
    data = source if isinstance(source, bytes) else _bytes(source, limits, name)
    header = _checked(data, limits, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a decoder's advice; what matters is raised or measured here
            shown, full = _decode(data, header, limits, name)
    except (OSError, ValueError, SyntaxError, IndexError, EOFError, struct.error, zlib.error, OverflowError) as error:
        raise _refused(
            f"the {header.kind} data are damaged or cut short ({str(error)[:80]})",
            name,
            "get the file again from its source",
        ) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _refused("the picture asks for more memory than is allowed", name, _SMALLER) from error
    rgb = np.ascontiguousarray(np.asarray(shown, dtype=np.uint8))
    return Picture(
        rgb=rgb,
        scale=full[0] / rgb.shape[1],
        width=full[0],
        height=full[1],
        kind=header.kind,
        sha256=hashlib.sha256(data).hexdigest(),
        name=name,
    )


_SMALLER: Final = "send a smaller copy of the picture"


def _refused(what: str, name: str, remedy: str) -> PictureRefusedError:
    return PictureRefusedError(what, where=Where(file=name), remedy=remedy)


def _bytes(path: Path, limits: Limits, name: str) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise _refused("it is not a regular file", name, "name a picture file")
        if facts.st_size > limits.max_bytes:
            raise _too_many_bytes(facts.st_size, limits, name)
        with path.open("rb") as stream:
            return stream.read(limits.max_bytes + 1)
    except OSError as error:
        raise _refused(f"the file cannot be read ({error.strerror})", name, "check its name and permissions") from error


def _too_many_bytes(size: int, limits: Limits, name: str) -> PictureRefusedError:
    return _refused(f"the file has {size:,} bytes, at most {limits.max_bytes:,} are allowed", name, _SMALLER)


def _checked(data: bytes, limits: Limits, name: str) -> Header:
    if not data:
        raise _refused("the file is empty", name, "get the file again from its source")
    if len(data) > limits.max_bytes:
        raise _too_many_bytes(len(data), limits, name)
    header = header_of(data)
    if header is None:
        kind = foreign_kind(data)
        said = (
            f"{kind} files are not looked at"
            if kind
            else "this is no picture of a known kind, or its header is cut off"
        )
        raise _refused(said, name, "convert it to PNG or JPEG")
    _check_size(header, limits, name)
    return header


def _check_size(header: Header, limits: Limits, name: str) -> None:
    if header.pieces > MOST_PIECES:
        raise _refused(
            f"the {header.kind} file is cut into more than {MOST_PIECES:,} pieces",
            name,
            "save it again with another program",
        )
    pixels, size = header.width * header.height, f"{header.width:,} × {header.height:,} pixels"
    if pixels > limits.max_pixels:
        raise _refused(f"the picture declares {size}, at most {limits.max_pixels:,} are allowed", name, _SMALLER)
    if min(header.width, header.height) < limits.min_side:
        raise _refused(
            f"the picture declares {size}, each side needs {limits.min_side}", name, "send the picture in its full size"
        )
    if max(header.width, header.height) > limits.max_aspect * min(header.width, header.height):
        raise _refused(f"the picture declares {size}, too thin a strip to look at", name, "cut it into pieces")
    if pixels * header.passes > limits.max_work:
        raise _refused(
            f"the picture declares {size} in {header.passes} passes, more than is allowed",
            name,
            "save it again as a plain JPEG",
        )


def _decode(data: bytes, header: Header, limits: Limits, name: str) -> tuple[Image.Image, tuple[int, int]]:
    """Return the upright picture, made small enough to look at, and its full upright size."""
    with Image.open(io.BytesIO(data), formats=[header.kind]) as image:
        _check_size(Header(header.kind, *image.size, passes=header.passes), limits, name)
        turned = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
        full = image.size[::-1] if turned else image.size
        room = int(limits.working_pixels * min(6.0, max(1.0, max(full) / min(full) / 2)))
        aim = _working_size(image.size, room)
        image.draft("RGB", aim)  # a JPEG is decoded at 1/2, 1/4 or 1/8 where that is enough
        plain = _plain(image)
        if plain.size[0] * plain.size[1] > room:
            plain = plain.resize(aim, Image.Resampling.BOX)
        # Resizing loses the EXIF block, so the turn is taken from the file's own.
        return _upright(plain, image), full


_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(plain: Image.Image, source: Image.Image) -> Image.Image:
    turn = _TURNS.get(source.getexif().get(_ORIENTATION, 1))
    return plain if turn is None else plain.transpose(turn)


def _working_size(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    shrink = min(1.0, (pixels / (size[0] * size[1])) ** 0.5)
    return max(1, int(size[0] * shrink)), max(1, int(size[1] * shrink))


def _plain(image: Image.Image) -> Image.Image:
    """Return RGB of any mode: 16 bits are cut to 8, CMYK is converted, what is see-through lies on a ground."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _cut_to_eight_bits(image).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return _on_ground(image.convert("RGBA"))
    return image.convert("RGB")


def _cut_to_eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float32)
    top = 65535.0 if values.max(initial=0.0) > 255 else 255.0
    return Image.fromarray(np.clip(values * np.float32(255.0 / top), 0, 255).astype(np.uint8))


def _on_ground(image: Image.Image) -> Image.Image:
    """Lay a see-through picture on white, or on black where what is drawn is itself nearly white."""
    small = np.asarray(image.reduce(max(1, min(image.size) // 64)), dtype=np.float32)
    alpha = small[..., 3]
    seen = float(alpha.sum())
    brightness = float((small[..., :3].mean(axis=2) * alpha).sum()) / seen if seen else 0.0
    ground = Image.new("RGB", image.size, "black" if brightness > 224 else "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
