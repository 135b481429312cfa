"""A reporting period as people write it: 2026, 2026-Q3, 2026-10, 2026-01-01..2026-06-30 (pure)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from jianzhen.base.errors import RefusedError, Where

_FORMS: Final = "Write 2026, 2026-Q3, 2026-10 or 2026-01-01..2026-06-30"


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` to ``until``, both included; ``words`` is how a Chinese report names it."""

    since: date
    until: date
    words: str


def read_period(text: str) -> Period:
    """Return the period that a text names.

    Raises:
        RefusedError: it is of no known form, is no date, or ends before it begins.
    """
    wanted = text.strip()
    try:
        return _read(wanted)
    except ValueError as fault:
        raise _refused(wanted, str(fault)) from fault


def _read(text: str) -> Period:
    if match := re.fullmatch(r"(\d{4})", text):
        year = int(match[1])
        return Period(date(year, 1, 1), date(year, 12, 31), f"{year}年")
    if match := re.fullmatch(r"(\d{4})-[Qq]([1-4])", text):
        year, quarter = int(match[1]), int(match[2])
        return Period(date(year, 3 * quarter - 2, 1), _last(year, 3 * quarter), f"{year}年第{quarter}季度")
    if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        year, month = int(match[1]), int(match[2])
        return Period(date(year, month, 1), _last(year, month), f"{year}年{month}月")
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text):
        since, until = date.fromisoformat(match[1]), date.fromisoformat(match[2])
        if until < since:
            raise _refused(text, "it ends before it begins")
        return Period(since, until, f"{_day(since)}至{_day(until)}")
    raise _refused(text, "it is of no known form")


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _refused(text: str, what: str) -> RefusedError:
    return RefusedError(f"{text!r} is no period: {what}", where=Where(key="period"), remedy=_FORMS)
