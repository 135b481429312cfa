"""Pairs: is this use likely to infringe or confuse? Invented marks and users; golden pairs are data in ``pairs/``."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.pairs import BASE, Pair, PairJudge
from jianzhen.stages.screening.reasons import render
from tests.shared import SHARED, needs_shared

GOLDEN = Path(__file__).parent / "pairs"
JUDGE = PairJudge(read_shipped())
HOLDER = "湖北岚溪谷饮品有限公司"
TEXTS = st.text(max_size=60) | st.sampled_from(
    ["岚溪谷", "岚溪骨茶叶", "VELM0RA", "适用于岚溪谷", "武汉岚溪谷茶业有限公司"]
)
GOODS = st.none() | st.text(max_size=20) | st.sampled_from(["25", "第30类", "茶叶", "手机壳;手机", "轮胎"])

BAD = {
    "ten-megabytes": "岚溪谷茶叶 " * 600_000,
    "lone-surrogates": "\ud800岚溪谷\udfff",
    "combining": "岚" + "\u0301" * 50_000 + "溪谷",
    "bidi-and-nul": "\x00\u202e岚溪谷",
    "empty": "",
    "blank": " ",
    "long-parts": "山风" * 60_000,
}


def golden(name: str) -> list[dict[str, str]]:
    """Read the golden pairs of one file: columns of a pair, suspected (yes, no), level (empty: any)."""
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def pair_of(row: dict[str, str]) -> Pair:
    """Make the pair of one golden row; empty cells are unknown."""
    cells = {name: row[name] or None for name in ("text_goods", "user", "mark_goods", "holder")}
    return Pair(row["text"], row["mark"], **cells)


@pytest.mark.parametrize("row", golden("tuned"), ids=lambda row: f"{row['kind']}:{row['text']}~{row['mark']}")
def test_every_tuned_golden_pair_is_answered_as_written(row: dict[str, str]) -> None:
    """Score on the right side of one half, and the level where the row states one."""
    answer = JUDGE.judge(pair_of(row))
    assert (answer.score >= 0.5) == (row["suspected"] == "yes")
    assert (answer.verdict == "suspected") == (row["suspected"] == "yes")
    assert row["level"] in ("", answer.level)


def test_held_out_pairs_are_answered_nearly_as_well() -> None:
    """Pairs written before the weights were tuned and never looked at since: accuracy, and AUC of the score."""
    rows = golden("heldout")
    scored = [(JUDGE.judge(pair_of(row)).score, row["suspected"] == "yes") for row in rows]
    right = sum((score >= 0.5) == yes for score, yes in scored)
    likely, unlikely = ([score for score, yes in scored if yes is wanted] for wanted in (True, False))
    wins = sum((one > other) + (one == other) / 2 for one in likely for other in unlikely)
    assert right / len(rows) >= 0.95
    assert wins / len(likely) / len(unlikely) >= 0.98


def test_the_golden_pairs_are_many_of_many_kinds_and_half_say_no() -> None:
    """At least 150 pairs of 20 kinds, two fifths and more of them negative."""
    rows = golden("tuned") + golden("heldout")
    assert len(rows) >= 150
    assert len({row["kind"] for row in rows}) >= 20
    assert sum(row["suspected"] == "no" for row in rows) >= 0.4 * len(rows)


@pytest.mark.parametrize("row", golden("tuned") + golden("heldout"), ids=lambda row: f"{row['kind']}:{row['text']}")
def test_the_answer_is_said_in_both_languages_and_its_parts_add_up(row: dict[str, str]) -> None:
    """Log odds are the base and the parts; every part has a sentence, and a suspicion is called one."""
    answer = JUDGE.judge(pair_of(row))
    bits = BASE + sum(part.bits for part in answer.parts)
    assert answer.score == pytest.approx(1 / (1 + 2**-bits))
    assert all(render(part.code, part.params, lang) for part in answer.parts for lang in ("zh", "en"))
    if answer.verdict == "suspected":
        assert "疑似：因为" in answer.reason("zh")
        assert "suspected, because" in answer.reason("en")


@pytest.mark.parametrize(
    ("pair", "level"),
    [
        (Pair("Velmora", "VELMORA", "女包", None, "箱包"), "identical"),
        (Pair("岚 溪 谷", "岚溪谷", "茶叶", None, "茶叶"), "identical"),
        (Pair("岚溪谷绿茶", "岚溪谷", "茶叶", None, "茶叶"), "identical"),
        (Pair("岚溪谷", "岚溪谷", "饮料", None, "茶叶"), "confusing"),
        (Pair("岚溪骨", "岚溪谷", "茶叶", None, "茶叶"), "confusing"),
        (Pair("岚溪谷官方旗舰店", "岚溪谷", "茶叶", None, "茶叶"), "confusing"),
        (Pair("岚溪谷", "岚溪谷", "轮胎", None, "茶叶"), "confusing"),
        (Pair("青松岭", "岚溪谷", "茶叶", None, "茶叶"), "none"),
    ],
)
def test_the_criminal_level_is_kept_apart_from_likeness(pair: Pair, level: str) -> None:
    """Identical only for a sign without real difference on the same goods; other goods lower it, doubt too."""
    assert JUDGE.judge(pair).level == level


@given(text=TEXTS, mark=TEXTS, goods=GOODS, mark_goods=GOODS)
@settings(max_examples=150, deadline=None)
def test_any_pair_is_answered_within_bounds(text: str, mark: str, goods: str | None, mark_goods: str | None) -> None:
    """Score in [0, 1]; verdict, level and reasons agree with it, whatever the cells hold."""
    answer = JUDGE.judge(Pair(text, mark, goods, None, mark_goods))
    assert 0.0 <= answer.score <= 1.0
    assert (answer.verdict == "suspected") == (answer.score >= 0.5)
    assert (answer.level == "none") or answer.verdict != "not"
    assert answer.reason("zh").encode("utf-8")
    assert answer.reason("en").encode("utf-8")


@given(text=TEXTS, mark=TEXTS, goods=GOODS)
@settings(max_examples=60, deadline=None)
def test_the_holder_is_never_suspected(text: str, mark: str, goods: str | None) -> None:
    """Whatever the text, the mark and the goods."""
    answer = JUDGE.judge(Pair(text, mark, goods, HOLDER, "茶叶", HOLDER))
    assert (answer.verdict, answer.level) == ("not", "none")


@given(mark=st.text("岚溪谷森柏尼亚云麓泉铂卓尔", min_size=3, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_coined_mark_on_the_same_goods_is_suspected_and_on_others_is_not(mark: str) -> None:
    """The same sign: the goods decide."""
    assert JUDGE.judge(Pair(mark, mark, "茶叶", None, "茶叶")).verdict == "suspected"
    assert JUDGE.judge(Pair(mark, mark, "轮胎", None, "茶叶")).verdict != "suspected"


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("mark", ["岚溪谷", "", "谷", "\udc00", "岚溪谷" * 50_000])
def test_bad_input_is_answered(text: str, mark: str) -> None:
    """Huge, broken, invisible or empty cells get an answer that can be written to a file."""
    answer = JUDGE.judge(Pair(text, mark, text[:100_000], text[:100_000], mark, mark))
    assert 0.0 <= answer.score <= 1.0
    assert answer.reason("zh").encode("utf-8")


def test_a_mark_deep_in_a_long_text_is_seen() -> None:
    """Up to the stated bound, with the words around it."""
    filler = "春风吹过山岗 " * 8_000
    assert JUDGE.judge(Pair(filler + "岚溪谷绿茶", "岚溪谷", "茶叶", None, "茶叶")).verdict == "suspected"
    assert JUDGE.judge(Pair(filler + "适用于岚溪谷", "岚溪谷", "茶具", None, "茶叶")).verdict == "not"


@needs_shared
@pytest.mark.parametrize("goods", [None, "食品"], ids=["no-goods", "same-goods"])
def test_pairs_of_distinct_real_names_are_not_suspected(goods: str | None) -> None:
    """Of 4,000 random pairs of real short names 99.5 % and more are answered not, even for the same goods."""
    with gzip.open(SHARED / "data" / "names" / "company-short-names.txt.gz", "rt", encoding="utf-8") as stream:
        names = [line.strip() for line in stream if line.strip()]
    draw = random.Random(20_261)
    drawn = [draw.sample(names, 2) for _ in range(4_000)]
    alarms = [
        (one, other) for one, other in drawn if JUDGE.judge(Pair(one, other, goods, None, goods)).verdict != "not"
    ]
    assert len(alarms) <= 0.005 * len(drawn)
