"""``jianzhen law assess``: answers, bad input, and every word of the vocabulary."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from jianzhen.faces.cli.main import main
from tests.shared import SHARED, needs_shared

_FACTS: Final = {"act_date": "2019-06-18", "object": "goods", "marks": 1, "operating_value": "50000.00"}
_CASE: Final = {"case_id": "a", "charge": "刑法213 goods", "question": "basic threshold reached?", "input": _FACTS}

_SAMPLES: Final[dict[str, Any]] = {
    "object": "goods",
    "offender": "unit",
    "party": "organisation",
    "sold": [{"quantity": 1, "actual_unit_price": "1.00", "established_average_price": None}],
    "unsold": [{"quantity": 1, "marked_unit_price": "1.00", "genuine_market_mid_price": "2.00"}],
    "acts": [{"date": "2019-06-18", "operating_value": "1.00", "already_handled": True, "handled_by": "penalty"}],
    "prior_penalty": {"kind": "administrative", "date": "2019-01-01"},
    "product": "shoes",
    "brand_known": True,
    "art143_made_out": False,
    "exceptions_apply": False,
    "field": "trade marks",
    "evidence": "reasonable suspicion",
    "provincial_amounts": {"organisation": "50000.00"},
    "act_date": "2019-06-18",
    "assessment_date": "2019-07-18",
    "decision_date": "2019-07-18",
    "notice_date": "2019-07-18",
}


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each command a data folder of its own, which need not exist."""
    monkeypatch.setenv("JIANZHEN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("sys.argv", ["jianzhen"])


def _run(*words: str) -> int:
    try:
        main(list(words))
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def _write(tmp_path: Path, *cases: object) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"cases": cases}, ensure_ascii=False), encoding="utf-8")
    return path


def _answers(tmp_path: Path, *cases: object) -> list[dict[str, Any]]:
    out = tmp_path / "answers.json"
    assert _run("law", "assess", str(_write(tmp_path, *cases)), "--out", str(out)) == 0
    return list(json.loads(out.read_text(encoding="utf-8"))["results"])


def test_the_answers_are_written_with_reasons_and_citations(tmp_path: Path) -> None:
    """One result for each case: outcome, limbs with their position, citations, both explanations, the tree."""
    (answer,) = _answers(tmp_path, _CASE)
    assert (answer["case_id"], answer["outcome"], answer["limbs"][0]["position"]) == ("a", "reached", "at")
    assert "法释〔2004〕19号" in answer["citations"]["crim.213.op.2004"]
    assert answer["explanation_zh"].startswith("刑法213 goods：达到")
    assert answer["reasons"]["children"]


def test_without_out_the_answers_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output holds the same JSON and nothing else."""
    assert _run("law", "assess", str(_write(tmp_path, _CASE))) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["outcome"] == "reached"


def test_a_refused_case_is_told_and_the_others_are_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File, case, key and remedy stand on standard error; the good case has its answer."""
    bad = {**_CASE, "case_id": "b", "input": {**_FACTS, "operating_value": "8000 USD"}}
    answers = _answers(tmp_path, _CASE, bad)
    assert [one["outcome"] for one in answers] == ["reached", "refused"]
    told = capsys.readouterr().err
    assert "refused b: file facts.json, row 2, key operating_value" in told
    assert "1 of 2 cases refused" in told


@pytest.mark.parametrize("text", ["", "[]", '{"cases": {}}', "\x00", '{"cases": [1e999]}x'])
def test_a_file_that_is_none_leaves_nothing_behind(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command fails naming the file, and writes no answer."""
    path, out = tmp_path / "facts.json", tmp_path / "answers.json"
    path.write_text(text, encoding="utf-8")
    assert _run("law", "assess", str(path), "--out", str(out)) != 0
    assert "facts.json" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("command", ["assess", "deadline"])
def test_a_file_marked_secret_is_not_read(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The marking refuses the file; nothing of what it says is repeated. 商业秘密 is no marking."""
    path = tmp_path / "facts.json"
    path.write_text('{"密级": "秘密★10年", "cases": [{"case_id": "甲某", "input": {}}]}', encoding="utf-8")
    assert _run("law", command, str(path)) == 2
    told = capsys.readouterr()
    assert "is marked" in told.err
    assert "甲某" not in told.err + told.out
    secret = {**_CASE, "charge": "刑法219", "input": {"act_date": "2020-09-14", "field": "商业秘密", "loss": "300000"}}
    assert _answers(tmp_path, secret)[0]["outcome"] == "reached"


def _vocabulary(text: str) -> Iterator[str]:
    """Yield the words of the first table of the vocabulary: the names before each bar."""
    for row in re.findall(r"^\| ([a-z][^|]*) \|", text, flags=re.MULTILINE):
        yield from (name.strip() for name in row.split(",") if name.strip() != "field" or "evidence" in row)


@needs_shared
def test_every_word_of_the_vocabulary_is_understood(tmp_path: Path) -> None:
    """Each field of the vocabulary is read without being called unknown, with a value of its own kind."""
    assert SHARED is not None
    names = list(_vocabulary((SHARED / "law" / "facts-vocabulary.md").read_text(encoding="utf-8")))
    assert {"act_date", "labels", "provincial_amounts", "art143_made_out", "field"} <= set(names)
    assert len(names) > 35
    cases = [
        {**_CASE, "case_id": name, "input": {"act_date": "2019-06-18", name: _SAMPLES.get(name, "1")}} for name in names
    ]
    answers = _answers(tmp_path, *cases)
    assert [one["case_id"] for one in answers if one["outcome"] == "refused" or one.get("unknown_fields")] == []


@needs_shared
def test_every_charge_of_the_vocabulary_has_a_plan(tmp_path: Path) -> None:
    """No charge that the vocabulary names is answered with *no plan for this charge*."""
    plain = (140, 141, 143, 144, 147, 214, 215, 216, 217, 218, 219)
    charges = ["140 (tobacco)", "140 (not tobacco)", *map(str, plain)]
    charges += ["149 → 140", "213 goods", "213 services", "225 (tobacco)", "225 (drugs)"]
    cases = [{**_CASE, "case_id": one, "charge": f"刑法{one}", "input": {"act_date": "2019-06-18"}} for one in charges]
    answers = _answers(tmp_path, *cases)
    assert [one["case_id"] for one in answers if "no plan" in one["explanation_en"]] == []
