"""Folding, sound, numbers, prices and goods: the small parts that findings rest on."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.playbook.model import Term
from jianzhen.stages.screening.engine.folding import fold, fold_text, skeleton
from jianzhen.stages.screening.engine.goods import GoodsClasses
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.engine.numbers import NumberFinder
from jianzhen.stages.screening.engine.prices import PriceBook, pack, read_prices, reference_prices
from jianzhen.stages.screening.engine.sound import readings
from jianzhen.stages.screening.engine.words import Spans
from jianzhen.stages.screening.errors import RegisterRefusedError


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＶＥＬＭＯＲＡ", "velmora"),
        ("嵐溪谷", "岚溪谷"),
        ("岚·溪 谷！", "岚溪谷"),
        ("岚\u200b溪\ufe0f谷", "岚溪谷"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("㎏", "kg"),
        ("Straße", "strasse"),
        ("v@lue", "value"),
        ("a@b 岚@溪", "aab岚溪"),
        ("", ""),
    ],
)
def test_folding_merges_ways_of_writing_one_thing(written: str, folded: str) -> None:
    """Width, case, script, accents, separators and invisible characters do not matter."""
    assert fold_text(written) == folded


@given(st.text(st.characters(codec=None), max_size=60))
def test_folded_positions_lead_back_to_the_text(text: str) -> None:
    """Every folded character has a place in the original, in order; skeletons keep the length."""
    view = fold(text)
    assert len(view.positions) == len(view.plain) == len(skeleton(view.plain))
    assert view.positions == sorted(view.positions)
    assert all(0 <= place < len(text) for place in view.positions)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text folds to itself, so marks and texts meet in one form."""
    once = fold_text(text)
    assert fold_text(once) == once


def test_readings_are_those_that_words_attest() -> None:
    """重 is heard two ways, the commonest first; rare readings of a dictionary are no words; letters have none."""
    assert len(readings("重")) == 2
    assert readings("虫")[0][0] in {symbol for symbol, _ in readings("重")}
    assert readings("拉")[0][0] not in {symbol for symbol, _ in readings("蓝")}
    assert readings("骨")[0][0] == readings("谷")[0][0]
    assert readings("a") == ()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=12), st.integers(0, 30), st.integers(1, 6))
def test_spans_answer_as_a_plain_search_would(pairs: list[tuple[int, int]], start: int, length: int) -> None:
    """Crossing and covering, held against their definitions."""
    spans = [(left, left + size) for left, size in pairs]
    end = start + length
    made = Spans(spans)
    assert made.crosses(start, end) == any(a < start < b < end or start < a < end < b for a, b in spans)
    assert made.covers(start, end) == any(a <= start and end <= b for a, b in spans)
    assert made.covers_more(start, end) == any(a <= start and end <= b and b - a > end - start for a, b in spans)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("500ml*12瓶", "6000", "ml"),
        ("茶饮料 1.5L", "1500", "ml"),
        ("65g*1包", "65", "g"),
        ("2kg 大米", "2000", "g"),
        ("5斤装", "2500", "g"),
        ("500毫升×6", "3000", "ml"),
        ("348ml24瓶_箱", "8352", "ml"),
        ("红色 42码", "1", "piece"),
        ("3两装 茶叶", "150", "g"),
        ("6瓶×250ml", "1500", "ml"),
        ("创可贴 10片/盒×3", "30", "片"),
        ("抽纸 100抽*6包", "600", "抽"),
        ("卫衣 体重90-120斤可穿", "1", "piece"),
        ("适合55kg以下 女裤", "1", "piece"),
        ("置物架 承重50kg", "1", "piece"),
        ("大米 体重秤赠品 5kg", "5000", "g"),
        ("", "1", "piece"),
    ],
)
def test_pack_sizes_are_read(text: str, amount: str, unit: str) -> None:
    """Weight, volume and count, in the units of Chinese titles."""
    assert pack(text) == (Decimal(amount), unit)


def test_reference_prices_are_robust() -> None:
    """One absurd price among seven does not move the median; rows without price and come-ons are no evidence."""
    prices = ["10", "11", "9", "10", "10", "12", "1", None, "0", "0.01"]
    table = pa.table({"brand": ["岚溪谷"] * 10, "goods": ["绿茶"] * 10, "spec": ["100g"] * 10, "price": prices})
    row = reference_prices(table).to_pylist()[0]
    assert (row["mark"], row["product"], row["unit"], row["n"]) == ("岚溪谷", "绿茶", "g", 7)
    assert row["median"] == Decimal("0.100000")


@pytest.mark.parametrize(
    ("prices", "alike"),
    [(["10", "11", "9", "10", "12", "10"], True), (["4", "35", "80", "6", "120", "38"], False)],
)
def test_a_wide_spread_tells_of_unlike_goods(prices: list[str], alike: bool) -> None:
    """The reference knows whether the prices behind it are those of like goods."""
    size = len(prices)
    table = pa.table({"brand": ["岚溪谷"] * size, "text": ["岚溪谷 绿茶"] * size, "price": prices})
    reference = PriceBook(reference_prices(table)).reference("岚溪谷", "岚溪谷绿茶", "piece", 5)
    assert reference is not None
    assert reference.is_alike is alike


def _observed(texts: list[str], prices: list[str], goods: str = "") -> pa.Table:
    size = len(texts)
    return pa.table({"brand": ["岚溪谷"] * size, "goods": [goods] * size, "text": texts, "price": prices})


def test_products_are_read_from_what_titles_end_in() -> None:
    """Cheap milk and dear powder of one brand and shelf have references of their own; the mixed shelf has none."""
    texts = ["岚溪谷纯牛奶 250ml*12"] * 6 + ["岚溪谷 高钙奶粉 800g"] * 6
    book = PriceBook(reference_prices(_observed(texts, ["36"] * 6 + ["160"] * 6, goods="乳品冲调")))
    milk = book.reference("岚溪谷", "岚溪谷有机纯牛奶", "ml", 5, Decimal(3000))
    powder = book.reference("岚溪谷", "岚溪谷成人奶粉", "g", 5, Decimal(800))
    assert milk is not None
    assert powder is not None
    assert (milk.product, milk.median) == ("纯牛奶", Decimal("0.012"))
    assert (powder.product, powder.median) == ("奶粉", Decimal("0.2"))


def test_packs_are_compared_with_packs_of_like_size() -> None:
    """Water in barrels is cheaper by the litre than in bottles: a barrel is not held against bottles."""
    book = PriceBook(reference_prices(_observed(["岚溪谷饮用水 500ml"] * 6, ["2"] * 6)))
    assert book.reference("岚溪谷", "岚溪谷饮用水", "ml", 5, Decimal(550)) is not None
    assert book.reference("岚溪谷", "岚溪谷饮用水", "ml", 5, Decimal(18900)) is None


def test_the_most_specific_reference_is_taken() -> None:
    """A reference for the product goes before one for the mark."""
    rows = {
        "mark": ["岚溪谷"] * 2,
        "product": [None, "绿茶"],
        "unit": ["g", "g"],
        "median": ["1", "2"],
        "n": ["9", "9"],
    }
    book = PriceBook(read_prices(pa.table(rows)))
    special, general = book.reference("岚溪谷", "岚溪谷绿茶", "g", 5), book.reference("岚溪谷", "岚溪谷红茶", "g", 5)
    assert special is not None
    assert general is not None
    assert (special.median, general.median) == (2, 1)
    assert book.reference("岚溪谷", "岚溪谷绿茶", "g", 10) is None


def test_a_price_table_of_another_kind_is_refused() -> None:
    """The message says which columns are wanted."""
    with pytest.raises(RegisterRefusedError, match="mark, product, unit, median, n"):
        read_prices(pa.table({"name": ["岚溪谷"]}))


def test_numbers_are_found_by_prefix_and_label() -> None:
    """Groups, full width and brackets are read; words that only begin alike are not."""
    finder = NumberFinder(["SC", "?G妆网备字"], ["生产许可证"], 6)
    text = "SC106 4201 9900 012 与 ＳＣ１０６４２０１９９０００１３ 生产许可证编号：20990001 "
    text += "鄂G妆网备字2099001234 SCHOOL2020"
    readings = [one.readings[-1].removeprefix("鄂") for one in finder.find(text)]
    assert readings == ["SC10642019900012", "SC10642019900013", "20990001", "G妆网备字2099001234"]
    assert all(text[one.start : one.end] == one.written for one in finder.find(text))


def test_goods_meet_in_a_class_or_not() -> None:
    """Classes by number or by word; unknown goods say nothing."""
    goods = GoodsClasses([Term(term="运动鞋", tag="25"), Term(term="鞋", tag="25"), Term(term="轮胎", tag="12")])
    assert goods.compare("男士运动鞋", "第25类") == "same"
    assert goods.compare("轮胎", "运动鞋") == "unrelated"
    assert goods.compare("风景", "运动鞋") == "unknown"


def test_names_are_compared_without_legal_form() -> None:
    """Brackets, width and form do not matter; a short rest is not compared without its form."""
    assert same_name("湖北岚溪谷饮品有限公司", "（湖北）岚溪谷饮品有限责任公司")
    assert not same_name("岚溪", "岚溪有限公司")
    assert not same_name("", "")
    assert not same_name(None, "岚溪谷饮品有限公司")
