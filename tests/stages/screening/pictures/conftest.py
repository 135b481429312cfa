"""Without the extra ``jianzhen[pictures]`` these modules cannot be imported and are left out, saying so."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

MISSING = [name for name in ("cv2", "PIL") if find_spec(name) is None]
collect_ignore_glob = ["test_*.py"] if MISSING else []


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say in the head of the run what is left out."""
    return f"pictures: not tested, {', '.join(MISSING)} not installed (jianzhen[pictures])" if MISSING else None
