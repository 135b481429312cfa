"""Officers and recusals in the console: who runs out, which case is short, who asks and who decides."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from jianzhen.base.clock import law_date, now
from jianzhen.custody.officers import RecordTraining, WithdrawCertificate
from jianzhen.people.policy import SYSTEM
from jianzhen.people.queries import actor_by_id
from jianzhen.stages.cases.actions.route import RouteLead
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKS, Office, Walk, card, new_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: People) -> UUID:
    """A case of the console's cast under investigation since now."""
    names = ("officer", "second", "reviewer", "leader", "coordinator")
    office = Office(*(actor_by_id(UUID(people[name])) for name in names))
    begun = now()
    row = new_lead()
    RouteLead(actor=SYSTEM, at=begun, card=card(row), duty=MARKS).execute()
    taken = Walk(row.pk, office, begun).to("investigate")
    assert taken.case_id
    return taken.case_id


def text(client: Client, path: str, **posted: str) -> str:
    """Return a page, or the page a post leads to."""
    answer = client.post(path, posted, follow=True) if posted else client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_says_who_runs_out_and_which_case_is_short(case: UUID, people: People, sign_in: SignIn) -> None:
    """A lapsed training and a withdrawn certificate are said in words; the case they leave short is linked."""
    client = sign_in("leader")
    assert "在办案件的办案人员不足两名" not in text(client, "/officer")
    today = law_date(now())
    RecordTraining(
        actor=SYSTEM, at=now(), user_id=UUID(people["second"]), course="执法培训", hours=8,
        held_on=today - timedelta(days=400), valid_to=today - timedelta(days=1),
    ).execute()  # fmt: skip
    WithdrawCertificate(
        actor=SYSTEM, at=now(), user_id=UUID(people["officer"]), number="样例-officer", reason="调离"
    ).execute()
    shown = text(client, "/officer")
    assert "培训已过有效期" in shown
    assert "执法证已收回" in shown
    assert "1 件在办案件的办案人员不足两名" in shown
    assert f'href="/case/{case}"' in shown
    assert "可以办案的人员 0 名" in shown
    assert "某officer" not in text(sign_in("elsewhere"), "/officer")


def test_a_recusal_is_asked_decided_and_shown(case: UUID, people: People, sign_in: SignIn) -> None:
    """The officer records it, the leader decides, the page says what becomes of the steps; in English too."""
    officer, leader, page = sign_in("second"), sign_in("leader"), f"/case/{case}"
    said = {
        "person_id": people["officer"],
        "asked_by": "party",
        "ground": "interest",
        "reason": "与当事人合伙",
        "next": page,
    }
    assert "待决定，不停止调查" in text(officer, f"{page}/recusal", **said)
    assert "1 件案件有回避申请待决定" in text(leader, "/officer")
    assert "对此人的回避申请尚未决定" in text(officer, f"{page}/recusal", **said)
    shown = text(leader, page)
    decide = next(part.split('"')[0] for part in shown.split('action="')[1:] if "/recusal/" in part.split('"')[0])
    assert decide not in text(officer, page)
    assert "没有写明此前办理的" in text(leader, decide, granted="yes", reason="属实", next=page)
    done = text(leader, decide, granted="yes", reason="属实", steps_stand="no", next=page)
    assert "已回避，此前调查须重做" in done
    assert "行政处罚法（2021）第四十三条" in done
    leader.post("/display", {"language": "en"})
    assert "stepped aside, evidence to be taken anew" in text(leader, page)


def test_a_request_of_another_case_is_not_decided_here(case: UUID, sign_in: SignIn) -> None:
    """An unknown request is a 404, and so is a case out of reach."""
    leader, nobody = sign_in("leader"), UUID(int=5)
    assert leader.post(f"/case/{case}/recusal/{nobody}", {"granted": "no", "reason": "x"}).status_code == 404
    assert sign_in("elsewhere").post(f"/case/{case}/recusal", {"reason": "x"}).status_code == 404


def test_terms_that_end_soon_are_said_in_days(case: UUID, people: People, sign_in: SignIn) -> None:
    """Sixty days before its end a term is shown with the days left."""
    today = law_date(now())
    RecordTraining(
        actor=SYSTEM, at=now(), user_id=UUID(people["officer"]), course="执法培训", hours=8,
        held_on=date(2026, 1, 1), valid_to=today + timedelta(days=30),
    ).execute()  # fmt: skip
    assert "30 天后到期" in text(sign_in("officer"), "/officer")
