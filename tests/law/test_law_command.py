"""``jianzhen law``: answers, exit codes, and files written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jianzhen.faces.cli.main import main
from tests.law.test_book import _FUTURE
from tests.law.test_workdays import _NEXT

_CASE = {"case_id": "a", "rule_id": "proc.verify", "start": "2025-09-22"}


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each command a data folder of its own."""
    root = tmp_path / "data"
    monkeypatch.setenv("JIANZHEN_DATA", str(root))
    monkeypatch.setattr("sys.argv", ["jianzhen"])
    return root


def _run(*words: str) -> int:
    try:
        main(list(words))
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert _run(*words) == 0
    return dict(json.loads(capsys.readouterr().out))


def _cases(tmp_path: Path, *cases: object) -> str:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": cases}, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_show_prints_the_version_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    """Figure, unit, citation and confidence of the day asked for, and the day itself once."""
    assert _run("law", "show", "proc.register", "--as-of", "2021-07-14") == 0
    out = capsys.readouterr().out
    for words in ("proc.register.2019", "calendar_days", "art 32", "confidence", "proc.register.2021"):
        assert words in out
    assert out.count("2021-07-14") == 2  # as_of, and the last day of the version
    assert "as_of" in out


def test_show_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same facts as JSON, limbs included."""
    facts = _json(capsys, "law", "show", "crim.213.op", "--as-of", "2024-01-01", "--json")
    assert (facts["rule_id"], facts["quantity"], facts["confidence"]) == ("crim.213.op.2004", 50000, "A")
    assert facts["limbs"][0] == {
        "measure": "operating_value",
        "op": ">=",
        "value": 50000,
        "unit": "CNY",
        "condition": None,
    }


@pytest.mark.parametrize(
    ("key", "day", "status"),
    [
        ("rep.tell", "2026-04-15", "no_such_duty"),
        ("crim.214.sales", "2023-01-01", "needs_legal_review"),
        ("m.ccc", "2023-01-01", "needs_legal_review"),
    ],
)
def test_show_without_a_version_is_an_answer(
    key: str, day: str, status: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A repeal, a gap or an unverified rule is an answer (exit 0) with its status and no figure."""
    facts = _json(capsys, "law", "show", key, "--as-of", day, "--json")
    assert facts["status"] == status
    assert "quantity" not in facts


def test_show_defaults_to_today(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a day the command takes today in Shanghai and prints it."""
    assert len(_json(capsys, "law", "show", "proc.pay", "--json")["as_of"]) == 10


def test_keys_lists_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a key, with its versions."""
    assert _run("law", "keys") == 0
    assert "proc.verify  proc.verify.2019 proc.verify.2021\n" in capsys.readouterr().out


def test_one_deadline(capsys: pytest.CaptureFixture[str]) -> None:
    """Rule, start, extension and excluded days on the line give JSON with status, date and citation."""
    words = ["--rule", "proc.verify", "--start", "2024-01-25", "--extension", "proc.verify.ext"]
    answer = _json(capsys, "law", "deadline", *words)
    assert (answer["status"], answer["due_date"]) == ("exact", "2024-03-12")
    assert "art 18(1)" in answer["citation"]
    words = ["--rule", "proc.case.base", "--start", "2025-03-03", "--excluded-days", "12"]
    answer = _json(capsys, "law", "deadline", *words)
    assert answer["due_date"] == "2025-06-13"


def test_city_of_the_line_and_of_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--city holds for cases that name none; a case's own city wins."""
    case = {**_CASE, "start": "2020-01-16"}
    path = _cases(tmp_path, case, {**case, "case_id": "b", "city": "长沙"})
    results = _json(capsys, "law", "deadline", path, "--city", "武汉")["results"]
    assert [result["status"] for result in results] == ["needs_legal_review", "exact"]


def test_file_of_cases_is_answered_in_order(tmp_path: Path) -> None:
    """The answers are written whole, in the order of the cases, unknown fields left aside."""
    out = tmp_path / "answers.json"
    path = _cases(tmp_path, {**_CASE, "why": "left aside"}, {**_CASE, "case_id": "b", "rule_id": "no.rule"})
    assert _run("law", "deadline", path, "--out", str(out)) == 0
    results = json.loads(out.read_text(encoding="utf-8"))["results"]
    assert [(result["case_id"], result["status"]) for result in results] == [
        ("a", "exact"),
        ("b", "needs_legal_review"),
    ]
    assert list(tmp_path.glob("*.part")) == []


_BROKEN: dict[str, tuple[dict[str, object], list[str]]] = {
    "no-start": ({"start": None}, ["row 2", "column start"]),
    "bad-date": ({"start": "2025-02-30"}, ["row 2", "column start", "2025-02-30"]),
    "date-as-number": ({"start": 20250230}, ["row 2", "column start"]),
    "far-future": ({"start": "9999-12-31"}, ["row 2", "column start", "Name a day"]),
    "no-id": ({"case_id": ""}, ["row 2", "column case_id"]),
    "same-id": ({"case_id": "a"}, ["row 2", "column case_id", "stands twice"]),
    "extensions-as-text": ({"extension_rule_ids": "proc.verify.ext"}, ["row 2", "column extension_rule_ids"]),
    "days-as-text": ({"excluded_days": "3"}, ["row 2", "column excluded_days", "whole number"]),
    "days-negative": ({"excluded_days": -3}, ["row 2", "column excluded_days"]),
    "rule-as-number": ({"rule_id": 7}, ["row 2", "column rule_id"]),
}


@pytest.mark.parametrize("defect", _BROKEN)
def test_broken_case_refuses_the_file(defect: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, one line with file, row, column and remedy, and no output file."""
    change, words = _BROKEN[defect]
    out = tmp_path / "answers.json"
    path = _cases(tmp_path, _CASE, {**_CASE, "case_id": "b", **change})
    assert _run("law", "deadline", path, "--out", str(out)) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    for word in ("cases.json", *words):
        assert word in error
    assert not out.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"cases": {}}', b'{"cases": [1]}', b'{"cases": [], \xff}'], ids=range(6)
)
def test_file_that_is_no_case_file_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Empty, truncated, of another shape or undecodable: exit 2 in one line."""
    path = tmp_path / "cases.json"
    path.write_bytes(content)
    assert _run("law", "deadline", str(path)) == 2
    assert "cases.json" in capsys.readouterr().err


def test_empty_list_of_cases_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No cases, no results."""
    assert _json(capsys, "law", "deadline", _cases(tmp_path)) == {"results": []}


@pytest.mark.parametrize(
    "words",
    [
        ["deadline"],
        ["deadline", "--rule", "proc.pay"],
        ["deadline", "--rule", "proc.pay", "--start", "soon"],
        ["deadline", "--rule", "proc.nothing", "--start", "2025-01-02"],
        ["deadline", "x.json", "--rule", "proc.pay"],
        ["deadline", "nowhere.json"],
        ["show", "proc.nothing"],
        ["show", "proc.pay", "--as-of", "2025-13-01"],
    ],
)
def test_wrong_usage_exits_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Missing, contradicting or unreadable arguments exit 2 and say so."""
    assert _run("law", *words) == 2
    assert capsys.readouterr().err


def test_output_that_cannot_be_written_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that does not exist is named with a remedy."""
    out = tmp_path / "nowhere" / "answers.json"
    assert _run("law", "deadline", _cases(tmp_path, _CASE), "--out", str(out)) == 2
    assert "answers.json" in capsys.readouterr().err


def test_own_law_folder_of_the_instance(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules and calendars in DATA/law take effect without a release."""
    for name, text in (("rules", _FUTURE), ("calendars", _NEXT)):
        folder = data_folder / "law" / name
        folder.mkdir(parents=True)
        (folder / "own.yml").write_text(text, encoding="utf-8")
    assert _json(capsys, "law", "show", "proc.verify", "--as-of", "2030-01-01", "--json")["quantity"] == 20
    answer = _json(capsys, "law", "deadline", "--rule", "pub.cross.push", "--start", "2026-12-22")
    assert (answer["status"], answer["due_date"]) == ("exact", "2027-01-06")
