"""Write one file of an export, byte for byte the same for the same rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import xlsxwriter

from jianzhen.sample.block import Cell
from jianzhen.sample.exports import CSV, JSONL, Export

CREATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001 a workbook's property has no zone
FORMULA: Final = "="


def write_export(path: Path, export: Export, rows: Iterable[dict[str, Cell]]) -> None:
    """Write ``rows`` to ``path`` in the form of ``export``; a cell that is missing is left empty."""
    if export.form == CSV:
        _write_csv(path, export, rows)
    elif export.form == JSONL:
        _write_jsonl(path, rows)
    else:
        _write_xlsx(path, export, rows)


def _plain(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Decimal | date | datetime):
        return str(cell)
    return cell


def _write_csv(path: Path, export: Export, rows: Iterable[dict[str, Cell]]) -> None:
    with path.open("w", encoding=export.encoding, newline="") as stream:
        out = csv.writer(stream)
        out.writerow(export.columns)
        out.writerows([_csv_cell(row.get(column)) for column in export.columns] for row in rows)


def _csv_cell(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _write_jsonl(path: Path, rows: Iterable[dict[str, Cell]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        for row in rows:
            found = {key: _plain(cell) for key, cell in row.items() if cell is not None}
            stream.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n")


def _write_xlsx(path: Path, export: Export, rows: Iterable[dict[str, Cell]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": CREATED, "author": "样例城市"})
    sheet = book.add_worksheet(export.sheet)
    sheet.write_row(0, 0, export.columns)
    for number, row in enumerate(rows, start=1):
        _write_sheet_row(sheet, number, [row.get(column) for column in export.columns])
    book.close()


def _write_sheet_row(sheet: xlsxwriter.worksheet.Worksheet, number: int, cells: Sequence[Cell]) -> None:
    """Write one row; a cell "=A{row}*B{row}|12.50" is a formula with its cached value, as offices save them."""
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and cell.startswith(FORMULA):
            formula, value = cell.format(row=number + 1).split("|")
            sheet.write_formula(number, column, formula, None, float(value))
        elif isinstance(cell, datetime | date):
            sheet.write_datetime(number, column, cell)
        elif isinstance(cell, Decimal):
            sheet.write_number(number, column, float(cell))
        elif isinstance(cell, str):
            sheet.write_string(number, column, cell)
        elif cell is not None:
            sheet.write_number(number, column, cell)
