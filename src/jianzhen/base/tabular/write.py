"""The door for writing: a table appears whole under its name, or not at all."""

from __future__ import annotations

import json
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.base.tabular.cells import cell_text, guard

MAX_SHEET_ROWS: Final = 1_048_576
MAX_CELL: Final = 32_767
"""Excel's limits (Microsoft, "Excel specifications and limits")."""

_UNWRITABLE: Final = frozenset("\ufffe\uffff")
_QUOTE = re.compile(r'[",\r\n]')
_AS_CSV = "Write it as .csv instead"


class TableWriter(ABC):
    """Writes record batches of one schema; use it as a context manager.

    The rows go to a hidden file beside ``path``, which takes its name only when the block ends without
    an error: written through to the disk, then renamed. After an error nothing is left behind.
    In .csv and .xlsx a text cell that a spreadsheet might run as a formula gets a leading ``'``
    (:func:`~jianzhen.base.tabular.cells.guard`); the reader takes it off again.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.schema = schema
        self.rows = 0
        self._part = path.with_name(f".{path.name}.{new_id().hex}.part")

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the rows of ``batch``.

        Raises:
            RefusedError: the columns are not those of the schema, or a cell does not fit the format.
        """
        if batch.schema.names != self.schema.names:
            raise RefusedError(
                f"a batch has the columns {batch.schema.names}, not {self.schema.names}",
                where=Where(file=self.path.name),
                remedy="Write one table to one file",
            )
        self._append(batch)
        self.rows += batch.num_rows

    @abstractmethod
    def _start(self) -> None:
        """Open the hidden file and write what stands above the rows."""

    @abstractmethod
    def _append(self, batch: pa.RecordBatch) -> None:
        """Write the rows."""

    @abstractmethod
    def _finish(self) -> None:
        """Complete and close the hidden file."""

    def __enter__(self) -> Self:
        try:
            self._start()
        except OSError as fault:
            raise RefusedError(
                f"the file cannot be written ({fault.strerror})",
                where=Where(file=str(self.path)),
                remedy="Name another place",
            ) from fault
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._finish()
            if kind is None:
                _publish(self._part, self.path)
        finally:
            self._part.unlink(missing_ok=True)


def _publish(part: Path, path: Path) -> None:
    _sync(part, os.O_RDWR)
    part.replace(path)
    _sync(path.parent, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _CsvWriter(TableWriter):
    def _start(self) -> None:
        self._stream = self._part.open("w", encoding="utf-8", newline="")
        self._stream.write(",".join(_quoted(guard(name)) for name in self.schema.names) + "\n")

    def _append(self, batch: pa.RecordBatch) -> None:
        columns = [_guarded_text(column) for column in batch.columns]
        self._stream.writelines(",".join(map(_quoted, row)) + "\n" for row in zip(*columns, strict=True))

    def _finish(self) -> None:
        self._stream.close()


class _JsonlWriter(TableWriter):
    def _start(self) -> None:
        self._stream = self._part.open("w", encoding="utf-8", newline="")

    def _append(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            self._stream.write(json.dumps(row, ensure_ascii=False, default=cell_text) + "\n")

    def _finish(self) -> None:
        self._stream.close()


class _ParquetWriter(TableWriter):
    def _start(self) -> None:
        self._file = pq.ParquetWriter(self._part, self.schema, compression="zstd")

    def _append(self, batch: pa.RecordBatch) -> None:
        self._file.write_batch(batch.cast(self.schema))

    def _finish(self) -> None:
        self._file.close()


class _WorkbookWriter(TableWriter):
    def __init__(self, path: Path, schema: pa.Schema, sheet: str) -> None:
        super().__init__(path, schema)
        self._sheet_name = sheet

    def _start(self) -> None:
        self._part.touch()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(self._part), options)
        self._sheet = self._book.add_worksheet(self._sheet_name)
        self._money = self._book.add_format({"num_format": "0.00"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        bold = self._book.add_format({"bold": True})
        for index, name in enumerate(self.schema.names):
            self._sheet.write_string(0, index, guard(name), bold)

    def _append(self, batch: pa.RecordBatch) -> None:
        if self.rows + batch.num_rows + 1 > MAX_SHEET_ROWS:
            where = Where(file=self.path.name, row=MAX_SHEET_ROWS)
            raise RefusedError("the table has more rows than a sheet holds", where=where, remedy=_AS_CSV)
        columns = [column.to_pylist() for column in batch.columns]
        for offset, values in enumerate(zip(*columns, strict=True), start=self.rows + 1):
            for index, value in enumerate(values):
                self._cell(offset, index, value)

    def _cell(self, row: int, index: int, value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(row, index, value)
        elif isinstance(value, int | float) and abs(value) < 10**15:
            self._sheet.write_number(row, index, value)
        elif isinstance(value, Decimal) and abs(value) < 10**13:
            self._sheet.write_number(row, index, value, self._money)
        elif type(value) is date and value.year >= 1900:
            self._sheet.write_datetime(row, index, value, self._day)
        else:
            self._sheet.write_string(row, index, self._fitting(row, index, guard(cell_text(value) or "")))

    def _fitting(self, row: int, index: int, text: str) -> str:
        if len(text) <= MAX_CELL and _UNWRITABLE.isdisjoint(text):
            return text
        where = Where(file=self.path.name, row=row + 1, column=self.schema.names[index])
        raise RefusedError("the text does not fit a workbook cell", where=where, remedy=_AS_CSV)

    def _finish(self) -> None:
        self._book.close()


def _quoted(text: str) -> str:
    """Quote a cell where it must be; a lone carriage return must too, which Python's own writer forgets."""
    return '"' + text.replace('"', '""') + '"' if _QUOTE.search(text) else text


def _guarded_text(column: pa.Array) -> list[str]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return [guard(value) if value else "" for value in column.to_pylist()]
    listed = pa.types.is_list(column.type)
    texts = [cell_text(value) or "" for value in column.to_pylist()]
    return [guard(text) for text in texts] if listed else texts


def table_writer(path: Path, schema: pa.Schema, *, sheet: str = "Sheet1") -> TableWriter:
    """Return a writer for ``path`` by its extension (.csv, .xlsx, .jsonl, .parquet).

    Text stays text (an id never becomes a number); amounts, whole numbers and dates are typed cells in a
    workbook; instants are written in UTC. CSV is UTF-8 without a byte order mark, line ends are single line feeds.

    Raises:
        RefusedError: another extension.
    """
    extension = path.suffix.lower()
    if extension == ".xlsx":
        return _WorkbookWriter(path, schema, sheet)
    writers: dict[str, type[TableWriter]] = {".csv": _CsvWriter, ".jsonl": _JsonlWriter, ".parquet": _ParquetWriter}
    if extension not in writers:
        raise RefusedError(
            f"the extension {extension or '(none)'} is not written",
            where=Where(file=path.name),
            remedy="Name a .csv, .xlsx, .jsonl or .parquet file",
        )
    return writers[extension](path, schema)


def write_table(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, sheet: str = "Sheet1") -> int:
    """Write ``batches`` to ``path``, whole or not at all; return the number of rows.

    Raises:
        RefusedError: see :func:`table_writer` and :meth:`TableWriter.write`.
    """
    with table_writer(path, schema, sheet=sheet) as writer:
        for batch in batches:
            writer.write(batch)
    return writer.rows
