"""What a tree of reasons says beside the comparison itself: on which facts a condition rests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jianzhen.law.assess.casefile import assess
from jianzhen.law.book import LawBook

_FACTS = {"act_date": "2025-06-10", "object": "goods", "marks": 1, "operating_value": "30000.00"}


def _explained(book: LawBook, charge: str = "刑法213 goods", **changes: Any) -> tuple[str, str]:
    answer = assess(charge, "basic threshold reached?", {**_FACTS, **changes}, book).to_json()
    tree = json.dumps(answer["reasons"], ensure_ascii=False)
    return f"{answer['explanation_en']} {tree}", f"{answer['explanation_zh']} {tree}"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2024-06-10", "penalty of 2024-06-10: within 2 years before the act of 2025-06-10"),
        ("2023-06-10", "is settled by no text read"),
        ("2020-01-01", "penalty of 2020-01-01: not within 2 years"),
    ],
)
def test_a_repeat_names_the_penalty(day: str, words: str, book: LawBook) -> None:
    """The day of the earlier penalty, the day of the act and the years between them stand in the reasons."""
    english, chinese = _explained(book, prior_penalty={"kind": "administrative", "date": day})
    assert words in english
    assert f"{day}的处罚" in chinese


def test_a_count_that_meets_a_condition_is_named(book: LawBook) -> None:
    """How many marks, and how many the condition asks for."""
    english, chinese = _explained(book, marks=3)
    assert "marks: 3 (the condition asks for 2)" in english
    assert "注册商标种数：3（条件为2）" in chinese


def test_penalties_within_three_years_are_named(book: LawBook) -> None:
    """The tobacco limb for repeated penalties rests on their number."""
    english, _ = _explained(book, "刑法225 (tobacco)", administrative_penalties_within_3_years=2)
    assert "administrative_penalties_within_3_years: 2" in english
