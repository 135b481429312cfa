"""Counting the background of marks from findings: how often each stands alone in an item. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from jianzhen.stages.screening.scoring.rarity import Background

NEEDED: Final = ("item_id", "right_id", "check", "domain", "verdict", "weight", "reason_code", "reason_params")

_ITEMS: Final = "SELECT count(DISTINCT item_id) FROM finding"
_COUNTS: Final = """
    WITH part AS (
        SELECT item_id, right_id, coalesce(domain, '') AS domain, verdict, weight, reason_code,
               json_extract_string(reason_params, '$.mark') AS mark,
               weight >= 0 AND "check" <> 'use.goods' AS speaks  -- a weight learned to be nothing still was said
        FROM finding WHERE right_id IS NOT NULL AND item_id NOT IN (SELECT id FROM confirmed)),
    alone AS (
        SELECT item_id, right_id, domain FROM part GROUP BY ALL
        HAVING count(*) FILTER (WHERE speaks) = 1 AND NOT bool_or(verdict = 'clear'))
    SELECT mark, reason_code, count(DISTINCT item_id) FROM part JOIN alone USING (item_id, right_id, domain)
    WHERE speaks AND mark IS NOT NULL AND starts_with(reason_code, 'mark.')
    GROUP BY ALL ORDER BY ALL
"""


def of_files(paths: Sequence[str], confirmed: Collection[str] = ()) -> Background:
    """Return the background counted over finding files (Parquet, schema ``FINDING``), in constant memory."""
    if not paths:
        return Background(0, {})
    with duckdb.connect() as engine:
        columns = ", ".join(f'"{name}"' for name in NEEDED)
        engine.execute(
            f"CREATE VIEW finding AS SELECT {columns} FROM read_parquet({_listed(paths)}, union_by_name = true)"  # noqa: S608  our own paths
        )
        return _counted(engine, confirmed)


def of_table(findings: pa.Table, confirmed: Collection[str] = ()) -> Background:
    """Return the background counted over findings in memory; needs the columns :data:`NEEDED`."""
    with duckdb.connect() as engine:
        engine.register("finding", findings)
        return _counted(engine, confirmed)


def _counted(engine: duckdb.DuckDBPyConnection, confirmed: Collection[str]) -> Background:
    """Count each (mark, way) once an item, where nothing but goods of the same class speaks beside it.

    Items that proved infringing are no background; neither are groups whose user is the holder or a licensee.
    """
    engine.register("confirmed", pa.table({"id": pa.array(sorted(confirmed), pa.string())}))
    (items,) = engine.execute(_ITEMS).fetchone() or (0,)
    return Background.from_rows(int(items), engine.execute(_COUNTS).fetchall())


def _listed(paths: Sequence[str]) -> str:
    quoted = (path.replace("'", "''") for path in paths)
    return "[" + ", ".join(f"'{path}'" for path in quoted) + "]"
