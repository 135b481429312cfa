"""The invented people and leads of the served instance; everything through the product's own acts."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from jianzhen.base.clock import SHANGHAI
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.custody.instance import current
from jianzhen.people.policy import SYSTEM, Role
from jianzhen.stages.cases.actions_route import RouteLead
from tests.stages.conftest import LONG_AGO, MARKS, card, new_lead

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


def enrol_everybody(password: str) -> None:
    """Enrol the cast with certificates in force."""
    current()
    for username, name, role, agency in CAST:
        EnrolUser(
            actor=SYSTEM,
            at=LONG_AGO,
            username=username,
            display_name=name,
            roles=((role, agency, ""),),
            password=password,
            certificate=Certificate(f"样证{username}", "样例发证机关", date(2018, 1, 1), date(2099, 12, 31)),
        ).execute()


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
