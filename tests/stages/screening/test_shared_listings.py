"""Restraint on real product lists: a register of 267 thousand real short names flags hardly anything."""

from __future__ import annotations

import csv
import gzip
from datetime import date

import pyarrow as pa

from jianzhen.stages.screening.kernel import Screener
from tests.shared import SHARED, needs_shared


@needs_shared
def test_real_listings_are_hardly_ever_flagged() -> None:
    """At most one item in two hundred, with every check and the whole register."""
    with gzip.open(SHARED / "data" / "names" / "company-short-names.txt.gz", "rt", encoding="utf-8") as stream:
        names = [line.strip() for line in stream if line.strip()]
    rights = pa.table(
        {"right_id": [f"N{place}" for place in range(len(names))], "kind": ["name"] * len(names), "mark": names}
    )
    screener = Screener(rights, as_of=date(2026, 6, 1))
    flagged, total = set(), 0
    for store in "ab":
        with gzip.open(SHARED / "data" / "listings" / f"store-{store}.csv.gz", "rt", encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream))
        ids = [f"{store}{place}" for place in range(len(rows))]
        cells = {
            "item_id": ids,
            "text": [row["商品名称"] for row in rows],
            "kind": ["listing"] * len(rows),
            "price": [row["原价"] for row in rows],
        }
        found = screener.screen(pa.record_batch(cells))
        total += len(rows)
        flagged |= {
            item
            for item, verdict in zip(
                found.column("item_id").to_pylist(), found.column("verdict").to_pylist(), strict=True
            )
            if verdict == "flag"
        }
    assert total == 11_581
    assert len(flagged) / total <= 0.005
