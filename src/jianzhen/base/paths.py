"""Paths that others write: what a cell of a table may name, and what it may not."""

from __future__ import annotations

from pathlib import Path


def safe_path(folder: Path, written: str) -> Path | None:
    """Return the file that ``written`` names below ``folder``; None where it leads out of it, also by a link."""
    if "\0" in written:
        return None  # no file system has such a name
    path = (folder / written).resolve()
    return path if path.is_relative_to(folder.resolve()) else None
