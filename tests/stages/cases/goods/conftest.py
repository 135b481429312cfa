"""A case with officers, goods as they are listed, and units that destroy them. All names are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.people.policy import Actor, Role
from jianzhen.stages.cases.actions.goods.destroying import CarryOutDestruction
from jianzhen.stages.cases.actions.goods.destruction import ApproveDestruction, ProposeDestruction
from jianzhen.stages.cases.actions.goods.ends import ForfeitGoods
from jianzhen.stages.cases.actions.goods.listing import Done, GoodsStep, ListGoods
from jianzhen.stages.cases.actions.goods.units import AddQualification, RegisterDisposalUnit
from jianzhen.stages.cases.queries.goods_ledger import ledger_of
from jianzhen.stages.cases.schema.goods import Balance, Keeper, LotIn, Part, PriceBasis, Standing, Unit
from tests.stages.conftest import MARKET, Office, Walk, at, enrol

PHOTO = "ab" * 32
SEIZED_ON = "2026-03-03"
DECIDED_ON = "2026-04-15"
USCC = "91420106MA4K0YLX7D"


def line(**changes: Any) -> LotIn:
    """Return a line of a seizure list that does."""
    facts: dict[str, Any] = {
        "name": "云雀牌运动鞋",
        "nature": "apparel",
        "unit": Unit.PAIR,
        "quantity": Decimal(120),
        "unit_value": Decimal("268.00"),
        "value_basis": PriceBasis.MARKED,
        "unit_weight": Decimal("0.850"),
        "photos": (PHOTO,),
    }
    return LotIn(**(facts | changes))


@dataclass
class Store:
    """The goods of one case, and the people around them."""

    case_id: UUID
    people: Office
    walk: Walk
    keeper: Actor
    day: str = SEIZED_ON
    hour: int = 11

    def do(self, step: type[GoodsStep], who: str = "officer", day: str = "", **facts: Any) -> Done:
        """Take one act, an hour after the last one of the day."""
        self.day, self.hour = (day, 8) if day else (self.day, self.hour + 1)
        actor = self.keeper if who == "keeper" else getattr(self.people, who)
        return step(actor=actor, at=at(self.day, self.hour % 24), case_id=self.case_id, **facts).execute()

    def list(self, *lines: LotIn, **changes: Any) -> tuple[UUID, ...]:
        """List goods, kept by the storekeeper."""
        facts: dict[str, Any] = {
            "list_number": "武市监清〔2026〕1号",
            "lines": lines or (line(),),
            "place": "罚没物资仓库 A 区 3 架",
            "keeper": Keeper(UUID(self.keeper.actor_id)),
        }
        return self.do(ListGoods, **(facts | changes)).lots

    def balance(self, lot: UUID) -> Balance:
        """Return a lot's balance."""
        return ledger_of(self.case_id)[lot]

    def decide(self, day: str = DECIDED_ON) -> None:
        """Walk the case to its penalty decision, with confiscation."""
        for act in ("investigate", "submit_review", "pass_review", "notify_party", "hear_statement", "decide_penalty"):
            self.walk.take(act, day=day if act == "investigate" else "")
        self.day, self.hour = day, 12

    def forfeit(self, *parts: Part) -> None:
        """Forfeit goods by the decision."""
        self.do(ForfeitGoods, parts=parts)

    def unit(self, until: str = "2026-12-31", classes: tuple[str, ...] = ("general",), uscc: str = USCC) -> UUID:
        """Register a unit qualified to a day."""
        facts: dict[str, Any] = {"actor": self.people.leader, "at": at(SEIZED_ON)}
        found = RegisterDisposalUnit(**facts, agency=MARKET, name="江城样例环保处置有限公司", uscc=uscc).execute()
        AddQualification(
            **facts,
            unit_id=found,
            number="样环〔2025〕7号",
            issuer="样例生态环境局",
            classes=classes,
            valid_from=date(2025, 1, 1),
            valid_to=date.fromisoformat(until),
        ).execute()
        return found

    def plan(self, *parts: Part, **changes: Any) -> UUID:
        """Propose a destruction and have it approved."""
        facts: dict[str, Any] = {"parts": parts, "method": "recycling"}
        plan = self.do(ProposeDestruction, **(facts | changes)).act_id
        self.do(ApproveDestruction, "leader", plan_id=plan)
        return plan

    def destroy(self, plan: UUID, day: str = "", **changes: Any) -> Done:
        """Carry a plan out before two witnesses."""
        facts: dict[str, Any] = {
            "plan_id": plan,
            "executors": self.people.officers,
            "witnesses": (UUID(self.people.reviewer.actor_id), UUID(self.people.coordinator.actor_id)),
            "place": "江城样例环保处置有限公司厂区",
            "document": "销接〔2026〕33号",
        }
        return self.do(CarryOutDestruction, day=day, **(facts | changes))


@pytest.fixture
def store(walk: Callable[..., Walk], people: Office) -> Store:
    """A case under investigation whose goods were seized."""
    return new_store(walk, people)


def new_store(walk: Callable[..., Walk], people: Office) -> Store:
    """Walk a new case to its seizure."""
    found = walk("2026-03-02")
    for act in ("accept", "conclude_verification", "propose_filing", "approve_filing", "start_investigation"):
        found.take(act, day="2026-03-02" if act == "accept" else "")
    taken = found.take("seize", day=SEIZED_ON)
    assert taken.case_id
    return Store(taken.case_id, people, found, enrol("钱守拙", Role.OFFICER, MARKET))


HELD, FORFEITED = Standing.HELD, Standing.FORFEITED
