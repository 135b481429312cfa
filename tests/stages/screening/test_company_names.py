"""Names of firms and shops as items: whose mark or whose name they bear. Invented firms."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from jianzhen.stages.screening.kernel import Screener
from tests.stages.screening.registers import DAY, items, rights

FIRMS = (
    {"right_id": "F1", "kind": "name", "mark": "武汉云麓泉餐饮管理有限公司"},
    {"right_id": "F2", "kind": "name", "mark": "湖北青禾电子有限公司", "licensees": "宜昌青禾电子有限公司"},
    {"right_id": "M1", "mark": "岚溪谷", "goods": "茶叶;饮料"},
    {"right_id": "M2", "mark": "森柏雾", "goods": "茶叶"},
)


@cache
def made() -> Screener:
    """Return a screener over firms' names and a mark."""
    return Screener(rights(FIRMS), as_of=DAY)


def rows(name: str, kind: str = "company", **cells: Any) -> list[dict[str, Any]]:
    """Return the finding rows of one name."""
    found: list[dict[str, Any]] = made().screen(items(name, **({"kind": kind} | cells))).to_pylist()
    return found


def test_a_firm_bearing_a_registered_firms_core_and_trade_is_flagged_with_the_rule_as_its_reason() -> None:
    """Another region does not make another name; the span quotes the distinguishing part."""
    found = [row for row in rows("湖北云麓泉餐饮服务有限公司") if row["check"] == "tm.name"]
    assert [(row["right_id"], row["verdict"], row["quote"]) for row in found] == [("F1", "flag", "云麓泉")]
    assert found[0]["reason_code"].startswith("company.same_core")


def test_a_firms_core_in_brackets_or_traditional_script_is_read() -> None:
    """The span lies in the name as written."""
    (row,) = [row for row in rows("雲麓泉（廣東）餐飲管理有限公司") if row["check"] == "tm.name"]
    assert (row["verdict"], row["quote"]) == ("flag", "雲麓泉")


@pytest.mark.parametrize("name", ["武汉云麓泉建筑工程有限公司", "广东云路泉科技有限公司", "武汉晴云麓泉水有限公司"])
def test_what_the_rules_for_names_let_stand_gives_no_finding(name: str) -> None:
    """Another trade, a sound in another trade, another part altogether."""
    assert {row["check"] for row in rows(name)} == {"none"}


def test_the_firm_its_branch_and_its_licensee_are_clear() -> None:
    """Where the register names no holder, the name says who it is."""
    for name in ("武汉云麓泉餐饮管理有限公司", "武汉云麓泉餐饮管理有限公司江夏分公司", "宜昌青禾电子有限公司"):
        assert {row["verdict"] for row in rows(name)} == {"clear"}, name


def test_two_characters_need_trade_and_region() -> None:
    """Countless firms are called 青禾."""
    assert {row["verdict"] for row in rows("广东青禾电子有限公司")} == {"watch"}
    assert {row["verdict"] for row in rows("武汉青禾餐饮管理有限公司")} == {"clear"}
    assert {row["verdict"] for row in rows("湖北青禾电子科技有限公司")} == {"flag"}


def test_a_listing_is_no_name() -> None:
    """Naming a firm's distinguishing part beside goods is nothing; its whole name is a mention."""
    assert {row["check"] for row in rows("云麓泉 餐饮管理 手册", kind="listing")} == {"none"}
    (row,) = rows("产自武汉云麓泉餐饮管理有限公司", kind="listing")
    assert (row["right_id"], row["verdict"]) == ("F1", "watch")


def test_a_firms_trade_speaks_of_its_goods() -> None:
    """A name lists no goods; the classes of its trade are taken."""
    near = next(row for row in rows("武汉岚溪谷饮品有限公司") if row["reason_code"] == "use.goods_same")
    far = next(row for row in rows("武汉岚溪谷建筑工程有限公司") if row["check"] == "use.goods")
    assert near["score"] > far["score"]
    assert far["reason_code"] == "use.goods_unrelated"


def test_an_online_shops_claim_is_no_distinguishing_part() -> None:
    """It claims a tie, which is another check's matter."""
    assert {row["check"] for row in rows("岚溪谷旗舰店", kind="shop")} >= {"tm.exact", "tm.additions"}
    assert "tm.name" not in {row["check"] for row in rows("岚溪谷旗舰店", kind="shop")}


@pytest.mark.parametrize(
    ("goods", "code"),
    [("红茶", "same"), ("餐厅", "similar"), ("白酒", "related"), ("轮胎", "unrelated")],
)
def test_goods_relate_in_four_grades(goods: str, code: str) -> None:
    """Each grade weighs less than the one before."""
    codes = [row["reason_code"] for row in rows("森柏雾", kind="listing", goods=goods)]
    assert f"use.goods_{code}" in codes


def test_goods_of_one_class_that_have_little_in_common_do_not_raise() -> None:
    """Class 9 holds telephones and fire extinguishers."""
    telephones = Screener(rights(({"right_id": "T", "mark": "柏锐星", "goods": "手机"},)), as_of=DAY)
    batch = items("柏锐星", "柏锐星", goods=["手机", "灭火器"])
    scores = {row["item_id"]: row["score"] for row in telephones.screen(batch).to_pylist()}
    assert scores["I0"] > scores["I1"]
