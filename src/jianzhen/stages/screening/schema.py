"""What the screening room takes (items) and gives (explained findings)."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from jianzhen.base.money import ARROW_MONEY
from jianzhen.stages.rights.schema import field

SCHEMA_VERSION: Final = 1

ITEM: Final = pa.schema(
    [
        field("item_id", pa.string(), required=True),
        field("text", pa.string()),
        field("kind", pa.string()),
        field("seller", pa.string(), personal="business"),
        field("seller_uscc", pa.string(), personal="business"),
        field("goods", pa.string()),
        field("brand", pa.string()),
        field("spec", pa.string()),
        field("price", ARROW_MONEY),
        field("quantity", pa.int64()),
        field("licence_no", pa.string()),
        field("code", pa.string()),
        field("place", pa.string()),
        field("event_date", pa.date32()),
    ],
    metadata={"schema": "item", "schema_version": str(SCHEMA_VERSION)},
)
"""One thing to screen; only ``item_id`` and ``text`` are needed, the rest is evidence where known."""

VERDICTS: Final = ("flag", "watch", "clear")

FINDING: Final = pa.schema(
    [
        field("finding_id", pa.string(), required=True),
        field("item_id", pa.string(), required=True),
        field("right_id", pa.string()),
        field("check", pa.string(), required=True),
        field("domain", pa.string()),
        field("verdict", pa.string(), required=True),
        field("score", pa.float64(), required=True),
        field("base", pa.float64(), required=True),
        field("weight", pa.float64(), required=True),
        field("field", pa.string()),
        field("span_start", pa.int32()),
        field("span_end", pa.int32()),
        field("quote", pa.string()),
        field("reason_code", pa.string(), required=True),
        field("reason_params", pa.string(), required=True),
        field("law_keys", pa.list_(pa.string())),
        field("plan_digest", pa.string(), required=True),
        field("as_of", pa.date32(), required=True),
    ],
    metadata={"schema": "finding", "schema_version": str(SCHEMA_VERSION)},
)
"""One reason for suspicion about one item.

``weight`` is this finding's own evidence in bits (log2 odds), ``base`` the prior of its group
(item x right; a check that concerns no right is a group of its own) and ``score`` the probability
``1 / (1 + 2 ** -(base + sum of the group's weights))``: the parts add up. ``domain`` is the playbook.
``reason_params`` is a JSON object; faces render code + params in Chinese or English.
"""
