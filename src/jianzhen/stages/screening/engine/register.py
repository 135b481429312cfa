"""The rights of a plan row by row: read from Arrow once, kept while they are asked for again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Rows = npt.NDArray[np.bool_]
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
        self._filled = [
            (place, _whole(rights.column(name)))
            for place, name in enumerate(Right.__annotations__)
            if name in rights.column_names and rights.column(name).null_count < rights.num_rows
        ]
        """Columns that hold anything, by their place; few registers fill all."""
        self._kept: dict[int, Right] = {}

    def __getitem__(self, row: int) -> Right:
        """Return a row.

        Raises:
            IndexError: the table has no such row.
        """
        found = self._kept.get(row)
        if found is None:
            cells: list[Any] = [None] * len(Right.__annotations__)
            for place, column in self._filled:
                cells[place] = column[row].as_py()
            found = Right(*cells)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[row] = found
        return found


def rows_of(rights: pa.Table, kinds: Collection[str]) -> Rows:
    """Return, for each row of ``rights``, whether it is of one of the kinds."""
    found = pc.is_in(rights.column("kind"), pa.array(list(kinds), pa.string()))
    return np.asarray(found.to_numpy(), np.bool_)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece, without a copy where it is one: asking chunks for a row costs a search."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
