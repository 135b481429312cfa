"""The lake: parquet files that exist for readers only through the manifest table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.base.digest import file_sha256
from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody import models

ROW_GROUP = 65_536


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A complete parquet file that no reader sees yet."""

    path: Path
    schema_name: str
    schema_version: int
    rows: int
    sha256: str


class Lake:
    """Writes and finds the parquet files of one instance.

    Args:
        root: the instance's ``lake`` folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def stage(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> StagedFile:
        """Write ``batches`` to a file in staging, durably, in constant memory; call outside a transaction."""
        folder = self.root / "_staging"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{new_id()}.parquet"
        rows = 0
        with path.open("wb") as sink:
            with pq.ParquetWriter(sink, schema, compression="zstd", write_statistics=True) as writer:
                for batch in batches:
                    writer.write_batch(batch.cast(schema), row_group_size=ROW_GROUP)
                    rows += batch.num_rows
            sink.flush()
            os.fsync(sink.fileno())
        facts = schema.metadata or {}
        return StagedFile(
            path=path,
            schema_name=facts[b"schema"].decode(),
            schema_version=int(facts[b"schema_version"]),
            rows=rows,
            sha256=file_sha256(path),
        )

    def publish(self, staged: StagedFile, *, batch: str, at: datetime) -> models.LakeFile:
        """Move a staged file into place and list it in the caller's transaction.

        A crash between the move and the commit leaves a file that no manifest row names: unseen.
        """
        folder = self.root / staged.schema_name / f"v{staged.schema_version}"
        folder.mkdir(parents=True, exist_ok=True)
        final = folder / staged.path.name
        staged.path.replace(final)
        _sync_folder(folder)
        return models.LakeFile.objects.create(
            schema_name=staged.schema_name,
            schema_version=staged.schema_version,
            path=str(final.relative_to(self.root)),
            rows=staged.rows,
            sha256=staged.sha256,
            batch=batch,
            landed_at=at,
        )

    def land(
        self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, *, batch: str, at: datetime
    ) -> models.LakeFile:
        """Stage and publish in one go; for what is small enough to write inside the transaction."""
        return self.publish(self.stage(batches, schema), batch=batch, at=at)

    def discard(self, staged: StagedFile) -> None:
        """Remove a staged file that will not be published."""
        staged.path.unlink(missing_ok=True)

    def files(self, schema_name: str, *, batch: str | None = None) -> list[models.LakeFile]:
        """Return the listed files of a schema in the order they landed."""
        found = models.LakeFile.objects.filter(schema_name=schema_name).order_by("landed_at", "id")
        return list(found if batch is None else found.filter(batch=batch))

    def paths(self, schema_name: str, *, batch: str | None = None) -> list[str]:
        """Return the absolute paths of the listed files, for DuckDB and Spark."""
        return [str(self.root / row.path) for row in self.files(schema_name, batch=batch)]

    def batches(self, schema_name: str, schema: pa.Schema, *, rows: int = ROW_GROUP) -> Iterator[pa.RecordBatch]:
        """Yield all rows of a schema, file by file, in constant memory; older files gain new columns as null.

        Raises:
            RefusedError: a listed file is gone.
        """
        for path in self.paths(schema_name):
            if not Path(path).exists():
                raise RefusedError(
                    "a listed lake file is gone", where=Where(file=path), remedy="Restore it from a backup"
                )
            with pq.ParquetFile(path, pre_buffer=False) as source:  # buffering holds a whole file
                for batch in source.iter_batches(batch_size=rows):
                    yield _conform(batch, schema)


def _conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        batch.column(field.name).cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
