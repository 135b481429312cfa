"""The law of one instance: the packaged files, and what lies in its own ``law/`` folder beside them.

``DATA/law/rules/*.yml`` holds further rules, ``DATA/law/calendars/*.yml`` further years and local changes: a new year's
holiday arrangement or an adopted law takes effect without a new release of the program.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.workdays import Calendar, load_calendar, packaged_calendar


@cache
def book_of(root: Path) -> LawBook:
    """Return the book of the instance whose data folder is ``root``, read once.

    Raises:
        RuleFileError: one of its rule files is refused.
    """
    own = root / "law" / "rules"
    return LawBook.load(own) if own.is_dir() else packaged_book()


@cache
def calendar_of(root: Path) -> Calendar:
    """Return the calendar of the instance whose data folder is ``root``, read once.

    Raises:
        CalendarFileError: one of its calendar files is refused.
    """
    own = root / "law" / "calendars"
    return load_calendar(own) if own.is_dir() else packaged_calendar()
