"""How well writing in pictures is read: characters of drawn labels of goods, by size, typeface, turn and compression.

Labels are invented and *drawn* on drawn scenes in the Noto typefaces; photographs of curved or glossy packs are harder.
``rows(seed, count)`` is called by ``bench/pictures.py``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from picture_world import Dice, Rgb, jpeg, scene
from PIL import Image, ImageDraw, ImageFont

from jianzhen.stages.screening.pictures.ocr import RapidReader, top_to_bottom
from jianzhen.stages.screening.pictures.reading import read_picture

FONTS = Path("/usr/share/fonts/opentype/noto")
BRANDS = ("楚雀", "江碚", "岚溪谷", "森柏尼亚", "云隐峰", "VELMORA", "Kestwick", "赤霞堡")
GOODS = ("手工绿茶", "保湿面霜", "运动跑鞋", "陈酿白酒", "大米", "机油滤清器", "儿童奶粉", "真皮手袋", "复合肥料")
WORDS = ("正品保证", "原单尾货", "高仿一比一", "厂家直销", "微信同号", "顺丰包邮", "专柜验货", "假一赔十", "国家级")


@dataclass(frozen=True)
class Print:
    """How a label is written: pixels of a letter, typeface, degrees it is turned, contrast 0 to 1, JPEG quality."""

    name: str
    size: int = 28
    face: str = "NotoSansCJK-Regular.ttc"
    turn: float = 0.0
    contrast: float = 0.9
    quality: int = 85


PRINTS = (
    Print("40 px", size=40),
    Print("28 px"),
    Print("18 px", size=18),
    Print("13 px", size=13),
    Print("28 px, serif, bold", face="NotoSerifCJK-Bold.ttc"),
    Print("28 px, turned ±8°", turn=8.0),
    Print("28 px, faint (a quarter of the range)", contrast=0.25),
    Print("28 px, JPEG quality 30", quality=30),
    Print("18 px, JPEG quality 30", size=18, quality=30),
)


def label(dice: Dice) -> list[str]:
    """Return the lines of an invented label."""
    grams = int(dice.choice([50, 100, 250, 500, 750]))
    return [
        f"{dice.choice(BRANDS)}{dice.choice(GOODS)}",
        f"净含量：{grams}{dice.choice(['g', 'mL', '克', '毫升'])}",
        f"{dice.choice(WORDS)} {dice.choice(WORDS)}",
        f"许可证编号SC{dice.integers(10**13, 10**14)}",
        f"¥{int(dice.integers(5, 999))}.{int(dice.integers(0, 100)):02}",
    ]


def drawn(lines: list[str], how: Print, dice: Dice) -> bytes:
    """Return a scene with a plate that bears the lines, as a JPEG file."""
    image = scene(dice)
    ground = int(dice.integers(150, 256)) if dice.random() < 0.7 else int(dice.integers(0, 80))
    ink = int(ground - 255 * how.contrast) if ground > 128 else int(ground + 255 * how.contrast)
    step, across = round(how.size * 1.6), max(len(line) for line in lines) * how.size
    plate = Image.new("RGB", (min(620, across), step * len(lines) + how.size), (ground, ground, ground))
    font, pen = ImageFont.truetype(str(FONTS / how.face), how.size), ImageDraw.Draw(plate)
    for place, line in enumerate(lines):
        pen.text((how.size // 2, how.size // 2 + place * step), line, font=font, fill=(min(255, max(0, ink)),) * 3)
    return jpeg(_laid(image, np.asarray(plate), dice.uniform(-how.turn, how.turn), dice), how.quality)


def _laid(image: Rgb, plate: Rgb, turn: float, dice: Dice) -> Rgb:
    height, width = plate.shape[:2]
    spin = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    spin[:, 2] += (float(dice.uniform(5, max(6, 635 - width))), float(dice.uniform(40, max(41, 600 - height))))
    size = (image.shape[1], image.shape[0])
    mask = cv2.warpAffine(np.full(plate.shape[:2], 255, np.uint8), spin, size)[..., None] / 255.0
    return np.asarray(image * (1 - mask) + cv2.warpAffine(plate, spin, size) * mask, np.uint8)


def edits(one: str, other: str) -> int:
    """Return how many characters must be changed, put in or left out (Levenshtein)."""
    before = list(range(len(other) + 1))
    for row, char in enumerate(one, 1):
        now = [row]
        for column, theirs in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (char != theirs)))
        before = now
    return before[-1]


def plain(text: str) -> str:
    """Return text without spaces, full-width colon and yen sign as the half-width ones."""
    return "".join(text.split()).replace("：", ":").replace("￥", "¥")


def rows(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield for each way of writing: characters read right, lines read whole, processor seconds and pictures a second.

    Each line is held against the one read most like it; a line nobody read counts with all its characters.
    """
    reader, dice = RapidReader(), np.random.default_rng(seed + 5)
    for how in PRINTS:
        wrong = total = whole = lines = 0
        spent = past = 0.0
        for _ in range(count):
            wanted = [plain(line) for line in label(dice)]
            data = drawn(wanted, how, dice)
            begun, clock = time.process_time(), time.perf_counter()
            read = [plain(line.text) for line in top_to_bottom(reader.read(read_picture(data)))]
            spent, past = spent + time.process_time() - begun, past + time.perf_counter() - clock
            off = [min([len(line), *(edits(line, other) for other in read)]) for line in wanted]
            wrong, total = wrong + sum(off), total + sum(map(len, wanted))
            whole, lines = whole + off.count(0), lines + len(wanted)
        yield {
            "letters": how.name,
            "pictures": count,
            "characters": total,
            "characters right": 1 - wrong / total,
            "lines whole": whole / lines,
            "processor s": spent / count,
            "pictures/s": count / past,
        }
