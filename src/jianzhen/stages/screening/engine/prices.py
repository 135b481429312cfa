"""Prices by unit of pack, against a robust reference of the same marked product."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
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
    ]
)
"""A robust price in CNY per ``unit`` (ml, g, piece): median and median absolute deviation of ``n`` observations."""

_PLACES: Final = Decimal("0.000001")
_COME_ON: Final = Decimal("0.10")
"""CNY; a price below it is a come-on (one piece for one fen) or a placeholder, not what the goods are sold for."""
_ALIKE: Final = Decimal("0.5")
"""Median absolute deviation by median; set by hand on real store lists: above it, one mark stands on unlike goods."""
_SIZE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)\s{0,3}(kg|千克|公斤|g|克|ml|毫升|l|升|斤)(?![a-z])", re.IGNORECASE)
_TIMES: Final = re.compile(r"\s{0,3}[*×xX]\s{0,3}(\d{1,4})|\s{0,3}(\d{1,4})(?=[瓶罐袋包听盒条支片])")
_UNITS: Final[Mapping[str, tuple[str, Decimal]]] = {
    "kg": ("g", Decimal(1000)), "千克": ("g", Decimal(1000)), "公斤": ("g", Decimal(1000)), "斤": ("g", Decimal(500)),
    "g": ("g", Decimal(1)), "克": ("g", Decimal(1)), "ml": ("ml", Decimal(1)), "毫升": ("ml", Decimal(1)),
    "l": ("ml", Decimal(1000)), "升": ("ml", Decimal(1000)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """One row of :data:`REFERENCE`, folded for comparison."""

    product: str
    unit: str
    median: Decimal
    mad: Decimal
    n: int

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
    """Return (amount, unit) of the first pack size in ``texts``: "500ml*12瓶" → (6000, "ml"); else one piece."""
    for text in texts:
        found = _SIZE.search(text or "")
        if found and Decimal(found[1]):
            unit, factor = _UNITS[found[2].lower()]
            times = _TIMES.match(text or "", found.end())
            count = Decimal(times[1] or times[2]) if times else Decimal(1)
            return Decimal(found[1]) * factor * (count or Decimal(1)), unit
    return Decimal(1), "piece"


def reference_prices(observed: pa.Table) -> pa.Table:
    """Return robust references from observed items, by brand, goods and unit.

    Args:
        observed: columns brand, price and optionally goods, spec, text; rows without brand or price are no evidence,
            nor are come-on prices.

    Returns:
        a table of :data:`REFERENCE`, sorted by mark, product and unit.
    """
    groups: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    names = ("brand", "goods", "spec", "text", "price")
    for brand, goods, spec, text, price in zip(*(_cells(observed, name) for name in names), strict=True):
        if brand and price and is_price(Decimal(str(price))):
            amount, unit = pack(spec, text)
            groups[brand, goods or "", unit].append(Decimal(str(price)) / amount)
    rows = [
        {"mark": mark, "product": product, "unit": unit, **_robust(values)}
        for (mark, product, unit), values in sorted(groups.items())
    ]
    return pa.Table.from_pylist(rows, schema=REFERENCE)


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
        }
        for mark, product, unit, middle, spread, count in zip(
            *(_cells(table, name) for name in ("mark", "product", "unit", "median", "mad", "n")), strict=True
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
            reference = Reference(fold_text(row["product"]), row["unit"], row["median"], row["mad"], row["n"])
            self._by_mark[fold_text(row["mark"])].append(reference)

    def reference(self, mark: str, text: str, unit: str, min_count: int) -> Reference | None:
        """Return the most specific reference for a folded mark in a folded text (with its goods), sold in ``unit``."""
        fitting = [
            reference
            for reference in self._by_mark.get(mark, ())
            if reference.unit == unit and reference.n >= min_count and reference.product in text
        ]
        return max(fitting, key=lambda reference: (len(reference.product), reference.product), default=None)
