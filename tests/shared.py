"""Where the public data for tests lies, if it is there at all; it is never part of the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"
_NAMED = os.environ.get("JIANZHEN_TEST_SHARED")
_FOLDER = Path(_NAMED) if _NAMED else _BESIDE

SHARED: Final[Path] = _FOLDER
needs_shared: Final = pytest.mark.skipif(
    not (_FOLDER / "seed").is_dir(),
    reason="the public test data folder is not beside the checkout (set JIANZHEN_TEST_SHARED to name it)",
)
