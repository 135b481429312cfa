"""Build the sample city: files as agencies would export them, and the truth planted in them, aside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from jianzhen.base.digest import file_sha256
from jianzhen.base.errors import RefusedError, Where
from jianzhen.sample.block import MAX_SCALE, Block, Cell, Record
from jianzhen.sample.dirt import Spoiled, spoil
from jianzhen.sample.exports import EXPORTS, JSONL, Export
from jianzhen.sample.market import build_market, build_registers
from jianzhen.sample.plants.adverts import plant_adverts
from jianzhen.sample.plants.complaints import plant_complaints
from jianzhen.sample.plants.history import plant_history
from jianzhen.sample.plants.marks import plant_marks
from jianzhen.sample.plants.missed import plant_missed
from jianzhen.sample.plants.products import plant_products
from jianzhen.sample.plants.sellers import plant_sellers
from jianzhen.sample.plants.tobacco import plant_tobacco
from jianzhen.sample.truth import SCHEMA_VERSION, TruthWriter
from jianzhen.sample.writers import write_export

DEFAULT_UNTIL: Final = date(2026, 10, 31)
MANIFESTS: Final = Path(__file__).parent / "sources"
RECORDS_PER_BLOCK: Final = 200_000
_PART: Final = ".sample-part"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file of the city: its path in the data folder, its rows, how many of them are spoiled, its digest."""

    path: str
    export: str
    rows: int
    dirty: int
    sha256: str


@dataclass(frozen=True, slots=True)
class City:
    """What was built: every file, and how many items of each scenario and role were planted."""

    seed: int
    scale: float
    since: date
    until: date
    files: tuple[BuiltFile, ...]
    plants: dict[str, dict[str, int]]


def build(folder: Path, *, seed: int, scale: float, until: date = DEFAULT_UNTIL) -> City:
    """Write the sample city into the data folder ``folder`` and return what was written.

    Equal ``seed``, ``scale`` and ``until`` give files that are equal byte for byte. Memory holds one block
    (a scale of 1) at a time. Files of an earlier sample city in the folder are replaced.

    Raises:
        RefusedError: ``scale`` is not in (0, 1000], or the folder is a file or holds inputs that no sample made.
    """
    _check(folder, scale)
    part = folder / _PART
    shutil.rmtree(part, ignore_errors=True)
    for name in ("inbox", "rights", "sources", "truth"):
        (part / name).mkdir(parents=True)
    city = _write_city(part, seed, scale, until)
    _swap(folder, part)
    return city


def _check(folder: Path, scale: float) -> None:
    if not 0 < scale <= MAX_SCALE:
        raise RefusedError(
            f"scale {scale} is not above 0 and at most {MAX_SCALE}", remedy="Give --scale a number such as 1"
        )
    if folder.exists() and not folder.is_dir():
        raise RefusedError("the data folder is a file", where=Where(file=str(folder)), remedy="Name a folder")
    known = {file["path"] for file in _earlier(folder)}
    for name in ("inbox", "rights"):
        for path in sorted((folder / name).glob("*")):
            if f"{name}/{path.name}" not in known:
                raise RefusedError(
                    "the data folder holds an input that the sample city did not make",
                    where=Where(file=str(path)),
                    remedy="Build the sample city in a folder of its own",
                )


def _earlier(folder: Path) -> list[dict[str, str]]:
    summary = folder / "truth" / "summary.json"
    if not summary.exists():
        return []
    files: list[dict[str, str]] = json.loads(summary.read_text(encoding="utf-8"))["files"]
    return files


def _write_city(part: Path, seed: int, scale: float, until: date) -> City:
    files: list[BuiltFile] = []
    with ExitStack() as stack:
        planted, records, dirty = (
            stack.enter_context((part / "truth" / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n"))
            for name in ("planted", "records", "dirty")
        )
        truth = TruthWriter(planted, records, dirty)
        for block in blocks(seed, scale, until):
            files += _write_block(part, block, truth)
        since = block.since
    for manifest in sorted(MANIFESTS.glob("*.yml")):
        shutil.copyfile(manifest, part / "sources" / manifest.name)
    plants = {name: dict(sorted(roles.items())) for name, roles in sorted(truth.counts.items())}
    city = City(seed, scale, since, until, tuple(files), plants)
    _write_summary(part / "truth" / "summary.json", city)
    return city


def blocks(seed: int, scale: float, until: date) -> Iterator[Block]:
    """Yield the filled blocks of a city one by one: whole ones, then the rest of the scale."""
    whole, rest = int(scale), scale - int(scale)
    for number, size in enumerate([1.0] * whole + ([rest] if rest else [])):
        yield fill(Block(seed, number, size, until))


def fill(block: Block) -> Block:
    """Fill a block with the honest city, the plants and a few spoiled rows."""
    build_registers(block)
    shops = build_market(block)
    plant_marks(block)
    plant_sellers(block)
    plant_products(block)
    plant_adverts(block)
    retailers = plant_tobacco(block)
    plant_history(block, shops, retailers)
    plant_complaints(block, shops)
    plant_missed(block)
    spoil(block)
    return block


def _write_block(part: Path, block: Block, truth: TruthWriter) -> list[BuiltFile]:
    files = []
    for export in EXPORTS:
        records = sorted(block.records[export.name], key=lambda record: record.at)
        _number(export, records, block.number * RECORDS_PER_BLOCK)
        path = f"{export.folder}/{export.file_name(block.number)}"
        write_export(part / path, export, (_row(export, record) for record in records))
        first = 1 if export.form == JSONL else 2
        for row, record in enumerate(records, start=first):
            truth.record(record, path, row)
        dirty = sum(isinstance(record, Spoiled) for record in records)
        files.append(BuiltFile(path, export.name, len(records), dirty, file_sha256(part / path)))
    for plant in block.plants:
        truth.plant(plant)
    return files


def _number(export: Export, records: list[Record], start: int) -> None:
    for number, record in enumerate(records, start=start + 1):
        record.record_id = record.again.record_id if record.again else export.record_id(number, record.at.year)


def _row(export: Export, record: Record) -> dict[str, Cell]:
    """Return the cells in the order of the export, with the id unless that very cell was spoiled."""
    cells = record.cells if export.id_column in record.cells else {export.id_column: record.record_id, **record.cells}
    return {column: cells.get(column) for column in export.columns}


def _write_summary(path: Path, city: City) -> None:
    facts = {
        "schema_version": SCHEMA_VERSION,
        "seed": city.seed,
        "scale": city.scale,
        "since": city.since.isoformat(),
        "until": city.until.isoformat(),
        "files": [asdict(file) for file in city.files],
        "plants": city.plants,
    }
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _swap(folder: Path, part: Path) -> None:
    """Put the new city in the place of the old one; files of the old one that the new lacks are removed."""
    for file in _earlier(folder):
        (folder / file["path"]).unlink(missing_ok=True)
    for source in sorted(part.rglob("*")):
        if source.is_file():
            target = folder / source.relative_to(part)
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
    shutil.rmtree(part)
