"""The only readers of the signals room, for faces and for rooms downstream."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.stages.signals.models import IntakeFile
from jianzhen.stages.signals.schema import SIGNAL, VERDICT_SOURCE, Verdict


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """One file as the console lists it."""

    intake_id: str
    name: str
    source: str
    state: str
    rows: int
    landed: int
    duplicates: int
    quarantined: int
    errors_file: str
    error: dict[str, Any]
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """One picture of a signal; ``sha256`` names its content in the evidence store, ``fault`` says why there is none."""

    signal_id: str
    name: str
    sha256: str | None
    fault: str | None


def batches(*, rows: int = 65_536) -> Iterator[pa.RecordBatch]:
    """Yield all signals in the order they landed, in constant memory; schema :data:`SIGNAL`."""
    return _lake().batches("signal", SIGNAL, rows=rows)


def paths() -> list[str]:
    """Return the lake's signal files, for DuckDB and Spark."""
    return _lake().paths("signal")


def by_ids(signal_ids: Collection[str]) -> pa.Table:
    """Return the signals with these ids, in the order they landed; ids that are not there are left out."""
    found = paths()
    if not found or not signal_ids:
        return SIGNAL.empty_table()
    wanted = pa.table({"signal_id": pa.array(sorted(set(signal_ids)), pa.string())})
    query = (
        "SELECT s.* EXCLUDE (filename, file_row_number)"
        " FROM read_parquet(?, filename = true, file_row_number = true, union_by_name = true) s"
        " SEMI JOIN wanted w ON s.signal_id = w.signal_id"
        " ORDER BY s.recorded_at, s.filename, s.file_row_number"
    )
    with duckdb.connect() as engine:
        engine.register("wanted", wanted)
        rows: pa.Table = engine.sql(query, params=[found]).to_arrow_table()
    for name in set(SIGNAL.names) - set(rows.column_names):  # files of before this field
        rows = rows.append_column(name, pa.nulls(rows.num_rows, SIGNAL.field(name).type))
    return rows.select(SIGNAL.names).cast(SIGNAL)


def by_id(signal_id: str) -> dict[str, Any] | None:
    """Return one signal as a dict of its fields, or None."""
    rows = by_ids([signal_id]).to_pylist()
    return rows[0] if rows else None


def counts_by_source() -> dict[str, int]:
    """Return how many signals the lake holds of each source, by name."""
    found = paths()
    if not found:
        return {}
    query = "SELECT source, count(*) FROM read_parquet(?) GROUP BY source ORDER BY source"
    with duckdb.connect() as engine:
        return {str(source): int(count) for source, count in engine.execute(query, [found]).fetchall()}


def verdicts() -> Iterator[Verdict]:
    """Yield the verdicts officers gave, in the order they were given."""
    query = f"SELECT extra FROM {_VERDICTS} ORDER BY observed_at, source_record_id"  # noqa: S608  our own words
    return (Verdict.from_extra(extra) for (extra,) in _of_verdicts(query))


def verdict_records() -> frozenset[str]:
    """Return the record ids of all verdicts in the lake."""
    query = f"SELECT source_record_id FROM {_VERDICTS}"  # noqa: S608  our own words
    return frozenset(record for (record,) in _of_verdicts(query))


_VERDICTS = "read_parquet(?, union_by_name = true) WHERE kind = 'verdict' AND source = ?"


def _of_verdicts(query: str) -> list[tuple[str]]:
    found = paths()
    if not found:
        return []
    with duckdb.connect() as engine:
        rows: list[tuple[str]] = engine.execute(query, [found, VERDICT_SOURCE]).fetchall()
    return rows


def total() -> int:
    """Return how many signals the lake holds."""
    return sum(file.rows for file in _lake().files("signal"))


def intakes(limit: int = 50) -> list[IntakeLine]:
    """Return the latest files taken in or refused, newest first."""
    return [_line(row) for row in IntakeFile.objects.order_by("-taken_at", "-id")[:limit]]


def taken(sha256: str, manifest_digest: str) -> bool:
    """Say whether this very file landed under this very manifest."""
    return IntakeFile.objects.filter(sha256=sha256, manifest_digest=manifest_digest, state="landed").exists()


def refused_alike(outcome: Outcome) -> bool:
    """Say whether this file was refused for the same reason before, so that a second pass writes nothing."""
    found = IntakeFile.objects.filter(sha256=outcome.sha256, name=outcome.name, state="refused")
    return any(row.error == outcome.error for row in found)


def pictures_named(path: str) -> dict[str, list[str]]:
    """Return signal → names of its pictures, of one signal file of the lake; files of before the field have none."""
    if "pictures" not in pq.read_schema(path).names:
        return {}
    query = "SELECT signal_id, pictures FROM read_parquet(?) WHERE len(pictures) > 0"
    with duckdb.connect() as engine:
        return dict(engine.execute(query, [path]).fetchall())


def picture_batches() -> dict[str, tuple[str, ...]]:
    """Return signal file → the batches in which its pictures were kept, in order; files without pictures left out."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _lake().files("picture"):
        file_id, _, _ = row.batch.partition(":")
        found[file_id] = (*found.get(file_id, ()), row.batch)
    return found


def pictures_kept(file_id: str) -> dict[str, list[KeptPicture]]:
    """Return signal → its pictures, in the order its cell names them, of one signal file."""
    lake, found = _lake(), dict[str, list[KeptPicture]]()
    paths = [str(lake.root / row.path) for row in lake.files("picture") if row.batch.startswith(f"{file_id}:")]
    for one in _read(pq.read_table(path) for path in paths):
        found.setdefault(one.signal_id, []).append(one)
    return found


def _read(tables: Iterable[pa.Table]) -> list[KeptPicture]:
    names = ("signal_id", "name", "sha256", "fault")
    return [KeptPicture(*(row[name] for name in names)) for table in tables for row in table.to_pylist()]


def _lake() -> Lake:
    return Lake(current().lake)


def _line(row: IntakeFile) -> IntakeLine:
    return IntakeLine(
        intake_id=str(row.pk),
        name=row.name,
        source=row.source,
        state=row.state,
        rows=row.rows,
        landed=row.landed,
        duplicates=row.duplicates,
        quarantined=row.quarantined,
        errors_file=row.errors_file,
        error=row.error,
        taken_at=row.taken_at,
    )
