"""Names of firms read into their four parts and compared as the rules for like company names compare them (pure).

A name is region, distinguishing part (字号), trade and legal form (企业名称登记管理规定（2020）第六条). Two names are
held against each other by the rules 企业名称相同相近比对规则 (工商企注字〔2017〕133号): article 3 names that count as
the same (parts reordered; distinguishing part and trade the same under another region or form), article 4 those that
are near (the same distinguishing part with a trade that says the same otherwise, or one that only sounds the same).
Where one name states no trade, article 17 of the 2020 regulation holds the distinguishing parts against each other.
The tables of regions, trades and forms are our own; trades carry their division of GB/T 4754-2017.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.engine.sound import readings

_TABLES: Final = Path(__file__).resolve().parent / "tables"
MAX_NAME: Final = 120
"""Characters of a name that are read; the longest registered names are shorter."""
_MIN_CORE: Final = 2
"""Characters of a distinguishing part (企业名称登记管理规定 第八条)."""
_ANY_CORE: Final = "□□"
"""Stands for a distinguishing part where only what is around it is read."""
_BRACKETS: Final = re.compile(r"[(（【\[]([^()（）【】\[\]]{1,20})[)）】\]]")
_BRANCH: Final = re.compile(
    r"(.{2,}?(?:公司|厂|集团|合作社)).{0,20}?(?:分公司|分厂|分店|营业部|办事处|门市部|直营店|旗舰店|专卖店)"
)
_UNIT: Final = re.compile(
    r"[一-鿿]{1,6}?(?:经济技术开发区|高新技术开发区|开发区|高新区|经开区|新区|自治县|自治州|地区|市|区|县|镇|乡|街道)"
)
_SUFFIXES: Final = ("省", "市", "自治区", "特别行政区", "自治州", "地区", "州", "区", "县", "镇", "盟")

_FIRMS: Final = frozenset({"company", "branch", "partnership", "sole", "cooperative"})

Trades = Literal["same", "synonym", "open", "other"]
Kind = Literal[
    "same", "reordered", "same_core_and_trade", "same_core_synonym_trade", "same_core_no_trade",
    "same_sound_core", "contains_core", "same_core_other_trade", "unlike",
]  # fmt: skip
_ARTICLES: Final[Mapping[Kind, str]] = {
    "same": "art3", "reordered": "art3", "same_core_and_trade": "art3",
    "same_core_synonym_trade": "art4", "same_core_no_trade": "art4", "same_sound_core": "art4",
}  # fmt: skip


class Trade(NamedTuple):
    """A trade word: its group of synonyms, division of GB/T 4754-2017, and Nice classes its goods lie in."""

    group: str
    division: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name's parts, folded; each may be empty. ``trades`` are the words of ``trade`` from left to right."""

    folded: str
    regions: tuple[str, ...]
    core: str
    trades: tuple[str, ...]
    form: str

    @property
    def trade(self) -> str:
        """The trade as one text."""
        return "".join(self.trades)

    @property
    def groups(self) -> frozenset[str]:
        """The synonym groups of the trade; words that say no trade (实业, 发展) are left out."""
        return frozenset(_trades()[word].group for word in self.trades) - {"general"}

    @property
    def classes(self) -> frozenset[str]:
        """The Nice classes (25) and groups (37:build) of the trade's goods and services; empty if the trade is open."""
        return frozenset(one for word in self.trades for one in _trades()[word].classes)

    @property
    def is_firm(self) -> bool:
        """Say whether the name has a legal form of a firm, and so is a registered name and not a sign."""
        return _forms().get(self.form, "") in _FIRMS


@dataclass(frozen=True, slots=True)
class NameRelation:
    """How two names relate, which article of the 2017 rules says so (art3, art4 or empty), and the parts compared."""

    kind: Kind
    article: str
    left: NameParts
    right: NameParts

    @property
    def is_confusing(self) -> bool:
        """Say whether the rules count the two names as the same or near."""
        return bool(self.article)


@lru_cache(maxsize=65536)
def parse(name: str) -> NameParts:
    """Return the parts of a firm's or shop's name; a name that is only a distinguishing part has only a core.

    Regions are read at the front and in brackets, the form and the trade from the end. A part is cut off only while
    two characters are left, or nothing: 美的电器 keeps 美的, 电子科技 has no core at all.
    """
    bracketed, rest = _unbracket(name[:MAX_NAME])
    folded = fold_text(rest)
    regions, rest = _cut_regions(folded)
    rest, form = _cut_form(rest)
    core, trades = _cut_trades(rest)
    regions += bracketed.regions
    return NameParts(fold_text(name[:MAX_NAME]), regions, core, trades, bracketed.form or form)


def compare(name: str, other: str) -> NameRelation:
    """Return how two names of firms relate; symmetric but for which is left and which right."""
    left, right = parse(name), parse(other)
    kind = _kind(left, right)
    return NameRelation(kind, _ARTICLES.get(kind, ""), left, right)


def branch_of(name: str) -> str | None:
    """Return the name of the firm whose branch or own shop a name says it is (甲有限公司武汉分公司), else None."""
    found = _BRANCH.fullmatch(name[:MAX_NAME].strip())
    return found[1] if found else None


def trades_meet(left: NameParts, right: NameParts) -> bool:
    """Say whether two names' trades are the same or synonyms, or one of them is open."""
    return relate_trades(left, right) != "other"


def relate_trades(left: NameParts, right: NameParts) -> Trades:
    """Return how two names' trades relate; ``open`` where a name states none, or one that says nothing (实业)."""
    if left.trade == right.trade:
        return "same" if left.groups else "open"
    if not left.groups or not right.groups:
        return "open"
    return "synonym" if left.groups & right.groups else "other"


@lru_cache(maxsize=65536)
def is_before_core(folded: str) -> bool:
    """Say whether a folded head of a name is nothing but regions, or nothing at all."""
    return _cut_regions(folded + _ANY_CORE)[1] == _ANY_CORE


@lru_cache(maxsize=65536)
def is_after_core(folded: str) -> bool:
    """Say whether a folded tail of a name is nothing but trade and form, after a region or not, or nothing at all.

    Words of online shops (旗舰店, 专卖店) are no legal form: they claim a tie, which is another matter.
    """
    tails = (folded, _cut_regions(folded)[1])
    return any(not _cut_trades(rest)[0] and _forms().get(form) != "shop" for rest, form in map(_cut_form, tails))


def is_registered(name: str) -> bool:
    """Say whether a text is the whole name of a firm, or of a business beside its region or trade, and no mere sign.

    Quick where the text ends in no form, for registers of many marks.
    """
    folded = fold_text(name[:MAX_NAME])
    if not any(folded[-size:] in _forms() for size in range(1, min(10, len(folded)) + 1)):
        return False
    parts = parse(name)
    return parts.is_firm or (_forms().get(parts.form) == "unit" and bool(parts.regions or parts.trades))


def cores_sound_alike(left: str, right: str) -> bool:
    """Say whether two Chinese distinguishing parts share a reading, character by character, tones aside."""
    if len(left) != len(right) or not all(map(is_han, left + right)):
        return False
    return all(_sounds(one) & _sounds(other) for one, other in zip(left, right, strict=True))


def is_region(text: str) -> bool:
    """Say whether a folded text is a region's name, with or without its level (武汉, 武汉市)."""
    return text in _regions() or any(text.endswith(one) and text.removesuffix(one) in _regions() for one in _SUFFIXES)


def trade_words() -> Mapping[str, Trade]:
    """Return every known trade word, folded, and what it says."""
    return _trades()


def form_words() -> Mapping[str, str]:
    """Return every known word of legal form or kind of shop, folded → kind."""
    return _forms()


def region_names() -> frozenset[str]:
    """Return every known region's name, folded."""
    return _regions()


def _kind(left: NameParts, right: NameParts) -> Kind:
    if left.folded == right.folded != "":
        return "same"
    if not left.core or not right.core:
        return "unlike"
    if left.core == right.core:
        return _by_trade(left, right)
    if _is_reordered(left, right):
        return "reordered"
    return _by_core(left.core, right.core) if trades_meet(left, right) else "unlike"


def _by_core(left: str, right: str) -> Kind:
    if cores_sound_alike(left, right):
        return "same_sound_core"
    return "contains_core" if min(len(left), len(right)) >= _MIN_CORE and (left in right or right in left) else "unlike"


def _by_trade(left: NameParts, right: NameParts) -> Kind:
    kinds: Mapping[Trades, Kind] = {
        "same": "same_core_and_trade",
        "synonym": "same_core_synonym_trade",
        "open": "same_core_and_trade" if left.trade == right.trade else "same_core_no_trade",
        "other": "same_core_other_trade",
    }
    return kinds[relate_trades(left, right)]


def _is_reordered(left: NameParts, right: NameParts) -> bool:
    """The same characters in another order, with one name's distinguishing part still standing in the other."""
    if sorted(left.folded) != sorted(right.folded):
        return False
    return left.core in right.folded or right.core in left.folded


def _sounds(character: str) -> frozenset[str]:
    return frozenset(symbol for symbol, _ in readings(character))


class _Bracketed(NamedTuple):
    regions: tuple[str, ...]
    form: str


def _unbracket(name: str) -> tuple[_Bracketed, str]:
    """Take regions and forms out of brackets; other bracketed words stay in the name."""
    regions: list[str] = []
    form = ""

    def take(found: re.Match[str]) -> str:
        nonlocal form
        inner = fold_text(found[1])
        if is_region(inner):
            regions.append(_plain_region(inner))
            return ""
        if inner in _forms():
            form = inner
            return ""
        return found[0]

    rest = _BRACKETS.sub(take, name)
    return _Bracketed(tuple(regions), form), rest


def _plain_region(text: str) -> str:
    if text in _regions():
        return text
    return next(text.removesuffix(one) for one in _SUFFIXES if text.endswith(one))


def _cut_regions(rest: str) -> tuple[tuple[str, ...], str]:
    regions: list[str] = []
    while True:
        length = next((size for size in range(min(8, len(rest)), 1, -1) if rest[:size] in _regions()), 0)
        after = rest[length:]
        suffix = next((one for one in _SUFFIXES if length and after.startswith(one)), "")
        unit = _UNIT.match(rest) if regions and not length else None
        if unit and len(rest) - unit.end() >= _MIN_CORE and len(unit[0]) > _MIN_CORE:
            regions.append(unit[0])
            rest = rest[unit.end() :]
        elif length and (len(after) - len(suffix) >= _MIN_CORE or after == suffix):
            regions.append(rest[:length])
            rest = after.removeprefix(suffix)
        else:
            return tuple(regions), rest


def _cut_form(rest: str) -> tuple[str, str]:
    form = ""
    for _ in range(3):
        length = _suffix(rest, _forms(), 10)
        left = len(rest) - length
        if not length or (left < _MIN_CORE and left):
            break
        form = form or rest[left:]
        rest = rest[:left]
    return rest, form


def _cut_trades(rest: str) -> tuple[str, tuple[str, ...]]:
    trades: list[str] = []
    while rest:
        length = _suffix(rest, _trades(), 8)
        left = len(rest) - length
        if not length or (left < _MIN_CORE and left):
            break
        trades.insert(0, rest[left:])
        rest = rest[:left]
    return rest, tuple(trades)


def _suffix(text: str, words: Mapping[str, object], longest: int) -> int:
    return next((size for size in range(min(longest, len(text)), 0, -1) if text[-size:] in words), 0)


def _rows(table: str) -> list[dict[str, str]]:
    with (_TABLES / table).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@cache
def _regions() -> frozenset[str]:
    return frozenset(fold_text(row["name"]) for row in _rows("regions.csv"))


@cache
def _trades() -> Mapping[str, Trade]:
    return {
        fold_text(row["word"]): Trade(
            row["trade"], row["division"], frozenset(one for one in row["classes"].split("/") if one)
        )
        for row in _rows("trades.csv")
    }


@cache
def _forms() -> Mapping[str, str]:
    return {fold_text(row["word"]): row["kind"] for row in _rows("forms.csv")}
