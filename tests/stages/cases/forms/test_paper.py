"""The files themselves: A4, named fonts, equal bytes; every .docx opens in LibreOffice, its PDF holds the document."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, Final

import docx
import pypdf
import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.law.instance import book_of
from jianzhen.stages.cases.forms import documents
from jianzhen.stages.cases.forms.documents import docx_of, pdf_of, pdfs_of
from jianzhen.stages.cases.forms.fill import Numbering, fill
from jianzhen.stages.cases.forms.filled import Filled, Seal
from jianzhen.stages.cases.forms.fonts import STAND_INS
from jianzhen.stages.cases.forms.library import all_forms, form_of
from tests.stages.cases.forms.invented import facts_for, needs_office

BOOK: Final = book_of(Path("/no own law"))
DAY: Final = date(2026, 11, 20)
A4: Final = (595, 842)
LOTS: Final = 120
SEAL: Final = "cf25"
"""The paper seal, which is 7 by 30 cm."""


def filled(code: str, **changes: Any) -> Filled:
    """Return a complete document."""
    found = fill(code, facts_for(form_of(code)) | changes, as_of=DAY, book=BOOK)
    assert isinstance(found, Filled)
    return found


@pytest.fixture(scope="module")
def pdfs() -> dict[str, pypdf.PdfReader]:
    """Convert all forms, and two long documents, with one start of LibreOffice."""
    made = pdfs_of(
        {code: docx_of(filled(code)) for code in all_forms()} | {"list": long_list(), "decision": long_text()}
    )
    return {code: pypdf.PdfReader(io.BytesIO(content)) for code, content in made.items()}


def long_list() -> bytes:
    """Return a list of many goods."""
    rows = [{"name": f"样例商品甲{n}号", "spec": "500ml", "unit": "只", "quantity": n} for n in range(1, LOTS + 1)]
    return docx_of(filled("cf24", goods={"list_number": "样1", "rows": rows}))


def long_text() -> bytes:
    """Return a decision with facts of many thousand characters."""
    facts = facts_for(form_of("cf45"))["case"]
    facts["facts"] = "\n".join(f"第{n}项事实：当事人于样例日期销售样例商品。" * 4 for n in range(1, LOTS + 1))
    return docx_of(filled("cf45", case=facts))


def bare(text: str) -> str:
    """Return a text without blanks: a PDF breaks lines where it must."""
    return re.sub(r"\s", "", text)


@needs_office
@pytest.mark.parametrize("code", list(all_forms()))
def test_the_pdf_holds_the_document(pdfs: dict[str, pypdf.PdfReader], code: str) -> None:
    """Every page is A4 (a paper seal has its own size), and agency, title, number and law can be read in it."""
    reader, made = pdfs[code], filled(code)
    for page in reader.pages:
        size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        assert size == (A4 if code != SEAL else (198, 850))
    words = bare("".join(page.extract_text() for page in reader.pages))
    for part in (made.agency, made.number, *([made.title] if form_of(code).letterhead else [])):
        assert bare(part) in words
    assert all(bare(figure.words) in words for figure in made.law)


@needs_office
def test_fonts_lie_inside_the_pdf(pdfs: dict[str, pypdf.PdfReader]) -> None:
    """Whoever opens it needs no Chinese font: every font is embedded, and none is a fallback without Chinese."""
    for code, reader in pdfs.items():
        fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
        assert fonts
        for font in fonts:
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner["/FontDescriptor"]
            assert any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")), (code, font["/BaseFont"])


@needs_office
def test_no_page_is_empty_and_no_seal_stands_alone(pdfs: dict[str, pypdf.PdfReader]) -> None:
    """Each page says more than its number, and the page of the seal has a line of the document above it."""
    for code in all_forms():
        for page in pdfs[code].pages:
            text = bare(page.extract_text())
            said = re.sub(r"第\d+页共\d+页", "", text)
            assert len(said) > 10, code
            if any(isinstance(node, Seal) for node in filled(code).nodes) and "（印章）" in said:
                above = said.partition("（印章）")[0]
                assert len(above) > len(bare(filled(code).agency)) + 5, code


@pytest.mark.parametrize("code", list(all_forms()))
def test_the_same_document_has_the_same_bytes(code: str) -> None:
    """Neither the hour nor the order of a dictionary is in the file."""
    assert docx_of(filled(code)) == docx_of(filled(code))


def test_pages_are_a4_with_the_margins_of_official_letters() -> None:
    """A letter has the margins of GB/T 9704-2012: 37, 35, 28 and 26 mm."""
    section = docx.Document(io.BytesIO(docx_of(filled("cf33")))).sections[0]
    assert [round(one.mm) for one in (section.page_width, section.page_height) if one is not None] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins if one is not None] == [37, 35, 28, 26]


def test_fonts_are_named_with_their_stand_ins() -> None:
    """The font table names 宋体, 仿宋 and 黑体, each with a free font for machines without it."""
    with zipfile.ZipFile(io.BytesIO(docx_of(filled("cf33")))) as archive:
        table = archive.read("word/fontTable.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    for name, others in STAND_INS.items():
        assert f'<w:font w:name="{name}"><w:altName w:val="{others[-1]}"/>' in table
    assert 'w:eastAsia="仿宋"' in styles


def test_pages_are_numbered_and_heads_of_tables_repeat() -> None:
    """第 X 页 共 Y 页 are fields; the head row of a list of goods is a head on every page."""
    with zipfile.ZipFile(io.BytesIO(docx_of(filled("cf24")))) as archive:
        names = archive.namelist()
        foot = "".join(archive.read(name).decode() for name in names if "footer" in name)
        body = archive.read("word/document.xml").decode()
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot
    assert body.count("<w:tblHeader/>") == 1
    assert "<w:cantSplit/>" in body


@needs_office
def test_a_long_list_goes_on_over_pages(pdfs: dict[str, pypdf.PdfReader]) -> None:
    """Many lots fill many pages, each with the head row, none lost."""
    texts = [bare(page.extract_text()) for page in pdfs["list"].pages]
    assert len(texts) > 3
    assert all("标称名称/场所" in text for text in texts[:-1])
    found = [int(one) for text in texts for one in re.findall(r"样例商品甲(\d+)号", text)]
    assert found == list(range(1, LOTS + 1))


@needs_office
def test_a_long_decision_goes_on_over_pages(pdfs: dict[str, pypdf.PdfReader]) -> None:
    """Facts of many thousand characters are printed whole and in order."""
    words = bare("".join(page.extract_text() for page in pdfs["decision"].pages))
    found = [int(one) for one in re.findall(r"第(\d+)项事实", words)]
    assert found == [n for n in range(1, LOTS + 1) for _ in range(4)]


def test_a_draft_is_marked_on_every_page() -> None:
    """草稿 stands in the head, behind the text; an issued document has none."""
    facts = facts_for(form_of("cf33"))
    made = fill("cf33", facts, as_of=DAY, book=BOOK, numbering=Numbering(open=True))
    assert isinstance(made, Filled)
    for draft in (True, False):
        with zipfile.ZipFile(io.BytesIO(docx_of(made, draft=draft))) as archive:
            heads = [archive.read(name).decode() for name in archive.namelist() if "header" in name]
        assert any("草稿" in head for head in heads) == draft


def test_without_libreoffice_a_pdf_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal names the package; a .docx can still be written."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(RefusedError, match="apt-get install libreoffice-writer-nogui fonts-noto-cjk"):
        pdf_of(docx_of(filled("cf33")))


@needs_office
def test_what_is_no_document_gives_no_pdf() -> None:
    """A file that LibreOffice cannot read is refused, not answered with an empty page."""
    with pytest.raises(RefusedError, match="made no PDF"):
        documents.pdf_of(b"PK\x03\x04 nothing")
