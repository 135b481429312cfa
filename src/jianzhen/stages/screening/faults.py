"""A row of a table, or a file of a folder, that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One row or file that cannot be used. ``row`` as a spreadsheet counts; of a folder, the file's place in it."""

    row: int
    column: str
    what: str
    remedy: str
