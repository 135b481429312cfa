"""Findings as a person reads them: the columns of the command, each reason in Chinese and English (pure)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jianzhen.stages.screening.reasons import Lang, render_row
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
