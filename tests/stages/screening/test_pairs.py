"""Pairs: is this use likely to infringe or confuse? Invented marks and users."""

from __future__ import annotations

import pytest

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.pairs import BASE, Pair, PairJudge

JUDGE = PairJudge(read_shipped())
HOLDER = "湖北岚溪谷饮品有限公司"
LIKELY = [
    (Pair("岚溪谷", "岚溪谷", "茶叶", "某茶行", "茶叶", HOLDER), "identical"),
    (Pair("武汉岚溪谷茶业有限公司", "岚溪谷", None, "武汉岚溪谷茶业有限公司", "茶叶", HOLDER), "identical"),
    (Pair("岚溪谷茶叶旗舰店", "岚溪谷", "茶叶", "某店", "茶叶", HOLDER), "confusing"),
    (Pair("岚溪骨", "岚溪谷", "绿茶", None, "茶叶"), "confusing"),
    (Pair("谷溪岚", "岚溪谷", "绿茶", None, "茶叶"), "confusing"),
    (Pair("VELM0RA", "VELMORA", "手提包", None, "箱包"), "confusing"),
    (Pair("VELMURA", "VELMORA", "手提包", None, "箱包"), "confusing"),
    (Pair("森·柏·尼·亚", "森柏尼亚"), "identical"),
    (Pair("岚溪阁", "岚溪谷", "红茶", None, "茶叶"), "confusing"),
]
UNLIKELY = [
    Pair("岚溪谷", "岚溪谷", "茶叶", HOLDER, "茶叶", HOLDER),
    Pair("岚溪谷", "岚溪谷", "轮胎", "某店", "茶叶", HOLDER),
    Pair("适用于森柏尼亚的鞋带", "森柏尼亚"),
    Pair("柏锐手机壳", "柏锐", "手机壳", None, "手机"),
    Pair("青山绿水", "岚溪谷", "茶叶", None, "茶叶"),
    Pair("VELMORADO", "NIKORA", "手提包", None, "箱包"),
    Pair("江城绿茶", "岚溪谷", "茶叶", None, "茶叶"),
    Pair("", "岚溪谷"),
]


@pytest.mark.parametrize(("pair", "level"), LIKELY)
def test_a_likely_confusion_scores_half_or_more(pair: Pair, level: str) -> None:
    """Identity, containment, sound, order, one character or a letter, for like or unknown goods."""
    answer = JUDGE.judge(pair)
    assert (answer.verdict, answer.level) == ("suspected", level)
    assert answer.score >= 0.5


@pytest.mark.parametrize("pair", UNLIKELY)
def test_an_unlikely_confusion_scores_below_half(pair: Pair) -> None:
    """The holder, other goods, nominative use, and what is not alike."""
    answer = JUDGE.judge(pair)
    assert answer.verdict != "suspected"
    assert answer.score < 0.5


@pytest.mark.parametrize("pair", [pair for pair, _ in LIKELY] + UNLIKELY)
def test_the_answer_is_said_in_both_languages_and_its_parts_add_up(pair: Pair) -> None:
    """Log odds are the base and the parts."""
    answer = JUDGE.judge(pair)
    bits = BASE + sum(part.bits for part in answer.parts)
    assert answer.score == pytest.approx(1 / (1 + 2**-bits))
    assert answer.reason("zh")
    assert answer.reason("en")


def test_a_names_distinguishing_part_is_read() -> None:
    """Place before, trade and form after."""
    assert JUDGE.core("武汉市岚溪谷茶业有限公司") == "岚溪谷"
    assert JUDGE.core("湖北森柏尼亚体育用品有限公司") == "森柏尼亚"
    assert JUDGE.core("岚溪谷") == "岚溪谷"
