"""The rules that hold for every command, tried from outside: exit codes, one line of fault, files whole or not."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from jianzhen.base.clock import SHANGHAI

RIGHTS = "right_id,kind,mark,holder\nR1,trademark,岚溪谷,湖北岚溪谷饮品有限公司\n"
ITEMS = "item_id,text,kind\nI1,岚曦谷绿茶 500g,listing\nI2,江边散步,listing\n"


def jianzhen(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Call the program as a script would, in a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "JIANZHEN_DATA"}
    return subprocess.run(
        [sys.executable, "-m", "jianzhen", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=kept,
    )


def screen(folder: Path, *, out: str = "out.csv", items: str = ITEMS) -> subprocess.CompletedProcess[str]:
    """Screen a small table."""
    (folder / "rights.csv").write_text(RIGHTS, encoding="utf-8")
    (folder / "items.csv").write_text(items, encoding="utf-8")
    words = ("screen", "items", "--rights", "rights.csv", "--items", "items.csv", "--out", out)
    return jianzhen(*words, "--as-of", "2026-06-01", cwd=folder)


def only_line(text: str) -> str:
    """Return the one line there is."""
    (line,) = text.splitlines()
    return line


def test_done_is_zero_with_the_day_printed_once(tmp_path: Path) -> None:
    """A clean call ends with 0, says its day once, shows no progress in a pipe and no answer on standard output."""
    done = screen(tmp_path)
    assert done.returncode == 0
    assert (done.stdout, done.stderr.count("2026-06-01")) == ("", 1)
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").count("\n") >= 3


def test_today_is_shanghais(tmp_path: Path) -> None:
    """Left out, the day is today in Shanghai."""
    (tmp_path / "m.csv").write_text("item_id,text\n1,买到假酒\n", encoding="utf-8")
    before = datetime.now(SHANGHAI).date()
    said = jianzhen("route", "--in", "m.csv", "--out", "r.csv", cwd=tmp_path).stderr
    after = datetime.now(SHANGHAI).date()
    assert {f"as of {before}", f"as of {after}"} & set(said.splitlines())


def test_rows_set_aside_still_end_with_zero(tmp_path: Path) -> None:
    """A row without a required cell goes to an error workbook beside the output; its number is said."""
    done = screen(tmp_path, items=ITEMS + "I3,,listing\n")
    assert done.returncode == 0
    assert "1 rows of items.csv set aside" in done.stderr
    assert (tmp_path / "out.errors.xlsx").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("items.csv", b"item_id,title\nI1,x\n", ("file items.csv", "row 1", "column text", "missing")),
        ("items.csv", b"item_id,text\nI1,\xff\xfe\xff\xff\n", ("items.csv", "row 2")),
        ("items.xlsx", b"PK\x03\x04cut off", ("items.xlsx", "truncated or damaged")),
        ("items.doc", b"x", ("items.doc", ".csv")),
    ],
)
def test_a_refused_file_is_one_line_and_leaves_nothing(
    tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    """Exit 2, one line that names the file, the place and the remedy; an older output stays as it was."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "rights.csv").write_text(RIGHTS, encoding="utf-8")
    (tmp_path / "out.csv").write_text("older", encoding="utf-8")
    call = ("screen", "items", "--rights", "rights.csv", "--items", name, "--out", "out.csv", "--as-of", "2026-06-01")
    done = jianzhen(*call, cwd=tmp_path)
    assert done.returncode == 2
    fault = only_line(done.stderr.removeprefix("as of 2026-06-01\n"))
    assert fault.startswith("jianzhen: ")
    assert [word for word in words if word not in fault] == []
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({"out.csv", "rights.csv", name})


def test_an_output_of_unknown_form_is_refused(tmp_path: Path) -> None:
    """Outputs are written by extension; another one is refused before anything is made."""
    done = screen(tmp_path, out="out.pdf")
    assert done.returncode == 2
    assert ".csv" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("nothing-of-the-kind",),
        ("screen", "items"),
        ("law", "show", "proc.verify", "--as-of", "2026-02-30"),
        ("run", "--data"),
    ],
)
def test_wrong_usage_is_two_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Wrong usage ends with 2 and one line, and makes no data folder."""
    done = jianzhen(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert only_line(done.stderr).startswith("jianzhen: ")
    assert list(tmp_path.iterdir()) == []


def test_a_check_that_says_no_is_one(tmp_path: Path) -> None:
    """A wrong check digit and an unfilled playbook end with 1; a right code ends with 0."""
    assert jianzhen("trace", "code", "6901234567890", cwd=tmp_path).returncode == 1
    assert jianzhen("trace", "code", "6901234567892", cwd=tmp_path).returncode == 0
    assert jianzhen("playbook", "new", "toys", "--in", tmp_path, cwd=tmp_path).returncode == 0
    assert jianzhen("playbook", "check", tmp_path / "toys", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    "words",
    [("--data", "city", "log", "head"), ("log", "--data", "city", "head"), ("log", "head", "--data=city")],
)
def test_data_stands_anywhere(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Before, between or after the command's words, the same folder is the instance."""
    assert jianzhen("init", "--data", "city", cwd=tmp_path).returncode == 0
    done = jianzhen(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"size"' in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_help_touches_nothing(tmp_path: Path) -> None:
    """Asked for help, not even a command of the database makes a folder."""
    for words in ((), ("run",), ("log", "verify"), ("findings",), ("sample", "score")):
        assert jianzhen(*words, "--help", cwd=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_pass_lands_what_it_can_and_lists_it(tmp_path: Path) -> None:
    """One file is cut off, of one no manifest knows the columns: exit 2, both named; the other lands and is listed."""
    data = tmp_path / "city"
    (data / "inbox").mkdir(parents=True)
    (data / "rights").mkdir()
    (data / "rights" / "register.csv").write_text(RIGHTS, encoding="utf-8")
    (data / "inbox" / "items.csv").write_text(ITEMS, encoding="gb18030")
    (data / "inbox" / "shops.csv").write_text("店铺,网址\n甲,乙\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "whole.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "x" * 1000)
    (data / "inbox" / "cut.xlsx").write_bytes((tmp_path / "whole.xlsx").read_bytes()[:60])
    done = jianzhen("run", "--data", data, "--as-of", "2026-06-01", cwd=tmp_path)
    assert done.returncode == 2
    refused = [line for line in done.stderr.splitlines() if " refused: " in line]
    assert [line.split(" refused")[0] for line in sorted(refused)] == ["cut.xlsx", "shops.csv"]
    assert "\x1b" not in done.stdout
    assert done.stdout.count("as of 2026-06-01") == 1
    listed = jianzhen("findings", "--data", data, "--out", "found.csv", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "【岚曦谷】" in (tmp_path / "found.csv").read_text(encoding="utf-8-sig")


def test_a_seed_without_a_number_is_wrong_usage(tmp_path: Path) -> None:
    """A draw wants to know how many."""
    assert jianzhen("init", "--data", "city", cwd=tmp_path).returncode == 0
    done = jianzhen("findings", "--seed", "7", "--data", tmp_path / "city", cwd=tmp_path)
    assert done.returncode == 2
    assert "--limit" in only_line(done.stderr)


def test_an_empty_instance_lists_nothing(tmp_path: Path) -> None:
    """Without findings the list has its head line only, under DATA/reports."""
    assert jianzhen("init", "--data", "city", cwd=tmp_path).returncode == 0
    done = jianzhen("findings", "--data", "city", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert only_line(done.stderr).startswith("0 findings in ")
    assert (tmp_path / "city" / "reports" / "findings.xlsx").exists()
