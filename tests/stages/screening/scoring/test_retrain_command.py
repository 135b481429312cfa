"""``screen retrain`` on files: what it prints, when it says no, and that a refusal leaves the model as it was.

All verdicts are simulated.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from bench.scoring_world import Item, spoilt, stream, verdicts

from jianzhen.faces.cli.main import main
from jianzhen.stages.screening.scoring.files import FINDING_COLUMNS, VERDICT_COLUMNS, read_model
from jianzhen.stages.screening.scoring.units import Judgement

SEED = 43


@cache
def items() -> list[Item]:
    """Return simulated items."""
    return list(stream(SEED, 300))


def params(code: str) -> str:
    """Return a reason's parameters: a way of writing a mark names it."""
    return json.dumps({"mark": "岚溪谷"} if code in ("mark.sound", "mark.split") else {}, ensure_ascii=False)


def findings(path: Path) -> Path:
    """Write what screening found in them, as the lake holds it."""
    with path.open("w", encoding="utf-8", newline="") as stream_out:
        out = csv.writer(stream_out)
        out.writerow(FINDING_COLUMNS)
        for item in items():
            if item.group is None:
                out.writerow([item.item_id, "", "none", "", "clear", -10.0, 0.0, "none", "{}"])
                continue
            facts = [item.item_id, "r1", item.group.verdict, item.group.base]
            out.writerows(
                [facts[0], facts[1], part.check, "trademarks", *facts[2:], part.weight, part.code, params(part.code)]
                for part in item.group.evidence
            )
    return path


def told(path: Path, judged: list[Judgement]) -> Path:
    """Write verdicts as a person would keep them in a table."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream_out:
        out = csv.writer(stream_out)
        out.writerow(VERDICT_COLUMNS)
        for one in judged:
            out.writerow(
                [one.item_id, "是" if one.right else "否", one.at.isoformat(), "", "", "", one.officer, one.audit]
            )
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs the command line and returns exit code, output and messages."""
    monkeypatch.setattr(sys, "argv", ["jianzhen"])

    def call(*words: object) -> tuple[int, str, str]:
        code = 0
        try:
            main(["screen", "retrain", *map(str, words), "--as-of", "2026-12-31"])
        except SystemExit as end:
            code = int(end.code or 0)
        out, messages = capsys.readouterr()
        return code, out, messages

    return call


def test_a_better_model_is_written_and_shown(tmp_path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """Before and after stand side by side with the recall's interval; the file holds the model under its digest."""
    model = tmp_path / "model.json"
    given = findings(tmp_path / "f.csv"), told(tmp_path / "v.csv", verdicts(items(), SEED))
    code, out, messages = run("--findings", given[0], "--verdicts", given[1], "--out", model)
    assert code == 0, messages
    for words in ("log loss", "Brier", "AUC", "ECE", "precision@50", "recall (audit, 95 %)", "before", "after"):
        assert words in out
    learned = read_model(model)
    assert learned.digest[:16] in messages
    assert learned.factors["tm.additions/mark.tie"] < 0.6
    assert learned.background is not None
    assert learned.background.items == len(items())


def test_a_worse_model_changes_nothing(tmp_path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """A spoilt batch: exit 1, the reason, and the file that stood there still does."""
    model = tmp_path / "model.json"
    model.write_text("as it was", encoding="utf-8")
    judged = spoilt(verdicts(items(), SEED), 20, 75)
    given = findings(tmp_path / "f.csv"), told(tmp_path / "v.csv", judged)
    code, out, messages = run("--findings", given[0], "--verdicts", given[1], "--out", model)
    assert (code, model.read_text(encoding="utf-8")) == (1, "as it was")
    assert "log loss" in out
    assert "The model in force stays" in messages


def test_check_writes_nothing(tmp_path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """Only shown."""
    model = tmp_path / "model.json"
    given = findings(tmp_path / "f.csv"), told(tmp_path / "v.csv", verdicts(items(), SEED))
    code, _, _ = run("--findings", given[0], "--verdicts", given[1], "--out", model, "--check")
    assert (code, model.exists()) == (0, False)


def test_too_few_verdicts_say_so(tmp_path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """Exit 1 and how many are needed."""
    given = findings(tmp_path / "f.csv"), told(tmp_path / "v.csv", verdicts(items(), SEED)[:50])
    code, _, messages = run("--findings", given[0], "--verdicts", given[1])
    assert code == 1
    assert "300 are needed" in messages


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("43-1,vielleicht,2026-02-01", "row 2, column right: 'vielleicht' is neither yes nor no"),
        ("43-1,1,gestern", "row 2, column at: 'gestern' is no time"),
        (",1,2026-02-01", "row 2, column item_id: the cell is empty"),
    ],
)
def test_a_bad_verdict_is_refused(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]], line: str, words: str
) -> None:
    """The file, the row, the column and what to write instead."""
    bad = tmp_path / "v.csv"
    bad.write_text(f"item_id,right,at\n{line}\n", encoding="utf-8")
    code, _, messages = run("--findings", findings(tmp_path / "f.csv"), "--verdicts", bad)
    assert code == 2
    assert words in messages


def test_half_a_call_is_refused(tmp_path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """Findings without verdicts, or a model without findings, are no question."""
    for words in (("--findings", tmp_path / "f.csv"), ("--model", tmp_path / "m.json")):
        code, _, messages = run(*words)
        assert code == 2
        assert "go together" in messages


def test_findings_without_weights_are_refused(tmp_path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """A table without the evidence cannot be learned from."""
    poor = tmp_path / "f.csv"
    poor.write_text("item_id,check\na,none\n", encoding="utf-8")
    code, _, messages = run("--findings", poor, "--verdicts", told(tmp_path / "v.csv", []))
    assert code == 2
    assert "the column right_id is missing" in messages
