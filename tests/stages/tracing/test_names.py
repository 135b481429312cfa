"""Names and addresses: golden variants and near misses, and laws that hold for any name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.stages.tracing.addresses import district_of, normal_address
from jianzhen.stages.tracing.keys import FIRM_NAME, NAME_ADDRESS, Face, face_keys
from jianzhen.stages.tracing.names import clean, is_masked, looks_personal, names_nobody, parse_name

GOLDEN: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("names.yml").read_text(encoding="utf-8"))


def name_key(text: str) -> str:
    """Return the key a full company name gives, or nothing."""
    return next((key.value for key in face_keys(Face(name=text)).strong if key.kind == FIRM_NAME), "")


@pytest.mark.parametrize("pair", GOLDEN, ids=lambda pair: str(pair["b"]))
def test_golden_pairs(pair: dict[str, Any]) -> None:
    """Spellings of one firm give one key, near misses give two, and what is no full name gives none."""
    one, other = name_key(pair["a"]), name_key(pair["b"])
    if pair["verdict"] == "open":
        assert not (one and other)
        assert parse_name(pair["a"]).canonical != parse_name(pair["b"]).canonical
    else:
        assert one
        assert other
        assert (one == other) == (pair["verdict"] == "one"), pair["why"]


def test_the_golden_set_is_large_enough() -> None:
    """At least twelve pairs, four of them near misses."""
    assert len(GOLDEN) >= 12
    assert sum("near miss" in pair["why"] for pair in GOLDEN) >= 4


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("武汉市江汉区禾达商贸有限责任公司", ("武汉", "江汉区", "禾达", "商贸", "ltd", "company", "")),
        ("武汉禾达商贸有限公司(江汉分公司)", ("武汉", "", "禾达", "商贸", "ltd", "company", "江汉分公司")),
        ("江汉区禾达食品批发部（个体工商户）", ("", "江汉区", "禾达", "食品", "批发部", "trader", "")),
        ("禾达官方旗舰店", ("", "", "禾达", "", "官方旗舰店", "shop", "")),
        ("禾达品牌专营店", ("", "", "禾达品牌", "", "专营店", "shop", "")),
        ("中百超市有限公司", ("", "", "中百超市", "", "ltd", "company", "")),
        ("长江小区便利店", ("", "", "长江小区", "", "便利店", "trader", "")),
    ],
)
def test_the_parts_of_a_name(text: str, parts: tuple[str, ...]) -> None:
    """Place, district, 字号, 行业, form, kind and branch come out, and 小区 or 超市 is no place."""
    found = parse_name(text)
    assert (
        found.place,
        found.district,
        found.trade_name,
        found.industry,
        found.form,
        found.kind,
        found.branch,
    ) == parts


_PIECES = (
    "武汉 武汉市 湖北省 江汉区 禾达 云砚 （武汉） 商贸 科技 有限公司 有限责任公司 经营部 旗舰店 官方 店 （个体工商户） "
    "分公司 禾達 ＡＢ · 新区 县 *"
)
PIECES = st.sampled_from([*_PIECES.split(), " "])


@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=7).map("".join)))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """The spelling of names is a fixed point for any text at all."""
    assert clean(clean(text)) == clean(text)
    parse_name(text)


@given(
    st.sampled_from(["武汉", "黄石"]),
    st.sampled_from(["", "江汉区", "红安县"]),
    st.sampled_from(["禾达", "云砚", "砚北恒"]),
    st.sampled_from(["", "商贸", "食品商贸", "电子商务"]),
    st.sampled_from(["有限公司", "有限责任公司", "股份有限公司", "专业合作社"]),
)
def test_parsing_the_canonical_name_changes_nothing(
    place: str, district: str, core: str, industry: str, form: str
) -> None:
    """A name put together from its parts has the same parts again: the normaliser is idempotent."""
    once = parse_name(place + district + core + industry + form)
    again = parse_name(once.canonical)
    assert again.canonical == once.canonical
    assert (again.place, again.district, again.core, again.form) == (place, district, core + industry, once.form)


@pytest.mark.parametrize("text", ["", "不详", "个人", "某某商行", "张**", "13800000000", "无", "N/A", "。", "网店"])
def test_names_of_nobody(text: str) -> None:
    """Placeholders, masks and numbers in the name column name nobody."""
    assert names_nobody(text)
    assert not name_key(text)


def test_persons_and_masks() -> None:
    """A bare personal name is seen as one, a shop or firm with a surname in it is not."""
    assert looks_personal("王小明")
    assert not looks_personal("王记商行")
    assert not looks_personal("禾达商贸")
    assert is_masked("武汉**商贸有限公司")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("武汉市江汉区解放大道688号汇澜大厦12层05室", "湖北省武汉市江汉区解放大道六八八号汇澜大厦十二楼05"),
        ("江汉区解放大道688号2栋", "武汉市江汉区解放大道 688 號 二幢"),
    ],
)
def test_one_address_in_two_spellings(one: str, other: str) -> None:
    """Province and city, Chinese numbers and words for floors do not make two places."""
    assert normal_address(one) == normal_address(other) != ""


@pytest.mark.parametrize("text", [None, "", "武汉市", "湖北省武汉市江汉区", "网络", "不详", "江汉区汇澜"])
def test_what_is_no_place_of_one_seller(text: str | None) -> None:
    """A district, a word for nothing or a bare name of a building gives no address."""
    assert normal_address(text) == ""


def test_the_district_of_an_address() -> None:
    """The district is read after province and city, and nowhere else."""
    assert district_of("湖北省武汉市江汉区解放大道1号") == "江汉区"
    assert district_of("解放大道江汉路1号") == ""


DOOR = "武汉市汉阳区样例路12号样例大厦3层05室"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("武汉禾达食品发展有限公司", "汉阳区禾达食品经营部", True),
        ("武汉禾达酒类销售有限公司", "东湖高新区禾达酒类销售经营部", True),
        ("武汉禾达食品发展有限公司", "汉阳区禾达百货经营部", False),
        ("武汉禾达食品发展有限公司", "汉阳区禾远食品经营部", False),
    ],
)
def test_one_trade_name_and_trade_at_one_door_is_a_key(one: str, other: str, same: bool) -> None:
    """A company and the shop of its 字号 and trade at its door share a key, whatever district stands in front."""
    keys = [
        {key.value for key in face_keys(Face(name=name, address=DOOR)).strong if key.kind == NAME_ADDRESS}
        for name in (one, other)
    ]
    assert bool(keys[0] & keys[1]) == same
