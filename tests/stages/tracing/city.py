"""Invented signals and findings for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.stages.screening.schema import FINDING
from jianzhen.stages.signals.schema import SIGNAL
from jianzhen.stages.tracing.schema import Found, Observed

START = datetime(2026, 3, 1, 2, tzinfo=UTC)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
ONE, TWO = "91110000101623741K", "911522010783762860"


def signal(number: int, **facts: Any) -> dict[str, Any]:
    """Return one signal as a row; ``day`` counts from the start of March."""
    at = START + timedelta(days=facts.pop("day", 0))
    base = {
        "signal_id": f"s{number:03d}",
        "source": "test",
        "source_record_id": str(number),
        "kind": "listing",
        "text": f"样例商品{number}",
        "observed_at": at,
        "recorded_at": AT,
        "file_name": "样例.csv",
        "file_sha256": "0" * 64,
        "row_number": number,
    }
    return base | facts


def finding(signal_id: str, **facts: Any) -> dict[str, Any]:
    """Return one flag as a row."""
    base = {
        "item_id": signal_id,
        "check": "mark.sound",
        "domain": "trademarks",
        "verdict": "flag",
        "score": 0.9,
        "base": -3.0,
        "weight": 6.0,
        "field": "text",
        "span_start": 0,
        "span_end": 2,
        "quote": "样例",
        "reason_code": "mark.sound",
        "reason_params": '{"mark":"样例"}',
        "law_keys": ["m.mark"],
        "plan_digest": "p" * 64,
        "as_of": date(2026, 11, 23),
    }
    row = base | facts
    row.setdefault("finding_id", f"f-{row['item_id']}-{row['check']}-{row['domain']}-{row['span_start']}")
    return row


def land(signals: list[dict[str, Any]], findings: list[dict[str, Any]], name: str = "b1") -> None:
    """Land signals and findings in the instance's lake."""
    lake = Lake(current().lake)
    lake.land([pa.RecordBatch.from_pylist(signals, schema=SIGNAL)], SIGNAL, batch=name, at=AT)
    if findings:
        lake.land([pa.RecordBatch.from_pylist(findings, schema=FINDING)], FINDING, batch=f"{name}:plan", at=AT)


def observed(number: int, **facts: Any) -> Observed:
    """Return one signal as the pure modules see it."""
    face = facts.pop("face", 0)
    row = signal(number, **facts)
    values: dict[str, Any] = {name: row.get(name) for name in Observed.__slots__}
    optional = ("price", "amount", "quantity", "event_date")
    texts = {
        name: values[name] or "" for name in values if name not in (*optional, "face", "observed_at", "row_number")
    }
    return Observed(**(values | texts | {"face": face}))


def found(signal_id: str, **facts: Any) -> Found:
    """Return one finding as the pure modules see it."""
    row = finding(signal_id, **facts)
    row["signal_id"] = row.pop("item_id")
    row["law_keys"] = tuple(row["law_keys"])
    return Found(right_id=row.pop("right_id", ""), **row)
