"""Where hits are put as they are found."""

from __future__ import annotations

from typing import Final

from jianzhen.stages.screening.matching.jit import compiled
from jianzhen.stages.screening.matching.layout import LONGEST, Found, Truth, Whole

FULL: Final = -1
BATCH: Final = 1024
"""Postings compared at once; each may need room for a hit and its relations."""


@compiled
def store(
    found: Found, hits: Whole, text: Whole, start: Whole, end: Whole, mark: Whole, way: Whole, length: Whole, at: Whole
) -> Whole:
    """Put a hit down; returns the hits so far."""
    found.text[hits] = text
    found.start[hits] = start
    found.end[hits] = end
    found.mark[hits] = mark
    found.way[hits] = way
    found.relations_at[hits] = at
    found.relations_count[hits] = length
    found.per_text[text] += 1
    return hits + 1


@compiled
def is_full(found: Found, hits: Whole, used: Whole, more: Whole) -> Truth:
    """Say whether ``more`` hits and their relations may find no room."""
    return hits + more > found.text.size or used + (more + 1) * LONGEST > found.relations.size
