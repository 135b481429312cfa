"""What the readers of possible missed transfers give (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedLine:
    """One possible missed transfer in a list. ``low`` is certain, ``high`` what it comes to if acts may be added up."""

    finding_id: UUID
    subject_id: UUID
    name: str
    names: tuple[str, ...]
    uscc: str
    field: str
    state: str
    met_on: date
    grade: str
    charge: str
    rule_id: str
    measure: str
    low: Decimal
    high: Decimal
    threshold: Decimal
    counted: int
    alone_on: date | None
    offices: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedTurn:
    """One turn of a finding's history."""

    kind: str
    to_state: str
    text: str
    facts: Mapping[str, Any]
    at: datetime
    actor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPage:
    """A whole finding: acts, tree of reasons and what is unknown as codes with params, and its history."""

    line: MissedLine
    acts: tuple[Mapping[str, Any], ...]
    reason: dict[str, Any]
    unknown: tuple[dict[str, Any], ...]
    turns: tuple[MissedTurn, ...]
    places: tuple[tuple[str, str], ...]
