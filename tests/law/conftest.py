"""The packaged book and calendar, and folders of rules or calendars written for one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.workdays import Calendar, packaged_calendar

WriteFolder = Callable[..., Path]


@pytest.fixture(scope="session")
def book() -> LawBook:
    """Give the packaged book."""
    return packaged_book()


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """Give the packaged national calendar."""
    return packaged_calendar()


@pytest.fixture
def folder(tmp_path: Path) -> WriteFolder:
    """Give a writer of a folder with one file, or several named by keyword."""

    def write(text: str | bytes = "", **files: str) -> Path:
        root = tmp_path / "own"
        root.mkdir(exist_ok=True)
        if text:
            content = text if isinstance(text, bytes) else text.encode()
            (root / "own.yml").write_bytes(content)
        for name, body in files.items():
            (root / f"{name}.yml").write_text(body, encoding="utf-8")
        return root

    return write
