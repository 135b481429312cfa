"""The assessment of a case on its page: rows in, reasons out, every rule linked, the difference kept."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from jianzhen.base.clock import now, today_in_shanghai
from jianzhen.people.policy import SYSTEM
from jianzhen.people.queries import actor_by_id
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.cases.queries.assessing import kept
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKS, Office, Walk, card, new_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_id(people: People) -> UUID:
    """A case filed today by the market bureau's people."""
    row, names = new_lead(), ("officer", "second", "reviewer", "leader", "coordinator")
    cast = Office(**{name: actor_by_id(UUID(people[name])) for name in names})
    RouteLead(actor=SYSTEM, at=now() - timedelta(days=1), card=card(row), duty=MARKS).execute()
    filed = Walk(row.pk, cast, now()).to("approve_filing").case_id
    assert filed is not None
    return filed


def line(client: Client, case_id: UUID, **said: str) -> str:
    """Record a line of goods and return the page it leads to."""
    day = (today_in_shanghai() - timedelta(days=9)).isoformat()
    given = {"side": "sold", "name": "云雀牌运动鞋", "quantity": "100", "first_day": day, "source": "出货台账"} | said
    to = f"/case/{case_id}/assessment"
    return client.post(f"{to}/line", {"next": to, **given}, follow=True).content.decode()


def test_rows_become_an_outcome_with_reasons_and_links(case_id: UUID, sign_in: SignIn) -> None:
    """Sales of 30000 and stock of 60000 meet the mix of art 140; every rule links to its page with validity."""
    client = sign_in("officer")
    assert "缺少事实，未计算" in client.get(f"/case/{case_id}").content.decode()
    line(client, case_id, actual_unit_price="300.00")
    text = line(client, case_id, side="unsold", quantity="60", marked_unit_price="1,000.00")
    assert "达到标准" in text
    text = client.get(f"/case/{case_id}/assessment?charge=140").content.decode()
    for words in ("销售金额×3＋未销售货值金额", "150000.00", "伪劣须由检验机构鉴定", "有效期", "立案追诉标准"):
        assert words in text
    linked = set(re.findall(r'href="/law/([^"]+)"', text))
    assert {"crim.140.sales", "crim.140.mixed", "crim.140.cumulate"} <= linked
    for rule in sorted(linked):
        page = client.get(f"/law/{rule}").content.decode()
        assert "出处" in page
        assert "有效期" in page
        assert "chip" in page


def test_the_case_page_shows_the_foremost_charge_in_both_languages(case_id: UUID, sign_in: SignIn) -> None:
    """The same reasons in Chinese and English, and no sentence of the other language's chips."""
    client = sign_in("officer")
    line(client, case_id, actual_unit_price="600.00")
    text = client.get(f"/case/{case_id}").content.decode()
    assert "刑事标准研判" in text
    assert "高于标准" in text
    client.post("/display", {"language": "en"})
    english = client.get(f"/case/{case_id}").content.decode()
    assert "Criminal thresholds" in english
    assert f"law of the day of the act, {today_in_shanghai() - timedelta(days=9)}" in english
    assert "operating value 60000.00 against 50000: above" in english


def test_a_view_that_differs_asks_for_a_reason_and_is_kept(case_id: UUID, sign_in: SignIn) -> None:
    """Without a reason nothing is kept; with one, both outcomes stand on the page for good."""
    client, to = sign_in("officer"), f"/case/{case_id}/assessment"
    line(client, case_id, actual_unit_price="600.00")
    form = {"next": f"{to}?charge=140", "charge": "140", "view": "not_reached"}
    assert "没有写明理由" in client.post(f"{to}/keep", form, follow=True).content.decode()
    assert kept(case_id) == []
    text = client.post(f"{to}/keep", form | {"reason": "单价待价格认定"}, follow=True).content.decode()
    for words in ("保存过的意见", "单价待价格认定", "与当时的计算不同"):
        assert words in text
    assert [(one.outcome, one.view, one.differs) for one in kept(case_id)] == [("reached", "not_reached", True)]


def test_facts_and_withdrawals_go_through_the_same_acts(case_id: UUID, sign_in: SignIn) -> None:
    """An unknown value is refused in words; a fact, an earlier penalty and a withdrawal show on the page."""
    client, to = sign_in("officer"), f"/case/{case_id}/assessment"
    day = (today_in_shanghai() - timedelta(days=400)).isoformat()

    def fact(name: str, value: str) -> str:
        said = {"next": to, "fact": name, "value": value, "source": "询问笔录"}
        return str(client.post(f"{to}/fact", said, follow=True).content.decode())

    assert "is negative" in fact("illegal_income", "-5")
    assert "请写“是”或者“否”" in fact("exceptions_apply", "也许")
    assert "32000.00" in fact("illegal_income", "32000.00")
    assert day in fact("prior_administrative", day)
    line(client, case_id, actual_unit_price="600.00")
    page = client.get(to).content.decode()
    (withdraw,) = re.findall(rf'action="({to}/line/[0-9a-f-]+/withdraw)"', page)
    text = client.post(withdraw, {"next": to, "reason": "重复"}, follow=True).content.decode()
    assert "云雀牌运动鞋" not in text


def test_those_out_of_reach_see_and_do_nothing(case_id: UUID, sign_in: SignIn) -> None:
    """Another agency gets 404; a reader of the case sees reasons and no form."""
    stranger, to = sign_in("elsewhere"), f"/case/{case_id}/assessment"
    assert stranger.get(to).status_code == 404
    assert stranger.post(f"{to}/line", {}).status_code == 404
    reader = sign_in("prosecutor").get(to)
    assert (reader.status_code, "assessment/keep" in reader.content.decode()) == (200, False)
