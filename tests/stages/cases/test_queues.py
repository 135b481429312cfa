"""The queues of complaints, reports and assignments: views, counts, order, reach, and no query a row."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jianzhen.base.errors import RefusedError
from jianzhen.base.ids import new_id
from jianzhen.people.policy import SYSTEM, Reach, Scope
from jianzhen.stages.cases.actions.assign import Assign
from jianzhen.stages.cases.actions.assigned import SignForAssignment
from jianzhen.stages.cases.actions.grievance import AcceptComplaint, RegisterGrievance
from jianzhen.stages.cases.queries.queues import assignment_page, assignment_queue, grievance_page, grievance_queue
from tests.stages.conftest import MARKET, WUCHANG, Office, at

ALL = Reach(everything=True, scopes=frozenset())
ON = date(2026, 5, 15)


def register(kind: str, day: str, **changes: Any) -> UUID:
    """Register a complaint or report received on a day."""
    facts = {"signal_id": str(new_id()), "kind": kind, "agency": MARKET, "district": WUCHANG} | changes
    return RegisterGrievance(actor=SYSTEM, at=at(day), received_on=at(day).date(), **facts).execute()


def assign(people: Office, due: str = "2026-05-20", **changes: Any) -> UUID:
    """Let the coordinator assign a task until a day."""
    facts: dict[str, Any] = {"from_agency": "anti_counterfeiting_office", "to_agency": MARKET} | changes
    facts |= {"subject_type": "task", "subject_id": "2026/9", "asked": "报送情况", "basis": "会议纪要"}
    return Assign(actor=people.coordinator, at=at("2026-05-06"), due=date.fromisoformat(due), **facts).execute()


def within(agency: str, district: str = "") -> Reach:
    """Return the reach of an officer of an agency."""
    return Reach(everything=False, scopes=frozenset({Scope(agency, district)}))


def test_complaints_and_reports_are_counted_apart(people: Office) -> None:
    """Who waits to be accepted and who waits to be verified stand in two views; dates decide the others."""
    late, fresh = register("complaint", "2026-05-06"), register("complaint", "2026-05-14")
    going, report = register("complaint", "2026-05-07"), register("report", "2026-05-08")
    AcceptComplaint(actor=people.officer, at=at("2026-05-08"), grievance_id=going, words="受理").execute()
    found = grievance_queue(ALL, "waiting_complaint", as_of=ON)
    assert [one.grievance_id for one in found.rows] == [late, fresh]
    assert dict(found.counts) == {
        "waiting_complaint": 2,
        "waiting_report": 1,
        "due_soon": 0,
        "overdue": 1,
        "all": 4,
    }
    assert [one.grievance_id for one in grievance_queue(ALL, "waiting_report", as_of=ON).rows] == [report]
    assert [one.grievance_id for one in grievance_queue(ALL, "overdue", as_of=ON).rows] == [late]
    assert grievance_queue(ALL, "overdue", as_of=ON, kind="report").total == 0
    assert [one.kind for one in grievance_queue(ALL, "all", as_of=ON, kind="report").rows] == ["report"]
    assert grievance_page(late, as_of=ON).clocks[0].overdue_days > 0


def test_pages_hold_and_reach_narrows(people: Office) -> None:
    """A page beyond the end is the last; another agency or district sees nothing, nor counts it."""
    kept = [register("complaint", f"2026-05-{day:02}") for day in (4, 5, 6)]
    found = grievance_queue(ALL, "all", 9, as_of=ON, size=2)
    assert (found.page, found.pages, [one.grievance_id for one in found.rows]) == (2, 2, kept[:1])
    assert grievance_queue(within(MARKET, WUCHANG), "all", as_of=ON).total == 3
    for other in (within("tobacco"), within(MARKET, "420102")):
        assert set(grievance_queue(other, "all", as_of=ON).counts.values()) == {0}


def test_more_rows_ask_no_more_queries(people: Office) -> None:
    """Ten rows cost as many queries as one, in both queues."""
    register("complaint", "2026-05-06")
    assign(people)
    few = asked()
    for _ in range(9):
        register("complaint", "2026-05-06")
        assign(people)
    assert asked() == few


def asked() -> int:
    """Return how many queries the two queues ask."""
    with CaptureQueriesContext(connection) as queries:
        assert grievance_queue(ALL, "overdue", as_of=ON).rows
        assert assignment_queue(ALL, "open", as_of=ON).rows
    return len(queries)


def test_both_sides_see_what_was_assigned(people: Office) -> None:
    """The one who asks, the one who was asked and the whole city see it; nobody else does."""
    first, second = assign(people, "2026-05-16"), assign(people, "2026-05-14")
    SignForAssignment(actor=people.officer, at=at("2026-05-07"), assignment_id=first).execute()
    for side in (ALL, within(MARKET), within("anti_counterfeiting_office")):
        found = assignment_queue(side, "open", as_of=ON)
        assert [one.assignment_id for one in found.rows] == [second, first]
        assert dict(found.counts) == {"open": 2, "due_soon": 1, "overdue": 1, "answered": 0, "ended": 0}
    assert assignment_queue(within("tobacco"), "open", as_of=ON).total == 0
    assert [event[0] for event in assignment_page(first, as_of=ON).events] == ["assigned", "signed"]


def test_an_unknown_id_is_refused(people: Office) -> None:
    """Neither reader makes anything up."""
    for reader in (grievance_page, assignment_page):
        with pytest.raises(RefusedError, match="no such"):
            reader(new_id(), as_of=ON)
