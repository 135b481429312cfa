"""What runs on a Spark executor: open the shipped kernel once, run it over runs of neighbouring rows.

Imports no Spark: an executor loads it by name, and it can be tested without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

Kernel = Callable[[pa.RecordBatch], pa.RecordBatch]
Opener = Callable[[str, str, date], Kernel]
"""(plan folder, digest, as_of) → kernel; a function of a module, so that only its name travels."""

ROW: Final = "__row"
PART: Final = "__part"
"""Columns added on the way: an input row's place in the whole; an answer's place among those of its run."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A kernel as it travels: who opens it, and the folder and digest of its plan, which stays where it is."""

    opener: Opener
    path: str
    digest: str
    as_of: date

    def open(self) -> Kernel:
        """Return the kernel; a worker process opens each plan once and keeps the last."""
        return _opened(self)


@lru_cache(maxsize=1)
def _opened(shipped: Shipped) -> Kernel:
    return shipped.opener(shipped.path, shipped.digest, shipped.as_of)


@dataclass(frozen=True, slots=True)
class Task:
    """The function that ``mapInArrow`` calls with the batches of one partition; ``schema`` is that of the input.

    Spark has fewer types than Arrow (no unsigned numbers), so the kernel gets each column back in its own type.
    """

    shipped: Shipped
    schema: pa.Schema

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the kernel's answers, each row with the place it has in the whole answer."""
        kernel = self.shipped.open()
        for batch in batches:
            for first, run in runs(batch):
                yield placed(kernel(typed(run, self.schema)), first)


def runs(batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield (number of the first row, rows) for each run of consecutive row numbers, the ``ROW`` column taken off.

    However rows were dealt out, a run's answers belong between those of the runs before and after it.
    """
    if not batch.num_rows:
        return
    numbers = batch.column(ROW).to_numpy()
    if np.any(np.diff(numbers) != 1):
        order = np.argsort(numbers, kind="stable")
        batch, numbers = batch.take(pa.array(order)), numbers[order]
    rest = batch.select([name for name in batch.schema.names if name != ROW])
    cuts = [0, *(np.flatnonzero(np.diff(numbers) != 1) + 1).tolist(), len(numbers)]
    for start, end in pairwise(cuts):
        yield int(numbers[start]), rest.slice(start, end - start)


def typed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return ``batch`` in the types of ``schema``."""
    columns = [column.cast(each.type) for column, each in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def placed(answer: pa.RecordBatch, first: int) -> pa.RecordBatch:
    """Return ``answer`` with the columns ``ROW`` (all ``first``) and ``PART`` (0, 1, 2 …) put in front."""
    count = answer.num_rows
    columns = [pa.array(np.full(count, first, np.int64)), pa.array(np.arange(count, dtype=np.int64)), *answer.columns]
    return pa.RecordBatch.from_arrays(columns, names=[ROW, PART, *answer.schema.names])
