"""Writes the statistics table as superiors expect it: one sheet to print, one that adds up by agency, one of doubts."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.base.tabular.cells import guard
from jianzhen.playbook.city import City
from jianzhen.stages.outcomes.schema.statistics import AMOUNTS, COLUMNS, Figures, Row, Table

TITLE: Final = "打击侵权假冒工作统计报表"
FONT: Final = "宋体"
HEADS: Final = ("单位", "区域", *(head for _, head, _ in COLUMNS))
TOTAL, NO_OWNER, NO_PLACE, CITY_WIDE = "合计", "（无责任单位）", "（区域不明）", "全市"
_PAPER_A4: Final = 9
_HEAD_ROW: Final = 3


def write_statistics(table: Table, city: City, out: Path) -> None:
    """Write the table to ``out`` (.xlsx or .csv), whole or not at all.

    Raises:
        RefusedError: another extension, or a place that cannot be written.
    """
    writers = {".xlsx": _xlsx, ".csv": _csv}
    writer = writers.get(out.suffix.lower())
    if writer is None:
        raise RefusedError(
            "statistics are written as .xlsx or .csv", where=Where(file=out.name), remedy="Name such a file"
        )
    part = out.with_name(f".{out.name}.{new_id().hex}.part")
    try:
        writer(table, city, part)
        part.replace(out)
    except OSError as fault:
        what = fault.strerror or "it cannot be written"
        raise RefusedError(what, where=Where(file=str(out)), remedy="Name a place that can be written") from fault
    finally:
        part.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of agencies and districts as of the table's day."""

    city: City
    as_of: date

    def agency(self, code: str) -> str:
        """Return the agency's short name that day; one that has none then keeps its code."""
        if not code:
            return NO_OWNER
        name = self.city.agency(code).name_on(self.as_of)
        return name.name if name else code

    def district(self, code: str) -> str:
        """Return the district's name."""
        return self.city.district(code).name if code else NO_PLACE


def lines(table: Table, names: Names) -> list[tuple[str, str, Figures]]:
    """Return the printed rows: each agency's districts under one another, the total last."""
    rows = [(names.agency(row.agency), names.district(row.district), row.figures) for row in table.rows]
    return [*rows, (TOTAL, CITY_WIDE, table.total)]


def footnotes(table: Table) -> list[str]:
    """Return how every column is counted, and as of when."""
    notes = [f"{number}. {head}：{how}。" for number, (_, head, how) in enumerate(COLUMNS, start=1)]
    return [*notes, f"统计期：{table.period.since}至{table.period.until}（含首尾日）；统计日：{table.as_of}。"]


def _values(figures: Figures) -> list[Any]:
    return [getattr(figures, name) for name, _, _ in COLUMNS]


def _csv(table: Table, city: City, part: Path) -> None:
    names = Names(city, table.as_of)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADS)
    for agency, district, figures in lines(table, names):
        writer.writerow([guard(agency), guard(district), *map(str, _values(figures))])
    _to_disk(part, stream.getvalue().encode("utf-8-sig"))


def _to_disk(part: Path, content: bytes) -> None:
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _xlsx(table: Table, city: City, part: Path) -> None:
    names = Names(city, table.as_of)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    try:
        sheet = _Sheet(book, "统计报表", len(HEADS))
        sheet.top(TITLE, table, city)
        sheet.table(HEADS, [[agency, district, *_values(one)] for agency, district, one in lines(table, names)])
        sheet.notes(footnotes(table))
        agencies = _Sheet(book, "分单位", len(HEADS) - 1)
        agencies.top(f"{TITLE}（分单位）", table, city)
        agencies.table(HEADS[:1] + HEADS[2:], _by_agency(table.by_agency, table.total, names))
        doubts = _Sheet(book, "矛盾清单", 4)
        doubts.top("数据矛盾清单", table, city)
        doubts.table(("序号", "单位", "区域", "需要核对的情况"), _doubts(table, names), total=False)
        doubts.notes(["本清单列出互相不一致的数据，供核对，不代表违法或者失职。"])
    finally:
        book.close()
    _to_disk(part, content.getvalue())


def _by_agency(rows: Iterable[Row], total: Figures, names: Names) -> list[list[Any]]:
    return [[names.agency(row.agency), *_values(row.figures)] for row in rows] + [[TOTAL, *_values(total)]]


def _doubts(table: Table, names: Names) -> list[list[Any]]:
    return [
        [number, names.agency(one.agency), names.district(one.district) if one.district else CITY_WIDE, one.words]
        for number, one in enumerate(table.contradictions, start=1)
    ]


class _Sheet:
    """One sheet: title, period, unit and date on top, the table, footnotes under it."""

    def __init__(self, book: Any, name: str, width: int) -> None:
        self.width, self.sheet = width, book.add_worksheet(name)
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        edge = base | {"border": 1}
        self.title = book.add_format(base | {"bold": True, "font_size": 16, "align": "center"})
        self.plain = book.add_format(base)
        self.note = book.add_format(base | {"font_size": 9, "text_wrap": True})
        self.head = book.add_format(edge | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EEEEEE"})
        self.text = book.add_format(edge | {"text_wrap": True})
        self.count = book.add_format(edge | {"num_format": "#,##0", "align": "right"})
        self.money = book.add_format(edge | {"num_format": "#,##0.00", "align": "right"})
        self.row = _HEAD_ROW
        self._print()

    def _print(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(_PAPER_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")
        self.sheet.set_column(0, self.width - 1, 12)
        self.sheet.set_column(0, 0, 22)

    def top(self, title: str, table: Table, city: City) -> None:
        """Write title, period, unit and date."""
        last = self.width - 1
        self.sheet.merge_range(0, 0, 0, last, f"{city.name}{title}", self.title)
        self.sheet.set_row(0, 30)
        self.sheet.write_string(1, 0, f"统计期：{table.period.words}", self.plain)
        self.sheet.write_string(2, 0, "计量单位：件、元", self.plain)
        self.sheet.write_string(1, max(1, last - 2), f"统计日：{table.as_of}", self.plain)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]], *, total: bool = True) -> None:
        """Write the table; head and first columns stay in sight, the head repeats on every printed page."""
        for column, head in enumerate(heads):
            self.sheet.write_string(self.row, column, head, self.head)
        self.sheet.set_row(self.row, 32)
        self.sheet.repeat_rows(self.row)
        self.sheet.freeze_panes(self.row + 1, 2 if total else 1)
        for offset, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                self._cell(self.row + offset, column, heads[column], value)
        self.row += len(rows) + 2
        if not total:
            self.sheet.set_column(self.width - 1, self.width - 1, 60)

    def _cell(self, row: int, column: int, head: str, value: Any) -> None:
        if isinstance(value, str):
            self.sheet.write_string(row, column, guard(value), self.text)
        else:
            self.sheet.write_number(row, column, value, self.money if head in _MONEY_HEADS else self.count)

    def notes(self, notes: Sequence[str]) -> None:
        """Write the footnotes, one a line over the whole width."""
        for note in notes:
            self.sheet.merge_range(self.row, 0, self.row, self.width - 1, note, self.note)
            self.row += 1


_MONEY_HEADS: Final = frozenset(head for name, head, _ in COLUMNS if name in AMOUNTS)
