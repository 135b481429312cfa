"""``jianzhen trace``: match and dedupe lists, read codes found on goods. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import click
import pyarrow as pa

from jianzhen.base.errors import RefusedError
from jianzhen.base.money import parse_money
from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.tables import Quarantine, say, stream_columns
from jianzhen.law.book import packaged_book
from jianzhen.stages.tracing.codes import read_code
from jianzhen.stages.tracing.dedupe import dedupe as cluster_rows
from jianzhen.stages.tracing.keys import Face
from jianzhen.stages.tracing.matching import (
    GoodsIndex,
    GoodsRow,
    Match,
    goods_row,
    match_goods,
    match_subjects,
    subject_row,
)

MATCHED: Final = pa.schema(
    [("left_id", pa.string()), ("right_id", pa.string()), ("score", pa.float64()), ("decision", pa.string())]
)
CLUSTERED: Final = pa.schema([("id", pa.string()), ("cluster_id", pa.string()), ("score", pa.float64())])
_COLUMNS: Final = ("id", "name", "price", "spec", "brand", "phone", "address", "uscc", "account")
_ROWS: Final = 20_000
_FILE = click.Path(path_type=Path)
_OWN_PLATFORM: Final = "list"
"""A list names accounts without their platform: within one list equal accounts are one."""


@click.group()
def trace() -> None:
    """Match goods and subjects; read codes found on goods."""


@trace.command()
@click.argument("code")
def code(code: str) -> None:
    """Say what CODE is, its parts, and whether its check digit holds; exit 1 where it does not."""
    patterns = {version.id: version.patterns for version in packaged_book().versions() if version.patterns}
    found = read_code(code, patterns)
    click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    if found.holds is False:
        sys.exit(1)


@trace.command()
@click.option("--kind", type=click.Choice(["goods", "subject"]), required=True, help="What the rows are.")
@click.option("--left", required=True, type=_FILE, help="id, name and what else is known.")
@click.option("--right", required=True, type=_FILE, help="id, name and what else is known.")
@click.option("--out", required=True, type=_FILE, help="left_id, right_id, score, decision; best first.")
def match(*, kind: str, left: Path, right: Path, out: Path) -> None:
    """Find for each row of LEFT the rows of RIGHT that may be the same, at most ten."""
    sides = [_Side(path, out) for path in (left, right)]
    pairs = _goods(*sides) if kind == "goods" else _subjects(*sides)
    rows = write_table(out, MATCHED, _batches(pairs, sides[0].ids, sides[1].ids))
    for side in sides:
        side.quarantine.close()
    say(f"{rows} pairs in {out}")


@trace.command()
@click.option("--kind", type=click.Choice(["subject"]), required=True, help="What the rows are.")
@click.option("--in", "source", required=True, type=_FILE, help="id, name and what else is known.")
@click.option("--out", required=True, type=_FILE, help="id, cluster_id, score, in input order.")
def dedupe(*, kind: str, source: Path, out: Path) -> None:  # noqa: ARG001  (one kind so far)
    """Put the rows that are one subject into one cluster, named by its first row's id."""
    side = _Side(source, out)
    members = cluster_rows([subject_row(_face(row)) for row in side.rows])
    names = [side.ids[member.cluster] for member in members]
    table = pa.table(
        {"id": side.ids, "cluster_id": names, "score": [member.score for member in members]}, schema=CLUSTERED
    )
    rows = write_table(out, CLUSTERED, table.to_batches())
    side.quarantine.close()
    say(f"{rows} rows in {len(set(names))} clusters in {out}")


class _Side:
    """One list, read whole: its ids and cells; rows without id or name are set aside."""

    def __init__(self, path: Path, out: Path) -> None:
        self.quarantine = Quarantine(path, out.with_name(f"{out.stem}.{path.stem}{out.suffix}"))
        batches = stream_columns(path, _COLUMNS, required=("id", "name"), quarantine=self.quarantine)
        self.rows: list[dict[str, str | None]] = [row for batch in batches for row in batch.to_pylist()]
        self.ids = [str(row["id"]) for row in self.rows]


def _face(row: dict[str, str | None]) -> Face:
    account = row.get("account") or ""
    return Face(
        name=row["name"] or "",
        platform=_OWN_PLATFORM if account else "",
        account=account,
        uscc=row.get("uscc") or "",
        phone=row.get("phone") or "",
        address=row.get("address") or "",
    )


def _goods_row(row: dict[str, str | None]) -> GoodsRow:
    return goods_row(
        row["name"] or "", spec=row.get("spec") or "", brand=row.get("brand") or "", price=_price(row.get("price"))
    )


def _price(text: str | None) -> float | None:
    """Return a price as evidence; what is no price says nothing about likeness and refuses no row."""
    if not text:
        return None
    try:
        return float(parse_money(text)) or None
    except RefusedError:
        return None


def _goods(left: _Side, right: _Side) -> Iterable[Match]:
    return match_goods(map(_goods_row, left.rows), GoodsIndex([_goods_row(row) for row in right.rows]))


def _subjects(left: _Side, right: _Side) -> Iterable[Match]:
    one, other = ([subject_row(_face(row)) for row in side.rows] for side in (left, right))
    return match_subjects(one, other)


def _batches(pairs: Iterable[Match], left: list[str], right: list[str]) -> Iterator[pa.RecordBatch]:
    walk = iter(pairs)
    while chunk := list(islice(walk, _ROWS)):
        yield pa.RecordBatch.from_pylist(
            [
                {
                    "left_id": left[m.left],
                    "right_id": right[m.right],
                    "score": round(m.score, 4),
                    "decision": m.decision,
                }
                for m in chunk
            ],
            schema=MATCHED,
        )
