"""The embedded plane: a room's kernel over Arrow batches, in this process.

The plane says how much and where, never what: it feeds batches in order, keeps a few under way, and
yields the answers in the order of the questions, so that results do not depend on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa

Kernel = Callable[[pa.RecordBatch], pa.RecordBatch]
Progress = Callable[[int], None]
"""Told how many rows were finished, after each batch."""


def silent(rows: int) -> None:
    """Report nothing."""
    del rows


def run_kernel(
    kernel: Kernel, batches: Iterable[pa.RecordBatch], *, workers: int = 1, progress: Progress = silent
) -> Iterator[pa.RecordBatch]:
    """Yield ``kernel(batch)`` for every batch, in order.

    Args:
        kernel: a pure, thread-safe function from batch to batch.
        batches: read lazily; at most ``2 * workers`` are held at once.
        workers: threads; more than one helps kernels that release the interpreter lock.
        progress: called with the rows of each finished batch.

    Raises:
        Whatever the kernel raises, at the batch that raised it; later batches are not started.
    """
    if workers <= 1:
        for batch in batches:
            yield kernel(batch)
            progress(batch.num_rows)
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        yield from _in_order(pool, kernel, batches, depth=2 * workers, progress=progress)


def _in_order(
    pool: ThreadPoolExecutor, kernel: Kernel, batches: Iterable[pa.RecordBatch], *, depth: int, progress: Progress
) -> Iterator[pa.RecordBatch]:
    waiting: deque[tuple[int, Future[pa.RecordBatch]]] = deque()
    for batch in batches:
        waiting.append((batch.num_rows, pool.submit(kernel, batch)))
        if len(waiting) >= depth:
            yield _next(waiting, progress)
    while waiting:
        yield _next(waiting, progress)


def _next(waiting: deque[tuple[int, Future[pa.RecordBatch]]], progress: Progress) -> pa.RecordBatch:
    rows, answer = waiting.popleft()
    result = answer.result()
    progress(rows)
    return result
