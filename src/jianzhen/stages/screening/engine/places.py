"""Whether two places as people write them can be the same: provinces and districts read from the text alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PROVINCES: Final = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建",
    "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西", "甘肃",
    "青海", "宁夏", "新疆", "香港", "澳门", "台湾",
)  # fmt: skip
"""Short names of the province-level divisions (GB/T 2260)."""
_PROVINCE: Final = re.compile(rf"\s*(?:中国)?\s*({'|'.join(_PROVINCES)})(?!东?西?南?北?中?[路街道里巷])")
_UNIT: Final = re.compile(r"([一-鿿]{1,5}?)(特别行政区|自治区|自治州|自治县|新区|高新区|开发区|经开区|省|市|区|县|州)")
_DISTRICT: Final = frozenset({"区", "县", "自治县"})
STATED: Final = re.compile(r"(?:原产地|产地|产自|种植于|养殖于|生产于|酿造于)\s?[:：为是]?\s?([一-鿿]{2,15})")
"""Where a text itself says that its goods come from; group 1 holds the place and what follows it."""


_PREFECTURES: Final = (
    "武汉",
    "黄石",
    "十堰",
    "宜昌",
    "襄阳",
    "鄂州",
    "荆门",
    "孝感",
    "荆州",
    "黄冈",
    "咸宁",
    "随州",
    "恩施",
)
"""Prefectures of Hubei (GB/T 2260); a county-level city such as 洪湖市 lies in one of them and is none."""
_PREFECTURE: Final = re.compile(rf"({'|'.join(_PREFECTURES)})(?!东?西?南?北?中?[路街道里巷])")


@dataclass(frozen=True, slots=True)
class Place:
    """What a text says of a place; each may be unknown (None, empty)."""

    province: str | None
    districts: frozenset[str]
    prefecture: str | None = None


def read_place(text: str) -> Place:
    """Return province and districts named in ``text``; zones (高新区) lie across districts and are left out."""
    found = _PROVINCE.match(text)
    rest = re.sub(r"^\s*省?\s*", "", text[found.end() :]) if found else text.strip()
    city = _PREFECTURE.match(rest)
    districts = frozenset(name for name, level in _UNIT.findall(text) if level in _DISTRICT)
    return Place(found[1] if found else None, districts, city[1] if city else None)


def lies_elsewhere(place: str, area: str) -> bool:
    """Say whether ``place`` cannot lie in ``area``: another province or prefecture, or other districts than all of its.

    What neither text says counts as possible: 武汉市 alone may be in 蔡甸区.
    """
    here, there = read_place(place), read_place(area)
    if here.province and there.province and here.province != there.province:
        return True
    if here.prefecture and there.prefecture and here.prefecture != there.prefecture:
        return True
    return bool(here.districts and there.districts and not here.districts & there.districts)
