"""Typed tables: .jsonl (one object a line) and .parquet, read as text cells like all others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.cells import cell_text
from jianzhen.base.tabular.encoding import UTF8, detect, open_text
from jianzhen.base.tabular.model import DEFAULT_ROWS, RowBatch, RowFault, TableReader, text_batch

_ONE_OBJECT: Final = 'Write one object a line, such as {"item_id": "1", "text": "…"}'
_WHOLE_CHARACTERS: Final = "Write both halves (\\ud83d\\ude00) or the character itself"
_Line = dict[str, str | None] | RowFault


class JsonlReader(TableReader):
    """A .jsonl file: every line one object. Columns are the keys in the order they first appear anywhere.

    The file is walked once for its keys, so that a key that comes late is still a column, and once for
    its rows. Numbers keep their digits as written. Row 1 is the first line.

    Raises:
        RefusedError: undecodable text, or a file none of whose lines is an object.
    """

    def __init__(self, path: Path, *, encoding: str | None = None) -> None:
        self.path = path
        self.encoding = detect(path, encoding)
        self.columns = self._find_columns()

    def batches(self, rows: int = DEFAULT_ROWS) -> Iterator[RowBatch]:
        """Yield the rows; see :meth:`TableReader.batches`."""
        lines = self._lines()
        while chunk := list(islice(lines, rows)):
            good = [(number, line) for number, line in chunk if isinstance(line, dict)]
            faults = tuple(line for _, line in chunk if isinstance(line, RowFault))
            cells = [[line.get(name) for name in self.columns] for _, line in good]
            yield RowBatch(text_batch(self.columns, cells), [number for number, _ in good], faults)

    def _lines(self) -> Iterator[tuple[int, _Line]]:
        with open_text(self.path, self.encoding or UTF8) as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, _parse(line, number)

    def _find_columns(self) -> list[str]:
        columns: dict[str, None] = {}
        first_fault: RowFault | None = None
        for _, line in self._lines():
            if isinstance(line, dict):
                columns.update(dict.fromkeys(line))
            else:
                first_fault = first_fault or line
        if first_fault is not None and not columns:
            where = Where(file=self.path.name, row=first_fault.row)
            raise RefusedError(first_fault.what, where=where, remedy=_ONE_OBJECT)
        return list(columns)


def _parse(line: str, number: int) -> _Line:
    try:
        value = json.loads(line, parse_float=str, parse_int=str, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as fault:
        return RowFault(number, f"the line is not JSON ({fault})", _ONE_OBJECT, (line.rstrip("\r\n"),))
    if not isinstance(value, dict):
        return RowFault(number, "the line is not an object", _ONE_OBJECT, (line.rstrip("\r\n"),))
    if "\\u" in line and _is_torn(value):
        return RowFault(number, "a lone surrogate is no character", _WHOLE_CHARACTERS, (line.rstrip("\r\n"),))
    return {str(key): cell_text(cell) for key, cell in value.items()}


def _is_torn(value: dict[str, Any]) -> bool:
    """An escape may name half of a character, which no encoding can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found


class ParquetReader(TableReader):
    """A .parquet file; row 1 is the first record.

    Raises:
        RefusedError: not a whole Parquet file, or a column name that comes twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.stat().st_size == 0:
            self._file, self.columns = None, []
            return
        try:
            self._file = pq.ParquetFile(path, pre_buffer=False)  # buffering would hold the whole file
        except (pa.ArrowInvalid, OSError) as fault:
            raise _damaged(path, fault) from fault
        self.columns = list(self._file.schema_arrow.names)
        if len(set(self.columns)) != len(self.columns):
            name = next(name for name in self.columns if self.columns.count(name) > 1)
            where = Where(file=path.name, column=name)
            raise RefusedError("the column name comes twice", where=where, remedy="Give every column its own name")

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def batches(self, rows: int = DEFAULT_ROWS) -> Iterator[RowBatch]:
        """Yield the rows; see :meth:`TableReader.batches`."""
        if self._file is None:
            return
        number = 1
        try:
            for batch in self._file.iter_batches(batch_size=rows):
                yield RowBatch(_as_text(batch), range(number, number + batch.num_rows))
                number += batch.num_rows
        except (pa.ArrowInvalid, OSError) as fault:
            raise _damaged(self.path, fault) from fault


def _damaged(path: Path, fault: Exception) -> RefusedError:
    what = f"the Parquet file is truncated or damaged ({str(fault).splitlines()[0]})"
    return RefusedError(what, where=Where(file=path.name), remedy="Export it again")


def _as_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    schema = pa.schema([pa.field(name, pa.string()) for name in batch.schema.names])
    return pa.record_batch([_column_text(column) for column in batch.columns], schema=schema)


def _column_text(column: pa.Array) -> pa.Array:
    return pa.array([cell_text(value) for value in column.to_pylist()], pa.string())
