"""Comma-separated text: one pass to prove the encoding, one streaming pass for the rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.cells import unguard
from jianzhen.base.tabular.encoding import UTF8, detect, open_text
from jianzhen.base.tabular.heads import SAMPLE_ROWS, check_head
from jianzhen.base.tabular.model import DEFAULT_ROWS, RowBatch, RowFault, TableReader, text_batch

BLOCK: Final = 2 << 20
"""Bytes parsed at a time. Arrow reads about forty blocks ahead, so this bounds memory."""
LONGEST: Final = 24 << 20
"""Bytes of the longest row; a file with a row longer than half a block is parsed in blocks of twice that row."""

_SEPARATORS: Final = ",\t;|"
csv.field_size_limit(LONGEST)  # the standard reader, used for samples and broken rows, must not be narrower

_CLOSE_QUOTE = "Close the quotation mark, or double the one that belongs to the text"


class CsvReader(TableReader):
    """A .csv file. Quoted cells may hold separators, tabs and line breaks.

    Args:
        path: the file.
        encoding: taken as told where given, else found (:func:`~jianzhen.base.tabular.encoding.detect`).

    Raises:
        RefusedError: undecodable text, missing or doubled head line, doubled column names.
    """

    def __init__(self, path: Path, *, encoding: str | None = None) -> None:
        self.path = path
        self.encoding = detect(path, encoding)
        self._block = _block(path)
        self._separator, self._head_at, rows, self._only_head = _first_rows(path, self.encoding)
        self.columns = check_head(rows[0], rows[1:], path=path, row=self._head_at) if rows else []
        _refuse_unknown_separator(self.columns, rows[1:], Where(file=path.name, row=self._head_at))
        self._broken: list[RowFault] = []
        self._last_broken: RowFault | None = None

    def batches(self, rows: int = DEFAULT_ROWS) -> Iterator[RowBatch]:
        """Yield the rows; see :meth:`TableReader.batches`."""
        if not self.columns or self._only_head:
            return
        number = self._head_at
        last: pa.RecordBatch | None = None
        for block in self._blocks():
            batch, number = self._numbered(block, number)
            yield from _cut(batch, rows)
            last = batch.data if batch.rows else last
        if self._broken:
            yield RowBatch(_empty(self.columns), [], self._take_broken())
        self._refuse_open_quote(last, number)

    def _blocks(self) -> Iterator[pa.RecordBatch]:
        row = self._head_at
        try:
            for block in self._open():
                yield block
                row += block.num_rows
        except pa.ArrowInvalid as fault:
            raise RefusedError(
                f"the rows after this one cannot be told apart ({str(fault).split(' (')[0]})",
                where=Where(file=self.path.name, row=row),
                remedy=_CLOSE_QUOTE,
            ) from fault

    def _open(self) -> pacsv.CSVStreamingReader:
        text = pa.string()
        return pacsv.open_csv(
            str(self.path),
            read_options=pacsv.ReadOptions(
                use_threads=False,
                block_size=self._block,
                column_names=self.columns,
                skip_rows_after_names=self._head_at,
                encoding=self.encoding or UTF8,
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self._separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._keep_broken,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(self.columns, text),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )

    def _keep_broken(self, row: pacsv.InvalidRow) -> str:
        cells = next(csv.reader([row.text], delimiter=self._separator), [])
        self._last_broken = RowFault(
            row=row.number,
            what=f"the row has {row.actual_columns} cells, the head line {row.expected_columns}",
            remedy="Add or remove separators; quote a cell that holds one",
            cells=tuple(cells),
        )
        self._broken.append(self._last_broken)
        return "skip"

    def _numbered(self, block: pa.RecordBatch, before: int) -> tuple[RowBatch, int]:
        """Return ``block`` with its row numbers, and the number of its last row.

        Arrow counts records from 1 with the head line, broken and empty ones too.
        """
        broken = {fault.row for fault in self._broken}
        numbers = _numbers(before, block.num_rows, broken)
        number = numbers[-1] if block.num_rows else before
        faults = tuple(fault for fault in self._broken if fault.row <= number)
        self._broken = [fault for fault in self._broken if fault.row > number]
        return _without_empty(RowBatch(_unguarded(block), numbers, faults)), number

    def _take_broken(self) -> tuple[RowFault, ...]:
        faults, self._broken = tuple(self._broken), []
        return faults

    def _refuse_open_quote(self, last: pa.RecordBatch | None, number: int) -> None:
        """A quote that never closes swallows the rest of the file into its last row, good or broken."""
        broken = self._last_broken
        if broken is not None and broken.row > number:
            number, cells = broken.row, list(broken.cells)
        elif last is not None:
            cells = [column[-1].as_py() or "" for column in last.columns]
        else:
            return
        names = [name for name, cell in zip(self.columns, cells, strict=False) if "\n" in cell]
        if names and _odd_quotes(self.path):
            where = Where(file=self.path.name, row=number, column=names[0])
            raise RefusedError("a quotation mark is never closed", where=where, remedy=_CLOSE_QUOTE)


def _numbers(before: int, count: int, broken: set[int]) -> Sequence[int]:
    """Return ``count`` row numbers after ``before``, leaving out the broken rows."""
    if not broken or min(broken) > before + count:
        return range(before + 1, before + 1 + count)
    candidates = range(before + 1, before + 1 + count + len(broken))
    return [number for number in candidates if number not in broken][:count]


def _first_rows(path: Path, encoding: str) -> tuple[str, int, list[list[str | None]], bool]:
    """Return separator, row number of the head line, head line with a sample, and whether no more follows the head."""
    with open_text(path, encoding) as stream:
        head = stream.readline()
        while head and not head.strip():
            head = stream.readline()
    separator = next((mark for mark in _SEPARATORS if mark in head), ",")
    with open_text(path, encoding) as stream:
        try:
            rows = list(islice(csv.reader(stream, delimiter=separator), SAMPLE_ROWS * 2))
        except csv.Error as fault:
            raise RefusedError(
                f"the rows cannot be told apart ({fault})", where=Where(file=path.name), remedy=_CLOSE_QUOTE
            ) from fault
    filled = [index for index, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        return separator, 1, [], True
    sample = [[cell or None for cell in rows[index]] for index in filled[: SAMPLE_ROWS + 1]]
    return separator, filled[0] + 1, sample, len(filled) == 1 and len(rows) < SAMPLE_ROWS * 2


def _empty(columns: list[str]) -> pa.RecordBatch:
    return text_batch(columns, [])


def _unguarded(block: pa.RecordBatch) -> pa.RecordBatch:
    columns = [_unguarded_column(column) for column in block.columns]
    return pa.record_batch(columns, schema=block.schema)


def _unguarded_column(column: pa.Array) -> pa.Array:
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column
    return pa.array([cell and unguard(cell) for cell in column.to_pylist()], pa.string())


def _refuse_unknown_separator(columns: list[str], sample: list[list[str | None]], where: Where) -> None:
    """One column above rows of several cells: the file is separated by something else."""
    if len(columns) == 1 and sum(len(row) > 1 for row in sample) * 2 > len(sample):
        what = "the head line has one column, the rows below it have several"
        raise RefusedError(what, where=where, remedy="Save it as CSV with commas")


def _without_empty(batch: RowBatch) -> RowBatch:
    """Leave out rows without any cell: spreadsheets save them by the hundred below the data."""
    empty = pc.is_null(batch.data.column(0))
    for column in batch.data.columns[1:]:
        if not pc.any(empty).as_py():
            return batch
        empty = pc.and_(empty, pc.is_null(column))
    if not pc.any(empty).as_py():
        return batch
    keep = pc.invert(empty)
    numbers = [number for number, kept in zip(batch.numbers, keep.to_pylist(), strict=True) if kept]
    return RowBatch(batch.data.filter(keep), numbers, batch.faults)


def _cut(batch: RowBatch, rows: int) -> Iterator[RowBatch]:
    """Yield ``batch`` in pieces of at most ``rows``; the faults travel with the first piece."""
    faults = batch.faults
    for start in range(0, batch.rows, rows):
        yield RowBatch(batch.data.slice(start, rows), batch.numbers[start : start + rows], faults)
        faults = ()
    if faults:
        yield RowBatch(batch.data.slice(0, 0), [], faults)


def _block(path: Path) -> int:
    """Return how many bytes to parse at a time: :data:`BLOCK`, more only where a line is too long for it."""
    if path.stat().st_size <= BLOCK:
        return BLOCK
    longest = length = 0
    with path.open("rb") as stream:
        while chunk := stream.read(BLOCK):
            first = chunk.partition(b"\n")[0]
            longest = max(longest, length + len(first))
            length = len(chunk) - chunk.rfind(b"\n") - 1 if len(first) < len(chunk) else length + len(chunk)
    longest = max(longest, length)
    return BLOCK if longest * 2 <= BLOCK else 2 * min(longest + 1, LONGEST)


def _odd_quotes(path: Path) -> bool:
    with path.open("rb") as stream:
        return sum(chunk.count(b'"') for chunk in iter(lambda: stream.read(BLOCK), b"")) % 2 == 1
