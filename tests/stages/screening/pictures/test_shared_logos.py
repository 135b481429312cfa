"""Real logos from the public collections on drawn scenes; left out where the data or the rasteriser are not there."""

from __future__ import annotations

import numpy as np
import pytest

from jianzhen.stages.screening.pictures.logos import LogoIndex
from jianzhen.stages.screening.pictures.reading import read_picture
from jianzhen.stages.screening.pictures.references import LogoSource
from tests.shared import SHARED, needs_shared

world = pytest.importorskip("bench.picture_world", reason="resvg-py is not installed")


@needs_shared
def test_real_logos_are_found_on_clutter() -> None:
    """Of twelve logos as they are most are named at their place, and scenes without logos stay silent."""
    known = world.logos(SHARED / "data" / "logos", 55, 12)
    index = LogoIndex.of([LogoSource(logo.brand, world.reference(logo), logo.brand) for logo in known])
    dice = np.random.default_rng(56)
    found = 0
    for logo in known:
        data, (left, top, right, bottom) = world.place(logo, world.MANNERS[0], dice)
        hits = index.find(read_picture(data))
        assert {hit.right_id for hit in hits} <= {logo.brand}
        found += any(
            left < (hit.box[0] + hit.box[2]) / 2 < right and top < (hit.box[1] + hit.box[3]) / 2 < bottom
            for hit in hits
        )
    assert found >= 9
    for _ in range(6):
        assert index.find(read_picture(world.jpeg(world.scene(dice), 80))) == []
