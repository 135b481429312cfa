"""The matcher finds what the slow oracles find, tells why, and is blind to batches, threads and processes."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jianzhen.base.errors import RefusedError
from jianzhen.stages.screening.engine.folding import fold
from jianzhen.stages.screening.matching.layout import GRADES
from jianzhen.stages.screening.matching.matcher import Hit, Matcher, scan, warm
from jianzhen.stages.screening.matching.tables import NEVER, Options, build, load, save
from tests.stages.screening.matching import oracle

HAN = "清请情未末行长乐重花华化哗李木子力月日朱诛蛛奈"
TEXTS = st.text(alphabet=st.sampled_from(HAN + "aoil01e3s5 .·\u200b😀ＡＯé㎏ﷺＡ\u0301與樂"), max_size=30)
HAN_TEXTS = st.text(alphabet=st.sampled_from(HAN), max_size=24)
MARKS = st.lists(st.text(alphabet=st.sampled_from(HAN + "aoil013 ·樂"), max_size=5), max_size=12)
HAN_MARKS = st.lists(st.text(alphabet=st.sampled_from(HAN), min_size=2, max_size=5), min_size=1, max_size=8)
LATIN_MARKS = st.lists(st.text(alphabet="abcde", min_size=4, max_size=9), min_size=1, max_size=6)
ALL = Options(near=False)
WIDE = Options(min_edit=6, min_spelled=6, alike_three="far_glyph", alike_longer="other")


def found(marks: list[str], text: str, options: Options = ALL) -> list[Hit]:
    return Matcher(build(marks, options=options)).hits(pa.array([text], pa.string())).of(0)


def spans(hits: list[Hit], view: str) -> list[tuple[int, int, int]]:
    return [(hit.mark, hit.start, hit.end) for hit in hits if hit.view == view]


@settings(deadline=None, max_examples=150)
@given(MARKS, TEXTS)
@example(["kg花", "花花"], "㎏花·花")
@example(["aa", "aaa", "a", ""], "aaaa")
def test_exact_hits_are_those_of_daachorse(marks: list[str], text: str) -> None:
    """Marks, starts and ends of the hits written as the mark equal daachorse's on the folded text, each told once."""
    hits = [hit for hit in found(marks, text) if hit.view == "exact" and "leet" not in hit.relations]
    got = spans(hits, "exact")
    assert sorted(got) == sorted(oracle.exact(marks, text))


@settings(deadline=None, max_examples=120)
@given(HAN_MARKS, HAN_TEXTS)
@example(["重乐", "重庆长乐"], "众庆常乐崇乐")
def test_sound_hits_are_those_of_the_slow_oracle(marks: list[str], text: str) -> None:
    """With polyphones expanded on the side of the mark, and mergers, every sound-alike window is found and no other."""
    assert sorted(spans(found(marks, text), "sound")) == sorted(oracle.sound(marks, text))


@pytest.mark.parametrize("loosest", [1, 2, 3, 4])
@settings(deadline=None, max_examples=40)
@given(marks=HAN_MARKS, text=HAN_TEXTS)
@example(marks=["请情末长", "请末长情乐"], text="清情末长请末未情乐请情未长请情末行")
def test_one_character_apart_is_found(loosest: int, marks: list[str], text: str) -> None:
    """Of marks of three and more, exactly the windows with one other character, as alike as asked for, are found."""
    options = Options(near=False, alike_three=GRADES[loosest - 1], alike_longer=GRADES[loosest - 1])
    hits = [hit for hit in found(marks, text, options) if len(hit.relations) > 2 and _is_one_apart(hit)]
    told = [(hit.mark, hit.start, hit.end) for hit in hits]
    wanted = {span for span in oracle.one_apart(marks, text, range(loosest)) if len(marks[span[0]]) > 2}
    assert sorted(told) == sorted(wanted)


def _is_one_apart(hit: Hit) -> bool:
    changed = [relation for relation in hit.relations if relation != "same"]
    return hit.view == "shape" and len(changed) == 1 and changed != ["parts"]


@settings(deadline=None, max_examples=40)
@given(HAN_MARKS, HAN_TEXTS)
def test_two_characters_look_alike_strictly(marks: list[str], text: str) -> None:
    """A mark of two is found by its shape only where one character stays and the other is as good as equal."""
    hits = [hit for hit in found(marks, text) if hit.view == "shape" and len(hit.relations) == 2]
    one = {(hit.mark, hit.start, hit.end) for hit in hits if sorted(hit.relations) == ["glyph", "same"]}
    assert one <= oracle.one_apart(marks, text, range(4))


@settings(deadline=None, max_examples=150)
@given(LATIN_MARKS, st.text(alphabet="abcde ", max_size=30))
@example(["abcdea", "abcdab"], "abdcea abc dea abcdeab bacdea bcdea abcea abcdae")
def test_latin_marks_one_edit_apart_are_found(marks: list[str], text: str) -> None:
    """Exactly the whole words (up to three together) that are one edit from a mark are found, each once."""
    hits = [hit for hit in found(marks, text, Options(min_edit=4)) if hit.view == "edit"]
    assert sorted(spans(hits, "edit")) == sorted(oracle.edited(marks, text))
    assert all(1 <= hit.relations.count("edit") <= 2 for hit in hits)


@settings(deadline=None, max_examples=100)
@given(MARKS, st.lists(TEXTS, max_size=8), st.integers(1, 3))
def test_batches_do_not_matter(marks: list[str], texts: list[str], step: int) -> None:
    """However a column is cut into batches, every text has the same hits in the same order."""
    matcher = Matcher(build(marks))
    column = pa.array(texts, pa.large_string())
    whole = list(matcher.hits(column))
    parts = [hits for at in range(0, len(texts), step) for hits in matcher.hits(column.slice(at, step))]
    assert parts == whole


@settings(deadline=None, max_examples=100)
@given(MARKS, TEXTS)
def test_a_span_quotes_the_original(marks: list[str], text: str) -> None:
    """An exact hit's span of the original text folds to the mark itself."""
    for hit in found(marks, text):
        if hit.view == "exact" and "leet" not in hit.relations:
            assert fold(marks[hit.mark]).plain in fold(text[hit.start : hit.end]).plain
        assert 0 <= hit.start < hit.end <= len(text)
        assert len(hit.relations) == len(fold(marks[hit.mark]).plain)


@pytest.mark.parametrize(
    ("mark", "text", "view", "quote", "relations"),
    [
        ("雪花秀", "买雪·花✨秀吗", "exact", "雪·花✨秀", ("same",) * 3),
        ("雪花秀", "雪\u200b花\u0301秀", "exact", "雪\u200b花\u0301秀", ("same",) * 3),
        ("樂高", "正品乐高", "exact", "乐高", ("same",) * 2),
        ("nike", "ＮＩＫＥ鞋", "exact", "ＮＩＫＥ", ("same",) * 4),
        ("nike", "n1ke鞋", "exact", "n1ke", ("same", "leet", "same", "same")),
        ("sample", "s@mple", "exact", "s@mple", ("same",) * 6),
        ("雪花秀", "学花秀", "sound", "学花秀", ("sound", "same", "same")),
        ("雪花秀", "雪hua秀", "sound", "雪hua秀", ("same", "pinyin", "same")),
        ("雪花秀", "xuehuaxiu", "sound", "xuehuaxiu", ("pinyin",) * 3),
        ("蓝月亮", "南月亮", "sound", "南月亮", ("merged", "same", "same")),
        ("九牧王", "9牧王", "sound", "9牧王", ("tone", "same", "same")),
        ("雪花", "雪华", "sound", "雪华", None),
        ("清风", "请风", "shape", "请风", ("glyph", "same")),
        ("李宁牌", "木子宁牌", "shape", "木子宁牌", ("parts", "same", "same")),
        ("胡李", "古月木子", "shape", "古月木子", ("parts", "parts")),
        ("清风纸", "水青风纸", "shape", "水青风纸", ("parts", "same", "same")),
        ("清风纸", "氵青风纸", "shape", "氵青风纸", ("parts", "same", "same")),
        ("芍药", "芍艹约", "shape", "芍艹约", ("same", "parts")),
        ("雪花秀", "雪花莠", "shape", "雪花莠", ("same", "same", "glyph")),
        ("农夫山泉", "大夫山泉", "shape", "大夫山泉", ("near_glyph", "same", "same", "same")),
        ("农夫山泉", "农夫山货", "shape", "农夫山货", ("same", "same", "same", "other")),
        ("雪花秀", "雪花货", "shape", "雪花货", None),
        ("农夫山泉", "nong fu·shan quan", "sound", "nong fu·shan quan", ("pinyin",) * 4),
        ("nongfu", "农夫", "sound", "农夫", ("pinyin",) * 6),
        ("nongfu", "龙夫", "sound", "龙夫", ("merged",) * 6),
        ("victoria", "vict·oira", "edit", "vict·oira", ("same",) * 5 + ("edit", "edit", "same")),
        ("victoria", "victori", "edit", "victori", ("same",) * 7 + ("edit",)),
        ("victoria", "myvictori", "edit", "", None),
        ("apple", "аpple", "shape", "аpple", ("glyph", "same", "same", "same", "same")),
    ],
)
def test_a_disguise_is_seen_through(
    mark: str, text: str, view: str, quote: str, relations: tuple[str, ...] | None
) -> None:
    """Each disguise is found in its view, quoted from the original, with the relation of every character."""
    hits = [hit for hit in found([mark], text, WIDE) if hit.view == view]
    quoted = [(text[hit.start : hit.end], hit.relations) for hit in hits]
    if relations is None:
        assert quoted == []
    else:
        assert (quote, relations) in quoted


def test_near_keeps_two_character_marks_apart() -> None:
    """Of two characters one must stay and the other agree in tone; without ``near`` any sound-alike counts."""
    assert spans(found(["雪花"], "雪划雪滑", Options()), "sound") == []
    assert spans(found(["长城"], "长成", Options()), "sound") == [(0, 0, 2)]
    assert spans(found(["雪花"], "雪画"), "sound") == [(0, 0, 2)]


def test_initials_are_found_where_asked_for() -> None:
    """Initials are off by default, and stand as a word of their own."""
    assert found(["雪花秀"], "xhx面膜", Options()) == []
    hits = found(["雪花秀"], "xhx面膜 axhx", Options(min_initials=3))
    assert [(hit.view, hit.start, hit.end) for hit in hits] == [("initials", 0, 3)]


def test_all_marks_behind_one_key_are_kept() -> None:
    """Equal marks of different holders, and marks that sound alike, all have their hits."""
    hits = found(["雪花秀", "雪花秀", "学花秀", "血花秀"], "雪花秀", Options())
    assert sorted((hit.mark, hit.view) for hit in hits) == [(0, "exact"), (1, "exact"), (2, "sound"), (3, "sound")]


def test_leet_reads_digits_as_letters_only() -> None:
    """A number is no word in leet, and a short or mostly changed word is none either."""
    assert found(["500"], "soo", Options()) == []
    assert found(["soo"], "500", Options()) == []
    assert found(["oslo"], "0510", Options()) == []
    assert [hit.relations.count("leet") for hit in found(["loose"], "l00se", Options())] == [2]


def test_odd_marks_are_set_aside_and_counted() -> None:
    """Marks that cannot be looked for are counted by reason; the numbers of the others do not move."""
    tables = build(["", "·✨", "王", "长" * 65, "雪花秀"])
    assert tables.set_aside == {"empty": 2, "one_character": 1, "too_long": 1}
    assert [hit.mark for hit in Matcher(tables).hits(pa.array(["雪花秀"])).of(0)] == [4]
    assert Matcher(build([])).hits(pa.array(["雪花秀"])).of(0) == []


@pytest.mark.parametrize("filler", ["好", "a", "xue", "\u0301", "\0", "\u202e", "😀", "·", "�"])
def test_long_texts_are_read_whole(filler: str) -> None:
    """Marks are found wherever they lie in a text longer than a block, across every cut, and only once."""
    text = "雪花秀" + (filler * 5000 + "雪hua秀" + filler * 3001 + "雪花秀") * 2
    matcher = Matcher(build(["雪花秀", "好好好雪花秀"]))
    got = {(hit.mark, hit.start, hit.end) for hit in matcher.hits(pa.array(["前", text, "后"])).of(1) if hit.mark == 0}
    starts = [at for at in range(len(text)) if text.startswith("雪花秀", at)]
    typed = [at for at in range(len(text)) if text.startswith("雪hua秀", at)]
    assert {(0, at, at + 3) for at in starts} | {(0, at, at + 5) for at in typed} == got


def test_a_text_full_of_hits_is_capped_and_told() -> None:
    """The hits of one text have a bound, and the text is named when it is reached."""
    hits = Matcher(build(["aa"] * 50, options=Options(limit=100))).hits(pa.array(["a" * 9000, "aa"]))
    assert [len(hits.of(0)), len(hits.of(1))] == [100, 50]
    assert hits.capped.tolist() == [0]


def test_saved_tables_are_the_same_tables(tmp_path: Path) -> None:
    """Tables come back from disk memory-mapped with equal digest and equal hits; a matcher travels by path."""
    built = build(["雪花秀", "清风", "nike"])
    saved = save(built, tmp_path / "tables")
    texts = pa.array(["学花秀 请风 n1ke", None, "雪花秀"])
    assert saved.digest == built.digest == load(tmp_path / "tables").digest
    travelled = pickle.loads(pickle.dumps(Matcher(saved)))  # noqa: S301  our own bytes
    assert list(travelled.hits(texts)) == list(scan(built, texts))
    assert list(travelled.hits(texts))[1] == []
    with pytest.raises(RefusedError, match="save and load them first"):
        pickle.dumps(Matcher(built))


def test_broken_tables_are_refused(tmp_path: Path) -> None:
    """A file cut short or missing is refused by name; other tables in the folder are not overwritten."""
    saved = save(build(["雪花秀"]), tmp_path / "tables")
    with pytest.raises(RefusedError, match="other tables"):
        save(build(["清风"]), tmp_path / "tables")
    (tmp_path / "tables" / "words.npy").write_bytes(b"")
    with pytest.raises(RefusedError, match="not readable"):
        load(tmp_path / "tables")
    assert saved.marks == 1


def test_threads_share_one_matcher() -> None:
    """Many threads scanning with one matcher get what one thread gets."""
    matcher = Matcher(build(["雪花秀", "清风", "nike"]))
    texts = pa.array(["学花秀 请风 n1ke", "雪花秀", "无"] * 500)
    alone = list(matcher.hits(texts))
    with ThreadPoolExecutor(4) as pool:
        assert all(list(hits) == alone for hits in pool.map(matcher.hits, [texts] * 8))


def test_only_texts_are_taken() -> None:
    """Numbers are refused with the type named; string, large_string, dictionary, chunks and nulls are taken."""
    matcher = Matcher(build(["雪花秀"], options=Options(min_shape=NEVER)))
    with pytest.raises(RefusedError, match="int64"):
        matcher.hits(pa.array([1]))
    for column in (
        pa.array(["雪花秀", None]),
        pa.array(["雪花秀", None], pa.large_string()),
        pa.array(["雪花秀", None]).dictionary_encode(),
        pa.chunked_array([["雪花秀"], [None]], pa.string()),
    ):
        assert [len(hits) for hits in matcher.hits(column)] == [1, 0]


def test_bytes_that_are_no_utf8_do_no_harm() -> None:
    """An array whose bytes were never checked is read within its bounds and gives no false hit."""
    data = "雪花秀".encode() + b"\xe9\x9b" + b"\xff\xf0\x9f" + "雪花秀".encode()
    offsets = pa.array([0, 9, 11, 14, len(data)], pa.int32()).buffers()[1]
    array = pa.Array.from_buffers(pa.string(), 4, [None, offsets, pa.py_buffer(data)])
    assert [len(hits) for hits in Matcher(build(["雪花秀"])).hits(array)] == [1, 0, 0, 1]


def test_unknown_choices_are_refused() -> None:
    """A merger of sounds or a grade of likeness that does not exist is refused with those that do."""
    with pytest.raises(RefusedError, match="n=l"):
        build(["雪花秀"], options=Options(mergers=("x=y",)))
    with pytest.raises(RefusedError, match="near_glyph"):
        build(["雪花秀"], options=Options(alike_three="close"))


def test_warming_is_idempotent() -> None:
    """Set-up may warm the machine code as often as it likes."""
    warm()
    warm()
