"""Routing a citizen's words: a domain, out of scope, or a person must decide. All messages are invented."""

from __future__ import annotations

import pytest

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.routing import Router

ROUTER = Router(read_shipped())
ROUTED = [
    ("tobacco", "学校门口的小卖部卖假烟，希望查处"),
    ("tobacco", "有人在朋友圈卖走私烟和免税烟，整条发货"),
    ("tobacco", "楼下店里向中学生卖三无电子烟"),
    ("farm-inputs", "在农资店买的玉米种子不出苗，今年要减产一半"),
    ("farm-inputs", "打了这种除草剂以后秧苗都死了，怀疑是假农药"),
    ("farm-inputs", "村里来了货车卖劣质化肥，没有登记证"),
    ("ads", "公园里的保健品会销，宣传能根治高血压，欺骗老年人"),
    ("ads", "这家店的广告写着全国第一，属于虚假广告"),
    ("ads", "直播间宣传神药包治百病，涉嫌虚假宣传"),
    ("trademarks", "网店卖高仿运动鞋，侵犯商标，要求处理"),
    ("trademarks", "我公司商标被人冒用商标生产茶叶，属于假冒注册商标"),
    ("trademarks", "在商场买的名牌包是冒牌货，专柜鉴定不是正品"),
]
OUTSIDE = [
    "小区物业不管，楼上半夜施工噪音扰民",
    "开发商延期交房一年多，要求退款",
    "单位拖欠农民工工资三个月",
    "建议增加一条公交线路，方便居民出行",
    "孩子入学的学区怎么划分",
]


@pytest.mark.parametrize(("domain", "text"), ROUTED)
def test_a_matter_of_a_domain_is_routed_to_it(domain: str, text: str) -> None:
    """The domain is named with the words that speak for it."""
    found = ROUTER.route(text)
    assert (found.verdict, found.domain) == ("routed", domain)
    assert found.confidence >= 0.6
    assert "指向" in found.reason("zh")


@pytest.mark.parametrize("text", OUTSIDE)
def test_other_matters_are_out_of_scope(text: str) -> None:
    """What has nothing to do with infringement or counterfeits is said to be so."""
    found = ROUTER.route(text)
    assert (found.verdict, found.domain) == ("out_of_scope", "")


@pytest.mark.parametrize("text", ["", "你好", "谢谢领导", "邻居抽烟", "花开了", "12345"])
def test_without_words_to_route_by_a_person_decides(text: str) -> None:
    """No evidence is an abstention, never a guess."""
    assert ROUTER.route(text).verdict == "abstained"


def test_two_domains_that_weigh_alike_are_left_to_a_person() -> None:
    """The reason names both."""
    found = ROUTER.route("卖假烟的店也在卖假农药")
    assert (found.verdict, found.code) == ("abstained", "route.ambiguous")


def test_a_matter_of_a_domain_inside_other_talk_is_still_routed() -> None:
    """Words of place and daily life do not drown a strong word."""
    assert ROUTER.route("小区门口超市旁边的便利店一直卖假烟").domain == "tobacco"
