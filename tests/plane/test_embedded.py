"""The embedded plane changes nothing but where the work is done."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.plane.embedded import run_kernel


def batch(values: list[int]) -> pa.RecordBatch:
    """Return a batch of one column."""
    return pa.record_batch({"n": pa.array(values, pa.int64())})


def double(part: pa.RecordBatch) -> pa.RecordBatch:
    """Return the doubled column: a kernel."""
    return pa.record_batch({"n": pc.multiply(part.column("n"), 2)})


def values(parts: Iterator[pa.RecordBatch]) -> list[int]:
    """Return all values in order."""
    return [value for part in parts for value in part.column("n").to_pylist()]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-1000, 1000), max_size=5), max_size=12), st.integers(1, 4))
def test_order_and_content_do_not_depend_on_workers(parts: list[list[int]], workers: int) -> None:
    """Any cut of the rows and any number of workers gives the same rows in the same order."""
    expected = [2 * value for part in parts for value in part]
    assert values(run_kernel(double, map(batch, parts), workers=workers)) == expected


@pytest.mark.parametrize("workers", [1, 3])
def test_a_kernel_fault_reaches_the_caller(workers: int) -> None:
    """An error in a kernel is raised, not swallowed."""

    def fail(part: pa.RecordBatch) -> pa.RecordBatch:
        raise ArithmeticError("planted")

    with pytest.raises(ArithmeticError, match="planted"):
        list(run_kernel(fail, [batch([1])], workers=workers))


def test_few_batches_are_held() -> None:
    """Reading runs at most twice the workers ahead of the answers taken."""
    read = 0

    def source() -> Iterator[pa.RecordBatch]:
        nonlocal read
        for number in range(100):
            read += 1
            yield batch([number])

    answers = run_kernel(double, source(), workers=2)
    next(answers)
    assert read <= 5
    assert len(list(answers)) == 99


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_counts_every_row(workers: int) -> None:
    """What progress was told adds up to the rows."""
    told: list[int] = []
    list(run_kernel(double, [batch([1, 2]), batch([]), batch([3])], workers=workers, progress=told.append))
    assert told == [2, 0, 1]
