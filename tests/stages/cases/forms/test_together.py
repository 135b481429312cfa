"""Officers who issue at the same moment, in processes of their own, never get one number twice and leave no gap."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[4]
OFFICERS, EACH = 2, 6


def office(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start one process on an instance of its own on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name != "JIANZHEN_DATABASE_URL"}
    environment = kept | {
        "JIANZHEN_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "jianzhen.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "tests.stages.cases.forms.office", *words]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> list[str]:
    """Return the words a process ended with."""
    words, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    return words.split()


def test_processes_share_one_series(tmp_path: Path) -> None:
    """Two processes issue six orders each at once; the numbers are one to twelve."""
    folder = tmp_path / "data"
    folder.mkdir()
    officer, lead = said(office(folder, "begin"))
    running = [office(folder, "issue", officer, lead, str(EACH)) for _ in range(OFFICERS)]
    numbers = [number for process in running for number in said(process)]
    assert sorted(numbers) == sorted(f"武市监责改〔2026〕{n}号" for n in range(1, OFFICERS * EACH + 1))
