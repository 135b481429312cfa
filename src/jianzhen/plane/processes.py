"""The embedded plane on several cores: worker processes that open the plan once and answer batch after batch.

Kernels judge in Python, which one process runs on one core only. Workers are started anew (no fork of a process that
has threads), get the plan by path and digest as Spark's executors do, and share its memory-mapped tables.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from typing import Final

import pyarrow as pa

from jianzhen.base.errors import JianzhenError, Where
from jianzhen.plane.embedded import Progress, silent
from jianzhen.plane.spark_worker import Shipped

FEW: Final = 20_000
"""Rows up to which this process answers itself: opening a plan in a worker takes longer than they do."""
PART: Final = 4_000
"""Rows a worker gets at once: small enough that all cores are busy to the end, large enough to be worth sending."""


THRESHOLDS: Final = (50_000, 20, 100)
"""When a worker's collector looks for cycles: answers hold hardly any, and looking was measured to cost a tenth."""


class WorkerLostError(JianzhenError):
    """A worker process ended before it answered, mostly for lack of memory."""


def cores() -> int:
    """Return the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_shipped(
    shipped: Shipped, batches: Iterable[pa.RecordBatch], *, workers: int, progress: Progress = silent
) -> Iterator[pa.RecordBatch]:
    """Yield the answers of a shipped kernel, in order, from this process where rows are few and from workers else.

    Args:
        shipped: the kernel as it travels.
        batches: read lazily; at most ``3 * workers`` parts of :data:`PART` rows are under way.
        workers: processes; with one there are none.
        progress: called with the rows of each finished part.

    Raises:
        WorkerLostError: a worker process ended.
        Whatever the kernel raises.
    """
    parts = _parts(batches)
    first, rows = [], 0
    for part in parts:
        first.append(part)
        rows += part.num_rows
        if rows > FEW:
            break
    everything = chain(first, parts)
    yield from (
        _alone(shipped, everything, progress)
        if rows <= FEW or workers < 2
        else _together(shipped, everything, workers, progress)
    )


def _parts(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, max(1, batch.num_rows), PART):
            yield batch.slice(start, PART)


def _alone(shipped: Shipped, parts: Iterable[pa.RecordBatch], progress: Progress) -> Iterator[pa.RecordBatch]:
    kernel = shipped.open()
    for part in parts:
        yield kernel(part)
        progress(part.num_rows)


def _together(
    shipped: Shipped, parts: Iterable[pa.RecordBatch], workers: int, progress: Progress
) -> Iterator[pa.RecordBatch]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_open, initargs=(shipped,))
    try:
        yield from _in_order(pool, parts, 3 * workers, progress)
    except BrokenProcessPool as fault:
        raise WorkerLostError(
            "a worker process ended before it answered",
            where=Where(key=f"{workers} processes"),
            remedy="free memory, or run with JIANZHEN_WORKERS=1",
        ) from fault
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, parts: Iterable[pa.RecordBatch], depth: int, progress: Progress
) -> Iterator[pa.RecordBatch]:
    waiting: deque[tuple[int, Future[bytes]]] = deque()
    for part in parts:
        waiting.append((part.num_rows, pool.submit(_answer, _packed(part))))
        if len(waiting) >= depth:
            yield _next(waiting, progress)
    while waiting:
        yield _next(waiting, progress)


def _next(waiting: deque[tuple[int, Future[bytes]]], progress: Progress) -> pa.RecordBatch:
    rows, answer = waiting.popleft()
    batch = _unpacked(answer.result())
    progress(rows)
    return batch


_SHIPPED: list[Shipped] = []
"""What this worker process answers with; set once when it starts."""


def _open(shipped: Shipped) -> None:
    _SHIPPED[:] = [shipped]
    shipped.open()
    gc.freeze()  # a plan never dies: the collector need not walk its hundred thousands of objects again and again
    gc.set_threshold(*THRESHOLDS)


def _answer(packed: bytes) -> bytes:
    return _packed(_SHIPPED[0].open()(_unpacked(packed)))


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _unpacked(data: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(data) as reader:
        return reader.read_next_batch()
