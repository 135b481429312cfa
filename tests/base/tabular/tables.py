"""Small files for tests: made on the spot, read back as plain lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from jianzhen.base.tabular.model import RowFault
from jianzhen.base.tabular.read import open_table


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write ``text`` with its line ends as they are."""
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1") -> Path:
    """Write one sheet; a cell that begins with ``=`` and a pair (formula, value) is a formula."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    target = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, tuple):
                target.write_formula(number, column, cell[0], None, cell[1])
            elif cell is not None:
                target.write(number, column, cell)
    book.close()
    return path


def read(
    path: Path, *, rows: int = 20_000, sheet: str | None = None, encoding: str | None = None
) -> list[list[str | None]]:
    """Return all rows as lists of cells in column order."""
    with open_table(path, sheet=sheet, encoding=encoding) as table:
        return [
            [batch.columns[name][index] for name in table.columns]
            for batch in table.batches(rows)
            for index in range(batch.rows)
        ]


def faults(path: Path) -> list[RowFault]:
    """Return the rows that broke."""
    with open_table(path) as table:
        return [fault for batch in table.batches() for fault in batch.faults]


def numbers(path: Path, rows: int = 20_000) -> list[int]:
    """Return the row numbers of all good rows."""
    with open_table(path) as table:
        return [number for batch in table.batches(rows) for number in batch.numbers]
