"""A version that came and went between the act and the assessment."""

from __future__ import annotations

from pathlib import Path

from jianzhen.law.assess.casefile import assess
from jianzhen.law.book import LawBook

_MILDER_FOR_A_WHILE = """
instruments:
  示例解释一: {title: 示例解释(一)}
  示例解释二: {title: 示例解释(二)}
---
subject: criminal-threshold
subject_zh: 刑事立案追诉数额
offence: 刑法218
offence_zh: 销售侵权复制品罪
keys:
  crim.218.inc:
    versions:
      crim.218.inc.2030:
        supersedes: crim.218.inc.2025
        valid_from: 2030-01-01
        valid_to: 2031-12-31
        quantity: 200000
        unit: CNY
        limbs:
          - {measure: illegal_income, op: ">=", value: 200000, unit: CNY}
        cite: {示例解释一: "1"}
        confidence: A
      crim.218.inc.2032:
        valid_from: 2032-01-01
        quantity: 40000
        unit: CNY
        limbs:
          - {measure: illegal_income, op: ">=", value: 40000, unit: CNY}
        cite: {示例解释二: "1"}
        confidence: A
"""


def _outcome(book: LawBook, income: str, act: str, assessed: str) -> tuple[object, object]:
    facts = {"act_date": act, "illegal_income": income, "assessment_date": assessed}
    answer = assess("刑法218", "illegal-income limb reached?", facts, book).to_json()
    return answer["outcome"], answer["explanation_en"]


def test_a_milder_version_in_between_needs_review(tmp_path: Path) -> None:
    """Reached by the law of the act and by today's, not by the one between: no text read settles it."""
    (tmp_path / "own.yml").write_text(_MILDER_FOR_A_WHILE, encoding="utf-8")
    book = LawBook.load(tmp_path)
    outcome, why = _outcome(book, "100000.00", "2029-05-01", "2032-06-01")
    assert outcome == "needs_legal_review"
    assert "2030-01-01, between act and assessment" in str(why)
    assert _outcome(book, "200000.00", "2029-05-01", "2032-06-01")[0] == "reached"
    assert _outcome(book, "100000.00", "2029-05-01", "2029-06-01")[0] == "reached"
    assert _outcome(book, "49999.99", "2029-05-01", "2032-06-01")[0] == "not_reached"


def test_an_act_through_three_versions_is_judged_by_each(tmp_path: Path) -> None:
    """A continuing act that every version reaches is reached; one that one of them does not reach needs review."""
    (tmp_path / "own.yml").write_text(_MILDER_FOR_A_WHILE, encoding="utf-8")
    book = LawBook.load(tmp_path)
    span = "2029-05-01/2032-06-01"
    answers = {
        income: assess("刑法218", "illegal-income limb reached?", {"act_date": span, "illegal_income": income}, book)
        for income in ("200000.00", "100000.00", "39999.99")
    }
    assert [one.outcome.value for one in answers.values()] == ["reached", "needs_legal_review", "not_reached"]
    assert {rule.id for rule in answers["100000.00"].rules} == {
        "crim.218.inc.2025",
        "crim.218.inc.2030",
        "crim.218.inc.2032",
    }
