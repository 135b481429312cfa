"""Marks with something put between their characters, and Latin letters written as digits and signs: golden examples."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.stages.screening.engine.disguise import changed_bits, edge_bits, rare_bits
from jianzhen.stages.screening.engine.folding import fold
from jianzhen.stages.screening.engine.language import dictionary
from jianzhen.stages.screening.engine.signreading import is_read_otherwise, other_readings, reread, with_other_readings
from jianzhen.stages.screening.kernel import Screener
from tests.stages.screening.registers import DAY, items, rights

MARKS = (
    "岚溪谷", "森柏尼亚", "岚溪火锅", "谷雨声", "柏锐", "VELMORA", "Kraido", "stilva", "flai", "NewBalto", "LOSTRA",
    "Trobo", "Holset", "asml", "x60x", "typec", "krist", "voldun tea",
)  # fmt: skip


@cache
def _screener() -> Screener:
    return Screener(rights([{"right_id": mark, "mark": mark} for mark in MARKS]), as_of=DAY)


def _said(text: str, mark: str) -> tuple[str, str, str]:
    """Return verdict, reason and quote of what is said of a mark in a listing; nothing if it is not named."""
    rows = _screener().screen(items(text)).to_pylist()
    own = [row for row in rows if row["right_id"] == mark and row["reason_code"].startswith("mark.")]
    return (own[0]["verdict"], own[0]["reason_code"], own[0]["quote"]) if own else ("clear", "", "")


@pytest.mark.parametrize(
    ("text", "mark", "quote"),
    [
        ("岚 溪谷 绿茶 250g", "岚溪谷", "岚 溪谷"),
        ("高山绿茶 岚溪 谷 250g", "岚溪谷", "岚溪 谷"),
        ("森柏（尼）亚 跑鞋", "森柏尼亚", "森柏（尼）亚"),
        ("【岚】溪谷 绿茶", "岚溪谷", "岚】溪谷"),
        ("岚溪《谷》绿茶", "岚溪谷", "岚溪《谷"),
        ("岚/溪谷 绿茶", "岚溪谷", "岚/溪谷"),
        ("岚溪+谷 绿茶", "岚溪谷", "岚溪+谷"),
        ("岚丨溪谷 绿茶", "岚溪谷", "岚丨溪谷"),
        ("森 柏尼亚 跑鞋", "森柏尼亚", "森 柏尼亚"),
        ("森柏尼|亚 跑鞋", "森柏尼亚", "森柏尼|亚"),
    ],
)
def test_chinese_marks_in_pieces_flag(text: str, mark: str, quote: str) -> None:
    """A blank, one stroke or brackets around one character are seen through where language does not explain them."""
    assert _said(text, mark) == ("flag", "mark.split", quote)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("岚溪 火锅底料 牛油", "岚溪火锅"),
        ("【岚溪】火锅底料", "岚溪火锅"),
        ("山岚，溪谷漂流 门票", "岚溪谷"),
        ("稻谷 雨声白噪音机", "谷雨声"),
        ("粮食，稻谷，雨声", "谷雨声"),
        ("柏 锐 耳机", "柏锐"),
        ("柏|锐 耳机", "柏锐"),
    ],
)
def test_chinese_pieces_that_language_explains_do_not_flag(text: str, mark: str) -> None:
    """A name beside an ordinary word, a comma, words that go on at both ends, and marks of two characters."""
    assert _said(text, mark)[0] != "flag"


@pytest.mark.parametrize(
    ("text", "mark", "reason", "quote"),
    [
        ("女包 VEL MORA 手提", "VELMORA", "mark.split", "VEL MORA"),
        ("V ELMORA 手提包", "VELMORA", "mark.split", "V ELMORA"),
        ("Krai/do 毛巾", "Kraido", "mark.split", "Krai/do"),
        ("Kra+ido 毛巾", "Kraido", "mark.split", "Kra+ido"),
        ("Kr|aido 毛巾", "Kraido", "mark.split", "Kr|aido"),
        ("k|r|a|i|d|o 毛巾", "Kraido", "mark.spaced", "k|r|a|i|d|o"),
        ("V[E]LMORA 手提包", "VELMORA", "mark.split", "V[E]LMORA"),
        ("s+ilva 香皂", "stilva", "mark.leet", "s+ilva"),
        ("+RO8O 手链", "Trobo", "mark.leet", "+RO8O"),
        ("s+i|va 香皂", "stilva", "mark.leet", "s+i|va"),
        ("f|ai 饼干", "flai", "mark.leet", "f|ai"),
        ("kr@!d0 蚕丝被", "Kraido", "mark.leet", "kr@!d0"),
        ("|OS+RA 面膜", "LOSTRA", "mark.leet", "|OS+RA"),
        ("kris+ 洗衣液", "krist", "mark.leet", "kris+"),
        ("ⓚⓡⓐⓘⓓⓞ 毛巾", "Kraido", "mark.leet", "ⓚⓡⓐⓘⓓⓞ"),
        ("𝓴𝓻𝓪𝓲𝓭𝓸 毛巾", "Kraido", "mark.leet", "𝓴𝓻𝓪𝓲𝓭𝓸"),
    ],
)
def test_latin_marks_in_pieces_or_signs_flag(text: str, mark: str, reason: str, quote: str) -> None:
    """A sign may stand for a letter or between letters: both readings are tried, and the quote holds every sign."""
    assert _said(text, mark) == ("flag", reason, quote)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("New Balto 跑鞋", "NewBalto"),
        ("Hol,set 刹车片", "Holset"),
        ("Type-C 数据线", "typec"),
        ("电热蚊香液 45ml", "asml"),
        ("地垫 60x60x1.2m", "x60x"),
        ("So krai! do it", "Kraido"),
        ("flai! 饼干", "flai"),
        ("voldun tea 红茶", "voldun tea"),
        ("voldun-tea 红茶", "voldun tea"),
    ],
)
def test_latin_words_numbers_and_exclamations_do_not_flag(text: str, mark: str) -> None:
    """Words stand apart by themselves, measures are no letters, and what ends a sentence is no letter."""
    assert _said(text, mark)[0] != "flag"


def test_a_name_stands_in_front_and_an_accident_in_the_middle() -> None:
    """Bits by place: a segment of its own, in front of goods, behind another word, inside one."""
    texts = (("岚西谷 绿茶", 0), ("岚西谷绿茶", 0), ("绿茶岚西谷", 2), ("春茶岚西谷绿茶", 2))
    bits = [edge_bits(fold(text), start, start + 3) for text, start in texts]
    assert bits == sorted(bits, reverse=True)
    assert len(set(bits)) == len(texts)


def test_a_rare_character_and_further_changes_take_off() -> None:
    """A rare character is dear in any name; what differs more is less of a disguise."""
    relations = ("same", "tone", "same")
    assert rare_bits(dictionary(), relations, "岚溪谷") <= rare_bits(dictionary(), relations, "岚谿谷")
    assert rare_bits(dictionary(), relations, "的的的") == 0.0
    order = [("same", "pinyin", "same"), relations, ("same", "sound", "same"), ("same", "near_glyph", "same"),
             ("tone", "tone", "same")]  # fmt: skip
    costs = [changed_bits(one, "岚西谷") for one in order]
    assert costs == sorted(costs)


@pytest.mark.parametrize("text", ["lanxigu 徒步鞋", "岚西谷 lanxigu 徒步鞋"])
def test_pinyin_beside_its_own_characters_is_how_makers_write(text: str) -> None:
    """The whole mark typed in pinyin counts alone, not beside characters that are read so."""
    spelled = [
        row
        for row in _screener().screen(items(text)).to_pylist()
        if row["right_id"] == "岚溪谷" and row["quote"] == "lanxigu"
    ]
    assert bool(spelled) == text.startswith("lanxigu")


@given(st.text(st.sampled_from("abI1 @$!|+＋！岚\u200b"), max_size=24))
def test_other_readings_keep_every_place(text: str) -> None:
    """They are as long as the text and differ in signs only; positions and quotes lead back to the text itself."""
    for number, other in other_readings(pa.array([text])):
        folded = reread(text, other)
        assert number == 0
        assert len(other) == len(text)
        assert folded.original == text
        assert folded.plain == fold(other).plain
        assert folded.positions == fold(other).positions
        assert is_read_otherwise(folded, 0, len(folded.plain)) or folded.plain == fold(text).plain


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_texts_of_every_kind_of_array_are_read_otherwise(kind: pa.DataType) -> None:
    """However Arrow holds strings, in one piece, in several or cut from a longer one."""
    texts = pa.array(["flai", "kris+ 皂", None]).cast(kind)
    for cut in (texts, pa.chunked_array([texts.slice(0, 1), texts.slice(1)])):
        read, others = with_other_readings(cut)
        assert others == [(1, "krist 皂")]
        assert read.to_pylist() == ["flai", "kris+ 皂", None, "krist 皂"]
    assert with_other_readings(texts.slice(1))[1] == [(0, "krist 皂")]
    assert with_other_readings(pa.nulls(2)) == (pa.nulls(2), [])


def test_texts_without_signs_beside_letters_have_no_other_reading() -> None:
    """Nothing is looked at twice without need."""
    assert list(other_readings(pa.array(["岚溪谷!", "100+20", "plain words", None, ""]))) == []
