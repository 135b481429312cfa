"""What is refused, case by case, with file, case, key and remedy; what is unknown is never passed over in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jianzhen.law.assess.casefile import assess_file
from jianzhen.law.book import LawBook
from jianzhen.law.errors import CaseFileError

_GOOD = {"act_date": "2019-06-18", "object": "goods", "marks": 1, "operating_value": "50000.00"}


def _case(facts: Any, **fields: Any) -> dict[str, Any]:
    plain = {"case_id": "a", "charge": "刑法213 goods", "question": "basic threshold reached?", "input": facts}
    return {**plain, **fields}


def _results(tmp_path: Path, book: LawBook, *cases: Any) -> list[dict[str, Any]]:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"cases": cases}, ensure_ascii=False), encoding="utf-8")
    return assess_file(path, book).results


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"operating_value": "-1.00"}, "operating_value", "negative"),
        ({"operating_value": "50,00.00"}, "operating_value", "no amount in CNY"),
        ({"operating_value": "USD 50000"}, "operating_value", "no amount in CNY"),
        ({"operating_value": "1 JPY"}, "operating_value", "no amount in CNY"),
        ({"operating_value": "-5万元"}, "operating_value", "negative"),
        ({"act_date": "2026-02-30/2026-03-01"}, "act_date.from", "no day of the calendar"),
        ({"act_date": "2026-03-02/2026-03-01"}, "act_date", "before it begins"),
        ({"act_date": "2026-01-01/2026-03-01/2026-04-01"}, "act_date", "no day of the calendar"),
        ({"act_date": {"from": "2026-01-01"}}, "act_date", "no span of days"),
        ({"act_date": "2026-02-31T08:00"}, "act_date", "no day of the calendar"),
        ({"act_date": "2019年6月18日"}, "act_date", "no day of the calendar"),
        ({"act_date": "2019-06-01/2019-07-01", "assessment_date": "2019-06-20"}, "assessment_date", "before the act"),
        ({"operating_value": "50000 USD"}, "operating_value", "no amount in CNY"),
        ({"operating_value": {"amount": "1", "currency": "USD"}}, "operating_value", "no amount in CNY"),
        ({"operating_value": True}, "operating_value", "no amount in CNY"),
        ({"operating_value": "NaN"}, "operating_value", "no amount in CNY"),
        ({"operating_value": "1" * 40}, "operating_value", "no amount in CNY"),
        ({"currency": "USD"}, "input.currency", "another currency"),
        ({"act_date": "2026-02-31"}, "act_date", "no day of the calendar"),
        ({"act_date": "2026/02/03"}, "act_date", "no day of the calendar"),
        ({"act_date": 20260203}, "act_date", "no day of the calendar"),
        ({"act_date": None}, "act_date", "missing"),
        ({"marks": "1.5"}, "marks", "no count"),
        ({"marks": -1}, "marks", "no count"),
        ({"object": 3}, "object", "no text"),
        ({"assessment_date": "2019-06-17"}, "assessment_date", "lies before the act"),
        ({"exceptions_apply": "no"}, "exceptions_apply", "neither true nor false"),
        ({"sold": {"quantity": 1}}, "sold", "no list"),
        ({"sold": [{"actual_unit_price": "1.00"}]}, "sold[1].quantity", "no quantity"),
        ({"sold": [{"quantity": -1}]}, "sold[1].quantity", "negative"),
        ({"sold": [{"quantity": 1, "currency": "EUR"}]}, "sold[1].currency", "another currency"),
        ({"acts": [{"operating_value": "1.00"}]}, "acts[1].date", "no date"),
        ({"acts": [{"date": "2019-02-29", "operating_value": "1.00"}]}, "acts[1].date", "no day"),
        ({"acts": [{"date": "2019-02-28", "operating_value": "-1.00"}]}, "acts[1].operating_value", "negative"),
        ({"prior_penalty": {"kind": "parking", "date": "2019-01-01"}}, "prior_penalty.kind", "no kind of penalty"),
        ({"prior_penalty": {"kind": "criminal"}}, "prior_penalty.date", "no day"),
        ({"provincial_amounts": {"mayor": "1.00"}}, "provincial_amounts", "no party"),
    ],
)
def test_a_fact_that_cannot_be_meant_refuses_its_case_alone(
    changed: dict[str, Any], key: str, words: str, tmp_path: Path, book: LawBook
) -> None:
    """The case is refused with file, number, key, words and remedy; the case after it is answered."""
    bad, good = _results(tmp_path, book, _case({**_GOOD, **changed}), _case(_GOOD, case_id="b"))
    assert (bad["outcome"], bad["refused"]["key"], bad["refused"]["case"]) == ("refused", key, 1)
    assert words in bad["refused"]["what"]
    assert bad["refused"]["remedy"]
    assert bad["refused"]["message"].startswith("file facts.json, row 1, key ")
    assert good["outcome"] == "reached"


@pytest.mark.parametrize(
    ("case", "key"),
    [
        ("no object", "case"),
        (_case(_GOOD, case_id=None), "case_id"),
        (_case(_GOOD, charge=""), "charge"),
        (_case([1]), "input"),
        ({"case_id": "x", "charge": "刑法213 goods"}, "input"),
    ],
)
def test_a_case_without_its_parts_is_refused_alone(case: Any, key: str, tmp_path: Path, book: LawBook) -> None:
    """A missing id, charge or input is named; the other case is answered."""
    bad, good = _results(tmp_path, book, case, _case(_GOOD, case_id="b"))
    assert (bad["outcome"], bad["refused"]["key"], good["outcome"]) == ("refused", key, "reached")


@pytest.mark.parametrize(
    "spelling", ["50,000.00", " 50000.00 ", "５００００", "¥50000", "￥50,000", "50000元", "5万元", "CNY 50000", 50000]
)
def test_an_amount_may_be_spelt_in_any_legal_way(spelling: Any, tmp_path: Path, book: LawBook) -> None:
    """Grouping, full width, the yuan sign, 元, 万元 and CNY all mean the same 50000.00."""
    (answer,) = _results(tmp_path, book, _case({**_GOOD, "operating_value": spelling}))
    assert (answer["outcome"], answer["limbs"][0]["value"]) == ("reached", "50000.00")


@pytest.mark.parametrize(
    "spelling",
    ["20190618", "2019-06-18T09:30", "2019-06-18T01:30:00Z", "2019-06-18/2019-06-18"],
)
def test_a_day_may_be_spelt_in_any_legal_way(spelling: str, tmp_path: Path, book: LawBook) -> None:
    """An ISO day, a moment and an interval of one day mean that day in Shanghai."""
    (answer,) = _results(tmp_path, book, _case({**_GOOD, "act_date": spelling}))
    assert answer["outcome"] == "reached"
    assert "2019-06-18" in answer["explanation_en"]


@pytest.mark.parametrize("count", ["2", 2, 2.0, "2.00"])
def test_a_count_may_be_spelt_in_any_legal_way(count: Any, tmp_path: Path, book: LawBook) -> None:
    """Two marks are two marks."""
    (answer,) = _results(tmp_path, book, _case({**_GOOD, "operating_value": "30000.00", "marks": count}))
    assert answer["outcome"] == "reached"


def test_an_unknown_word_is_answered_with_what_it_may_mean(tmp_path: Path, book: LawBook) -> None:
    """A word one letter off is named with the words of the vocabulary near it."""
    facts = {"act_date": "2019-06-18", "object": "goods", "marks": 1, "operating_values": "50000.00"}
    (answer,) = _results(tmp_path, book, _case(facts))
    assert (answer["outcome"], answer["unknown_fields"]) == ("needs_legal_review", ["operating_values"])
    assert "operating_values may have been meant as operating_value" in answer["explanation_en"]


def test_several_participants_need_review(tmp_path: Path, book: LawBook) -> None:
    """No rule that was read says how amounts are counted between them; the answer says so."""
    (answer,) = _results(tmp_path, book, _case({**_GOOD, "accomplices": [{"name": "甲"}]}))
    assert answer["outcome"] == "needs_legal_review"
    assert "共同实施人" in answer["explanation_zh"]


def test_a_total_above_lines_of_one_side_contradicts_nothing(tmp_path: Path, book: LawBook) -> None:
    """Lines of what was sold say nothing about stock; a total below them does contradict."""
    sold = [{"quantity": 100, "actual_unit_price": "300.00"}]
    more, less = _results(
        tmp_path,
        book,
        _case({**_GOOD, "sold": sold}),
        _case({**_GOOD, "sold": sold, "operating_value": "20000.00"}, case_id="b"),
    )
    assert (more["outcome"], more["limbs"][0]["value"]) == ("reached", "50000.00")
    assert (less["outcome"], less["limbs"][0]["value_upper"]) == ("not_reached", "30000.00")


def test_an_id_that_stands_twice_is_refused_the_second_time(tmp_path: Path, book: LawBook) -> None:
    """The first case keeps its answer."""
    first, second = _results(tmp_path, book, _case(_GOOD), _case(_GOOD))
    assert (first["outcome"], second["outcome"], second["refused"]["key"]) == ("reached", "refused", "case_id")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "no list of cases"),
        ('{"cases": 3}', "no list of cases"),
        ("{", "not JSON"),
        ('{"cases": [{"case_id": "a", "case_id": "b"}]}', "stands twice"),
        ('{"cases": [{"case_id": NaN}]}', "no number"),
    ],
)
def test_a_file_that_is_no_file_of_facts_is_refused(text: str, words: str, tmp_path: Path, book: LawBook) -> None:
    """The whole file is refused with its name and a remedy."""
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseFileError, match=words) as error:
        assess_file(path, book)
    assert "facts.json" in str(error.value)
    with pytest.raises(CaseFileError, match="cannot be read"):
        assess_file(tmp_path / "missing.json", book)


def test_unknown_fields_are_listed_and_need_review(tmp_path: Path, book: LawBook) -> None:
    """A word outside the vocabulary, at any depth, is named, and the outcome is no longer firm."""
    facts = {
        **_GOOD,
        "moon": 1,
        "acts": [{"date": "2019-01-01", "operating_value": "1", "tide": 2, "sold": [{"x": 1}]}],
    }
    facts["acts"][0]["sold"][0]["quantity"] = 1
    (answer,) = _results(tmp_path, book, _case(facts))
    assert answer["outcome"] == "needs_legal_review"
    assert answer["unknown_fields"] == ["acts[1].sold.x", "acts[1].tide", "moon"]
    assert "moon" in answer["explanation_zh"]


def test_words_about_a_case_are_left_aside_and_listed(tmp_path: Path, book: LawBook) -> None:
    """Fields beside the facts change nothing; those of no known meaning are listed."""
    (answer,) = _results(tmp_path, book, _case(_GOOD, title="t", why="w", colour="red"))
    assert (answer["outcome"], answer["ignored_fields"]) == ("reached", ["colour"])


def test_the_view_of_the_officer_is_kept_beside_the_answer(tmp_path: Path, book: LawBook) -> None:
    """The difference between the officer and the computation is an entry of its own."""
    (answer,) = _results(tmp_path, book, _case(_GOOD, officer_view="not_reached"))
    assert (answer["outcome"], answer["officer_view"], answer["officer_differs"]) == ("reached", "not_reached", True)


def test_numbers_are_exact(tmp_path: Path, book: LawBook) -> None:
    """A bare JSON number is read as the decimal it is written as, never as a binary fraction."""
    path = tmp_path / "facts.json"
    text = json.dumps({"cases": [_case(_GOOD)]}, ensure_ascii=False).replace('"50000.00"', "49999.99")
    path.write_text(text, encoding="utf-8")
    (answer,) = assess_file(path, book).results
    assert answer["limbs"][0]["value"] == "49999.99"
    assert answer["outcome"] == "not_reached"
