"""The boundary cases as data, and the packaged book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from jianzhen.law.book import LawBook, packaged_book

GOLDEN: Final = Path(__file__).parent / "golden"


def boundary_cases() -> list[dict[str, Any]]:
    """Return every boundary case of the golden file."""
    return list(json.loads((GOLDEN / "boundaries.json").read_text(encoding="utf-8"))["cases"])


@pytest.fixture(scope="session")
def book() -> LawBook:
    """Give the packaged book."""
    return packaged_book()
