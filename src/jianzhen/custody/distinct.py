"""Which rows of a new file the lake does not hold yet: an out-of-core look-up in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

MEMORY: Final = "256MB"
"""What the look-up may hold; beyond it, it spills to the work folder."""

_ROWS: Final = """
SELECT min(r.n) AS n
FROM (SELECT CAST({key} AS UUID) AS k, file_row_number AS n FROM read_parquet(?, file_row_number = true)) r
{known}
GROUP BY r.k
"""
_KNOWN: Final = """
ANTI JOIN (SELECT CAST({lake_key} AS UUID) AS k FROM read_parquet(?) WHERE source = ?) l ON r.k = l.k
"""


def fresh_rows(
    rows_path: Path,
    *,
    count: int,
    key: str,
    lake: Sequence[str],
    lake_key: str,
    source: str,
    work: Path,
) -> npt.NDArray[np.bool_]:
    """Return a mask over the rows of a Parquet file: True where the key comes first and is not in the lake.

    Args:
        rows_path: the new file.
        count: its number of rows.
        key: its column of UUID texts.
        lake: Parquet files to look into.
        lake_key: their column of UUID texts; they have a column ``source`` too.
        source: only lake rows of this source are compared (a key holds its source, so no other can match).
        work: an existing folder to spill into.
    """
    fresh = np.zeros(count, dtype=np.bool_)
    if count == 0:
        return fresh
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(work / "spill"),
        "threads": 2,
    }
    with duckdb.connect(config=settings) as engine:
        engine.execute("SET preserve_insertion_order = false")
        known = _KNOWN.format(lake_key=lake_key) if lake else ""
        parameters: list[object] = [str(rows_path), *([list(lake), source] if lake else [])]
        found = engine.sql(_ROWS.format(key=key, known=known), params=parameters)
        reader: pa.RecordBatchReader = found.to_arrow_reader(100_000)
        for batch in reader:
            fresh[batch.column(0).to_numpy()] = True
    return fresh
