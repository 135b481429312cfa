"""``jianzhen screen filings``: squatting and abnormal batches among applications. Needs no database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click
import pyarrow as pa

from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.tables import AsOf, Quarantine, read_columns, require_apart, resolve_day, say
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.filings.kernel import known_names, screen_filings
from jianzhen.stages.screening.filings.schema import (
    EARLIER_COLUMNS,
    FILING_COLUMNS,
    FOUND,
    REQUIRED,
    read_earlier,
    read_filings,
)
from jianzhen.stages.screening.reasons import render_row

SHOWN: Final = pa.schema(
    [
        *(FOUND.field(name) for name in ("filing_id", "check", "score", "verdict", "right_id")),
        ("reason_zh", pa.string()),
        ("reason_en", pa.string()),
        ("basis", pa.string()),
    ]
)
_FILE = click.Path(path_type=Path)


@click.command()
@click.option("--in", "source", required=True, type=_FILE, help="Filings: filing_id, kind, applicant, filed_on …")
@click.option("--rights", type=_FILE, help="Earlier marks and names: right_id, mark, holder and what else it knows.")
@click.option("--known", type=_FILE, help="Further public names: term, kind (person, place, event).")
@click.option("--out", required=True, type=_FILE, help="Findings, one row each (.csv, .xlsx, .jsonl, .parquet).")
@click.option("--as-of", "as_of", type=AsOf(), help="Filings up to this day; today in Shanghai if left out.")
def filings(*, source: Path, rights: Path | None, known: Path | None, out: Path, as_of: date | None) -> None:
    """Screen applications for squatting on others' marks and for abnormal batches. Says suspected, never more."""
    require_apart(out, source, rights, known)
    day, quarantine = resolve_day(as_of), Quarantine(source, out)
    good, faults = read_filings(read_columns(source, FILING_COLUMNS, required=REQUIRED))
    for fault in faults:
        quarantine.add(fault.row, fault.column, fault.what, fault.remedy)
    kept = [one for one in good if one.filed_on <= day]
    if len(kept) < len(good):
        say(f"filed after {day}, left out: {len(good) - len(kept)}")
    earlier = read_earlier(read_columns(rights, EARLIER_COLUMNS, required=("right_id", "mark")) if rights else None)
    table = screen_filings(kept, earlier, _known(known))
    rows = write_table(out, SHOWN, [_shown(batch) for batch in table.to_batches()])
    quarantine.close()
    say(f"{rows} findings in {out}")


def _known(path: Path | None) -> dict[str, str]:
    further = read_columns(path, ("term", "kind"), required=("term", "kind")).to_pylist() if path else []
    return {**known_names(), **{fold_text(row["term"]): row["kind"] for row in further if row["term"] and row["kind"]}}


def _shown(batch: pa.RecordBatch) -> pa.RecordBatch:
    codes, params = batch.column("reason_code").to_pylist(), batch.column("reason_params").to_pylist()
    said = {
        f"reason_{lang}": pa.array(
            [render_row(code, told, lang) for code, told in zip(codes, params, strict=True)], pa.string()
        )
        for lang in ("zh", "en")
    }
    columns = [said[name] if name in said else batch.column(name) for name in SHOWN.names]
    return pa.RecordBatch.from_arrays(columns, schema=SHOWN)
