"""The rights of a plan row by row: read from Arrow once, kept while they are asked for again."""

from __future__ import annotations

from typing import Final, NamedTuple

import pyarrow as pa

MOST_KEPT: Final = 1 << 16
"""Rows kept as Python objects; the marks that are named at all are far fewer than those registered."""


class Right(NamedTuple):
    """One row of ``rules.RIGHTS``; fields are its columns."""

    right_id: str
    mark: str
    holder: str | None
    holder_uscc: str | None
    goods: str | None
    licensees: list[str] | None
    name: str | None


class Register:
    """The rights of a plan by row.

    Args:
        rights: a table with the columns of :class:`Right`; of those that are missing every cell is None.
    """

    def __init__(self, rights: pa.Table) -> None:
        empty = pa.nulls(rights.num_rows)
        self._columns = [
            _whole(rights.column(name)) if name in rights.column_names else empty for name in Right.__annotations__
        ]
        self._kept: dict[int, Right] = {}

    def __getitem__(self, row: int) -> Right:
        """Return a row.

        Raises:
            IndexError: the table has no such row.
        """
        found = self._kept.get(row)
        if found is None:
            found = Right(*(column[row].as_py() for column in self._columns))
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[row] = found
        return found


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece, without a copy where it is one: asking chunks for a row costs a search."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
