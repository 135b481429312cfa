"""What runs on an executor gives rows their place, however Spark dealt the rows out. Needs no Spark."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.plane.screening import open_screening, ship_screening
from jianzhen.plane.spark_worker import PART, ROW, Kernel, Shipped, Task, runs, typed
from jianzhen.stages.screening.errors import PlanRefusedError
from tests.plane.market import DAY, batches, screener

OPENED: list[str] = []
NUMBERS = pa.schema([("n", pa.int64())])


def open_doubling(path: str, digest: str, as_of: date) -> Kernel:
    """Return a kernel that answers an even number with two rows, an odd one with none."""
    OPENED.append(f"{path} {digest} {as_of}")

    def double(batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = [n for n in batch.column("n").to_pylist() if n % 2 == 0 for _ in range(2)]
        return pa.record_batch({"n": pa.array(rows, pa.int64())})

    return double


def shipped(digest: str = "d") -> Shipped:
    """Return the doubling kernel as it travels."""
    return Shipped(open_doubling, "p", digest, DAY)


@settings(deadline=None)
@given(st.permutations(range(24)), st.lists(st.integers(0, 24), max_size=6))
def test_rows_dealt_out_anyhow_come_back_in_order(order: list[int], cuts: list[int]) -> None:
    """Any order and any cut of the rows, sorted by the two places, is the answer to all rows at once."""
    bounds = [0, *sorted(cuts), len(order)]
    parts = [order[start:end] for start, end in pairwise(bounds)]
    dealt = [pa.record_batch({ROW: pa.array(part, pa.int64()), "n": pa.array(part, pa.int64())}) for part in parts]
    answers = pa.Table.from_batches(list(Task(shipped(), NUMBERS)(dealt)))
    in_order = answers.sort_by([(ROW, "ascending"), (PART, "ascending")])
    assert in_order.column("n").to_pylist() == [n for n in range(24) if n % 2 == 0 for _ in range(2)]


def test_a_plan_is_opened_once_by_a_process() -> None:
    """Many partitions of one job open the plan once; another digest is another plan."""
    OPENED.clear()
    empty = pa.record_batch({ROW: pa.array([], pa.int64()), "n": pa.array([], pa.int64())})
    for digest in ("one", "one", "other"):
        assert list(Task(shipped(digest), NUMBERS)([empty])) == []
    assert [opened.split()[1] for opened in OPENED] == ["one", "other"]


def test_the_shipped_plan_screens_alike_and_another_is_refused(tmp_path: Path) -> None:
    """Path and digest give the same findings; a folder that holds another plan than was sent is refused."""
    made = screener()
    sent = ship_screening(made.plan, tmp_path)
    part = batches(6, 6)[0]
    assert sent.open()(part).equals(made.screen(part))
    with pytest.raises(PlanRefusedError, match="holds the plan"):
        open_screening(sent.path, "0" * 64, DAY)


def test_a_kernel_sees_the_types_that_were_sent() -> None:
    """A column that Spark had to widen comes to the kernel in its own type."""
    sent = pa.schema([("n", pa.uint8())])
    widened = pa.record_batch({ROW: pa.array([0, 1]), "n": pa.array([1, 255], pa.int16())})
    assert [pa.record_batch({"n": pa.array([1, 255], pa.uint8())})] == [typed(run, sent) for _, run in runs(widened)]
