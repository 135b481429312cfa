"""Makes small documents for tests: a Word file, and a PDF that carries Chinese text."""

from __future__ import annotations

from pathlib import Path

import docx

_CMAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
)


def write_docx(path: Path, paragraphs: list[str]) -> Path:
    """Write a Word file with one paragraph a text, the last two in a table."""
    document = docx.Document()
    for paragraph in paragraphs[:-2]:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=2, cols=1)
    for row, paragraph in zip(table.rows, paragraphs[-2:], strict=True):
        row.cells[0].text = paragraph
    document.save(str(path))
    return path


def write_pdf(path: Path, lines: list[str]) -> Path:
    """Write a one-page PDF whose glyph numbers are the characters' code points (readable by extraction alone)."""
    shown = b"\n".join(b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj T*" for line in lines)
    content = b"BT /F 12 Tf 14 TL 40 800 Td\n" + shown + b"\nET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        _stream(content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X\n/Encoding /Identity-H /DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /CIDSystemInfo 8 0 R >>",
        _stream(_CMAP),
        b"<< /Registry (A) /Ordering (I) /Supplement 0 >>",
    ]
    path.write_bytes(_assembled(objects))
    return path


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assembled(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + end
