"""What ``jianzhen screen pictures`` does: files in, findings out, what cannot be used set aside. Needs the extra."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.screen_columns import ITEM_COLUMNS, RIGHT_COLUMNS
from jianzhen.faces.cli.tables import Quarantine, progress_bar, read_columns, resolve_day, say, stream_columns
from jianzhen.stages.screening.faults import Fault
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.pictures.combined import Seen
from jianzhen.stages.screening.pictures.errors import PictureRefusedError
from jianzhen.stages.screening.pictures.judge import PictureJudge, Told, rights_in_force
from jianzhen.stages.screening.pictures.known import compile_pictures, read_references
from jianzhen.stages.screening.pictures.listed import Listed, Listing, files_in, read_listing
from jianzhen.stages.screening.pictures.ocr import RapidReader
from jianzhen.stages.screening.pictures.reading import Picture, read_picture
from jianzhen.stages.screening.pictures.screener import PictureScreener
from jianzhen.stages.screening.shown import FOUND

ROWS: Final = 256
"""Findings written at a time."""


@dataclass(frozen=True, slots=True)
class Given:
    """The command's own words."""

    rights: Path
    pictures: Path
    references: Path
    out: Path
    items: Path | None
    background: Path | None
    no_text: bool


@dataclass(frozen=True, slots=True)
class _Screening:
    """Everything that one item needs."""

    pictures: PictureScreener
    judge: PictureJudge
    cells: Mapping[str, Mapping[str, str | None]]
    quarantine: Quarantine


def run(given: Given, as_of: date | None) -> None:
    """Screen the pictures of every item and write one row a finding, in input order.

    Raises:
        RefusedError: a file or folder cannot be used as a whole.
    """
    day = resolve_day(as_of)
    register = read_columns(given.rights, RIGHT_COLUMNS, required=("right_id", "kind", "mark"))
    rights = rights_in_force(register, day)
    listing = read_listing(given.pictures)
    quarantine = Quarantine(given.pictures, given.out)
    knowledge = read_references(given.references, rights.keys())
    screener, faults = compile_pictures(
        knowledge, None if given.no_text else RapidReader(), _background(given.background, quarantine)
    )
    _set_aside(quarantine, (*knowledge.faults, *faults), f"references {given.references.name}")
    _set_aside(quarantine, listing.faults)
    judge = PictureJudge(Screener(register, as_of=day), rights)
    say(f"{len(screener.logos)} logos, {len(screener.protected)} pictures to compare with")
    todo = _Screening(screener, judge, _own_cells(given.items, listing, quarantine), quarantine)
    with progress_bar("pictures") as progress:
        rows = write_table(given.out, FOUND, _batches(_rows(todo, listing, progress)))
    quarantine.close()
    say(f"{rows} findings about {len(listing.items)} items with {listing.pictures} pictures in {given.out}")


def _set_aside(quarantine: Quarantine, faults: Iterable[Fault], of: str = "") -> None:
    for fault in faults:
        quarantine.add(fault.row, fault.column, f"{of}: {fault.what}" if of else fault.what, fault.remedy)


def _background(folder: Path | None, quarantine: Quarantine) -> Iterator[Picture]:
    if folder is not None and not folder.is_dir():
        raise RefusedError("there is no such folder", where=Where(file=str(folder)), remedy="Check the path")
    for place, path in enumerate(files_in(folder) if folder else [], 1):
        try:
            yield read_picture(path)
        except PictureRefusedError as refusal:
            quarantine.add(place, "", f"background {path.name}: {refusal.what}", refusal.remedy)


def _own_cells(items: Path | None, listing: Listing, quarantine: Quarantine) -> dict[str, Mapping[str, str | None]]:
    """Return item → what is known of it, of the items that have pictures."""
    found = {item.item_id: item.cells for item in listing.items}
    if items is None:
        return dict(found)
    known: dict[str, Mapping[str, str | None]] = dict(found)
    for batch in stream_columns(items, ITEM_COLUMNS, required=("item_id",), quarantine=quarantine):
        for row in batch.to_pylist():
            if row["item_id"] in found:
                known[row["item_id"]] = {**found[row["item_id"]], **{k: v for k, v in row.items() if v is not None}}
    return known


def _rows(todo: _Screening, listing: Listing, progress: Callable[[int], None]) -> Iterator[tuple[str, Told]]:
    for item in listing.items:
        seen = _looked_at(item, todo)
        progress(len(item.pictures))
        cells = todo.cells[item.item_id]
        if seen or cells.get("text"):  # of an item whose pictures are all set aside nothing is said
            for told in todo.judge.judge(cells, seen):
                yield item.item_id, told


def _looked_at(item: Listed, todo: _Screening) -> list[Seen]:
    _set_aside(todo.quarantine, item.faults)
    seen = []
    for shown in item.pictures:
        try:
            seen.append(Seen(shown.name, tuple(todo.pictures.screen(shown.path, name=shown.name))))
        except PictureRefusedError as refusal:
            todo.quarantine.add(shown.row, "pictures", f"{shown.name}: {refusal.what}", refusal.remedy)
    return seen


def _batches(rows: Iterator[tuple[str, Told]]) -> Iterator[pa.RecordBatch]:
    while chunk := list(islice(rows, ROWS)):
        yield pa.RecordBatch.from_pylist([_row(item_id, told) for item_id, told in chunk], schema=FOUND)


def _row(item_id: str, told: Told) -> dict[str, object]:
    start, end = told.span or (None, None)
    return {
        "item_id": item_id,
        "right_id": told.right_id,
        "check": told.check,
        "score": round(told.score, 6),
        "verdict": told.verdict,
        "span_start": start,
        "span_end": end,
        "reason_zh": told.reason("zh"),
        "reason_en": told.reason("en"),
    }
