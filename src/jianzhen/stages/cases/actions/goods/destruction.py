"""The acts of destroying goods: proposed with method and unit, approved, carried out before witnesses, certified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import Max

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError, Where
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.goods.listing import GoodsStep, required
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.models_goods import DestructionCertificate, GoodsAct
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.queries.disposal import UnitLine, unit_line
from jianzhen.stages.cases.schema.goods import Move, Part, Standing, digest_of
from jianzhen.stages.cases.writers import goods
from jianzhen.stages.cases.writers import steps as writers
from jianzhen.stages.cases.writers.goods import Desk

MIN_WITNESSES: Final = 2
"""A rule of this product: form 52 of the 2021 set names two who carry it out and one who supervises; two watch here."""
PROPOSED, APPROVED, REFUSED = "destruction_proposed", "destruction_approved", "destruction_refused"
ENDS: Final = ("destroy", "dispose")
EARLY: Final = "early"
FORFEITED: Final = "forfeited"
GROUNDS: Final = (FORFEITED, EARLY)
"""Forfeited by a decision, or disposed of before it: perishable, costly to keep, with the right holder's consent
(form 27 of the 2021 set after 程序规定 art 41(3))."""
_CERTIFICATE: Final = "{agency}销毁证〔{year}〕{serial}号"


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
        goods.check_moves(desk, _act_of(end), goods.moved(self.parts, source, end))
        _check_photos(desk, self.parts)
        open_questions = doubts(desk, self.parts, self.method, self._unit(), law_date(self.at))
        if open_questions and not self.reason.strip():
            raise RefusedError(
                f"a reason is needed: {'; '.join(open_questions)}",
                where=Where(key="reason"),
                remedy="Say why this method and unit are right, or choose others",
            )

    def _check_words(self) -> None:
        if self.method not in destruction().methods:
            known = ", ".join(destruction().methods)
            raise RefusedError(f"no method {self.method!r}", where=Where(key="method"), remedy=f"One of: {known}")
        if self.ground not in GROUNDS:
            raise RefusedError(f"no ground {self.ground!r}", where=Where(key="ground"), remedy=", ".join(GROUNDS))
        if self.ground == EARLY:
            required(self.consent, "consent")

    def _unit(self) -> UnitLine | None:
        if self.unit_id is not None:
            return qualified_unit(self.unit_id, law_date(self.at))
        if destruction().methods[self.method].end == "destroyed":
            raise RefusedError("no unit is named", where=Where(key="unit_id"), remedy="Name a qualified unit")
        return None


def qualified_unit(unit_id: UUID, on: date) -> UnitLine:
    """Return the unit as it is qualified on a day.

    Raises:
        RefusedError: there is no such unit.
        ConflictError: no qualification of it runs that day; the last one is named.
    """
    unit = unit_line(unit_id, on)
    if unit is None:
        raise RefusedError("no such unit", where=Where(key=str(unit_id)), remedy="Register it first")
    if not unit.classes:
        raise ConflictError(
            f"{unit.name} has no qualification that runs on {on}{unit.last_words}",
            where=Where(key=unit.uscc),
            remedy="Choose a qualified unit, or register the renewed qualification",
        )
    return unit


def _check_photos(desk: Desk, parts: tuple[Part, ...]) -> None:
    bare = next((desk.lots[part.lot] for part in parts if not desk.lots[part.lot].photos.exists()), None)
    if bare is not None:
        raise RefusedError(
            f"lot {bare.serial} has no photo, and nothing is destroyed without one",
            where=Where(key=str(bare.pk)),
            remedy="Photograph the goods, store the photo as evidence and add it to the lot",
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


def _act_of(end: Standing) -> str:
    return "destroy" if end is Standing.DESTROYED else "dispose"


@dataclass(frozen=True, kw_only=True)
class _PlanStep(GoodsStep):
    plan_id: UUID

    def plan(self, desk: Desk) -> GoodsAct:
        """Return the plan, which nobody decided otherwise meanwhile.

        Raises:
            RefusedError: there is none.
        """
        row = GoodsAct.objects.filter(pk=self.plan_id, case=desk.case, kind=PROPOSED).first()
        if row is None:
            raise RefusedError("no such plan", where=Where(key=str(self.plan_id)), remedy="Propose the destruction")
        return row

    def answers(self, desk: Desk) -> list[GoodsAct]:
        """Return the acts that answered the plan."""
        kinds = (APPROVED, REFUSED, *ENDS)
        return list(GoodsAct.objects.filter(case=desk.case, kind__in=kinds, facts__plan=str(self.plan_id)))

    def examine(self, desk: Desk) -> None:
        """Refuse a plan that was decided, and the decision by whoever proposed it."""
        plan = self.plan(desk)
        if self.answers(desk):
            raise ConflictError("the plan was decided", where=Where(key=str(plan.pk)), remedy="Propose it anew")
        if plan.actor_id == self.actor.actor_id:
            raise NotAllowedError(
                "whoever proposed a destruction does not decide it",
                where=Where(key=str(plan.pk)),
                remedy="Let another person who holds the role do it",
            )


@dataclass(frozen=True, kw_only=True)
class ApproveDestruction(_PlanStep):
    """批准销毁: the leader approves a plan, with any departure from what is suggested."""

    verb: ClassVar[str] = "goods.destruction_approve"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    kind: ClassVar[str] = APPROVED

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"plan": self.plan_id}


@dataclass(frozen=True, kw_only=True)
class RefuseDestruction(_PlanStep):
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


@dataclass(frozen=True, kw_only=True)
class CarryOutDestruction(_PlanStep):
    """执行销毁: the approved plan is carried out by two officers before two witnesses, and certified.

    The unit's qualification is looked at on the day itself. Of a plan that lets goods go on in another use (auction,
    sale, charity) there is a record and no certificate.

    Args:
        executors: officers of the agency with certificates that run that day.
        witnesses: persons of the product who neither carry it out nor keep the goods.
        document: the unit's receipt, or the contract of an auction or sale.
        proceeds: yuan, of an auction or sale.
    """

    verb: ClassVar[str] = "goods.destroy"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "destroy"
    law: ClassVar[tuple[str, ...]] = ("destroy.class", "destroy.tm")

    executors: tuple[UUID, ...]
    witnesses: tuple[UUID, ...]
    place: str
    document: str
    proceeds: Decimal | None = None

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        people_there = {"executors": self.executors, "witnesses": self.witnesses}
        return {"plan": self.plan_id, **people_there, "place": self.place, "document": self.document} | (
            {} if self.proceeds is None else {"proceeds": self.proceeds}
        )

    def moves(self, desk: Desk) -> tuple[Move, ...]:
        """Return the moves of the plan."""
        facts = self.plan(desk).facts
        source = Standing.FORFEITED if facts["ground"] == FORFEITED else Standing.HELD
        return goods.moved(goods.plan_parts(facts), source, self._end(facts))

    @staticmethod
    def _end(facts: Mapping[str, Any]) -> Standing:
        return Standing(destruction().methods[facts["method"]].end)

    def act_kind(self, desk: Desk) -> str:
        """Return what the plan's method makes of the goods."""
        return _act_of(self._end(self.plan(desk).facts))

    def examine(self, desk: Desk) -> None:
        """Refuse a plan that is not approved or done, an expired unit, and the wrong people."""
        facts = self.plan(desk).facts
        kinds = [row.kind for row in self.answers(desk)]
        if kinds != [APPROVED]:
            raise ConflictError(
                "the plan is not approved" if APPROVED not in kinds else "the plan was carried out",
                where=Where(key=str(self.plan_id)),
                remedy="Let the leader approve it" if APPROVED not in kinds else "Propose what is left anew",
            )
        goods.check_parts(desk, goods.plan_parts(facts))
        for name in ("place", "document"):
            required(getattr(self, name), name)
        if facts["unit_id"] is not None:
            qualified_unit(UUID(facts["unit_id"]), law_date(self.at))
        self._check_money(facts)
        self._check_people(desk, [part.lot for part in goods.plan_parts(facts)])

    def _check_money(self, facts: Mapping[str, Any]) -> None:
        sold = facts["method"] in ("auction", "sale")
        amount = self.proceeds
        wrong = amount is not None and (not amount.is_finite() or amount < 0 or amount != round(amount, 2))
        if sold != (amount is not None) or wrong:
            raise RefusedError(
                "proceeds are written for an auction or a sale, in yuan, and for nothing else",
                where=Where(key="proceeds"),
                remedy="Copy the amount from the contract, or leave it out",
            )

    def _check_people(self, desk: Desk, lots: list[UUID]) -> None:
        on = law_date(self.at)
        writers.check_officers(self.executors, desk.case.agency, on)
        witnesses = set(self.witnesses)
        if len(witnesses) < MIN_WITNESSES or len(witnesses) != len(self.witnesses):
            raise NotAllowedError(
                f"{len(witnesses)} witness(es) named, and at least {MIN_WITNESSES} watch a destruction",
                where=Where(key="witnesses"),
                remedy="Name two persons who watched it",
            )
        if len(people.names_of({str(one) for one in witnesses})) != len(witnesses):
            raise RefusedError(
                "a witness is nobody known", where=Where(key="witnesses"), remedy="Name persons with an account"
            )
        keepers = {desk.custody[lot].custodian_id for lot in lots}
        both = next((one for one in witnesses if one in self.executors or str(one) in keepers), None)
        if both is not None:
            raise NotAllowedError(
                "a witness carries it out or keeps the goods",
                where=Where(key=str(both)),
                remedy="Name persons who do neither",
            )

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:
        """Write the moves, and the certificate of what was destroyed."""
        moves = self.moves(desk)
        goods.write_moves(act, moves)
        if act.kind == "destroy":
            self._certify(desk, act, moves)
        return ()

    def _certify(self, desk: Desk, act: GoodsAct, moves: tuple[Move, ...]) -> None:
        agency, year = desk.case.agency, act.on.year
        same_year = DestructionCertificate.objects.filter(agency=agency, year=year)
        serial = (same_year.aggregate(last=Max("serial"))["last"] or 0) + 1
        name = lawdoor.city().agency_name(agency, act.on)
        number = _CERTIFICATE.format(agency=name, year=year, serial=serial)
        content = self._content(desk, act, moves) | {"number": number, "agency": name}
        DestructionCertificate.objects.create(
            act=act,
            agency=agency,
            year=year,
            serial=serial,
            number=number,
            on=act.on,
            content=content,
            sha256=digest_of(content),
        )

    def _content(self, desk: Desk, act: GoodsAct, moves: tuple[Move, ...]) -> dict[str, Any]:
        """Return what the certificate says; people by their ids, whose names the face writes."""
        plan = self.plan(desk)
        unit = qualified_unit(UUID(plan.facts["unit_id"]), act.on)
        approved = next(row for row in self.answers(desk) if row.kind == APPROVED)
        return {
            "schema_version": 1,
            "case_number": desk.case.number,
            "decision_number": desk.case.decision_number,
            "on": act.on.isoformat(),
            "place": self.place,
            "method": plan.facts["method"],
            "ground": plan.facts["ground"],
            "unit": {
                "name": unit.name,
                "uscc": unit.uscc,
                "qualification": unit.number,
                "valid_to": str(unit.valid_to),
            },
            "goods": [_line(desk, move) for move in moves],
            "executors": [str(one) for one in self.executors],
            "witnesses": [str(one) for one in self.witnesses],
            "approved_by": approved.actor_id,
            "approved_on": approved.on.isoformat(),
            "document": self.document,
        }


def _line(desk: Desk, move: Move) -> dict[str, str]:
    lot = desk.lots[move.to_lot]
    return {
        "serial": str(lot.serial),
        "name": lot.name,
        "spec": lot.spec,
        "unit": lot.unit,
        "quantity": str(move.quantity),
    }
