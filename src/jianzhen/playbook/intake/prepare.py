"""One file made ready to land: read, normalised, its bad rows set aside, all of it on disk and nothing of it seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.read import open_table
from jianzhen.playbook.intake.choose import Heads
from jianzhen.playbook.intake.normalise import KEY, FileFacts, Normaliser, Pseudonym
from jianzhen.playbook.intake.plan import Shape, compile_plan
from jianzhen.playbook.intake.quarantine import ErrorWorkbook
from jianzhen.playbook.manifest import Manifest

Progress = Callable[[int], None]
"""Called with the number of rows read so far."""

_CHUNK: Final = 50_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file's good rows in ``rows_path`` (the shape's columns and the key), and its figures.

    Attributes:
        rows_path: Parquet, good rows in input order.
        personal_path: one JSON pair [class, value] a line, to be put into the vault when the rows land.
        rows: rows read, bad ones included.
        good: rows in ``rows_path``.
        quarantined: rows set aside.
        errors_path: the error workbook, where there is one.
    """

    rows_path: Path
    personal_path: Path
    rows: int
    good: int
    quarantined: int
    errors_path: Path | None


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be prepared, and where to work.

    Attributes:
        path: the file.
        manifest: the one that speaks for it.
        shape: what the target's rows look like.
        facts: name, digest, moment of intake.
        work: an empty folder for what is under way; holds personal data, remove it afterwards.
        errors: the folder of error workbooks.
    """

    path: Path
    manifest: Manifest
    shape: Shape
    facts: FileFacts
    work: Path
    errors: Path


def prepare(request: Request, *, pseudonym: Pseudonym, progress: Progress) -> Prepared:
    """Read the whole file in constant memory.

    Raises:
        RefusedError: the file is refused as a whole; an error workbook may stand, nothing else does.
    """
    normaliser = _normaliser(request, pseudonym)
    errors_path = request.errors / f"{request.path.stem[:60]}.{request.facts.sha256[:8]}.errors.xlsx"
    rows_path, personal_path = request.work / "rows.parquet", request.work / "personal.jsonl"
    schema = request.shape.schema.append(pa.field(KEY, pa.string()))
    seen = good = 0
    manifest = request.manifest
    with (
        ErrorWorkbook(errors_path, normaliser.plan.head, manifest.source, manifest.sheet) as errors,
        pq.ParquetWriter(rows_path, schema, compression="lz4") as sink,
        personal_path.open("w", encoding="utf-8") as personal,
        open_table(request.path, sheet=manifest.sheet, encoding=manifest.encoding) as table,
    ):
        for batch in table.batches():
            done = normaliser.batch(batch)
            sink.write_batch(done.rows.cast(schema))
            errors.write(done.rejected)
            personal.writelines(json.dumps(pair, ensure_ascii=False) + "\n" for pair in sorted(done.personal))
            seen, good = seen + batch.rows + len(batch.faults), good + done.rows.num_rows
            progress(seen)
    _refuse_unexpected(request, seen, seen - good)
    return Prepared(rows_path, personal_path, seen, good, seen - good, errors_path if errors.rows else None)


def _normaliser(request: Request, pseudonym: Pseudonym) -> Normaliser:
    head = Heads(request.path).columns(request.manifest.sheet, request.manifest.encoding)
    plan = compile_plan(request.manifest, request.shape, head, file_name=request.path.name)
    return Normaliser(plan, request.facts, pseudonym)


def _refuse_unexpected(request: Request, rows: int, bad: int) -> None:
    expect, where = request.manifest.expect, Where(file=request.path.name)
    if rows < expect.min_rows:
        what = f"it has {rows} rows, {expect.min_rows} or more are expected"
        raise RefusedError(what, where=where, remedy="Ask the sender for the whole export")
    if rows and bad > expect.max_quarantined * rows:
        what = f"{bad} of {rows} rows cannot be read, at most {expect.max_quarantined:%} are expected"
        raise RefusedError(
            what, where=where, remedy="See the error workbook in DATA/errors, then mend export or manifest"
        )


def personal_chunks(path: Path) -> Iterator[dict[str, list[str | None]]]:
    """Yield the personal values kept beside the rows, by class, in chunks of bounded size."""
    chunk: dict[str, list[str | None]] = {}
    count = 0
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            kind, value = json.loads(line)
            chunk.setdefault(kind, []).append(value)
            count += 1
            if count % _CHUNK == 0:
                yield chunk
                chunk = {}
    if chunk:
        yield chunk
