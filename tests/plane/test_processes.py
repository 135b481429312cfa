"""Worker processes change nothing but where the work is done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jianzhen.plane.processes import FEW, WorkerLostError, run_shipped
from jianzhen.plane.spark_worker import Kernel, Shipped

DAY = date(2026, 6, 1)


def doubling(path: str, digest: str, as_of: date) -> Kernel:
    """Return a kernel that doubles a column and says which process did it."""
    del path, digest, as_of

    def double(part: pa.RecordBatch) -> pa.RecordBatch:
        return pa.record_batch({"n": pc.multiply(part.column("n"), 2), "by": [os.getpid()] * part.num_rows})

    return double


def dying(path: str, digest: str, as_of: date) -> Kernel:
    """Return a kernel that ends its process at a certain row."""
    del path, digest, as_of

    def die(part: pa.RecordBatch) -> pa.RecordBatch:
        if FEW in part.column("n").to_pylist():
            os._exit(9)
        return part

    return die


def failing(path: str, digest: str, as_of: date) -> Kernel:
    """Return a kernel that raises."""
    del digest, as_of

    def fail(part: pa.RecordBatch) -> pa.RecordBatch:
        raise ArithmeticError(path)

    return fail


def rows(count: int, size: int) -> Iterator[pa.RecordBatch]:
    """Yield the numbers up to ``count`` in batches of ``size``."""
    for start in range(0, count, size):
        yield pa.record_batch({"n": pa.array(range(start, min(count, start + size)), pa.int64())})


def test_few_rows_are_answered_here() -> None:
    """A small table starts no process."""
    told: list[int] = []
    answers = list(run_shipped(Shipped(doubling, "", "", DAY), rows(50, 20), workers=2, progress=told.append))
    assert [value for part in answers for value in part.column("n").to_pylist()] == [2 * n for n in range(50)]
    assert {by for part in answers for by in part.column("by").to_pylist()} == {os.getpid()}
    assert sum(told) == 50


@pytest.mark.parametrize("size", [7_000, 45_000])
def test_many_rows_are_answered_by_workers_in_order(size: int) -> None:
    """Every row once, in order, wherever batches are cut, and not by this process."""
    answers = list(run_shipped(Shipped(doubling, "", "", DAY), rows(2 * FEW, size), workers=2))
    assert [value for part in answers for value in part.column("n").to_pylist()] == [2 * n for n in range(2 * FEW)]
    assert os.getpid() not in {by for part in answers for by in part.column("by").to_pylist()}


def test_a_lost_worker_is_said() -> None:
    """A process that ends without an answer gives an error with a remedy, not a shorter answer."""
    with pytest.raises(WorkerLostError, match="ended before it answered"):
        list(run_shipped(Shipped(dying, "", "", DAY), rows(2 * FEW, 5_000), workers=2))


def test_a_kernels_error_reaches_the_caller() -> None:
    """What a kernel raises in a worker is raised here."""
    with pytest.raises(ArithmeticError, match="planted"):
        list(run_shipped(Shipped(failing, "planted", "", DAY), rows(2 * FEW, 5_000), workers=2))


def test_nothing_gives_nothing() -> None:
    """No batch, no answer; an empty batch keeps its columns."""
    assert list(run_shipped(Shipped(doubling, "", "", DAY), [], workers=2)) == []
    empty = pa.record_batch({"n": pa.array([], pa.int64())})
    assert [part.num_rows for part in run_shipped(Shipped(doubling, "", "", DAY), [empty], workers=2)] == [0]
