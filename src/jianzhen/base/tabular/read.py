"""The door for reading: one call whatever the file's format."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.csvs import CsvReader
from jianzhen.base.tabular.model import TableReader
from jianzhen.base.tabular.structured import JsonlReader, ParquetReader
from jianzhen.base.tabular.workbooks import WorkbookReader, sheet_names

__all__ = ["EXTENSIONS", "open_table", "sheet_names"]

EXTENSIONS: Final = (".csv", ".xlsx", ".jsonl", ".parquet")
"""What is read and written; the extension decides (contract)."""


def open_table(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> TableReader:
    """Open a table in constant memory (a workbook: in memory bounded by the container check).

    An empty file has no column and no row. Cells are text as read; see :class:`RowBatch`.

    Args:
        path: a .csv, .xlsx, .jsonl or .parquet file.
        sheet: the sheet of a workbook; the first where not given.
        encoding: of a text file; found where not given.

    Raises:
        RefusedError: another extension, no such file, or a file that is refused as a whole.
    """
    _refuse_missing(path)
    extension = path.suffix.lower()
    if extension == ".csv":
        return CsvReader(path, encoding=encoding)
    if extension == ".xlsx":
        return WorkbookReader(path, sheet=sheet)
    if extension == ".jsonl":
        return JsonlReader(path, encoding=encoding)
    if extension == ".parquet":
        return ParquetReader(path)
    raise RefusedError(
        f"the extension {extension or '(none)'} is not read",
        where=Where(file=path.name),
        remedy=f"Save it as one of {', '.join(EXTENSIONS)}",
    )


def _refuse_missing(path: Path) -> None:
    if not path.is_file():
        raise RefusedError("there is no such file", where=Where(file=str(path)), remedy="Check the path")
