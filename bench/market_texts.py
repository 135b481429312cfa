"""Marks and titles for measuring, drawn from a seed out of everyday words; no mark is anybody's on purpose."""

from __future__ import annotations

import random
from string import ascii_lowercase
from typing import Any

import pyarrow as pa
from pypinyin.constants import PHRASES_DICT

WORDS = sorted(word for word in PHRASES_DICT if 2 <= len(word) <= 4)
GOODS = ("绿茶", "白酒", "羽绒服", "充电器", "洗衣液", "运动鞋", "手表", "蜂蜜", "面膜", "数据线")


def marks(count: int, seed: int = 7) -> list[str]:
    """Return distinct coined marks: seven in ten Chinese (two to six characters, as words use them), the rest Latin."""
    dice, found, characters = random.Random(seed), dict[str, None](), "".join(WORDS)
    while len(found) < count:
        if dice.random() < 0.7:
            length = dice.choices((2, 3, 4, 5, 6), (20, 35, 30, 10, 5))[0]
            found["".join(dice.choices(characters, k=length))] = None
        else:
            found["".join(dice.choices(ascii_lowercase, k=dice.randint(4, 10)))] = None
    return list(found)


def titles(count: int, known: list[str], seed: int = 11) -> list[str]:
    """Return titles of some seventeen characters; every tenth holds a mark as written."""
    dice = random.Random(seed)
    common = dice.sample(WORDS, 20_000)
    return [_title(dice, common, known) for _ in range(count)]


def _title(dice: random.Random, common: list[str], known: list[str]) -> str:
    parts = [common[int(len(common) * dice.random() ** 2)] for _ in range(5)]
    if dice.random() < 0.1:
        parts[dice.randrange(5)] = dice.choice(known)
    return "".join([*parts, dice.choice(GOODS)])


def register(known: list[str]) -> pa.Table:
    """Return the marks as a register of rights."""
    count = len(known)
    ids = [f"M{number}" for number in range(count)]
    return pa.table({"right_id": ids, "kind": ["trademark"] * count, "mark": known})


def items(texts: list[str], size: int = 5_000) -> list[Any]:
    """Return the titles as batches of items."""
    ids = [str(number) for number in range(len(texts))]
    return pa.table({"item_id": ids, "text": texts}).to_batches(max_chunksize=size)
