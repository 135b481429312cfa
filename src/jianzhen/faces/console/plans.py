"""The work plan in the reader's words: tasks by section, who leads, what was restored, what is late."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console.clocks import Chip
from jianzhen.faces.console.domains import domain_title, heads
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, city
from jianzhen.people.policy import Permission
from jianzhen.playbook.workplan.model import Plan
from jianzhen.playbook.workplan.reader import read_plan
from jianzhen.stages.outcomes.queries.plan import plan_page, plans
from jianzhen.stages.outcomes.schema.plan import Evidence, PlanPage, TaskLine, UnitLine

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a work plan; the seed's own has 21 kB."""
READ: Final = frozenset({".txt", ".docx", ".pdf"})
STATES: Final[dict[str, tuple[str, Promise]]] = {
    "late": ("danger", gettext_lazy("有逾期")),
    "under_way": ("accent", gettext_lazy("进行中")),
    "done": ("ok", gettext_lazy("已完成")),
    "no_evidence": ("line", gettext_lazy("尚无办理记录")),
}
ROLES: Final[dict[str, Promise]] = {
    "lead": gettext_lazy("牵头"),
    "joint": gettext_lazy("配合"),
    "sole": gettext_lazy("负责"),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One responsible unit of a task."""

    id: UUID
    name: str
    code: str
    role: str
    leads: bool
    raw: str
    proposal: bool
    unknown: bool
    confidence: float
    candidates: str


@dataclass(frozen=True, slots=True)
class Task:
    """One task as a row."""

    key: str
    number: str
    title: str
    text: str
    units: list[Unit]
    chip: Chip
    evidence: Evidence
    domains: str
    sub: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the plan."""

    number: str
    title: str
    tasks: list[Task]


def playbooks_of_tasks() -> dict[str, tuple[str, ...]]:
    """Return which playbooks serve which task, by the task's number."""
    found: dict[str, list[str]] = defaultdict(list)
    for head in heads(settings.JIANZHEN_PLAYBOOKS):
        found[head.task.number].append(head.domain)
    return {number: tuple(domains) for number, domains in found.items()}


def context(visit: Visit, wanted: str, agency: str) -> dict[str, Any]:
    """Return what the plan page shows; without a plan, how one gets here.

    Raises:
        Http404: no plan of this id.
    """
    found = plans()
    facts: dict[str, Any] = {"plans": found, "may_manage": visit.may(Permission.PLAN_MANAGE), "agency": agency}
    facts["may_assign"] = visit.may(Permission.ASSIGN)
    if not found:
        return facts
    document = next((one for one, _title, _year in found if str(one) == wanted), None if wanted else found[0][0])
    if document is None:
        raise Http404(wanted)
    whole = plan_page(document, playbooks_of_tasks(), as_of=visit.today)
    shown = plan_page(document, playbooks_of_tasks(), as_of=visit.today, agency=agency) if agency else whole
    return facts | {
        "plan": shown,
        "sections": [_section(one.section, one.title, one.tasks, visit) for one in shown.sections],
        "units": _units_of(whole, visit),
        "agencies": [(one.code, agency_name(one.code, visit.today, visit.lang)) for one in city().agencies.items],
    }


def task_of(visit: Visit, key: str) -> tuple[str, str] | None:
    """Return title and leading agency of a task by the key under which it is assigned (2019/2.2), or None."""
    year = key.partition("/")[0]
    for document in [one for one, _title, of in plans() if str(of) == year]:
        for section in plan_page(document, {}, as_of=visit.today).sections:
            for task in section.tasks:
                if task.key == key:
                    leading = sorted((unit for unit in task.units if unit.code), key=lambda unit: unit.role == "joint")
                    return task.title, leading[0].code if leading else ""
    return None


def _units_of(plan: PlanPage, visit: Visit) -> list[tuple[str, str, int]]:
    """Return every unit of the plan with the number of its tasks, for the filter."""
    counts: dict[str, int] = defaultdict(int)
    for section in plan.sections:
        for task in section.tasks:
            for code in {unit.code for unit in task.units if unit.code}:
                counts[code] += 1
    named = [(code, agency_name(code, visit.today, visit.lang), count) for code, count in counts.items()]
    return sorted(named, key=lambda one: (-one[2], one[1]))


def _section(number: str, title: str, tasks: tuple[TaskLine, ...], visit: Visit) -> Section:
    return Section(number, title, [_task(one, visit) for one in tasks])


def _task(one: TaskLine, visit: Visit) -> Task:
    kind, words = STATES[one.state]
    titles = [domain_title(domain, visit.lang) for domain in one.evidence.domains]
    return Task(
        key=one.key,
        number=one.number,
        title=one.title,
        text=one.text,
        units=[_unit(unit) for unit in one.units],
        chip=Chip(kind, str(words)),
        evidence=one.evidence,
        domains=_("、").join(titles),
        sub="." in one.number,
    )


def _unit(one: UnitLine) -> Unit:
    return Unit(
        id=one.unit_id,
        name=one.name or one.raw_name,
        code=one.code,
        role=str(ROLES.get(one.role, one.role)),
        leads=one.role in ("lead", "sole"),
        raw=one.raw_name,
        proposal=one.status == "proposed",
        unknown=one.status == "unknown",
        confidence=one.confidence,
        candidates=_("、").join(one.candidates),
    )


def uploaded_plan(file: UploadedFile[bytes] | None, year: str) -> Plan:
    """Read the work plan of an upload.

    Raises:
        RefusedError: no file, too large, of another kind, or no plan in it.
    """
    name = Path(file.name or "").name if file else ""
    if file is None or Path(name).suffix.lower() not in READ:
        raise RefusedError(
            _("没有选择 .txt、.docx 或 .pdf 文件"), where=Where(file=name or None), remedy=_("请选择文件")
        )
    if (file.size or 0) > LARGEST:
        raise RefusedError(_("文件超过 5 MB"), where=Where(file=name), remedy=_("请只上传工作要点正文"))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"plan{Path(name).suffix.lower()}"
        place.write_bytes(b"".join(file.chunks()))
        return read_plan(place, city(), year=int(year) if year.isdigit() and len(year) == len("2019") else None)
