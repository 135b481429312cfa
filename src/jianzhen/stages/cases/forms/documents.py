"""From a filled form to a file: .docx by python-docx, .pdf by LibreOffice from that very .docx.

Both are asked for only here. python-docx is the extra ``documents``; LibreOffice is a program of the machine. What is
not installed is said when a document is asked for, never before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.forms.filled import Filled
from jianzhen.stages.cases.forms.fonts import STAND_INS

PROGRAMS: Final = ("soffice", "libreoffice")
FILTER: Final = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
"""PDF/A-2b: every font is inside, as an archive wants it."""
LONGEST: Final = 180
"""Seconds after which a conversion is given up."""


def docx_of(filled: Filled, *, draft: bool = False) -> bytes:
    """Return the document as a .docx, the same bytes each time; ``draft`` puts 草稿 behind the text.

    Raises:
        RefusedError: python-docx is not installed.
    """
    try:
        from jianzhen.stages.cases.forms.render import render  # noqa: PLC0415  python-docx is an extra
    except ModuleNotFoundError as fault:
        if fault.name != "docx":
            raise
        raise RefusedError(
            "writing .docx needs python-docx, which is not installed",
            where=Where(key=filled.code),
            remedy="Install the extra: pip install 'jianzhen[documents]'",
        ) from fault
    return render(filled, draft=draft)


def pdf_of(document: bytes) -> bytes:
    """Return a .docx as a PDF/A with its fonts inside.

    Raises:
        RefusedError: LibreOffice is not installed, or could not convert the document.
    """
    return pdfs_of({"document": document})["document"]


def pdfs_of(documents: dict[str, bytes]) -> dict[str, bytes]:
    """Return several .docx as PDF, by the same names: LibreOffice is started once for all.

    Raises:
        RefusedError: as for :func:`pdf_of`.
    """
    program = _program()
    with tempfile.TemporaryDirectory(prefix="jianzhen-pdf-") as folder:
        names = {f"{number}": name for number, name in enumerate(documents)}
        for number, name in names.items():
            Path(folder, f"{number}.docx").write_bytes(documents[name])
        said = _convert(program, Path(folder), [f"{number}.docx" for number in names])
        made = {name: Path(folder, f"{number}.pdf") for number, name in names.items()}
        if gone := [name for name, path in made.items() if not path.exists()]:
            raise RefusedError(
                f"LibreOffice made no PDF ({said or 'it gave no reason'})",
                where=Where(key=gone[0]),
                remedy="Open the .docx with an office program and print it from there",
            )
        return {name: path.read_bytes() for name, path in made.items()}


def _program() -> str:
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise RefusedError(
            "making a PDF needs LibreOffice Writer, which is not installed",
            where=Where(key="pdf"),
            remedy="Install it (Debian: apt-get install libreoffice-writer-nogui fonts-noto-cjk), or write a .docx",
        )
    return found


def _fonts(folder: Path) -> Path:
    """Write the fontconfig file that names the stand-ins beside the machine's own fonts."""
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><accept>'
        + "".join(f"<family>{other}</family>" for other in others)
        + "</accept></alias>"
        for name, others in STAND_INS.items()
    )
    own = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    path = folder / "fonts.conf"
    path.write_text(f'<?xml version="1.0"?><fontconfig>{own}{aliases}</fontconfig>', encoding="utf-8")
    return path


def _convert(program: str, folder: Path, names: list[str]) -> str:
    """Run LibreOffice with a profile of its own, so that two runs never wait for each other."""
    words = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    try:
        done = subprocess.run(  # noqa: S603 - a program found on the path, files of our own
            [*words, "--convert-to", FILTER, "--outdir", str(folder), *names],
            cwd=folder,
            env={**os.environ, "FONTCONFIG_FILE": str(_fonts(folder))},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it did not end within {LONGEST} seconds"
    return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""
