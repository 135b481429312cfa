"""People, leads and shortcuts for the rooms that carry cases. All names are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.ids import new_id
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.people.policy import SYSTEM, Actor, Role
from jianzhen.people.queries import actor_of
from jianzhen.stages.cases.actions_route import RouteLead
from jianzhen.stages.cases.actions_steps import STEPS
from jianzhen.stages.cases.routing import Claim, Duty
from jianzhen.stages.cases.schema.lead import LeadCard
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.writers import Taken
from jianzhen.stages.tracing.models import Lead, Subject

MARKET = "market_regulation"
WUCHANG = "420106"
LONG_AGO = datetime(2018, 1, 2, 9, tzinfo=SHANGHAI)
MARKS = Duty("trademarks", (Claim(MARKET, "商标法（2019）第六十一条"),), (Claim("public_security", "2019年工作要点9"),))


def at(day: str, hour: int = 10) -> datetime:
    """Return an instant of a Shanghai day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI).replace(hour=hour)


@dataclass
class Office:
    """The people of one agency."""

    officer: Actor
    second: Actor
    reviewer: Actor
    leader: Actor
    coordinator: Actor

    @property
    def officers(self) -> tuple[UUID, UUID]:
        """Return the two officers' ids."""
        return UUID(self.officer.actor_id), UUID(self.second.actor_id)


def enrol(name: str, role: Role, agency: str = "", until: str = "2030-12-31") -> Actor:
    """Enrol an invented person with a certificate that runs to ``until``."""
    user = EnrolUser(
        actor=SYSTEM,
        at=LONG_AGO,
        username=f"{role.value}-{new_id()}"[:60],
        display_name=name,
        roles=((role, agency, ""),),
        certificate=Certificate(f"样证{new_id()}", "样例发证机关", date(2018, 1, 1), date.fromisoformat(until)),
    ).execute()
    return actor_of(user)


def office(agency: str = MARKET) -> Office:
    """Enrol the people of an agency."""
    return Office(
        officer=enrol("林知秋", Role.OFFICER, agency),
        second=enrol("周望舒", Role.OFFICER, agency),
        reviewer=enrol("沈怀瑾", Role.REVIEWER, agency),
        leader=enrol("顾长青", Role.LEADER, agency),
        coordinator=enrol("许多多", Role.COORDINATOR),
    )


@pytest.fixture
def people(db: None, data: Any) -> Office:
    """The people of the market bureau, in a fresh instance."""
    return office()


def new_lead(domain: str = "trademarks", name: str = "武昌区云雀样例商行") -> Lead:
    """Write a lead as tracing would have left it."""
    seen = datetime(2019, 1, 1, tzinfo=UTC)
    subject = Subject.objects.create(id=new_id(), kind="firm", display_name=name, first_seen=seen, last_seen=seen)
    return Lead.objects.create(
        subject=subject,
        domain=domain,
        title_code="flags",
        score=0.9,
        event_date=date(2019, 1, 1),
        opened_at=seen,
        last_signal_at=seen,
    )


def card(lead: Lead, district: str = "武汉市武昌区中北路1号", **changes: Any) -> LeadCard:
    """Return the card of a lead."""
    facts: dict[str, Any] = {
        "lead_id": lead.pk,
        "domain": lead.domain,
        "title": {"code": lead.title_code, "params": {}},
        "subject_name": lead.subject.display_name,
        "district": district,
        "reasons": ({"code": "mark_sound", "params": {"mark": "云雀"}},),
    }
    return LeadCard(**(facts | changes))


def route_lead(day: str, duty: Duty | None = MARKS, **changes: Any) -> UUID:
    """Write a lead and route it on a day."""
    lead = new_lead(changes.get("domain", duty.domain if duty else "trademarks"))
    RouteLead(actor=SYSTEM, at=at(day), card=card(lead, **changes), duty=duty).execute()
    return lead.pk


@dataclass
class Walk:
    """Walks one lead through its steps, an hour apart on one day unless another day is named."""

    lead_id: UUID
    people: Office
    now: datetime
    said: dict[str, dict[str, Any]] = field(default_factory=dict)

    def take(self, act: str, actor: Actor | None = None, *, day: str = "", papers: bool = True, **facts: Any) -> Taken:
        """Take a step with facts that do, by the person whose it usually is."""
        self.now = at(day) if day else self.now + timedelta(minutes=1)
        given = PAPERS.get(act, ()) if papers else ()
        return STEPS[act](
            actor=actor or getattr(self.people, WHO.get(act, "officer")),
            at=self.now,
            lead_id=self.lead_id,
            papers=tuple(PaperIn(kind, f"样例{kind}") for kind in given),
            **(self.usual(act) | facts),
        ).execute()

    def usual(self, act: str) -> dict[str, Any]:
        """Return facts that do."""
        officers = {"officers": self.people.officers}
        return {
            **USUAL.get(act, {}),
            **(officers if act in ("start_investigation", "change_officers") else {}),
        }

    def to(self, last: str, day: str = "") -> Taken:
        """Take every usual step up to and including ``last``."""
        for act in ORDER[: ORDER.index(last) + 1]:
            taken = self.take(act, day=day if act == ORDER[0] else "")
        return taken


ORDER = (
    "accept",
    "conclude_verification",
    "propose_filing",
    "approve_filing",
    "start_investigation",
    "investigate",
    "submit_review",
    "pass_review",
    "notify_party",
    "hear_statement",
    "decide_penalty",
    "record_performance",
    "close",
)
WHO = {
    "approve_filing": "leader",
    "refuse_filing": "leader",
    "extend_verification": "leader",
    "change_officers": "leader",
    "extend_seizure": "leader",
    "extend_case": "leader",
    "fix_case_period": "leader",
    "pass_review": "reviewer",
    "return_review": "reviewer",
    "decide_penalty": "leader",
    "decide_no_penalty": "leader",
    "withdraw_case": "leader",
    "close": "leader",
}
PAPERS = {
    "propose_filing": ("filing_form",),
    "submit_review": ("investigation_report",),
    "notify_party": ("penalty_notice",),
    "decide_penalty": ("penalty_decision",),
    "decide_no_penalty": ("no_penalty_decision",),
    "register_evidence": ("goods_list",),
    "seize": ("goods_list",),
    "fix_case_period": ("collective_discussion",),
    "record_performance": ("service_receipt",),
    "close": ("closing_form",),
}
DECISION = {
    "decision_number": "武市监处罚〔2026〕1号",
    "penalties": ("fine", "confiscation"),
    "conduct": "销售侵犯注册商标专用权的商品",
    "fine": Decimal("20000.00"),
    "confiscated": Decimal("3500.50"),
    "goods_value": Decimal("9800.00"),
    "party_place": "same_province",
}
USUAL: dict[str, dict[str, Any]] = {
    "wait": {"until": date(2099, 1, 1), "reason": "等待权利人辨认"},
    "not_ours": {"reason": "属于烟草专卖"},
    "dismiss": {"reason": "正品二手转让"},
    "extend_verification": {"reason": "案情复杂"},
    "exclude_from_verification": {"ground": "identification"},
    "conclude_verification": {"found": True, "finding": "现场发现标有云雀字样的商品"},
    "propose_filing": {"cause": "涉嫌销售侵犯云雀商标专用权商品案"},
    "refuse_filing": {"reason": "证据不足"},
    "change_officers": {"reason": "岗位调整"},
    "investigate": {"inquiry": "现场检查"},
    "register_evidence": {"goods": "云雀牌酒水12箱"},
    "settle_evidence": {"measure": "解除"},
    "seize": {"goods": "云雀牌酒水12箱"},
    "extend_seizure": {"reason": "情况复杂"},
    "lift_seizure": {"reason": "返还"},
    "extend_case": {"reason": "案情复杂"},
    "exclude_from_case": {"ground": "testing"},
    "pass_review": {"opinion": "同意"},
    "return_review": {"reason": "证据待补充"},
    "hear_statement": {"statement": "当事人放弃陈述申辩"},
    "decide_penalty": DECISION,
    "decide_no_penalty": {"reason": "违法行为轻微并及时改正"},
    "withdraw_case": {"reason": "违法事实不能成立"},
    "record_performance": {"performance": "罚没款已缴清"},
    "close": {"summary": "执行完毕"},
}


@pytest.fixture
def walk(people: Office) -> Callable[..., Walk]:
    """Give a function that routes a new lead on a day and walks it."""

    def begin(day: str, **changes: Any) -> Walk:
        return Walk(route_lead(day, **changes), people, at(day))

    return begin
