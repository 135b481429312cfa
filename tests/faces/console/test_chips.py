"""A clock in words: what a chip says on the days around its date, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from django.utils import translation

from jianzhen.faces.console.clocks import chip_of
from jianzhen.law.workdays import packaged_calendar
from jianzhen.stages.cases.schema.clock import Clock, State

DUE: Final = date(2026, 3, 20)  # a Friday
CLOCK: Final = Clock(
    name="verify", start=date(2026, 3, 2), state=State.RUNNING, law_status="exact", due=DUE, unit="working_days"
)


def said(clock: Clock, day: date, language: str = "zh-hans") -> tuple[str, str]:
    """Return kind and words of a clock's chip at noon of a Shanghai day."""
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    with translation.override(language):
        chip = chip_of(clock, noon, packaged_calendar())
    return chip.kind, chip.words


@pytest.mark.parametrize(
    ("day", "zh", "en", "kind"),
    [
        (date(2026, 3, 9), "剩余 9 个工作日", "9 working days left", "accent"),
        (date(2026, 3, 17), "剩余 3 个工作日", "3 working days left", "warn"),
        (date(2026, 3, 19), "剩余 1 个工作日", "1 working day left", "warn"),
        (date(2026, 3, 20), "今日到期", "Due today", "warn"),
        (date(2026, 3, 21), "逾期 1 天", "1 day overdue", "danger"),
        (date(2026, 3, 22), "逾期 2 天", "2 days overdue", "danger"),
    ],
)
def test_a_running_clock(day: date, zh: str, en: str, kind: str) -> None:
    """Working days are counted to the date, calendar days after it."""
    assert said(CLOCK, day) == (kind, zh)
    assert said(CLOCK, day, "en")[1] == en


def test_calendar_days_are_not_working_days() -> None:
    """A period in calendar days is told in calendar days."""
    assert said(replace(CLOCK, unit="calendar_days"), date(2026, 3, 13))[1] == "剩余 7 天"


def test_a_year_without_arrangement_is_counted_in_days() -> None:
    """Where the holidays are not known no number of working days is claimed."""
    far = replace(CLOCK, due=date(2099, 3, 20))
    assert said(far, date(2099, 3, 10))[1] == "剩余 10 天"


@pytest.mark.parametrize(
    ("state", "zh"),
    [
        (State.NEEDS_REVIEW, "需法制审核"),
        (State.PAUSED, "已中止计算"),
        (State.MET, "已按期完成"),
        (State.MET_LATE, "已完成，但逾期"),
        (State.STOPPED, "已终止"),
        (State.NO_DUTY, "法律已不再要求"),
    ],
)
def test_other_states_are_words_too(state: State, zh: str) -> None:
    """Every state has its words; none is colour alone."""
    assert said(replace(CLOCK, state=state), DUE)[1] == zh


def test_a_clock_that_was_stopped_late_says_so() -> None:
    """An overdue that happened is in the words of the chip after the clock was stopped, too."""
    late = replace(CLOCK, state=State.STOPPED, overdue_since=date(2026, 3, 21))
    assert said(late, DUE)[1] == "已终止，此前已逾期"


def test_every_state_has_a_chip() -> None:
    """No state of a clock is left without words."""
    assert all(said(replace(CLOCK, state=state), DUE)[1] for state in State)


def test_a_provisional_date_is_marked() -> None:
    """A date beyond the known holidays is never shown as firm."""
    assert "暂定 2026-03-20 到期" in said(replace(CLOCK, state=State.PROVISIONAL), date(2026, 3, 9))[1]


def test_a_time_that_must_pass_is_no_deadline() -> None:
    """A waiting time is never overdue."""
    waiting = replace(CLOCK, waits=True)
    assert said(waiting, date(2026, 3, 19)) == ("line", "2026-03-20 届满，之前须等待")
    assert said(waiting, date(2026, 3, 21)) == ("ok", "等待期已满")


def test_hours_say_the_hour() -> None:
    """On the last day of a period in hours the hour is told in Shanghai time."""
    last = replace(CLOCK, unit="hours", due_at=datetime(2026, 3, 20, 8, 30, tzinfo=UTC) + timedelta(0))
    assert said(last, DUE)[1] == "今日 16:30 到期"
