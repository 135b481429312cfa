"""What every reader of tables gives: batches of text cells with row numbers, and the rows that broke."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

DEFAULT_ROWS = 20_000
"""Rows a batch holds at most: a few megabytes of text at usual widths."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One row that could not be read as a row; the rest of the file still was.

    ``cells`` is what could be saved of it, by position, for the error workbook.
    """

    row: int
    what: str
    remedy: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RowBatch:
    """Rows of one file in input order; an empty cell is ``None``, everything else the text as read.

    ``numbers`` are row numbers as a spreadsheet counts them: a table with a head line starts at 2, a
    file without one (.jsonl, .parquet) at 1. They may have gaps where empty or broken rows stood.
    ``data`` has one string column a table column. ``faults`` are the broken rows met on the way.
    """

    data: pa.RecordBatch
    numbers: Sequence[int]
    faults: tuple[RowFault, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the batch holds (broken ones not counted)."""
        return int(self.data.num_rows)

    @property
    def first_row(self) -> int:
        """The number of the first row; 0 where the batch holds only faults."""
        return self.numbers[0] if self.rows else 0

    @cached_property
    def columns(self) -> dict[str, list[str | None]]:
        """The cells by column name."""
        return {name: self.data.column(i).to_pylist() for i, name in enumerate(self.data.schema.names)}


class TableReader(ABC):
    """An open table. Use it as a context manager; ``batches`` may be walked once.

    Attributes:
        path: the file.
        columns: names in file order; none of a file without any row.
        sheet: the sheet read, of a workbook.
        encoding: the encoding found or told, of a text file.
    """

    path: Path
    columns: list[str]
    sheet: str | None = None
    encoding: str | None = None

    @abstractmethod
    def batches(self, rows: int = DEFAULT_ROWS) -> Iterator[RowBatch]:
        """Yield the rows in input order, at most ``rows`` a batch.

        Raises:
            RefusedError: the file breaks off or cannot be read further.
        """

    def close(self) -> None:
        """Let go of the file."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def text_batch(columns: Sequence[str], cells: Sequence[Sequence[str | None]]) -> pa.RecordBatch:
    """Return a record batch of string columns from rows of cells."""
    schema = pa.schema([pa.field(name, pa.string()) for name in columns])
    by_column = list(zip(*cells, strict=True)) or [() for _ in columns]
    return pa.record_batch([pa.array(column, pa.string()) for column in by_column], schema=schema)
