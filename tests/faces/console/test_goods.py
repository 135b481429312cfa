"""Goods in the console: from the list to the certificate through forms, and what the pages say of it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jianzhen.base.clock import law_date, now
from jianzhen.people.policy import Actor
from jianzhen.people.queries import actor_by_id
from jianzhen.stages.cases.actions.goods.units import AddQualification, RegisterDisposalUnit
from jianzhen.stages.cases.queries.goods import goods_page
from jianzhen.stages.cases.schema.goods import Standing
from jianzhen.stages.cases.schema.goods_page import GoodsPage
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKET, Office, Walk, route_lead

pytestmark = pytest.mark.django_db
PHOTO: Final = "cd" * 32
LINE: Final = {
    "name1": "云雀牌运动鞋",
    "spec1": "42 码",
    "nature1": "apparel",
    "quantity1": "120",
    "unit1": "pair",
    "value1": "268",
    "basis1": "marked",
    "weight1": "0.85",
    "photos1": PHOTO,
}
CAST: Final = ("officer", "second", "reviewer", "leader", "coordinator")


def actor(people: People, name: str) -> Actor:
    """Return somebody of the cast as an actor."""
    return actor_by_id(UUID(people[name]))


@pytest.fixture
def case_id(people: People) -> UUID:
    """A case whose goods were seized today."""
    office = Office(**{name: actor(people, name) for name in CAST})
    day = law_date(now()) - timedelta(days=2)
    walk = Walk(route_lead(day.isoformat()), office, now())
    for act in ("accept", "conclude_verification", "propose_filing", "approve_filing", "start_investigation", "seize"):
        walk.now = now() - timedelta(minutes=1)
        taken = walk.take(act)
    assert taken.case_id
    return taken.case_id


def post(client: Client, case_id: UUID, step: str, **said: Any) -> str:
    """Post an act and return the page it leads to."""
    to = f"/case/{case_id}/goods"
    answer = client.post(f"{to}/{step}", {"next": to, **said}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def goods(case_id: UUID) -> GoodsPage:
    """Return the goods as they stand."""
    found = goods_page(case_id, at=now())
    assert found
    return found


def listed(client: Client, people: People, case_id: UUID, **changes: str) -> str:
    """List one line, kept by the second officer."""
    said = {"list_number": "武市监清〔2026〕7号", "place": "罚没仓库", "keeper": people["second"]}
    return post(client, case_id, "list", **(LINE | said | changes))


def test_goods_walk_from_list_to_certificate(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """Every act through its form; the page names what is open, and the certificate names the goods."""
    officer, leader = sign_in("officer"), sign_in("leader")
    assert "已查封扣押，还没有登记物品清单" in officer.get(f"/case/{case_id}/goods").content.decode()
    text = listed(officer, people, case_id)
    assert "入账 120 双" in text
    assert "¥32,160.00" in text
    lot = goods(case_id).lots[0].lot_id
    text = post(officer, case_id, "sample", **{f"part:{lot}:held": "4", "laboratory": "样例院", "record": "抽1"})
    assert "第 1 批的样品 4 双 送检 0 天" in text
    post(officer, case_id, "sample_back", lot=f"{lot}:sampled", consumed="1", returned="3", report="检1")
    plan = {"method": "recycling", "unit": str(unit(people)), "consent": "权同〔2026〕1号", f"part:{lot}:held": "119"}
    assert "待批准" in post(officer, case_id, "destruction_propose", **plan)
    found = goods(case_id).plans[0]
    assert "已批准，待执行" in post(leader, case_id, "destruction_approve", plan=str(found.plan_id))
    there = {"executors": [people["officer"], people["second"]], "others": "reviewer;coordinator"}
    there |= {"plan": str(found.plan_id), "place": "厂区", "document": "销接1"}
    assert "已执行" in post(officer, case_id, "destroy", **there)
    page = goods(case_id)
    assert page.lots[0].balance.of(Standing.DESTROYED) == 119
    assert page.balanced
    shown = officer.get(f"/goods/certificate/{page.plans[0].certificate_id}").content.decode()
    for words in (page.plans[0].certificate, "119 双", "某reviewer", "江城样例环保处置有限公司"):
        assert words in shown
    for name in ("elsewhere", "police"):
        assert sign_in(name).get(f"/goods/certificate/{page.plans[0].certificate_id}").status_code == 404


def unit(people: People, until: date = date(2099, 1, 1)) -> UUID:
    """Register a unit for general waste."""
    facts: dict[str, Any] = {"actor": actor(people, "leader"), "at": now()}
    name = "江城样例环保处置有限公司"
    found = RegisterDisposalUnit(**facts, agency=MARKET, name=name, uscc="91420106MA4K0YLX7D").execute()
    AddQualification(
        **facts,
        unit_id=found,
        number="样环7",
        issuer="样例局",
        classes=("general",),
        valid_from=date(2020, 1, 1),
        valid_to=until,
    ).execute()
    return found


def test_a_faulty_form_is_told_and_keeps_nothing(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """What is no number, no unit or no lot is said in the reader's language."""
    officer = sign_in("officer")
    assert "“多”不是数字" in listed(officer, people, case_id, quantity1="多")
    assert "没有选择计量单位" in listed(officer, people, case_id, unit1="dozen")
    assert "没有填写任何一批的数量" in post(officer, case_id, "forfeit")
    assert "没有选择批次" in post(officer, case_id, "split", quantities="1", reason="x")
    assert goods(case_id).lots == ()
    assert officer.post(f"/case/{case_id}/goods/no_such_act").status_code == 404


def test_a_page_that_is_no_longer_true_changes_nothing(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """Two tabs: the second one's act is refused and says why."""
    officer = sign_in("officer")
    listed(officer, people, case_id)
    assert "现在不能这样做" in listed(officer, people, case_id, seen="0")
    assert len(goods(case_id).lots) == 1


def test_the_ledger_of_another_day(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """Before the list there was nothing, and the past offers no acts."""
    officer = sign_in("officer")
    listed(officer, people, case_id)
    text = officer.get(f"/case/{case_id}/goods?at=2020-01-01").content.decode()
    assert "还没有物品入账" in text
    assert "只供查看" in text
    assert f"/case/{case_id}/goods/list" not in text
    assert "不是日期" in officer.get(f"/case/{case_id}/goods?at=31+February").content.decode()


def test_the_case_page_shows_the_balance(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """Bar in words and the door to the ledger; a case without goods shows nothing of it."""
    officer = sign_in("officer")
    listed(officer, people, case_id)
    text = officer.get(f"/case/{case_id}").content.decode()
    assert "在库（扣押） 120 双" in text
    assert f"/case/{case_id}/goods" in text


def test_units_are_listed_with_their_last_day(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """An expired unit says so; the leader registers and stops, an officer is not offered it."""
    leader = sign_in("leader")
    said = {"next": "/goods", "agency": MARKET, "name": "样例处置厂", "uscc": "91420100MA4K1QHX3M"}
    assert "今日没有有效资质" in leader.post("/goods/unit/register", said, follow=True).content.decode()
    assert "登记销毁单位</button>" not in sign_in("officer").get("/goods").content.decode()
    refused = leader.post("/goods/unit/qualify", {"next": "/goods", "unit": "x"}, follow=True).content.decode()
    assert "没有选择" in refused


def test_figures_of_a_period(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """What came in stands in the table of the year; a period that cannot be read says so."""
    officer = sign_in("officer")
    listed(officer, people, case_id)
    text = officer.get("/goods").content.decode()
    assert 'data-value="120' in text
    assert "看不懂这个统计期" in officer.get("/goods?period=when").content.decode()


PNG: Final = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def test_a_photo_goes_into_evidence_and_is_shown(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """An upload is stored, named by its digest on the lot, and given back to whoever may see the case only."""
    officer = sign_in("officer")
    listed(officer, people, case_id, photos1="")
    lot = goods(case_id).lots[0].lot_id
    said = {"lot": f"{lot}:held", "file": SimpleUploadedFile("现场.png", PNG)}
    assert "照片 1 张" in post(officer, case_id, "photo-file", **said)
    (sha,) = goods(case_id).lots[0].photos
    assert sha == hashlib.sha256(PNG).hexdigest()
    answer = officer.get(f"/case/{case_id}/goods/photo/{sha}")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert sign_in("elsewhere").get(f"/case/{case_id}/goods/photo/{sha}").status_code == 404
    assert officer.get(f"/case/{case_id}/goods/photo/{'0' * 64}").status_code == 404
    text = SimpleUploadedFile("x.png", b"<script>")
    assert "不是 JPEG 或 PNG 照片" in post(officer, case_id, "photo-file", lot=f"{lot}:held", file=text)
    assert "没有选择文件" in post(officer, case_id, "photo-file", lot=f"{lot}:held")


HEAD: Final = "物品名称,规格型号,物品性质,数量,计量单位,单价,单价依据\n"


def table(*lines: str) -> SimpleUploadedFile:
    """Return a seizure list as a spreadsheet."""
    return SimpleUploadedFile("清单.csv", (HEAD + "\n".join(lines) + "\n").encode())


def test_a_list_written_in_a_spreadsheet(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """Chinese heads and words are read; every row becomes a lot."""
    said = {"list_number": "清1", "place": "仓库", "keeper": people["second"]}
    rows = table("云雀牌运动鞋,42 码,服装、鞋帽、箱包,120,双,268.00,标价", "云雀牌白酒,,酒类,37.5,千克,,")
    post(sign_in("officer"), case_id, "list-file", **said, file=rows)
    lots = goods(case_id).lots
    assert [(one.name, one.unit.value, one.balance.outside) for one in lots] == [
        ("云雀牌运动鞋", "pair", 120),
        ("云雀牌白酒", "kilogram", Decimal("37.5")),
    ]
    assert lots[0].value == Decimal("32160.00")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("鞋,,鞋子,1,双,,",), "第 2 行 物品性质：“鞋子”不在可选之列"),
        (("鞋,,其他,1,双,,", "鞋,,其他,几双,双,,"), "第 3 行 数量：“几双”不是数字"),
        (("鞋,,其他,1,打,,",), "第 2 行 计量单位"),
        (("鞋,,其他,1.5,双,,",), "whole number"),
    ],
)
def test_one_faulty_row_refuses_the_whole_list(
    case_id: UUID, people: People, sign_in: SignIn, rows: tuple[str, ...], words: str
) -> None:
    """Row and column are named, and nothing is kept."""
    said = {"list_number": "清1", "place": "仓库", "keeper": people["second"]}
    assert words in post(sign_in("officer"), case_id, "list-file", **said, file=table(*rows))
    assert goods(case_id).lots == ()


def test_a_list_without_a_column(case_id: UUID, people: People, sign_in: SignIn) -> None:
    """The column that is missing is named; another kind of file is refused."""
    said = {"list_number": "清1", "place": "仓库", "keeper": people["second"]}
    officer = sign_in("officer")
    bare = SimpleUploadedFile("清单.csv", "物品名称,数量\n鞋,1\n".encode())
    assert "缺少这一列" in post(officer, case_id, "list-file", **said, file=bare)
    assert "is not read" in post(officer, case_id, "list-file", **said, file=SimpleUploadedFile("清单.doc", b"x"))
