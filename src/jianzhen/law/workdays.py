"""The working-day clock: the State Council's arrangement year by year, and local changes where they are known.

The years 2019 to 2026 come from the package ``chinesecalendar``; a further year, or a local extension, is a file.
Beyond the years it holds, the clock refuses; only :meth:`Calendar.provisional` goes on, knowing weekends alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import chinese_calendar
from pydantic import BaseModel, ConfigDict, Field

from jianzhen.base.errors import Where
from jianzhen.law.errors import CalendarFileError, CalendarNotAvailableError
from jianzhen.law.model import Confidence
from jianzhen.law.yamlfile import parse, read_documents, yaml_files

PACKAGED: Final = Path(__file__).parent / "calendars"
"""The arrangements that ship with the program."""

_SATURDAY: Final = 5
Day = Annotated[date, Field(strict=True)]
Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DayRange(_Entry):
    """Days from ``from`` to ``to``, both inclusive."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")


class YearRange(_Entry):
    """Years from ``from`` to ``to``, both inclusive."""

    first: int = Field(alias="from", ge=1949)
    last: int = Field(alias="to")


Days = tuple[Day | DayRange, ...]


class NationalDocument(_Entry):
    """The arrangement of whole years; ``rest_days`` names every day of the breaks, weekends included or not."""

    calendar: Literal["national"]
    years: YearRange
    days_from: Literal["chinesecalendar"] | None = None
    source: Text
    statutory: dict[str, Days]
    rest_days: Days = ()
    make_up_workdays: Days = ()


class LocalDocument(_Entry):
    """A local change: days of its own where it was read (A or B), a warning for its span where it was not."""

    calendar: Literal["local"]
    places: Annotated[tuple[Text, ...], Field(min_length=1)]
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    confidence: Confidence
    why: Text
    why_zh: Text
    source: Text | None = None
    rest_days: Days = ()
    make_up_workdays: Days = ()


@dataclass(frozen=True, slots=True)
class LocalChange:
    """Days on which a place may have departed from the national arrangement."""

    places: frozenset[str]
    first: date
    last: date
    confidence: Confidence
    why: str
    why_zh: str
    rest_days: frozenset[date] = frozenset()
    make_up_workdays: frozenset[date] = frozenset()

    def meets(self, first: date, last: date) -> bool:
        """Say whether the change shares a day with the interval."""
        return first <= self.last and self.first <= last


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. ``works`` answers for the years ``first_year`` to ``last_year`` only.

    ``statutory`` names the statutory holidays proper. ``local`` holds the changes of the place the calendar is for;
    ``weekends_only`` marks the provisional calendar.
    """

    works: Mapping[int, Callable[[date], bool]]
    statutory: Mapping[date, str]
    changes: tuple[LocalChange, ...] = ()
    place: str | None = None
    weekends_only: bool = False

    @property
    def first_year(self) -> int:
        """The first year whose arrangement is held."""
        return min(self.works)

    @property
    def last_year(self) -> int:
        """The last year whose arrangement is held without a missing year before it."""
        return next(year for year in range(self.first_year, 10_000) if year + 1 not in self.works)

    def at_place(self, place: str | None) -> Calendar:
        """Return the calendar of a city or province; the national one where no local change is known."""
        return replace(self, place=place.strip().casefold() if place else None)

    def provisional(self) -> Calendar:
        """Return a calendar that knows weekends alone for the years without an arrangement."""
        return replace(self, weekends_only=True)

    def is_working_day(self, day: date) -> bool:
        """Say whether the day is worked, make-up workdays included.

        Raises:
            CalendarNotAvailableError: the arrangement of its year is not held.
        """
        for change in self._local():
            if day in change.rest_days or day in change.make_up_workdays:
                return day in change.make_up_workdays
        if day.year in self.works:
            return self.works[day.year](day)
        if self.weekends_only:
            return day.weekday() < _SATURDAY
        raise CalendarNotAvailableError(day, first_year=self.first_year, last_year=self.last_year)

    def statutory_holiday(self, day: date) -> str | None:
        """Return the name of the statutory holiday proper that falls on the day, if one does."""
        return self.statutory.get(day)

    def unread_change(self, first: date, last: date) -> LocalChange | None:
        """Return the local change of this place that meets the interval and was not read in a text."""
        return next(
            (
                change
                for change in self._local()
                if change.confidence is Confidence.UNVERIFIED and change.meets(first, last)
            ),
            None,
        )

    def _local(self) -> Iterator[LocalChange]:
        return (change for change in self.changes if self.place is not None and self.place in change.places)


@dataclass(slots=True)
class _Loading:
    """What the files read so far amount to."""

    works: dict[int, Callable[[date], bool]] = field(default_factory=dict)
    statutory: dict[date, str] = field(default_factory=dict)
    changes: list[LocalChange] = field(default_factory=list)


def load_calendar(*extra: Path) -> Calendar:
    """Read the packaged arrangements and those of further folders.

    Raises:
        CalendarFileError: a file is not as docs/reference/law.md describes it, or a year stands in two files.
    """
    loading = _Loading()
    for path in yaml_files((PACKAGED, *extra), _fault):
        for document in read_documents(path, _fault):
            _take_in(loading, document, path)
    return Calendar(loading.works, loading.statutory, tuple(loading.changes))


@cache
def packaged_calendar() -> Calendar:
    """Return the national calendar of the packaged files, read once."""
    return load_calendar()


def _fault(what: str, where: Where, remedy: str) -> CalendarFileError:
    return CalendarFileError(what, where=where, remedy=remedy)


def _take_in(loading: _Loading, document: Any, path: Path) -> None:
    kind = document.get("calendar") if isinstance(document, dict) else None
    if kind == "local":
        loading.changes.append(_local_change(parse(LocalDocument, document, path, _fault), path))
    else:
        _national(loading, parse(NationalDocument, document, path, _fault), path)


def _national(loading: _Loading, document: NationalDocument, path: Path) -> None:
    years = range(document.years.first, document.years.last + 1)
    _refuse_years(loading, years, path)
    rest, make_up = _spread(document.rest_days, path), _spread(document.make_up_workdays, path)
    named = {day: name for name, days in document.statutory.items() for day in _spread(days, path)}
    _refuse_days(rest | make_up | set(named), years, path)
    _refuse_make_up(rest, make_up, path)
    works = _package_works if document.days_from else _Arrangement(frozenset(rest), frozenset(make_up))
    if not document.days_from and not rest:
        raise _fault("no rest days", Where(file=path.name, key="rest_days"), "List every day of the breaks")
    for day, name in sorted(named.items()):
        if works(day):
            raise _fault(f"{name} {day} is not a rest day", Where(file=path.name, key="statutory"), "Correct the day")
    loading.works |= dict.fromkeys(years, works)
    loading.statutory |= named


def _refuse_years(loading: _Loading, years: range, path: Path) -> None:
    where = Where(file=path.name, key="years")
    if not years:
        raise _fault("the years end before they begin", where, "Correct from or to")
    for year in years:
        if year in loading.works:
            raise _fault(f"the arrangement of {year} stands in two files", where, "Keep one of them")


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """Rest days and make-up workdays as a file lists them."""

    rest: frozenset[date]
    make_up: frozenset[date]

    def __call__(self, day: date) -> bool:
        return day in self.make_up or (day.weekday() < _SATURDAY and day not in self.rest)


def _package_works(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def _local_change(document: LocalDocument, path: Path) -> LocalChange:
    where = Where(file=path.name, key="confidence")
    rest, make_up = _spread(document.rest_days, path), _spread(document.make_up_workdays, path)
    if document.confidence is Confidence.UNVERIFIED and (rest or make_up):
        raise _fault("an unverified change may not name days", where, "Read the order, or leave the days out")
    if document.confidence is not Confidence.UNVERIFIED and (document.source is None or not (rest or make_up)):
        raise _fault("a change that was read names its source and its days", where, "Add source and rest_days")
    return LocalChange(
        places=frozenset(place.casefold() for place in document.places),
        first=document.first,
        last=document.last,
        confidence=document.confidence,
        why=document.why,
        why_zh=document.why_zh,
        rest_days=frozenset(rest),
        make_up_workdays=frozenset(make_up),
    )


def _spread(days: Days, path: Path) -> set[date]:
    found: set[date] = set()
    for day in days:
        first, last = (day.first, day.last) if isinstance(day, DayRange) else (day, day)
        if last < first:
            raise _fault(f"{first} to {last} ends before it begins", Where(file=path.name), "Correct from or to")
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return found


def _refuse_days(days: set[date], years: range, path: Path) -> None:
    outside = sorted(day for day in days if day.year not in years)
    if outside:
        raise _fault(f"{outside[0]} lies outside the years of the file", Where(file=path.name), "Move or correct it")


def _refuse_make_up(rest: set[date], make_up: set[date], path: Path) -> None:
    where = Where(file=path.name, key="make_up_workdays")
    weekdays = sorted(day for day in make_up if day.weekday() < _SATURDAY)
    if weekdays:
        raise _fault(f"{weekdays[0]} is no Saturday or Sunday", where, "A make-up workday is a weekend day")
    if rest & make_up:
        raise _fault(f"{min(rest & make_up)} is also a rest day", where, "Keep it in one of the two lists")
