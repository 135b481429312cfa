"""Pictures: copies by hash and points, logos by distortion and beside the usual recipe, the hash index, reading.

Usage: python bench/pictures.py LOGOS [--seed N] [--each N] [--without N] [--logos N] [--copies N]
                                [--json FILE] [--only NAME]

LOGOS is a folder with simple-icons.tar.gz and gilbarbara-logos.tar.gz. Needs jianzhen[pictures], resvg-py and, for the
reading, jianzhen[ocr]. Thresholds were chosen on the seeds 101 to 9001; the reported figures of logos are of the seeds
4201 and 4202 (--each 16 --without 80): other scenes, distortions and choice of logos. Prints Markdown; times are
processor seconds of one thread.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import picture_reading
from picture_world import MANNERS, Dice, Logo, Rgb, jpeg, logos, pairs, place, reference, scene

import jianzhen
from jianzhen.faces.cli.benching import Figures
from jianzhen.stages.screening.pictures.errors import IndexRefusedError
from jianzhen.stages.screening.pictures.hashindex import HashIndex
from jianzhen.stages.screening.pictures.logos import LogoHit, LogoIndex
from jianzhen.stages.screening.pictures.pdq import NEAR, distance, pdq_turned
from jianzhen.stages.screening.pictures.reading import Box, read_picture
from jianzhen.stages.screening.pictures.references import LogoSource, read_reference

DEVELOPMENT_SEED = 9001
REPORT_SEED = 4201
Row = dict[str, Any]


def share(box: Box, other: Box) -> float:
    """Return the shared area as a part of the area of both."""
    across = min(box[2], other[2]) - max(box[0], other[0])
    down = min(box[3], other[3]) - max(box[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = [(one[2] - one[0]) * (one[3] - one[1]) for one in (box, other)]
    return across * down / (sum(areas) - across * down)


def right(hits: Sequence[LogoHit], brand: str, box: Box) -> bool:
    """Say whether the logo was found, and where it is."""
    return any(hit.right_id == brand and share(hit.box, box) > 0.2 for hit in hits)


def table(title: str, rows: Sequence[Row]) -> None:
    """Print rows as a Markdown table."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print(
            "| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else f"{cell}" for cell in row.values()) + " |"
        )


def usable(known: Sequence[Logo]) -> tuple[list[Logo], int]:
    """Return the logos an index accepts, and how many it refuses as too plain to be recognised."""
    kept = []
    for logo in known:
        try:
            read_reference(LogoSource(logo.brand, reference(logo)))
        except IndexRefusedError:
            continue
        kept.append(logo)
    return kept, len(known) - len(kept)


def logo_rows(folder: Path, seed: int, count: int, each: int, without: int, background: int) -> list[Row]:
    """Measure logos by distortion, and false finds in pictures that show none or others.

    ``background`` scenes that show no logo are shown to the index at set-up, as an office would show it pictures of
    goods it knows; 0 leaves it with the references alone.
    """
    dice = np.random.default_rng(seed + 1)
    known = logos(folder, seed, count)
    brands = {logo.brand[:5] for logo in known}
    others = [logo for logo in logos(folder, seed, 100, skip=900) if logo.brand[:5] not in brands]
    known, refused = usable(known)
    sources = [LogoSource(logo.brand, reference(logo), logo.brand) for logo in known]
    seen = [read_picture(jpeg(scene(dice), 80)) for _ in range(background)]
    index = LogoIndex.of(sources, seen)
    shown, spent = [], 0.0
    for manner in MANNERS:
        for _ in range(each):
            logo = known[int(dice.integers(len(known)))]
            data, box = place(logo, manner, dice)
            start = time.process_time()
            hits = index.find(read_picture(data), least=FLOOR)
            spent += time.process_time() - start
            shown.append((manner.name, bits_of(hits, logo.brand, box), strange(hits, logo.brand)))
    plain = [strange(index.find(read_picture(jpeg(scene(dice), 80)), least=FLOOR)) for _ in range(without)]
    other = [strange(index.find(read_picture(_other(others, dice)), least=FLOOR)) for _ in range(without)]
    last: Row = {"picture": "processor seconds a picture", "pictures": len(shown), "0 bits": spent / len(shown)}
    refusals: Row = {"picture": "logos refused as too plain, left out", "pictures": count, "0 bits": refused}
    return [
        *_curve(shown, plain, other),
        refusals | dict.fromkeys(_NAMES[1:], ""),
        last | dict.fromkeys(_NAMES[1:], ""),
    ]


FLOOR = 0.03  # −5 bits
THRESHOLDS = (0.0, -0.25, -0.5, -1.0)
_NAMES = tuple(f"{bits:g} bits" for bits in THRESHOLDS)


def bits_of(hits: Sequence[LogoHit], brand: str, box: Box) -> float:
    """Return the bits of the logo where it is found at its place, else minus infinity."""
    return max((hit.bits for hit in hits if hit.right_id == brand and share(hit.box, box) > 0.2), default=-np.inf)


def strange(hits: Sequence[LogoHit], brand: str = "") -> float:
    """Return the most bits of a logo that is not there."""
    return max((hit.bits for hit in hits if hit.right_id != brand), default=-np.inf)


def _other(others: Sequence[Logo], dice: Dice) -> bytes:
    return place(others[int(dice.integers(len(others)))], MANNERS[int(dice.integers(len(MANNERS)))], dice)[0]


def _curve(shown: Sequence[tuple[str, float, float]], plain: Sequence[float], other: Sequence[float]) -> list[Row]:
    """Return recall by distortion and false finds by kind of picture, at several thresholds."""
    groups = {manner.name: [found for name, found, _ in shown if name == manner.name] for manner in MANNERS}
    groups["all of the above"] = [found for _, found, _ in shown]
    false = [wrong for _, _, wrong in shown]
    groups["false finds beside a logo"] = false
    groups["false finds, no logo"] = list(plain)
    groups["false finds, a logo that is not in the set"] = list(other)
    groups["false finds, all pictures"] = [*false, *plain, *other]
    return [
        {"picture": name, "pictures": len(bits)}
        | {column: float(np.mean(np.array(bits) >= least)) for column, least in zip(_NAMES, THRESHOLDS, strict=True)}
        for name, bits in groups.items()
    ]


def redrawn_rows(folder: Path, seed: int, count: int) -> list[Row]:
    """Measure marks that two collections drew differently: the coloured one indexed, the one-coloured one shown."""
    dice = np.random.default_rng(seed + 2)
    both = pairs(folder, seed, count)
    fit = {logo.brand for logo in usable([coloured for coloured, _ in both])[0]}
    both = [pair for pair in both if pair[0].brand in fit]
    index = LogoIndex.of([LogoSource(coloured.brand, reference(coloured), coloured.brand) for coloured, _ in both])
    found = []
    for _, plain in both:
        data, box = place(plain, MANNERS[0], dice)
        found.append(right(index.find(read_picture(data)), plain.brand, box))
    return [
        {
            "picture": "one-colour drawing of an indexed colour logo",
            "pictures": len(both),
            "found": float(np.mean(found)),
        }
    ]


def overlaid(image: Rgb, dice: Dice, part: float) -> Rgb:
    """Return the picture with a lettered plate over ``part`` of it."""
    image, side = image.copy(), image.shape[0]
    height = int(side * part**0.5)
    top, left = (int(value) for value in dice.integers(0, side - height + 1, 2))
    colour = tuple(int(value) for value in dice.integers(0, 256, 3))
    cv2.rectangle(image, (left, top), (left + height, top + height), colour, -1)
    cv2.putText(image, "SALE 99", (left + 5, top + height // 2), 0, height / 200, (255, 255, 255), 3, cv2.LINE_AA)
    return image


def pasted(image: Rgb, dice: Dice) -> Rgb:
    """Return another scene with the middle half of the picture in it."""
    other = scene(dice)
    other[150:470, 60:516] = image[160:480, 92:548]
    return other


COPIES: dict[str, Callable[[Rgb, Dice], Rgb]] = {
    "half the size": lambda image, _: cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
    "a fifth of the size": lambda image, _: cv2.resize(image, None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA),
    "JPEG quality 30": lambda image, _: image,
    "paler, warmer": lambda image, _: np.clip(image * np.array([0.9, 0.8, 0.6]) + 30, 0, 255).astype(np.uint8),
    "grey": lambda image, _: np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8),
    "mirrored": lambda image, _: np.ascontiguousarray(image[:, ::-1]),
    "turned 90°": lambda image, _: np.ascontiguousarray(np.rot90(image)),
    "turned 5°": lambda image, _: cv2.warpAffine(image, cv2.getRotationMatrix2D((320, 320), 5, 1.0), (640, 640)),
    "4 % cut off each side": lambda image, _: image[26:-26, 26:-26],
    "10 % cut off each side": lambda image, _: image[64:-64, 64:-64],
    "25 % cut off each side": lambda image, _: image[160:-160, 160:-160],
    "price tag over 10 %": lambda image, dice: overlaid(image, dice, 0.10),
    "banner over 25 %": lambda image, dice: overlaid(image, dice, 0.25),
    "half of it in another picture": pasted,
}


def copy_rows(seed: int, count: int) -> list[Row]:
    """Measure copies of drawn scenes, by hash (31 bits, any turn) and by points, and pictures that are no copies."""
    dice = np.random.default_rng(seed + 3)
    originals = [scene(dice) for _ in range(count)]
    hashes = [pdq_turned(read_picture(jpeg(image, 90)).luma)[0].bits for image in originals]
    index = LogoIndex.of([LogoSource(str(place), jpeg(image, 90)) for place, image in enumerate(originals)])
    rows = []
    for name, change in COPIES.items():
        found = np.zeros(3)
        for number, image in enumerate(originals):
            picture = read_picture(jpeg(change(image, dice), 30 if name.startswith("JPEG") else 85))
            by_hash = min(distance(hashes[number], form.bits) for form in pdq_turned(picture.luma)) <= NEAR
            by_points = any(hit.right_id == str(number) for hit in index.find(picture))
            found += by_hash, by_points, by_hash or by_points
        rows.append(
            dict(zip(("copy", "by hash", "by points", "either"), (name, *(found / count).tolist()), strict=True))
        )
    far = np.array([distance(one, other) for place, one in enumerate(hashes) for other in hashes[:place]])
    strange = [bool(index.find(read_picture(jpeg(scene(dice), 85)))) for _ in range(count)]
    name = f"other pictures ({len(far)} pairs; {count} pictures)"
    rows.append(
        {"copy": name, "by hash": float((far <= NEAR).mean()), "by points": float(np.mean(strange)), "either": ""}
    )
    return rows


def index_rows(sizes: Sequence[int] = (5_000, 20_000, 100_000, 500_000)) -> list[Row]:
    """Measure the look-ups beside looking at all, interleaved, over random hashes."""
    dice = np.random.default_rng(7)
    rows = []
    for size in sizes:
        hashes = [dice.bytes(32) for _ in range(size)]
        start = time.process_time()
        quick = HashIndex(hashes, few=0)
        built = time.process_time() - start
        plain, spent = HashIndex(hashes, few=size), np.zeros((20, 2))
        for turn in range(20):
            for column, index in enumerate((quick, plain)):
                start = time.process_time()
                assert index.near(hashes[turn])[0] == (turn, 0)
                spent[turn, column] = time.process_time() - start
        look, every = np.median(spent, axis=0)
        rows.append({"hashes": size, "looking at all / look-ups": float(every / look), "build s": built})
    return rows


def recipe(known: Sequence[Logo]) -> Callable[[bytes], dict[str, int]]:
    """Return the usual way of finding logos with OpenCV, for comparison: brand → points that agree.

    SIFT, for each logo the two nearest descriptors and Lowe's ratio of 0.75, a homography by RANSAC at 5 pixels; from
    four matches on the agreeing points are the score.
    """
    finder, matcher = cv2.SIFT.create(), cv2.BFMatcher(cv2.NORM_L2)
    drawings = [(logo.brand, *finder.detectAndCompute(read_picture(reference(logo)).luma, None)) for logo in known]

    def find(data: bytes) -> dict[str, int]:
        points, descriptors = finder.detectAndCompute(read_picture(data).luma, None)
        found = {}
        for brand, own, wanted in drawings:
            pairs_found = matcher.knnMatch(wanted, descriptors, k=2) if wanted is not None else []
            good = [two[0] for two in pairs_found if len(two) == 2 and two[0].distance < 0.75 * two[1].distance]
            if len(good) >= 4:
                source = np.array([own[match.queryIdx].pt for match in good], np.float32)
                target = np.array([points[match.trainIdx].pt for match in good], np.float32)
                agree = cv2.findHomography(source, target, cv2.RANSAC, 5.0)[1]
                found[brand] = 0 if agree is None else int(agree.sum())
        return found

    return find


def beside_rows(folder: Path, seed: int, count: int, each: int, without: int) -> list[Row]:
    """Measure recall at one false find in 100 pictures, beside the usual recipe, each at its own best threshold.

    The thresholds are set on the very pictures measured, of both; a hit counts wherever it is.
    """
    dice = np.random.default_rng(seed + 6)
    known, _ = usable(logos(folder, seed, count))
    index = LogoIndex.of([LogoSource(logo.brand, reference(logo), logo.brand) for logo in known])
    usual, bits, agree = recipe(known), [], []
    spent = np.zeros(2)
    shown = [known[int(dice.integers(len(known)))] for _ in range(each * len(MANNERS))]
    files = [(logo.brand, place(logo, MANNERS[at % len(MANNERS)], dice)[0]) for at, logo in enumerate(shown)]
    for brand, data in [*files, *(("", jpeg(scene(dice), 80)) for _ in range(without))]:
        start = time.process_time()
        hits = {hit.right_id: hit.bits for hit in index.find(read_picture(data), least=FLOOR)}
        middle = time.process_time()
        counts = {name: float(number) for name, number in usual(data).items()}
        spent += middle - start, time.process_time() - middle
        for found, kept in ((hits, bits), (counts, agree)):
            wrong = max((value for name, value in found.items() if name != brand), default=-np.inf)
            kept.append((found.get(brand, -np.inf) if brand else np.nan, wrong))
    ways = {"points, then lines (this program)": bits, "SIFT, ratio test, homography (OpenCV recipe)": agree}
    return [
        {"way": name, "logos": len(known), "pictures": len(scores)}
        | recall_at(np.array(scores), 0.01)
        | {"processor s a picture": float(cost / len(scores))}
        for (name, scores), cost in zip(ways.items(), spent, strict=True)
    ]


def recall_at(scores: npt.NDArray[np.float64], allowed: float) -> Row:
    """Return recall at the lowest threshold at which at most ``allowed`` of the pictures bring a false find."""
    right_ones, wrong = scores[~np.isnan(scores[:, 0]), 0], np.sort(scores[:, 1])
    least = np.nextafter(wrong[-1 - int(allowed * len(wrong))], np.inf)
    return {"recall": float((right_ones >= least).mean()), "false finds": float((wrong >= least).mean())}


def benchmark() -> Iterator[Figures]:
    """Measure a small world of the development seed; ``python bench/pictures.py LOGOS`` measures at length."""
    folder = Path(jianzhen.__file__).resolve().parents[3] / "shared" / "data" / "logos"
    cv2.setNumThreads(1)
    told = (f"Scenes are drawn, not photographed; seed {DEVELOPMENT_SEED}, on which thresholds were chosen.",)
    yield Figures("pictures", "copies of a picture, by change", tuple(copy_rows(DEVELOPMENT_SEED, 8)), told)
    if folder.is_dir():
        logo_table = tuple(beside_rows(folder, DEVELOPMENT_SEED, 60, 3, 40))
        yield Figures("pictures", "logos, at one false find in 100 pictures", logo_table, told)
    if find_spec("rapidocr") and picture_reading.FONTS.is_dir():
        reading = tuple(picture_reading.rows(DEVELOPMENT_SEED, 3))
        yield Figures("pictures", "reading drawn labels", reading, told)


def main() -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=REPORT_SEED)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--without", type=int, default=200)
    parser.add_argument("--copies", type=int, default=20)
    parser.add_argument("--logos", type=int, default=200)
    parser.add_argument("--only", choices=("logos", "bare", "redrawn", "copies", "index", "beside", "reading"))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    machine = f"{platform.machine()}, Python {platform.python_version()}, OpenCV {version('opencv-python-headless')}"
    print(f"{machine}, Pillow {version('pillow')}, seed {given.seed}")
    rest = (given.seed, given.logos, given.each, given.without)
    todo: dict[str, tuple[str, Callable[[], list[Row]]]] = {
        "copies": ("Copies of a picture", lambda: copy_rows(given.seed, given.copies)),
        "index": ("Hash index", index_rows),
        "redrawn": ("Redrawn logos", lambda: redrawn_rows(given.folder, given.seed, 80)),
        "logos": (f"Logos, {given.logos} in the index, 60 pictures without logos shown at set-up",
                  lambda: logo_rows(given.folder, *rest, 60)),
        "bare": (f"Logos, {given.logos} in the index, references alone", lambda: logo_rows(given.folder, *rest, 0)),
    }  # fmt: skip
    todo["beside"] = ("Logos beside the usual recipe", lambda: beside_rows(given.folder, given.seed, 60, 8, 100))
    if find_spec("rapidocr") and picture_reading.FONTS.is_dir():
        todo["reading"] = ("Reading", lambda: list(picture_reading.rows(given.seed, given.copies)))
    done: dict[str, list[Row]] = {}
    for name, (title, measure) in todo.items():
        if given.only in (None, name):
            done[name] = measure()
            table(title, done[name])
    if given.json:
        given.json.write_text(
            json.dumps({"machine": machine, "seed": given.seed, **done}, ensure_ascii=False, indent=1)
        )


if __name__ == "__main__":
    main()
