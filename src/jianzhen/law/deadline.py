"""The deadline clock: from a rule and the start of a step to a date, or to the reason why there is none.

The version in force on the start day governs the step (no text that was read has a transition clause). The start day
is not counted, hours run through holidays, and a last day that is a statutory holiday moves only where the instrument
says so (程序规定 art 80, 令121 art 45). What the text does not settle is answered with both dates and *needs
legal review*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from jianzhen.base.errors import Where
from jianzhen.law.answer import Deadline, Status, in_shanghai
from jianzhen.law.book import LawBook, described
from jianzhen.law.cautions import cautions
from jianzhen.law.counting import corresponding_day, working_day_after, working_day_before
from jianzhen.law.errors import CalendarNotAvailableError, LawError
from jianzhen.law.model import PERIOD_KINDS, PERIOD_UNITS, Confidence, Kind, Unit, Version
from jianzhen.law.reasons import Reason, period_words, reason
from jianzhen.law.timeline import Timeline
from jianzhen.law.workdays import Calendar

_DAY: Final = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR, _MOST_EXCLUDED = 1949, 2199, 36_500
_NO_NAME_YET: Final = "?"


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of procedure under the rule that governs it."""

    timeline: Timeline
    version: Version
    extensions: tuple[Version, ...]
    start: date | datetime
    day: date
    excluded: int
    calendar: Calendar

    @property
    def unit(self) -> Unit:
        return self.version.unit or Unit.CALENDAR_DAYS

    @property
    def quantity(self) -> int:
        return sum(int(version.quantity or 0) for version in (self.version, *self.extensions))

    @property
    def blank(self) -> Deadline:
        """The answer before its dates: rule, citation, confidence and cautions."""
        rules = (self.version, *self.extensions)
        weakest = max((rule.confidence for rule in rules), key=list(Confidence).index)
        return Deadline(
            status=Status.REVIEW,
            start=self.start,
            reason=reason("not_a_period", rule_id=self.version.id),
            key=self.timeline.key,
            rule_id=self.version.id,
            quantity=self.quantity,
            unit=self.unit,
            confidence=weakest,
            citation="; ".join(dict.fromkeys(rule.citation for rule in rules)),
            cautions=cautions(self.version, self.extensions, self.day, self.excluded),
            works_to=self.version.works_to,
        )


def compute(
    book: LawBook,
    rule: str,
    start: date | datetime,
    *,
    extension_rule_ids: Sequence[str] = (),
    excluded_days: int = 0,
    calendar: Calendar,
) -> Deadline:
    """Return when the step begun at ``start`` is due under ``rule``, a key or a version id.

    ``start`` is a law date, or a moment (without zone: Asia/Shanghai) where the period is in hours. A notice counted
    backwards starts at the day it must precede. ``excluded_days`` are added in calendar days.

    Raises:
        UnknownRuleError: no rule or extension has this name.
        LawError: ``start`` or ``excluded_days`` is outside what a calendar can hold.
    """
    _refuse_out_of_range(start, excluded_days)
    timeline, asked = book.resolve(rule)
    day = in_shanghai(start).date() if isinstance(start, datetime) else start
    version = asked if asked is not None else timeline.on(day)
    if version is None or not version.in_force(day):
        return _not_in_force(timeline, asked, start, day)
    step = _Step(timeline, version.as_known_on(day), (), start, day, excluded_days, calendar)
    if not version.verified:
        return replace(_without_figure(step.blank), reason=_lead(version))
    problem = _uncountable(step)
    if problem is None:
        extensions, problem = _extensions(book, step, extension_rule_ids)
        step = replace(step, extensions=extensions)
    return _review(step, problem) if problem else _count(step)


def undecided(start: date | datetime, why: Reason) -> Deadline:
    """Return the answer for a step to which no rule could be found: needs legal review."""
    return Deadline(status=Status.REVIEW, start=start, reason=why)


def _refuse_out_of_range(start: date, excluded_days: int) -> None:
    if not _FIRST_YEAR <= start.year <= _LAST_YEAR:
        raise LawError(
            f"{start} is no plausible start of a step",
            where=Where(key="start"),
            remedy=f"Name a day from {_FIRST_YEAR} to {_LAST_YEAR}",
        )
    if not 0 <= excluded_days <= _MOST_EXCLUDED:
        raise LawError(
            f"{excluded_days} excluded days are not possible",
            where=Where(key="excluded_days"),
            remedy=f"Give 0 to {_MOST_EXCLUDED} days",
        )


def _not_in_force(timeline: Timeline, asked: Version | None, start: date | datetime, day: date) -> Deadline:
    blank = undecided(start, reason("no_version", key=timeline.key, day=str(day), versions=described(timeline)))
    blank = replace(blank, key=timeline.key, rule_id=asked.id if asked else None)
    repeal, gap, instead = timeline.repeal_on(day), timeline.gap_on(day), timeline.on(day)
    if repeal:
        words = {"why": repeal.why, "why_zh": repeal.why_zh, "citation": repeal.citation}
        why = reason("repealed", rule_id=repeal.ends, since=str(repeal.since), **words)
        return replace(blank, status=Status.NO_DUTY, reason=why, expired_rule_id=repeal.ends, citation=repeal.citation)
    if asked and instead:
        return replace(blank, reason=reason("not_in_force", rule_id=asked.id, day=str(day), instead=instead.id))
    if gap:
        look = ", ".join((*gap.see, *gap.leads)) or "-"
        why = reason("gap", key=timeline.key, day=str(day), why=gap.why, why_zh=gap.why_zh, look=look)
        return replace(blank, reason=why)
    return blank


def _lead(version: Version) -> Reason:
    figure = f"{version.quantity} {version.unit}" if version.quantity is not None else version.trigger_zh
    return reason("unverified", rule_id=version.id, lead=f"{figure}, {version.citation}")


def _without_figure(deadline: Deadline) -> Deadline:
    """Drop the figure: an unverified one is never presented as a period."""
    return replace(deadline, quantity=None, unit=None, cautions=())


def _review(step: _Step, why: Reason) -> Deadline:
    countable = step.unit in PERIOD_UNITS and step.version.quantity is not None
    blank = step.blank if countable else _without_figure(step.blank)
    return replace(blank, status=Status.REVIEW, reason=why)


def _uncountable(step: _Step) -> Reason | None:
    return _no_period(step.version) or _unfitting(step)


def _no_period(version: Version) -> Reason | None:
    if version.kind is Kind.EXTENSION:
        return reason("extension_alone", rule_id=version.id)
    if version.kind not in PERIOD_KINDS and version.unit is not Unit.PROMPTLY:
        return reason("not_a_period", rule_id=version.id)
    if version.quantity is None or version.unit not in PERIOD_UNITS:
        return reason("no_figure", rule_id=version.id, text=version.trigger, text_zh=version.trigger_zh)
    return None


def _unfitting(step: _Step) -> Reason | None:
    version = step.version
    if step.excluded and version.unit is Unit.HOURS:
        return reason("excluded_days_in_hours")
    if step.excluded and version.kind is Kind.BACKWARD_NOTICE:
        return reason("excluded_days_backwards")
    if version.unit is Unit.HOURS and not isinstance(step.start, datetime):
        return reason("moment_needed", start=str(step.start))
    return None


def _extensions(book: LawBook, step: _Step, names: Sequence[str]) -> tuple[tuple[Version, ...], Reason | None]:
    found: list[Version] = []
    for name in names:
        timeline, asked = book.resolve(name)
        version = asked if asked is not None else timeline.on(step.day)
        problem = _extension_problem(step, timeline, version, name, found)
        if problem or version is None:
            return (), problem
        found.append(version.as_known_on(step.day))
    return tuple(found), None


def _extension_problem(
    step: _Step, timeline: Timeline, version: Version | None, name: str, before: list[Version]
) -> Reason | None:
    foreign = _foreign(step, timeline, name)
    if foreign:
        return foreign
    if version is None or not version.verified or not version.in_force(step.day):
        return reason("extension_not_in_force", rule_id=name, day=str(step.day))
    if any(version.id == one.id for one in before):
        return reason("extension_twice", rule_id=version.id)
    if version.quantity is None:
        return reason("extension_without_figure", rule_id=version.id)
    if version.unit is not step.unit:
        return reason("extension_in_other_unit", rule_id=version.id, unit=str(version.unit), period_unit=str(step.unit))
    return None


def _foreign(step: _Step, timeline: Timeline, name: str) -> Reason | None:
    if timeline.versions[0].kind is not Kind.EXTENSION:
        return reason("extension_unknown", rule_id=name)
    if step.timeline.key not in timeline.extends:
        extends = ", ".join(sorted(timeline.extends))
        return reason("extension_of_another", rule_id=name, extends=extends, key=step.timeline.key)
    return None


def _count(step: _Step) -> Deadline:
    if step.unit is Unit.HOURS:
        return _hours(step)
    try:
        answer = _backwards(step) if step.version.kind is Kind.BACKWARD_NOTICE else _forwards(step, _last_day(step))
    except CalendarNotAvailableError as missing:
        return _provisional(step, missing)
    return _with_crossing(step, _with_local_doubt(step, answer))


def _hours(step: _Step) -> Deadline:
    """Count running hours, through rest days and holidays."""
    moment = in_shanghai(step.start) if isinstance(step.start, datetime) else None
    due = moment and moment + timedelta(hours=step.quantity)
    return replace(step.blank, status=Status.EXACT, due_datetime=due, reason=reason("hours_run", count=step.quantity))


def _last_day(step: _Step) -> date:
    """Return the last day of the period as counted, before any clause moves it."""
    match step.unit:
        case Unit.WORKING_DAYS:
            last = working_day_after(step.day, step.quantity, step.calendar)
        case Unit.MONTHS:
            last = corresponding_day(step.day, step.quantity)
        case Unit.YEARS:
            last = corresponding_day(step.day, 12 * step.quantity)
        case _:
            last = step.day + step.quantity * _DAY
    return last + step.excluded * _DAY


def _forwards(step: _Step, last: date) -> Deadline:
    """Settle where a period ends whose last day, as counted, is ``last``."""
    words = period_words(step.quantity, step.unit, step.excluded)
    if step.calendar.is_working_day(last):
        return replace(step.blank, status=Status.EXACT, due_date=last, reason=reason("counted", **words))
    moved = working_day_after(last, 1, step.calendar)
    counting = step.version.counting_on(step.day)
    holiday = step.calendar.statutory_holiday(last)
    if counting and counting.moves_off_statutory_holiday and holiday:
        why = reason("moved_off_holiday", day=str(last), holiday=holiday, article=_clause(step), **words)
        return replace(step.blank, status=Status.EXACT, due_date=moved, last_day_before_roll_forward=last, reason=why)
    return replace(
        step.blank,
        status=Status.REVIEW,
        due_date_if_not_moved=last,
        due_date_if_moved=moved,
        reason=_open_end(step, last, holiday),
    )


def _open_end(step: _Step, last: date, holiday: str | None) -> Reason:
    """Say why it is open whether a last day without work moves."""
    weekend = last.weekday() >= 5 and not _in_break(last, step.calendar)
    counting = step.version.counting_on(step.day)
    if counting is None or not counting.moves_off_statutory_holiday:
        return reason("ends_off_work_no_clause", holiday=holiday or ("周末" if weekend else "调休日"))
    return reason("ends_on_weekend" if weekend else "ends_on_rest_day", article=_clause(step))


def _in_break(day: date, calendar: Calendar) -> bool:
    """Say whether a weekend day belongs to a holiday break: a day off beside it is no weekend, or is statutory."""
    for direction in (-_DAY, _DAY):
        near = day
        while not calendar.is_working_day(near):
            if near.weekday() < 5 or calendar.statutory_holiday(near):
                return True
            near += direction
    return False


def _clause(step: _Step) -> str:
    counting = step.version.counting_on(step.day)
    instrument = step.version.governing(step.day)
    return f"{instrument.name} art {counting.article}" if counting and instrument else _NO_NAME_YET


def _backwards(step: _Step) -> Deadline:
    """Count a notice back from the day it must precede; both readings of "n days before" are given."""
    count, unit = step.quantity, step.unit
    if unit is Unit.WORKING_DAYS:
        last = working_day_before(step.day, count, step.calendar)
        safe = working_day_before(step.day, count + 1, step.calendar)
    elif unit is Unit.CALENDAR_DAYS:
        last, safe = step.day - count * _DAY, step.day - (count + 1) * _DAY
    else:
        return _review(step, reason("not_a_period", rule_id=step.version.id))
    why = reason("backwards", count=count, unit=unit.replace("_", " "), last=str(last), safe=str(safe))
    return replace(
        step.blank,
        status=Status.REVIEW,
        latest_date_safe=safe,
        latest_date_if_day_n_is_enough=last,
        reason=why,
    )


def _provisional(step: _Step, missing: CalendarNotAvailableError) -> Deadline:
    """Answer a count that meets a year without an arrangement: a date marked as provisional, and no firm one."""
    guess = replace(step, calendar=step.calendar.provisional())
    backwards = step.version.kind is Kind.BACKWARD_NOTICE
    day = _backwards(guess).latest_date_safe if backwards else _last_day(guess)
    return replace(step.blank, status=Status.NO_CALENDAR, provisional_due_date=day, reason=_calendar_reason(missing))


def _calendar_reason(missing: CalendarNotAvailableError) -> Reason:
    if missing.day.year > missing.last_year:
        return reason("calendar_ends", year=missing.day.year, last_year=missing.last_year)
    if missing.day.year < missing.first_year:
        return reason("calendar_begins", year=missing.day.year, first_year=missing.first_year)
    return reason("calendar_missing", year=missing.day.year)


def _with_local_doubt(step: _Step, answer: Deadline) -> Deadline:
    """Take the firm date away where the place had a calendar of its own then and it was not read."""
    last = answer.due_date or answer.due_date_if_not_moved or answer.latest_date_safe
    if last is None:
        return answer
    first = last if step.unit in (Unit.MONTHS, Unit.YEARS) else min(step.day, last)
    change = step.calendar.unread_change(first, max(step.day, last))
    if change is None:
        return answer
    why = reason("local_calendar", place=step.calendar.place or "", why=change.why, why_zh=change.why_zh)
    return replace(step.blank, status=Status.REVIEW, provisional_due_date=last, reason=why)


def _with_crossing(step: _Step, answer: Deadline) -> Deadline:
    """Say so where the version of the start day ended before the period did."""
    end, last = step.version.valid_to, answer.earliest_safe_date or answer.provisional_due_date
    if end is None or last is None or last <= end:
        return answer
    caution = reason("crosses_change", rule_id=step.version.id, valid_to=str(end))
    return replace(answer, cautions=(*answer.cautions, caution))
