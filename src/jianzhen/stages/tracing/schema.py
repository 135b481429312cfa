"""What the tracing room gives: who is behind a signal, and by which key we say so."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from jianzhen.stages.rights.schema import field

SCHEMA_VERSION: Final = 1

LINK: Final = pa.schema(
    [
        field("signal_id", pa.string(), required=True),
        field("subject_id", pa.string(), required=True),
        field("key_kind", pa.string(), required=True),
        field("key_value", pa.string(), required=True, personal="business"),
        field("decision", pa.string(), required=True),
        field("score", pa.float64(), required=True),
        field("recorded_at", pa.timestamp("us", tz="UTC"), required=True),
    ],
    metadata={"schema": "link", "schema_version": str(SCHEMA_VERSION)},
)
"""``decision`` is ``same`` (an exact key: USCC, licence, platform account, phone pseudonym, normalised
name within one address or platform) or ``maybe`` (a person has to look)."""
