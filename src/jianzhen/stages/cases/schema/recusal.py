"""A recusal (回避) as pages show it (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

ASKED_BY: Final = ("party", "self", "agency")
"""Who asks: the party (当事人), the person, or the agency of its own accord."""
GROUNDS: Final = ("interest", "relation")
"""行政处罚法（2021）第四十三条第一款: a direct interest in the case, or another relation that may affect fairness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalLine:
    """One request with its decision; ``granted`` is None while nobody decided. ``steps`` are sequence numbers."""

    request_id: UUID
    person_id: str
    person: str
    asked_by: str
    ground: str
    reason: str
    asked_at: datetime
    granted: bool | None
    decided_at: datetime | None
    decision: str
    steps: tuple[int, ...]
    steps_stand: bool | None
    citation: str
