"""Pieces of WordprocessingML that python-docx has no words for: styles, fonts, page numbers, watermark, fixed times."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

_FONT_TABLE: Final = "/word/fontTable.xml"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip archive can hold."""
_WATERMARK: Final = (
    '<w:r {w}><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="draft" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;margin-left:0;'
    "margin-top:0;width:360pt;height:180pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" fillcolor="silver" stroked="f"><v:fill opacity=".5"/>'
    '<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string={text}/></v:shape></w:pict></w:r>'
)


@dataclass(frozen=True, slots=True)
class Look:
    """One paragraph style. Sizes and spaces in points, ``indent`` of the first line in characters."""

    name: str
    font: str
    size: float
    align: str = "justify"
    bold: bool = False
    indent: int = 0
    line: float = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    together: bool = False


def add_style(document: Any, look: Look) -> None:
    """Add the style to the document."""
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold, style.font.name = Pt(look.size), look.bold, look.font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:ascii", "w:cs"):
        fonts.set(qn(script), look.font)
    shape = style.paragraph_format
    shape.alignment = getattr(WD_ALIGN_PARAGRAPH, look.align.upper())
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.first_line_indent = Pt(look.indent * look.size)
    shape.line_spacing = Pt(look.line) if look.line else 1.15
    shape.keep_with_next, shape.keep_together, shape.widow_control = look.keep, look.together, True


def name_fonts(document: Any, fallbacks: Mapping[str, str]) -> None:
    """Name in the font table which free font stands for each one, for machines that do not have it."""
    entries = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:charset w:val="86"/></w:font>'
        for name, other in fallbacks.items()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'
    for part in document.part.package.iter_parts():
        if str(part.partname) == _FONT_TABLE:
            part._blob = table.encode()  # noqa: SLF001 - python-docx keeps the font table as opaque bytes


def add_page_numbers(paragraph: Any, font: str) -> None:
    """Write 第 X 页 共 Y 页 in the middle of the paragraph."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
        run = paragraph.add_run(words)
        _in_font(run, font)
        if field:
            paragraph._p.append(_field(field))  # noqa: SLF001 - python-docx has no fields


def _in_font(run: Any, font: str) -> None:
    run.font.name, run.font.size = font, Pt(10.5)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - no public door


def _field(instruction: str) -> Any:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


def add_watermark(paragraph: Any, words: str) -> None:
    """Put the words aslant and grey behind every page; ``paragraph`` is one of the header."""
    paragraph._p.append(parse_xml(_WATERMARK.format(w=nsdecls("w"), text=quoteattr(words))))  # noqa: SLF001 - VML


def without_times(raw: io.BytesIO) -> bytes:
    """Return the same archive with one fixed time for every entry, so that equal documents have equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as sink:
        for name in sorted(source.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            sink.writestr(entry, source.read(name))
    return out.getvalue()
