"""From the lake to clusters: DuckDB reads, Python names the keys of each distinct appearance, numpy joins them.

A million signals never become a million Python objects: only distinct appearances pass through Python, in batches, and
only signals that somebody must act on (flags, complaints, the history of their sellers) come out as rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from jianzhen.stages.tracing import clusters, keys
from jianzhen.stages.tracing.clusters import Grouping, Held, Ints
from jianzhen.stages.tracing.keys import Face, FaceKeys
from jianzhen.stages.tracing.schema import (
    COMPLAINT_KINDS,
    HANDLED_KINDS,
    HISTORY_KINDS,
    Appearance,
    Cluster,
    Found,
    Observed,
)

CONTEXT_LIMIT: Final = 20
"""Signals with no more than a ``watch`` that a lead takes along as context, the newest first."""

_BATCH: Final = 20_000
_FACE: Final = ("name", "platform", "account", "uscc", "phone", "address", "licence")
_HELD: Final = pa.schema([("face", pa.int64()), ("level", pa.int8()), ("kind", pa.string()), ("value", pa.string())])
_SIDE: Final = pa.schema(
    [(name, pa.int64() if name == "face" else pa.string()) for name in ("face", "uscc", "district", "account", "party")]
)
_APART: Final = {keys.FIRM_NAME: "district", keys.NAME_PLATFORM: "account"}


def _words(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_OWN: Final = _words(keys.OWN_LICENCE_KINDS)
_SIGNAL_FACE: Final = f"""
    SELECT coalesce(seller_name, '') AS name, coalesce(platform, '') AS platform,
           coalesce(seller_account, '') AS account, coalesce(seller_uscc, '') AS uscc,
           coalesce(seller_phone, '') AS phone, coalesce(seller_address, '') AS address,
           CASE WHEN kind IN ({_OWN}) THEN coalesce(licence_no, '') ELSE '' END AS licence
"""
_REGISTER_FACE: Final = f"""
    SELECT DISTINCT coalesce(holder, ''), '', '', coalesce(holder_uscc, ''), '', coalesce(address, ''), number
    FROM licence WHERE kind IN ({_words(keys.SUBJECT_LICENCES)})
"""  # noqa: S608  (our own words)
_FINDINGS: Final = """
    CREATE TABLE found AS SELECT * FROM finding
    WHERE verdict IN ('flag', 'watch')
    QUALIFY row_number() OVER (
        PARTITION BY item_id, "check", domain, right_id, field, span_start
        ORDER BY as_of DESC, finding_id) = 1
"""
_HITS: Final = f"""
    CREATE TABLE hit AS SELECT DISTINCT b.label FROM belongs b
    WHERE b.kind IN ({_words(COMPLAINT_KINDS)})
       OR (b.kind NOT IN ({_words(HANDLED_KINDS)})
           AND b.signal_id IN (SELECT item_id FROM found WHERE verdict = 'flag'))
    UNION
    SELECT DISTINCT b.label FROM belongs b
    WHERE b.kind = 'penalty' OR (b.kind = 'inspection' AND b.amount > 0)
"""  # noqa: S608
_CAST: Final = f"""
    CREATE TABLE played AS
    WITH inside AS (SELECT b.* FROM belongs b SEMI JOIN hit USING (label)),
    flagged AS (
        SELECT DISTINCT i.label, f.domain FROM inside i
        JOIN found f ON f.item_id = i.signal_id AND f.verdict = 'flag'),
    context AS (
        SELECT DISTINCT i.signal_id, i.label, i.observed_at, f.domain FROM inside i
        JOIN found f ON f.item_id = i.signal_id AND f.verdict = 'watch'
        JOIN flagged g ON g.label = i.label AND g.domain IS NOT DISTINCT FROM f.domain
        QUALIFY row_number() OVER (
            PARTITION BY i.label, f.domain ORDER BY i.observed_at DESC, i.signal_id) <= {CONTEXT_LIMIT})
    SELECT signal_id, face, label FROM inside WHERE kind IN ({_words(HISTORY_KINDS)})
        OR signal_id IN (SELECT item_id FROM found WHERE verdict = 'flag')
        OR signal_id IN (SELECT signal_id FROM context)
"""  # noqa: S608
_ROWS: Final = """
    SELECT p.label, p.face, s.* FROM signal s JOIN played p USING (signal_id)
    QUALIFY row_number() OVER (PARTITION BY s.signal_id ORDER BY s.recorded_at, s.row_number) = 1
    ORDER BY p.label, s.observed_at, s.signal_id
"""
_FOUND_ROWS: Final = """
    SELECT p.label, f.* FROM found f JOIN played p ON p.signal_id = f.item_id
    ORDER BY p.label, f.item_id, f.score DESC, f.finding_id
"""
_FACE_ROWS: Final = """
    SELECT l.label, l.face, f.name, coalesce(s.uscc, '') AS uscc,
           (SELECT list({'level': h.level, 'kind': h.kind, 'value': h.value}) FROM held h
            WHERE h.face = l.face AND h.key NOT IN (SELECT key FROM refused)) AS keys
    FROM label l SEMI JOIN hit USING (label) JOIN face f USING (face) LEFT JOIN side s USING (face)
    ORDER BY l.label, l.face
"""
_SEEN: Final = """
    SELECT label, min(observed_at) AS first_seen, max(observed_at) AS last_seen
    FROM belongs SEMI JOIN hit USING (label) GROUP BY label ORDER BY label
"""
_TIES: Final = """
    SELECT DISTINCT h.kind, h.value, h.face FROM held h
    JOIN refused r ON r.key = h.key AND r.reason = 'contested'
    JOIN label l ON l.face = h.face SEMI JOIN hit ON hit.label = l.label
    ORDER BY ALL
"""
_LINKS: Final = """
    SELECT b.signal_id, m.subject_id, m.key_kind, m.key_value FROM belongs b JOIN mine m USING (face)
    WHERE NOT EXISTS (SELECT 1 FROM link k WHERE k.signal_id = b.signal_id AND k.subject_id = m.subject_id)
    ORDER BY ALL
"""
_COLUMNS: Final = tuple(field.name for field in fields(Observed))
_TEXTS: Final = tuple(field.name for field in fields(Observed) if field.type == "str")


@dataclass(frozen=True, slots=True)
class Sources:
    """The lake files one harvest reads; a schema without a file is an empty table."""

    signals: Sequence[str]
    findings: Sequence[str]
    licences: Sequence[str]
    links: Sequence[str]


class Harvest:
    """One reading of the lake. Use it as a context manager; it owns a DuckDB connection of its own.

    Args:
        sources: the lake's files.
        schemas: the Arrow schema of each table, by its name, for tables without a file and for later columns.
        scratch: a folder that exists, for what does not fit in memory.
        memory: DuckDB's limit.
    """

    def __init__(self, sources: Sources, schemas: dict[str, pa.Schema], scratch: Path, *, memory: str = "1GB") -> None:
        self._con = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(scratch)})
        self._con.execute("SET TimeZone = 'UTC'")
        for name, paths in zip(
            schemas, (sources.signals, sources.findings, sources.licences, sources.links), strict=True
        ):
            self._open(name, paths, schemas[name])
        self.signals = 0
        self.refused: dict[str, int] = {}

    def __enter__(self) -> Harvest:
        self._faces()
        self._name_keys()
        self._group()
        self._select()
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def found(self) -> Iterator[Cluster]:
        """Yield the clusters that matter, in the order of their smallest face.

        They hold a flag, a complaint or report, or a recorded act: a penalty, or an inspection that valued goods.
        """
        signals = _walk(self._rows(_ROWS))
        findings = _walk(self._rows(_FOUND_ROWS))
        seen = _walk(self._rows(_SEEN))
        for label, faces in _grouped(self._rows(_FACE_ROWS)):
            rows = [_observed(row) for row in signals(label)]
            found: dict[str, list[Found]] = {}
            for row in findings(label):
                found.setdefault(row["item_id"], []).append(_found(row))
            (times,) = seen(label)
            yield Cluster(
                faces={row["face"]: Appearance(_held(row["keys"]), row["name"]) for row in faces},
                uscc=next((row["uscc"] for row in faces if row["uscc"]), ""),
                first_seen=times["first_seen"],
                last_seen=times["last_seen"],
                signals=tuple(rows),
                findings={signal: tuple(rows) for signal, rows in found.items()},
            )

    def contested(self) -> list[tuple[str, str, int]]:
        """Return (kind, value, face) of keys that may not link, where their holder is in a cluster that matters."""
        return self._con.execute(_TIES).fetchall()

    def links(self, mine: pa.Table) -> Iterator[pa.RecordBatch]:
        """Yield (signal_id, subject_id, key_kind, key_value) that the lake does not hold yet.

        Args:
            mine: face, subject_id, key_kind, key_value of every face that shows a subject.
        """
        self._con.register("mine", mine)
        yield from _batches(self._con, _LINKS)

    def _open(self, name: str, paths: Sequence[str], schema: pa.Schema) -> None:
        self._con.register("empty", schema.empty_table())
        self._con.execute(f"CREATE TABLE empty_{name} AS SELECT * FROM empty")  # noqa: S608
        union = ""
        if paths:
            files = "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"
            union = f" UNION ALL BY NAME SELECT * FROM read_parquet({files}, union_by_name = true)"  # noqa: S608
        self._con.execute(f"CREATE VIEW {name} AS SELECT * FROM empty_{name}{union}")  # noqa: S608  (our own names)

    def _faces(self) -> None:
        self._con.execute(
            f"CREATE TABLE face AS SELECT row_number() OVER () - 1 AS face, * FROM "  # noqa: S608
            f"(SELECT DISTINCT * FROM ({_SIGNAL_FACE} FROM signal) UNION {_REGISTER_FACE})"
        )
        same = " AND ".join(f"f.{name} = s.{name}" for name in _FACE)
        self._con.execute(
            f"CREATE TABLE placed AS SELECT s.signal_id, s.kind, s.observed_at, s.amount, f.face FROM "  # noqa: S608
            f"({_SIGNAL_FACE}, signal_id, kind, observed_at, amount FROM signal) s JOIN face f ON {same}"
        )
        self.signals = int(self._one("SELECT count(DISTINCT signal_id) FROM placed"))

    def _name_keys(self) -> None:
        self._con.register("no_held", _HELD.empty_table())
        self._con.register("no_side", _SIDE.empty_table())
        self._con.execute("CREATE TABLE holding AS SELECT * FROM no_held")
        self._con.execute("CREATE TABLE side AS SELECT * FROM no_side")
        for batch in _batches(self._con.cursor(), f"SELECT face, {', '.join(_FACE)} FROM face"):  # noqa: S608
            held, side = _named(batch)
            self._con.register("held_part", held)
            self._con.register("side_part", side)
            self._con.execute("INSERT INTO holding SELECT * FROM held_part")
            self._con.execute("INSERT INTO side SELECT * FROM side_part")

    def _group(self) -> None:
        self._con.execute(
            "CREATE TABLE held AS SELECT *, dense_rank() OVER (ORDER BY level, value) - 1 AS key FROM holding"
        )
        size = int(self._one("SELECT count(*) FROM face"))
        shared = self._con.execute(
            "SELECT level::BIGINT AS level, key, face FROM held QUALIFY count(*) OVER (PARTITION BY key) > 1"
        ).fetchnumpy()
        sides = {name: self._numbers(name) for name in ("uscc", "district", "account", "party")}
        grouping = clusters.group(
            size,
            Held(*(np.asarray(shared[name], dtype=np.int64) for name in ("level", "key", "face"))),
            owner=sides["uscc"],
            party=sides["party"],
            limits={keys.STRONG.index(kind): limit for kind, limit in keys.HUB_LIMITS.items()},
            apart={keys.STRONG.index(kind): sides[side] for kind, side in _APART.items()},
        )
        self._keep(grouping)

    def _keep(self, grouping: Grouping) -> None:
        faces = np.arange(len(grouping.label), dtype=np.int64)
        label = pa.table({"face": faces, "label": grouping.label})
        refused = pa.table(
            {
                "key": pa.array(list(grouping.refused), pa.int64()),
                "reason": pa.array(list(grouping.refused.values()), pa.string()),
            }
        )
        self._con.register("label_part", label)
        self._con.register("refused_part", refused)
        self._con.execute("CREATE TABLE label AS SELECT * FROM label_part")
        self._con.execute("CREATE TABLE refused AS SELECT * FROM refused_part")
        for reason in grouping.refused.values():
            self.refused[reason] = self.refused.get(reason, 0) + 1

    def _select(self) -> None:
        self._con.execute("CREATE VIEW belongs AS SELECT p.*, l.label FROM placed p JOIN label l USING (face)")
        for statement in (_FINDINGS, _HITS, _CAST):
            self._con.execute(statement)

    def _numbers(self, name: str) -> Ints:
        """Return a text attribute of the faces as numbers, in the order of faces; an empty one is nobody's."""
        rows = self._con.execute(
            f"SELECT CASE WHEN {name} = '' THEN {clusters.NOBODY} "  # noqa: S608
            f"ELSE dense_rank() OVER (ORDER BY {name}) END AS number FROM side ORDER BY face"
        ).fetchnumpy()
        return np.asarray(rows["number"], dtype=np.int64)

    def _one(self, statement: str) -> Any:
        return self._con.execute(statement).fetchall()[0][0]

    def _rows(self, statement: str) -> Iterator[dict[str, Any]]:
        for batch in _batches(self._con.cursor(), statement):
            yield from batch.to_pylist()


def _batches(con: duckdb.DuckDBPyConnection, statement: str) -> Iterator[pa.RecordBatch]:
    reader: Any = con.sql(statement).to_arrow_reader(_BATCH)
    yield from reader


def _named(batch: pa.RecordBatch) -> tuple[pa.Table, pa.Table]:
    """Return the keys and the side facts of one batch of faces."""
    held: list[tuple[int, int, str, str]] = []
    side: list[tuple[int, str, str, str, str]] = []
    for row in batch.to_pylist():
        face = row.pop("face")
        found: FaceKeys = keys.face_keys(Face(**row))
        held += [(face, key.level, key.kind, key.value) for key in found.strong]
        side.append((face, found.uscc, found.district, found.account, found.party))
    return _table(_HELD, held), _table(_SIDE, side)


def _table(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [() for _ in schema]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _grouped(rows: Iterator[dict[str, Any]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    for label, members in groupby(rows, key=lambda row: int(row["label"])):
        yield label, list(members)


class _walk:  # noqa: N801  (used as a function)
    """Walks rows sorted by label and gives those of one label; labels must be asked for in rising order."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._groups = _grouped(rows)
        self._next = next(self._groups, None)

    def __call__(self, label: int) -> list[dict[str, Any]]:
        while self._next is not None and self._next[0] < label:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != label:
            return []
        return self._next[1]


def _held(rows: Sequence[dict[str, Any]] | None) -> tuple[tuple[int, str, str], ...]:
    return tuple(sorted((row["level"], row["kind"], row["value"]) for row in rows or ()))


def _observed(row: dict[str, Any]) -> Observed:
    facts: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    for name in _TEXTS:
        facts[name] = facts[name] or ""
    return Observed(**facts)


def _found(row: dict[str, Any]) -> Found:
    return Found(
        finding_id=row["finding_id"],
        signal_id=row["item_id"],
        right_id=row["right_id"] or "",
        check=row["check"],
        domain=row["domain"] or "",
        verdict=row["verdict"],
        score=row["score"],
        base=row["base"],
        weight=row["weight"],
        field=row["field"] or "",
        span_start=row["span_start"],
        span_end=row["span_end"],
        quote=row["quote"] or "",
        reason_code=row["reason_code"],
        reason_params=row["reason_params"],
        law_keys=tuple(row["law_keys"] or ()),
        plan_digest=row["plan_digest"],
        as_of=row["as_of"],
    )
