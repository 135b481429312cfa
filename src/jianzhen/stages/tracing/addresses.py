"""Addresses of sellers in one spelling, so that equal places are equal texts; no map, no guessing."""

from __future__ import annotations

import re
from typing import Final

from jianzhen.stages.tracing.lexicon import lexicon
from jianzhen.stages.tracing.names import clean

_DIGITS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_COUNTED: Final = re.compile(r"([〇零一二三四五六七八九十]{1,3})(?=(?:号|楼|层|栋|幢|座|单元|室|区|期|排|弄|巷|路))")
_SAME: Final = (
    (re.compile(r"(?<=\d)(?:f|楼|层)"), "层"),
    (re.compile(r"[栋幢座]"), "栋"),
    (re.compile(r"(?:室|房间|号铺|号房|铺位|铺)$"), ""),
)
_DISTRICT: Final = re.compile(r"^[\u4e00-\u9fff]{1,7}?(?:开发区|高新区|新区|区|县|旗)")
_NOWHERE: Final = frozenset(
    {"无", "不详", "未知", "网络", "线上", "网上", "互联网", "暂无", "不清楚", "不知道", "无固定地址", "无实体店"}
)
MIN_LENGTH: Final = 4
"""A normalised address below this many characters after province and city names no place of one seller."""


def normal_address(text: str | None) -> str:
    """Return the address without province and city, numbers in digits; empty where it names no one place.

    A place for one seller needs a number or a building: a bare district or street is not kept.
    """
    body = _without_city(clean(text or ""))
    if body in _NOWHERE or len(body) < MIN_LENGTH:
        return ""
    body = _COUNTED.sub(lambda match: _number(match[1]), body)
    for pattern, word in _SAME:
        body = pattern.sub(word, body)
    precise = any(char.isdecimal() for char in body) or len(_DISTRICT.sub("", body)) >= 2 * MIN_LENGTH
    return body if precise else ""


def district_of(text: str | None) -> str:
    """Return the district an address begins with after province and city (江汉区); empty where none stands there."""
    match = _DISTRICT.match(_without_city(clean(text or "")))
    return match[0] if match else ""


def _without_city(text: str) -> str:
    for names, tails in ((lexicon().provinces, "省市"), (lexicon().cities, "市")):
        found = next((name for name in names if text.startswith(name)), "")
        rest = text.removeprefix(found)
        if found and rest[:1] and rest[0] in tails:
            text = rest[1:]
    return text


def _number(text: str) -> str:
    """Return a Chinese number below one hundred, or a row of figures (一〇二), in digits."""
    if "十" not in text:
        return text.translate(_DIGITS)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return text
    return str(int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0))
