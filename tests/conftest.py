"""One throw-away instance for the whole run, and a fresh one for each test that asks."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

_ROOT = Path(tempfile.mkdtemp(prefix="jianzhen-tests-"))
atexit.register(shutil.rmtree, _ROOT, ignore_errors=True)
os.environ["JIANZHEN_DATA"] = str(_ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianzhen.config.settings")


@pytest.fixture
def data(tmp_path: Path, settings: object) -> Path:
    """Give a fresh data folder that ``custody.instance.current()`` opens; pair it with the ``db`` fixture."""
    root = tmp_path / "data"
    settings.JIANZHEN_DATA = str(root)  # type: ignore[attr-defined]
    return root
