"""Opens a plan document (.txt, .docx, .pdf) and gives its lines; anything else is refused by name."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.playbook.workplan.text import is_page_number

try:
    import docx
except ImportError:  # the documents extra is not installed; said when a .docx is opened
    docx = None  # type: ignore[assignment]
try:
    import pypdf
    from pypdf.errors import PyPdfError
except ImportError:  # the documents extra is not installed; said when a .pdf is opened
    pypdf = None  # type: ignore[assignment]

MOST_BYTES: Final = 50_000_000
"""A work plan has some dozens of kilobytes; what is this large is no plan."""
MOST_UNPACKED: Final = 200_000_000
"""A .docx that unpacks to more than this is taken for a zip bomb."""
_EXTRA: Final = "Install the documents extra: pip install 'jianzhen[documents]'; or save the plan as .txt"


def read_lines(path: Path) -> list[str]:
    """Return the lines (of a .docx: the paragraphs) of a plan document, page numbers left out.

    Raises:
        RefusedError: missing, too large, undecodable, damaged, of another kind, or the extra is not installed.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        raise _refused(path, f"{path.suffix or 'no extension'} is not a kind of plan document", f"Save it as {known}")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be read", "Name a file that exists") from error
    if size > MOST_BYTES:
        raise _refused(path, f"{size} bytes are too many for a work plan", "Give the plan alone, without pictures")
    lines = reader(path)
    if not any(line.strip() for line in lines):
        raise _refused(path, "holds no text", "Give a document with text; a scan must be recognised (OCR) first")
    return [line for line in lines if not is_page_number(line)]


def _refused(path: Path, what: str, remedy: str) -> RefusedError:
    return RefusedError(what, where=Where(file=str(path)), remedy=remedy)


def _text(path: Path) -> list[str]:
    data = path.read_bytes()
    return _decoded(path, data).splitlines()


def _decoded(path: Path, data: bytes) -> str:
    marked_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked_utf16 else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next encoding is tried; when none fits the file is refused below
        if not any(unicodedata.category(c) in {"Cc", "Cn"} for c in text if c not in "\t\r\n\f\v"):
            return text
    raise _refused(path, f"is not text in {' or '.join(encodings)}", "Save the plan as UTF-8 text")


def _docx(path: Path) -> list[str]:
    if docx is None:
        raise _refused(path, "reading .docx needs python-docx, which is not installed", _EXTRA)
    _refuse_bomb(path)
    try:
        document = docx.Document(str(path))
    except (KeyError, ValueError, zipfile.BadZipFile, SyntaxError, docx.exceptions.PythonDocxError) as error:
        raise _refused(
            path, f"is a damaged Word file ({error})", "Open it in Word, save it again, or use .txt"
        ) from error
    return [line for part in document.iter_inner_content() for line in _docx_lines(part)]


def _docx_lines(part: Any) -> list[str]:
    """Return the lines of a paragraph, or of a table cell by cell (a merged cell once)."""
    if hasattr(part, "rows"):
        cells = dict.fromkeys(cell._tc for row in part.rows for cell in row.cells)  # noqa: SLF001 - python-docx has no public identity of a merged cell
        paragraphs = [p for cell in cells for p in cell.p_lst]
        return ["".join(run.text or "" for run in p.r_lst) for p in paragraphs]
    return str(part.text).splitlines()


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _refused(
            path, "is a truncated or damaged Word file", "Fetch the file again or save it as .txt"
        ) from error
    if unpacked > MOST_UNPACKED:
        raise _refused(path, f"unpacks to {unpacked} bytes", "Give the plan alone, without pictures")


def _pdf(path: Path) -> list[str]:
    if pypdf is None:
        raise _refused(path, "reading .pdf needs pypdf, which is not installed", _EXTRA)
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    except (PyPdfError, ValueError, KeyError) as error:
        raise _refused(path, f"is a damaged or locked PDF ({error})", "Save it again without a password") from error
    return [re.sub(r"[ \t]+", " ", line) for page in pages for line in page.splitlines()]


_READERS: Final[dict[str, Callable[[Path], list[str]]]] = {".txt": _text, ".docx": _docx, ".pdf": _pdf}
