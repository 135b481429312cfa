"""From a prepared file to the lake: only rows that are new, staged first, published with the act's own records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.base.errors import ConflictError
from jianzhen.custody.distinct import fresh_rows
from jianzhen.custody.lake import Lake, StagedFile
from jianzhen.custody.vault import Vault


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Parquet file of rows that may land.

    Attributes:
        path: the file; it has the schema's columns and ``key``.
        count: its rows.
        key: the column of content ids.
        source: the source all its rows come from.
        known_in: Parquet files with a column ``source`` and content ids in ``known_key``; None: the lake's own.
        known_key: that column.
    """

    path: Path
    count: int
    key: str
    source: str
    known_key: str
    known_in: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """New rows on disk that no reader sees yet, and the lake as it was when they were found new."""

    staged: StagedFile | None
    lake_before: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows will land."""
        return self.staged.rows if self.staged else 0


def stage_fresh(lake: Lake, schema: pa.Schema, candidate: Candidate, work: Path) -> Landing:
    """Stage the rows of ``candidate`` that come first in it and are not in the lake; call outside a transaction."""
    before = tuple(lake.paths(_name(schema)))
    fresh = fresh_rows(
        candidate.path,
        count=candidate.count,
        key=candidate.key,
        lake=before if candidate.known_in is None else candidate.known_in,
        lake_key=candidate.known_key,
        source=candidate.source,
        work=work,
    )
    if not fresh.any():
        return Landing(None, before)
    return Landing(lake.stage(_kept(candidate.path, schema, fresh), schema), before)


def require_unchanged(lake: Lake, schema: pa.Schema, landing: Landing) -> None:
    """Pass when no other intake landed meanwhile; call inside the transaction.

    Raises:
        ConflictError: rows found new may have landed since.
    """
    if tuple(lake.paths(_name(schema))) != landing.lake_before:
        raise ConflictError("another intake landed meanwhile", remedy="Take the file in again")


def publish(lake: Lake, landing: Landing, *, batch: str, at: datetime) -> str:
    """List the staged file in the caller's transaction; return its path in the lake, "" where nothing was new."""
    if landing.staged is None:
        return ""
    return str(lake.publish(landing.staged, batch=batch, at=at).path)


def keep_personal(vault: Vault, chunks: Iterable[Mapping[str, Sequence[str | None]]]) -> int:
    """Put personal values into the vault in the caller's transaction, chunk by chunk; return how many there were."""
    count = 0
    for chunk in chunks:
        for kind, values in chunk.items():
            vault.pseudonymise(list(values), kind)
        count += vault.commit()
    return count


def _name(schema: pa.Schema) -> str:
    return str((schema.metadata or {})[b"schema"].decode())


def _kept(path: Path, schema: pa.Schema, fresh: npt.NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
    start = 0
    with pq.ParquetFile(path, pre_buffer=False) as source:  # buffering would hold the whole file
        for batch in source.iter_batches(batch_size=65_536, columns=schema.names):
            mask = fresh[start : start + batch.num_rows]
            start += batch.num_rows
            if mask.any():
                yield batch.filter(pa.array(mask)).select(schema.names)
