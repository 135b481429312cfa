"""Files that nobody vouches for are looked at within bounds or refused in words."""

from __future__ import annotations

import os
import struct
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from jianzhen.base.errors import RefusedError
from jianzhen.stages.screening.pictures.reading import Limits, read_picture
from tests.stages.screening.pictures.drawing import cloudy, declared_png, saved

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


@pytest.mark.parametrize("kind", KINDS)
def test_reads_each_kind_whatever_its_extension(kind: str, tmp_path: Path) -> None:
    """Every kind that is let through gives its size and nearly its colours, under a misleading name too."""
    image = cloudy(1, 90, 120)
    path = tmp_path / "picture.txt"
    path.write_bytes(saved(image, kind))
    picture = read_picture(path)
    assert (picture.kind, picture.width, picture.height, picture.scale) == (kind, 120, 90, 1.0)
    assert np.abs(picture.rgb.astype(int) - image).mean() < 12


def refused(data: bytes, **limits: int) -> str:
    """Return the words of the refusal."""
    with pytest.raises(RefusedError) as caught:
        read_picture(data, limits=Limits(**limits), name="goods.png")
    assert "goods.png" in str(caught.value)
    assert caught.value.remedy
    return str(caught.value)


def bmp_head(width: int, height: int) -> bytes:
    """Return the head of a bitmap of that size without its data."""
    return (
        b"BM"
        + struct.pack("<IHHI", 1 << 20, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)
    )


BOMBS = {
    "png": declared_png(100_000, 100_000),
    "png-max": declared_png(2**32 - 1, 2**32 - 1),
    "gif": b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\0\0\0;",
    "bmp": bmp_head(60_000, -60_000),
    "webp": b"RIFF\0\0\0\0WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\xff\xff" * 2,
    "jpeg": b"\xff\xd8\xff\xc0\0\x11\x08" + struct.pack(">HH", 65000, 65000) + b"\3" + b"\0" * 20,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_refuses_bombs_before_decoding(kind: str) -> None:
    """A file that declares billions of pixels is refused for what it declares, without memory for it."""
    tracemalloc.start()
    said = refused(BOMBS[kind])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "declares" in said
    assert peak < 2_000_000


def test_refuses_a_png_whose_second_header_is_larger() -> None:
    """Where the decoder finds another size than the first bytes declared, the decoder's counts."""
    small, large = declared_png(64, 64), declared_png(50_000, 50_000)
    assert refused(small[:33] + large[8:])


def test_refuses_progressive_jpeg_with_many_passes() -> None:
    """Scans that cost a whole pass each are counted before decoding."""
    image = saved(cloudy(2, 900, 1200), "JPEG", progressive=True)
    scan = image.index(b"\xff\xda")
    bomb = image[:-2] + image[scan : scan + 40] * 2000 + image[-2:]
    assert "passes" in refused(bomb)
    assert read_picture(image).width == 1200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.8])
def test_refuses_what_is_cut_short(kind: str, share: float) -> None:
    """A file without its end is refused, not half looked at."""
    data = saved(cloudy(3), kind)
    said = refused(data[: int(len(data) * share)])
    assert "cut" in said or "damaged" in said


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "header"),
        (b"\xff\xd8\xff\xff\xff\xff", "header"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "header"),
        (b"\x75" * 64, "known kind"),
    ],
)
def test_names_what_it_does_not_look_at(data: bytes, word: str) -> None:
    """Other kinds are named, so that the officer knows what to convert."""
    assert word in refused(data)


def test_refuses_too_small_too_thin_too_long() -> None:
    """Tiny pictures, threads and files beyond the byte limit are refused, each in its own words."""
    assert "each side needs" in refused(saved(cloudy(1, 8, 40)))
    assert "too thin" in refused(saved(np.zeros((20, 2000, 3), np.uint8)))
    assert "bytes" in refused(saved(cloudy(1)), max_bytes=1000)


def test_refuses_what_is_no_regular_file(tmp_path: Path) -> None:
    """A missing file, a folder and a pipe are refused and never waited for."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing.png", tmp_path, tmp_path / "pipe"):
        with pytest.raises(RefusedError):
            read_picture(path)


def test_takes_the_first_of_ten_thousand_frames() -> None:
    """A long animation costs one frame."""
    frame = saved(Image.new("P", (32, 32), 3), "GIF")
    body = frame[frame.index(b",") : -1]
    picture = read_picture(frame[:-1] + body * 9_999 + b";")
    assert (picture.width, picture.height) == (32, 32)


@pytest.mark.parametrize("turn", range(1, 9))
def test_stands_upright(turn: int) -> None:
    """EXIF orientation is obeyed, and sizes are those of the upright picture."""
    upright = np.zeros((60, 100, 3), np.uint8)
    upright[:20, :30] = 255
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
        5: upright.transpose(1, 0, 2), 6: np.rot90(upright), 7: np.rot90(upright, 2).transpose(1, 0, 2),
        8: np.rot90(upright, 3),
    }[turn]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = turn
    picture = read_picture(saved(np.ascontiguousarray(stored), "PNG", exif=exif))
    assert (picture.width, picture.height) == (100, 60)
    assert np.array_equal(picture.rgb, upright)


def test_reads_cmyk_grey_palette_and_sixteen_bits() -> None:
    """Odd kinds of pixels come out as plain colours."""
    grey = cloudy(4, 64, 64)[..., 0]
    assert read_picture(saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG")).rgb[20, 20, 0] > 200
    assert np.abs(read_picture(saved(grey)).rgb[..., 1].astype(int) - grey).max() == 0
    deep = Image.fromarray(grey.astype(np.uint16) * 257)
    assert np.abs(read_picture(saved(deep)).rgb[..., 2].astype(int) - grey).max() <= 1
    assert read_picture(saved(Image.new("1", (40, 40), 1))).rgb.min() == 255


def test_lays_what_is_seen_through_on_a_ground_that_shows_it() -> None:
    """A dark logo lies on white and a white one on black."""
    for ink, ground in ((0, 255), (255, 0)):
        image = np.zeros((50, 50, 4), np.uint8)
        image[10:40, 10:40] = (ink, ink, ink, 255)
        rgb = read_picture(saved(image)).rgb
        assert (rgb[25, 25, 0], rgb[2, 2, 0]) == (ink, ground)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_large_pictures_are_made_small_and_keep_their_measure(kind: str) -> None:
    """The working copy is bounded and its scale leads back to the full picture."""
    picture = read_picture(saved(np.full((2400, 3200, 3), 90, np.uint8), kind))
    assert picture.rgb.shape[0] * picture.rgb.shape[1] <= 1_000_000
    assert (picture.width, picture.height) == (3200, 2400)
    assert round(picture.rgb.shape[1] * picture.scale) == 3200


@settings(max_examples=30, deadline=None)
@given(st.integers(40, 300), st.integers(40, 300), st.integers(1, 12))
def test_panels_cover_a_long_picture(short: int, long: int, times: int) -> None:
    """Every row and column lies in a panel, and no panel is longer than 2 : 1."""
    for width, height in ((short, min(long * times, 40 * short)), (min(long * times, 40 * short), short)):
        picture = read_picture(saved(np.zeros((height, width, 3), np.uint8), "BMP"))
        seen = np.zeros((height, width), bool)
        for panel, (left, top) in picture.panels():
            seen[top : top + panel.height, left : left + panel.width] = True
            assert max(panel.rgb.shape[:2]) <= 2 * min(panel.rgb.shape[:2])
        assert seen.all()


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(KINDS), st.data())
def test_damaged_bytes_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    """Whatever is changed in a file, the answer is a picture or a refusal."""
    file = bytearray(saved(cloudy(5, 40, 50), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RefusedError):
        assert read_picture(bytes(file)).rgb.shape[2] == 3


def test_a_text_chunk_bomb_is_refused() -> None:
    """A comment that unpacks to hundreds of megabytes is not unpacked."""
    packed = b"note\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
    chunk = struct.pack(">I", len(packed)) + b"zTXt" + packed + struct.pack(">I", zlib.crc32(b"zTXt" + packed))
    image = saved(cloudy(6, 40, 40))
    assert refused(image[:33] + chunk + image[33:])
