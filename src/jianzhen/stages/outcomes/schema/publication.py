"""What faces read of publications (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from jianzhen.stages.cases.schema.clock import Clock

STATES: Final[Mapping[str, str]] = {
    "due": "待公示", "exempt": "不公示", "pushed": "已推送至登记地", "published": "公示中",
    "quashed": "决定已变更，待撤回", "withdrawn": "已撤回", "ended": "已停止公示",
}  # fmt: skip
"""The states of a publication in the words of officers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationLine:
    """One publication. ``state``: due, exempt, pushed, published, quashed, withdrawn, ended."""

    publication_id: UUID
    case_id: UUID
    case_number: str
    decision_number: str
    party: str
    agency: str
    district: str
    state: str
    category: str
    decided_on: date
    published_on: date | None
    ended_on: date | None
    due: date | None
    overdue_days: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPage:
    """One publication whole: clocks as (words, clock, days over), steps as (act, day, instant, actor, facts, law)."""

    line: PublicationLine
    summary: Mapping[str, str]
    clocks: tuple[tuple[tuple[str, str], Clock, int], ...]
    steps: tuple[tuple[str, date, datetime, str, Mapping[str, Any], tuple[Mapping[str, Any], ...]], ...]


@dataclass(frozen=True, slots=True)
class PublicationCount:
    """Publications of one agency and district: made in a period, and late as of a day."""

    agency: str
    district: str
    published: int
    overdue: int
