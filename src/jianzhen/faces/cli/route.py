"""``jianzhen route``: citizens' messages to the domain and the agencies responsible. Needs no database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click
import pyarrow as pa

from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.tables import AsOf, Quarantine, require_apart, resolve_day, say, stream_columns
from jianzhen.faces.routed import Answer, answer
from jianzhen.playbook.city import City, load_city
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.routing import Router

ROUTED: Final = pa.schema(
    [
        ("item_id", pa.string()),
        ("verdict", pa.string()),
        ("domain", pa.string()),
        ("lead_agency", pa.string()),
        ("lead_agency_code", pa.string()),
        ("joint_agencies", pa.string()),
        ("joint_agency_codes", pa.string()),
        ("confidence", pa.float64()),
        ("reason_zh", pa.string()),
    ]
)
_FILE = click.Path(path_type=Path)


@click.command()
@click.option("--in", "source", required=True, type=_FILE, help="Messages: item_id, text.")
@click.option("--out", required=True, type=_FILE, help="Routes, one row a message.")
@click.option("--city", default="wuhan", show_default=True, help="City file: its name, or the path of a .yml file.")
@click.option("--as-of", "as_of", type=AsOf(), help="Day whose agency names count; today in Shanghai if left out.")
def route(*, source: Path, out: Path, city: str, as_of: date | None) -> None:
    """Say of each message: routed to whom, out of scope, or a person must decide."""
    require_apart(out, source)
    day, router, place = resolve_day(as_of), Router(read_shipped()), load_city(city)
    quarantine = Quarantine(source, out)
    batches = stream_columns(source, ("item_id", "text"), required=("item_id", "text"), quarantine=quarantine)
    rows = write_table(out, ROUTED, (_rows(batch, router, place, day) for batch in batches))
    quarantine.close()
    say(f"{rows} messages in {out}")


def _rows(batch: pa.RecordBatch, router: Router, city: City, day: date) -> pa.RecordBatch:
    texts = zip(batch.column("item_id").to_pylist(), batch.column("text").to_pylist(), strict=True)
    rows = [_row(item_id, answer(router, city, day, text)) for item_id, text in texts]
    return pa.RecordBatch.from_pylist(rows, schema=ROUTED)


def _row(item_id: str, said: Answer) -> dict[str, object]:
    return {
        "item_id": item_id,
        "verdict": said.found.verdict,
        "domain": said.found.domain,
        "lead_agency": ";".join(one.name for one in said.lead),
        "lead_agency_code": ";".join(one.code for one in said.lead),
        "joint_agencies": ";".join(one.name for one in said.joint),
        "joint_agency_codes": ";".join(one.code for one in said.joint),
        "confidence": said.found.confidence,
        "reason_zh": said.reason("zh"),
    }
