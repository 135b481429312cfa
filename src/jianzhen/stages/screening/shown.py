"""Findings as a person reads them: the columns of the command, each reason in Chinese and English (pure).

Rows for the lake carry names, quotes and parameters that no person is shown; where only people read, what is shown is
made from the judgement itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.engine.register import Register
from jianzhen.stages.screening.reasons import Lang, render, render_row
from jianzhen.stages.screening.rows import NOTHING_GROUP, Judged, score_at, storable
from jianzhen.stages.screening.schema import FINDING

FOUND: Final = pa.schema(
    [
        ("item_id", pa.string()),
        ("right_id", pa.string()),
        ("check", pa.string()),
        ("score", pa.float64()),
        ("verdict", pa.string()),
        ("span_start", pa.int32()),
        ("span_end", pa.int32()),
        ("reason_zh", pa.string()),
        ("reason_en", pa.string()),
    ]
)
"""One row per finding: what ``screen items`` writes."""
FURTHER: Final = ("domain", "base", "weight", "reason_code", "reason_params")
WEIGHED: Final = pa.schema([*FOUND, *(FINDING.field(name).remove_metadata() for name in FURTHER)])
"""The same with all that weights are learned from again: what ``screen items --evidence`` writes."""
LANGUAGES: Final[tuple[Lang, ...]] = ("zh", "en")

_said = lru_cache(maxsize=4096)(render_row)
"""Most rows say that nothing was found, in the same words."""


def shown(findings: pa.RecordBatch) -> pa.RecordBatch:
    """Return findings (schema ``FINDING``) in the schema :data:`FOUND`, scores to six places."""
    columns = [findings.column(name) for name in FOUND.names[:7]]
    columns[3] = pc.round(columns[3], 6)
    codes, params = findings.column("reason_code").to_pylist(), findings.column("reason_params").to_pylist()
    for lang in LANGUAGES:
        said = [_said(code, told, lang) for code, told in zip(codes, params, strict=True)]
        columns.append(pa.array(said, pa.string()))
    return pa.RecordBatch.from_arrays(columns, schema=FOUND)


def weighed(findings: pa.RecordBatch) -> pa.RecordBatch:
    """Return findings in the schema :data:`WEIGHED`."""
    further = [findings.column(name) for name in FURTHER]
    return pa.RecordBatch.from_arrays([*shown(findings).columns, *further], schema=WEIGHED)


def shown_of(judged: Sequence[Judged], register: Register) -> pa.RecordBatch:
    """Return what :func:`shown` makes of the rows of judged items, without the rows.

    Args:
        judged: items and what is said of them, in order.
        register: the rights that the groups speak of.
    """
    rows = [row for cells, groups in judged for row in _rows_of(cells["item_id"] or "", groups, register)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(FOUND)
    arrays = [pa.array(column, each.type) for column, each in zip(columns, FOUND, strict=True)]
    arrays[3] = pc.round(arrays[3], 6)
    return pa.RecordBatch.from_arrays(arrays, schema=FOUND)


_Row = tuple[Any, ...]


def _rows_of(item_id: str, groups: list[Group], register: Register) -> Iterator[_Row]:
    if not groups:
        yield item_id, *_nothing()
    for group in groups:
        bits = group.bits
        right_id = None if group.right is None else register[group.right].right_id
        score, verdict = score_at(bits), group.verdict_at(bits)
        for part in group.evidence:
            yield item_id, right_id, part.check, score, verdict, part.start, part.end, *_reasons(part)


@lru_cache(maxsize=1)
def _nothing() -> _Row:
    part, bits = NOTHING_GROUP.evidence[0], NOTHING_GROUP.bits
    return None, part.check, score_at(bits), NOTHING_GROUP.verdict_at(bits), part.start, part.end, *_reasons(part)


def _reasons(part: Evidence) -> Iterator[str | None]:
    return map(storable, map(render, repeat(part.code), repeat(part.params), LANGUAGES))
