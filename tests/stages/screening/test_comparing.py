"""The ways in which signs are alike: characters, alignments, Latin letters, describing words, users. Invented marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.screening.comparing.alignment import align, find
from jianzhen.stages.screening.comparing.characters import relate
from jianzhen.stages.screening.comparing.latin import edit_distance, liken_latin
from jianzhen.stages.screening.comparing.users import has_leave, is_holder
from jianzhen.stages.screening.comparing.words import Describing

LETTERS = st.text("abcdelmorv", min_size=1, max_size=9)
DESCRIBING = Describing(["茶叶", "绿茶", "手机", "小米", "茶"])
HOLDER = "湖北岚溪谷饮品有限公司"


@pytest.mark.parametrize(
    ("written", "meant", "way"),
    [
        ("谷", "谷", "same"),
        ("兰", "岚", "tone"),
        ("骨", "谷", "tone"),
        ("瑞", "锐", "tone"),
        ("奇", "七", "sound"),
        ("南", "岚", "merged"),
        ("未", "末", "shape"),
        ("拍", "柏", "shape"),
        ("の", "之", "sound"),
        ("3", "三", "sound"),
        ("山", "谷", None),
        ("a", "阿", None),
    ],
)
def test_a_character_stands_for_another_in_one_way(written: str, meant: str, way: str | None) -> None:
    """The closest way, or none."""
    assert relate(written, meant) == way


@pytest.mark.parametrize(
    ("text", "mark", "ways"),
    [
        ("岚溪骨", "岚溪谷", ("tone",)),
        ("岚xi谷", "岚溪谷", ("pinyin",)),
        ("lanxigu", "岚溪谷", ("pinyin", "pinyin", "pinyin")),
        ("山风溪谷", "岚溪谷", ("split",)),
        ("兰xi谷", "岚溪谷", ("tone", "pinyin")),
        ("岚溪谷", "岚溪谷", ()),
    ],
)
def test_an_alignment_says_how_each_character_is_written(text: str, mark: str, ways: tuple[str, ...]) -> None:
    """Whole text against whole mark, steps in order and without gaps."""
    found = align(text, mark)
    assert found is not None
    assert found.changed == ways
    assert [step.end for step in found.steps[:-1]] == [step.start for step in found.steps[1:]]


def test_a_changed_mark_is_found_inside_a_text_and_an_unchanged_one_is_not_its_business() -> None:
    """The cheapest changed place; spans are of the text."""
    found = find("新到兰溪谷明前茶", "岚溪谷")
    assert found is not None
    assert (found.start, found.end) == (2, 5)
    assert find("岚溪谷", "岚溪谷") is None
    assert find("青松岭", "岚溪谷") is None
    assert align("", "岚溪谷") is None


@pytest.mark.parametrize(
    ("sign", "mark", "code"),
    [
        ("velm0ra", "velmora", "pair.disguised"),
        ("vеlmоrа", "velmora", "pair.disguised"),
        ("velrnora", "velmora", "pair.disguised"),
        ("velmura", "velmora", "pair.latin"),
        ("vlemora", "velmora", "pair.transposed"),
        ("velmoras", "velmora", "pair.plural"),
        ("felixo", "phelixo", "pair.latin_sound"),
        ("horizon", "velmora", None),
        ("abd", "abc", None),
        ("岚溪谷", "velmora", None),
    ],
)
def test_latin_signs_are_alike_by_letters_and_reading(sign: str, mark: str, code: str | None) -> None:
    """Disguise, an edit, a swap, a plural, the same reading; short or other words are not alike."""
    found = liken_latin(sign, mark)
    assert (found.code if found else None) == code


@given(LETTERS, LETTERS)
@settings(max_examples=150)
def test_edits_are_a_symmetric_distance(left: str, right: str) -> None:
    """Zero only for equal words, the same both ways, never more than the longer word is long."""
    edits = edit_distance(left, right)
    assert edits == edit_distance(right, left)
    assert (edits == 0) == (left == right)
    assert edits <= max(len(left), len(right))


def test_what_describes_is_cut_from_both_ends_and_names_keep_their_first() -> None:
    """Goods, regions, forms and quantities go; a single character at the front stays with its name."""
    assert DESCRIBING.cover("武汉岚溪谷绿茶250g").trimmed() == "岚溪谷"
    assert DESCRIBING.cover("小岚溪谷").trimmed() == "小岚溪谷"
    assert DESCRIBING.cover("旗舰店").trimmed() == ""
    assert DESCRIBING.is_common("武汉绿茶店")
    assert not DESCRIBING.is_common("小米")
    assert not DESCRIBING.is_common("岚溪谷绿茶")
    assert DESCRIBING.is_generic("绿茶a5")
    assert not DESCRIBING.is_generic("新款绿茶")


@pytest.mark.parametrize(
    ("user", "holder", "holds", "leave"),
    [
        (HOLDER, HOLDER, True, False),
        ("湖北岚溪谷饮品有限责任公司", HOLDER, True, False),
        (HOLDER + "宜昌分公司", HOLDER, True, False),
        (HOLDER, f"宜昌青禾茶厂；{HOLDER}", True, False),
        ("商标权人", None, True, False),
        ("宜昌青禾茶厂（被许可人）", HOLDER, False, True),
        ("宜昌青禾茶厂", f"{HOLDER};宜昌青禾茶厂(被许可人)", False, True),
        ("宜昌青禾茶厂", HOLDER, False, False),
        ("武汉岚溪谷饮品有限公司", HOLDER, False, False),
        ("岚溪谷官方旗舰店", HOLDER, False, False),
        (None, HOLDER, False, False),
        ("", "", False, False),
    ],
)
def test_who_uses_is_told_from_the_names(user: str | None, holder: str | None, holds: bool, leave: bool) -> None:
    """Holder, branch, one of several, licensee; a like name or a claimed tie is neither."""
    assert is_holder(user, holder) == holds
    assert has_leave(user, holder) == leave
