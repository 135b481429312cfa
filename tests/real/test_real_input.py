"""The pass over real public input: two store listings, citizens' messages and a register of 268 thousand names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from jianzhen.base.tabular.read import open_table
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared
ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-06-01"


def _jianzhen(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jianzhen", *words], capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Return an instance over which one pass went, and what the pass said."""
    data = tmp_path_factory.mktemp("real")
    named = {**os.environ, "JIANZHEN_TEST_SHARED": str(SHARED)}
    subprocess.run([sys.executable, ROOT / "bench" / "real_inbox.py", data], check=True, env=named, capture_output=True)
    return data, _jianzhen("run", "--data", str(data), "--as-of", DAY)


def test_the_pass_ends_cleanly(passed: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """Every row of the three files and of the register lands; nothing is refused or set aside."""
    done = passed[1]
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.replace(",", "")
    assert "268397" in said
    assert str(6_176 + 5_405 + 4_326) in said


def test_findings_are_listed_for_reading(passed: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """Each flag comes with its text, its quoted words inside it, and a reason; few rows of real goods are flagged."""
    out = tmp_path / "flags.csv"
    listed = _jianzhen("findings", "--data", str(passed[0]), "--verdict", "flag", "--out", str(out))
    assert listed.returncode == 0
    rows = _rows(out)
    assert 0 < len({row["item_id"] for row in rows}) <= 0.005 * (6_176 + 5_405 + 4_326)
    for row in rows:
        assert row["reason_zh"]
        assert row["reason_en"]
        assert row["quote"] is None or str(row["quote"]) in str(row["text"])


def test_a_draw_is_the_same_again(passed: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """One seed draws the same fifty findings twice, another seed draws others."""
    drawn = []
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        out = tmp_path / f"{name}.csv"
        _jianzhen("findings", "--data", str(passed[0]), "--limit", "50", "--seed", seed, "--out", str(out))
        drawn.append([row["finding_id"] for row in _rows(out)])
    assert len(drawn[0]) == 50
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) != set(drawn[2])


def _rows(path: Path) -> list[dict[str, str | None]]:
    with open_table(path) as table:
        rows: list[dict[str, str | None]] = pa.Table.from_batches([b.data for b in table.batches()]).to_pylist()
    return rows
