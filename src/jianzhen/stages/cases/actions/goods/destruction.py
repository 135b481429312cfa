"""The acts that plan a destruction: proposed with goods, method and unit; approved or refused by the leader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError, Where
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.goods.listing import GoodsStep, required
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.models_goods import GoodsAct
from jianzhen.stages.cases.queries.disposal import UnitLine, unit_line
from jianzhen.stages.cases.schema.goods import Part, Standing
from jianzhen.stages.cases.writers import goods
from jianzhen.stages.cases.writers.goods import Desk

PROPOSED, APPROVED, REFUSED = "destruction_proposed", "destruction_approved", "destruction_refused"
ENDS: Final = ("destroy", "dispose")
EARLY: Final = "early"
FORFEITED: Final = "forfeited"
GROUNDS: Final = (FORFEITED, EARLY)
"""Forfeited by a decision, or disposed of before it: perishable, costly to keep, with the right holder's consent
(form 27 of the 2021 set after 程序规定 art 41(3))."""


@dataclass(frozen=True, kw_only=True)
class ProposeDestruction(GoodsStep):
    """提请销毁: which goods, by which method, at which unit, on which ground; nothing moves yet.

    Args:
        unit_id: the unit; empty only for a method that lets goods go on in another use.
        reason: asked where the method is none of those suggested, or the unit's qualification has another class.
        consent: the document of consent, for goods that no decision has forfeited.
    """

    verb: ClassVar[str] = "goods.destruction_propose"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = PROPOSED
    law: ClassVar[tuple[str, ...]] = ("destroy.class", "destroy.tm")

    parts: tuple[Part, ...]
    method: str
    ground: str = FORFEITED
    unit_id: UUID | None = None
    consent: str = ""
    reason: str = ""

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        said = {"method": self.method, "ground": self.ground, "unit_id": self.unit_id}
        return {"parts": self.parts, **said, "consent": self.consent, "reason": self.reason}

    def examine(self, desk: Desk) -> None:
        """Refuse goods that are not there, without photo, and a method, ground or unit that will not do."""
        goods.check_parts(desk, self.parts)
        self._check_words()
        source = Standing.FORFEITED if self.ground == FORFEITED else Standing.HELD
        end = Standing(destruction().methods[self.method].end)
        goods.check_moves(desk, act_of(end), goods.moved(self.parts, source, end))
        _check_photos(desk, self.parts)
        open_questions = doubts(desk, self.parts, self.method, self._unit(), law_date(self.at))
        if open_questions and not self.reason.strip():
            raise RefusedError(
                f"a reason is needed: {'; '.join(open_questions)}",
                where=Where(key="reason"),
                remedy="Say why this method and unit are right, or choose others",
                zh="所选处置方式或者单位与建议不符，需要写明理由。请说明为何这样处置，或者改选",
            )

    def _check_words(self) -> None:
        if self.method not in destruction().methods:
            known = ", ".join(destruction().methods)
            raise RefusedError(
                f"no method {self.method!r}",
                where=Where(key="method"),
                remedy=f"One of: {known}",
                zh=f"没有“{self.method}”这种处置方式。请从列表中选择",
            )
        if self.ground not in GROUNDS:
            raise RefusedError(
                f"no ground {self.ground!r}",
                where=Where(key="ground"),
                remedy=", ".join(GROUNDS),
                zh=f"没有“{self.ground}”这种处置依据。请从列表中选择",
            )
        if self.ground == EARLY:
            required(self.consent, "consent")

    def _unit(self) -> UnitLine | None:
        if self.unit_id is not None:
            return qualified_unit(self.unit_id, law_date(self.at))
        if destruction().methods[self.method].end == "destroyed":
            raise RefusedError(
                "no unit is named",
                where=Where(key="unit_id"),
                remedy="Name a qualified unit",
                zh="没有指定处置单位。请指定有资质的单位",
            )
        return None


def qualified_unit(unit_id: UUID, on: date) -> UnitLine:
    """Return the unit as it is qualified on a day.

    Raises:
        RefusedError: there is no such unit.
        ConflictError: no qualification of it runs that day; the last one is named.
    """
    unit = unit_line(unit_id, on)
    if unit is None:
        raise RefusedError(
            "no such unit",
            where=Where(key=str(unit_id)),
            remedy="Register it first",
            zh="没有登记这家处置单位。请先登记",
        )
    if not unit.classes:
        raise ConflictError(
            f"{unit.name} has no qualification that runs on {on}{unit.last_words}",
            where=Where(key=unit.uscc),
            remedy="Choose a qualified unit, or register the renewed qualification",
            zh=f"{unit.name}在{on}没有有效的处置资质。请选择有资质的单位，或者登记换发的资质",
        )
    return unit


def _check_photos(desk: Desk, parts: tuple[Part, ...]) -> None:
    bare = next((desk.lots[part.lot] for part in parts if not desk.lots[part.lot].photos.exists()), None)
    if bare is not None:
        raise RefusedError(
            f"lot {bare.serial} has no photo, and nothing is destroyed without one",
            where=Where(key=str(bare.pk)),
            remedy="Photograph the goods, store the photo as evidence and add it to the lot",
            zh=f"第{bare.serial}批货物没有照片；没有照片的货物不得销毁。请拍照存入证据库，并附到该批货物",
        )


def doubts(desk: Desk, parts: tuple[Part, ...], method: str, unit: UnitLine | None, on: date) -> tuple[str, ...]:
    """Return what a plan departs from: the methods suggested for the goods, and the classes of the unit.

    Both rest on a rule of confidence B: they ask for a reason and refuse nothing.
    """
    found = []
    for nature in dict.fromkeys(desk.lots[part.lot].nature for part in parts):
        entry = destruction().natures[nature]
        if method not in entry.methods:
            found.append(f"{method} is not suggested for {entry.words.en} ({entry.words.zh})")
        if unit is not None and entry.waste not in unit.classes:
            waste = destruction().classes[entry.waste].words
            found.append(f"{unit.name} is not qualified for {waste.en} ({waste.zh}) on {on}")
    return tuple(found)


def act_of(end: Standing) -> str:
    """Return the kind of act that brings goods to an end: destroyed, or disposed of otherwise."""
    return "destroy" if end is Standing.DESTROYED else "dispose"


@dataclass(frozen=True, kw_only=True)
class PlanStep(GoodsStep):
    """A step upon a plan of destruction that stands."""

    plan_id: UUID

    def plan(self, desk: Desk) -> GoodsAct:
        """Return the plan, which nobody decided otherwise meanwhile.

        Raises:
            RefusedError: there is none.
        """
        row = GoodsAct.objects.filter(pk=self.plan_id, case=desk.case, kind=PROPOSED).first()
        if row is None:
            raise RefusedError(
                "no such plan",
                where=Where(key=str(self.plan_id)),
                remedy="Propose the destruction",
                zh="没有这份处置方案。请先提出方案",
            )
        return row

    def answers(self, desk: Desk) -> list[GoodsAct]:
        """Return the acts that answered the plan."""
        kinds = (APPROVED, REFUSED, *ENDS)
        return list(GoodsAct.objects.filter(case=desk.case, kind__in=kinds, facts__plan=str(self.plan_id)))

    def examine(self, desk: Desk) -> None:
        """Refuse a plan that was decided, and the decision by whoever proposed it."""
        plan = self.plan(desk)
        if self.answers(desk):
            raise ConflictError(
                "the plan was decided",
                where=Where(key=str(plan.pk)),
                remedy="Propose it anew",
                zh="该处置方案已经审批。如需变更，请重新提出",
            )
        if plan.actor_id == self.actor.actor_id:
            raise NotAllowedError(
                "whoever proposed a destruction does not decide it",
                where=Where(key=str(plan.pk)),
                remedy="Let another person who holds the role do it",
                zh="提出处置方案的人不得审批该方案。请由另一名有审批权限的人员办理",
            )


@dataclass(frozen=True, kw_only=True)
class ApproveDestruction(PlanStep):
    """批准销毁: the leader approves a plan, with any departure from what is suggested."""

    verb: ClassVar[str] = "goods.destruction_approve"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    kind: ClassVar[str] = APPROVED

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"plan": self.plan_id}


@dataclass(frozen=True, kw_only=True)
class RefuseDestruction(PlanStep):
    """不予批准销毁: the leader refuses a plan, with the reason."""

    verb: ClassVar[str] = "goods.destruction_refuse"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    kind: ClassVar[str] = REFUSED

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"plan": self.plan_id, "reason": self.reason}

    def examine(self, desk: Desk) -> None:
        """Ask for the reason."""
        super().examine(desk)
        required(self.reason, "reason")
