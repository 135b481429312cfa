"""``plan import``: the file it writes, what it prints, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.plan import plan
from tests.playbook.workplan.cases import QINGLAN_FILE, TITLE

TEXT = (
    TITLE + "\n一、加强监管\n（一）规范网络。查处违法。（市场监管局、市气象局按职责分工负责）\n"
    "（二）加强宣传。解读法规。（市委宣传部负责）\n"
)


def _run(folder: Path, *more: str, out: str = "plan.json") -> Result:
    source = folder / "plan.txt"
    source.write_text(TEXT, encoding="gb18030")
    words = ["import", str(source), "--out", str(folder / out), "--city", str(QINGLAN_FILE), *more]
    return CliRunner().invoke(plan, words, catch_exceptions=True)


def test_the_written_plan_has_the_contract_s_shape(tmp_path: Path) -> None:
    """Tasks, clauses, units and the unresolved stand where outsiders look for them."""
    assert _run(tmp_path).exit_code == 0
    told = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    first = told["tasks"][0]
    assert told["title"] == TITLE
    assert (first["number"], first["section"], first["title"]) == ("1", "一", "规范网络")
    assert first["clauses"][0]["open"] is False
    wanted = {"name": "市市场监管局", "role": "joint", "raw_name": "市场监管局", "restored": True}
    unit = first["clauses"][0]["units"][0]
    assert {key: unit[key] for key in wanted} == wanted
    assert 0 < unit["confidence"] < 1
    assert [(u["number"], u["raw_name"]) for u in told["unresolved"]] == [("1", "市气象局")]


def test_the_counts_are_printed(tmp_path: Path) -> None:
    """The command says how much it read and names what it could not resolve."""
    lines = [line.split() for line in _run(tmp_path).output.splitlines()]
    assert ["tasks", "2"] in lines
    assert ["clauses", "2"] in lines
    assert ["units", "2"] in lines
    assert ["restored", "1"] in lines
    assert ["unresolved", "1"] in lines
    assert ["unresolved", "in", "task", "1:", "市气象局"] in lines


def test_two_runs_write_one_file(tmp_path: Path) -> None:
    """The same plan gives the same bytes, and no half-written file stays beside it."""
    _run(tmp_path)
    before = (tmp_path / "plan.json").read_bytes()
    _run(tmp_path)
    assert (tmp_path / "plan.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "plan.txt"]


@pytest.mark.parametrize(
    ("more", "out", "words"),
    [
        (("--city", "atlantis"), "plan.json", "atlantis"),
        ((), "plan.xlsx", ".json"),
        ((), "nowhere/plan.json", "can be written"),
    ],
)
def test_refusals_leave_nothing_behind(tmp_path: Path, more: tuple[str, ...], out: str, words: str) -> None:
    """A wrong city, a wrong kind or place of output is refused with exit 2, and nothing is written."""
    fault = _run(tmp_path, *more, out=out).exception
    assert isinstance(fault, RefusedError)
    assert words in str(fault)
    assert fault.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]


def test_the_output_must_be_named(tmp_path: Path) -> None:
    """Leaving out --out is wrong usage."""
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(plan, ["import", str(tmp_path / "plan.txt")])
    assert done.exit_code == click.UsageError.exit_code
