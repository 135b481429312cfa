"""People, leads and shortcuts for the rooms that carry cases. All names are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.clock import SHANGHAI, law_date
from jianzhen.base.ids import new_id
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.people.policy import SYSTEM, Actor, Role
from jianzhen.people.queries import actor_of
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.cases.actions.steps import STEPS
from jianzhen.stages.cases.checks import PENALTIES
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.routing import Claim, Duty
from jianzhen.stages.cases.schema.lead import LeadCard
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.writers.steps import Taken
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
        said = self.usual(act) | facts
        given = procedure_of(MARKET).papers_of(act, said) if papers else ()
        return STEPS[act](
            actor=actor or getattr(self.people, WHO.get(act, "officer")),
            at=self.now,
            lead_id=self.lead_id,
            papers=tuple(PaperIn(kind, f"样例{kind}") for kind in given),
            **said,
        ).execute()

    def usual(self, act: str) -> dict[str, Any]:
        """Return facts that do."""
        asked = procedure_of(MARKET).act(act).facts
        today = {name: law_date(self.now) for name, kind in asked.items() if kind == "day"}
        officers = {"officers": self.people.officers} if "officers" in asked else {}
        host = {"host": UUID(self.people.reviewer.actor_id)} if "host" in asked else {}
        return {**today, **officers, **host, **USUAL.get(act, {})}

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
    "serve_decision",
    "record_payment",
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
    "suspend_case": "leader",
    "approve_emergency_measure": "leader",
    "extend_review": "leader",
    "give_legal_opinion": "reviewer",
    "settle_period": "reviewer",
    "refuse_hearing": "leader",
    "appoint_host": "leader",
    "set_hearing": "reviewer",
    "announce_hearing": "reviewer",
    "hold_hearing": "reviewer",
    "abandon_hearing": "reviewer",
    "report_hearing": "reviewer",
    "review_after_hearing": "reviewer",
    "approve_deferral": "leader",
    "reduce_additional_fine": "leader",
    "apply_enforcement": "leader",
    "end_enforcement": "leader",
}
NOTICE = {
    "party": "organisation",
    "penalties": PENALTIES,
    "fine": Decimal("20000000.00"),
    "confiscated": Decimal("20000000.00"),
    "goods_confiscated": Decimal("9800.00"),
    "hearing_told": True,
    "service": "direct",
}
"""A notice wide enough for every decision of these tests."""
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
    "dispute_jurisdiction": {"other": "样例区市场监督管理局", "reason": "两地均称先行发现"},
    "settle_jurisdiction": {"jurisdiction": "ours", "basis": "会商纪要"},
    "report_jurisdiction": {"superior": "样例省市场监督管理局"},
    "designate_jurisdiction": {"jurisdiction": "ours", "basis": "指定管辖通知书"},
    "ask_assistance": {"assistant": "样例市市场监督管理局", "matters": "核实供货人"},
    "receive_assistance": {"finding": "供货人查无此人"},
    "collect_on_the_spot": {
        "collect_ground": "small",
        "collected": Decimal("100.00"),
        "receipt_number": "样例票据00001",
        "reason": "当事人要求当场缴纳",
    },
    "hand_in_collected": {"basis": "交款单"},
    "bank_collected": {"basis": "银行回单"},
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
    "settle_evidence": {"settlement": "released", "measure": "解除"},
    "suspend_case": {"reason": "须以相关案件的裁判结果为依据"},
    "resume_case": {"reason": "相关案件已审结"},
    "take_emergency_measure": {"measure": "当场扣押云雀牌酒水12箱"},
    "approve_emergency_measure": {"opinion": "同意补办"},
    "exclude_from_seizure": {"ground": "testing"},
    "extend_review": {"until": date(2099, 1, 1), "basis": "负责人批准"},
    "give_legal_opinion": {"topic": "hearing_right", "opinion": "当时数额未达到"},
    "notify_party": NOTICE,
    "request_hearing": {"statement": "要求听证"},
    "refuse_hearing": {"reason": "逾期提出"},
    "set_hearing": {"place": "样例听证室", "public": False},
    "hold_hearing": {"statement": "当事人对数量有异议"},
    "abandon_hearing": {"hearing_end": "withdrawn", "reason": "当事人书面撤回"},
    "report_hearing": {"opinion": "维持原处理意见"},
    "review_after_hearing": {"opinion": "同意"},
    "decide_on_the_spot": {
        "party": "person",
        "decision_number": "武市监当罚〔2026〕1号",
        "penalties": ("fine",),
        "conduct": "未按规定明码标价",
        "fine": Decimal("200.00"),
    },
    "serve_decision": {"service": "direct"},
    "record_payment": {
        "paid_fine": Decimal("20000.00"),
        "paid_confiscated": Decimal("3500.50"),
        "paid_additional": Decimal("0.00"),
    },
    "approve_deferral": {"deferral": "later", "basis": "确有经济困难"},
    "reduce_additional_fine": {"reason": "已达成执行协议"},
    "begin_remedy": {"remedy": "review"},
    "end_remedy": {"remedy_end": "upheld"},
    "note_remedy_expired": {"basis": "当事人未复议未起诉"},
    "apply_enforcement": {"court": "样例区人民法院"},
    "end_enforcement": {"reason": "法院裁定终结执行"},
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
