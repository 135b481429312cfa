"""When a complaint is not accepted, and when a report is not handled twice: by the law of the day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.errors import ConflictError, RefusedError
from jianzhen.law.book import packaged_book
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.cases.actions.grievance import AcceptComplaint, RegisterGrievance, RejectComplaint, VerifyReport
from jianzhen.stages.cases.actions.grievance_again import LeaveRepeatedReport, TakeNewFacts
from jianzhen.stages.cases.grounds import grounds, last_day, refusable
from jianzhen.stages.cases.queries.clocks import clocks_of
from jianzhen.stages.cases.queries.queues import earlier_reports, grievance_page
from tests.stages.conftest import MARKET, Office, at

BOOK = packaged_book()
LATER = date(2026, 11, 1)


def register(kind: str, day: str, name: str = "", agency: str = MARKET) -> UUID:
    """Register a complaint or report that came in on a day."""
    on = date.fromisoformat(day)
    signal = f"{kind}-{day}-{name}"
    return RegisterGrievance(
        actor=SYSTEM, at=at(day), signal_id=signal, kind=kind, agency=agency, received_on=on
    ).execute()


def reject(people: Office, one: UUID, day: str, **said: Any) -> str:
    """Refuse a complaint on a day."""
    facts = {"words": "已书面告知投诉人", "other_ways": True} | said
    return RejectComplaint(actor=people.officer, at=at(day), grievance_id=one, **facts).execute()


@pytest.mark.parametrize(
    ("day", "ground", "item", "rule"),
    [
        ("2026-04-14", "other", "六", "cmp.refuse.2020"),
        ("2026-04-15", "other", "七", "cmp.refuse.2026"),
        ("2026-04-15", "false_identity", "六", "cmp.refuse.2026"),
        ("2020-01-02", "no_consumer", "三", "cmp.refuse.2020"),
    ],
)
def test_a_ground_has_its_item_in_the_law_of_the_day(
    people: Office, day: str, ground: str, item: str, rule: str
) -> None:
    """The history keeps ground, item and version; the same ground moved when the order changed."""
    one = register("complaint", day)
    assert reject(people, one, day, ground=ground) == "rejected"
    said = grievance_page(one, as_of=LATER).said[-1]
    assert (said["ground"], said["item"], said["rule"]) == (ground, item, rule)


def test_a_ground_of_the_new_order_is_none_under_the_old(people: Office) -> None:
    """False identity was no item of its own before 2026-04-15; the refusal names those that were, in Chinese too."""
    one = register("complaint", "2026-04-14")
    with pytest.raises(RefusedError, match="no ground of") as refusal:
        reject(people, one, "2026-04-14", ground="false_identity")
    assert "不属于市场监督管理部门职责" in refusal.value.zh
    assert grievance_page(one, as_of=LATER).state == "received"


def test_since_the_new_order_a_refusal_tells_the_other_ways(people: Office) -> None:
    """Without them it is refused from 2026-04-15 on, and was not before."""
    old, new = register("complaint", "2026-04-13"), register("complaint", "2026-04-15")
    with pytest.raises(RefusedError, match="other ways"):
        reject(people, new, "2026-04-16", ground="handled", other_ways=False)
    assert reject(people, old, "2026-04-14", ground="handled", other_ways=False) == "rejected"


@pytest.mark.parametrize(("known", "late"), [("2023-05-06", False), ("2023-05-05", True), ("2019-01-01", True)])
def test_three_years_after_the_harm_was_known_a_complaint_is_late(people: Office, known: str, *, late: bool) -> None:
    """To the day: what came late is refused and not accepted, what came in time is not refused as late."""
    day, known_on = "2026-05-06", date.fromisoformat(known)
    one = register("complaint", day)
    accept = AcceptComplaint(actor=people.officer, at=at(day), grievance_id=one, words="受理", known_on=known_on)
    if late:
        with pytest.raises(RefusedError, match="last day in time"):
            accept.execute()
        assert reject(people, one, day, ground="late", known_on=known_on) == "rejected"
    else:
        with pytest.raises(RefusedError, match="in time"):
            reject(people, one, day, ground="late", known_on=known_on)
        assert accept.execute() == "mediating"


def test_too_late_needs_the_day_it_is_counted_from(people: Office) -> None:
    """Late without the day on which the harm was known is no reason."""
    one = register("complaint", "2026-05-06")
    with pytest.raises(RefusedError, match="knew of the harm is missing"):
        reject(people, one, "2026-05-07", ground="late")


@pytest.mark.usefixtures("people")
def test_another_agency_refuses_in_words_alone() -> None:
    """Where the agency's rules are not known no ground of market regulation is held against it."""
    one = register("complaint", "2026-05-06", agency="culture_tourism")
    assert refusable(BOOK, date(2019, 12, 31)) is None
    act = RejectComplaint(actor=SYSTEM, at=at("2026-05-07"), grievance_id=one, words="不属于本机关职责")
    act.check()
    assert act.facts() == {}


@given(known=st.dates(date(2012, 1, 1), date(2027, 12, 31)), received=st.dates(date(2020, 1, 1), date(2027, 12, 31)))
def test_the_last_day_lies_three_years_after(known: date, received: date) -> None:
    """Whenever it was known: the same day of the third year, or the last day of that February."""
    found = last_day(BOOK, known, received)
    assert found is not None
    assert (found[0].year, found[1]) == (known.year + 3, "cmp.limit")
    assert found[0].month == known.month


def test_every_item_belongs_to_a_version_and_is_used_once() -> None:
    """The file names versions that exist, and under each no item twice and none left out between."""
    numerals = "一二三四五六七八九十"
    for version in BOOK.timeline(grounds().refuse).versions:
        items = [one.items[version.id] for one in grounds().grounds.values() if version.id in one.items]
        assert sorted(items, key=numerals.index) == list(numerals[: len(items)])


def again(people: Office, one: UUID, earlier: UUID, day: str) -> str:
    """Leave a repeated report on a day."""
    act = LeaveRepeatedReport(
        actor=people.officer, at=at(day, 15), grievance_id=one, words="同一人同一事", earlier=earlier
    )
    return act.execute()


def test_the_same_report_is_not_handled_twice(people: Office) -> None:
    """Its clock stops, and the history names the earlier report and the rule."""
    first = register("report", "2026-05-06")
    VerifyReport(actor=people.officer, at=at("2026-05-12"), grievance_id=first, words="不予立案").execute()
    second = register("report", "2026-05-20")
    assert [one.grievance_id for one in earlier_reports(second, as_of=LATER)] == [first]
    assert again(people, second, first, "2026-05-21") == "repeated"
    assert [line.clock.state.value for line in clocks_of("grievance", second, as_of=LATER)] == ["stopped"]
    assert grievance_page(second, as_of=LATER).said[-1] == {"earlier": str(first), "rule": "rep.repeat"}


def test_before_the_new_order_a_repeated_report_is_verified(people: Office) -> None:
    """No rule was read for 2026-04-14: refused, and the clock runs on."""
    first, second = register("report", "2026-04-01"), register("report", "2026-04-14")
    with pytest.raises(RefusedError, match="no rule on repeated reports"):
        again(people, second, first, "2026-04-14")
    assert grievance_page(second, as_of=date(2026, 4, 14)).state == "received"


def test_a_report_repeats_an_earlier_one_of_the_same_agency_only(people: Office) -> None:
    """Itself, a later one, a complaint and another agency's are refused."""
    one = register("report", "2026-05-06")
    wrong = [
        one,
        register("report", "2026-05-07"),
        register("complaint", "2026-05-01"),
        register("report", "2026-05-01", agency="culture_tourism"),
    ]
    for other in wrong:
        with pytest.raises(RefusedError, match="no earlier report"):
            again(people, one, other, "2026-05-08")


@pytest.mark.parametrize("begin", ["received", "repeated"])
def test_new_facts_begin_a_time_of_their_own(people: Office, begin: str) -> None:
    """Fifteen working days from the day they came in; the old clock stops and stays on record."""
    first, one = register("report", "2026-05-06"), register("report", "2026-05-07")
    if begin == "repeated":
        again(people, one, first, "2026-05-08")
    TakeNewFacts(
        actor=people.officer, at=at("2026-05-20"), grievance_id=one, words="补充进货单", came_on=date(2026, 5, 18)
    ).execute()
    clocks = [line.clock for line in clocks_of("grievance", one, as_of=date(2026, 5, 21))]
    assert sorted((clock.state.value, clock.due) for clock in clocks) == [
        ("running", date(2026, 6, 8)),
        ("stopped", date(2026, 5, 27)),
    ]


def test_new_facts_do_not_come_before_the_report_or_ahead(people: Office) -> None:
    """A day outside is refused; after the verification new facts are a report of their own."""
    one = register("report", "2026-05-06")
    for day in (date(2026, 5, 5), date(2026, 5, 9)):
        with pytest.raises(RefusedError, match="before the report"):
            TakeNewFacts(
                actor=people.officer, at=at("2026-05-08"), grievance_id=one, words="补充", came_on=day
            ).execute()
    VerifyReport(actor=people.officer, at=at("2026-05-12"), grievance_id=one, words="不予立案").execute()
    with pytest.raises(ConflictError, match="verified"):
        TakeNewFacts(
            actor=people.officer, at=at("2026-05-13"), grievance_id=one, words="补充", came_on=date(2026, 5, 12)
        ).execute()
