"""The only readers of the screening room, for faces and for rooms downstream."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.reasons import CONTEXT_CHECKS, PICTURE_CHECKS, Lang, render
from jianzhen.stages.screening.schema import FINDING
from jianzhen.stages.screening.standing import standing
from jianzhen.stages.signals import queries as signals

_DIGEST_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as a face shows it; ``reason`` is rendered, ``quote`` stands in the signal's field at the span."""

    finding_id: str
    item_id: str
    right_id: str | None
    check: str
    title: str
    domain: str | None
    verdict: str
    score: float
    base: float
    weight: float
    field: str | None
    span: tuple[int, int] | None
    quote: str | None
    reason: str
    law_keys: tuple[str, ...]
    as_of: date


def batch_name(file_id: str, plan_digest: str) -> str:
    """Return the lake's batch name of one signal file's findings under one plan."""
    return f"{file_id}:{plan_digest[:_DIGEST_LENGTH]}"


def run_digest(plan_digest: str, pictures: str, kept: Sequence[str]) -> str:
    """Return what a signal file was run with: the plan, and if it has pictures what those are compared with.

    Args:
        plan_digest: of the plan.
        pictures: digest of what pictures are compared with, empty where none are.
        kept: the batches in which the file's pictures were kept.
    """
    if not pictures or not kept:
        return plan_digest
    return sha256("\n".join((plan_digest, pictures, *kept)).encode()).hexdigest()


def is_screened(file_id: str, plan_digest: str) -> bool:
    """Say whether a plan was already run over a signal file."""
    return bool(_lake().files("finding", batch=batch_name(file_id, plan_digest)))


def paths() -> list[str]:
    """Return the finding files that stand: of each signal file those of the plan that stands, else of the last one."""
    lake, now, kept = _lake(), standing(current().plans), signals.picture_batches()
    stand: dict[str, tuple[bool, str]] = {}
    for row in lake.files("finding"):
        file_id = row.batch.split(":", 1)[0]
        run = run_digest(now.digest, now.pictures, kept.get(file_id, ())) if now else ""
        is_now = row.batch == batch_name(file_id, run)
        if is_now or not stand.get(file_id, (False, ""))[0]:
            stand[file_id] = is_now, str(lake.root / row.path)
    return [path for _, path in stand.values()]


def batches(*, rows: int = 65_536) -> Iterator[pa.RecordBatch]:
    """Yield the findings that stand, schema ``FINDING``, in constant memory."""
    for path in paths():
        with pq.ParquetFile(path) as source:
            for batch in source.iter_batches(batch_size=rows):
                yield batch.select(FINDING.names).cast(FINDING)


def of_items(item_ids: Collection[str]) -> pa.Table:
    """Return the findings that stand about these items, strongest first; schema ``FINDING``."""
    return _select("SEMI JOIN wanted w ON f.item_id = w.id", item_ids)


def by_ids(finding_ids: Collection[str]) -> pa.Table:
    """Return the findings with these ids that stand; schema ``FINDING``."""
    return _select("SEMI JOIN wanted w ON f.finding_id = w.id", finding_ids)


def counts() -> dict[tuple[str, str], int]:
    """Return how many rows stand of each (check, verdict)."""
    found = paths()
    if not found:
        return {}
    query = 'SELECT "check", verdict, count(*) FROM read_parquet(?) GROUP BY ALL ORDER BY ALL'
    with duckdb.connect() as engine:
        return {
            (str(code), str(verdict)): int(count) for code, verdict, count in engine.execute(query, [found]).fetchall()
        }


def lines(findings: pa.Table, lang: Lang) -> list[FindingLine]:
    """Return findings as a face shows them, in ``lang``."""
    return [line(row, lang) for row in findings.to_pylist()]


def line(row: dict[str, Any], lang: Lang) -> FindingLine:
    """Return one finding (a row of ``FINDING`` as a dict) as a face shows it."""
    start, end = row["span_start"], row["span_end"]
    return FindingLine(
        finding_id=row["finding_id"],
        item_id=row["item_id"],
        right_id=row["right_id"],
        check=row["check"],
        title=check_title(row["check"], lang),
        domain=row["domain"],
        verdict=row["verdict"],
        score=row["score"],
        base=row["base"],
        weight=row["weight"],
        field=row["field"],
        span=None if start is None else (start, end),
        quote=row["quote"],
        reason=render(row["reason_code"], json.loads(row["reason_params"]), lang),
        law_keys=tuple(row["law_keys"] or ()),
        as_of=row["as_of"],
    )


def check_title(code: str, lang: Lang) -> str:
    """Return the one line that says what a check looks for; a code of an older playbook is its own title."""
    return checks().get(code, (code, code))[0 if lang == "zh" else 1]


@cache
def checks() -> dict[str, tuple[str, str]]:
    """Return the closed list of check codes with their titles (zh, en), playbooks first, then the engine's own."""
    named = {
        check.code: (check.title.zh, check.title.en) for playbook in read_shipped() for check in playbook.head.checks
    }
    return {**named, **CONTEXT_CHECKS, **PICTURE_CHECKS}


def _select(clause: str, ids: Collection[str]) -> pa.Table:
    found = paths()
    if not found or not ids:
        return FINDING.empty_table()
    wanted = pa.table({"id": pa.array(sorted(set(ids)), pa.string())})
    query = f"SELECT f.* FROM read_parquet(?, union_by_name = true) f {clause} ORDER BY f.score DESC, f.finding_id"  # noqa: S608  our own clauses
    with duckdb.connect() as engine:
        engine.register("wanted", wanted)
        rows: pa.Table = engine.sql(query, params=[found]).to_arrow_table()
    return rows.select(FINDING.names).cast(FINDING)


def _lake() -> Lake:
    return Lake(current().lake)
