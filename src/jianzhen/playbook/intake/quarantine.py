"""The error workbook: every row set aside, with its cells, so that it can be corrected and handed in again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.write import MAX_CELL, TableWriter, table_writer
from jianzhen.playbook.intake.choose import SOURCE_COLUMN
from jianzhen.playbook.intake.normalise import Rejected

MAX_ROWS: Final = 1_000_000
"""Rows set aside beyond this refuse the file: a sheet holds no more, and nobody corrects that many by hand."""

_WORK: Final = (SOURCE_COLUMN, "_row", "_column", "_value", "_what", "_remedy", "_more")


class ErrorWorkbook:
    """Writes rows set aside to ``path`` once there is one; without any, no file appears.

    Args:
        path: a .xlsx file that appears whole when the block ends without an error.
        head: the columns of the original file.
        source: the manifest's source id, so that the workbook finds it again.
        sheet: the sheet the manifest reads.
    """

    def __init__(self, path: Path, head: Sequence[str], source: str, sheet: str | None) -> None:
        self.path = path
        self.rows = 0
        names = [*(name for name in head if name not in _WORK), *_WORK]
        self._head = list(head)
        self._schema = pa.schema([pa.field(name, pa.string()) for name in names])
        self._source = source
        self._sheet = sheet or "Sheet1"
        self._writer: TableWriter | None = None

    def write(self, rejected: Sequence[Rejected]) -> None:
        """Append rows.

        Raises:
            RefusedError: more than :data:`MAX_ROWS` rows had to be set aside.
        """
        if not rejected:
            return
        if self._writer is None:
            self._writer = table_writer(self.path, self._schema, sheet=self._sheet).__enter__()
        self.rows += len(rejected)
        if self.rows > MAX_ROWS:
            where = Where(file=self.path.name, row=rejected[-1].row)
            raise RefusedError(f"more than {MAX_ROWS} rows cannot be read", where=where, remedy="Check the manifest")
        rows = [self._row(item) for item in rejected]
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        self._writer.write(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def _row(self, item: Rejected) -> list[str | None]:
        cells = dict(zip(self._head, item.cells, strict=True))
        too_long = [name for name, cell in cells.items() if cell and len(cell) >= MAX_CELL]
        cells |= dict.fromkeys(too_long)
        whats = [error.what for error in item.errors]
        whats += [
            f"the cell {name} is too long for a workbook: correct this row in the original file" for name in too_long
        ]
        work: dict[str, str | None] = {
            SOURCE_COLUMN: self._source,
            "_row": str(item.row),
            "_column": _joined([error.column for error in item.errors]),
            "_value": _joined([error.value[:200] for error in item.errors]),
            "_what": _joined(whats),
            "_remedy": _joined([error.remedy for error in item.errors]),
            "_more": _joined(list(item.more)),
        }
        return [work.get(name, cells.get(name)) for name in self._schema.names]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.__exit__(kind, fault, trace)
            if kind is None:
                self.path.chmod(0o600)


def _joined(parts: list[str]) -> str | None:
    return "; ".join(part for part in parts if part) or None
