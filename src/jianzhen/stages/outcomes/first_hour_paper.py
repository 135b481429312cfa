"""Writes the report of the first hour: a workbook with a sheet for each list, or a document to print."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.base.tabular.cells import guard
from jianzhen.stages.outcomes.first_hour_tables import TITLE, Section, ledes, sections
from jianzhen.stages.outcomes.schema.first_hour import FirstHour

FONT: Final = "宋体"
_PAPER_A4: Final = 9


def write_first_hour(found: FirstHour, out: Path) -> None:
    """Write the report to ``out`` (.xlsx or .docx), whole or not at all.

    Raises:
        RefusedError: another extension, or a place that cannot be written.
    """
    writers: dict[str, Callable[[FirstHour], bytes]] = {".xlsx": _xlsx, ".docx": _docx}
    writer = writers.get(out.suffix.lower())
    if writer is None:
        remedy = "Name such a file"
        raise RefusedError("this report is written as .xlsx or .docx", where=Where(file=out.name), remedy=remedy)
    part = out.with_name(f".{out.name}.{new_id().hex}.part")
    try:
        _to_disk(part, writer(found))
        part.replace(out)
    except OSError as fault:
        what = fault.strerror or "it cannot be written"
        raise RefusedError(what, where=Where(file=str(out)), remedy="Name a place that can be written") from fault
    finally:
        part.unlink(missing_ok=True)


def _to_disk(part: Path, content: bytes) -> None:
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _xlsx(found: FirstHour) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    base = {"font_name": FONT, "font_size": 10, "valign": "top", "text_wrap": True}
    forms = {
        "title": book.add_format(base | {"bold": True, "font_size": 16}),
        "plain": book.add_format(base | {"text_wrap": False}),
        "head": book.add_format(base | {"bold": True, "border": 1, "bg_color": "#EEEEEE"}),
        "cell": book.add_format(base | {"border": 1}),
    }
    _front(book.add_worksheet("首页"), forms, found)
    for one in sections(found):
        _sheet(book.add_worksheet(one.name), forms, one)
    book.close()
    return content.getvalue()


def _front(sheet: Any, forms: dict[str, Any], found: FirstHour) -> None:
    _page(sheet)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, TITLE, forms["title"])
    for row, line in enumerate(ledes(found), start=2):
        sheet.write_string(row, 0, line, forms["plain"])
    for row, one in enumerate(sections(found), start=6):
        sheet.write_string(row, 0, f"{one.title}：{len(one.rows)}", forms["plain"])


def _page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _sheet(sheet: Any, forms: dict[str, Any], one: Section) -> None:
    _page(sheet)
    sheet.write_string(0, 0, one.title, forms["title"])
    sheet.write_string(1, 0, one.lede, forms["plain"])
    for column, (head, width) in enumerate(zip(one.heads, one.widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, head, forms["head"])
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 1)
    for row, cells in enumerate(one.rows, start=4):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, guard(cell), forms["cell"])
    for row, note in enumerate(one.notes, start=5 + len(one.rows)):
        sheet.write_string(row, 0, note, forms["plain"])


def _docx(found: FirstHour) -> bytes:
    paper = docx.Document()
    _layout(paper)
    _line(paper, TITLE, 18, bold=True)
    for words in ledes(found):
        _line(paper, words, 10.5)
    for one in sections(found):
        _line(paper, f"{one.title}（{len(one.rows)}）", 13, bold=True)
        _line(paper, one.lede, 9)
        _table(paper, one)
        for note in one.notes:
            _line(paper, note, 9)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def _layout(paper: Any) -> None:
    """Set A4 across, margins, and a Chinese font everywhere."""
    page = paper.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(15)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(9)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)


def _line(paper: Any, words: str, size: float, *, bold: bool = False) -> None:
    run = paper.add_paragraph().add_run(words)
    run.bold, run.font.size = bold, Pt(size)


def _table(paper: Any, one: Section) -> None:
    table = paper.add_table(rows=1, cols=len(one.heads), style="Table Grid")
    table.autofit = False
    share = 267 / sum(one.widths)
    for column, width in zip(table.columns, one.widths, strict=True):
        column.width = Mm(width * share)
    _cells(table.rows[0], one.heads, one.widths, share, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  (python-docx has no word)
    for cells in one.rows:
        _cells(table.add_row(), cells, one.widths, share)


def _cells(row: Any, cells: tuple[str, ...], widths: tuple[int, ...], share: float, *, bold: bool = False) -> None:
    for cell, words, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width * share)
        run = cell.paragraphs[0].add_run(words)
        run.bold, run.font.size = bold, Pt(7.5)
