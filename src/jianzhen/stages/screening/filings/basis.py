"""Which instruments a suspicion about a filing rests on, by the day of filing; names only, never figures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

NEEDS_REVIEW = "needs legal review"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One text that governs filings of a kind: A = its text was read, unverified = known by name only."""

    kind: str
    zh: str
    en: str
    valid_from: date
    valid_to: date | None
    confidence: str


@cache
def instruments() -> tuple[Instrument, ...]:
    """Return the instruments of ``basis.csv``."""
    text = (files("jianzhen.stages.screening.filings") / "basis.csv").read_text(encoding="utf-8")
    return tuple(
        Instrument(
            row["kind"], row["zh"], row["en"], date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None, row["confidence"],
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


@cache
def basis(kind: str, filed_on: date) -> str:
    """Return what is in force for filings of ``kind`` on that day, each with date and confidence, ``;`` between.

    Where nothing is known of the day the answer is :data:`NEEDS_REVIEW`; a text known by name only says so.
    """
    found = [
        f"{one.zh}，{one.valid_from}起" + ("" if one.confidence == "A" else "（未核对原文，需法制审核）")
        for one in instruments()
        if one.kind == kind and one.valid_from <= filed_on and (one.valid_to is None or filed_on <= one.valid_to)
    ]
    return "；".join(found) or NEEDS_REVIEW
