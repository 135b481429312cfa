"""Which manifest speaks for a file: the nearest place with exactly one, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.read import open_table, sheet_names
from jianzhen.playbook.manifest import Manifest, read_manifest

SOURCE_COLUMN: Final = "_source"
"""The column of an error workbook that names its manifest."""

_ADD = "Add a manifest to DATA/sources (docs/how-to/add-a-source.md)"


@dataclass(frozen=True, slots=True)
class ManifestSet:
    """Manifests by place, nearest first, and those that could not be read."""

    places: tuple[tuple[Manifest, ...], ...]
    broken: tuple[RefusedError, ...] = ()


@dataclass
class Heads:
    """The head lines of one file, each read once."""

    path: Path
    _read: dict[tuple[str | None, str | None], list[str]] = field(default_factory=dict)
    _sheets: list[str] | None = None

    def has_sheet(self, sheet: str) -> bool:
        """Say whether a workbook has the sheet; other files have no sheets to miss."""
        if self.path.suffix.lower() != ".xlsx":
            return True
        if self._sheets is None:
            self._sheets = sheet_names(self.path)
        return sheet in self._sheets

    def columns(self, sheet: str | None = None, encoding: str | None = None) -> list[str]:
        """Return the column names.

        Raises:
            RefusedError: the file is refused as a whole.
        """
        key = (sheet, encoding)
        if key not in self._read:
            with open_table(self.path, sheet=sheet, encoding=encoding) as table:
                self._read[key] = table.columns
        return self._read[key]


def find_manifests(*, instance: Path, beside: Path, packaged: Path) -> ManifestSet:
    """Read the manifests of the instance, those beside the files, and the packaged ones.

    A manifest that cannot be read takes no part and is listed in ``broken``.
    """
    broken: list[RefusedError] = []
    listed = (sorted(instance.glob("*.yml")), sorted(beside.glob("*.source.yml")), sorted(packaged.glob("*.yml")))
    places = tuple(tuple(_readable(paths, broken)) for paths in listed)
    return ManifestSet(places, tuple(broken))


def _readable(paths: Iterable[Path], broken: list[RefusedError]) -> Iterable[Manifest]:
    for path in paths:
        try:
            yield read_manifest(path)
        except RefusedError as fault:
            broken.append(fault)


def choose(manifests: ManifestSet, heads: Heads, targets: Sequence[str]) -> Manifest | None:
    """Return the one manifest that speaks for a file; ``None`` for a file without any column.

    Raises:
        RefusedError: none or several do, or the file itself is refused.
    """
    for place in manifests.places:
        candidates = [manifest for manifest in place if manifest.target in targets]
        fits = [manifest for manifest in candidates if _fits(manifest, heads)]
        if len(fits) > 1:
            names = ", ".join(sorted(manifest.source for manifest in fits))
            where = Where(file=heads.path.name)
            raise RefusedError(f"several manifests speak for it: {names}", where=where, remedy="Narrow their match")
        if fits:
            return fits[0]
    if not heads.columns():
        return None
    raise _nobody([manifest for place in manifests.places for manifest in place], heads, targets)


def _fits(manifest: Manifest, heads: Heads) -> bool:
    if not manifest.match.speaks_for(heads.path.name) and not _may_return(heads.path):
        return False
    if manifest.sheet is not None and not heads.has_sheet(manifest.sheet):
        return False
    columns = _columns(manifest, heads)
    if SOURCE_COLUMN in columns:
        return _named_source(manifest, heads)
    if not manifest.match.speaks_for(heads.path.name):
        return False
    if not columns:
        return bool(manifest.match.files)
    return not manifest.match.missing(columns) and not manifest.match.unwanted(columns)


def _may_return(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _columns(manifest: Manifest, heads: Heads) -> list[str]:
    return heads.columns(manifest.sheet, manifest.encoding if manifest.match.files else None)


def _named_source(manifest: Manifest, heads: Heads) -> bool:
    with open_table(heads.path, sheet=manifest.sheet) as table:
        for batch in table.batches(1):
            return batch.rows > 0 and batch.columns[SOURCE_COLUMN][0] == manifest.source
    return False


def _nobody(manifests: list[Manifest], heads: Heads, targets: Sequence[str]) -> RefusedError:
    where = Where(file=heads.path.name)
    columns = heads.columns()
    wrong_folder = [m for m in manifests if m.target not in targets and m.match.files and _would_fit(m, heads, columns)]
    if wrong_folder:
        what = f"it is {wrong_folder[0].source}, which becomes a {wrong_folder[0].target}"
        folder = "inbox" if wrong_folder[0].target == "signal" else "rights"
        return RefusedError(what, where=where, remedy=f"Put it into the folder {folder}")
    near = _nearest([manifest for manifest in manifests if manifest.target in targets], heads, columns)
    if near is None:
        return RefusedError("no manifest speaks for it", where=where, remedy=_ADD)
    return _lacking(near, columns, where)


def _would_fit(manifest: Manifest, heads: Heads, columns: list[str]) -> bool:
    return manifest.match.speaks_for(heads.path.name) and not manifest.match.missing(columns)


def _nearest(manifests: list[Manifest], heads: Heads, columns: list[str]) -> Manifest | None:
    """Return the manifest the file was probably made for: named by its file name, or most of its columns there."""
    manifests = [manifest for manifest in manifests if not manifest.match.unwanted(columns)]
    named = [m for m in manifests if m.match.files and m.match.speaks_for(heads.path.name)]
    close = named or [m for m in manifests if not m.match.files and _share(m, columns) >= 0.5]
    return max(close, key=lambda manifest: _share(manifest, columns), default=None)


def _share(manifest: Manifest, columns: list[str]) -> float:
    asked = manifest.match.columns
    return 1 - len(manifest.match.missing(columns)) / len(asked) if asked else 0.0


def _lacking(near: Manifest, columns: list[str], where: Where) -> RefusedError:
    missing = near.match.missing(columns)
    if not missing:
        what = f"the manifest nearest to it, {near.source}, asks for another sheet or other columns"
        return RefusedError(what, where=where, remedy=_ADD)
    place = Where(file=where.file, row=1, column=missing[0])
    what = f"the column is missing (it is {near.source} by what else it holds)"
    return RefusedError(what, where=place, remedy=f"Add the column, or a manifest: {_ADD.partition(' (')[0]}")
