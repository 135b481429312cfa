"""Laws of the screening kernel: spans quote, parts add up, batches may be cut anywhere, nothing breaks it."""

from __future__ import annotations

import math
import pickle
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jianzhen.stages.screening.engine.folding import fold, fold_text
from jianzhen.stages.screening.engine.language import dictionary
from jianzhen.stages.screening.engine.reading import Readings
from jianzhen.stages.screening.engine.view import stands_free
from jianzhen.stages.screening.errors import RegisterRefusedError
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.schema import FINDING
from jianzhen.stages.screening.shown import shown
from tests.stages.screening.registers import DAY, RIGHTS, items, rights, screener

PIECES = (
    "岚溪谷",
    "嵐溪谷",
    "岚溪骨",
    "岚*溪*谷",
    "森柏尼亚",
    "森帛尼亚",
    "森 柏\u200b尼亚",
    "VELMORA",
    "V3LM0RA",
    "velm@ra",
    "柏锐",
    "重岳堂",
    "虫岳堂",
    "361度跑",
    "高仿",
    "官方旗舰店",
    "适用于",
    "手机壳",
    "国家级",
    "第一步",
    "PD2099",
    "SC1234567",
    " ",
    "，",
    "a",
    "7",
    "\n",
    "\u0301",
    "\U0001f600",
    "ß",
    "㎏",
    "ﬁ",
    "\x00",
    "\u202e",
    "茶",
    "鞋",
    "电子烟",
    "三无",
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=10).map("".join)


@given(TEXTS)
@example("ｖｅｌｍｏｒａ")
@settings(max_examples=250, deadline=None)
def test_a_span_always_quotes_the_original_text(text: str) -> None:
    """``quote`` is the item's own field between the span's code points, never empty."""
    cleaned = text.encode("utf-8", "ignore").decode()
    for row in screener().screen(items(cleaned)).to_pylist():
        if row["span_start"] is not None and row["field"] == "text":
            assert row["quote"] == cleaned[row["span_start"] : row["span_end"]] != ""


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_the_parts_of_a_score_add_up(text: str) -> None:
    """Base and weights of one group give its score; the verdict is the same on every row of the group."""
    groups = defaultdict(list)
    for row in screener().screen(items(text.encode("utf-8", "ignore").decode())).to_pylist():
        groups[row["right_id"] or row["check"]].append(row)
    for rows in groups.values():
        bits = rows[0]["base"] + sum(row["weight"] for row in rows)
        assert len({row["score"] for row in rows}) == 1
        assert rows[0]["score"] == pytest.approx(1 / (1 + math.pow(2, -bits)), abs=1e-8)
        assert len({row["verdict"] for row in rows}) == 1
        assert rows[0]["verdict"] != "flag" or bits > 0


@given(st.lists(TEXTS, min_size=1, max_size=8), st.data())
@settings(max_examples=60, deadline=None)
def test_results_do_not_depend_on_where_batches_are_cut(texts: list[str], data: st.DataObject) -> None:
    """One batch or many give the same rows in the same order."""
    batch = items(*(text.encode("utf-8", "ignore").decode() for text in texts))
    whole = screener().screen(batch)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(texts)), max_size=4)) | {0, len(texts)})
    parts = [screener().screen(batch.slice(start, end - start)) for start, end in pairwise(cuts)]
    assert pa.Table.from_batches(parts).equals(pa.Table.from_batches([whole]))


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=120, deadline=None)
def test_what_a_person_is_shown_says_what_the_rows_say(texts: list[str]) -> None:
    """Findings shown straight from the judgement equal the rows of the lake put into words."""
    batch = items(*(text.encode("utf-8", "ignore").decode() for text in texts))
    assert screener().screen_shown(batch).equals(shown(screener().screen(batch)))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_mark_that_stands_plainly_in_the_text_is_reported(text: str) -> None:
    """Exact hits are a superset of a naive search; only short marks that cut a word are left out."""
    cleaned = text.encode("utf-8", "ignore").decode()
    reported = {row["right_id"] for row in screener().screen(items(cleaned)).to_pylist()}
    for row in RIGHTS:
        mark = fold_text(str(row["mark"]))
        folded = fold(cleaned)
        place = folded.plain.find(mark)
        end = place + len(mark)
        if place >= 0 and len(mark) <= 3 and Readings(folded, dictionary()).plain(place, end).cuts(place, end):
            continue
        if place >= 0 and not folded.gaps(place, end) and stands_free(folded, place, end):
            assert row["right_id"] in reported, row


def test_an_item_with_nothing_gives_one_clear_row() -> None:
    """No item goes without an answer."""
    rows = screener().screen(items("普通茶杯", "", None)).to_pylist()
    assert [(row["item_id"], row["check"], row["verdict"], row["right_id"]) for row in rows] == [
        ("I0", "none", "clear", None),
        ("I1", "none", "clear", None),
        ("I2", "none", "clear", None),
    ]


def test_the_output_has_the_schema_even_of_nothing() -> None:
    """An empty batch gives an empty batch of findings."""
    assert screener().screen(items()).schema.equals(FINDING, check_metadata=True)


def test_only_item_id_and_text_are_needed() -> None:
    """Missing columns are missing evidence, not an error."""
    batch = pa.record_batch({"item_id": ["1"], "text": ["岚*溪*谷 茶"]})
    assert "flag" in screener().screen(batch).column("verdict").to_pylist()


def test_a_pickled_screener_gives_the_same_rows() -> None:
    """A worker elsewhere says what this one says."""
    batch = items("岚溪骨 茶", "森柏尼亚 高仿", "V3LMORA")
    again: Screener = pickle.loads(pickle.dumps(screener()))  # noqa: S301  our own bytes
    assert again.screen(batch).equals(screener().screen(batch))


def test_threads_give_the_same_rows() -> None:
    """One screener serves many threads."""
    batches = [items(f"岚溪骨 茶 {place}", "森 柏 尼 亚") for place in range(24)]
    alone = [screener().screen(batch) for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(screener().screen, batches))
    assert all(left.equals(right) for left, right in zip(alone, together, strict=True))


def test_equal_findings_have_equal_ids() -> None:
    """Ids are names of what is said: stable over runs, distinct within one."""
    batch = items("岚溪骨 高仿 茶", "森柏尼亚 高仿")
    first, second = (screener().screen(batch).column("finding_id").to_pylist() for _ in range(2))
    assert first == second
    assert len(set(first)) == len(first)


@pytest.mark.parametrize(
    "text",
    [
        "岚溪谷" * 200_000,
        "岚" + "\u0301" * 50_000 + "溪谷",
        "\u202e岚溪谷\u202c",
        "\x00岚溪谷\x00",
        "a" * 300_000 + " VELMORA",
        "高仿" * 50_000,
        "PD" + "1" * 100_000,
        "SC1 " * 50_000,
        "😀" * 100_000,
    ],
    ids=["repeated", "combining", "bidi", "nul", "long-word", "jargon", "long-number", "many-numbers", "emoji"],
)
def test_hostile_texts_are_answered(text: str) -> None:
    """Megabytes, combining marks, bidi and NUL give rows that quote the text, and not without bound."""
    rows = screener().screen(items(text)).to_pylist()
    assert 1 <= len(rows) < 100
    assert all(
        row["quote"] == text[row["span_start"] : row["span_end"]] for row in rows if row["span_start"] is not None
    )


def test_lone_surrogates_do_not_break_the_engine() -> None:
    """Text that is no valid Unicode is screened as if the stray halves were not there."""
    groups = screener().groups({"item_id": "1", "text": "岚\ud800溪\udfff谷 茶", "kind": "listing"})
    assert groups[0].verdict == "flag"


def test_a_long_text_is_found_in_at_its_end() -> None:
    """Reading in windows loses nothing at their edges."""
    filler = "一" * 65_530
    for shift in range(12):
        text = filler + "二" * shift + "森柏尼亚"
        assert "R2" in screener().screen(items(text)).column("right_id").to_pylist(), shift


def test_rights_that_cannot_be_screened_with_are_set_aside_and_counted() -> None:
    """Empty, one-character, overlong, contradictory, ended and future rights are named, not lost."""
    rows = [
        {"right_id": "A", "mark": ""},
        {"right_id": "B", "mark": "·"},
        {"right_id": "C", "mark": "岚"},
        {"right_id": "D", "mark": "岚" * 200},
        {"right_id": "E", "mark": "岚溪谷", "valid_from": "2026-01-01", "valid_to": "2025-01-01"},
        {"right_id": "F", "mark": "岚溪谷", "valid_to": "2026-05-31"},
        {"right_id": "G", "mark": "岚溪谷", "valid_from": "2026-06-02"},
        {"right_id": "H", "mark": "岚溪谷", "kind": "crown"},
        {"right_id": "", "mark": "岚溪谷"},
        {"right_id": "J", "mark": "岚溪谷", "valid_to": "31.12.2026"},
        {"right_id": "K", "mark": "岚溪谷", "valid_from": "2026-06-01", "valid_to": "2026-06-01"},
    ]
    made = Screener(rights(rows), as_of=DAY)
    assert made.plan.set_aside == {
        "empty_mark": 2,
        "too_short": 1,
        "too_long": 1,
        "contradictory_validity": 1,
        "no_longer_in_force": 1,
        "not_yet_in_force": 1,
        "unknown_kind": 1,
        "no_right_id": 1,
        "unreadable_date": 1,
    }
    assert made.plan.rights.column("right_id").to_pylist() == ["K"]


def test_all_holders_behind_one_mark_are_kept() -> None:
    """Two holders of one mark are two findings, in writing and in sound."""
    for text in ("岚溪谷 书", "岚溪骨 书"):
        assert {"R1", "R6"} <= set(screener().screen(items(text)).column("right_id").to_pylist())


def test_a_register_without_its_columns_is_refused() -> None:
    """The message names the column."""
    with pytest.raises(RegisterRefusedError, match="no column mark"):
        Screener(pa.table({"right_id": ["1"], "kind": ["trademark"]}), as_of=DAY)


def test_an_empty_register_still_screens_for_rules() -> None:
    """Without rights the other checks run."""
    made = Screener(rights([]), as_of=DAY)
    assert "ad.absolute" in made.screen(items("全国第一品牌")).column("check").to_pylist()
