"""A legal clock in words: 剩余 3 个工作日, 逾期 2 天, 需法制审核. Colour only repeats what the words say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianzhen.base.clock import SHANGHAI
from jianzhen.law.counting import working_days_between
from jianzhen.law.errors import CalendarNotAvailableError
from jianzhen.law.workdays import Calendar
from jianzhen.stages.cases.schema.clock import Clock, State
from jianzhen.stages.cases.schema.pages import WorkRow

SOON: Final = 3
"""Days (of the clock's own unit) before the date from which a chip is shown as urgent."""

ENDED: Final[dict[State, tuple[str, Promise]]] = {
    State.MET: ("ok", gettext_lazy("已按期完成")),
    State.MET_LATE: ("warn", gettext_lazy("已完成，但逾期")),
    State.STOPPED: ("line", gettext_lazy("已终止")),
    State.NO_DUTY: ("line", gettext_lazy("法律已不再要求")),
    State.PAUSED: ("line", gettext_lazy("已中止计算")),
    State.NEEDS_REVIEW: ("warn", gettext_lazy("需法制审核")),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words and the kind (ok, warn, danger, accent, line) that colours them."""

    kind: str
    words: str


def chip_of(clock: Clock, at: datetime, calendar: Calendar) -> Chip:
    """Return the chip of one clock as it stands at an instant."""
    today = at.astimezone(SHANGHAI).date()
    if clock.state in ENDED:
        return _ended(clock)
    if clock.state is State.PROVISIONAL:
        return Chip("warn", _("暂定 %(due)s 到期，假期安排未公布") % {"due": clock.due})
    if clock.due is None:
        return Chip("warn", str(ENDED[State.NEEDS_REVIEW][1]))
    if clock.waits:
        return _waiting(clock.due, today)
    if clock.state is State.OVERDUE or today > clock.due:
        return _overdue((today - clock.due).days)
    return _left(clock, clock.due, today, calendar)


def _ended(clock: Clock) -> Chip:
    """Return the chip of a clock that asks nothing now; one that overran says so, however it ended."""
    if clock.state is State.STOPPED and clock.overdue_since:
        return Chip("warn", _("已终止，此前已逾期"))
    kind, words = ENDED[clock.state]
    return Chip(kind, str(words))


def _waiting(until: date, today: date) -> Chip:
    """Return the chip of a time that must pass before something may be done."""
    if today > until:
        return Chip("ok", _("等待期已满"))
    return Chip("line", _("%(until)s 届满，之前须等待") % {"until": until})


def row_chip(row: WorkRow, today: date, calendar: Calendar) -> Chip | None:
    """Return the chip of a row's nearest clock, in working days; nothing where nothing is asked of anybody."""
    if row.due is None:
        return _undated(row)
    return due_chip(row.due, today, calendar)


def due_chip(due: date, today: date, calendar: Calendar) -> Chip:
    """Return the chip of a firm date, in working days where the calendar holds them."""
    if today > due:
        return _overdue((today - due).days)
    if due == today:
        return Chip("warn", _("今日到期"))
    try:
        return _days_left(working_days_between(today, due, calendar), working=True)
    except CalendarNotAvailableError:
        return _days_left((due - today).days, working=False)


def _undated(row: WorkRow) -> Chip | None:
    """Return the chip of a row whose clock has no firm date; nothing where no clock runs."""
    if row.undated == State.PROVISIONAL:
        return Chip("warn", _("期限暂定"))
    kind, words = ENDED.get(State(row.undated), ("", "")) if row.undated else ("", "")
    return Chip(kind, str(words)) if words else None


def _overdue(days: int) -> Chip:
    return Chip("danger", ngettext("逾期 %(days)d 天", "逾期 %(days)d 天", days) % {"days": days})


def _left(clock: Clock, due: date, today: date, calendar: Calendar) -> Chip:
    if clock.due_at is not None and due == today:
        return Chip("warn", _("今日 %(hour)s 到期") % {"hour": clock.due_at.astimezone(SHANGHAI).strftime("%H:%M")})
    if due == today:
        return Chip("warn", _("今日到期"))
    days, working = _count(clock, due, today, calendar)
    return _days_left(days, working=working)


def _days_left(days: int, *, working: bool) -> Chip:
    words = (
        ngettext("剩余 %(days)d 个工作日", "剩余 %(days)d 个工作日", days)
        if working
        else ngettext("剩余 %(days)d 天", "剩余 %(days)d 天", days)
    )
    return Chip("warn" if days <= SOON else "accent", words % {"days": days})


def _count(clock: Clock, due: date, today: date, calendar: Calendar) -> tuple[int, bool]:
    """Return the days left and whether they are working days; calendar days where the arrangement is not known."""
    if clock.unit != "working_days":
        return (due - today).days, False
    try:
        return working_days_between(today, due, calendar), True
    except CalendarNotAvailableError:
        return (due - today).days, False
