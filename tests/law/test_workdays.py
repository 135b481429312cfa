"""Calendars as data: a further year, a local extension, and planted defects."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest

from jianzhen.law.answer import Status
from jianzhen.law.book import LawBook
from jianzhen.law.deadline import compute
from jianzhen.law.errors import CalendarFileError
from jianzhen.law.workdays import Calendar, load_calendar
from tests.law.conftest import WriteFolder

# An invented arrangement: the real one is published late in the year before.
_NEXT: Final = """\
calendar: national
years: {from: 2027, to: 2027}
source: invented for this test
rest_days:
  - {from: 2027-01-01, to: 2027-01-03}
  - {from: 2027-02-05, to: 2027-02-11}
make_up_workdays: [2027-01-30]
statutory:
  元旦: [2027-01-01]
  春节: [{from: 2027-02-05, to: 2027-02-08}]
"""
_LOCAL: Final = """\
calendar: local
places: [示例市]
from: 2025-07-01
to: 2025-07-31
confidence: A
source: invented for this test
why: a day of its own
why_zh: 当地另有安排
rest_days: [2025-07-08]
make_up_workdays: [2025-07-12]
"""


def test_further_year_loads_without_a_release(folder: WriteFolder, book: LawBook) -> None:
    """With the year's file the provisional date of DL-29's kind becomes a firm one, make-up workdays included."""
    calendar = load_calendar(folder(_NEXT))
    answer = compute(book, "pub.cross.push", date(2026, 12, 22), calendar=calendar)
    assert (answer.status, answer.due_date) == (Status.EXACT, date(2027, 1, 6))
    assert (calendar.last_year, calendar.is_working_day(date(2027, 1, 30))) == (2027, True)


def test_roll_forward_uses_the_loaded_year(folder: WriteFolder, book: LawBook) -> None:
    """A last day on a statutory holiday of the loaded year moves past its break."""
    answer = compute(book, "proc.pay", date(2027, 1, 23), calendar=load_calendar(folder(_NEXT)))
    assert answer.last_day_before_roll_forward == date(2027, 2, 7)
    assert (answer.status, answer.due_date) == (Status.EXACT, date(2027, 2, 12))


def test_year_with_a_hole_before_it_is_not_jumped(folder: WriteFolder, book: LawBook) -> None:
    """Loading 2028 alone does not make 2027 countable."""
    calendar = load_calendar(folder(_NEXT.replace("2027", "2028").replace("2028-01-30", "2028-01-29")))
    answer = compute(book, "pub.cross.push", date(2026, 12, 22), calendar=calendar)
    assert (answer.status, calendar.last_year) == (Status.NO_CALENDAR, 2026)


def test_local_extension_that_was_read_counts_for_its_place_only(folder: WriteFolder, book: LawBook) -> None:
    """A local day off and a local make-up workday change the count there, and nowhere else."""
    calendar = load_calendar(folder(_LOCAL))
    there = compute(book, "pub.withdraw", date(2025, 7, 7), calendar=calendar.at_place("示例市"))
    weekend = compute(book, "pub.withdraw", date(2025, 7, 9), calendar=calendar.at_place("示例市"))
    elsewhere = compute(book, "pub.withdraw", date(2025, 7, 7), calendar=calendar)
    assert (there.due_date, elsewhere.due_date) == (date(2025, 7, 11), date(2025, 7, 10))
    assert weekend.due_date == date(2025, 7, 12)


def test_statutory_holidays_proper_are_rest_days(calendar: Calendar) -> None:
    """Each named holiday is a rest day; a year has 11 of them, 13 from 2025 on, and 2020 had two on one day."""
    assert not [day for day in calendar.statutory if calendar.is_working_day(day)]
    counts = {year: sum(day.year == year for day in calendar.statutory) for year in range(2019, 2027)}
    assert counts == {2019: 11, 2020: 10, 2021: 11, 2022: 11, 2023: 11, 2024: 11, 2025: 13, 2026: 13}


def test_every_year_has_a_plausible_number_of_working_days(calendar: Calendar) -> None:
    """Each year from 2019 to 2026 has between 247 and 252 working days."""
    for year in range(2019, 2027):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
        assert 247 <= sum(map(calendar.is_working_day, days)) <= 252


_DEFECTS: Final[dict[str, tuple[str, str, str, list[str]]]] = {
    "year-held-already": (_NEXT, "{from: 2027, to: 2027}", "{from: 2026, to: 2027}", ["2026 stands in two files"]),
    "years-backwards": (_NEXT, "{from: 2027, to: 2027}", "{from: 2027, to: 2026}", ["years end before they begin"]),
    "day-of-another-year": (_NEXT, "[2027-01-30]", "[2028-01-29]", ["2028-01-29 lies outside the years"]),
    "make-up-on-a-weekday": (_NEXT, "[2027-01-30]", "[2027-01-28]", ["2027-01-28 is no Saturday or Sunday"]),
    "rest-and-make-up": (_NEXT, "[2027-01-30]", "[2027-01-02]", ["2027-01-02 is also a rest day"]),
    "statutory-but-worked": (_NEXT, "[2027-01-01]\n", "[2027-01-04]\n", ["元旦 2027-01-04 is not a rest day"]),
    "range-backwards": (_NEXT, "to: 2027-01-03", "to: 2026-12-03", ["ends before it begins"]),
    "unknown-field": (_NEXT, "source:", "sauce:", ["source", "required field is missing"]),
    "unknown-kind": (_NEXT, "calendar: national", "calendar: lunar", ["calendar", "Use one of"]),
    "double-key": (_NEXT, "source:", "source: a\nsource:", ["row 4", "stands twice"]),
    "no-rest-days": (
        _NEXT,
        "rest_days:\n  - {from: 2027-01-01, to: 2027-01-03}\n  - {from: 2027-02-05, to: 2027-02-11}\n",
        "",
        ["no rest days", "List every day"],
    ),
    "unread-but-with-days": (
        _LOCAL,
        "confidence: A",
        "confidence: unverified",
        ["may not name days", "Read the order"],
    ),
    "read-but-without-source": (_LOCAL, "source: invented for this test\n", "", ["names its source"]),
    "not-a-date": (_LOCAL, "[2025-07-08]", "[soon]", ["rest_days", "own.yml"]),
}


@pytest.mark.parametrize("defect", _DEFECTS)
def test_planted_defect_is_refused(defect: str, folder: WriteFolder) -> None:
    """The defect is refused; the message names the file, what is wrong and what to do."""
    sound, old, new, words = _DEFECTS[defect]
    assert old in sound
    with pytest.raises(CalendarFileError) as fault:
        load_calendar(folder(sound.replace(old, new, 1)))
    assert "own.yml" in str(fault.value)
    assert fault.value.remedy
    for word in words:
        assert word in str(fault.value)
