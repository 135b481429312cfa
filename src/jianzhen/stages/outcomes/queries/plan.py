"""Readers of the work plan: its page, and one unit's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Final
from uuid import UUID

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.queries.assignments import assignments_on
from jianzhen.stages.cases.queries.facts import DomainCount, domain_counts
from jianzhen.stages.cases.schema.pages import AssignmentLine
from jianzhen.stages.outcomes.models import PlanDocument, PlanTask, PlanUnit
from jianzhen.stages.outcomes.schema.plan import Evidence, PlanPage, SectionLines, TaskLine, UnitLine

Domains = Mapping[str, tuple[str, ...]]
"""Task number to the playbooks that name it as the task they serve."""
DOUBTFUL: Final = ("proposed", "unknown")


def plans() -> list[tuple[UUID, str, int]]:
    """Return (id, title, year) of every imported plan, newest first."""
    return list(PlanDocument.objects.order_by("-imported_at").values_list("id", "title", "year"))


def plan_page(document_id: UUID, domains: Domains, *, as_of: date, agency: str = "") -> PlanPage:
    """Return a plan with units, evidence and state of every task; of one agency only where it is named.

    Raises:
        RefusedError: no such plan.
    """
    document = PlanDocument.objects.filter(pk=document_id).first()
    if document is None:
        raise RefusedError("no such plan", where=Where(key=str(document_id)), remedy="Import it first")
    rows = list(PlanTask.objects.filter(document=document).order_by("position"))
    units = _units(document)
    wanted = [row for row in rows if not agency or any(unit.code == agency for unit in units.get(row.pk, ()))]
    lines = _lines(document, wanted, units, domains, as_of)
    sections = tuple(
        SectionLines(section=key[0], title=key[1], tasks=tuple(lines[row.pk] for row in group))
        for key, group in groupby(wanted, key=lambda row: (row.section, row.section_title))
    )
    return PlanPage(
        document_id=document.pk,
        title=document.title,
        year=document.year,
        tasks=len({(row.section, row.level == "part", row.number.split(".")[0]) for row in wanted}),
        lines=len(wanted),
        late=sum(line.state == "late" for line in lines.values()),
        doubtful=sum(line.doubtful for line in lines.values()),
        left_out=tuple(document.left_out),
        sections=sections,
    )


def task_key(document: PlanDocument, number: str) -> str:
    """Return the id under which something is assigned on a task: the year and the task's number, as in 2019/2.2."""
    return f"{document.year}/{number}"


def _units(document: PlanDocument) -> dict[UUID, list[PlanUnit]]:
    found: dict[UUID, list[PlanUnit]] = {}
    for unit in PlanUnit.objects.filter(task__document=document).order_by("task", "clause", "position"):
        found.setdefault(unit.task_id, []).append(unit)
    return found


def _lines(
    document: PlanDocument,
    rows: list[PlanTask],
    units: Mapping[UUID, list[PlanUnit]],
    domains: Domains,
    as_of: date,
) -> dict[UUID, TaskLine]:
    counts = domain_counts(as_of)
    keys = {row.pk: task_key(document, row.number) for row in rows}
    assigned: dict[str, list[AssignmentLine]] = {}
    for one in assignments_on("task", keys.values(), as_of=as_of):
        assigned.setdefault(one.subject_id, []).append(one)
    return {
        row.pk: _line(
            row,
            keys[row.pk],
            units.get(row.pk, []),
            _evidence(domains.get(row.number, ()), counts, assigned.get(keys[row.pk], [])),
        )
        for row in rows
    }


def _line(row: PlanTask, key: str, units: list[PlanUnit], evidence: Evidence) -> TaskLine:
    clauses = {unit.clause: unit.clause_text for unit in units}
    return TaskLine(
        task_id=row.pk,
        key=key,
        number=row.number,
        level=row.level,
        title=row.title,
        text=row.text,
        units=tuple(_unit(unit) for unit in units),
        clause_texts=tuple(clauses[index] for index in sorted(clauses)),
        evidence=evidence,
        state=_state(evidence),
        doubtful=sum(unit.status in DOUBTFUL for unit in units),
    )


def _unit(unit: PlanUnit) -> UnitLine:
    return UnitLine(
        unit_id=unit.pk,
        clause=unit.clause,
        name=unit.name,
        code=unit.code,
        role=unit.role,
        raw_name=unit.raw_name,
        status=unit.status,
        confidence=unit.confidence,
        candidates=tuple(unit.candidates),
    )


def _evidence(domains: tuple[str, ...], counts: Mapping[str, DomainCount], assigned: list[AssignmentLine]) -> Evidence:
    found = [counts[domain] for domain in domains if domain in counts]
    going = [one for one in assigned if one.state != "written_off"]
    return Evidence(
        domains=domains,
        leads=sum(one.leads for one in found),
        cases=sum(one.cases for one in found),
        decided=sum(one.decided for one in found),
        overdue=sum(one.overdue for one in found),
        assigned=len(assigned),
        assigned_open=len(going),
        assigned_overdue=sum(one.overdue_days > 0 for one in going),
    )


def _state(evidence: Evidence) -> str:
    if evidence.overdue or evidence.assigned_overdue:
        return "late"
    if evidence.assigned and not evidence.assigned_open and not evidence.leads:
        return "done"
    return "under_way" if evidence.leads or evidence.assigned else "no_evidence"
