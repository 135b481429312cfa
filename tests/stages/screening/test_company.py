"""Names of firms: their parts, and how two names relate by the rules for like company names. Invented firms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.screening.engine.company import (
    branch_of,
    compare,
    is_after_core,
    is_before_core,
    is_region,
    is_registered,
    parse,
)

REGIONS = st.sampled_from(["", "武汉", "武汉市", "湖北省", "广东深圳市", "中国"])
CORES = st.sampled_from(["岚溪谷", "森柏尼亚", "柏锐", "云麓泉"])
TRADES = st.sampled_from(["", "茶业", "科技", "信息技术", "建筑工程", "房地产开发"])
FORMS = st.sampled_from(["", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "经营部"])


@pytest.mark.parametrize(
    ("name", "regions", "core", "trade", "form"),
    [
        ("武汉市岚溪谷茶业有限公司", ("武汉",), "岚溪谷", "茶业", "有限公司"),
        ("岚溪谷（湖北）饮料有限责任公司", ("湖北",), "岚溪谷", "饮料", "有限责任公司"),
        ("武汉市江汉区柏锐手机店", ("武汉", "江汉区"), "柏锐", "手机", "店"),
        ("中国云麓泉集团有限公司", ("中国",), "云麓泉", "", "集团有限公司"),
        ("森柏尼亚餐饮管理服务中心（有限合伙）", (), "森柏尼亚", "餐饮管理", "有限合伙"),
        ("武汉茶业有限公司", ("武汉",), "", "茶业", "有限公司"),
        ("黄山柏锐信息技术有限公司", ("黄山",), "柏锐", "信息技术", "有限公司"),
        ("岚溪谷官方旗舰店", (), "岚溪谷", "", "官方旗舰店"),
        ("岚溪谷", (), "岚溪谷", "", ""),
        ("", (), "", "", ""),
    ],
)
def test_a_name_falls_into_its_parts(name: str, regions: tuple[str, ...], core: str, trade: str, form: str) -> None:
    """Region, distinguishing part, trade and form, in brackets or not, and what is only one of them."""
    parts = parse(name)
    assert parts.regions == regions
    assert parts.core == core
    assert parts.trade.removesuffix("服务") == trade
    assert parts.form == form


@pytest.mark.parametrize(
    ("name", "other", "kind", "article"),
    [
        ("武汉岚溪谷茶业有限公司", "武汉岚溪谷茶业有限公司", "same", "art3"),
        ("武汉岚溪谷茶业有限公司", "岚溪谷武汉茶业有限公司", "reordered", "art3"),
        ("武汉岚溪谷茶业有限公司", "湖北岚溪谷茶业股份有限公司", "same_core_and_trade", "art3"),
        ("武汉柏锐地产有限公司", "湖北柏锐置业有限公司", "same_core_synonym_trade", "art4"),
        ("武汉柏锐房地产开发有限公司", "湖北柏锐置业有限公司", "same_core_synonym_trade", "art4"),
        ("武汉柏锐科技有限公司", "湖北柏锐信息技术有限公司", "same_core_synonym_trade", "art4"),
        ("武汉柏锐集团有限公司", "湖北柏锐食品有限公司", "same_core_no_trade", "art4"),
        ("武汉岚溪谷茶业有限公司", "湖北兰西谷茶叶有限公司", "same_sound_core", "art4"),
        ("武汉岚溪谷茶业有限公司", "湖北新岚溪谷茶叶有限公司", "contains_core", ""),
        ("武汉岚溪谷茶业有限公司", "武汉岚溪谷建筑工程有限公司", "same_core_other_trade", ""),
        ("武汉岚溪谷茶业有限公司", "湖北兰西谷建筑工程有限公司", "unlike", ""),
        ("武汉岚溪谷茶业有限公司", "武汉青松岭茶业有限公司", "unlike", ""),
        ("武汉茶业有限公司", "湖北茶业有限公司", "unlike", ""),
        ("", "", "unlike", ""),
    ],
)
def test_two_names_relate_by_the_rules(name: str, other: str, kind: str, article: str) -> None:
    """Articles 3 and 4 of the rules of 2017, and what they let stand."""
    relation = compare(name, other)
    assert (relation.kind, relation.article) == (kind, article)
    assert relation.is_confusing == bool(article)


@given(REGIONS, CORES, TRADES, FORMS)
@settings(max_examples=120)
def test_the_core_is_found_whatever_stands_around_it(region: str, core: str, trade: str, form: str) -> None:
    """A coined distinguishing part survives every region, trade and form."""
    assert parse(region + core + trade + form).core == core


@given(st.text(max_size=40) | CORES, st.text(max_size=40) | CORES)
@settings(max_examples=120)
def test_comparison_is_symmetric_and_answers_anything(name: str, other: str) -> None:
    """The kind does not depend on which name comes first."""
    assert compare(name, other).kind == compare(other, name).kind


def test_branches_name_their_firm() -> None:
    """A branch's name begins with the firm's (企业名称登记管理规定 第十三条)."""
    assert branch_of("湖北岚溪谷饮品有限公司武汉分公司") == "湖北岚溪谷饮品有限公司"
    assert branch_of("湖北岚溪谷饮品有限公司") is None


def test_regions_are_known_with_and_without_their_level() -> None:
    """Short and full names of divisions."""
    assert is_region("武汉")
    assert is_region("武汉市")
    assert not is_region("岚溪市")
    assert not is_region("")


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("", "", True),
        ("武汉市", "茶业有限公司", True),
        ("湖北省襄阳市樊城区", "茶叶店", True),
        ("", "湖北饮料有限责任公司", True),
        ("新", "茶业有限公司", False),
        ("武汉", "文旅小镇管理处", False),
        ("", "旗舰店", False),
    ],
)
def test_what_stands_around_a_distinguishing_part(before: str, after: str, *, whole: bool) -> None:
    """Regions before, trade and form behind; an online shop's claim is no form."""
    assert (is_before_core(before) and is_after_core(after)) == whole


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("武汉岚溪谷茶业有限公司", True),
        ("柏锐（湖北）集团", True),
        ("武汉岚溪谷经营部", True),
        ("岚溪谷", False),
        ("岚溪谷经营部", False),
        ("岚溪谷官方旗舰店", False),
        ("", False),
    ],
)
def test_whole_names_are_told_from_signs(name: str, *, whole: bool) -> None:
    """A legal form makes a firm's name; a business needs its region or trade beside it."""
    assert is_registered(name) == whole
