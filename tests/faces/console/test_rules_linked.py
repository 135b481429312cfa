"""Every rule that a page of the case room uses is linked, and its page gives citation and validity."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Final
from uuid import UUID

import pytest
from django.test import Client

from jianzhen.base.clock import law_date, now
from jianzhen.law.book import packaged_book
from jianzhen.people.policy import SYSTEM
from jianzhen.people.queries import actor_by_id
from jianzhen.stages.cases.actions.grievance import RegisterGrievance
from jianzhen.stages.cases.queries.clocks import clocks_of
from jianzhen.stages.cases.queries.pages import lead_page
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKET, ORDER, Office, Walk, route_lead

pytestmark = pytest.mark.django_db
BOOK: Final = packaged_book()
KEYS: Final = frozenset(BOOK.keys())
NAMES: Final = frozenset(version.id for version in BOOK.versions()) | KEYS
WORD: Final = re.compile(r"[a-z]+(?:\.[a-z0-9_]+)+")


class Page(HTMLParser):
    """Reads a page: the rules it links, and rule names that stand in its words outside any link to the law."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.linked: set[str] = set()
        self.naked: set[str] = set()
        self._depth = self._hidden = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link to a rule, and what is no text for readers."""
        self._hidden += tag in ("script", "style")
        found = re.fullmatch(r"/law/([^?#/]+)(?:[?#].*)?", dict(attrs).get("href") or "") if tag == "a" else None
        if found and found[1] in NAMES:
            self.linked.add(found[1])
            self._depth += 1
        elif tag == "a" and self._depth:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        """Leave the link."""
        self._hidden -= tag in ("script", "style")
        self._depth -= tag == "a" and self._depth > 0

    def handle_data(self, data: str) -> None:
        """Note rule names outside links."""
        if not self._depth and not self._hidden:
            self.naked |= {name for name in WORD.findall(data) if name in NAMES}


def keys(names: set[str]) -> set[str]:
    """Return the keys of rules that are named by key or version."""
    return {name if name in KEYS else BOOK.version(name).key for name in names}


@pytest.fixture
def case(people: People) -> Walk:
    """A case walked today to its decision, with goods seized on the way."""
    cast = ("officer", "second", "reviewer", "leader", "coordinator")
    office = Office(*(actor_by_id(UUID(people[name])) for name in cast))
    walk = Walk(route_lead((law_date(now()) - timedelta(days=1)).isoformat()), office, now())
    for act in (*ORDER[: ORDER.index("submit_review")], "seize", "register_evidence", "extend_case"):
        walk.now = now() - timedelta(minutes=1)
        walk.take(act)
    return walk


def used(lead_id: UUID) -> set[str]:
    """Return the rules behind the steps and clocks of a matter."""
    page = lead_page(lead_id, as_of=law_date(now()))
    steps = {law.rule_id or law.key for step in page.spine for law in step.law}
    return {name for name in steps | {line.clock.key for line in page.clocks} if name}


def line(client: Client, case_id: UUID) -> None:
    """Record goods so that a charge is computed."""
    day = (law_date(now()) - timedelta(days=9)).isoformat()
    said = {"side": "sold", "name": "云雀牌运动鞋", "quantity": "100", "first_day": day, "source": "出货台账"}
    to = f"/case/{case_id}/assessment"
    client.post(f"{to}/line", {"next": to, "actual_unit_price": "600.00", **said})


def test_every_rule_of_a_case_is_linked(case: Walk, sign_in: SignIn) -> None:
    """Steps, clocks, assessment, discretion and goods: what is used is linked, and nothing is named without a link."""
    client, page = sign_in("officer"), lead_page(case.lead_id, as_of=law_date(now()))
    case_id = page.row.case_id
    assert case_id is not None
    line(client, case_id)
    asked = "charge=tm_infringement&act_date=2026-05-01&business_volume=100000&figure=10000"
    paths = ("", "/assessment?charge=140", "/assessment?charge=213", f"/discretion?{asked}", "/goods")
    pages = {path: Page(client.get(f"/case/{case_id}{path}").content.decode()) for path in paths}
    assert keys(used(case.lead_id)) <= keys(pages[""].linked)
    assert {path: one.naked for path, one in pages.items() if one.naked} == {}
    assert keys(pages["/assessment?charge=140"].linked) >= {"crim.140.sales"}
    assert "tm.fine.times" in keys(pages[f"/discretion?{asked}"].linked)
    for name in sorted(set().union(*(one.linked for one in pages.values()))):
        read(client, name)


@pytest.mark.parametrize("kind", ["complaint", "report"])
def test_every_rule_of_a_complaint_or_report_is_linked(people: People, sign_in: SignIn, kind: str) -> None:
    """Its clocks name their rule with a link, and so does what the next act starts."""
    assert people
    on = law_date(now())
    act = RegisterGrievance(actor=SYSTEM, at=now(), signal_id=kind, kind=kind, agency=MARKET, received_on=on)
    one = act.execute()
    client = sign_in("officer")
    page = Page(client.get(f"/grievance/{one}").content.decode())
    assert {clock.clock.key for clock in clocks_of("grievance", one, as_of=on)} <= keys(page.linked)
    assert page.naked == set()
    for name in sorted(page.linked):
        read(client, name)


def read(client: Client, name: str) -> None:
    """Read a rule's page: it answers, cites, and says since when and until when."""
    answer = client.get(f"/law/{name}")
    assert answer.status_code == 200, name
    text = answer.content.decode()
    version = next(iter(BOOK.timeline(name).versions)) if name in KEYS else BOOK.version(name)
    assert version.citation.split(" ")[0].split("(")[0][:6] in text, name
    assert "有效期" in text, name
    begun: date | None = version.valid_from
    assert begun is None or begun.isoformat() in text or f"{begun.year}年" in text or f"{begun.year} 年" in text, name


def test_the_check_of_links_can_fail() -> None:
    """A planted rule in plain words, and one linked elsewhere, are noticed; a linked one is not."""
    assert Page("<p>按 proc.verify 核查</p>").naked == {"proc.verify"}
    assert Page('<a href="/case/1">proc.verify</a>').naked == {"proc.verify"}
    good = Page('<p><a href="/law/proc.verify">程序规定</a> 与 <a href="/law/proc.pay#x"><b>proc.pay</b></a></p>')
    assert (good.linked, good.naked) == ({"proc.verify", "proc.pay"}, set())
