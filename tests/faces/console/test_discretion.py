"""The discretion aid in the console: range with its citation, comparable cases twice, and a reason where one is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.clock import law_date, now
from jianzhen.people.queries import actor_by_id
from jianzhen.stages.cases.actions.discretion import WeighPenalty
from jianzhen.stages.cases.queries.discretion import held
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import DECISION, ORDER, Office, Walk, route_lead

pytestmark = pytest.mark.django_db
D = Decimal
ASKED = {"charge": "tm_infringement", "act_date": "2026-05-01", "business_volume": "100000"}
Filed = Callable[[], tuple[UUID, Walk]]


@pytest.fixture
def filed(people: People) -> Filed:
    """Give a function that files a case today."""
    office = Office(
        *(actor_by_id(UUID(people[name])) for name in ("officer", "second", "reviewer", "leader", "coordinator"))
    )

    def file() -> tuple[UUID, Walk]:
        walk = Walk(route_lead((law_date(now()) - timedelta(days=1)).isoformat()), office, now())
        for act in ORDER[: ORDER.index("start_investigation") + 1]:
            walk.now = now() - timedelta(minutes=1)
            taken = walk.take(act)
        assert taken.case_id
        return taken.case_id, walk

    return file


def decided(filed: Filed, fine: str) -> UUID:
    """File, weigh and decide a case with a fine."""
    case_id, walk = filed()
    WeighPenalty(
        actor=walk.people.officer,
        at=now(),
        case_id=case_id,
        charge="tm_infringement",
        act_date=law_date(now()) - timedelta(days=90),
        amounts={"business_volume": D(100000)},
        figure=D(fine),
        reason="样例",
    ).execute()
    for act in ORDER[ORDER.index("investigate") : ORDER.index("decide_penalty") + 1]:
        walk.now = now() - timedelta(minutes=1)
        said: dict[str, Any] = DECISION | {"fine": D(fine), "decision_number": f"样{case_id}"[:60]}
        walk.take(act, **(said if act == "decide_penalty" else {}))
    return case_id


def test_range_cases_and_circumstances_on_one_page(filed: Filed, sign_in: SignIn) -> None:
    """The figure stands beside the range with its citation, the strip and its table twin, and what is unknown."""
    others = [decided(filed, fine) for fine in ("50000", "60000", "70000", "80000", "90000")]
    case_id, _walk = filed()
    page = sign_in("officer").get(f"/case/{case_id}/discretion", ASKED | {"figure": "10000"}).content.decode()
    for words in (
        "¥500,000.00 以下",
        "商标法(2013/2019)",
        "比几乎所有可比案件都轻",
        "不知道，须查明",
        "1 倍以上 5 倍以下",
    ):
        assert words in page
    assert page.count('class="tick"') == 5
    assert all(f"/case/{other}" in page for other in others)
    assert "18.0%" in page


def test_a_reason_is_asked_and_kept(filed: Filed, sign_in: SignIn) -> None:
    """A serious floor is undercut only with a reason, and the case page shows what was kept."""
    case_id, _walk = filed()
    client = sign_in("officer")
    said = {"charge": "trade_secret", "act_date": "2026-05-01", "serious": "no", "figure": "50000"}
    to = {"next": f"/case/{case_id}/discretion"}
    answer = client.post(f"/case/{case_id}/discretion/weigh", said | to, follow=True).content.decode()
    assert "需要写明理由" in answer
    assert held(case_id) == ()
    kept = client.post(f"/case/{case_id}/discretion/weigh", said | to | {"reason": "减轻处罚：立功"}, follow=True)
    assert "裁量意见已保存" in kept.content.decode()
    assert "减轻处罚：立功" in kept.content.decode()
    assert "¥50,000.00" in client.get(f"/case/{case_id}").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"act_date": "2010-01-01"}, "没有已核实的规定，不显示数额"),
        ({"act_date": "31 February"}, "行为日期：不是日期"),
        ({"business_volume": "很多"}, "“很多”不是数字"),
        ({"business_volume": ""}, "没有提供违法经营额"),
        ({"charge": ""}, "选好违法行为"),
    ],
)
def test_what_is_unknown_is_said(filed: Filed, sign_in: SignIn, changes: dict[str, str], words: str) -> None:
    """A day without law, a faulty field and a missing amount are told, and no figure is made up."""
    case_id, _walk = filed()
    page = sign_in("officer").get(f"/case/{case_id}/discretion", ASKED | changes).content.decode()
    assert words in page


def test_who_sees_and_who_weighs(filed: Filed, sign_in: SignIn) -> None:
    """A prosecutor reads the page and is offered no form; another agency's officer gets 404."""
    case_id, _walk = filed()
    text = sign_in("prosecutor").get(f"/case/{case_id}/discretion", ASKED).content.decode()
    assert "法定幅度" in text
    assert f'action="/case/{case_id}/discretion/weigh"' not in text
    assert sign_in("elsewhere").get(f"/case/{case_id}/discretion").status_code == 404


def test_english_is_complete(filed: Filed, sign_in: SignIn) -> None:
    """The page speaks English to whoever chose it."""
    case_id, _walk = filed()
    client = sign_in("officer")
    client.post("/display", {"language": "en"})
    text = client.get(f"/case/{case_id}/discretion", ASKED).content.decode()
    assert "Range of the law" in text
    assert "unlawful business volume" in text
