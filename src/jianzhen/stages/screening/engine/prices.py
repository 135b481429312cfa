"""Prices by unit of pack, against a robust reference of the same marked product."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from statistics import median
from typing import Any, Final

import pyarrow as pa

from jianzhen.base.errors import Where
from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.errors import RegisterRefusedError

REFERENCE: Final = pa.schema(
    [
        ("mark", pa.string()),
        ("product", pa.string()),
        ("unit", pa.string()),
        ("median", pa.decimal128(24, 6)),
        ("mad", pa.decimal128(24, 6)),
        ("n", pa.int64()),
        ("pack_from", pa.decimal128(24, 6)),
        ("pack_to", pa.decimal128(24, 6)),
    ]
)
"""A robust price in CNY per ``unit`` (ml, g, piece, or what is counted: 片, 包 …): median and median absolute deviation
of ``n`` observations; of packs that hold ``pack_from`` to ``pack_to`` units, or of all packs where these are null."""

_PLACES: Final = Decimal("0.000001")
_COME_ON: Final = Decimal("0.10")
"""CNY; a price below it is a come-on (one piece for one fen) or a placeholder, not what the goods are sold for."""
_ALIKE: Final = Decimal("0.5")
"""Median absolute deviation by median; set by hand on real store lists: above it, one mark stands on unlike goods."""
_TIMES_SIGN: Final = r"\s{0,3}[*×xX]\s{0,3}"
_BANDS_PER_DOUBLING: Final = Decimal("0.5")
"""Packs are compared by unit with those at most four times as large: water in barrels is cheaper than in bottles."""
_LEAST, _MOST = Decimal("0.95"), Decimal("1.05")
"""Packs that differ by a twentieth are of one size."""
_ALIKE_BRAND: Final = Decimal("0.25")
"""As :data:`_ALIKE`, for goods of a brand or a shelf whose titles tell no product."""
_IDLE: Final = re.compile(r"(?:随机|颜色|款式|口味|包装|规格|组合|套装|包邮|新款|正品|单支|单瓶|通用|专用)$")
"""Endings of titles that name no goods."""
_SIZE: Final = re.compile(
    rf"(?:(?<!\d)(?P<before>\d{{1,3}})\s?[瓶罐袋包听盒条支片]?{_TIMES_SIGN})?"
    r"(?<![\d.])(?P<size>\d{1,6}(?:\.\d{1,4})?)\s{0,3}(?P<unit>kg|千克|公斤|g|克|ml|毫升|l|升|斤|两)(?![a-z])",
    re.IGNORECASE,
)
_TIMES: Final = re.compile(rf"{_TIMES_SIGN}(\d{{1,4}})|\s{{0,3}}(\d{{1,4}})(?=[瓶罐袋包听盒条支片])")
_COUNTED: Final = "片粒枚支抽卷条袋包罐瓶听"
_COUNT: Final = re.compile(
    rf"(?<![\d.])(?P<count>\d{{1,5}})\s?(?P<unit>[{_COUNTED}])(?:\s?[/每]\s?[盒包袋提箱件条])?"
    rf"(?:{_TIMES_SIGN}(?P<times>\d{{1,4}}))?"
)
_NO_PACK: Final = re.compile(
    r"(?:体重|适合|适穿|可穿|建议|推荐|参考|承重|载重|承受|负重|限重|拉力|毛重|最大|身高)\D{0,3}$|\d\s?(?:kg|公斤|斤)?\s?[-~—–至到]\s?$",
    re.IGNORECASE,
)
"""What before a weight says that it is somebody's body or a load, or the end of a range, and not a pack."""
_NO_PACK_AFTER: Final = re.compile(r"\s?(?:以内|以下|以上|左右|可穿|[-~—–至到]\s?\d|女生|男生|的人|体重|承重|载重|级)")
_WEIGHTS: Final = frozenset({"kg", "千克", "公斤", "斤"})
_UNITS: Final[Mapping[str, tuple[str, Decimal]]] = {
    "kg": ("g", Decimal(1000)), "千克": ("g", Decimal(1000)), "公斤": ("g", Decimal(1000)), "斤": ("g", Decimal(500)),
    "g": ("g", Decimal(1)), "克": ("g", Decimal(1)), "ml": ("ml", Decimal(1)), "毫升": ("ml", Decimal(1)),
    "l": ("ml", Decimal(1000)), "升": ("ml", Decimal(1000)), "两": ("g", Decimal(50)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """One row of :data:`REFERENCE`, folded for comparison."""

    product: str
    unit: str
    median: Decimal
    mad: Decimal
    n: int
    pack_from: Decimal | None = None
    pack_to: Decimal | None = None

    def fits(self, amount: Decimal | None) -> bool:
        """Say whether a pack of so many units is of the sizes behind it; an unknown amount fits all sizes only."""
        if self.pack_from is None or self.pack_to is None:
            return True
        return amount is not None and self.pack_from * _LEAST <= amount <= self.pack_to * _MOST

    @property
    def is_alike(self) -> bool:
        """Say whether the prices behind it are near enough to each other to be those of like goods.

        A brand that stands on a lip balm and on a bottle of lotion has prices too wide apart to tell by.
        """
        return self.mad <= self.median * _ALIKE


def is_price(price: Decimal) -> bool:
    """Say whether a price can be what goods are sold for."""
    return price >= _COME_ON


def pack(*texts: str | None) -> tuple[Decimal, str]:
    """Return (amount, unit) of the first pack size in ``texts``: "500ml*12瓶" → (6000, "ml"); else one piece.

    Weights of people and loads (体重90-120斤, 承重50kg) are no packs. Without weight or volume what is counted is
    the unit: "10片/盒×3" → (30, "片").
    """
    for text in texts:
        found = _first_size(text or "")
        if found:
            unit, factor = _UNITS[found["unit"].lower()]
            times = None if found["before"] else _TIMES.match(text or "", found.end())
            count = Decimal(found["before"] or (times and (times[1] or times[2])) or 1)
            return Decimal(found["size"]) * factor * (count or Decimal(1)), unit
    for text in texts:
        counted = _COUNT.search(text or "")
        if counted and int(counted["count"]) > 1:
            return Decimal(counted["count"]) * (Decimal(counted["times"] or 1) or Decimal(1)), counted["unit"]
    return Decimal(1), "piece"


def _first_size(text: str) -> re.Match[str] | None:
    """The first size that is not a body's or a load's weight."""
    for found in _SIZE.finditer(text):
        weight = found["unit"].lower() in _WEIGHTS
        bodily = _NO_PACK.search(text[: found.start()]) or _NO_PACK_AFTER.match(text, found.end())
        if Decimal(found["size"]) and not (weight and bodily):
            return found
    return None


def reference_prices(observed: pa.Table) -> pa.Table:
    """Return robust references from observed items, by brand, product and unit, and by pack where enough are alike.

    The product is what the observed titles of a brand end in (…纯牛奶), read from the titles themselves, and the given
    goods. A shelf of a shop is no product: where its prices lie far apart the reference says so by its deviation.

    Args:
        observed: columns brand, price and optionally goods, spec, text; rows without brand or price are no evidence,
            nor are come-on prices.

    Returns:
        a table of :data:`REFERENCE`, sorted by mark, product, unit and amount.
    """
    groups: dict[_Key, list[Decimal]] = defaultdict(list)
    rows = list(_priced(observed))
    products = _products((row[0], row[4]) for row in rows)
    titled = {(row[0], product) for row in rows for product in products(row[0], row[4])}
    for brand, goods, unit, (amount, price), text in rows:
        for product in {goods, *products(brand, text)}:
            for pack_range in _ranges(amount, unit):
                groups[brand, product, unit, pack_range].append(price / amount)
    made = [_reference(key, values, is_titled=key[:2] in titled) for key, values in sorted(groups.items(), key=_order)]
    return pa.Table.from_pylist([row for row in made if row], schema=REFERENCE)


_Range = tuple[Decimal, Decimal] | None
_Key = tuple[str, str, str, _Range]
_Priced = tuple[str, str, str, tuple[Decimal, Decimal], str]
ENOUGH: Final = 5
"""Observations from which a title's ending is a product of its brand, and a pack size has a reference of its own."""
_ENDING: Final = range(2, 7)
"""Characters of a title's ending that may be a product."""
_RUN: Final = re.compile(r"[一-鿿]{2,}")
_SIDE: Final = re.compile(r"[(（\[【].*?[)）\]】]")


def _ranges(amount: Decimal, unit: str) -> list[_Range]:
    """The packs that a price is held against: of the same size, and of like size; pieces have no size."""
    if unit == "piece":
        return [None]
    band = int((amount.ln() / Decimal(2).ln() * _BANDS_PER_DOUBLING).to_integral_value(ROUND_FLOOR))
    doublings = Decimal(1) / _BANDS_PER_DOUBLING
    return [(amount, amount), (Decimal(2) ** (band * doublings), Decimal(2) ** ((band + 1) * doublings))]


def _reference(key: _Key, values: list[Decimal], *, is_titled: bool) -> dict[str, Any] | None:
    """One row, or None where it would say nothing: too few of an own size, or unlike goods of a brand or a shelf."""
    mark, product, unit, pack_range = key
    row = {"mark": mark, "product": product, "unit": unit, **_robust(values)}
    if not is_titled and row["mad"] > row["median"] * _ALIKE_BRAND:
        return None
    if pack_range and pack_range[0] == pack_range[1] and len(values) < ENOUGH:
        return None
    low, high = pack_range or (None, None)
    return {**row, "pack_from": low and low.quantize(_PLACES), "pack_to": high and high.quantize(_PLACES)}


def _order(entry: tuple[_Key, list[Decimal]]) -> tuple[str, str, str, Decimal, Decimal]:
    (mark, product, unit, pack_range), _ = entry
    return mark, product, unit, *(pack_range or (Decimal(0), Decimal(0)))


def _priced(observed: pa.Table) -> Iterator[_Priced]:
    names = ("brand", "goods", "spec", "text", "price")
    for brand, goods, spec, text, price in zip(*(_cells(observed, name) for name in names), strict=True):
        if brand and price and is_price(Decimal(str(price))):
            amount, unit = pack(spec, text)
            yield brand, goods or "", unit, (amount, Decimal(str(price))), text or ""


def _products(rows: Iterable[tuple[str, str]]) -> Callable[[str, str], list[str]]:
    """Return a function that gives, of a brand's title, the endings that :data:`ENOUGH` of its titles have."""
    counts: Counter[tuple[str, str]] = Counter()
    for brand, text in rows:
        counts.update((brand, ending) for ending in _endings(text))

    def of(brand: str, text: str) -> list[str]:
        return [ending for ending in _endings(text) if counts[brand, ending] >= ENOUGH and ending not in brand]

    return of


def _endings(text: str) -> set[str]:
    """The endings of every run of Chinese characters, before a size or a bracket: what the goods are."""
    runs = _RUN.findall(_SIDE.sub(" ", text))
    bare = [_IDLE.sub("", run) for run in runs]
    return {run[-size:] for run in bare for size in _ENDING if len(run) >= size}


def with_marks(observed: pa.Table, marks: Iterable[str]) -> pa.Table:
    """Return ``observed`` with the longest protected mark written in its text as its brand, where there is one.

    Listings often leave the brand empty although the title names it.
    """
    found = list({folded for mark in marks if len(folded := fold_text(mark)) > 1})
    automaton = Automaton(found)
    brands = []
    for text, brand in zip(_cells(observed, "text"), _cells(observed, "brand"), strict=True):
        hits = [found[number] for _, _, number in automaton.scan(fold_text(text or ""))]
        brands.append(max(hits, key=lambda mark: (len(mark), mark), default=brand))
    place = observed.schema.get_field_index("brand")
    return observed.set_column(place, "brand", pa.array(brands, pa.string()))


def _robust(values: list[Decimal]) -> dict[str, Any]:
    middle = median(values)
    spread = median([abs(value - middle) for value in values])
    return {"median": middle.quantize(_PLACES), "mad": spread.quantize(_PLACES), "n": len(values)}


def _cells(table: pa.Table, name: str) -> Iterable[Any]:
    return table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows


def read_prices(table: pa.Table) -> pa.Table:
    """Return ``table`` as references; a table of observations (brand, price) is made into references first.

    Raises:
        RegisterRefusedError: it is neither.
    """
    if {"brand", "price"} <= set(table.column_names):
        return reference_prices(table)
    if not {"mark", "median"} <= set(table.column_names):
        raise RegisterRefusedError(
            "the price table is neither references nor observations",
            where=Where(column="median"),
            remedy="give mark, product, unit, median, n; or brand, goods, spec, price",
        )
    rows = [
        {
            "mark": mark,
            "product": product or "",
            "unit": unit or "piece",
            "median": Decimal(str(middle)).quantize(_PLACES),
            "mad": Decimal(str(spread or 0)).quantize(_PLACES),
            "n": int(count or 0),
            "pack_from": Decimal(str(low)).quantize(_PLACES) if low and high else None,
            "pack_to": Decimal(str(high)).quantize(_PLACES) if low and high else None,
        }
        for mark, product, unit, middle, spread, count, low, high in zip(
            *(_cells(table, name) for name in REFERENCE.names), strict=True
        )
        if mark and middle
    ]
    return pa.Table.from_pylist(rows, schema=REFERENCE)


class PriceBook:
    """References by folded mark.

    Args:
        prices: a table of :data:`REFERENCE`.
    """

    def __init__(self, prices: pa.Table) -> None:
        self._by_mark: dict[str, list[Reference]] = defaultdict(list)
        for row in prices.to_pylist():
            numbers = (row[name] for name in ("median", "mad", "n", "pack_from", "pack_to"))
            reference = Reference(fold_text(row["product"]), row["unit"], *numbers)
            self._by_mark[fold_text(row["mark"])].append(reference)

    def __contains__(self, mark: str) -> bool:
        """Say whether anything is known of a folded mark's prices."""
        return mark in self._by_mark

    def reference(
        self, mark: str, text: str, unit: str, min_count: int, amount: Decimal | None = None
    ) -> Reference | None:
        """Return the most specific reference for a folded mark in a folded text (with its goods), sold in ``unit``.

        The longer product goes first, then packs of the same ``amount``, then packs of like size.
        """
        fitting = [
            reference
            for reference in self._by_mark.get(mark, ())
            if reference.unit == unit and reference.n >= min_count and reference.product in text
            if reference.fits(amount)
        ]
        return max(fitting, key=_specific, default=None)


def _specific(reference: Reference) -> tuple[int, str, int]:
    exact = 0 if reference.pack_from is None else 1 + (reference.pack_from == reference.pack_to)
    return len(reference.product), reference.product, exact
