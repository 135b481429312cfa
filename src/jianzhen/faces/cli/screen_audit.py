"""``jianzhen screen audit`` and ``screen background``: the slice read at random, and how often marks stand alone."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, cast

import click
import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.opening import open_database
from jianzhen.faces.cli.tables import AsOf, read_columns, resolve_day, say
from jianzhen.stages.screening.scoring import counting, files
from jianzhen.stages.screening.scoring.audit import ONE_IN
from jianzhen.stages.screening.scoring.rarity import Background

AUDITED: Final = pa.schema(
    [("period", pa.string()), ("item_id", pa.string()), ("kind", pa.string()), ("source", pa.string()),
     ("text", pa.string()), ("seller", pa.string()), ("observed_at", pa.string()), ("said", pa.string()),
     ("score", pa.float64()), ("right", pa.string()), ("audit", pa.string())]
)  # fmt: skip
"""One row an audited item; ``right`` is for the officer to fill, ``audit`` is always 1."""

COUNTED: Final = pa.schema([(name, pa.string()) for name in files.BACKGROUND_COLUMNS])
_FILE: Final = click.Path(path_type=Path, dir_okay=False)


class Readers(Protocol):
    """What these commands ask of an open instance (``scoring.queries``)."""

    def audit_slice(self, as_of: date, *, one_in: int) -> Any:
        """Return the slice."""
        ...

    def background(self) -> Background:
        """Return the counts."""
        ...


def _readers() -> Readers:
    open_database(existing=True)
    return cast("Readers", import_module("jianzhen.stages.screening.scoring.queries"))


@click.command()
@click.option("--out", required=True, type=_FILE, help="The slice, one row an item (.csv, .xlsx, .jsonl, .parquet).")
@click.option("--one-in", default=ONE_IN, show_default=True, type=click.IntRange(1), help="One item in so many.")
@click.option("--as-of", "as_of", type=AsOf(), help="The month up to this day; today in Shanghai if left out.")
def audit(*, out: Path, one_in: int, as_of: date | None) -> None:
    """List the items drawn at random this month, whatever their score, and what they tell of recall."""
    day = resolve_day(as_of)
    found = _readers().audit_slice(day, one_in=one_in)
    rows = [
        {
            "period": found.period, "item_id": item.item_id, "kind": item.kind, "source": item.source,
            "text": item.text, "seller": item.seller, "observed_at": item.observed_at.isoformat(), "said": item.said,
            "score": round(item.score, 6), "right": "" if item.right is None else str(int(item.right)), "audit": "1",
        }
        for item in found.items
    ]  # fmt: skip
    write_table(out, AUDITED, [pa.RecordBatch.from_pylist(rows, schema=AUDITED)])
    say(f"{len(rows)} of {found.of} items of {found.period} in {out}, {found.judged} judged")
    share = found.recall
    if share.of:
        say(
            f"recall {share.estimate:.2f}, 95 % [{share.low:.2f}, {share.high:.2f}]: {share.hits} of {share.of} flagged"
        )


@click.command()
@click.option("--findings", "found", type=_FILE, help="Findings as the lake holds them; without it, the lake's.")
@click.option("--out", required=True, type=_FILE, help="Counts: mark, reason_code, items, of.")
def background(*, found: Path | None, out: Path) -> None:
    """Count how often each mark stands alone in an item: what screen items --background takes off."""
    counted = _of_file(found) if found else _readers().background()
    rows = files.background_rows(counted)
    write_table(out, COUNTED, [pa.RecordBatch.from_pylist(rows, schema=COUNTED)])
    say(f"{len(rows)} marks and ways over {counted.items} items in {out}")


def _of_file(found: Path) -> Background:
    table = read_columns(found, counting.NEEDED, required=counting.NEEDED)
    try:
        weights = table.column("weight").cast("double")
    except pa.ArrowInvalid as fault:
        raise RefusedError(
            f"a weight is no number of bits ({fault})",
            where=Where(file=str(found), column="weight"),
            remedy="Use the findings as written",
        ) from fault
    return counting.of_table(table.set_column(table.column_names.index("weight"), "weight", weights))
