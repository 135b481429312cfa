"""The Spark plane: the same kernel over the same batches, on a Spark session.

Batches are gathered into waves; each wave is one Spark job (``mapInArrow``), and the embedded plane keeps two waves
under way and their answers in order. So the driver's memory does not grow with the input, and rows, order, progress
and errors are those of the embedded plane, however Spark deals the rows out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.plane.embedded import Progress, run_kernel, silent
from jianzhen.plane.spark_worker import PART, ROW, Shipped, Task

WAVE_ROWS: Final = 100_000
WAVE_BYTES: Final = 64 << 20
"""A wave ends at whichever comes first; a single batch is never cut."""

BATCH_ROWS: Final = 10_000
UNDER_WAY: Final = 2
"""Jobs at once: while one wave is worked on, the next is read."""


class SparkRunError(RefusedError):
    """A job failed on Spark; the message carries the last line of what the kernel or Spark said."""


def run_kernel_spark(
    shipped: Shipped,
    batches: Iterable[pa.RecordBatch],
    *,
    schema: pa.Schema,
    session: Any,
    partitions: int | None = None,
    wave_rows: int = WAVE_ROWS,
    batch_rows: int = BATCH_ROWS,
    progress: Progress = silent,
) -> Iterator[pa.RecordBatch]:
    """Yield the answers of the shipped kernel to ``batches``, in order, one batch a wave.

    Args:
        shipped: opener, path and digest of the plan; the path must be readable where the executors run.
        batches: read lazily, about ``4 * wave_rows`` rows at most are held.
        schema: of what the kernel gives; Spark must know its types.
        session: a Spark session (:func:`jianzhen.plane.spark_session.open_session`).
        partitions: deal the rows of a wave out by hash into so many partitions; left to Spark if None (the default
            keeps neighbours together, which is faster).
        wave_rows: rows of one Spark job.
        batch_rows: most rows the kernel sees at once.
        progress: called with the rows of each finished wave.

    Raises:
        SparkRunError: the kernel or Spark failed; later waves are not started.
        RefusedError: a column has a type that Spark does not have, or only with loss.
    """
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(batch_rows))
    wave = _Wave(session, shipped, schema, partitions)
    # Threads beyond one only wait for Spark; the order of the answers is the embedded plane's.
    yield from run_kernel(wave, _numbered(_waves(batches, wave_rows)), workers=UNDER_WAY, progress=progress)


def _waves(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[list[pa.RecordBatch]]:
    """Gather batches of one schema up to ``rows`` rows or :data:`WAVE_BYTES`."""
    gathered: list[pa.RecordBatch] = []
    held = size = 0
    for batch in batches:
        if gathered and not batch.schema.equals(gathered[0].schema):
            yield gathered
            gathered, held, size = [], 0, 0
        gathered.append(batch)
        held, size = held + batch.num_rows, size + batch.nbytes
        if held >= rows or size >= WAVE_BYTES:
            yield gathered
            gathered, held, size = [], 0, 0
    if gathered:
        yield gathered


def _numbered(waves: Iterable[list[pa.RecordBatch]]) -> Iterator[pa.RecordBatch]:
    """Join each wave into one batch and put the number of each row in the whole input in front."""
    done = 0
    for wave in waves:
        (joined,) = pa.Table.from_batches(wave).combine_chunks().to_batches() or [wave[0]]
        numbers = pa.array(np.arange(done, done + joined.num_rows, dtype=np.int64))
        done += joined.num_rows
        yield pa.RecordBatch.from_arrays([numbers, *joined.columns], names=[ROW, *joined.schema.names])


class _Wave:
    """Runs one wave as one Spark job."""

    def __init__(self, session: Any, shipped: Shipped, schema: pa.Schema, partitions: int | None) -> None:
        placed = pa.schema([(ROW, pa.int64()), (PART, pa.int64()), *((each.name, each.type) for each in schema)])
        self._session, self._shipped, self._schema, self._partitions = session, shipped, schema, partitions
        self._answer = _spark_schema(placed)

    def __call__(self, wave: pa.RecordBatch) -> pa.RecordBatch:
        """Return the wave's answers in the order of its rows."""
        if not wave.num_rows:
            return _empty(self._schema)
        task = Task(self._shipped, wave.drop_columns([ROW]).schema)
        answers = self._collected(self._frame(wave), task).sort_by([(ROW, "ascending"), (PART, "ascending")])
        plain = answers.select(self._schema.names).combine_chunks()
        columns = [_one(plain.column(each.name), each.type) for each in self._schema]
        return pa.RecordBatch.from_arrays(columns, schema=self._schema)

    def _frame(self, wave: pa.RecordBatch) -> Any:
        _spark_schema(wave.schema)
        try:
            frame = self._session.createDataFrame(pa.Table.from_batches([wave]))
        except pa.ArrowInvalid as fault:
            raise _no_such_type(str(fault)) from fault
        return frame.repartition(self._partitions, ROW) if self._partitions else frame

    def _collected(self, frame: Any, task: Task) -> pa.Table:
        from pyspark.errors import PySparkException  # noqa: PLC0415  an extra

        try:
            return frame.mapInArrow(task, self._answer).toArrow()
        except PySparkException as fault:
            raise SparkRunError(
                f"the kernel failed on Spark: {_last_words(str(fault))}",
                where=Where(key="--plane spark"),
                remedy="Run it on the embedded plane to see whether the input or Spark is at fault",
            ) from fault


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], each.type) for each in schema], schema=schema)


def _one(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    return pa.concat_arrays(column.cast(kind).chunks) if column.num_chunks else pa.array([], kind)


def _spark_schema(schema: pa.Schema) -> Any:
    """Return ``schema`` in Spark's types.

    Raises:
        RefusedError: a column has a type that Spark does not have.
    """
    from pyspark.errors import PySparkException  # noqa: PLC0415  an extra
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415  an extra

    try:
        return from_arrow_schema(schema)
    except PySparkException as fault:
        raise _no_such_type(_last_words(str(fault))) from fault


def _no_such_type(said: str) -> RefusedError:
    return RefusedError(
        f"Spark has no such column type: {said}",
        where=Where(key="--plane spark"),
        remedy="Use the embedded plane, or write the column as text",
    )


def _last_words(said: str) -> str:
    """Return the line of a Python traceback that names the error, else the first line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    named = [line for line in lines if line.partition(":")[0].replace(".", "").isidentifier() and ": " in line]
    return (named[-1] if named else lines[0] if lines else "no word")[:500]
