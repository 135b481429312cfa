"""Plan documents of every kind, and files that are none."""

from __future__ import annotations

import textwrap
import zipfile
from pathlib import Path
from typing import Final

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.playbook.workplan import files
from jianzhen.playbook.workplan.model import Plan
from jianzhen.playbook.workplan.reader import read_plan
from tests.playbook.workplan.cases import QINGLAN, TITLE
from tests.playbook.workplan.documents import write_docx, write_pdf

LINES: Final = (
    TITLE
    + """
一、加强重点领域监管执法
（一）规范网络市场秩序。开展网络交易监测，深入整治网售假冒伪劣商品，督促平台落实主体责任，及时处置投诉举报线索。\
（市市场监管局牵头负责，市公安局、市商务局、市委网信办按职责分工负责）
（二）治理农村和城乡结合部市场。以食品、小家电为重点，加强执法检查，曝光典型案例，严惩违法犯罪分子，净化农村消费环境。\
（市农业农村局、市市场监管局按职责分工分别负责）
二、健全长效机制
（三）加强宣传。解读法律法规。（市委宣传部负责）"""
).splitlines()


def _facts(plan: Plan) -> list[tuple[str, str | None, str, list[str]]]:
    return [(t.number, t.section, t.title, [u.name for c in t.clauses for u in c.units]) for t in plan.tasks]


WANTED: Final = [
    ("1", "一", "规范网络市场秩序", ["市市场监管局", "市公安局", "市商务局", "市委网信办"]),
    ("2", "一", "治理农村和城乡结合部市场", ["市农业农村局", "市市场监管局"]),
    ("3", "二", "加强宣传", ["市委宣传部"]),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_the_encodings_of_the_field(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without mark, GB18030 and UTF-16 text give one and the same plan."""
    path = tmp_path / "plan.txt"
    path.write_text("\r\n".join(LINES), encoding=encoding)
    assert _facts(read_plan(path, QINGLAN)) == WANTED


def test_word(tmp_path: Path) -> None:
    """A Word file is read in the order of its body, tables included."""
    assert _facts(read_plan(write_docx(tmp_path / "plan.docx", LINES), QINGLAN)) == WANTED


def _wrapped(lines: list[str]) -> list[str]:
    return [piece for line in lines for piece in textwrap.wrap("　　" + line, 32, drop_whitespace=False)]


def test_pdf_with_broken_lines_and_page_numbers(tmp_path: Path) -> None:
    """Lines that the margin broke are joined again; page numbers between them go."""
    lines = _wrapped(LINES)
    lines.insert(4, "— 1 —")
    assert _facts(read_plan(write_pdf(tmp_path / "plan.pdf", lines), QINGLAN)) == WANTED


def test_hard_wrapped_text(tmp_path: Path) -> None:
    """A .txt broken at a margin reads like one with a paragraph a line."""
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(_wrapped(LINES)), encoding="utf-8")
    assert _facts(read_plan(path, QINGLAN)) == WANTED


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.doc", b"x", "not a kind of plan document"),
        ("plan.txt", b"", "holds no text"),
        ("plan.txt", b"\xff\xff\x00\x01\x80", "is not text"),
        ("plan.docx", b"PK\x03\x04 cut off", "truncated or damaged"),
        ("plan.pdf", b"%PDF-1.7 cut off", "damaged or locked"),
        ("plan.txt", "2022年工作要点\n没有任务".encode(), "负责"),
    ],
)
def test_what_is_no_plan_is_refused_by_name(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    """A file of another kind, empty, undecodable or cut off is refused with its name and a remedy."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RefusedError, match=words) as refused:
        read_plan(path, QINGLAN)
    assert name in str(refused.value)
    assert refused.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A path that leads nowhere is refused, not raised as the system's own error."""
    with pytest.raises(RefusedError, match="No such file"):
        read_plan(tmp_path / "none.txt", QINGLAN)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    """A Word file that unpacks to hundreds of megabytes is refused before it is unpacked."""
    path = tmp_path / "plan.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as inner:
        for _ in range(files.MOST_UNPACKED // 10_000_000 + 1):
            inner.write(b"\0" * 10_000_000)
    with pytest.raises(RefusedError, match="unpacks to"):
        read_plan(path, QINGLAN)


@pytest.mark.parametrize(("name", "module"), [("plan.docx", "docx"), ("plan.pdf", "pypdf")])
def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str) -> None:
    """Without the documents extra the message says what to install."""
    (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr(files, module, None)
    with pytest.raises(RefusedError, match=r"jianzhen\[documents\]"):
        read_plan(tmp_path / name, QINGLAN)
