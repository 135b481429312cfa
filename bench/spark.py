"""What the Spark plane costs beside the embedded plane: the same kernel, the same rows, one machine."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from market_texts import items, marks, register, titles

from jianzhen.faces.cli.benching import Contender, Report, side_by_side
from jianzhen.plane.embedded import run_kernel
from jianzhen.plane.screening import ship_screening
from jianzhen.plane.spark import run_kernel_spark
from jianzhen.plane.spark_session import SparkRefusedError, open_session, require_spark
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.schema import FINDING

DAY = date(2026, 6, 1)
MARKS, ITEMS = 3_000, 10_000
MASTER = "local[2]"


def benchmark() -> Iterator[Report]:
    """Measure both planes on the same items; without Java or the extra there is nothing to measure, and it says so."""
    try:
        require_spark(os.environ)
    except SparkRefusedError as missing:
        yield Report("spark", "not measured", "items", (), (str(missing),))
        return
    known = marks(MARKS)
    screener = Screener(register(known), as_of=DAY)
    batches = items(titles(ITEMS, known))
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as plans, open_session(MASTER) as session:
        started = time.perf_counter() - begun
        shipped = ship_screening(screener.plan, Path(plans))

        def on_spark() -> pa.Table:
            return together(run_kernel_spark(shipped, batches, schema=FINDING, session=session))

        begun = time.perf_counter()
        first = on_spark()
        warmed = time.perf_counter() - begun
        if not first.equals(together(run_kernel(screener.screen, batches))):
            raise AssertionError("the planes gave different rows")
        yield report(screener, batches, on_spark, (f"start of Spark {started:.1f} s, first job {warmed:.1f} s",))


def together(found: Iterator[pa.RecordBatch]) -> pa.Table:
    """Return all findings."""
    return pa.Table.from_batches(list(found), schema=FINDING)


def report(screener: Screener, batches: list[Any], on_spark: Any, remarks: tuple[str, ...]) -> Report:
    """Measure with a session that is warm."""

    def here(workers: int) -> pa.Table:
        return together(run_kernel(screener.screen, batches, workers=workers))

    ways = [
        Contender("embedded, one thread", lambda: here(1), ITEMS),
        Contender("embedded, two threads", lambda: here(2), ITEMS),
        Contender(f"Spark {MASTER}", on_spark, ITEMS, "session warm; the rows go to the executors and back"),
    ]
    title = f"{ITEMS:,} items, {MARKS:,} marks, all checks"
    return side_by_side("spark", title, "items", ways, remarks=(*remarks, "The rows of both planes were equal."))
