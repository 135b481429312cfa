"""Which open matters a change of the law touches, and where the law was silent for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.diff import between_days
from jianzhen.people.policy import Reach, Scope
from jianzhen.stages.cases.actions.assess import RecordAssessment, RecordFact
from jianzhen.stages.cases.queries.law_gaps import NO_RULE, gaps
from jianzhen.stages.cases.queries.law_touch import Touched, touched
from jianzhen.stages.cases.routing import Claim, Duty
from tests.stages.conftest import MARKET, Walk, at, office, route_lead

_ALL = Reach(everything=True, scopes=frozenset())
_BOOK = packaged_book()
_FUTURE = """
instruments:
  示例程序修正: {title: 示例程序修正}
  示例解释: {title: 示例解释}
---
subject: procedure
subject_zh: 行政处罚程序
keys:
  proc.review:
    versions:
      proc.review.2026:
        supersedes: proc.review
        valid_from: 2026-04-10
        quantity: 5
        unit: working_days
        cite: {示例程序修正: "55"}
        confidence: A
  proc.case.base:
    versions:
      proc.case.base.2026:
        supersedes: proc.case.base
        valid_from: 2026-04-10
        quantity: 60
        unit: calendar_days
        cite: {示例程序修正: "64"}
        confidence: A
---
subject: criminal-threshold
subject_zh: 刑事立案追诉数额
offence: 刑法213
offence_zh: 假冒注册商标罪
keys:
  crim.213.goods:
    versions:
      crim.213.goods.2026:
        supersedes: crim.213.goods.2025
        valid_from: 2026-04-10
        quantity: 100000
        unit: CNY
        limbs:
          - {measure: illegal_income, op: ">=", value: 60000, unit: CNY}
          - {measure: operating_value, op: ">=", value: 100000, unit: CNY}
        cite: {示例解释: "3"}
        confidence: A
"""


@pytest.fixture
def book(tmp_path: Path) -> LawBook:
    """Law of our own, adopted for 2026-04-10."""
    folder = tmp_path / "adopted"
    folder.mkdir()
    (folder / "own.yml").write_text(_FUTURE, encoding="utf-8")
    return LawBook.load(folder)


def _investigated(walk: Any) -> tuple[Walk, UUID]:
    one: Walk = walk("2026-03-02")
    case_id = one.to("investigate", "2026-03-03").case_id
    assert case_id is not None
    return one, case_id


def _touched(book: LawBook, reach: Reach = _ALL) -> Touched:
    first, second = date(2026, 3, 30), date(2026, 4, 11)
    return touched(between_days(book, first, second), reach=reach, after=book, day=second)


def test_a_clock_keeps_its_version_and_later_steps_obey_the_new_one(walk: Any, book: LawBook) -> None:
    """The running period of the case began before the change; the review to come begins after it."""
    one, case_id = _investigated(walk)
    found = _touched(book)
    codes = {(row.code, row.key) for row in found.rows}
    assert {("clock_keeps", "proc.case.base"), ("step_obeys", "proc.review")} <= codes
    assert {(row.lead_id, row.case_id, row.number) for row in found.rows} == {
        (one.lead_id, case_id, "武市监立〔2026〕1号")
    }
    (clock,) = [row for row in found.rows if row.code == "clock_keeps"]
    assert clock.params["rule_id"] == "proc.case.base"
    assert clock.params["since"] == "2026-04-10"
    assert found.matters == 1
    assert found.counts["clock_keeps", "proc.case.base"] == 1


def test_an_assessment_that_comes_out_differently_is_named(walk: Any, book: LawBook) -> None:
    """Reached by the law of the act, not by the later one: the more lenient may apply, so the outcome differs."""
    one, case_id = _investigated(walk)
    given = {"actor": one.people.officer, "at": at("2026-03-30"), "case_id": case_id}
    for name, value in (("act_date", "2026-02-10"), ("marks", "1"), ("operating_value", "60000.00")):
        RecordFact(**given, name=name, value=value, source="审计报告").execute()
    RecordAssessment(**given, name="213 goods", view="reached").execute()
    (row,) = [row for row in _touched(book).rows if row.code.startswith("assessment")]
    assert (row.code, row.key) == ("assessment_differs", "crim.213.goods")
    assert (row.params["then"], row.params["again"]) == ("reached", "needs_legal_review")


def test_what_does_not_change_touches_nothing(walk: Any) -> None:
    """Between two days of the same law no case is named; an ended case is never named."""
    _investigated(walk)
    same = between_days(_BOOK, date(2026, 5, 1), date(2026, 5, 2))
    assert touched(same, reach=_ALL, after=_BOOK, day=date(2026, 5, 2)).matters == 0


def test_ended_matters_are_not_touched(walk: Any, book: LawBook) -> None:
    """A closed case rests on the law of its own days."""
    walk("2026-03-02").to("close", "2026-03-03")
    assert _touched(book).rows == []


def test_reach_bounds_what_is_named(walk: Any, book: LawBook) -> None:
    """Another agency sees neither rows nor counts."""
    _investigated(walk)
    office("tobacco")
    own = Reach(everything=False, scopes=frozenset({Scope(MARKET, "")}))
    other = Reach(everything=False, scopes=frozenset({Scope("tobacco", "")}))
    assert _touched(book, own).matters == 1
    assert (_touched(book, other).matters, _touched(book, other).counts) == (0, {})


def test_gaps_are_counted_by_key_with_their_reason(walk: Any) -> None:
    """An assessment that met a gap is counted under the key that was silent, with what the files record."""
    one, case_id = _investigated(walk)
    given = {"actor": one.people.officer, "at": at("2026-03-30"), "case_id": case_id}
    for name, value in (("act_date", "2026-02-10"), ("sales_amount", "60000.00")):
        RecordFact(**given, name=name, value=value, source="审计报告").execute()
    assert [gap for gap in gaps() if gap.assessments] == []
    RecordAssessment(**given, name="214", view="needs_legal_review").execute()
    found = {gap.key: gap for gap in gaps()}
    gap = found["crim.214.sales"]
    assert (gap.assessments, gap.total, gap.first, gap.last) == (1, 1, date(2026, 3, 30), date(2026, 3, 30))
    assert "2025" in gap.why_zh
    assert "m.214.inc.2025" in gap.leads
    assert [one.total for one in gaps()] == sorted((one.total for one in gaps()), reverse=True)


def test_a_clock_without_a_rule_is_a_gap(people: Any) -> None:
    """A lead of an agency whose procedure rules are not known runs without a date, and is counted so."""
    assert gaps() == []
    duty = Duty("tobacco", (Claim("tobacco", "烟草专卖法第五条"),))
    route_lead("2026-03-02", duty)
    (gap,) = gaps()
    assert (gap.key, gap.agency, gap.clocks) == (f"{NO_RULE}tobacco", "tobacco", 1)
