"""What a picture file says of itself in its first bytes: kind and size, before anything is decoded.

Only the five kinds that shops and markets really serve are let through to a decoder; the others are named, so that
the officer knows what to convert. Layouts: PNG (W3C, IHDR), JPEG (ITU-T T.81, markers B.1), GIF89a (screen
descriptor), BMP (bitmap headers), WebP (RFC 9649).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Header:
    """``kind`` as Pillow names it, declared size in pixels, and what reading the file costs.

    ``passes`` that a decoder must make over the data; ``pieces`` (segments, chunks, blocks, runs) that are read one by
    one, counted up to :data:`MOST_PIECES` + 1.
    """

    kind: str
    width: int
    height: int
    passes: int = 1
    pieces: int = 0


MOST_PIECES: Final = 20_000
"""A camera's JPEG has 20 segments before its data; a PNG file of 32 MiB in the usual chunks of 8 KiB has 4,000."""

_START_OF_FRAME: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_START_OF_SCAN: Final = 0xDA
_BARE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def header_of(data: bytes) -> Header | None:
    """Return what ``data`` declares, None where it is none of the kinds we decode or its header is cut off."""
    for start, read in _READERS.items():
        if data.startswith(start):
            return read(data)
    return None


def foreign_kind(data: bytes) -> str | None:
    """Return the name of a kind that is known and not decoded, None for what is not known at all."""
    for name, fits in _FOREIGN.items():
        if fits(data):
            return name
    return None


def _png(data: bytes) -> Header | None:
    if len(data) < 26 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return Header("PNG", width, height, pieces=_png_chunks(data))


def _png_chunks(data: bytes) -> int:
    place, count = 8, 0
    while place + 8 <= len(data) and count <= MOST_PIECES:
        place += 12 + int.from_bytes(data[place : place + 4])
        count += 1
    return count


def _gif(data: bytes) -> Header | None:
    if len(data) < 13:
        return None
    width, height = struct.unpack("<HH", data[6:10])
    return Header("GIF", width, height, pieces=_gif_blocks(data))


def _gif_blocks(data: bytes) -> int:
    """Count what stands before the first picture: extensions, each a row of blocks of at most 255 bytes."""
    place = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    count = 0
    while place + 1 < len(data) and data[place] in b"!\0" and count <= MOST_PIECES:
        count += 1
        if data[place] == 0:
            place += 1
            continue
        place += 2
        while place < len(data) and data[place] and count <= MOST_PIECES:
            place += 1 + data[place]
            count += 1
        place += 1
    return count


def _bmp(data: bytes) -> Header | None:
    if len(data) < 26:
        return None
    if data[14:18] == b"\x0c\0\0\0":  # the OS/2 header has 16-bit sides
        return Header("BMP", *struct.unpack("<HH", data[18:22]))
    width, height = struct.unpack("<ii", data[18:26])
    # A negative height means: top row first. Run-length coded rows are read run by run, of two bytes each.
    runs = len(data) // 2 if data[30:34] in (b"\1\0\0\0", b"\2\0\0\0") else 0
    return Header("BMP", abs(width), abs(height), pieces=runs)


def _webp(data: bytes) -> Header | None:
    if len(data) < 30 or data[8:12] != b"WEBP":
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return Header("WEBP", 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little"))
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return Header("WEBP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack("<HH", data[26:30])
    return Header("WEBP", width & 0x3FFF, height & 0x3FFF) if chunk == b"VP8 " else None


def _jpeg(data: bytes) -> Header | None:
    """Read segment by segment up to the first scan; the size stands in the frame segment before it."""
    place, frame, count = 2, None, 0
    while place + 9 <= len(data) and data[place] == 0xFF and count <= MOST_PIECES:
        marker = data[place + 1]
        count += 1
        if marker == 0xFF or marker in _BARE_MARKERS:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _START_OF_FRAME and frame is None:
            frame = place
        if marker == _START_OF_SCAN:
            break
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    if frame is None:
        return Header("JPEG", 0, 0, pieces=count) if count > MOST_PIECES else None
    height, width = struct.unpack(">HH", data[frame + 5 : frame + 9])
    # Inside coded data an FF byte is always followed by 00, so every other FFDA starts one more scan.
    return Header("JPEG", width, height, max(1, data.count(b"\xff\xda", frame)), count)


_READERS: Final[Mapping[bytes, Callable[[bytes], Header | None]]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
    b"RIFF": _webp,
    b"BM": _bmp,
}


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda data: data[4:8] == b"ftyp" and any(brand in data[8:32] for brand in brands)


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(starts)


def _is_svg(data: bytes) -> bool:
    return b"<svg" in data[:4096].lower()


_FOREIGN: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "SVG": _is_svg,
    "AVIF": _brand(b"avif", b"avis"),
    "HEIC": _brand(b"heic", b"heix", b"hevc", b"mif1"),
    "TIFF": _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "PDF": _begins(b"%PDF"),
    "PSD": _begins(b"8BPS"),
    "ICO": _begins(b"\0\0\1\0", b"\0\0\2\0"),
    "JPEG 2000": _begins(b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51"),
    "JPEG XL": _begins(b"\xff\x0a", b"\0\0\0\x0cJXL"),
    "ZIP": _begins(b"PK\3\4"),
    "HTML": lambda data: data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")),
}
