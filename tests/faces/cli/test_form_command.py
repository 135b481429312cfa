"""``jianzhen form`` from outside: listed, asked, rendered; every refusal one line with exit 2 and no file left."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jianzhen.faces.cli.main import main
from jianzhen.stages.cases.forms.library import form_of
from tests.stages.cases.forms.invented import facts_for, needs_office, without


def run(*words: str | Path) -> int:
    """Call the command and return its exit code."""
    try:
        main([str(word) for word in words])
    except SystemExit as ended:
        return int(str(ended.code))
    return 0


def facts_file(folder: Path, facts: Any) -> Path:
    """Write a file of facts."""
    path = folder / "facts.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return path


def text_of(path: Path) -> str:
    """Return the words of a .docx."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


def test_the_list_has_both_sets(capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty-six lines, penalty forms first; form 51 says that the law overtook it."""
    assert run("form", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 66
    assert lines[0] == "cf01  案件来源登记表  Register of case sources"
    assert "公告期按文书日期时施行的规定打印" in lines[50]
    assert run("form", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)["forms"][44]["number_word"] == "处罚"


def test_a_form_says_what_it_asks_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Path, kind, both names; what is needed is marked."""
    assert run("form", "show", "cf45") == 0
    assert "  case.facts  long *  案件事实 / findings" in capsys.readouterr().out.splitlines()
    assert run("form", "show", "cf45", "--json") == 0
    asked = {one["path"]: one for one in json.loads(capsys.readouterr().out)["facts"]}
    assert asked["case.fined"]["options"] == ["是", "否"]


def test_a_form_is_rendered_with_the_law_of_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Form 51 prints sixty days on the last day of the old rule and thirty on the first day of the new."""
    facts = facts_file(tmp_path, facts_for(form_of("cf51")))
    for day, words in (("2022-10-31", "六十日"), ("2022-11-01", "三十日")):
        out = tmp_path / f"{day}.docx"
        assert run("form", "render", "cf51", "--case", facts, "--out", out, "--as-of", day) == 0
        assert f"发布之日起{words}内" in text_of(out)
        assert words in capsys.readouterr().out


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    """Two calls write the same file, byte for byte."""
    facts = facts_file(tmp_path, facts_for(form_of("cf45")))
    for name in ("one.docx", "two.docx"):
        assert run("form", "render", "cf45", "--case", facts, "--out", tmp_path / name, "--as-of", "2026-05-20") == 0
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


def test_a_draft_leaves_the_number_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a serial number only a draft can be made, and it says so behind the text."""
    facts = facts_file(tmp_path, without(facts_for(form_of("cf45")), "document.serial"))
    out = tmp_path / "d.docx"
    assert run("form", "render", "cf45", "--case", facts, "--out", out, "--as-of", "2026-05-20") == 2
    assert "文书顺序号（document.serial）" in capsys.readouterr().err
    assert run("form", "render", "cf45", "--case", facts, "--out", out, "--as-of", "2026-05-20", "--draft") == 0
    assert "澜市监处罚〔2026〕　　号" in text_of(out)
    with zipfile.ZipFile(out) as archive:
        assert any("草稿" in archive.read(name).decode() for name in archive.namelist() if "header" in name)


@needs_office
def test_a_pdf_is_written(tmp_path: Path) -> None:
    """A name that ends in .pdf gives a PDF."""
    facts, out = facts_file(tmp_path, facts_for(form_of("cf33"))), tmp_path / "o.PDF"
    assert run("form", "render", "cf33", "--case", facts, "--out", out, "--as-of", "2026-05-20") == 0
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no JSON of facts"),
        ("[1]", "holds no JSON object"),
        ('{"party": {}, "party": {}}', "party stands twice"),
        ("[" * 100_000, "is no JSON of facts"),
        ('{"case": {"name": "绝密★三十年"}}', "marked 秘密/机密/绝密"),
        ('{"form": {"violatd": "x"}}', "Did you mean violated"),
        ('{"form": {"due_on": "2026-02-31"}}', "is no date"),
        ('{"agency": {"name": 7}}', "is no text"),
        ('{"form": {"when_due": "马上"}}', "Choose one of 立即、限期"),
        ('{"form": []}', "form is no object"),
    ],
)
def test_facts_that_are_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    """The refusal is one line that names the fault; nothing is written."""
    path, out = tmp_path / "facts.json", tmp_path / "o.docx"
    path.write_text(text, encoding="utf-8")
    assert run("form", "render", "cf33", "--case", path, "--out", out, "--as-of", "2026-05-20") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert not out.exists()


@pytest.mark.parametrize(
    ("form", "out", "says"),
    [
        ("cf33", "o.odt", "ends in .docx or .pdf"),
        ("cf33", "missing/o.docx", "folder that exists"),
        ("cf57", "o.docx", "no form has this code"),
    ],
)
def test_calls_that_cannot_be_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, out: str, says: str
) -> None:
    """Another ending, a folder that is not there, a form that is none: exit 2 and what to do."""
    facts = facts_file(tmp_path, facts_for(form_of("cf33")))
    assert run("form", "render", form, "--case", facts, "--out", tmp_path / out, "--as-of", "2026-05-20") == 2
    assert says in capsys.readouterr().err


def test_a_set_is_not_used_before_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The complaint forms of 2026 are refused on the day before they came into use."""
    facts = facts_file(tmp_path, facts_for(form_of("ts05")))
    words = ("form", "render", "ts05", "--case", facts, "--out", tmp_path / "o.docx")
    assert run(*words, "--as-of", "2026-04-14") == 2
    assert "in use from 2026-04-15" in capsys.readouterr().err
    assert run(*words, "--as-of", "2026-04-15") == 0
