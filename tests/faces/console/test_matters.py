"""Leads and cases in the console: reach, lawful steps, refusals that say why, and what a page shows of the law."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest
from django.test import Client

from jianzhen.base.clock import now
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.cases.queries.pages import lead_page
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKS, card, new_lead

pytestmark = pytest.mark.django_db
TITLE: Final = {"code": "lead.flags", "params": {"checks": ["tm.sound"], "brand": "云雀"}}
REASON: Final = {"code": "mark.sound", "params": {"written": "云鹊", "mark": "云雀"}}
Lead = Callable[..., UUID]


@pytest.fixture
def lead(people: People) -> Lead:
    """Give a function that routes a new lead to the market bureau, two days ago."""

    def routed(**changes: object) -> UUID:
        row = new_lead()
        facts = {"title": TITLE, "reasons": (REASON,)} | changes
        RouteLead(actor=SYSTEM, at=now() - timedelta(days=2), card=card(row, **facts), duty=MARKS).execute()
        return row.pk

    return routed


def take(client: Client, lead_id: UUID, step: str, **said: object) -> str:
    """Post a step and return the page it leads to."""
    answer = client.post(f"/lead/{lead_id}/step/{step}", {"next": f"/lead/{lead_id}", **said}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def state(lead_id: UUID) -> str:
    """Return where the lead stands."""
    return lead_page(lead_id, as_of=datetime.now(UTC).date()).row.state


def test_the_worklist_says_what_who_why_and_until_when(lead: Lead, sign_in: SignIn) -> None:
    """A row holds title, subject, reason, state and clock in words."""
    lead()
    text = sign_in("officer").get("/").content.decode()
    for words in ("读音相同而写法不同", "武昌区云雀样例商行", "“云鹊”与受保护的“云雀”读音相同", "待受理", "个工作日"):
        assert words in text
    english = sign_in("officer")
    english.post("/display", {"language": "en"})
    assert "working days left" in english.get("/").content.decode()


def test_what_is_out_of_reach_does_not_exist(lead: Lead, sign_in: SignIn) -> None:
    """Another agency's officer and the police get 404 for page and act, and see no row."""
    lead_id = lead()
    for name in ("elsewhere", "police", "auditor"):
        client = sign_in(name)
        assert client.get(f"/lead/{lead_id}").status_code == 404
        assert client.post(f"/lead/{lead_id}/step/accept").status_code == 404
        assert "云雀" not in client.get("/").content.decode()
    assert sign_in("prosecutor").get(f"/lead/{lead_id}").status_code == 200
    assert state(lead_id) == "routed"


def test_an_officer_accepts_and_dismisses_with_a_reason(lead: Lead, sign_in: SignIn) -> None:
    """Accepting makes the lead the officer's; dismissing needs a reason, and keeps it."""
    client, lead_id = sign_in("officer"), lead()
    assert "已办理，并已记入日志" in take(client, lead_id, "accept")
    assert state(lead_id) == "verifying"
    assert "理由：没有填写" in take(client, lead_id, "dismiss", reason=" ")
    assert state(lead_id) == "verifying"
    assert "正品二手转让" in take(client, lead_id, "dismiss", reason="正品二手转让")
    assert state(lead_id) == "dismissed"


def test_a_step_out_of_turn_does_not_exist(lead: Lead, sign_in: SignIn) -> None:
    """Only lawful next steps have an address."""
    client, lead_id = sign_in("leader"), lead()
    assert client.post(f"/lead/{lead_id}/step/approve_filing").status_code == 404
    assert client.post(f"/lead/{lead_id}/step/no_such_step").status_code == 404


def test_a_role_without_the_permission_is_told(lead: Lead, sign_in: SignIn) -> None:
    """A reviewer sees the lead, is offered no step, and a forged post changes nothing and says why."""
    client, lead_id = sign_in("reviewer"), lead()
    text = client.get(f"/lead/{lead_id}").content.decode()
    assert "眼下没有您能办理的步骤" in text
    assert 'action="/lead/' not in text
    assert "您的岗位没有这项权限" in take(client, lead_id, "accept")
    assert state(lead_id) == "routed"


def test_two_tabs_do_not_overwrite_each_other(lead: Lead, sign_in: SignIn) -> None:
    """A step from a page that is no longer true is refused, and says that the record moved on."""
    client, lead_id = sign_in("officer"), lead()
    seen = lead_page(lead_id, as_of=datetime.now(UTC).date()).row.version
    take(client, lead_id, "accept", seen=seen)
    text = take(client, lead_id, "not_ours", seen=seen, reason="属于烟草专卖")
    assert "记录的状态已变化" in text
    assert state(lead_id) == "verifying"


def test_a_missing_document_is_named_and_can_be_filed(lead: Lead, sign_in: SignIn) -> None:
    """The disabled step names the document; filing it enables the step."""
    client, lead_id = sign_in("officer"), lead()
    take(client, lead_id, "accept")
    text = take(client, lead_id, "conclude_verification", found="yes", finding="现场发现疑似商品")
    assert "缺少文书：立案／不予立案审批表" in text
    filed = {"kind": "filing_form", "title": "立案审批表", "next": f"/lead/{lead_id}"}
    answer = client.post(f"/lead/{lead_id}/paper", filed, follow=True)
    text = answer.content.decode()
    assert "已归档" in text
    assert "缺少文书：立案" not in text
    take(client, lead_id, "propose_filing", cause="涉嫌销售侵犯注册商标专用权的商品")
    assert state(lead_id) == "filing_proposed"


def test_nobody_approves_their_own_proposal(lead: Lead, sign_in: SignIn) -> None:
    """The leader's approval opens the case and leads to its page, which names the law of the step."""
    officer, lead_id = sign_in("officer"), lead()
    take(officer, lead_id, "accept")
    take(officer, lead_id, "conclude_verification", found="yes", finding="属实")
    officer.post(f"/lead/{lead_id}/paper", {"kind": "filing_form", "title": "立案审批表"})
    take(officer, lead_id, "propose_filing", cause="涉嫌销售侵权商品")
    text = take(sign_in("leader"), lead_id, "approve_filing")
    assert "武市监立〔" in text
    assert "作出处理决定" in text
    assert 'href="/law/proc.case.base' in text
    assert "《市场监督管理行政处罚程序规定" in text


def test_an_unresolved_lead_is_seen_and_given_an_owner(lead: Lead, sign_in: SignIn) -> None:
    """Without a place nobody owns it; the coordinator sees why and hands it over with a basis."""
    lead_id = lead(district="")
    assert sign_in("officer").get(f"/lead/{lead_id}").status_code == 404
    client = sign_in("coordinator")
    assert "地点不明" in client.get(f"/lead/{lead_id}").content.decode()
    handed = {"agency": "market_regulation", "district": "420106", "basis": "协调会议纪要", "next": f"/lead/{lead_id}"}
    text = client.post(f"/lead/{lead_id}/owner", handed, follow=True).content.decode()
    assert "已分派" in text
    assert state(lead_id) == "routed"
    assert sign_in("officer").get(f"/lead/{lead_id}").status_code == 200


def test_search_finds_two_characters_within_reach(lead: Lead, sign_in: SignIn) -> None:
    """Two characters of a name find the lead; one is too short; out of reach there is nothing."""
    lead()
    client = sign_in("officer")
    assert "读音相同而写法不同" in client.get("/search?q=云雀").content.decode()
    short = client.get("/search?q=云", headers={"HX-Request": "true"}).content.decode()
    assert "请输入两个字以上" in short
    assert "没有找到" in sign_in("elsewhere").get("/search?q=云雀").content.decode()


def test_a_filter_narrows_and_can_be_shared(lead: Lead, sign_in: SignIn) -> None:
    """The address carries view and filters; what it does not know is left out."""
    lead()
    client = sign_in("officer")
    assert "data-row" in client.get("/?state=routed&domain=trademarks").content.decode()
    assert "没有符合筛选条件的事项" in client.get("/?state=verifying").content.decode()
    assert "data-row" in client.get("/?view=nonsense&page=99999&agency=").content.decode()
    part = client.get("/?state=routed", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="work"' in part


def test_a_transfer_goes_to_the_police_and_their_answer_comes_back(lead: Lead, sign_in: SignIn, people: People) -> None:
    """Officer proposes, leader approves, the police see it as theirs; others do not."""
    officer, leader, lead_id = sign_in("officer"), sign_in("leader"), lead()
    take(officer, lead_id, "accept")
    take(officer, lead_id, "conclude_verification", found="yes", finding="属实")
    officer.post(f"/lead/{lead_id}/paper", {"kind": "filing_form", "title": "立案审批表"})
    take(officer, lead_id, "propose_filing", cause="涉嫌销售侵权商品")
    take(leader, lead_id, "approve_filing")
    found = lead_page(lead_id, as_of=datetime.now(UTC).date()).case
    assert found is not None
    said = {"articles": "214", "standard": "suspected_crime", "report": "金额较大"}
    alone = officer.post(f"/case/{found.case_id}/transfer", said, follow=True).content.decode()
    assert "专案组0人" in alone
    made = officer.post(f"/case/{found.case_id}/transfer", said | {"team": [people["officer"], people["second"]]})
    page = str(made["Location"])
    assert page.startswith("/referral/")
    assert leader.post(f"{page}/step/approve", {"next": page}).status_code == 302
    assert "缺少文书：涉嫌犯罪案件移送书" in leader.get(page).content.decode()
    for kind in ("transfer_letter", "investigation_report", "goods_list", "test_report", "other_material"):
        officer.post(f"{page}/attach", {"kind": kind, "title": f"样例{kind}", "next": page})
    leader.post(f"{page}/step/send", {"next": page})
    police = sign_in("police")
    assert "接收并出具回执" in police.get(page).content.decode()
    assert police.get(f"/case/{found.case_id}").status_code == 404
    police.post(f"{page}/step/receive", {"receipt": "样例回执1号", "next": page})
    assert "公安已接收" in officer.get(page).content.decode()
    assert sign_in("elsewhere").get(page).status_code == 404
