"""Overdue is always visible and never editable away: no act, no order of ticks, no statement to the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianzhen.base.errors import JianzhenError
from jianzhen.custody import guards
from jianzhen.people.policy import SYSTEM, Reach
from jianzhen.stages.cases.actions.clock import TickClocks, tick_all
from jianzhen.stages.cases.models import Clock, ClockEvent
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.clocks import clocks_of
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.queries.worklist import worklist
from jianzhen.stages.cases.schema.pages import Filters
from tests.stages.conftest import MARKET, Walk, at, route_lead

Begin = Callable[..., Walk]
ALL = Reach(everything=True, scopes=frozenset())
LATE = "2027-03-01"
"""Behind every date of a case begun in March 2026."""


def overdue() -> dict[UUID, tuple[str, str]]:
    """Return since when each clock is overdue, as its row and as its last event say."""
    events = {row.clock_id: row.facts["overdue_since"] for row in ClockEvent.objects.order_by("seq")}
    since = {row.pk: row.facts["overdue_since"] for row in Clock.objects.all()}
    return {key: (day, events[key]) for key, day in since.items() if day is not None}


def tick(day: str) -> None:
    """Tick as of a day."""
    TickClocks(actor=SYSTEM, at=at(day)).execute()


def more(act: str) -> dict[str, Any]:
    """Return facts that an act needs beside the usual ones."""
    if act == "mark_duplicate":
        return {"duplicate_of": route_lead("2026-03-02")}
    if act == "settle_period":
        return {"clock": "case", "until": date(2027, 9, 1), "basis": "法制审核意见"}
    return {"until": date(2027, 9, 1), "basis": "集体讨论"} if act == "fix_case_period" else {}


def tried(walk: Walk, act: str) -> bool:
    """Try an act with facts that do, by whoever usually may; say whether it was done."""
    try:
        with transaction.atomic():
            walk.take(act, day=LATE, **more(act))
    except JianzhenError:
        return False
    return True


@pytest.mark.parametrize("last", ["accept", "approve_filing", "investigate", "submit_review", "pass_review"])
def test_no_act_clears_an_overdue(walk: Begin, last: str) -> None:
    """In each state every act of the procedure is tried on a matter that overran: row and event keep the day."""
    one = walk("2026-03-02")
    state = one.to(last).state
    tick("2027-02-01")
    before = overdue()
    assert before
    done = []
    for act in procedure_of(MARKET).following(state):
        with transaction.atomic():
            done += [act] if tried(one, act) else []
            after = overdue()
            assert {key: after.get(key) for key in before} == before, act
            assert shown(one), act
            transaction.set_rollback(True)
    assert done


def shown(one: Walk) -> bool:
    """Say whether the matter's page shows days overdue, running or ended."""
    page = lead_page(one.lead_id, as_of=date.fromisoformat(LATE))
    return any(line.overdue_days > 0 for line in page.clocks)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 400), min_size=1, max_size=6), portion=st.integers(1, 4))
def test_no_order_of_ticks_clears_it(walk: Begin, days: list[int], portion: int) -> None:
    """Ticks forwards and backwards in time, in any portions: what was overdue once stays so, with the same day."""
    with transaction.atomic():
        one, first = walk("2026-03-02"), date(2026, 3, 2)
        one.to("start_investigation")
        known: dict[UUID, tuple[str, str]] = {}
        for number in days:
            day = (first + timedelta(days=number)).isoformat()
            tick_all(actor=SYSTEM, at=at(day), portion=portion)
            now = overdue()
            assert {key: now.get(key) for key in known} == known
            assert all(row == event for row, event in now.values())
            known = now
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_clock SET facts = {cleared}",
        "UPDATE cases_clock SET facts = {moved}",
        "UPDATE cases_clock SET facts = {cleared}, state = 'running', due = '2030-01-01'",
        "DELETE FROM cases_clock",
        "DELETE FROM cases_clockevent",
        "UPDATE cases_clockevent SET kind = 'met'",
        "DELETE FROM cases_escalation",
    ],
)
def test_no_statement_to_the_database_clears_it(walk: Begin, statement: str) -> None:
    """Whoever reaches the database with SQL is refused by it, on both engines."""
    walk("2026-03-02")
    tick("2026-04-01")
    before = overdue()
    sqlite = connection.vendor == "sqlite"
    words = {
        "cleared": "json_set(facts, '$.overdue_since', null)"
        if sqlite
        else "jsonb_set(facts, '{overdue_since}', 'null')",
        "moved": "json_set(facts, '$.overdue_since', '2026-03-31')"
        if sqlite
        else "jsonb_set(facts, '{overdue_since}', '\"2026-03-31\"')",
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**words))
    assert overdue() == before
    assert guards.missing() == []


def test_a_guard_that_was_dropped_is_noticed(walk: Begin) -> None:
    """Without the trigger the check of the log says no; the next migrate arms it again."""
    walk("2026-03-02")
    end = "" if connection.vendor == "sqlite" else " ON cases_clock"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER cases_clock_keeps{end}")
    assert guards.missing() == ["cases_clock_keeps"]
    guards.rearm()
    assert guards.missing() == []


def test_it_is_seen_before_any_tick_and_after_the_end(walk: Begin) -> None:
    """The list counts it by its date alone; done late it stays on the page with its days, though nothing is asked."""
    one = walk("2026-03-02")
    day = date(2026, 3, 26)
    found: Any = worklist(ALL, "overdue", Filters(), actor_id="", as_of=day)
    assert [row.overdue_days for row in found.rows] == [3]
    one.take("accept", day="2026-03-26")
    one.take("dismiss", day="2026-03-27")
    handling = found.rows[0]
    assert worklist(ALL, "overdue", Filters(), actor_id="", as_of=day).total == 0
    page = lead_page(handling.lead_id, as_of=date(2026, 9, 1))
    assert [line.overdue_days for line in page.clocks] == [4]
    assert clocks_of("lead", page.clocks[0].subject_id, as_of=date(2026, 9, 1))[0].escalations == ()
