"""``jianzhen bench``: found without running, run in turn, told as a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli import bench as command
from jianzhen.faces.cli.benching import Contender, Line, side_by_side, this_machine

SMALL = '''"""A small one.

More words.
"""
from jianzhen.faces.cli.benching import Contender, side_by_side


def benchmark():
    """Measure nothing much."""
    ways = [Contender("ours", lambda: None, 10), Contender("other", lambda: sum(range(1000)), 5, "a note")]
    yield side_by_side("small_one", "counting", "numbers", ways, rounds=2, remarks=("a remark",))
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of one benchmark, a helper and a script that must not be run."""
    (tmp_path / "small_one.py").write_text(SMALL, encoding="utf-8")
    (tmp_path / "helper.py").write_text("raise RuntimeError('run')\n", encoding="utf-8")
    monkeypatch.setattr(command, "BENCHES", tmp_path)
    return tmp_path


def test_every_benchmark_of_the_project_is_found() -> None:
    """The folder's files with the door are listed with their first line; none is run for it."""
    found = {each.name: each.title for each in command.benchmarks(command.BENCHES)}
    assert {"screening", "spark", "merkle", "log", "disguises"} <= set(found)
    assert all(found.values())


def test_a_run_prints_and_writes_the_figures(folder: Path) -> None:
    """The table has both ways; the JSON has machine, versions, every round, median, rate and ratio."""
    done = CliRunner().invoke(command.bench, ["--json", str(folder / "out.json")], catch_exceptions=False)
    assert done.exit_code == 0
    assert all(word in done.output for word in ("small_one: counting", "ours", "other: a note", "a remark"))
    facts = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert facts["machine"]["versions"]["pyarrow"]
    (report,) = facts["reports"]
    ours, other = report["lines"]
    assert (ours["amount"], other["amount"], len(other["seconds"])) == (10, 5, 2)
    assert ours["ratio"] == 1.0
    assert other["rate"] == pytest.approx(other["amount"] / other["median"])


def test_figures_that_are_no_times_are_shown_and_written(folder: Path) -> None:
    """A table of shares has its own columns, an empty cell where there is no figure, and keeps its rows in the file."""
    (folder / "shares.py").write_text(
        '"""Shares."""\nfrom jianzhen.faces.cli.benching import Figures\n\n\ndef benchmark():\n'
        '    rows = ({"kind": "one", "share": 0.25, "aim": None}, {"kind": "two", "share": 1.0, "aim": 0.5})\n'
        '    yield Figures("shares", "of two kinds", rows, ("a remark",))\n',
        encoding="utf-8",
    )
    done = CliRunner().invoke(command.bench, ["shares", "--json", str(folder / "out.json")], catch_exceptions=False)
    assert all(word in done.output for word in ("shares: of two kinds", "0.25", "aim", "a remark"))
    assert "None" not in done.output
    (figures,) = json.loads((folder / "out.json").read_text(encoding="utf-8"))["reports"]
    assert figures["rows"][0] == {"kind": "one", "share": 0.25, "aim": None}


def test_an_unknown_name_and_an_installed_package_are_refused(folder: Path, tmp_path: Path) -> None:
    """The line names what is there, or where to run it from."""
    with pytest.raises(RefusedError, match=r"no benchmark is called speed\. Name one of small_one"):
        CliRunner().invoke(command.bench, ["speed"], catch_exceptions=False)
    with pytest.raises(RefusedError, match="from a checkout"):
        command.benchmarks(tmp_path / "nowhere")


def test_ways_are_run_in_turn() -> None:
    """Every round runs all ways, so that a busy machine slows all of them."""
    order: list[str] = []
    ways = [Contender(name, lambda name=name: order.append(name), 1) for name in ("a", "b")]  # type: ignore[misc]
    side_by_side("n", "t", "u", ways, rounds=3)
    assert order == ["a", "b"] * 3


def test_a_line_tells_the_median_round() -> None:
    """The rate is of the median round, not of the best."""
    line = Line("a", 10, (1.0, 5.0, 2.0), 1.0, "")
    assert (line.median, line.rate) == (2.0, 5.0)
    assert this_machine().cores >= 1
