"""Write a filled form as a .docx: A4, Chinese fonts by name, equal bytes for equal input.

Needs the extra ``documents`` (python-docx) and is loaded by ``documents`` only. Type sizes and margins of letters
follow 党政机关公文格式 (GB/T 9704-2012): third size (16 pt) in running text, 37/35/28/26 mm of margin. Forms that are
tables have more room, so that their official rows fit one page.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.shared import Mm, Pt

from jianzhen.stages.cases.forms import parts
from jianzhen.stages.cases.forms.filled import Filled, Grid, Listing, NewPage, Node, Para, Seal, Strip, Style
from jianzhen.stages.cases.forms.fonts import STAND_INS
from jianzhen.stages.cases.forms.tables import add_grid, add_listing

_SONG, _FANG, _HEI = "宋体", "仿宋", "黑体"

_LOOK: Final[Mapping[Style, parts.Look]] = {
    Style.AGENCY: parts.Look("鉴真机关", _SONG, 22, align="center", bold=True),
    Style.TITLE: parts.Look("鉴真标题", _SONG, 22, align="center", bold=True, after=10),
    Style.NUMBER: parts.Look("鉴真文号", _FANG, 16, align="center", after=10),
    Style.PARA: parts.Look("鉴真正文", _FANG, 16, indent=2, line=28),
    Style.LINE: parts.Look("鉴真顶格", _FANG, 16, align="left", line=28),
    Style.HEAD: parts.Look("鉴真小标题", _HEI, 16, indent=2, line=28, keep=True),
    Style.RIGHT: parts.Look("鉴真落款", _FANG, 16, align="right", line=28, keep=True),
    Style.SIGN: parts.Look("鉴真签名", _FANG, 14, align="left", line=30, keep=True, together=True),
    Style.NOTE: parts.Look("鉴真附注", _FANG, 10.5, before=4),
    Style.CELL: parts.Look("鉴真表格", _FANG, 12, align="left"),
    Style.CELL_RIGHT: parts.Look("鉴真表格签名", _FANG, 12, align="right"),
    Style.LABEL: parts.Look("鉴真表头", _SONG, 12, align="center"),
}


_LAYOUTS: Final = {
    "letter": ((210, 297), (37, 35, 28, 26), 22),
    "table": ((210, 297), (22, 20, 28, 26), 10),
    "strip": ((70, 300), (15, 10, 10, 10), 5),
}
"""Page, margins (top, bottom, left, right) and place of the footer, in millimetres. A paper seal has its own size."""


def render(filled: Filled, *, draft: bool = False) -> bytes:
    """Return the document as the bytes of a .docx; ``draft`` puts 草稿 behind the text of every page."""
    document = docx.Document()
    _describe(document, filled)
    _page(document, filled)
    parts.name_fonts(document, {name: others[-1] for name, others in STAND_INS.items()})
    for look in _LOOK.values():
        parts.add_style(document, look)
    for node in filled.nodes:
        _WRITERS[type(node)](document, node)
    if filled.pages:
        parts.add_page_numbers(document.sections[0].footer.paragraphs[0], _FANG)
    if draft:
        parts.add_watermark(document.sections[0].header.paragraphs[0], "草稿")
    return _settled(document)


def _describe(document: Any, filled: Filled) -> None:
    made = datetime(filled.as_of.year, filled.as_of.month, filled.as_of.day, tzinfo=UTC)
    about = document.core_properties
    about.title, about.subject, about.author = filled.title, filled.number, filled.agency[:200]
    about.last_modified_by, about.comments, about.keywords = "", "", filled.code
    about.created = about.modified = made.replace(tzinfo=None)
    about.language, about.revision = "zh-CN", 1


def _page(document: Any, filled: Filled) -> None:
    section = document.sections[0]
    size, margins, footer = _LAYOUTS[_layout(filled)]
    section.page_width, section.page_height = (Mm(length) for length in size)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (Mm(m) for m in margins)
    section.footer_distance, section.header_distance = Mm(footer), Mm(footer)


def _layout(filled: Filled) -> str:
    kinds = {type(node) for node in filled.nodes}
    if Strip in kinds:
        return "strip"
    return "table" if Grid in kinds else "letter"


def _write_para(document: Any, para: Para) -> None:
    written = document.add_paragraph(style=_LOOK[para.style].name)
    if para.kept:
        written.paragraph_format.keep_with_next = True
    _write_runs(written, para, underline=para.style in (Style.PARA, Style.LINE, Style.SIGN))


def _write_runs(written: Any, para: Para, *, underline: bool) -> None:
    for run in para.runs:
        made = written.add_run(run.text)
        made.underline = True if run.fact and underline else None


def _write_grid(document: Any, grid: Grid) -> None:
    add_grid(document, grid, _write_cell)


def _write_listing(document: Any, listing: Listing) -> None:
    add_listing(document, listing, _LOOK[Style.LABEL].name, _LOOK[Style.CELL].name)


def _write_cell(cell: Any, paras: tuple[Para, ...]) -> None:
    for number, para in enumerate(paras):
        written = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        written.style = _LOOK[para.style].name
        _write_runs(written, para, underline=False)


def _write_seal(document: Any, seal: Seal) -> None:
    gap = document.add_paragraph(style=_LOOK[Style.LINE].name)
    gap.paragraph_format.keep_with_next = True
    for words in (seal.agency, "（印　章）", seal.day):
        document.add_paragraph(words, style=_LOOK[Style.RIGHT].name)
    document.paragraphs[-1].paragraph_format.keep_with_next = seal.followed


def _write_strip(document: Any, strip: Strip) -> None:
    letter = min(30, 400 / len(strip.agency))
    _write_big(document, "封", 72, after=36)
    for sign in strip.agency:
        _write_big(document, sign, letter, after=0)
    _write_big(document, "（印章）", 14, after=6)
    _write_big(document, strip.day, 14, after=36)
    _write_big(document, "条", 72, after=0)


def _write_big(document: Any, words: str, size: float, *, after: float) -> None:
    written = document.add_paragraph(style=_LOOK[Style.NUMBER].name)
    written.paragraph_format.space_after, written.paragraph_format.line_spacing = Pt(after), Pt(size * 1.25)
    written.add_run(words).font.size = Pt(size)


def _write_new_page(document: Any, _node: NewPage) -> None:
    document.add_page_break()


def _settled(document: Any) -> bytes:
    """Return the document's bytes without the moment of writing: every entry of the archive has one fixed date."""
    raw = io.BytesIO()
    document.save(raw)
    return parts.without_times(raw)


_WRITERS: Final[Mapping[type[Node], Callable[[Any, Any], None]]] = {
    Para: _write_para,
    Grid: _write_grid,
    Listing: _write_listing,
    Seal: _write_seal,
    Strip: _write_strip,
    NewPage: _write_new_page,
}
