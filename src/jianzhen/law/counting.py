"""Counting days and months, without any rule of law in it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from jianzhen.law.workdays import Calendar

_DAY = timedelta(days=1)


def working_day_after(start: date, count: int, calendar: Calendar) -> date:
    """Return the ``count``-th working day after ``start``, which is not counted itself; ``count`` is at least 1.

    Raises:
        CalendarNotAvailableError: the count meets a year whose arrangement is not held.
    """
    return _step(start, count, calendar, _DAY)


def working_day_before(start: date, count: int, calendar: Calendar) -> date:
    """Return the ``count``-th working day before ``start``, which is not counted itself; ``count`` is at least 1.

    Raises:
        CalendarNotAvailableError: the count meets a year whose arrangement is not held.
    """
    return _step(start, count, calendar, -_DAY)


def _step(start: date, count: int, calendar: Calendar, step: timedelta) -> date:
    day = start
    while count:
        day += step
        count -= calendar.is_working_day(day)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Return how many working days lie after ``start``, up to and including ``end``.

    Raises:
        CalendarNotAvailableError: a year whose arrangement is not held lies between.
    """
    return sum(calendar.is_working_day(start + n * _DAY) for n in range(1, (end - start).days + 1))


def corresponding_day(start: date, months: int) -> date:
    """Return the day with the same number ``months`` later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
