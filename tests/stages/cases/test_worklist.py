"""The worklist: views with live counts, reach, order, and a fixed number of queries however long the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jianzhen.people.policy import Permission, Reach, Role, Scope, reach
from jianzhen.stages.cases.queries.facts import domain_counts, leads_received, overdue_clocks
from jianzhen.stages.cases.queries.worklist import worklist
from jianzhen.stages.cases.schema.pages import VIEWS, Filters
from tests.stages.conftest import MARKET, WUCHANG, Office, Walk, enrol, route_lead

ALL = Reach(everything=True, scopes=frozenset())
NOBODY = ""
SCOPES = [
    Reach(everything=False, scopes=frozenset({Scope(MARKET)})),
    Reach(everything=False, scopes=frozenset({Scope(MARKET, WUCHANG)})),
]
Begin = Callable[..., Walk]


def counts(as_of: date, actor: str = NOBODY, who: Reach = ALL, **filters: str) -> dict[str, int]:
    """Return the counts of all views."""
    return dict(worklist(who, "all", Filters(**filters), actor_id=actor, as_of=as_of).counts)


def test_views_count_live(walk: Begin, people: Office) -> None:
    """Each view counts its own leads, whether or not a tick has passed."""
    mine, other = walk("2026-03-02"), walk("2026-03-16")
    mine.take("accept")
    other.take("dismiss")
    route_lead("2026-03-16", district="")
    assert counts(date(2026, 3, 24), people.officer.actor_id) == {
        "mine": 1, "unassigned": 1, "unresolved": 1, "due_soon": 0, "overdue": 1, "all": 2, "ended": 1,
    }  # fmt: skip
    assert counts(date(2026, 3, 21))["due_soon"] == 1


def test_the_most_urgent_is_first_and_dateless_last(walk: Begin) -> None:
    """Order is by the date worked to; a lead without a date comes last."""
    route_lead("2026-03-02", district="")
    second, first = walk("2026-03-09"), walk("2026-03-02")
    rows = worklist(ALL, "all", Filters(), actor_id=NOBODY, as_of=date(2026, 3, 25)).rows
    assert [row.lead_id for row in rows[:2]] == [first.lead_id, second.lead_id]
    assert [(row.overdue_days, row.days_left) for row in rows] == [(2, None), (0, 5), (0, None)]
    assert rows[2].due is None
    assert rows[0].state_words == ("待受理", "To be accepted")
    assert rows[0].reasons[0]["code"] == "mark_sound"


def test_filters_narrow_counts_and_rows_alike(walk: Begin) -> None:
    """Domain, agency, district, state and words narrow every view; a case number is found too."""
    one, _ = walk("2026-03-02"), walk("2026-03-02", district="武汉市江岸区")
    one.to("approve_filing")
    day = date(2026, 3, 3)
    assert [counts(day, district=code)["all"] for code in (WUCHANG, "420102", "420103")] == [1, 1, 0]
    assert counts(day, state="filed")["all"] == counts(day, text="〔2026〕1号")["all"] == 1
    assert counts(day, text="云雀样例")["all"] == counts(day, domain="trademarks", agency=MARKET)["all"] == 2


@pytest.mark.parametrize("few", [0, 1, 2000])
def test_words_are_found_however_many_rows_hold_them(walk: Begin, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Found by their ids or in one reading, the same rows answer to a name, a number and letters of either case."""
    monkeypatch.setattr("jianzhen.stages.cases.queries.worklist._FEW", few)
    walk("2026-03-02").to("approve_filing")
    walk("2026-03-02", subject_name="武昌区Yunque样例店")
    day = date(2026, 3, 3)
    found = [counts(day, text=text)["all"] for text in ("样例", "云雀", "yunQUE", "〔2026〕1号", "没有的")]
    assert found == [2, 1, 1, 1, 0]


def test_reach_hides_what_is_not_ones_own(walk: Begin, people: Office) -> None:
    """An officer sees the agency's leads, a district's officer that district's, and nobody sees more."""
    walk("2026-03-02")
    walk("2026-03-02", district="武汉市江岸区")
    route_lead("2026-03-02", district="")
    day = date(2026, 3, 3)
    own = reach(people.officer, Permission.LEAD_VIEW, day)
    assert counts(day, who=own)["all"] == 2
    district = Reach(everything=False, scopes=frozenset({Scope(MARKET, WUCHANG)}))
    assert counts(day, who=district)["all"] == 1
    tobacco = enrol("方别处", Role.OFFICER, "tobacco")
    assert counts(day, who=reach(tobacco, Permission.LEAD_VIEW, day))["all"] == 0


@pytest.mark.parametrize("leads", [2, 9])
def test_queries_do_not_grow_with_the_list(walk: Begin, leads: int) -> None:
    """Seven counts, the keys, the rows, their cases and names: eleven queries, however many rows."""
    for _ in range(leads):
        walk("2026-03-02").take("accept")
    with CaptureQueriesContext(connection) as queries:
        found = worklist(ALL, "all", Filters(), actor_id=NOBODY, as_of=date(2026, 3, 3))
    assert len(found.rows) == leads
    assert len(queries) == 11


def test_pages_end_at_the_last(walk: Begin) -> None:
    """A page beyond the end is the last one; pages do not overlap."""
    for _ in range(5):
        walk("2026-03-02")
    pages = [
        worklist(ALL, "all", Filters(), page, actor_id=NOBODY, as_of=date(2026, 3, 3), size=2) for page in (1, 2, 9)
    ]
    assert [(one.page, one.pages, len(one.rows)) for one in pages] == [(1, 3, 2), (2, 3, 2), (3, 3, 1)]
    assert len({row.lead_id for one in pages for row in one.rows}) == 5


def test_a_page_goes_on_from_the_last_row_seen(walk: Begin) -> None:
    """What was done between two pages passes nothing over; back leads to the rows before; nonsense to the page."""
    made = [walk("2026-03-02") for _ in range(4)] + [walk("2026-03-03")]
    ask = partial(worklist, ALL, "all", Filters(), actor_id=NOBODY, as_of=date(2026, 3, 3), size=2)
    first = ask(1)
    made[0].take("dismiss")
    second = ask(2, after=first.ends[1])
    assert [row.lead_id for row in second.rows] == [made[2].lead_id, made[3].lead_id]
    third = ask(3, after=second.ends[1])
    assert [row.lead_id for row in third.rows] == [made[4].lead_id]
    back = ask(1, before=third.ends[0])
    assert [row.lead_id for row in back.rows] == [row.lead_id for row in second.rows]
    assert ask(2, after="nonsense~1").rows == ask(2).rows
    assert ask(2, after=third.ends[1]).rows == ask(2).rows


@pytest.mark.skipif(connection.vendor != "sqlite", reason="words of SQLite's plan")
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", [ALL, *SCOPES])
def test_every_count_and_page_is_answered_by_an_index(people: Office, view: str, who: Reach) -> None:
    """Without filters the engine reads an index that holds all it needs; for the few unresolved one to find them."""
    with CaptureQueriesContext(connection) as queries:
        worklist(who, view, Filters(), actor_id=people.officer.actor_id, as_of=date(2026, 3, 3))
    plans = []
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [str(line[-1]) for line in cursor.fetchall() if "cases_handling" in str(line[-1])]
    assert len(plans) >= len(VIEWS) + 1
    found = [line.removeprefix("SEARCH cases_handling USING COVERING INDEX ") for line in plans]
    assert [line for line in found if "is_open=?" not in line and "handling_state (state=?" not in line] == []


def test_facts_for_downstream(walk: Begin) -> None:
    """Counts by agency and domain agree with the leads."""
    walk("2026-03-02").to("decide_penalty")
    walk("2026-03-02")
    route_lead("2026-03-02", district="")
    since, until = date(2026, 3, 1), date(2026, 3, 31)
    assert sorted(leads_received(since, until)) == [("", "", 1), (MARKET, WUCHANG, 2)]
    assert overdue_clocks(date(2026, 3, 24)) == [(MARKET, WUCHANG, 2)]  # one to verify, one decision to serve
    one = domain_counts(date(2026, 3, 24))["trademarks"]
    assert (one.leads, one.open_leads, one.unresolved, one.cases, one.decided, one.overdue) == (3, 3, 1, 1, 1, 2)
