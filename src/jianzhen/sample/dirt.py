"""Rows that no export should hold and every export does: impossible dates, words for numbers, missing cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jianzhen.sample import exports
from jianzhen.sample.block import Block, Cell, Record

MISSING: Final = "missing"
BAD_DATE: Final = "impossible_date"
BAD_NUMBER: Final = "wrong_type"


@dataclass(frozen=True, slots=True)
class Defect:
    """How one export is spoiled: ``count`` rows of a full block get ``value`` in ``column``."""

    export: str
    column: str
    value: Cell
    reason: str
    count: int


DEFECTS: Final = (
    Defect(exports.JIANGHUI.name, "商品编号", None, MISSING, 3),
    Defect(exports.JIANGHUI.name, "现价", "面议", BAD_NUMBER, 4),
    Defect(exports.CHUPIN.name, "price", "12.8.0", BAD_NUMBER, 2),
    Defect(exports.CHUPIN.name, "crawl_ts", "2026-02-30T10:00:00+08:00", BAD_DATE, 3),
    Defect(exports.C12315.name, "登记编号", None, MISSING, 2),
    Defect(exports.C12315.name, "登记时间", "2026/2/30 9:05", BAD_DATE, 3),
    Defect(exports.H12345.name, "工单编号", None, MISSING, 2),
    Defect(exports.H12345.name, "来电时间", "2026-06-31 14:20", BAD_DATE, 2),
    Defect(exports.ADS.name, "发布日期", "2026.13.5", BAD_DATE, 2),
    Defect(exports.PENALTIES.name, "决定日期", "2025年2月31日", BAD_DATE, 2),
    Defect(exports.SCANS.name, "扫码时间", "20260931 10:12", BAD_DATE, 3),
    Defect(exports.SCANS.name, "数量条", "若干", BAD_NUMBER, 2),
    Defect(exports.PARCELS.name, "查验日期", None, MISSING, 2),
    Defect(exports.INSPECTIONS.name, "检查日期", "2026-04-31", BAD_DATE, 2),
)


@dataclass(slots=True, eq=False)
class Spoiled(Record):
    """A copy of a good row with one cell spoiled; it must end in quarantine, never in the lake."""

    column: str = ""
    reason: str = ""


def spoil(block: Block) -> None:
    """Add the block's spoiled rows, each a copy of an everyday row under an id of its own."""
    for defect in DEFECTS:
        rng = block.dice("dirt", defect.export, defect.column)
        seen = [r for r in block.records[defect.export] if r.again is None]
        for record in rng.sample(seen, min(len(seen), block.count(defect.count))):
            cells = dict(record.cells)
            cells[defect.column] = defect.value
            block.add(Spoiled(defect.export, record.at, cells, column=defect.column, reason=defect.reason))
