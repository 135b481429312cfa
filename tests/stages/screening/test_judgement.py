"""From match to judgement: what flags, what only watches, and who is clear."""

from __future__ import annotations

import pyarrow as pa
import pytest

from jianzhen.stages.screening.kernel import Screener
from tests.stages.screening.registers import DAY, RIGHTS, found, items, rights, verdict


@pytest.mark.parametrize("text", ["岚溪谷 绿茶", "森柏尼亚 跑鞋", "VELMORA 包", "嵐溪谷 茶"])
def test_a_plain_mention_by_an_unknown_seller_is_watch(text: str) -> None:
    """Genuine goods are sold under their marks."""
    assert verdict(text) == "watch"


@pytest.mark.parametrize("text", ["柏*锐 耳机", "柏\u200b锐 耳机", "柏 锐", "柏锐 官方 耳机"])
def test_a_two_character_mark_never_flags_alone(text: str) -> None:
    """Whatever its disguise."""
    assert verdict(text) != "flag"


def test_a_two_character_mark_flags_with_other_evidence() -> None:
    """Jargon beside it is other evidence; so is the same sound beside jargon."""
    assert verdict("柏锐 耳机 高仿") == "flag"
    assert any(row["check"] == "tm.sound" for row in found("柏瑞 耳机 高仿"))


def test_the_holder_and_a_licensee_are_clear() -> None:
    """Under their full name or without the legal form, in any width."""
    for seller in ("湖北岚溪谷饮品有限公司", "湖北岚溪谷饮品", "（湖北）岚溪谷饮品有限公司"):
        rows = [row for row in found("岚*溪*谷", seller=seller) if row["right_id"] == "R1"]
        assert {row["verdict"] for row in rows} == {"clear"}, seller


def test_a_shop_name_does_not_make_a_holder() -> None:
    """Who calls himself the official shop is not therefore the holder."""
    assert verdict("岚溪谷 茶 官方旗舰店", seller="岚溪谷官方旗舰店") != "clear"


def test_the_holder_of_one_of_two_equal_marks_is_not_flagged_for_the_other() -> None:
    """Who sells under a mark it holds is judged by that mark."""
    rows = found("岚*溪*谷", seller="湖北岚溪谷饮品有限公司")
    assert {row["verdict"] for row in rows if row["right_id"] == "R6"} == {"watch"}


@pytest.mark.parametrize("text", ["适用于森柏尼亚跑鞋的鞋带", "森·柏尼亚手机壳", "维修 VELM0RA"])
def test_nominative_use_lowers(text: str) -> None:
    """Saying what the goods fit is no use as a mark."""
    assert verdict(text) != "flag"


def test_goods_of_another_class_lower_and_of_the_same_class_raise() -> None:
    """The relation is read from the goods column, else from the text."""
    same = next(row for row in found("岚溪谷", goods="红茶") if row["right_id"] == "R1")
    other = next(row for row in found("岚溪谷", goods="轮胎") if row["right_id"] == "R1")
    unknown = next(row for row in found("岚溪谷") if row["right_id"] == "R1")
    assert same["score"] > unknown["score"] > other["score"]


def test_a_text_that_is_itself_a_registered_mark_is_no_sound_alike() -> None:
    """Two registered marks of one sound live beside each other."""
    made = Screener(rights([*RIGHTS, {"right_id": "R9", "mark": "岚溪骨"}]), as_of=DAY)
    assert "tm.sound" not in made.screen(items("岚溪骨 绿茶")).column("check").to_pylist()


def test_all_readings_of_a_polyphone_are_heard() -> None:
    """重 in a mark is heard as zhòng and as chóng."""
    assert verdict("虫岳堂 口服液") == "flag"
    assert verdict("众岳堂 口服液") == "flag"


def test_everyday_language_is_no_disguise() -> None:
    """A span that cuts a word, or differs from the mark by an ordinary word, is an accident."""
    made = Screener(rights([{"right_id": "A", "mark": "安全屋"}, {"right_id": "B", "mark": "山山家"}]), as_of=DAY)
    for text in ("安全无纺布保护", "上山山家乡"):
        assert "flag" not in made.screen(items(text)).column("verdict").to_pylist(), text


def test_letters_of_two_widths_are_a_disguise() -> None:
    """A keyboard in wide mode widens a whole word; one wide letter is put there."""
    assert verdict("VELＭORA 包") == "flag"
    assert verdict("ＶＥＬＭＯＲＡ 包") == "watch"
    assert verdict("VÉLMORA 包") == "watch"


def test_latin_marks_need_whole_words() -> None:
    """A mark inside a longer Latin word is another word; digits beside it are not."""
    assert verdict("VELMORADO 本") == "clear"
    assert verdict("XVELMORA 本") == "clear"
    assert verdict("VELMORA2026 包") == "watch"


def test_a_complaint_about_copies_is_not_held_against_the_citizen() -> None:
    """Sellers' jargon counts where sellers speak."""
    assert "jargon.counterfeit" not in {row["check"] for row in found("买到高仿", kind="complaint")}


def test_licensees_may_come_as_a_list_or_joined_in_a_cell() -> None:
    """Both forms clear the licensee."""
    for licensees in (["甲乙丙丁商贸有限公司"], "戊己商行；甲乙丙丁商贸有限公司"):
        row = {"right_id": "A", "kind": "trademark", "mark": "岚溪谷", "licensees": licensees}
        made = Screener(pa.Table.from_pylist([row]), as_of=DAY)
        batch = items("岚*溪*谷", seller="甲乙丙丁商贸有限公司")
        assert made.screen(batch).column("verdict").to_pylist() == ["clear", "clear"]
