"""Which pictures belong to which item: a folder, or a table with a column of paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.paths import safe_path
from jianzhen.base.tabular.read import open_table
from jianzhen.stages.screening.faults import Fault
from jianzhen.stages.screening.schema import ITEM

PICTURES: Final = "pictures"
"""The column of paths, relative to the table's own folder, joined with ``;``."""
CELLS: Final = tuple(name for name in ITEM.names if name != "item_id")


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture file of an item, and the row it is named in."""

    path: Path
    name: str
    row: int


@dataclass(slots=True)
class Listed:
    """One item: its pictures, what else the table says of it, and what is wrong with its rows."""

    item_id: str
    pictures: list[Shown] = field(default_factory=list)
    cells: dict[str, str | None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    """All items in the order they are first named; ``faults`` are rows that name no item."""

    items: tuple[Listed, ...]
    faults: tuple[Fault, ...]

    @property
    def pictures(self) -> int:
        """How many picture files there are."""
        return sum(len(item.pictures) for item in self.items)


def read_listing(source: Path) -> Listing:
    """Return the pictures of a folder or of a table.

    In a folder a picture is the item its file is named after (without extension); the pictures of a folder inside it
    belong to the item that folder is named after. A table needs ``item_id`` and ``pictures``; its further columns
    of an item (text, seller …) are taken too. Hidden files are left out.

    Raises:
        RefusedError: there is no such place, it holds no picture, or the table lacks a column.
    """
    listing = _of_folder(source) if source.is_dir() else _of_table(source)
    if not listing.items and not listing.faults:
        raise RefusedError("there is no picture", where=Where(file=str(source)), remedy="Name a folder with pictures")
    return listing


def files_in(folder: Path) -> list[Path]:
    """Return the files below a folder, sorted by path; hidden ones left out."""
    found = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


_OUTSIDE: Final = "Put the file below the folder and name it relative to that"


def _of_folder(folder: Path) -> Listing:
    items: dict[str, Listed] = {}
    for place, path in enumerate(files_in(folder), 1):
        inner = path.relative_to(folder)
        name = inner.parts[0] if len(inner.parts) > 1 else inner.stem
        item = items.setdefault(name, Listed(name))
        _add(item, folder, inner.as_posix(), place, "")
    return Listing(tuple(items.values()), ())


def _add(item: Listed, folder: Path, written: str, row: int, column: str) -> None:
    path = safe_path(folder, written)
    if path is None:
        item.faults.append(Fault(row, column, f"{written[:200]} leads out of the folder", _OUTSIDE))
    else:
        item.pictures.append(Shown(path, written, row))


def _of_table(source: Path) -> Listing:
    items: dict[str, Listed] = {}
    faults = []
    for row, cells in _rows(source):
        if isinstance(cells, Fault):
            faults.append(cells)
            continue
        item_id, paths = cells["item_id"], members(cells[PICTURES])
        if not item_id or not paths:
            column = PICTURES if item_id else "item_id"
            faults.append(Fault(row, column, "the cell is empty", "Fill it in"))
            continue
        item = items.setdefault(item_id, Listed(item_id))
        for written in paths:
            _add(item, source.parent, written, row, PICTURES)
        for name in CELLS:
            item.cells[name] = item.cells.get(name) or cells.get(name)
    return Listing(tuple(items.values()), tuple(faults))


def members(cell: str | None) -> list[str]:
    """Return the members of a cell joined with ``;``, each once."""
    parts = (part.strip() for part in (cell or "").replace("；", ";").split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def _rows(source: Path) -> Iterator[tuple[int, Mapping[str, str | None] | Fault]]:
    with open_table(source) as table:
        require_columns(source, table.columns, ("item_id", PICTURES))
        for batch in table.batches():
            for fault in batch.faults:
                yield fault.row, Fault(fault.row, "", fault.what, fault.remedy)
            for place, row in enumerate(batch.numbers):
                yield row, {name: cells[place] for name, cells in batch.columns.items()}


def require_columns(source: Path, columns: Iterable[str], needed: Iterable[str]) -> None:
    """Return if a table has the columns.

    Raises:
        RefusedError: names the first that is missing.
    """
    known, names = set(columns), tuple(needed)
    for name in names:
        if name not in known:
            raise RefusedError(
                f"the column {name} is missing",
                where=Where(file=str(source), row=1, column=name),
                remedy=f"Name the columns {', '.join(names)}",
            )
