"""Small invented registers and items for screening tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from jianzhen.stages.screening.kernel import Screener

DAY = date(2026, 6, 1)
RIGHTS = (
    {"right_id": "R1", "mark": "岚溪谷", "holder": "湖北岚溪谷饮品有限公司", "goods": "茶叶;饮料"},
    {"right_id": "R2", "mark": "森柏尼亚", "holder": "森柏尼亚体育用品有限公司", "goods": "运动鞋"},
    {"right_id": "R3", "mark": "VELMORA", "holder": "维墨拉箱包有限公司"},
    {"right_id": "R4", "mark": "柏锐", "holder": "柏锐电子有限公司"},
    {"right_id": "R5", "mark": "重岳堂", "holder": "重岳堂医药有限公司"},
    {"right_id": "R6", "mark": "岚溪谷", "holder": "岚溪谷文具有限公司", "goods": "文具"},
    {"right_id": "R7", "mark": "361度跑", "holder": "三六一跑具有限公司"},
)


def rights(rows: Sequence[dict[str, Any]] = RIGHTS) -> pa.Table:
    """Return a rights table; rows without a kind are trademarks."""
    names = ("right_id", "kind", "mark", "holder", "goods", "licensees", "valid_from", "valid_to")
    return pa.table({name: [({"kind": "trademark"} | row).get(name) for row in rows] for name in names})


@cache
def screener() -> Screener:
    """Return the screener over the invented register and the shipped playbooks."""
    return Screener(rights(), as_of=DAY)


def items(*texts: str | None, **columns: Any) -> pa.RecordBatch:
    """Return a batch of listings with these texts; further columns as one value for all or a list."""
    cells = {name: value if isinstance(value, list) else [value] * len(texts) for name, value in columns.items()}
    base = {"item_id": [f"I{place}" for place in range(len(texts))], "text": list(texts)}
    return pa.record_batch({**base, "kind": ["listing"] * len(texts), **cells})


def found(text: str, **cells: Any) -> list[dict[str, Any]]:
    """Return the finding rows of one item."""
    rows: list[dict[str, Any]] = screener().screen(items(text, **cells)).to_pylist()
    return rows


def verdict(text: str, **cells: Any) -> str:
    """Return the strongest verdict about one item."""
    rank = {"clear": 0, "watch": 1, "flag": 2}
    return max((str(row["verdict"]) for row in found(text, **cells)), key=rank.__getitem__)
