"""What commands over tables share: columns by name, quarantined rows, the day, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import click
import pyarrow as pa
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from jianzhen.base.clock import today_in_shanghai
from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.model import RowBatch
from jianzhen.base.tabular.read import open_table
from jianzhen.base.tabular.write import write_table

QUARANTINED: Final = pa.schema(
    [("row", pa.int64()), ("column", pa.string()), ("fault", pa.string()), ("remedy", pa.string())]
)


class AsOf(click.ParamType[date]):
    """A law date such as 2026-04-15."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or fail with what to write instead."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date. Write a date such as 2026-04-15", param, ctx)


def say(text: str) -> None:
    """Print one line for people; answers go to files, so that pipes stay clean."""
    click.echo(text, err=True)


def resolve_day(as_of: date | None) -> date:
    """Return the law date of this command, printed once."""
    day = as_of or today_in_shanghai()
    say(f"as of {day}")
    return day


def require_apart(out: Path, *sources: Path | None) -> None:
    """Return if the output is none of the files that are read.

    Raises:
        RefusedError: it is; nothing was written.
    """
    for source in sources:
        if source is not None and source.exists() and out.exists() and out.samefile(source):
            raise RefusedError(
                "the output would replace a file that is read", where=Where(file=str(out)), remedy="Name another output"
            )


class Quarantine:
    """Rows that could not be used; written to ``<out>.errors.xlsx`` beside the output if there are any.

    Args:
        source: the file they come from.
        out: the command's output.
    """

    def __init__(self, source: Path, out: Path) -> None:
        self._source = source
        self._path = out.with_name(f"{out.stem}.errors.xlsx")
        self._rows: list[dict[str, object]] = []

    def add(self, row: int, column: str, fault: str, remedy: str) -> None:
        """Note one row."""
        self._rows.append({"row": row, "column": column, "fault": fault, "remedy": remedy})

    def close(self) -> None:
        """Write the error workbook, and say how many rows it holds; without any, an older workbook goes."""
        if not self._rows:
            self._path.unlink(missing_ok=True)
            return
        write_table(self._path, QUARANTINED, [pa.RecordBatch.from_pylist(self._rows, schema=QUARANTINED)])
        say(f"{len(self._rows)} rows of {self._source.name} set aside: {self._path}")


def stream_columns(
    path: Path, names: Sequence[str], *, required: Sequence[str], quarantine: Quarantine
) -> Iterator[pa.RecordBatch]:
    """Yield the named columns of a table as text; rows without a required cell go to ``quarantine``.

    Raises:
        RefusedError: a required column is missing, or the file cannot be read.
    """
    with open_table(path) as table:
        _require(path, table.columns, required)
        kept = [name for name in names if name in table.columns]
        for batch in table.batches():
            yield _usable(batch, kept, required, quarantine)


def read_columns(path: Path, names: Sequence[str], *, required: Sequence[str]) -> pa.Table:
    """Return the named columns of a whole table as text (registers fit in memory).

    Raises:
        RefusedError: a required column is missing, or the file cannot be read.
    """
    with open_table(path) as table:
        _require(path, table.columns, required)
        kept = [name for name in names if name in table.columns]
        schema = pa.schema([(name, pa.string()) for name in kept])
        batches = [batch.data.select(kept).cast(schema) for batch in table.batches()]
    return pa.Table.from_batches(batches, schema=schema)


def _require(path: Path, columns: Sequence[str], required: Sequence[str]) -> None:
    for name in required if columns else ():
        if name not in columns:
            raise RefusedError(
                f"the column {name} is missing",
                where=Where(file=str(path), row=1, column=name),
                remedy=f"Name the columns {', '.join(required)}",
            )


def _usable(batch: RowBatch, kept: list[str], required: Sequence[str], quarantine: Quarantine) -> pa.RecordBatch:
    for fault in batch.faults:
        quarantine.add(fault.row, "", fault.what, fault.remedy)
    good = []
    for place, number in enumerate(batch.numbers):
        empty = next((name for name in required if batch.columns[name][place] is None), None)
        if empty is None:
            good.append(place)
        else:
            quarantine.add(number, empty, "the cell is empty", "Fill it in")
    data = batch.data.select(kept) if batch.rows else pa.RecordBatch.from_pylist([], schema=_text_schema(kept))
    return data if len(good) == batch.rows else data.take(pa.array(good, pa.int64()))


def _text_schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int], None]]:
    """Show rows done on a terminal; stay silent in a pipe."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda rows: bar.advance(task, rows)
