"""Files made to cost time or memory are refused, or looked at, within hard limits of the operating system."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from jianzhen.stages.screening.pictures.reading import read_picture
from tests.stages.screening.pictures.drawing import cloudy, declared_png, saved

MEGA = 1 << 20
PNG, JPEG = saved(cloudy(1, 64, 64)), saved(cloudy(1, 64, 64), "JPEG")
GIF, WEBP = saved(cloudy(1, 64, 64), "GIF"), saved(cloudy(1, 64, 64), "WEBP")
SCAN = JPEG.index(b"\xff\xda")
BLOCKS = 13 + (3 << (GIF[10] & 7) + 1)
"""Where the first block of the GIF file begins, behind its colours."""


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(size: int) -> bytes:
    """Return ``size`` zero bytes as zlib packs them."""
    return zlib.compress(bytes(size), 1)


def run_length_bmp(pixels: int) -> bytes:
    """Return a bitmap of runs of one pixel each."""
    head = struct.pack("<IiiHHIIiiII", 40, 6000, 6000, 1, 8, 1, pixels, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", MEGA, 0, 0, 54) + head + b"\1\1" * pixels


def frames(count: int) -> bytes:
    """Return an animation of many frames, each declared larger than the screen."""
    body = GIF[GIF.index(b",", BLOCKS) : -1]
    return GIF[:-1] + body * count + b";"


def large_frame() -> bytes:
    """Return a GIF file whose screen is small and whose first frame is not."""
    place = GIF.index(b",", BLOCKS)
    return GIF[: place + 5] + struct.pack("<HH", 60_000, 60_000) + GIF[place + 9 :]


REFUSED: dict[str, bytes] = {
    "ten million zero bytes": bytes(10 * MEGA),
    "a JPEG file of fill bytes": b"\xff\xd8" + b"\xff" * 30 * MEGA,
    "a JPEG file of restart marks": b"\xff\xd8\xff" + b"\xd0\xff" * 15 * MEGA,
    "a JPEG file of empty comments": JPEG[:SCAN] + b"\xff\xfe\0\2" * 7 * MEGA + JPEG[SCAN:],
    "a PNG file of empty chunks": PNG[:33] + chunk(b"teSt", b"") * 2 * MEGA + PNG[33:],
    "a PNG file with empty chunks behind its data": PNG[:-12] + chunk(b"teSt", b"") * 2 * MEGA + PNG[-12:],
    "a PNG file with a profile that unpacks to 300 MB": PNG[:33]
    + chunk(b"iCCP", b"p\0\0" + packed(300 * MEGA))
    + PNG[33:],
    "a PNG file that declares ten billion pixels": declared_png(100_000, 100_000),
    "a GIF file of empty blocks": GIF[:BLOCKS] + bytes(30 * MEGA) + GIF[BLOCKS:],
    "a GIF file of empty extensions": GIF[:BLOCKS] + b"!\xfe\0" * 10 * MEGA + GIF[BLOCKS:],
    "a GIF file of one endless comment": GIF[:BLOCKS] + b"!\xfe" + (b"\xff" + b"c" * 255) * 120_000 + GIF[BLOCKS:],
    "a GIF file with a frame beyond its screen": large_frame(),
    "a bitmap of runs of one pixel": run_length_bmp(15 * MEGA),
    "a WebP file that declares far more than it holds": WEBP[:12]
    + b"VP8X\x0a\0\0\0\0\0\0\0"
    + b"\xff\xff\xff" * 2
    + WEBP,
    "an SVG file under another name": b"\xef\xbb\xbf <!-- photo.jpg --><svg xmlns='http://www.w3.org/2000/svg'/>",
    "a page that begins like a comment": b"<!-- x --><script>alert(1)</script>",
    "a program": b"MZ\x90\0" + bytes(4096),
}
READ: dict[str, bytes] = {
    "a PNG file whose data unpack to 300 MB more than it shows": PNG[:33]
    + chunk(b"IDAT", packed(300 * MEGA))
    + PNG[-12:],
    "an animation of 40,000 frames": frames(40_000),
    "40 million pixels of four channels": saved(np.zeros((6300, 6300, 4), np.uint8), "PNG", compress_level=1),
    "40 million pixels of 16 bits": saved(np.zeros((6300, 6300), np.uint16), "PNG", compress_level=1),
    "a JPEG file with an archive and a page behind it": JPEG + b"PK\3\4<html><script>alert(1)</script>" * 1000,
}
LOOK = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1_800_000_000, 1_800_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from jianzhen.base.errors import RefusedError
from jianzhen.stages.screening.pictures.reading import read_picture
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        picture = read_picture(path)
        print(path.name, "read", picture.rgb.size)
    except RefusedError as refusal:
        print(path.name, "refused", bool(refusal.remedy))
"""
"""All of them in one process that may have 1.8 GB of addresses (libraries included) and 20 seconds in all."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Look at every file within the limits; return name → what was said."""
    folder = tmp_path_factory.mktemp("bombs")
    names = {f"{place:02}": name for place, name in enumerate([*REFUSED, *READ])}
    for place, data in zip(names, [*REFUSED.values(), *READ.values()], strict=True):
        (folder / place).write_bytes(data)
    source = Path(__file__).resolve().parents[4] / "src"
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(source), "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {names[line.split()[0]]: line.split()[1:] for line in done.stdout.splitlines()}


@pytest.mark.parametrize("name", REFUSED)
def test_bombs_are_refused_in_words(answers: dict[str, list[str]], name: str) -> None:
    """Each is refused with a remedy, within the limits of time and memory."""
    assert answers[name] == ["refused", "True"]


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_costs_no_more_than_its_pixels(answers: dict[str, list[str]], name: str) -> None:
    """Large and odd files that are pictures give at most a million pixels."""
    assert answers[name][0] == "read"
    assert int(answers[name][1]) <= 3_000_000


def test_what_hides_behind_a_picture_is_not_looked_at() -> None:
    """A file that is a picture and something else is the picture and nothing else."""
    plain, both = read_picture(JPEG), read_picture(READ["a JPEG file with an archive and a page behind it"])
    assert np.array_equal(plain.rgb, both.rgb)
    assert plain.sha256 != both.sha256
