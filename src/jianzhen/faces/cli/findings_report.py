"""``jianzhen findings``: every finding of the instance in one local table, for people to read and judge."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click
import pyarrow as pa
import pyarrow.compute as pc

from jianzhen.base.tabular.write import write_table
from jianzhen.custody.instance import current
from jianzhen.faces.cli.tables import progress_bar, say
from jianzhen.stages.rights import queries as rights
from jianzhen.stages.screening import queries as screening
from jianzhen.stages.screening.reasons import render_row
from jianzhen.stages.screening.schema import FINDING, VERDICTS
from jianzhen.stages.signals import queries as signals

LISTED: Final = pa.schema(
    [
        ("finding_id", pa.string()),
        ("item_id", pa.string()),
        ("source", pa.string()),
        ("kind", pa.string()),
        ("verdict", pa.string()),
        ("check", pa.string()),
        ("score", pa.float64()),
        ("right_id", pa.string()),
        ("mark", pa.string()),
        ("field", pa.string()),
        ("span_start", pa.int32()),
        ("span_end", pa.int32()),
        ("quote", pa.string()),
        ("in_context", pa.string()),
        ("text", pa.string()),
        ("seller", pa.string()),
        ("goods", pa.string()),
        ("price", pa.string()),
        ("reason_zh", pa.string()),
        ("reason_en", pa.string()),
    ]
)
"""One row a finding: where it stands, about what, and why, in both languages."""

ROWS: Final = 20_000
AROUND: Final = 24
"""Characters shown on either side of the span in ``in_context``."""
LONGEST: Final = 4_000
"""Characters of a text that are listed; a longer one is shown around the span (a workbook's cell holds 32,767)."""

_FIELD_OF: Final = {"seller": "seller_name"}
_SHOWN: Final = ("flag", "watch")

Row = dict[str, Any]


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Where it goes; DATA/reports/findings.xlsx if left out.")
@click.option(
    "--verdict",
    "verdicts",
    type=click.Choice(VERDICTS),
    multiple=True,
    default=_SHOWN,
    show_default=True,
    help="Verdicts to list; give it again for several.",
)
@click.option("--limit", type=click.IntRange(1), help="List this many: the first, or with --seed a random draw.")
@click.option("--seed", type=int, help="Draw --limit findings at random; the same seed draws the same ones.")
def findings(*, out: Path | None, verdicts: tuple[str, ...], limit: int | None, seed: int | None) -> None:
    """List the findings that stand, each with its text, mark, span, score and reason. For reading, not for publishing.

    In the order of the lake; a draw comes in the order drawn.
    """
    if seed is not None and limit is None:
        raise click.UsageError("--seed draws --limit N findings: say how many with --limit")
    path = out or current().reports / ("findings.xlsx" if seed is None else "findings-drawn.xlsx")
    with progress_bar("findings") as progress:
        rows = write_table(path, LISTED, _listed(_chosen(set(verdicts), limit, seed, progress)))
    say(f"{rows} findings in {path}")


def _chosen(
    verdicts: Collection[str], limit: int | None, seed: int | None, progress: Callable[[int], None]
) -> Iterator[pa.RecordBatch]:
    """Yield the findings to list, schema ``FINDING``."""
    standing = _standing(verdicts, progress)
    if limit is None:
        yield from standing
    elif seed is None:
        yield from _first(standing, limit)
    else:
        yield _drawn(standing, limit, seed)


def _standing(verdicts: Collection[str], progress: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    wanted = pa.array(sorted(verdicts), pa.string())
    for batch in screening.batches(rows=ROWS):
        progress(batch.num_rows)
        kept = batch.filter(pc.is_in(batch.column("verdict"), value_set=wanted))
        if kept.num_rows:
            yield kept


def _first(standing: Iterator[pa.RecordBatch], limit: int) -> Iterator[pa.RecordBatch]:
    left = limit
    for batch in standing:
        yield batch.slice(0, left)
        left -= min(left, batch.num_rows)
        if not left:
            return


def _drawn(standing: Iterator[pa.RecordBatch], limit: int, seed: int) -> pa.RecordBatch:
    """Draw ``limit`` findings: those whose id, hashed with the seed, comes first. Order and batches do not matter."""
    lots = (
        (hashlib.sha256(f"{seed}:{row['finding_id']}".encode()).hexdigest(), row)
        for batch in standing
        for row in batch.to_pylist()
    )
    drawn = heapq.nsmallest(limit, lots, key=lambda lot: lot[0])
    return pa.RecordBatch.from_pylist([row for _, row in drawn], schema=FINDING)


def _listed(chosen: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    register = rights.rights()
    marks = dict(zip(register.column("right_id").to_pylist(), register.column("mark").to_pylist(), strict=True))
    for batch in chosen:
        found = signals.by_ids(set(batch.column("item_id").to_pylist())).to_pylist()
        observed = {signal["signal_id"]: signal for signal in found}
        rows = [_row(finding, observed[finding["item_id"]], marks) for finding in batch.to_pylist()]
        yield pa.RecordBatch.from_pylist(rows, schema=LISTED)


def _row(finding: Row, signal: Row, marks: Mapping[str, str]) -> Row:
    code, params = finding["reason_code"], finding["reason_params"]
    price = signal["price"]
    return {
        **{name: finding[name] for name in LISTED.names if name in finding},
        **{name: signal[name] for name in ("source", "kind", "goods")},
        "score": round(finding["score"], 6),
        "mark": marks.get(finding["right_id"] or ""),
        "in_context": _in_context(finding, signal),
        "text": _excerpt(signal["text"] or "", finding["span_start"] if finding["field"] == "text" else None),
        "seller": signal["seller_name"],
        "price": None if price is None else str(price),
        "reason_zh": render_row(code, params, "zh"),
        "reason_en": render_row(code, params, "en"),
    }


def _in_context(finding: Row, signal: Row) -> str | None:
    """Return the span in its neighbourhood, between 【 and 】; nothing for a finding about no place in the text."""
    start, end = finding["span_start"], finding["span_end"]
    if start is None:
        return None
    name: str = finding["field"]
    text = str(signal[_FIELD_OF.get(name, name)] or "")
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return " ".join(f"{before}【{text[start:end]}】{after}".split())


def _excerpt(text: str, start: int | None) -> str:
    if len(text) <= LONGEST:
        return text
    begin = max(0, min((start or 0) - LONGEST // 2, len(text) - LONGEST))
    return f"{'…' if begin else ''}{text[begin : begin + LONGEST]}{'…' if begin + LONGEST < len(text) else ''}"
