"""Pictures for measuring: shop-like scenes drawn from a seed, logos laid on them in known places, and distortions.

Scenes are drawn (shading, cloth and grain, boxes, bottles, lettering, other shapes); they are not photographs, and
figures measured on them say how the methods compare and what each distortion costs, not what a market would show.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import resvg_py
from PIL import Image

Rgb: TypeAlias = npt.NDArray[np.uint8]
Rgba: TypeAlias = npt.NDArray[np.uint8]
Dice: TypeAlias = np.random.Generator

CANVAS = 640
FONTS = (0, 2, 3, 4, 6)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True)
class Logo:
    """A drawn logo: its brand, where it comes from, RGBA pixels cut to what is drawn."""

    brand: str
    origin: str
    rgba: Rgba


def render(svg: str, side: int = 384) -> Rgba | None:
    """Return the drawing as RGBA, cut to its content, long side ``side``; None for an empty or broken one."""
    try:
        png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=side * 2))
    except ValueError:
        return None
    image = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
    rows, columns = np.nonzero(image[..., 3] > 16)
    if len(rows) < 200:
        return None
    cut = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    if min(cut.shape[:2]) * 6 < max(cut.shape[:2]):
        return None  # a long word in small letters; a job for reading text
    scale = side / max(cut.shape[:2])
    size = max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale))
    return cv2.resize(cut, size, interpolation=cv2.INTER_AREA)


def logos(folder: Path, seed: int, count: int, skip: int = 0) -> list[Logo]:
    """Return ``count`` logos of different brands, half of each collection, from place ``skip`` of a shuffled list."""
    dice = np.random.default_rng(seed)
    found: list[Logo] = []
    for archive, inner in (("simple-icons", "icons"), ("gilbarbara-logos", "logos")):
        drawings = list(svgs(folder / f"{archive}.tar.gz", inner))
        dice.shuffle(drawings)
        found += _different(drawings, archive, skip, count // 2, {logo.brand for logo in found})
    return found


def svgs(archive: Path, inner: str) -> Iterator[tuple[str, str]]:
    """Yield (brand, SVG text) of an archive; a brand is the first part of the file's name."""
    with tarfile.open(archive) as pack:
        for member in sorted(pack.getmembers(), key=lambda member: member.name):
            path = Path(member.name)
            if path.suffix == ".svg" and path.parent.name == inner and member.size < 60_000:
                stream = pack.extractfile(member)
                assert stream is not None
                yield path.stem, stream.read().decode()


def _different(drawings: Sequence[Any], origin: str, skip: int, count: int, seen: set[str]) -> list[Logo]:
    found: list[Logo] = []
    for brand, svg in drawings[skip:]:
        key = brand.split("-")[0]
        if len(found) == count:
            break
        if any(key.startswith(other[:5]) or other.startswith(key[:5]) for other in seen):
            continue  # one brand, or one family of marks, once
        rgba = render(str(svg))
        if rgba is not None:
            found.append(Logo(str(key), origin, rgba))
            seen.add(str(key))
    return found


def scene(dice: Dice, side: int = CANVAS) -> Rgb:
    """Draw a cluttered shop-like scene."""
    image = _ground(dice, side)
    for _ in range(int(dice.integers(3, 9))):
        _thing(image, dice)
    for _ in range(int(dice.integers(1, 7))):
        _lettering(image, dice)
    noise = dice.normal(0, dice.uniform(1, 7), image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def _ground(dice: Dice, side: int) -> Rgb:
    ends = dice.uniform(40, 255, (2, 3))
    ramp = np.linspace(0, 1, side)[:, None, None]
    image = np.repeat(ends[0] * (1 - ramp) + ends[1] * ramp, side, axis=1)
    for sigma, height in ((60, 400), (12, 160), (3, 40)):
        grain = cv2.GaussianBlur(dice.normal(0, 1, (side, side)).astype(np.float32), (0, 0), sigma)
        image += (grain * height * dice.uniform(0, 1.5))[..., None]
    return np.clip(image, 0, 255).astype(np.uint8)


def _thing(image: Rgb, dice: Dice) -> None:
    """Draw a shaded box, bottle, disc, star or stripes."""
    side = image.shape[0]
    colour = tuple(int(value) for value in dice.integers(0, 256, 3))
    x, y = (int(value) for value in dice.integers(0, side, 2))
    w, h = (int(value) for value in dice.integers(30, side // 2, 2))
    kind = int(dice.integers(0, 5))
    layer = image.copy()
    if kind == 0:
        cv2.rectangle(layer, (x, y), (x + w, y + h), colour, -1 if dice.random() < 0.7 else 4)
    elif kind == 1:
        cv2.ellipse(layer, (x, y), (w // 2, h // 2), float(dice.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
    elif kind == 2:
        points = dice.integers(0, max(w, h), (int(dice.integers(3, 9)), 2)) + np.array([x, y])
        cv2.fillPoly(layer, [points.astype(np.int32)], colour, cv2.LINE_AA)
    elif kind == 3:
        for step in range(0, w, int(dice.integers(6, 24))):
            cv2.line(layer, (x + step, y), (x + step + h // 4, y + h), colour, int(dice.integers(1, 6)), cv2.LINE_AA)
    else:
        cv2.rectangle(layer, (x, y), (x + w // 2, y + h), colour, -1)
        cv2.rectangle(layer, (x + w // 8, y - h // 4), (x + w // 8 * 3, y), colour, -1)
    shade = dice.uniform(0.5, 1.0)
    image[:] = cv2.addWeighted(layer, shade, image, 1 - shade, 0)


def _lettering(image: Rgb, dice: Dice) -> None:
    side = image.shape[0]
    text = "".join(dice.choice(list(LETTERS), int(dice.integers(2, 12))))
    place = (int(dice.integers(0, side - 60)), int(dice.integers(30, side)))
    colour = tuple(int(value) for value in dice.integers(0, 256, 3))
    thick = int(dice.integers(1, 6))
    cv2.putText(image, text, place, int(dice.choice(FONTS)), float(dice.uniform(0.5, 3)), colour, thick, cv2.LINE_AA)


@dataclass(frozen=True)
class Manner:
    """How a logo is laid on a scene; sides in pixels of a 640-pixel scene, angles in degrees."""

    name: str
    sides: tuple[int, int] = (110, 260)
    turn: float = 0.0
    tilt: float = 0.0
    cut: float = 0.0
    recolour: bool = False
    quality: int = 90
    blur: float = 0.0


MANNERS = (
    Manner("as it is"),
    Manner("turned ±180°", turn=180),
    Manner("small, 48–72 px", sides=(48, 72)),
    Manner("small, 72–110 px", sides=(72, 110)),
    Manner("large, 300–500 px", sides=(300, 500)),
    Manner("a third cut off", cut=0.33),
    Manner("recoloured", recolour=True),
    Manner("JPEG quality 30", quality=30),
    Manner("in perspective", tilt=0.18),
    Manner("blurred, σ 2", blur=2.0),
    Manner("all of it, mildly", sides=(90, 220), turn=30, tilt=0.08, recolour=True, quality=30, blur=0.7),
)


def place(logo: Logo, manner: Manner, dice: Dice) -> tuple[bytes, tuple[int, int, int, int]]:
    """Return a scene with the logo on it as a JPEG file, and the box (left, top, right, bottom) it lies in."""
    image = scene(dice)
    rgba = recoloured(logo.rgba, dice) if manner.recolour else logo.rgba
    warp, box = _where(rgba.shape, manner, dice)
    _lay(image, rgba, warp)
    if manner.cut:
        _hide(image, box, manner.cut, dice)
    if manner.blur:
        image = cv2.GaussianBlur(image, (0, 0), manner.blur)
    return jpeg(image, manner.quality), box


def recoloured(rgba: Rgba, dice: Dice) -> Rgba:
    """Return the logo with its colours mapped by brightness onto a ramp between two other colours."""
    ramp = dice.uniform(0, 255, (2, 3))
    while abs(float((ramp[0] - ramp[1]).mean())) < 40:
        ramp = dice.uniform(0, 255, (2, 3))
    share = rgba[..., :3].mean(axis=2, keepdims=True) / 255.0
    colours = ramp[0] * (1 - share) + ramp[1] * share
    return np.dstack([colours, rgba[..., 3]]).astype(np.uint8)


def _where(
    shape: tuple[int, ...], manner: Manner, dice: Dice
) -> tuple[npt.NDArray[np.float64], tuple[int, int, int, int]]:
    height, width = shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    scale = dice.uniform(*manner.sides) / max(width, height)
    angle = np.deg2rad(dice.uniform(-manner.turn, manner.turn))
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    laid = (corners - corners.mean(axis=0)) @ rotation.T * scale
    laid += dice.uniform(-1, 1, (4, 2)) * manner.tilt * scale * min(width, height)
    low, high = laid.min(axis=0), laid.max(axis=0)
    room = np.maximum(CANVAS - (high - low), 1)
    laid += dice.uniform(0, 1, 2) * room - low
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), laid.astype(np.float32))
    low, high = laid.min(axis=0), laid.max(axis=0)
    return warp, (int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def _lay(image: Rgb, rgba: Rgba, warp: npt.NDArray[np.float64]) -> None:
    """Blend the logo in; where scene and logo are too alike to be seen, a plate is put under it, as labels have."""
    size = (image.shape[1], image.shape[0])
    shrunk = cv2.warpPerspective(rgba, warp, size, flags=cv2.INTER_AREA)
    alpha = shrunk[..., 3:].astype(np.float32) / 255.0
    drawn = alpha[..., 0] > 0.5
    if drawn.any():
        inside, around = shrunk[drawn][:, :3].mean(axis=0), image[drawn].mean(axis=0)
        if np.abs(inside - around).max() < 60:
            plate = cv2.warpPerspective(np.full(rgba.shape[:2], 255, np.uint8), warp, size) > 0
            plate = cv2.dilate(plate.astype(np.uint8), np.ones((17, 17), np.uint8)) > 0
            image[plate] = 255 if inside.mean() < 128 else 20
    image[:] = (image * (1 - alpha) + shrunk[..., :3] * alpha).astype(np.uint8)


def _hide(image: Rgb, box: tuple[int, int, int, int], share: float, dice: Dice) -> None:
    left, top, right, bottom = box
    colour = tuple(int(value) for value in dice.integers(0, 256, 3))
    side = int(dice.integers(0, 4))
    across, down = int((right - left) * share), int((bottom - top) * share)
    start, end = [((left, top), (left + across, bottom)), ((right - across, top), (right, bottom)),
                  ((left, top), (right, top + down)), ((left, bottom - down), (right, bottom))][side]  # fmt: skip
    cv2.rectangle(image, start, end, colour, -1)


def jpeg(image: Rgb, quality: int) -> bytes:
    """Return the picture as a JPEG file."""
    sink = io.BytesIO()
    Image.fromarray(image).save(sink, "JPEG", quality=quality)
    return sink.getvalue()


def reference(logo: Logo) -> bytes:
    """Return the logo as a register would hold it: a PNG file with a see-through ground."""
    sink = io.BytesIO()
    Image.fromarray(logo.rgba, "RGBA").save(sink, "PNG")
    return sink.getvalue()


def pairs(folder: Path, seed: int, count: int) -> list[tuple[Logo, Logo]]:
    """Return (coloured, one-coloured) drawings of brands that stand in both collections under one name."""
    plain = dict(svgs(folder / "simple-icons.tar.gz", "icons"))
    coloured = {
        brand.removesuffix("-icon"): svg
        for brand, svg in svgs(folder / "gilbarbara-logos.tar.gz", "logos")
        if brand.endswith("-icon")
    }
    brands = sorted(plain.keys() & coloured.keys())
    np.random.default_rng(seed).shuffle(brands)
    found: list[tuple[Logo, Logo]] = []
    for brand in brands:
        drawn = render(coloured[brand]), render(plain[brand])
        if drawn[0] is not None and drawn[1] is not None and len(found) < count:
            found.append((Logo(brand, "gilbarbara-logos", drawn[0]), Logo(brand, "simple-icons", drawn[1])))
    return found
