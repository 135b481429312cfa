"""From groups of evidence to rows of findings (schema ``FINDING``): one row for each part of the evidence (pure)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from jianzhen.base.ids import content_id
from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.plan import Plan
from jianzhen.stages.screening.schema import FINDING

NOTHING: Final = "none"
"""The check code of the row that says an item was looked at and nothing was found."""
_NOTHING_GROUP: Final = Group(None, -10.0, [Evidence(NOTHING, "", 0.0, "none", {}, clears=True)])
_told = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_Cells = Mapping[str, str | None]


class Rows:
    """Makes the rows of a plan.

    Args:
        plan: whose digest and day every row carries.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._right_ids = plan.rights.column("right_id")

    def batch(self, judged: Sequence[tuple[_Cells, list[Group]]]) -> pa.RecordBatch:
        """Return the rows of items and their groups, in order; an item without any gives one ``clear`` row."""
        rows = [row for cells, groups in judged for row in self._rows(cells, groups or [_NOTHING_GROUP])]
        columns = list(zip(*rows, strict=True)) if rows else [()] * (len(FINDING) - 2)
        arrays = [pa.array(column, each.type) for column, each in zip(columns, FINDING, strict=False)]
        arrays += [
            pa.repeat(pa.scalar(self._plan.digest), len(rows)),
            pa.repeat(pa.scalar(self._plan.as_of), len(rows)),
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=FINDING)

    def _rows(self, cells: _Cells, groups: list[Group]) -> Iterator[tuple[Any, ...]]:
        item_id = cells["item_id"] or ""
        for group in groups:
            right_id = None if group.right is None else self._right_ids[group.right].as_py()
            bits, verdict, score = str(group.bits), group.verdict, round(group.score, 9)
            for part in group.evidence:
                params = _told(part.params) if part.params else "{}"
                quote = (cells.get(part.field) or "")[part.start : part.end] if part.start is not None else None
                name = content_id(
                    item_id, right_id or "", part.check, part.domain, part.code, params, part.field,
                    str(part.start), str(part.end), str(part.weight), bits,
                )  # fmt: skip
                yield (
                    str(name), item_id, right_id, part.check, part.domain or None, verdict, score, group.base,
                    part.weight, part.field, part.start, part.end, storable(quote), part.code, storable(params),
                    part.law,
                )  # fmt: skip


def storable(text: str | None) -> str | None:
    """Return what Arrow can hold: UTF-8 has no lone surrogates; they are shown as question marks."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")
