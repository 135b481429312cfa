"""The acts of the work plan: import what was read, confirm or correct what was restored."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission
from jianzhen.playbook.workplan.model import Clause, Plan, Task
from jianzhen.stages.cases.queries.instance import city
from jianzhen.stages.outcomes.models import PlanDocument, PlanTask, PlanUnit, PlanUnitDecision


@dataclass(frozen=True, kw_only=True)
class ImportPlan(Action[UUID]):
    """导入工作要点: keep a plan as read; restored names stay proposals until a person confirms them.

    Raises (from ``execute``):
        ConflictError: the same reading was imported before.
        RefusedError: a plan without tasks, or of another city.
    """

    verb: ClassVar[str] = "plan.import"
    permission: ClassVar[Permission] = Permission.PLAN_MANAGE

    plan: Plan

    @property
    def digest(self) -> str:
        """SHA-256 of the plan as ``plan import`` writes it."""
        text = json.dumps(self.plan.to_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def check(self) -> None:
        """Refuse what is there already, holds no task, or is another city's."""
        if PlanDocument.objects.filter(digest=self.digest).exists():
            raise ConflictError(
                "this plan was imported before",
                where=Where(key=self.plan.title),
                remedy="Open it",
                zh="这份工作方案已经导入。请直接打开",
            )
        if not self.plan.tasks:
            raise RefusedError(
                "the plan has no task",
                where=Where(key=self.plan.title),
                remedy="Look at the document",
                zh="工作方案中没有读到任务。请核对原文",
            )
        if self.plan.city != city().code:
            raise RefusedError(
                f"the plan was read for {self.plan.city}",
                where=Where(key="city"),
                remedy=f"Read it for {city().code}",
                zh=f"这份方案是按{self.plan.city}读取的。请按{city().code}重新读取",
            )

    def perform(self) -> UUID:
        """Write document, tasks and units."""
        plan = self.plan
        row = PlanDocument.objects.create(
            digest=self.digest,
            title=plan.title[:255],
            year=plan.year,
            as_of=plan.as_of,
            city=plan.city,
            left_out=list(plan.left_out),
            imported_at=self.at,
        )
        tasks = [_task(row, position, task) for position, task in enumerate(plan.tasks)]
        PlanTask.objects.bulk_create(tasks)
        PlanUnit.objects.bulk_create(
            [unit for made, read in zip(tasks, plan.tasks, strict=True) for unit in _units(made, read)]
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep digest and count."""
        return Entry("plan", str(result), {"digest": self.digest, "tasks": len(self.plan.tasks)})


def _task(document: PlanDocument, position: int, task: Task) -> PlanTask:
    return PlanTask(
        id=new_id(),
        document=document,
        position=position,
        number=task.number,
        level=task.level,
        section=task.section or "",
        section_title=(task.section_title or "")[:120],
        title=task.title[:255],
        task_title=(task.task_title or "")[:255],
        text=task.text,
        number_restored=task.number_restored,
        title_confidence=task.title_confidence,
    )


def _units(row: PlanTask, task: Task) -> list[PlanUnit]:
    return [unit for index, clause in enumerate(task.clauses) for unit in _clause_units(row, index, clause)]


def _clause_units(row: PlanTask, index: int, clause: Clause) -> list[PlanUnit]:
    shared: dict[str, Any] = {
        "task": row,
        "clause": index,
        "clause_text": clause.text,
        "open_to": [*clause.open_to],
    }
    found = [
        PlanUnit(
            id=new_id(),
            position=position,
            name=unit.name,
            code=unit.code,
            role=unit.role,
            raw_name=unit.raw_name[:120],
            status="proposed" if unit.restored else "read",
            confidence=unit.confidence,
            **shared,
        )
        for position, unit in enumerate(clause.units)
    ]
    found += [
        PlanUnit(
            id=new_id(),
            position=len(clause.units) + number,
            role=unit.role,
            raw_name=unit.raw_name[:120],
            status="unknown",
            confidence=0.0,
            candidates=list(unit.candidates),
            **shared,
        )
        for number, unit in enumerate(clause.unknown)
    ]
    return found


@dataclass(frozen=True, kw_only=True)
class UnitDecision(Action[UUID], ABC):
    """One person's word on a unit of a plan.

    Raises (from ``execute``):
        ConflictError: the name was not in doubt, or was settled before.
        RefusedError: no such unit, or no such agency in the plan's year.
    """

    unit_id: UUID

    @abstractmethod
    def settled(self, unit: PlanUnit) -> tuple[str, str, str]:
        """Return status, agency code and name."""

    def unit(self) -> PlanUnit:
        """Return the unit.

        Raises:
            RefusedError: there is none of this id.
        """
        found = PlanUnit.objects.filter(pk=self.unit_id).select_related("task__document").first()
        if found is None:
            raise RefusedError(
                "no such unit",
                where=Where(key=str(self.unit_id)),
                remedy="Open the plan's page",
                zh="没有这个责任单位。请从工作方案页面打开",
            )
        return found

    def perform(self) -> UUID:
        """Settle it and keep what stood before."""
        unit = self.unit()
        before = {"status": unit.status, "code": unit.code, "name": unit.name}
        unit.status, unit.code, unit.name = self.settled(unit)
        unit.confidence = 1.0
        unit.save(update_fields=["status", "code", "name", "confidence"])
        PlanUnitDecision.objects.create(
            unit=unit,
            kind=unit.status,
            before=before,
            after={"status": unit.status, "code": unit.code, "name": unit.name},
            actor_id=self.actor.actor_id,
            at=self.at,
        )
        return unit.pk

    def entry(self, result: UUID) -> Entry:
        """Keep the code it was settled to."""
        unit = self.unit()
        return Entry("plan_unit", str(result), {"status": unit.status, "code": unit.code})


@dataclass(frozen=True, kw_only=True)
class ConfirmUnit(UnitDecision):
    """确认单位名称: the proposed name is right."""

    verb: ClassVar[str] = "plan.confirm"
    permission: ClassVar[Permission] = Permission.PLAN_MANAGE

    def check(self) -> None:
        """Refuse what is no proposal."""
        unit = self.unit()
        if unit.status != "proposed":
            raise ConflictError(
                f"the name is {unit.status}",
                where=Where(key=unit.raw_name),
                remedy="Nothing to confirm",
                zh="这个单位名称已经处理，没有待确认的内容。不必再办",
            )

    def settled(self, unit: PlanUnit) -> tuple[str, str, str]:
        """Return the proposal."""
        return ("confirmed", unit.code, unit.name)


@dataclass(frozen=True, kw_only=True)
class CorrectUnit(UnitDecision):
    """更正单位名称: another agency is meant; also for a name that could not be read."""

    verb: ClassVar[str] = "plan.correct"
    permission: ClassVar[Permission] = Permission.PLAN_MANAGE

    code: str

    def check(self) -> None:
        """Refuse an agency that did not exist in the plan's year, and no change at all."""
        unit = self.unit()
        city().agency_name(self.code, unit.task.document.as_of)
        if unit.code == self.code:
            raise ConflictError(
                f"the unit is {self.code} already",
                where=Where(key=unit.raw_name),
                remedy="Confirm it",
                zh="现有的单位就是它。请直接确认",
            )

    def settled(self, unit: PlanUnit) -> tuple[str, str, str]:
        """Return the agency under its name of the plan's year."""
        return ("corrected", self.code, city().agency_name(self.code, unit.task.document.as_of))
