"""What the rights room takes in and gives: protected rights and licences, as Arrow tables.

Field metadata ``personal`` names the personal-data class: ``none``, ``business`` (a firm's public
facts) or ``personal`` (a natural person's; the lake holds a pseudonym, the vault the value).
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = 1

RIGHT_KINDS: Final = ("trademark", "name", "gi", "work", "special_sign", "patent", "variety")
"""The closed list of kinds of rights (contract of ``screen items``)."""


def field(name: str, kind: pa.DataType, *, personal: str = "none", required: bool = False) -> pa.Field:
    """Return an Arrow field that carries its personal-data class."""
    return pa.field(name, kind, nullable=not required, metadata={"personal": personal})


RIGHT: Final = pa.schema(
    [
        field("right_id", pa.string(), required=True),
        field("kind", pa.string(), required=True),
        field("mark", pa.string(), required=True),
        field("holder", pa.string(), personal="business"),
        field("holder_uscc", pa.string(), personal="business"),
        field("goods", pa.string()),
        field("licensees", pa.list_(pa.string()), personal="business"),
        field("register_no", pa.string()),
        field("status", pa.string()),
        field("valid_from", pa.date32()),
        field("valid_to", pa.date32()),
        field("source", pa.string(), required=True),
        field("file_sha256", pa.string(), required=True),
        field("row_number", pa.int64(), required=True),
        field("recorded_at", pa.timestamp("us", tz="UTC"), required=True),
        field("extra", pa.string()),
    ],
    metadata={"schema": "right", "schema_version": str(SCHEMA_VERSION)},
)
"""One protected right as one register states it; a register's later statement is a further row."""

LICENCE: Final = pa.schema(
    [
        field("licence_id", pa.string(), required=True),
        field("kind", pa.string(), required=True),
        field("number", pa.string(), required=True),
        field("holder", pa.string(), personal="business"),
        field("holder_uscc", pa.string(), personal="business"),
        field("product", pa.string()),
        field("address", pa.string(), personal="business"),
        field("district_text", pa.string()),
        field("status", pa.string()),
        field("valid_from", pa.date32()),
        field("valid_to", pa.date32()),
        field("source", pa.string(), required=True),
        field("file_sha256", pa.string(), required=True),
        field("row_number", pa.int64(), required=True),
        field("recorded_at", pa.timestamp("us", tz="UTC"), required=True),
        field("extra", pa.string()),
    ],
    metadata={"schema": "licence", "schema_version": str(SCHEMA_VERSION)},
)
"""One licence, registration or record number: tobacco_retail, pesticide, seed_production, fertiliser, …"""
