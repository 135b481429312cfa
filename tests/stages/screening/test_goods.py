"""Goods: classes by number and by word, and how close two goods texts are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.engine.goods import CLASSES, GoodsClasses, closeness, closest

TERMS = next(one for one in read_shipped() if one.folder == "trademarks").lexicon("goods-classes")
GOODS = GoodsClasses(TERMS)
WORDS = st.sampled_from([term.term for term in TERMS]) | st.text(max_size=12) | st.integers(0, 60).map(str)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("25", {25}),
        ("第25类", {25}),
        ("25类 服装鞋帽", {25}),
        ("第二十五类", {25}),
        ("第9、35、42类", {9, 35, 42}),
        ("9,35,42", {9, 35, 42}),
        ("Class 30 tea", {30}),
        ("服装;鞋", {25}),
        ("手机壳", {9}),
        ("咖啡杯", {21}),
        ("新款绿茶 250g", {30}),
        ("第46类", set()),
        ("三类医疗器械", {10}),
        ("岚溪谷", set()),
        ("", set()),
    ],
)
def test_classes_are_read_from_numbers_and_words(text: str, classes: set[int]) -> None:
    """Numbers in every usual form; of words the longest; nothing from nothing."""
    assert GOODS.of(text) == classes


@pytest.mark.parametrize(
    ("left", "right", "close"),
    [
        ("第25类", "服装", "same"),
        ("绿茶", "茶叶", "same"),
        ("服装", "鞋", "similar"),
        ("服装", "箱包", "similar"),
        ("化妆品", "美容服务", "similar"),
        ("白酒", "啤酒", "similar"),
        ("手机", "通讯服务", "similar"),
        ("计算机软件", "软件开发", "similar"),
        ("箱包零售", "箱包", "similar"),
        ("第35类", "箱包", "related"),
        ("手机", "手机壳", "related"),
        ("手表", "服装", "related"),
        ("茶叶", "轮胎", "unrelated"),
        ("箱包零售", "水泥", "unrelated"),
        ("广告", "水泥", "unrelated"),
        ("茶叶", "不明之物", "unknown"),
        ("", "茶叶", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_goods_relate_in_five_grades(left: str | None, right: str | None, close: str) -> None:
    """Inside a class, across classes, services for goods, retail of goods, and what is not known."""
    assert GOODS.compare(left, right) == close


@given(WORDS, WORDS)
@settings(max_examples=200)
def test_closeness_is_symmetric_and_calls_no_common_class_unrelated(left: str, right: str) -> None:
    """Neither side comes first; a class in common is never called unrelated, and the kept answer is the answer."""
    close = GOODS.compare(left, right)
    assert close == GOODS.compare(right, left)
    ours, theirs = GOODS.goods(left), GOODS.goods(right)
    if GOODS.of(left) & GOODS.of(right):
        assert close in {"same", "similar", "related"}
    assert closeness(ours, theirs) == closest(ours, theirs)


@given(WORDS)
@settings(max_examples=100)
def test_goods_are_the_same_as_themselves(text: str) -> None:
    """Where a text names goods at all."""
    assert GOODS.compare(text, text) == "same" or not GOODS.goods(text)


def test_the_lexicon_speaks_of_all_classes() -> None:
    """Every class of the agreement has words, and no other number occurs."""
    assert {good.number for term in TERMS for good in GOODS.goods(term.term)} == set(range(1, CLASSES + 1))
