"""The act of destroying goods as planned: before witnesses, by a unit that is qualified that day, certified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import Max

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError, Where
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.goods.destruction import (
    APPROVED,
    FORFEITED,
    PlanStep,
    act_of,
    qualified_unit,
)
from jianzhen.stages.cases.actions.goods.listing import required
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.models_goods import DestructionCertificate, GoodsAct
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.schema.goods import Move, Standing, digest_of
from jianzhen.stages.cases.writers import goods
from jianzhen.stages.cases.writers import steps as writers
from jianzhen.stages.cases.writers.goods import Desk

MIN_WITNESSES: Final = 2
"""A rule of this product: form 52 of the 2021 set names two who carry it out and one who supervises; two watch here."""
_CERTIFICATE: Final = "{agency}销毁证〔{year}〕{serial}号"


@dataclass(frozen=True, kw_only=True)
class CarryOutDestruction(PlanStep):
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
        return act_of(self._end(self.plan(desk).facts))

    def examine(self, desk: Desk) -> None:
        """Refuse a plan that is not approved or done, an expired unit, and the wrong people."""
        facts = self.plan(desk).facts
        kinds = [row.kind for row in self.answers(desk)]
        if kinds != [APPROVED]:
            raise ConflictError(
                "the plan is not approved" if APPROVED not in kinds else "the plan was carried out",
                where=Where(key=str(self.plan_id)),
                remedy="Let the leader approve it" if APPROVED not in kinds else "Propose what is left anew",
                zh="处置方案尚未批准。请先报负责人批准"
                if APPROVED not in kinds
                else "处置方案已经执行。剩余货物请重新提出方案",
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
                zh="只有拍卖、变卖才填写所得价款，且须以元为单位填写。请按合同填写，或者留空",
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
                zh=f"见证人{len(witnesses)}名，销毁须有至少{MIN_WITNESSES}名见证人。请指定两名到场见证的人员",
            )
        if len(people.names_of({str(one) for one in witnesses})) != len(witnesses):
            raise RefusedError(
                "a witness is nobody known",
                where=Where(key="witnesses"),
                remedy="Name persons with an account",
                zh="见证人不是本系统人员。请指定已有账号的人员",
            )
        keepers = {desk.custody[lot].custodian_id for lot in lots}
        both = next((one for one in witnesses if one in self.executors or str(one) in keepers), None)
        if both is not None:
            raise NotAllowedError(
                "a witness carries it out or keeps the goods",
                where=Where(key=str(both)),
                remedy="Name persons who do neither",
                zh="见证人同时是执行人或者保管人。请指定既不执行也不保管的人员",
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
