"""SQLite drops triggers when a table is rebuilt; the next migrate must bring them back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from jianzhen.base.instance import open_instance


def test_a_rebuilt_table_is_guarded_again_after_migrate(tmp_path: Path) -> None:
    """AlterField on SQLite loses the two guards of the table; migrate puts them back."""
    open_instance(tmp_path / "data")
    environment = {**os.environ, "JIANZHEN_DATA": str(tmp_path / "data"), "JIANZHEN_DATABASE_URL": ""}
    script = Path(__file__).with_name("rebuild_script.py")
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.split() == ["0", "2", "0"], done.stderr
