"""From groups of evidence to rows of findings (schema ``FINDING``): one row for each part of the evidence (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

import pyarrow as pa

from jianzhen.base.ids import content_name_of, content_part
from jianzhen.stages.screening.engine.evidence import Evidence, Group, score_of
from jianzhen.stages.screening.engine.register import Register
from jianzhen.stages.screening.plan import Plan
from jianzhen.stages.screening.schema import FINDING

NOTHING: Final = "none"
"""The check code of the row that says an item was looked at and nothing was found."""
_named = lru_cache(1 << 12)(content_part)
"""Most parts of a row's name are said again and again: codes, domains, weights, small numbers."""
_told = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_Cells = Mapping[str, str | None]
Judged: TypeAlias = tuple[_Cells, list[Group]]
"""The cells of an item and what is said of it."""


class Rows:
    """Makes the rows of a plan.

    Args:
        plan: whose digest and day every row carries.
        register: its rights.
    """

    def __init__(self, plan: Plan, register: Register) -> None:
        self._plan = plan
        self._register = register

    def batch(self, judged: Sequence[Judged]) -> pa.RecordBatch:
        """Return the rows of items and their groups, in order; an item without any gives one ``clear`` row."""
        rows: list[_Row] = []
        for cells, groups in judged:
            if groups:
                self._add(rows, cells, groups)
            else:
                rows.append(_nothing(cells))
        columns = list(zip(*rows, strict=True)) if rows else [()] * (len(FINDING) - 2)
        arrays = [pa.array(column, each.type) for column, each in zip(columns, FINDING, strict=False)]
        arrays += [
            pa.repeat(pa.scalar(self._plan.digest), len(rows)),
            pa.repeat(pa.scalar(self._plan.as_of), len(rows)),
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=FINDING)

    def _add(self, rows: list[_Row], cells: _Cells, groups: list[Group]) -> None:
        item_id = cells["item_id"] or ""
        for group in groups:
            right_id = None if group.right is None else self._register[group.right].right_id
            bits = group.bits
            judged = (group.verdict_at(bits), score_at(bits), group.base)
            named = (content_part(item_id) + content_part(right_id or ""), content_part(str(bits)))
            rows += [_row(cells, part, (item_id, right_id), judged, named) for part in group.evidence]


_Row = tuple[Any, ...]


def _row(
    cells: _Cells,
    part: Evidence,
    about: tuple[str, str | None],
    judged: tuple[str, float, float],
    named: tuple[bytes, bytes],
) -> _Row:
    params = _told(part.params) if part.params else "{}"
    quote = (cells.get(part.field) or "")[part.start : part.end] if part.start is not None else None
    place = (part.field, str(part.start), str(part.end), str(part.weight))
    said = (*map(_named, (part.check, part.domain, part.code)), content_part(params), *map(_named, place))
    return (
        content_name_of(b"".join((named[0], *said, named[1]))), *about, part.check, part.domain or None, *judged,
        part.weight, part.field, part.start, part.end, storable(quote), part.code, storable(params), part.law,
    )  # fmt: skip


def score_at(bits: float) -> float:
    """Return the score that rows carry."""
    return round(score_of(bits), 9)


def _nothing(cells: _Cells) -> _Row:
    item_id = cells["item_id"] or ""
    return (content_name_of(content_part(item_id) + _NOTHING_SAID), item_id, *_NOTHING_ROW)


def storable(text: str | None) -> str | None:
    """Return what Arrow can hold: UTF-8 has no lone surrogates; they are shown as question marks."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


NOTHING_GROUP: Final = Group(None, -10.0, [Evidence(NOTHING, "", 0.0, "none", {}, clears=True)])
_NOTHING_SAID: Final = b"".join(
    map(content_part, ("", NOTHING, "", "none", "{}", "text", "None", "None", "0.0", str(NOTHING_GROUP.bits)))
)
_NOTHING_ROW: Final = _row(
    {},
    NOTHING_GROUP.evidence[0],
    ("", None),
    ("clear", round(NOTHING_GROUP.score, 9), NOTHING_GROUP.base),
    (b"", b""),
)[2:]
"""All of that row but its own id and the item's."""
