"""The invented people and leads of the served instance; everything through the product's own acts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.ids import new_id
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.custody.instance import current
from jianzhen.people.policy import SYSTEM, Role
from jianzhen.people.queries import actor_of
from jianzhen.stages.cases.actions.assign import Assign
from jianzhen.stages.cases.actions.grievance import RegisterGrievance
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.referral.actions import ProposeTransfer
from tests.stages.conftest import LONG_AGO, MARKS, WUCHANG, Office, Walk, card, new_lead

MARKET: Final = "market_regulation"
CAST: Final = (
    ("officer", "林知秋", Role.OFFICER, MARKET),
    ("second", "周望舒", Role.OFFICER, MARKET),
    ("reviewer", "沈怀瑾", Role.REVIEWER, MARKET),
    ("leader", "顾长青", Role.LEADER, MARKET),
    ("coordinator", "许多多", Role.COORDINATOR, ""),
)
TITLE: Final = {"code": "lead.flags", "params": {"checks": ["tm.sound", "price.outlier"], "brand": "云雀"}}
REASONS: Final = (
    {"code": "mark.sound", "params": {"written": "云鹊", "mark": "云雀"}},
    {"code": "price.low", "params": {"price": "39.00", "n": "12", "percent": "14"}},
)


def enrol_everybody(password: str) -> Office:
    """Enrol the cast with certificates in force."""
    current()
    actors = {}
    for username, name, role, agency in CAST:
        user = EnrolUser(
            actor=SYSTEM,
            at=LONG_AGO,
            username=username,
            display_name=name,
            roles=((role, agency, ""),),
            password=password,
            certificate=Certificate(f"样证{username}", "样例发证机关", date(2018, 1, 1), date(2099, 12, 31)),
        ).execute()
        actors[username] = actor_of(user)
    return Office(**actors)


def route_leads(on: date) -> None:
    """Route three leads to the market bureau and leave a fourth without an owner."""
    at = datetime.combine(on, time(9), SHANGHAI)
    for name, place in (
        ("武昌区云雀样例商行", "武汉市武昌区中北路1号"),
        ("样例·青禾百货", "武汉市江岸区解放大道2号"),
        ("样例·北岸数码", "武汉市洪山区珞喻路3号"),
        ("样例·无址小店", ""),
    ):
        row = new_lead(name=name)
        facts = {"title": TITLE, "reasons": REASONS}
        RouteLead(actor=SYSTEM, at=at, card=card(row, district=place, **facts), duty=MARKS).execute()


def tell_of_a_hearing(people: Office, on: date) -> None:
    """Carry a case to a notice that offers a hearing, and another to a decision that was served."""
    for name, last in (("样例·听证商行", "notify_party"), ("样例·缴款商店", "serve_decision")):
        row = new_lead(name=name)
        at = datetime.combine(on, time(9), SHANGHAI)
        facts = {"title": TITLE, "reasons": REASONS}
        RouteLead(actor=SYSTEM, at=at, card=card(row, **facts), duty=MARKS).execute()
        Walk(row.pk, people, at).to(last)


def carry_on(people: Office, on: date) -> None:
    """Carry a further lead to a case that is proposed for transfer, with a complaint, a report and an assignment."""
    at = datetime.combine(on, time(9), SHANGHAI)
    row = new_lead(name="样例·溪谷商贸")
    facts = {"title": TITLE, "reasons": REASONS}
    RouteLead(actor=SYSTEM, at=at, card=card(row, **facts), duty=MARKS).execute()
    for kind in ("complaint", "report"):
        RegisterGrievance(
            actor=SYSTEM,
            at=at,
            signal_id=str(new_id()),
            kind=kind,
            agency=MARKET,
            district=WUCHANG,
            received_on=on,
            port="complaints-12315",
            real_name=True,
            lead_id=row.pk,
        ).execute()
    Assign(
        actor=people.coordinator,
        at=at,
        subject_type="lead",
        subject_id=str(row.pk),
        from_agency="anti_counterfeiting_office",
        to_agency=MARKET,
        asked="请核查同类线索并报送情况",
        basis="领导小组办公室会议纪要",
        due=on + timedelta(days=9),
        district=WUCHANG,
    ).execute()
    walk = Walk(row.pk, people, at)
    walk.to("investigate")
    filed = lead_page(row.pk, as_of=on).case
    assert filed is not None
    ProposeTransfer(
        actor=people.officer,
        at=walk.now,
        case_id=filed.case_id,
        articles=("214",),
        standard="suspected_crime",
        report="现场发现的商品数量较大",
    ).execute()
