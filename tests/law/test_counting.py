"""Counting days and months, as laws that hold for every day of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.law.counting import corresponding_day, working_day_after, working_day_before, working_days_between
from jianzhen.law.errors import CalendarNotAvailableError
from jianzhen.law.workdays import packaged_calendar

_DAYS = st.dates(date(2019, 3, 1), date(2026, 6, 30))
_COUNTS = st.integers(1, 60)


@given(start=_DAYS, count=_COUNTS)
def test_counting_forward_and_between_are_inverse(start: date, count: int) -> None:
    """The n-th working day after a day has exactly n working days up to it, the last being itself."""
    calendar = packaged_calendar()
    end = working_day_after(start, count, calendar)
    assert working_days_between(start, end, calendar) == count
    assert working_days_between(start, end - timedelta(days=1), calendar) == count - 1


@given(start=_DAYS, count=_COUNTS)
def test_counting_back_undoes_counting_forward(start: date, count: int) -> None:
    """From a working day, n forward and n back is the same day."""
    calendar = packaged_calendar()
    first = working_day_after(start, 1, calendar)
    assert working_day_before(working_day_after(first, count, calendar), count, calendar) == first


@given(start=_DAYS, count=_COUNTS, more=_COUNTS)
def test_counting_adds_up(start: date, count: int, more: int) -> None:
    """Counting n and then m days is counting n + m days: the place of a cut does not matter."""
    calendar = packaged_calendar()
    in_two = working_day_after(working_day_after(start, count, calendar), more, calendar)
    assert in_two == working_day_after(start, count + more, calendar)


@given(start=_DAYS, count=_COUNTS)
def test_counting_is_monotone_in_the_start(start: date, count: int) -> None:
    """A later start never ends earlier."""
    calendar = packaged_calendar()
    later = working_day_after(start + timedelta(days=1), count, calendar)
    assert working_day_after(start, count, calendar) <= later


@given(start=st.dates(date(1990, 1, 1), date(2100, 1, 1)), months=st.integers(1, 240))
def test_corresponding_day_keeps_the_number_or_ends_the_month(start: date, months: int) -> None:
    """The day keeps its number, or is the last day of a shorter month; it is never in another month."""
    end = corresponding_day(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2027, 1, 1)])
def test_calendar_refuses_years_it_does_not_hold(day: date) -> None:
    """Before 2019 and after 2026 there is no firm answer, and the message names the years held."""
    with pytest.raises(CalendarNotAvailableError, match=r"2019 to 2026"):
        packaged_calendar().is_working_day(day)
    assert packaged_calendar().provisional().is_working_day(day) is True
