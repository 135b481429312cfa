"""A small market for the planes: a plan, batches of items cut unevenly, and a kernel that fails where told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import pyarrow as pa

from jianzhen.plane.embedded import run_kernel
from jianzhen.plane.spark_worker import Kernel
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.schema import FINDING

DAY: Final = date(2026, 6, 1)
TEXTS: Final = ("岚溪骨 绿茶 高仿", "茶杯", "全国第一品牌 岚*溪*谷", "森柏尼亚 鞋", "\0 nul 与 😀", "")


def screener() -> Screener:
    """Return a screener of two marks."""
    marks = {"right_id": ["R1", "R2"], "kind": ["trademark"] * 2, "mark": ["岚溪谷", "森柏尼亚"]}
    return Screener(pa.table(marks), as_of=DAY)


def batches(rows: int, cut: int) -> list[pa.RecordBatch]:
    """Return items in batches of ``cut`` rows; ids repeat, so that order cannot be had from them."""
    table = pa.table({"item_id": [str(n % 7) for n in range(rows)], "text": [TEXTS[n % 6] for n in range(rows)]})
    return [*table.to_batches(max_chunksize=cut), pa.RecordBatch.from_pylist([], schema=table.schema)]


def together(found: Iterable[pa.RecordBatch]) -> pa.Table:
    """Return all findings as one table in one chunk."""
    return pa.Table.from_batches(list(found), schema=FINDING).combine_chunks()


def expected(rows: int) -> pa.Table:
    """Return what the embedded plane finds."""
    return together(run_kernel(screener().screen, batches(rows, 64)))


def open_failing(path: str, digest: str, as_of: date) -> Kernel:
    """Return a kernel that fails."""

    def fail(batch: pa.RecordBatch) -> pa.RecordBatch:
        raise ArithmeticError(f"planted for {path} {digest} {as_of} {batch.num_rows}")

    return fail
