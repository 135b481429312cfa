"""The deadline clock on cases counted by hand, and what its answers promise."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jianzhen.law.answer import Deadline, Status
from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.casefile import answer_file
from jianzhen.law.deadline import compute
from jianzhen.law.errors import LawError, UnknownRuleError
from jianzhen.law.model import PERIOD_KINDS, Unit
from jianzhen.law.reasons import codes, reason
from jianzhen.law.workdays import Calendar, packaged_calendar

_GOLDEN: Final = Path(__file__).parent / "golden" / "deadlines.json"
_CASES: Final[list[dict[str, Any]]] = json.loads(_GOLDEN.read_text(encoding="utf-8"))["cases"]
_DAYS: Final = st.dates(date(2019, 1, 1), date(2027, 12, 31))
_PERIODS: Final = [
    version.id
    for version in packaged_book().versions()
    if version.kind in PERIOD_KINDS and version.verified and version.quantity and version.unit is not Unit.HOURS
]


@pytest.fixture(scope="module")
def answers(book: LawBook, calendar: Calendar) -> dict[object, dict[str, object]]:
    """Answer the golden file once, as the command does."""
    return {result["case_id"]: result for result in answer_file(_GOLDEN, book, calendar)}


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["case_id"])
def test_golden_case(case: dict[str, Any], answers: dict[object, dict[str, object]]) -> None:
    """The hand-counted answer comes out."""
    answer = answers[case["case_id"]]
    assert {name: answer.get(name) for name in case["expected"]} == case["expected"]


@pytest.mark.parametrize("case_id", ["unverified", "no-period", "promptly", "version-id-of-another-time"])
def test_no_date_without_a_rule(case_id: str, answers: dict[object, dict[str, object]]) -> None:
    """An answer that rests on no verified period holds no date and no period at all."""
    assert not {name for name in answers[case_id] if "date" in name or name == "period"}


def test_special_rule_is_named(answers: dict[object, dict[str, object]]) -> None:
    """The general law's period says that the special rule exists; one procedure never stands in for another."""
    cautions: Any = answers["general-law-flagged"]["cautions"]
    assert {"special_rule_exists"} <= {caution["code"] for caution in cautions}


@given(rule=st.sampled_from(_PERIODS), start=_DAYS, excluded=st.integers(0, 40))
def test_firm_dates_only_where_they_are_firm(rule: str, start: date, excluded: int) -> None:
    """Exact answers alone carry a due date, it is a working day, and nothing firm lies outside the calendar."""
    calendar = packaged_calendar()
    answer = compute(packaged_book(), rule, start, excluded_days=excluded, calendar=calendar)
    assert (answer.due_date is not None) == (answer.status is Status.EXACT)
    assert (answer.provisional_due_date is not None) == (answer.status is Status.NO_CALENDAR)
    if answer.due_date is not None:
        assert calendar.is_working_day(answer.due_date)
    if answer.due_date_if_moved is not None and answer.due_date_if_not_moved is not None:
        assert answer.due_date_if_not_moved < answer.due_date_if_moved
        assert not calendar.is_working_day(answer.due_date_if_not_moved)


def _latest_reading(answer: Deadline) -> date | None:
    return answer.due_date or answer.due_date_if_moved or answer.latest_date_safe


@given(rule=st.sampled_from(_PERIODS), start=_DAYS)
@example(rule="proc.pay", start=date(2024, 9, 18))  # 3 October moves to the 8th, 4 October may or may not
def test_later_start_is_never_due_earlier(rule: str, start: date) -> None:
    """Within one version, by the latest reading of each, a step begun a day later is never due earlier."""
    calendar = packaged_calendar()
    first = _latest_reading(compute(packaged_book(), rule, start, calendar=calendar))
    second = _latest_reading(compute(packaged_book(), rule, start + timedelta(days=1), calendar=calendar))
    assert first is None or second is None or first <= second


@given(rule=st.sampled_from(_PERIODS), start=_DAYS, hour=st.integers(0, 23))
def test_time_of_day_changes_nothing_in_days(rule: str, start: date, hour: int) -> None:
    """A period in days runs from the Shanghai day of a moment, whatever the hour and the zone it is written in."""
    calendar = packaged_calendar()
    moment = datetime(start.year, start.month, start.day, hour, 30)  # noqa: DTZ001  # without zone is Shanghai
    shanghai_noon = datetime(start.year, start.month, start.day, 4, tzinfo=UTC)
    expected = compute(packaged_book(), rule, start, calendar=calendar).earliest_safe_date
    for same in (moment, shanghai_noon):
        assert compute(packaged_book(), rule, same, calendar=calendar).earliest_safe_date == expected


def test_late_evening_in_utc_is_the_next_day_in_shanghai(book: LawBook, calendar: Calendar) -> None:
    """A moment of 14 July 20:00 UTC is 15 July in Shanghai: the new version governs."""
    answer = compute(book, "proc.register", datetime(2021, 7, 14, 20, tzinfo=UTC), calendar=calendar)
    assert answer.rule_id == "proc.register.2021"


def test_unknown_rule_is_refused_with_a_suggestion(book: LawBook, calendar: Calendar) -> None:
    """A name that is neither key nor version id raises and names what is near."""
    with pytest.raises(UnknownRuleError, match=r"Did you mean .*proc\.verify"):
        compute(book, "proc.verifi", date(2025, 1, 2), calendar=calendar)


@pytest.mark.parametrize(("start", "excluded"), [(date(1, 1, 1), 0), (date(9999, 12, 31), 0), (date(2025, 1, 2), -1)])
def test_impossible_questions_are_refused(start: date, excluded: int, book: LawBook, calendar: Calendar) -> None:
    """A start no calendar holds, or negative excluded days, raise with a remedy."""
    with pytest.raises(LawError, match=r"Name a day|Give 0 to"):
        compute(book, "proc.pay", start, excluded_days=excluded, calendar=calendar)


def test_reason_codes_are_a_closed_list() -> None:
    """Every code has English and Chinese words; an unknown code fails at once."""
    assert len(set(codes())) == len(codes())
    with pytest.raises(KeyError):
        _ = reason("no such code").en
