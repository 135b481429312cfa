"""Complaints, reports and assignments in the console: lists, acts with their law, reach, and assigning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from jianzhen.base.clock import law_date, now
from jianzhen.base.ids import new_id
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.cases.actions.grievance import RegisterGrievance
from jianzhen.stages.cases.actions.route import RouteLead
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKET, MARKS, WUCHANG, card, new_lead

pytestmark = pytest.mark.django_db
Said = Callable[..., UUID]


@pytest.fixture
def lead(people: People) -> UUID:
    """A lead of the market bureau that a complaint opened."""
    row = new_lead()
    title = {"code": "lead.complaint", "params": {"kind": "complaint", "brand": "云雀", "goods": "耳机"}}
    RouteLead(actor=SYSTEM, at=now() - timedelta(days=2), card=card(row, title=title), duty=MARKS).execute()
    return row.pk


@pytest.fixture
def said(lead: UUID) -> Said:
    """Give a function that registers a complaint or report on the lead, received today."""

    def registered(kind: str, **changes: object) -> UUID:
        facts = {"signal_id": str(new_id()), "agency": MARKET, "district": WUCHANG, "port": "complaints-12315"}
        facts |= {"lead_id": lead, "received_on": law_date(now())} | changes
        return RegisterGrievance(actor=SYSTEM, at=now(), kind=kind, **facts).execute()  # type: ignore[arg-type]

    return registered


def text(client: Client, path: str, **posted: str) -> str:
    """Return a page, or the page a post leads to."""
    answer = client.post(path, posted, follow=True) if posted else client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_complaint_is_accepted_mediated_and_told(said: Said, sign_in: SignIn) -> None:
    """Each act says which clock it starts under which article, and leads to the next."""
    page = f"/grievance/{said('complaint')}"
    client = sign_in("officer")
    shown = text(client, "/grievance")
    assert "投诉待受理 <span" in shown
    assert 'href="/law/cmp.accept' in shown
    assert "12315 平台" in shown
    first = text(client, page)
    assert "开始计算期限：调解期限" in first
    assert 'href="/law/cmp.mediate' in first
    assert "举报核查完毕" not in first
    for step, state in (("accept", "调解中"), ("end-mediation", "调解已结束，待告知"), ("tell-parties", "已告知双方")):
        assert f'<span class="chip accent">{state}' in text(client, f"{page}/step/{step}", words="样例说明", next=page)
    assert "全部步骤已完成" in text(client, page)


def test_a_report_is_never_called_a_complaint(said: Said, sign_in: SignIn) -> None:
    """Its row and page speak of a report though a complaint opened its lead; nobody is there to tell."""
    page = f"/grievance/{said('report')}"
    client = sign_in("officer")
    row = text(client, "/grievance?view=waiting_report").partition("<tbody>")[2].partition("</tbody>")[0]
    assert "举报" in row
    assert "投诉" not in row.replace("市场监督管理投诉举报处理", "")
    assert "受理投诉" not in text(client, page)
    assert "内容：没有填写" in text(client, f"{page}/step/verify", words=" ", next=page)
    assert "告知举报人" not in text(client, f"{page}/step/verify", words="不予立案", next=page)


def test_a_complaint_is_refused_on_a_ground_of_the_law(said: Said, sign_in: SignIn) -> None:
    """The form offers the grounds of today's article; the history links the rule, and a missing one is asked for."""
    page = f"/grievance/{said('complaint')}"
    client = sign_in("officer")
    assert "没有提供规定的材料" in text(client, page)
    step = f"{page}/step/reject"
    assert "没有填写" in text(client, step, words="样例说明", next=page)
    facts = {"words": "样例说明", "ground": "late", "known_on": "2020-02-31", "other_ways": "yes", "next": page}
    assert "不是日期" in text(client, step, **facts)
    assert "没有选择" in text(client, step, **(facts | {"ground": "because", "known_on": "2019-02-28"}))
    done = text(client, step, **(facts | {"known_on": "2019-02-28"}))
    assert "已经超过期限（第四项）" in done
    assert 'href="/law/cmp.refuse' in done


def test_a_repeated_report_names_the_earlier_one(said: Said, sign_in: SignIn) -> None:
    """Without an earlier report it is not offered; with one, only reports to the same agency can be chosen."""
    first = said("report")
    client, page = sign_in("officer"), f"/grievance/{first}"
    assert "重复举报不再处理" not in text(client, page)
    page = f"/grievance/{said('report')}"
    assert "重复举报不再处理" in text(client, page)
    step = f"{page}/step/repeated"
    assert "没有填写" in text(client, step, words="同一人同一事", next=page)
    assert "没有选择" in text(client, step, words="同一人同一事", earlier=str(new_id()), next=page)
    done = text(client, step, words="同一人同一事", earlier=str(first), next=page)
    assert "重复举报，不再处理" in done
    assert 'href="/law/rep.repeat' in done
    today = str(law_date(now()))
    again = text(client, f"{page}/step/new-facts", words="补充进货单", came_on=today, next=page)
    assert '<span class="chip accent">待核查' in again


def test_the_wrong_act_is_refused_in_words(said: Said, sign_in: SignIn) -> None:
    """Accepting a report as a complaint changes nothing and says so; a role without the permission is told too."""
    page = f"/grievance/{said('report', real_name=True)}"
    assert "现在不能这样做，未作任何改动" in text(sign_in("officer"), f"{page}/step/accept", words="x", next=page)
    assert "您的岗位没有这项权限" in text(sign_in("reviewer"), f"{page}/step/verify", words="x", next=page)
    assert sign_in("officer").post(f"{page}/step/no-such-step").status_code == 404
    assert "待核查" in text(sign_in("prosecutor"), page)


def test_what_is_out_of_reach_does_not_exist(said: Said, sign_in: SignIn) -> None:
    """Another agency and the police get 404 for page and act, and see no row."""
    page = f"/grievance/{said('complaint')}"
    for name in ("elsewhere", "police"):
        client = sign_in(name)
        assert client.get(page).status_code == 404
        assert client.post(f"{page}/step/accept", {"words": "x"}).status_code == 404
        assert "这里没有投诉或举报" in text(client, "/grievance?view=all")


def test_a_lead_is_assigned_signed_for_answered_and_written_off(lead: UUID, sign_in: SignIn) -> None:
    """The coordinator assigns from the lead, the officer signs and answers, the coordinator urges and writes off."""
    chief, officer = sign_in("coordinator"), sign_in("officer")
    form = f"/assignment/new?subject=lead&id={lead}"
    assert form.replace("&", "&amp;") in text(chief, f"/lead/{lead}")
    assert "/assignment/new" not in text(officer, f"/lead/{lead}")
    page = assigned(chief, lead)
    assert "待签收" in text(officer, "/assignment")
    assert "请核查同类线索" in text(chief, "/assignment")
    assert f'href="{page}"' in text(officer, f"/lead/{lead}")
    assert "已催办 1 次" in text(chief, f"{page}/step/urge", words="请抓紧", next=page)
    assert "您的岗位没有这项权限" in text(chief, f"{page}/step/sign", next=page)
    text(officer, f"{page}/step/sign", next=page)
    assert "待销号" in text(officer, f"{page}/step/answer", answer="检查12户", next=page)
    done = text(chief, f"{page}/step/write-off", finding="完成", grade="good", next=page)
    assert "已销号" in done
    assert "办理评价" in done
    assert sign_in("elsewhere").get(page).status_code == 404


def assigned(chief: Client, lead: UUID, **changes: str) -> str:
    """Assign the lead and return where the assignment is shown, or where the refusal is told."""
    due = (law_date(now()) + timedelta(days=5)).isoformat()
    facts = {"subject": "lead", "id": str(lead), "to_agency": MARKET, "asked": "请核查同类线索", "basis": "会议纪要"}
    return str(chief.post("/assignment/make", facts | {"due": due, "next": "/assignment"} | changes)["Location"])


def test_only_what_exists_is_assigned_by_who_may(lead: UUID, sign_in: SignIn) -> None:
    """An unknown record is a 404, a missing date is told, an officer assigns nothing."""
    chief = sign_in("coordinator")
    for query in ("subject=lead&id=x", f"subject=case&id={lead}", "subject=task&id=2019/1", "subject=moon&id=1"):
        assert chief.get(f"/assignment/new?{query}").status_code == 404
    assert assigned(chief, lead, due="") == "/assignment"
    assert "办理期限：没有填写" in text(chief, "/assignment")
    officer = sign_in("officer")
    assert officer.get(f"/assignment/new?subject=lead&id={lead}").status_code == 403
    assert assigned(officer, lead) == "/assignment"
    assert "这里没有交办事项" in text(officer, "/assignment")


def test_what_was_assigned_is_declined_given_elsewhere_and_counted(lead: UUID, sign_in: SignIn) -> None:
    """The officer declines with the reason, the coordinator gives it elsewhere; the scores show both."""
    chief, officer = sign_in("coordinator"), sign_in("officer")
    page = assigned(chief, lead, kind="supervised", sign_by=law_date(now()).isoformat())
    assert "督办" in text(officer, page)
    assert "已退回，待处理" in text(officer, f"{page}/step/decline", reason="属烟草专卖", next=page)
    due = (law_date(now()) + timedelta(days=9)).isoformat()
    shown = text(chief, f"{page}/step/elsewhere", to_agency="tobacco", due=due, reason="按职责分工", next=page)
    assert "改派" in shown
    assert sign_in("officer").get(page).status_code == 404
    assert "市烟草专卖局" in text(chief, "/assignment/scores")
    assert "看不懂这个统计期" in text(chief, "/assignment/scores?period=soon")


def test_more_time_is_given_on_the_page(lead: UUID, sign_in: SignIn) -> None:
    """The new date and its reason are kept; a nonsense date is told."""
    chief = sign_in("coordinator")
    page = assigned(chief, lead)
    due = (law_date(now()) + timedelta(days=30)).isoformat()
    assert due in text(chief, f"{page}/step/extend", due=due, reason="需抽样检验", next=page)
    assert "不是日期" in text(chief, f"{page}/step/extend", due="soon", reason="x", next=page)
