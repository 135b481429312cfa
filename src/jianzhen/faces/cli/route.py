"""``jianzhen route``: citizens' messages to the domain and the agencies responsible. Needs no database."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click
import pyarrow as pa

from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.tables import AsOf, Quarantine, require_apart, resolve_day, say, stream_columns
from jianzhen.playbook.city import City, load_city
from jianzhen.playbook.model import Agencies
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.reasons import render
from jianzhen.stages.screening.routing import Routed, Router

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
    day, playbooks = resolve_day(as_of), read_shipped()
    desk = _Desk(Router(playbooks), load_city(city), day)
    quarantine = Quarantine(source, out)
    batches = stream_columns(source, ("item_id", "text"), required=("item_id", "text"), quarantine=quarantine)
    rows = write_table(out, ROUTED, (desk.answer(batch) for batch in batches))
    quarantine.close()
    say(f"{rows} messages in {out}")


class _Desk:
    """Router and city of one day."""

    def __init__(self, router: Router, city: City, day: date) -> None:
        self._router, self._city, self._day = router, city, day

    def answer(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return one row a message."""
        texts = zip(batch.column("item_id").to_pylist(), batch.column("text").to_pylist(), strict=True)
        return pa.RecordBatch.from_pylist([self._row(item_id, text) for item_id, text in texts], schema=ROUTED)

    def _row(self, item_id: str, text: str) -> dict[str, object]:
        found = self._router.route(text)
        row: dict[str, object] = {
            "item_id": item_id,
            "verdict": found.verdict,
            "domain": found.domain,
            "confidence": found.confidence,
            "reason_zh": self._reason(found, text),
        }
        return row | self._owners(found.agencies)

    def _owners(self, agencies: Agencies | None) -> dict[str, str]:
        lead = [agency.code for agency in agencies.lead] if agencies else []
        joint = [agency.code for agency in agencies.joint] if agencies else []
        return {
            "lead_agency": self._names(lead),
            "lead_agency_code": ";".join(lead),
            "joint_agencies": self._names(joint),
            "joint_agency_codes": ";".join(joint),
        }

    def _names(self, codes: list[str]) -> str:
        return ";".join(self._city.agency_name(code, self._day) for code in codes)

    def _reason(self, found: Routed, text: str) -> str:
        place = self._city.district_of(text) if found.verdict == "routed" else None
        told = [found.reason("zh"), render("route.place", {"place": place.name}, "zh") if place else ""]
        return "；".join(part for part in told if part)
