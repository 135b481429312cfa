"""What pictures are compared with: a folder of logos, protected pictures and known fakes' pictures, each of a right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.paths import safe_path
from jianzhen.base.tabular.read import EXTENSIONS, open_table
from jianzhen.stages.screening.faults import Fault
from jianzhen.stages.screening.pictures.findings import ProtectedImage
from jianzhen.stages.screening.pictures.listed import files_in, require_columns
from jianzhen.stages.screening.pictures.logos import LogoIndex
from jianzhen.stages.screening.pictures.ocr import Reader
from jianzhen.stages.screening.pictures.reading import Picture
from jianzhen.stages.screening.pictures.references import LogoSource, Reference, read_reference
from jianzhen.stages.screening.pictures.screener import PictureScreener

Kind = Literal["logo", "protected", "known_fake"]
FOLDERS: Final[dict[str, Kind]] = {"logos": "logo", "protected": "protected", "known_fakes": "known_fake"}
TABLE: Final = "references"
"""Name, without extension, of the table that may say of each file whose and what it is."""

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Known:
    """One reference picture: whose, what, where; ``row`` of the table, or the file's place in the folder."""

    right_id: str
    kind: Kind
    path: Path
    name: str
    row: int


@dataclass(slots=True)
class Knowledge:
    """References as they are compared, and those that cannot be used."""

    known: list[Known] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_references(folder: Path, rights: Collection[str]) -> Knowledge:
    """Return the references of a folder.

    Either a table ``references.csv`` (or another format) with right_id, kind (logo, protected, known_fake), file and
    optionally name; or folders ``logos``, ``protected``, ``known_fakes``, where a file's name up to ``__``, or the
    folder it lies in, is the right. A file that lies directly in the folder is a logo.

    Args:
        folder: where they are.
        rights: the rights that count; references of others are set aside.

    Raises:
        RefusedError: it is no folder, or its table lacks a column.
    """
    if not folder.is_dir():
        raise RefusedError("there is no such folder", where=Where(file=str(folder)), remedy="Check the path")
    table = next((path for name in EXTENSIONS if (path := folder / f"{TABLE}{name}").is_file()), None)
    found = Knowledge()
    for one in _in_table(folder, table) if table else _in_folders(folder):
        if isinstance(one, Fault):
            found.faults.append(one)
        elif one.right_id not in rights:
            found.faults.append(
                Fault(one.row, "right_id", f"{one.name}: no right {one.right_id!r} is in force", "Add it to the rights")
            )
        else:
            found.known.append(one)
    return found


def _in_table(folder: Path, table: Path) -> Iterator[Known | Fault]:
    with open_table(table) as rows:
        require_columns(table, rows.columns, ("right_id", "kind", "file"))
        for batch in rows.batches():
            yield from (Fault(fault.row, "", fault.what, fault.remedy) for fault in batch.faults)
            for place, row in enumerate(batch.numbers):
                yield _row(folder, row, {name: cells[place] for name, cells in batch.columns.items()})


def _row(folder: Path, row: int, cells: dict[str, str | None]) -> Known | Fault:
    for name in ("right_id", "kind", "file"):
        if not cells[name]:
            return Fault(row, name, "the cell is empty", "Fill it in")
    kind, written = cells["kind"] or "", cells["file"] or ""
    if kind not in FOLDERS.values():
        return Fault(row, "kind", f"there is no kind {kind[:40]!r}", f"Write one of {', '.join(FOLDERS.values())}")
    path = safe_path(folder, written)
    if path is None:
        return Fault(row, "file", f"{written[:200]} leads out of the folder", "Put the file below the folder")
    return Known(cells["right_id"] or "", cast("Kind", kind), path, cells.get("name") or written, row)


def _in_folders(folder: Path) -> Iterator[Known | Fault]:
    for place, path in enumerate(files_in(folder), 1):
        inner = path.relative_to(folder)
        kind = FOLDERS.get(inner.parts[0], "logo") if len(inner.parts) > 1 else "logo"
        rest = inner.parts[1:] if inner.parts[0] in FOLDERS and len(inner.parts) > 1 else inner.parts
        right_id = rest[0] if len(rest) > 1 else inner.stem.partition("__")[0]
        if safe_path(folder, inner.as_posix()) is None:
            yield Fault(place, "file", f"{inner} leads out of the folder", "Put the file below the folder")
        else:
            yield Known(right_id, kind, path, inner.as_posix(), place)


def compile_pictures(
    knowledge: Knowledge, ocr: Reader | None, background: Iterable[Picture] = ()
) -> tuple[PictureScreener, list[Fault]]:
    """Return the screener of these references and the faults of those that cannot be compared with.

    Args:
        knowledge: from :func:`read_references`.
        ocr: who reads writing; None reads none.
        background: pictures known to show none of the logos; the more there are, the fewer false finds.

    Raises:
        RefusedError: there are references and none can be used.
    """
    faults: list[Fault] = []
    logos = _made([one for one in knowledge.known if one.kind == "logo"], _reference, faults)
    images = _made([one for one in knowledge.known if one.kind != "logo"], _image, faults)
    parts = [reference for _, reference in images]
    if knowledge.known and not logos and not images:
        raise RefusedError(
            f"none of {len(knowledge.known)} reference pictures can be used: {faults[0].what}",
            remedy="Give PNG or JPEG pictures of the logos and of protected goods",
        )
    screener = PictureScreener(
        [image for image, _ in images],
        LogoIndex.of_references(logos, background),
        ocr,
        parts=LogoIndex.of_references(parts),
    )
    return screener, faults


def _made(known: Sequence[Known], make: Callable[[Known], _Made], faults: list[Fault]) -> list[_Made]:
    """Return what ``make`` makes of each; what it refuses is a fault."""
    made = []
    for one in known:
        try:
            made.append(make(one))
        except RefusedError as refusal:
            faults.append(Fault(one.row, "file", f"{one.name}: {refusal.what}", refusal.remedy))
    return made


def _reference(one: Known) -> Reference:
    return read_reference(LogoSource(one.right_id, one.path, one.name))


def _image(one: Known) -> tuple[ProtectedImage, Reference]:
    """Return a picture by hash and by points."""
    kind: Literal["protected", "known_fake"] = "known_fake" if one.kind == "known_fake" else "protected"
    return ProtectedImage.of(one.right_id, one.path, kind=kind, name=one.name), _reference(one)
