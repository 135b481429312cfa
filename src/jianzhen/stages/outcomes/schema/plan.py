"""What faces read of a work plan (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit of a clause. ``status``: read, proposed, confirmed, corrected, unknown."""

    unit_id: UUID
    clause: int
    name: str
    code: str
    role: str
    raw_name: str
    status: str
    confidence: float
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was done under a task: leads and cases of the playbooks that name it as theirs, and assigned records."""

    domains: tuple[str, ...] = ()
    leads: int = 0
    cases: int = 0
    decided: int = 0
    overdue: int = 0
    assigned: int = 0
    assigned_open: int = 0
    assigned_overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task. ``state``: late, under_way, done, no_evidence; ``doubtful`` counts names to confirm or find."""

    task_id: UUID
    key: str
    number: str
    level: str
    title: str
    text: str
    units: tuple[UnitLine, ...]
    clause_texts: tuple[str, ...]
    evidence: Evidence
    state: str
    doubtful: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLines:
    """One part of the plan with its tasks, in the plan's order."""

    section: str
    title: str
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """A plan; ``tasks`` counts numbered tasks (a divided one once), ``lines`` every task and sub-task."""

    document_id: UUID
    title: str
    year: int
    tasks: int
    lines: int
    late: int
    doubtful: int
    left_out: tuple[str, ...]
    sections: tuple[SectionLines, ...]
