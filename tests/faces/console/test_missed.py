"""Possible missed transfers in the console: the list, the page with its tree, the answer, and who sees none of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from jianzhen.base.clock import today_in_shanghai
from jianzhen.people.policy import Permission, reach
from jianzhen.people.queries import actor_by_id
from jianzhen.stages.referral.queries_missed import missed
from tests.faces.console.conftest import People, SignIn
from tests.stages.referral.test_missed import look, party

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(people: People) -> UUID:
    """A finding about one subject under one name."""
    look(party("甲样例商行", "30000", "30000"))
    within = reach(actor_by_id(UUID(people["officer"])), Permission.REFERRAL_VIEW, today_in_shanghai())
    return missed(within)[1][0].finding_id


def test_an_empty_list_teaches_the_next_step(sign_in: SignIn) -> None:
    """Before a pass looked, the page says what to run."""
    assert "first-hour" in sign_in("officer").get("/referral/missed").content.decode()


def test_the_list_and_the_page_say_when_how_much_and_what_is_unknown(finding: UUID, sign_in: SignIn) -> None:
    """First day met, amount against figure with citation, acts, reasons, what no figure shows; only possible."""
    client = sign_in("officer")
    listed = client.get("/referral/missed").content.decode()
    for words in ("甲样例商行", "2024-02-05", "¥60,000.00", "¥50,000.00", "刑法第213条", "2 件合并才可见"):
        assert words in listed
    shown = client.get(f"/referral/missed/{finding}").content.decode()
    for words in (
        "可能应当移送",
        "主观故意、明知须另行取证",
        "价格未能查清的须价格认定",
        "/law/crim.213.op.2004",
        "未见处理",
    ):
        assert words in shown
    assert "构成犯罪" not in shown
    client.post("/display", {"language": "en"})
    english = client.get(f"/referral/missed/{finding}").content.decode()
    assert "possibly to be transferred" in english


def test_the_head_answers_and_the_prosecutor_reads_it(finding: UUID, sign_in: SignIn) -> None:
    """The answer moves it to another tab, its reason stands in the history; an officer is offered no form."""
    to = f"/referral/missed/{finding}"
    assert "m-answer" not in sign_in("officer").get(to).content.decode()
    leader = sign_in("leader")
    assert "m-answer" in leader.get(to).content.decode()
    given = {"answer": "explained", "reason": "已由公安机关立案侦查", "seen": "0", "next": to}
    assert "已答复" in leader.post(f"{to}/answer", given, follow=True).content.decode()
    assert "甲样例商行" not in leader.get("/referral/missed").content.decode()
    prosecutor = sign_in("prosecutor")
    assert "甲样例商行" in prosecutor.get("/referral/missed?view=answered").content.decode()
    assert "已由公安机关立案侦查" in prosecutor.get(to).content.decode()


def test_who_holds_no_record_sees_no_finding(finding: UUID, sign_in: SignIn) -> None:
    """Another agency's officer sees neither row nor page; the auditor is refused the list."""
    client = sign_in("elsewhere")
    assert "甲样例商行" not in client.get("/referral/missed?view=all").content.decode()
    assert client.get(f"/referral/missed/{finding}").status_code == 404
    assert sign_in("auditor").get("/referral/missed").status_code == 403


def test_the_first_hour_is_for_those_who_see_the_whole_city(finding: UUID, sign_in: SignIn) -> None:
    """The prosecutor reads the three lists; without decisions the page says what to run; an officer is refused."""
    prosecutor = sign_in("prosecutor")
    assert "还没有处罚决定" in prosecutor.get("/referral/first-hour").content.decode()
    assert "接手首小时" in prosecutor.get("/referral/missed").content.decode()
    officer = sign_in("officer")
    assert officer.get("/referral/first-hour").status_code == 403
    assert "接手首小时" not in officer.get("/referral/missed").content.decode()
