"""What the signals room gives: anything observed, immutable, with its source and digest."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from jianzhen.base.money import ARROW_MONEY
from jianzhen.stages.rights.schema import field

SCHEMA_VERSION: Final = 1

SIGNAL_KINDS: Final = (
    "listing",
    "shop",
    "company",
    "ad",
    "review",
    "message",
    "complaint",
    "report",
    "inspection",
    "parcel",
    "declaration",
    "penalty",
    "tobacco_scan",
    "verdict",
)
"""The closed list of kinds of signals: 投诉 is ``complaint``, 举报 is ``report``; they are never one."""

SIGNAL: Final = pa.schema(
    [
        field("signal_id", pa.string(), required=True),
        field("source", pa.string(), required=True),
        field("source_record_id", pa.string(), required=True),
        field("kind", pa.string(), required=True),
        field("text", pa.string()),
        field("platform", pa.string()),
        field("url", pa.string()),
        field("seller_name", pa.string(), personal="business"),
        field("seller_account", pa.string(), personal="business"),
        field("seller_uscc", pa.string(), personal="business"),
        field("seller_phone", pa.string(), personal="personal"),
        field("seller_address", pa.string(), personal="business"),
        field("reporter", pa.string(), personal="personal"),
        field("reporter_phone", pa.string(), personal="personal"),
        field("brand", pa.string()),
        field("goods", pa.string()),
        field("spec", pa.string()),
        field("barcode", pa.string()),
        field("price", ARROW_MONEY),
        field("amount", ARROW_MONEY),
        field("quantity", pa.int64()),
        field("licence_no", pa.string()),
        field("code", pa.string()),
        field("doc_no", pa.string()),
        field("agency_name", pa.string()),
        field("district_text", pa.string()),
        field("place", pa.string()),
        field("event_date", pa.date32()),
        field("observed_at", pa.timestamp("us", tz="UTC"), required=True),
        field("recorded_at", pa.timestamp("us", tz="UTC"), required=True),
        field("file_name", pa.string(), required=True),
        field("file_sha256", pa.string(), required=True),
        field("row_number", pa.int64(), required=True),
        field("extra", pa.string()),
    ],
    metadata={"schema": "signal", "schema_version": str(SCHEMA_VERSION)},
)
"""One observation. ``signal_id`` is the content id of (source, source_record_id, content): the same
record seen again unchanged is the same signal, a changed one is a second observation."""
