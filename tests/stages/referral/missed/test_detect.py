"""The day on which what is on record first met a figure: boundaries, histories, and what is merely alike."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jianzhen.law.book import packaged_book
from jianzhen.stages.referral.missed.acts import Party, Recorded
from jianzhen.stages.referral.missed.reasons import Reason, unknown_words, words
from jianzhen.stages.referral.missed.result import results
from tests.stages.referral.missed.told import FAKE, FINED, fined, look, met, record, seen

OLD, NEW = "crim.213.op.2004", "crim.213.goods.2025"
MULTI_OLD, MULTI_NEW = "crim.213.multi.op.2004", "crim.213.goods.multi.2025"


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("29999.99", ""),
        ("30000.00", f"2024-04-01 {OLD} reached"),
        ("30000.01", f"2024-04-01 {OLD} reached"),
    ],
)
def test_a_sum_meets_the_figure_at_the_fen(second: str, expected: str) -> None:
    """以上 includes the number: one fen below is nothing, the figure itself is met."""
    assert met([seen("1", "2024-03-01", "20000.00"), seen("2", "2024-04-01", second)]) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-04-25", f"2025-04-25 {OLD} reached"),
        ("2025-04-26", f"2025-04-26 {OLD} open"),
    ],
)
def test_adding_up_is_open_from_the_day_no_text_was_read_for(day: str, expected: str) -> None:
    """From 2025-04-26 no verified rule adds acts up: the finding stands as open, not as reached."""
    assert met([seen("1", "2025-04-02", "20000"), seen("2", day, "30000")]) == expected
    assert met([seen("1", "2025-04-26", "20000"), seen("2", "2025-05-01", "30000")]) == f"2025-05-01 {NEW} open"


def test_the_first_day_counts_not_the_last() -> None:
    """Later acts change nothing of the day on which the figure was first met."""
    acts = [seen(str(n), f"2024-0{n}-01", "20000") for n in range(1, 8)]
    (found,) = look(acts)
    assert str(found.met_on) == "2024-03-01"
    assert [len(found.counted), len(found.acts)] == [3, 7]
    assert found.alone_on is None


REPEATS: list[tuple[str, list[Recorded], str]] = [
    (
        "two penalties, then a third",
        [fined("1", "2025-06-01", "4000"), fined("2", "2025-09-01", "9000"), fined("3", "2026-02-01", "30000")],
        f"2026-02-01 {MULTI_NEW} reached",
    ),
    ("one fen below", [fined("1", "2025-06-01", "4000"), fined("3", "2026-02-01", "29999.99")], ""),
    ("without a history", [fined("3", "2026-02-01", "30000")], ""),
    (
        "a day before two years are full",
        [fined("1", "2024-02-02", "4000"), fined("3", "2026-02-01", "30000")],
        f"2026-02-01 {MULTI_NEW} reached",
    ),
    (
        "on the day two years are full",
        [fined("1", "2024-02-01", "4000"), fined("3", "2026-02-01", "30000")],
        f"2026-02-01 {MULTI_NEW} open",
    ),
    ("a day after two years are full", [fined("1", "2024-01-31", "4000"), fined("3", "2026-02-01", "30000")], ""),
    ("before the text knew repeats", [fined("1", "2024-06-01", "4000"), fined("3", "2025-04-25", "30000")], ""),
    (
        "a penalty for something else",
        [fined("1", "2025-06-01", "4000", "当事人未按规定明码标价"), fined("3", "2026-02-01", "30000")],
        "",
    ),
]


@pytest.mark.parametrize(("name", "records", "expected"), REPEATS, ids=[one[0] for one in REPEATS])
def test_a_penalty_within_two_years_lowers_the_figure(name: str, records: list[Recorded], expected: str) -> None:
    """The limb for repeated acts: from 2025-04-26, after a penalty for the like, within two years, at the fen."""
    assert met(records) == expected, name


def test_two_marks_lower_the_figure() -> None:
    """Two marks in what is undecided: 30,000 instead of 50,000."""
    other = "货架陈列“青鸾”酒，经权利人初步辨认疑为假冒，已先行登记保存"
    two = [seen("1", "2024-03-01", "14000"), seen("2", "2024-04-01", "16000", other)]
    assert met(two) == f"2024-04-01 {MULTI_OLD} reached"
    assert met([seen("1", "2024-03-01", "14000"), seen("2", "2024-04-01", "16000")]) == ""


def test_unsold_fakes_add_up_under_another_article() -> None:
    """Fake goods not sold yet: 150,000 under art 140, and that adding-up rule is still in force."""
    acts = [seen(str(n), f"2026-0{n}-01", "50000", FAKE) for n in (1, 2, 3)]
    assert met(acts) == "2026-03-01 crim.140.attempt reached"
    assert met(acts[:2]) == ""


def test_sold_and_unsold_fakes_mix() -> None:
    """Sales × 3 and unsold goods together at the fen; open, because the second act does not state its sales."""
    sold = seen("1", "2024-02-01", "40000", "已销售金额40000元的大米以次充好，属伪劣产品")
    assert met([sold, seen("2", "2024-03-01", "30000", FAKE)]) == "2024-03-01 crim.140.mixed open"
    assert met([sold, seen("2", "2024-03-01", "29999.99", FAKE)]) == ""


def test_what_a_court_decided_was_handed_over() -> None:
    """A judgment is no missed transfer, however large; it counts as an earlier penalty for what comes after."""
    judged = record("1", "judgment", "2025-06-01", "90000", FINED)
    assert met([judged]) == ""
    assert met([judged, seen("2", "2026-02-01", "30000")]) == f"2026-02-01 {MULTI_NEW} reached"


def test_an_act_that_states_no_value_hides_no_sum() -> None:
    """Where one act states only its income, the values of the others still add up to an open sum."""
    told = "“云雀”酒疑为假冒，违法所得100元，已扣押"
    acts = [seen("1", "2026-01-01", "26000"), seen("2", "2026-01-02", None, told), seen("3", "2026-01-03", "26000")]
    assert met(acts) == f"2026-01-03 {NEW} open"


@pytest.mark.parametrize(
    ("told", "amount", "pieces", "expected"),
    [
        ("当事人伪造“云雀”注册商标标识20000件", None, 20000, "crim.215.qty.2004"),
        ("当事人侵犯他人著作权，销售盗版图书500册", None, 500, "crim.217.copies.2007"),
        ("当事人假冒专利，违法经营额200000元", "200000", None, "crim.216.op.2004"),
        ("当事人无烟草专卖零售许可证经营卷烟", "50000", None, "crim.225.tobacco.op"),
    ],
)
def test_other_fields_have_figures_of_their_own(
    told: str, amount: str | None, pieces: int | None, expected: str
) -> None:
    """Labels, copies, patents and tobacco are each held against their article, by pieces or by value."""
    assert met([fined("1", "2024-02-01", amount, told, quantity=pieces)]) == f"2024-02-01 {expected} reached"


def test_income_in_the_words_is_read() -> None:
    """违法所得 of a decision is a limb of its own, also written in ten thousands."""
    assert met([fined("1", "2026-02-01", None, "当事人销售侵犯“云雀”注册商标专用权的酒，违法所得3万元")]).endswith(
        "reached"
    )
    assert met([fined("1", "2026-02-01", None, "当事人销售侵犯“云雀”注册商标专用权的酒，违法所得29,999.99元")]) == ""


def test_a_value_in_the_words_is_read_where_no_cell_holds_it() -> None:
    """Published decisions name the value in their text; of several the largest counts, also in ten thousands."""
    told = "当事人销售侵犯“云雀”注册商标专用权的酒，已销售金额1,200元，货值金额共计{}元"
    assert met([fined("1", "2026-02-01", None, told.format("5万"))]) == f"2026-02-01 {NEW} reached"
    assert met([fined("1", "2026-02-01", None, told.format("49,999.99"))]) == ""
    assert met([fined("1", "2026-02-01", "800", told.format("5万"))]) == ""


def test_a_fine_in_place_of_a_transfer_is_seen_alone() -> None:
    """One decision about goods above the figure: found, and a view of single cases would have seen it too."""
    (found,) = look([fined("1", "2026-02-01", "50000")])
    assert str(found.alone_on) == str(found.met_on) == "2026-02-01"


ALIKE: list[tuple[str, list[Recorded]]] = [
    (
        "decided before the next came",
        [
            seen("1", "2024-01-01", "24000"),
            fined("2", "2024-01-20", "24000"),
            seen("3", "2024-02-01", "24000"),
            fined("4", "2024-02-20", "24000"),
            seen("5", "2024-03-01", "24000"),
        ],
    ),
    (
        "one decision about three finds",
        [seen(str(n), f"2024-01-0{n}", "12000") for n in (1, 2, 3)] + [fined("9", "2024-03-01", "36000")],
    ),
    (
        "one decision published twice",
        [
            fined("1", "2024-03-01", "28000"),
            fined("9", "2024-03-01", "28000"),
        ],
    ),
    (
        "found genuine",
        [
            seen("1", "2024-01-01", "30000"),
            seen("2", "2024-02-01", "30000"),
            seen("3", "2024-02-09", "30000", "“云雀”酒经权利人鉴定为正品，解除登记保存"),
        ],
    ),
    ("papers in order", [seen(str(n), f"2024-01-0{n}", "90000", "“云雀”酒进货发票齐全，未见异常") for n in (1, 2)]),
    ("another matter", [fined(str(n), f"2024-01-0{n}", "90000", "当事人销售超过保质期的酒") for n in (1, 2)]),
    ("denied", [fined("1", "2024-01-01", "90000", "涉案“云雀”酒不构成侵权，就未明码标价作出处罚")]),
    ("one find written down by two offices", [seen("1", "2024-01-01", "26000"), seen("2", "2024-01-01", "26000")]),
]


@pytest.mark.parametrize(("name", "records"), ALIKE, ids=[one[0] for one in ALIKE])
def test_what_is_merely_alike_is_left(name: str, records: list[Recorded]) -> None:
    """Decided acts drop out, one act told twice is one, cleared goods and other matters do not count."""
    if name == "one decision published twice":
        records = [records[0], fined("1", "2024-03-01", "28000")]
    assert look(records) == (), name


def test_a_decision_that_fell_handles_nothing() -> None:
    """A quashed decision leaves its act undecided."""
    acts = [seen("1", "2024-01-01", "24000"), fined("2", "2024-01-20", "24000"), seen("3", "2024-02-01", "26000")]
    assert met(acts) == ""
    fell = [acts[0], fined("2", "2024-01-20", "24000", quashed=True), acts[2]]
    assert met(fell) == f"2024-02-01 {OLD} reached"


def test_the_day_of_the_act_chooses_the_law() -> None:
    """A decision that says when the act was done is weighed by that day's text."""
    late = [fined("1", "2025-06-01", "9000"), fined("2", "2026-02-01", "30000")]
    assert met(late).endswith("reached")
    early = [late[0], fined("2", "2026-02-01", "30000", act_day=late[0].day.replace(year=2024))]
    assert met(early) == ""


def test_a_decision_without_an_amount_leaves_doubt() -> None:
    """Whether it dealt with the find cannot be said: the finding is open and says so."""
    acts = [seen("1", "2024-01-01", "26000"), seen("2", "2024-02-01", "26000"), fined("3", "2024-03-01", None)]
    (found,) = look(acts)
    assert found.found.grade == "open"
    (result,) = results(Party(subject_id="s", name="样例", records=tuple(acts)), packaged_book())
    assert "decision_without_amount" in {one["code"] for one in result.unknown}


def walked(reason: Reason) -> Sequence[Reason]:
    """Return a tree of reasons as a list."""
    return [reason, *(one for child in reason.get("children", ()) for one in walked(child))]


def test_every_reason_reads_in_both_languages_and_none_calls_it_a_crime() -> None:
    """The tree names sum, figure, acts and names; it says possible, lists what is unknown, and accuses nobody."""
    acts = (
        seen("1", "2026-01-01", "26000", name="武汉云雀样例有限公司"),
        seen("2", "2026-02-01", "26000", name="武昌区云雀样例商行"),
        seen("3", "2026-03-01", None, name="武昌区云雀样例商行"),
    )
    (result,) = results(Party(subject_id="s", name="样例", records=acts), packaged_book())
    for lang in ("zh", "en"):
        told = [words(one, lang) for one in walked(dict(result.reason))]
        told += [unknown_words(dict(one), lang) for one in result.unknown]
        assert all(told)
        assert "{" not in "".join(told)
        accused = ("构成犯罪", "犯罪分子", "guilty", "criminal offence", "is a crime")
        assert not [word for word in accused if word in "".join(told)]
    assert "可能" in words(dict(result.reason), "zh")
    assert "possibly" in words(dict(result.reason), "en")
    known = {one["code"] for one in result.unknown}
    assert {"knowledge", "right", "price", "adding_unread", "amount_missing", "linked_by_key"} <= known
    assert "2026-02-01" in words(dict(result.reason), "zh")
