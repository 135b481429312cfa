"""Signals → items to screen (pure)."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jianzhen.stages.screening.schema import ITEM

NOT_SCREENED: Final = ("verdict", "penalty", "declaration")
"""Kinds that tell of acts already judged or that belong to another agency's instance."""

_FROM: Final = {"item_id": "signal_id", "seller": "seller_name"}


def items_of(signals: pa.RecordBatch) -> pa.RecordBatch:
    """Return the items (schema ``ITEM``) of a batch of signals (schema ``SIGNAL``), kinds not screened left out."""
    judged = pc.is_in(signals.column("kind"), value_set=pa.array(NOT_SCREENED, pa.string()))
    kept = signals.filter(pc.invert(judged))
    columns = [_column(kept, field) for field in ITEM]
    return pa.RecordBatch.from_arrays(columns, schema=ITEM)


def _column(signals: pa.RecordBatch, field: pa.Field) -> pa.Array:
    name = _FROM.get(field.name, field.name)
    if name not in signals.schema.names:
        return pa.nulls(signals.num_rows, field.type)
    return signals.column(name).cast(field.type)
