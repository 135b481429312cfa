"""Commands that only read make no instance: a mistyped folder is named, not filled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

READING = (
    ("findings",),
    ("missed",),
    ("goods", "balance"),
    ("report", "statistics"),
    ("log", "verify"),
    ("law", "touches", "2026-01-01", "2026-02-01"),
    ("law", "gaps"),
    ("screen", "audit", "--out", "unused.csv"),
)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_reading_command_refuses_a_folder_without_instance(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Exit 2, the folder and the command that makes an instance are named, and the folder does not come to be."""
    mistyped = tmp_path / "dtaa"
    env = {**os.environ, "JIANZHEN_DATA": str(mistyped)}
    done = subprocess.run(
        [sys.executable, "-m", "jianzhen", *words], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert str(mistyped) in done.stderr
    assert "jianzhen init" in done.stderr
    assert not mistyped.exists()
