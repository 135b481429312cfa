"""The only readers of the rights room, for faces and for rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import duckdb
import pyarrow as pa

from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.stages.rights.models import RegisterFile
from jianzhen.stages.rights.schema import LICENCE, RIGHT

_LATEST: Final = """
WITH stated AS (
    SELECT *, row_number() OVER (PARTITION BY source, {key} ORDER BY recorded_at DESC, row_number DESC) AS place
    FROM read_parquet(?, union_by_name = true)
)
SELECT * EXCLUDE (place) FROM stated
WHERE place = 1 AND (
    ?::DATE IS NULL
    OR ((valid_from IS NULL OR valid_from <= ?::DATE) AND (valid_to IS NULL OR ?::DATE <= valid_to))
)
ORDER BY recorded_at, source, row_number
"""
"""Later statements win: by the moment of intake, then by place in the file."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register file as the console lists it."""

    register_id: str
    name: str
    source: str
    target: str
    state: str
    rows: int
    landed: int
    duplicates: int
    quarantined: int
    errors_file: str
    error: dict[str, Any]
    taken_at: datetime


def rights(*, as_of: date | None = None) -> pa.Table:
    """Return the rights, each as its register last stated it, in the order of first landing; schema :data:`RIGHT`.

    Args:
        as_of: only those valid that day (both ends inclusive; an open end is unbounded).
    """
    return _latest("right", RIGHT, "right_id", as_of)


def licences(*, as_of: date | None = None) -> pa.Table:
    """Return the licences, each as its register last stated it; see :func:`rights`. Schema :data:`LICENCE`."""
    return _latest("licence", LICENCE, "licence_id", as_of)


def registers(limit: int = 50) -> list[RegisterLine]:
    """Return the latest registers taken in or refused, newest first."""
    return [_line(row) for row in RegisterFile.objects.order_by("-taken_at", "-id")[:limit]]


def counts_by_source() -> dict[str, int]:
    """Return how many rows the lake holds of each register, rights and licences together, by name."""
    counts: dict[str, int] = {}
    query = "SELECT source, count(*) FROM read_parquet(?) GROUP BY source ORDER BY source"
    for name in ("right", "licence"):
        found = _lake().paths(name)
        if found:
            with duckdb.connect() as engine:
                counts |= {str(source): int(count) for source, count in engine.execute(query, [found]).fetchall()}
    return counts


def taken(sha256: str, manifest_digest: str) -> bool:
    """Say whether this very file landed under this very manifest."""
    return RegisterFile.objects.filter(sha256=sha256, manifest_digest=manifest_digest, state="landed").exists()


def refused_alike(outcome: Outcome) -> bool:
    """Say whether this file was refused for the same reason before, so that a second pass writes nothing."""
    found = RegisterFile.objects.filter(sha256=outcome.sha256, name=outcome.name, state="refused")
    return any(row.error == outcome.error for row in found)


def _latest(name: str, schema: pa.Schema, key: str, as_of: date | None) -> pa.Table:
    found = _lake().paths(name)
    if not found:
        return schema.empty_table()
    with duckdb.connect() as engine:
        rows: pa.Table = engine.sql(_LATEST.format(key=key), params=[found, as_of, as_of, as_of]).to_arrow_table()
    return rows.select(schema.names).cast(schema)


def _lake() -> Lake:
    return Lake(current().lake)


def _line(row: RegisterFile) -> RegisterLine:
    return RegisterLine(
        register_id=str(row.pk),
        name=row.name,
        source=row.source,
        target=row.target,
        state=row.state,
        rows=row.rows,
        landed=row.landed,
        duplicates=row.duplicates,
        quarantined=row.quarantined,
        errors_file=row.errors_file,
        error=row.error,
        taken_at=row.taken_at,
    )
