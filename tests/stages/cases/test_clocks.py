"""Clocks: each step's own law, both dates where the text leaves two, ticks that repeat without change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import bulk, log
from jianzhen.custody.models import LogEvent
from jianzhen.law.book import packaged_book
from jianzhen.law.instance import calendar_of
from jianzhen.law.workdays import load_calendar, packaged_calendar
from jianzhen.people.policy import SYSTEM, Reach
from jianzhen.stages.cases.actions.clock import TickClocks, tick_all
from jianzhen.stages.cases.models import Clock as Clock_
from jianzhen.stages.cases.models import ClockEvent, Escalation, Step
from jianzhen.stages.cases.queries import instance
from jianzhen.stages.cases.queries.clocks import clocks_due, clocks_to_turn
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.clock import ACTIVE, Clock, Law, State
from jianzhen.stages.cases.writers import clocks as writers_clocks
from tests.stages.conftest import Office, Walk, at

Begin = Callable[..., Walk]
LAW = Law(packaged_book(), packaged_calendar().at_place("wuhan"))
NEXT_YEAR = (
    "calendar: national\nyears: {from: 2027, to: 2027}\nsource: 样例安排\n"
    "statutory: {元旦: [2027-01-01]}\nrest_days: [2027-01-01, 2027-01-02, 2027-01-03]\n"
)
ALL = Reach(everything=True, scopes=frozenset())


def of(walk: Walk, name: str, as_of: date = date(2026, 11, 1)) -> list[Any]:
    """Return the clocks of a name on the lead's page."""
    return [line.clock for line in lead_page(walk.lead_id, as_of=as_of).clocks if line.clock.name == name]


@pytest.mark.parametrize(
    ("day", "due", "rule", "unit"),
    [
        ("2021-07-14", date(2021, 7, 21), "proc.register.2019", "calendar_days"),
        ("2021-07-15", date(2021, 7, 26), "proc.register.2021", "working_days"),
    ],
)
def test_registered_evidence_across_the_change_of_2021(walk: Begin, day: str, due: date, rule: str, unit: str) -> None:
    """Seven days became seven working days on 2021-07-15; the day of the step decides, not that of the case."""
    one = walk("2021-07-01")
    one.to("start_investigation", "2021-07-02")
    one.take("register_evidence", day=day)
    clock = of(one, "register")[0]
    assert (clock.due, clock.rule_id, clock.unit) == (due, rule, unit)
    spine = lead_page(one.lead_id, as_of=date(2021, 8, 1)).spine
    assert [line.rule_id for line in spine[-1].law] == [rule]


def test_one_case_obeys_the_law_of_each_step(walk: Begin) -> None:
    """A case filed before the change and notified after it shows both regimes in its spine."""
    one = walk("2021-07-01")
    one.to("pass_review", "2021-07-12")
    one.take("notify_party", day="2021-07-15")
    rules = {
        step.act: [line.rule_id for line in step.law]
        for step in lead_page(one.lead_id, as_of=at("2021-08-01").date()).spine
    }
    assert of(one, "verify")[0].rule_id == "proc.verify.2019"
    assert rules["notify_party"][0] == "proc.notice.statement.2021"
    assert of(one, "statement")[0].confidence == "A"
    assert of(one, "verify")[0].confidence == "B"


def test_a_step_in_a_gap_of_the_law_says_so(walk: Begin) -> None:
    """Hearing amounts before 2021-07-15 were not read: the step's law line needs legal review, without a figure."""
    one = walk("2021-07-01")
    one.to("notify_party", "2021-07-05")
    lines = {line.key: line for line in lead_page(one.lead_id, as_of=date(2021, 8, 1)).spine[-1].law}
    assert lines["proc.hearing.fine.org"].rule_id == ""
    assert "not read" in lines["proc.hearing.fine.org"].review


def test_two_dates_are_both_shown_and_the_earlier_is_worked_to(walk: Begin) -> None:
    """Ninety days that end on a Saturday: both readings, the earlier first, and legal review said."""
    one = walk("2026-03-02")
    one.to("approve_filing")
    clock = of(one, "case")[0]
    assert (clock.due, clock.due_other) == (date(2026, 5, 31), date(2026, 6, 1))
    assert (clock.state, clock.law_status) == (State.RUNNING, "needs_legal_review")


def test_a_year_without_calendar_is_provisional_and_becomes_firm(tmp_path: Path) -> None:
    """Beyond the known years the date is provisional and never overdue; the year's arrangement makes it firm."""
    started = clocks.start_clock(LAW, "verify", "proc.verify", date(2026, 12, 25))
    assert (started.state, started.firm_due) == (State.PROVISIONAL, None)
    assert clocks.tick(LAW, started, date(2028, 1, 1)) == started
    (tmp_path / "2027.yml").write_text(NEXT_YEAR, encoding="utf-8")
    known = Law(packaged_book(), load_calendar(tmp_path))
    firm = clocks.tick(known, started, date(2027, 1, 5))
    assert (firm.state, firm.due) == (State.RUNNING, date(2027, 1, 18))
    assert clocks.tick(known, started, date(2027, 2, 1)).state is State.OVERDUE


def test_the_extension_counts_once_and_in_time(walk: Begin) -> None:
    """The leader's extension adds fifteen working days once; after the date it comes too late."""
    one = walk("2026-03-02")
    one.take("accept")
    one.take("extend_verification")
    assert of(one, "verify")[0].due == date(2026, 4, 14)
    with pytest.raises(ConflictError, match="already"):
        one.take("extend_verification")
    late = walk("2026-03-02")
    late.take("accept")
    with pytest.raises(ConflictError, match="passed its date 2026-03-23"):
        late.take("extend_verification", day="2026-03-24")


def test_excluded_time_pauses_the_clock(walk: Begin) -> None:
    """Identification by the right holder from the 4th to the 9th adds five days."""
    one = walk("2026-03-02")
    one.take("accept")
    one.take("exclude_from_verification", day="2026-03-04")
    assert of(one, "verify")[0].state is State.PAUSED
    assert lead_page(one.lead_id, as_of=date(2026, 3, 5)).row.due is None
    one.take("count_verification_again", day="2026-03-09")
    clock = of(one, "verify")[0]
    counted = clocks.start_clock(LAW, "v", "proc.verify", clock.start).due
    assert counted is not None
    assert (clock.excluded_days, clock.due) == (5, counted + timedelta(5))


def test_excluded_time_needs_a_ground_that_was_read(walk: Begin) -> None:
    """An unknown ground is refused with the known ones; before 2021-07-15 the list needs legal review."""
    one = walk("2026-03-02")
    one.take("accept")
    with pytest.raises(RefusedError, match="testing, identification"):
        one.take("exclude_from_verification", ground="holiday")
    old = walk("2021-06-01")
    old.take("accept")
    with pytest.raises(RefusedError, match="legal review"):
        old.take("exclude_from_verification")


def test_the_heads_fix_a_date_where_the_text_gives_none(walk: Begin) -> None:
    """The second extension has no figure: the decision states the date, and the clock says that it was decided."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    one.take("extend_case")
    one.take("fix_case_period", until=date(2026, 9, 1), basis="2026年第3次集体讨论")
    clock = of(one, "case")[0]
    assert (clock.due, clock.law_status, clock.citation) == (
        date(2026, 9, 1),
        "fixed_by_decision",
        "2026年第3次集体讨论",
    )


def test_seizure_extends_and_is_lifted(walk: Begin) -> None:
    """Thirty days and thirty more; lifting meets the clock."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    one.take("seize")
    assert of(one, "seize")[0].due == date(2026, 4, 1)
    one.take("extend_seizure")
    assert of(one, "seize")[0].due == date(2026, 5, 6)  # the 60th day is Labour Day
    one.take("lift_seizure", day="2026-04-20")
    assert of(one, "seize")[0].state is State.MET


def tick(day: str) -> Any:
    """Tick as the pass does."""
    return TickClocks(actor=SYSTEM, at=at(day)).execute()


def test_ticks_repeat_without_change(walk: Begin) -> None:
    """Near its date a clock is told of once, past it once more; a second tick of any day does nothing."""
    one = walk("2026-03-02")
    assert (tick("2026-03-03").escalated, clocks_to_turn(date(2026, 3, 3))) == (0, 0)
    assert clocks_to_turn(date(2026, 3, 21)) == 1
    assert [tick("2026-03-21").escalated, tick("2026-03-21").escalated] == [1, 0]
    assert clocks_to_turn(date(2026, 3, 21)) == 0
    assert clocks_to_turn(date(2026, 3, 24)) == 1
    first, second = tick("2026-03-24"), tick("2026-03-24")
    assert (first.overdue, first.escalated, second.changed, second.escalated) == (1, 1, 0, 0)
    assert list(Escalation.objects.order_by("on").values_list("kind", flat=True)) == ["due_soon", "overdue"]
    assert of(one, "verify")[0].overdue_since == date(2026, 3, 24)


def test_each_escalation_is_one_event_of_the_log(walk: Begin) -> None:
    """Three clocks past their date and one near it leave four single events and one of the tick, and the log holds."""
    for day in ("2026-03-02", "2026-03-02", "2026-03-03", "2026-03-05"):
        walk(day)
    done = tick("2026-03-25")
    assert (done.overdue, done.escalated) == (3, 4)
    events = LogEvent.objects.filter(verb__startswith="clock.").order_by("index")
    assert [row.verb for row in events] == ["clock.overdue"] * 3 + ["clock.due_soon", "clock.tick"]
    told = {str(row.clock_id) for row in Escalation.objects.all()}
    assert {row.subject_id for row in events if row.verb != "clock.tick"} == told
    assert "proc.verify.2021" in events[0].payload
    assert log.verify() == log.size()


def portions(people: Office, begin: Begin, count: int = 7) -> None:
    """Put so many leads past their date."""
    for _ in range(count):
        begin("2026-03-02")


def standing() -> list[tuple[object, ...]]:
    """Return where every clock stands and what was said of it, by the order of its beginning."""
    rows = Clock_.objects.order_by("id").values_list("state", "is_active", "due", "version", "facts")
    said = Escalation.objects.order_by("clock").values_list("kind", "on")
    return [*rows, *said, ClockEvent.objects.count()]


@pytest.mark.parametrize("portion", [1, 3, 100])
def test_portions_come_to_the_same(walk: Begin, people: Office, portion: int) -> None:
    """However a tick is cut, every clock stands alike, and each overdue is said once."""
    portions(people, walk)
    done = tick_all(actor=SYSTEM, at=at("2026-03-25"), portion=portion)
    assert (done.changed, done.overdue, done.escalated) == (7, 7, 7)
    before = standing()
    assert tick_all(actor=SYSTEM, at=at("2026-03-25", 15), portion=portion).changed == 0
    assert standing() == before
    assert set(Clock_.objects.values_list("state", "version")) == {("overdue", 1)}


@pytest.mark.parametrize(("falls", "whole_ones"), [("keep_all", 4), ("insert", 2)])
def test_a_crash_in_the_middle_loses_nothing_and_goes_on(
    walk: Begin, people: Office, monkeypatch: pytest.MonkeyPatch, falls: str, whole_ones: int
) -> None:
    """A portion dies within its writing: those before stand whole, it not at all, the next tick does the rest once."""
    portions(people, walk)
    owner = writers_clocks if falls == "keep_all" else bulk
    whole, calls = getattr(owner, falls), []

    def dying(*args: object, **kwargs: object) -> None:
        whole(*args, **kwargs)
        calls.append(args)
        if len(Escalation.objects.all()) >= 4 and len(calls) > 2:
            raise OSError("power")

    monkeypatch.setattr(owner, falls, dying)
    with pytest.raises(OSError, match="power"):
        tick_all(actor=SYSTEM, at=at("2026-03-25"), portion=2)
    monkeypatch.undo()
    halfway = Clock_.objects.filter(state="overdue").count()
    assert halfway == Escalation.objects.count() == ClockEvent.objects.filter(kind="overdue").count() == whole_ones
    assert log.verify() == log.size()
    assert tick_all(actor=SYSTEM, at=at("2026-03-25"), portion=2).escalated == 7 - whole_ones
    assert Escalation.objects.count() == ClockEvent.objects.filter(kind="overdue").count() == 7
    assert LogEvent.objects.filter(verb="clock.overdue").count() == 7
    assert log.verify() == log.size()


def test_a_new_calendar_makes_dates_firm_and_is_noticed(walk: Begin, data: Path) -> None:
    """A lead received beyond the known years has no date; with the year's arrangement a tick gives it one, once."""
    one = walk("2026-12-25")
    assert lead_page(one.lead_id, as_of=date(2026, 12, 28)).row.due is None
    assert clocks_to_turn(date(2026, 12, 28)) == 0
    folder = data / "law" / "calendars"
    folder.mkdir(parents=True)
    (folder / "2027.yml").write_text(NEXT_YEAR, encoding="utf-8")
    instance.law_of.cache_clear()
    calendar_of.cache_clear()
    assert clocks_to_turn(date(2026, 12, 28)) == 1
    assert (tick("2026-12-28").changed, clocks_to_turn(date(2026, 12, 28))) == (1, 0)
    assert lead_page(one.lead_id, as_of=date(2026, 12, 28)).row.due == date(2027, 1, 18)


def test_overdue_stays_visible(walk: Begin) -> None:
    """Met late, a clock keeps its overdue; the row shows the days before any tick."""
    one = walk("2026-03-02")
    one.take("accept")
    assert lead_page(one.lead_id, as_of=date(2026, 3, 26)).row.overdue_days == 3
    one.take("conclude_verification", day="2026-03-26")
    one.take("propose_filing")
    one.take("approve_filing")
    page = lead_page(one.lead_id, as_of=date(2026, 6, 1))
    line = next(line for line in page.clocks if line.clock.name == "verify")
    assert (line.clock.state, line.clock.overdue_since, line.overdue_days) == (State.MET_LATE, date(2026, 3, 24), 3)


def test_an_overdue_clock_cannot_be_paused_or_stopped_clean(walk: Begin) -> None:
    """Time is excluded before the date only; a dismissal keeps the overdue that happened."""
    one = walk("2026-03-02")
    one.take("accept")
    with pytest.raises(ConflictError, match="passed its date"):
        one.take("exclude_from_verification", day="2026-03-25")
    one.take("dismiss", day="2026-03-25")
    assert (of(one, "verify")[0].state, of(one, "verify")[0].overdue_since) == (State.STOPPED, date(2026, 3, 24))


def test_clocks_due_lists_the_most_urgent_first(walk: Begin) -> None:
    """Overdue first; an agency's reach sees its own only."""
    walk("2026-03-09")
    walk("2026-03-02")
    due = clocks_due(ALL, date(2026, 4, 30), as_of=date(2026, 3, 25))
    assert [line.overdue_days for line in due] == [2, 0]
    assert due[0].words == ("核查并决定是否立案", "Verify and decide on filing")
    assert clocks_due(Reach(everything=False, scopes=frozenset()), date(2026, 4, 30), as_of=date(2026, 3, 25)) == []


def test_only_the_system_ticks(people: Office) -> None:
    """No person turns the clocks."""
    with pytest.raises(NotAllowedError):
        TickClocks(actor=people.leader, at=at("2026-03-02")).execute()


@pytest.mark.parametrize("model", [Step, ClockEvent, Escalation])
def test_history_refuses_update_and_delete(walk: Begin, model: Any) -> None:
    """Steps, clock events and escalations cannot be changed or removed, not even by SQL."""
    walk("2026-03-02")
    tick("2026-03-25")
    assert model.objects.exists()
    table = model._meta.db_table
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


DAYS = st.dates(min_value=date(2021, 8, 1), max_value=date(2025, 6, 30))


@given(
    start=DAYS, wait=st.integers(0, 200), acts=st.lists(st.sampled_from(["tick", "pause", "resume", "meet", "stop"]))
)
def test_whatever_is_done_an_overdue_never_goes_away(start: date, wait: int, acts: list[str]) -> None:
    """No sequence of acts clears ``overdue_since``, revives an ended clock, or loses it in JSON."""
    clock = clocks.start_clock(LAW, "verify", "proc.verify", start)
    on = start
    for number, act in enumerate(acts):
        on += timedelta(days=wait * number % 41)
        before = clock
        try:
            clock = done(clock, act, on)
        except ConflictError:
            clock = before
        assert before.overdue_since is None or clock.overdue_since == before.overdue_since
        assert before.active or clock == before
        assert Clock.from_json(clock.to_json()) == clock


def done(clock: Clock, act: str, on: date) -> Clock:
    """Do one act to a clock."""
    moment = at(on.isoformat())
    acts: dict[str, Callable[[], Clock]] = {
        "tick": lambda: clocks.tick(LAW, clock, on),
        "pause": lambda: clocks.pause(clock, on),
        "resume": lambda: clocks.resume(LAW, clock, on),
        "meet": lambda: clocks.meet(clock, moment),
        "stop": lambda: clocks.stop(clock, moment),
    }
    return acts[act]()


def test_ended_clocks_are_not_active() -> None:
    """The active states are those that still ask something."""
    started = clocks.start_clock(LAW, "verify", "proc.verify", date(2026, 3, 2))
    for state in State:
        assert replace(started, state=state).active is (state in ACTIVE)
