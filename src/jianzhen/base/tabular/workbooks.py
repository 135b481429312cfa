"""Workbooks (.xlsx): the container is proved harmless and whole before anything parses it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import python_calamine as calamine

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.cells import cell_text, number_text, unguard
from jianzhen.base.tabular.heads import SAMPLE_ROWS, check_head
from jianzhen.base.tabular.model import DEFAULT_ROWS, RowBatch, RowFault, TableReader, text_batch

MAX_ENTRIES: Final = 5_000
MAX_BYTES: Final = 512 << 20
"""Uncompressed bytes of all entries. Reading takes about 1.8 times as much memory, so this keeps it under 1 GB."""
MAX_RATIO: Final = 200
"""Uncompressed over compressed size, above :data:`RATIO_FROM` bytes; real workbooks stay under 60."""
RATIO_FROM: Final = 32 << 20

_READ: Final = 1 << 20
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AGAIN = "Open it in a spreadsheet program, save it as .xlsx and hand it in again"
_Cell = int | float | str | bool


class WorkbookReader(TableReader):
    """One sheet of a .xlsx workbook: the one named, else the first. A formula cell gives its saved value.

    Args:
        path: the file.
        sheet: the sheet's name.

    Raises:
        RefusedError: not a whole workbook, a zip bomb, no such sheet, or a head line that is refused.
    """

    def __init__(self, path: Path, *, sheet: str | None = None) -> None:
        self.path = path
        prove_container(path)
        self._book = _open(path)
        self.sheet = self._choose(sheet)
        self._rows = _numbered_rows(self._book.get_sheet_by_name(self.sheet), path)
        sample = list(islice(self._rows, SAMPLE_ROWS + 1))
        self._sample = sample[1:]
        self.columns = self._head(sample)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def batches(self, rows: int = DEFAULT_ROWS) -> Iterator[RowBatch]:
        """Yield the rows; see :meth:`TableReader.batches`."""
        pending = self._all_rows()
        while chunk := list(islice(pending, rows)):
            good = [(number, cells[: len(self.columns)]) for number, cells in chunk if not self._overflow(cells)]
            faults = tuple(self._fault(number, cells) for number, cells in chunk if self._overflow(cells))
            data = text_batch(self.columns, [cells for _, cells in good])
            yield RowBatch(data, [number for number, _ in good], faults)

    def _all_rows(self) -> Iterator[tuple[int, list[str | None]]]:
        yield from self._sample
        self._sample = []
        yield from self._rows

    def _choose(self, sheet: str | None) -> str:
        names = self._book.sheet_names
        if not names:
            raise RefusedError("the workbook has no sheet", where=Where(file=self.path.name), remedy=_SAVE_AGAIN)
        if sheet is None:
            return names[0]
        if sheet not in names:
            raise RefusedError(
                f"there is no sheet {sheet!r}",
                where=Where(file=self.path.name),
                remedy=f"Name one of: {', '.join(names)}",
            )
        return sheet

    def _head(self, sample: list[tuple[int, list[str | None]]]) -> list[str]:
        if not sample:
            return []
        row, head = sample[0]
        while (
            head
            and head[-1] is None
            and not any(len(cells) >= len(head) and cells[len(head) - 1] for _, cells in sample)
        ):
            head = head[:-1]
        return check_head(head, [cells for _, cells in self._sample], path=self.path, row=row, sheet=self.sheet)

    def _overflow(self, cells: list[str | None]) -> bool:
        return any(cells[len(self.columns) :])

    def _fault(self, number: int, cells: list[str | None]) -> RowFault:
        return RowFault(
            row=number,
            what=f"the row has a cell beyond the {len(self.columns)} columns of the head line",
            remedy="Move the cell under a named column or delete it",
            cells=tuple(cell or "" for cell in cells),
        )


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets in order.

    Raises:
        RefusedError: not a whole workbook, or a zip bomb.
    """
    prove_container(path)
    return list(_open(path).sheet_names)


def prove_container(path: Path) -> None:
    """Check that ``path`` is a whole zip container of bounded size, without handing it to a parser.

    Declared sizes are checked first (entries, total, ratio); then every entry is unpacked in pieces, which
    proves its checksum and that it is not larger than it declares.

    Raises:
        RefusedError: truncated, encrypted, of the old binary format, or a zip bomb.
    """
    where = Where(file=path.name)
    try:
        with zipfile.ZipFile(path) as container:
            entries = container.infolist()
            _refuse_bomb(entries, where)
            for entry in entries:
                _read_through(container, entry)
    except (zipfile.BadZipFile, EOFError, zipfile.zlib.error, NotImplementedError, RuntimeError) as fault:  # type: ignore[attr-defined]
        raise _not_whole(path, fault) from fault


def _refuse_bomb(entries: list[zipfile.ZipInfo], where: Where) -> None:
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    remedy = "Do not open it; ask the sender for the data as .csv"
    if len(entries) > MAX_ENTRIES:
        raise RefusedError(
            f"the workbook has {len(entries)} parts, at most {MAX_ENTRIES} are read", where=where, remedy=remedy
        )
    if total > MAX_BYTES:
        raise RefusedError(
            f"the workbook unpacks to {total >> 20} MB, at most {MAX_BYTES >> 20} are read", where=where, remedy=remedy
        )
    if total > RATIO_FROM and total > MAX_RATIO * max(packed, 1):
        raise RefusedError(
            f"the workbook unpacks to {total // max(packed, 1)} times its size", where=where, remedy=remedy
        )


def _read_through(container: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with container.open(entry) as stream:
        while stream.read(_READ):
            pass


def _not_whole(path: Path, fault: Exception) -> RefusedError:
    with path.open("rb") as stream:
        old = stream.read(len(_OLE)) == _OLE
    if old:
        what = "it is protected by a password or saved in the old binary format"
    else:
        what = f"the workbook is truncated or damaged ({fault})"
    return RefusedError(what, where=Where(file=path.name), remedy=_SAVE_AGAIN)


def _open(path: Path) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.CalamineError as fault:
        raise RefusedError(
            f"the workbook cannot be read ({fault})", where=Where(file=path.name), remedy=_SAVE_AGAIN
        ) from fault


def _numbered_rows(sheet: calamine.CalamineSheet, path: Path) -> Iterator[tuple[int, list[str | None]]]:
    """Yield row number and cells of every row with a cell in it, all rows equally wide."""
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_text(value) for value in row]
            if any(cells):
                yield number, cells
    except calamine.CalamineError as fault:
        where = Where(file=path.name, sheet=sheet.name)
        raise RefusedError(f"the sheet cannot be read ({fault})", where=where, remedy=_SAVE_AGAIN) from fault


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return unguard(value) or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(float(f"{value:.15g}"))  # a spreadsheet shows 15 digits; the 17th is noise of its sums
    return cell_text(value)
