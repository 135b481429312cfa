"""The hash: equal to the published one, near for copies, far for others, turned with its picture, found exactly."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.screening.pictures.hashindex import HashIndex
from jianzhen.stages.screening.pictures.pdq import MIN_QUALITY, NEAR, distance, pdq, pdq_turned
from jianzhen.stages.screening.pictures.reading import luma_of, read_picture
from tests.stages.screening.pictures.drawing import cloudy, saved

HASHES = st.binary(min_size=32, max_size=32)


def arithmetic(height: int, width: int, divisor: int) -> npt.NDArray[np.float32]:
    """Return a picture that any program can make: ((x² + 3 y²) / 700 + x y / 50) mod 256 / divisor, rounded down."""
    y, x = np.mgrid[0:height, 0:width]
    return (((x * x + 3 * y * y) // 700 + x * y // 50) % 256 // divisor).astype(np.float32)


GOLDEN = (
    (64, 64, 1, "16a5e51f641f66b1085bdca188d219439083195f918331df2b0f115f3b5f775f", 0),
    (65, 67, 2, "e5a1e213462209611a67bda55edb3b03b1033243a003d3577a0f715f327f577f", 0),
    (20, 33, 1, "44cad9a2923a66644cce9d1523e4629d8f281b37fcacd5d9a1a72f29e94b415f", 0),
    (128, 128, 4, "d2aa2555cb5536aacd53b2d54daa93486cb5936a44d2bb256cca1134eec99b36", 14),
    (240, 360, 1, "5555aaa5d2aab5aa496ab24ae4da999a67329c72e0e68fc6fc0e80fe7ffc8000", 100),
    (511, 300, 3, "f39b871b1e33fc72c06201e77fc6ff068006001e00fefffefffcffe08800a000", 100),
    (512, 512, 1, "e1cec3cc878e0f8c1f0cff1efc3c803c003c03fcfffcfff8ffe8ff008000a000", 100),
    (193, 501, 9, "d555a9556ad5d295b4b46db799363326c6661ce6e1c6078efe0c803c7ffcc000", 77),
    (256, 256, 40, "66daccd21a9775aaeb550e9579a5e26d04c9ff1b043303e3fc0600fefffc0080", 6),
)
"""(height, width, divisor, hash, quality) by the publishers' own C++ code (package pdqhash 0.2.8)."""


@pytest.mark.parametrize(("height", "width", "divisor", "bits", "quality"), GOLDEN)
def test_equals_the_published_hash(height: int, width: int, divisor: int, bits: str, quality: int) -> None:
    """Bits and quality are those of the publishers' own program, for even, odd, small and oblong sizes."""
    hashed = pdq(arithmetic(height, width, divisor))
    assert (hashed.hex, hashed.quality) == (bits, quality)


TURNS = (
    lambda image: image,
    np.rot90,
    lambda image: np.rot90(image, 2),
    lambda image: np.rot90(image, 3),
    lambda image: image[:, ::-1],
    lambda image: image[::-1],
    np.transpose,
    lambda image: np.rot90(image, 2).T,
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 7))
def test_turning_the_hash_is_hashing_the_turned(seed: int, turn: int) -> None:
    """At 64 × 64, where nothing is smoothed, the eight turned hashes are exactly those of the turned pictures."""
    image = np.random.default_rng(seed).uniform(0, 255, (64, 64)).astype(np.float32)
    turned = np.ascontiguousarray(TURNS[turn](image))
    assert distance(pdq(turned).bits, pdq_turned(image)[turn].bits) <= 2  # two waves may tie at the median


@pytest.mark.parametrize("turn", range(8))
def test_turned_photographs_are_found(turn: int) -> None:
    """On pictures of ordinary sizes the turned hash leaves the radius of a copy for one picture in twenty at most."""
    near = 0
    for seed in range(40):
        luma = luma_of(cloudy(seed, 200, 260))
        turned = np.ascontiguousarray(TURNS[turn](luma))
        near += min(distance(pdq(turned).bits, form.bits) for form in pdq_turned(luma)) <= NEAR
    assert near >= 38


@given(HASHES, HASHES, HASHES)
def test_distance_is_a_measure(one: bytes, two: bytes, three: bytes) -> None:
    """Symmetric, zero for equals only, and no way round is shorter."""
    assert distance(one, two) == distance(two, one)
    assert (distance(one, two) == 0) == (one == two)
    assert distance(one, three) <= distance(one, two) + distance(two, three)


@pytest.mark.parametrize("seed", range(5))
def test_copies_are_near_and_others_far(seed: int) -> None:
    """Smaller, badly compressed and paler copies are within the radius; another picture is far outside."""
    image = cloudy(seed)
    own = pdq(luma_of(image))
    small = cv2.resize(image, (200, 150), interpolation=cv2.INTER_AREA)
    pale = (image * 0.7 + 60).astype(np.uint8)
    for copy in (saved(small), saved(image, "JPEG", quality=30), saved(pale)):
        assert distance(own.bits, pdq(read_picture(copy).luma).bits) <= NEAR
    assert distance(own.bits, pdq(luma_of(cloudy(seed + 100))).bits) > 70


def test_plain_pictures_have_no_quality() -> None:
    """A blank sheet and a soft ramp say so, so that they are not called copies of each other."""
    ramp = np.tile(np.linspace(0, 255, 300, dtype=np.float32), (200, 1))
    assert pdq(np.full((100, 100), 255, np.uint8)).quality == 0
    assert pdq(ramp).quality < MIN_QUALITY


def flipped(bits: bytes, places: set[int]) -> bytes:
    """Return ``bits`` with those bits turned over."""
    value = int.from_bytes(bits)
    for place in places:
        value ^= 1 << place
    return value.to_bytes(32)


@settings(max_examples=60, deadline=None)
@given(st.lists(HASHES, max_size=30), HASHES, st.sets(st.integers(0, 255), max_size=40), st.integers(0, NEAR))
def test_look_ups_find_what_looking_at_all_finds(
    hashes: list[bytes], query: bytes, places: set[int], radius: int
) -> None:
    """The pigeonhole index and the plain distance agree, at every radius up to its limit."""
    hashes = [*hashes, flipped(query, places), query]
    sorted_index = HashIndex(hashes, few=0)
    wanted = sorted(
        (pair for pair in ((place, distance(query, known)) for place, known in enumerate(hashes)) if pair[1] <= radius),
        key=lambda pair: (pair[1], pair[0]),
    )
    assert sorted_index.near(query, radius) == wanted
    assert HashIndex(hashes).near(query, radius) == wanted


def test_a_radius_beyond_the_pigeonhole_is_an_error() -> None:
    """Nothing is silently missed: a larger radius is refused."""
    with pytest.raises(ValueError, match="above 31"):
        HashIndex([]).near(bytes(32), 32)
    assert HashIndex([]).near(bytes(32)) == []
