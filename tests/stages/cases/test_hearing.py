"""Notice and hearing: the right to it by amount, party, kind and day; its steps and their clocks; what waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.law.book import packaged_book
from jianzhen.stages.cases.actions.leads import FilePapers
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.routing import Claim, Duty
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.thresholds import Proposed, hearing_right
from tests.stages.conftest import Office, Walk, at, office, route_lead

Begin = Callable[..., Walk]
BOOK = packaged_book()
TOBACCO = Duty("tobacco", (Claim("tobacco", "烟草专卖法"),))
SMALL: dict[str, Any] = {
    "party": "organisation",
    "penalties": ("fine", "confiscation"),
    "fine": Decimal("99999.99"),
    "confiscated": Decimal("3500.50"),
    "goods_confiscated": Decimal("9800.00"),
    "hearing_told": False,
}
"""A notice just below every threshold of an organisation."""


def clock(walk: Walk, name: str, as_of: date = date(2026, 11, 1)) -> Any:
    """Return the last clock of a name on the lead's page."""
    return [line.clock for line in lead_page(walk.lead_id, as_of=as_of).clocks if line.clock.name == name][-1]


def state(walk: Walk) -> str:
    """Return where the matter stands."""
    return lead_page(walk.lead_id, as_of=date(2026, 11, 1)).row.state


@pytest.mark.parametrize(
    ("party", "fine", "income", "goods", "penalties", "says"),
    [
        ("person", "9999.99", "0", "0", ("fine",), "no"),
        ("person", "10000.00", "0", "0", ("fine",), "yes"),
        ("organisation", "99999.99", "0", "0", ("fine",), "no"),
        ("organisation", "100000", "0", "0", ("fine",), "yes"),
        ("organisation", "0", "60000", "39999.99", ("confiscation",), "no"),
        ("organisation", "0", "60000", "40000", ("confiscation",), "yes"),
        ("person", "0", "4000", "6000", ("confiscation",), "yes"),
        ("organisation", "0", "0", "0", ("warning", "revocation"), "yes"),
        ("organisation", "0", "0", "0", ("restriction",), "yes"),
        ("organisation", "0", "0", "0", ("warning", "suspension"), "no"),
    ],
)
def test_the_right_to_a_hearing(
    party: str, fine: str, income: str, goods: str, penalties: tuple[str, ...], says: str
) -> None:
    """听证办法第五条: the number is included, income and goods add up, some penalties are heard at any amount."""
    proposed = Proposed(party, penalties, Decimal(fine), Decimal(income), Decimal(goods))
    assert hearing_right(BOOK, proposed, date(2026, 3, 2)).says == says
    assert hearing_right(BOOK, proposed, date(2021, 7, 15)).says == says
    assert hearing_right(BOOK, proposed, date(2021, 7, 14)).says == "review"


def test_a_notice_that_owes_a_hearing_tells_it(walk: Begin) -> None:
    """At the amount the notice is refused with rule and remedy in both languages; a cent less needs no offer."""
    one = walk("2026-03-02")
    one.to("pass_review")
    with pytest.raises(RefusedError, match=r"proc\.hearing\.fine\.org") as refusal:
        one.take("notify_party", **SMALL | {"fine": Decimal("100000.00")})
    assert "告知书没有告知听证权" in refusal.value.zh
    assert one.take("notify_party", **SMALL).state == "notified"


def test_a_notice_in_the_gap_needs_a_legal_opinion(walk: Begin) -> None:
    """Before 2021-07-15 no amount was read: tell the right, or the reviewer's opinion comes first; never 'below'."""
    one = walk("2021-06-01")
    one.to("pass_review", "2021-06-02")
    with pytest.raises(RefusedError, match="needs legal review"):
        one.take("notify_party", **SMALL)
    one.take("give_legal_opinion")
    assert one.take("notify_party", **SMALL).state == "notified"


def test_another_agency_has_no_threshold_of_market_regulation(people: Office) -> None:
    """The amounts of 听证办法 bind market regulation: elsewhere a notice without the offer needs a legal opinion."""
    one = Walk(route_lead("2026-03-02", TOBACCO), office("tobacco"), at("2026-03-02"))
    one.to("pass_review")
    with pytest.raises(RefusedError, match="no rule of this agency is known"):
        one.take("notify_party", **SMALL)
    assert one.take("notify_party", **SMALL | {"hearing_told": True}).state == "notified"


def held(walk: Begin, **changes: Any) -> Walk:
    """Walk a case to its fixed hearing: asked for on the 9th, fixed on the 12th for the 31st of March."""
    one = walk("2026-03-02")
    one.to("notify_party")
    one.take("request_hearing", day="2026-03-09")
    one.take("appoint_host", day="2026-03-10")
    one.take("hand_over_file", day="2026-03-11")
    one.take("set_hearing", day="2026-03-12", **{"hearing_on": date(2026, 3, 31)} | changes)
    return one


def test_the_whole_hearing(walk: Begin) -> None:
    """Request, host, file, notice, hearing, report: each clock by its rule; the case clock stands still."""
    one = held(walk)
    assert (clock(one, "hearing_host").due, clock(one, "hearing_host").rule_id) == (
        date(2026, 3, 12),
        "proc.hearing.host",
    )
    assert clock(one, "hearing_file").due == date(2026, 3, 13)
    assert clock(one, "hearing_time").due == date(2026, 3, 18)
    assert (clock(one, "hearing").due, clock(one, "hearing").law_status) == (date(2026, 3, 31), "assigned")
    assert clock(one, "case").state is State.PAUSED
    with pytest.raises(ConflictError, match="fixed for 2026-03-31"):
        one.take("hold_hearing", day="2026-03-30")
    one.take("hold_hearing", day="2026-03-31")
    assert clock(one, "hearing_report").due == date(2026, 4, 8)  # five working days, 清明 between
    one.take("report_hearing", day="2026-04-08")
    assert (clock(one, "case").state, clock(one, "case").excluded_days) == (State.RUNNING, 30)
    with pytest.raises(ConflictError, match="legal review and a collective discussion"):
        one.take("decide_penalty", day="2026-04-09")
    one.take("review_after_hearing", day="2026-04-09")
    with pytest.raises(ConflictError, match="collective discussion"):
        one.take("decide_penalty")
    file_discussion(one)
    assert one.take("decide_penalty").state == "decided"


def file_discussion(one: Walk) -> None:
    """Put the record of discussion on file."""
    papers = (PaperIn("collective_discussion", "集体讨论记录"),)
    FilePapers(actor=one.people.officer, at=one.now, lead_id=one.lead_id, papers=papers).execute()


def test_no_decision_while_a_hearing_is_open(walk: Begin) -> None:
    """From the request on, no decision of any kind is possible until the hearing is over or given up."""
    one = held(walk)
    for act in ("decide_penalty", "decide_no_penalty", "withdraw_case"):
        with pytest.raises(ConflictError, match="not possible"):
            one.take(act)
    one.take("abandon_hearing", day="2026-03-13")
    assert (state(one), clock(one, "case").state, clock(one, "hearing").state) == (
        "notified",
        State.RUNNING,
        State.STOPPED,
    )
    assert one.take("decide_penalty").state == "decided"


def test_a_hearing_is_asked_for_in_time(walk: Begin) -> None:
    """On the fifth working day it is in time, a day later it lapsed; only a lapsed or unoffered one can be refused."""
    one = walk("2026-03-02")
    one.to("notify_party")
    with pytest.raises(RefusedError, match="cannot be refused"):
        one.take("refuse_hearing", requested_on=date(2026, 3, 2))
    late = date(2026, 3, 10)
    with pytest.raises(ConflictError, match="lapsed on 2026-03-09") as refusal:
        one.take("request_hearing", day="2026-03-10", requested_on=late)
    assert "已于2026-03-09届满" in refusal.value.zh
    assert one.take("refuse_hearing", requested_on=late).state == "notified"
    assert one.take("request_hearing", requested_on=date(2026, 3, 9)).state == "hearing_requested"


def test_a_hearing_that_was_not_offered(walk: Begin) -> None:
    """Without the offer in the notice the wish is a statement; it can be refused with the reason."""
    one = walk("2026-03-02")
    one.to("pass_review")
    one.take("notify_party", **SMALL)
    with pytest.raises(ConflictError, match="did not tell"):
        one.take("request_hearing")
    assert one.take("refuse_hearing").state == "notified"


def test_an_investigator_does_not_preside(walk: Begin, people: Office) -> None:
    """Whoever investigates is refused by name; an unknown person too."""
    one = walk("2026-03-02")
    one.to("notify_party")
    one.take("request_hearing")
    with pytest.raises(NotAllowedError, match="林知秋 investigates"):
        one.take("appoint_host", host=UUID(people.officer.actor_id))
    with pytest.raises(RefusedError, match="names nobody"):
        one.take("appoint_host", host=UUID(int=7))


def test_the_notice_of_a_hearing_is_early_enough(walk: Begin) -> None:
    """Seven working days before, by the safer reading: from the 12th the 23rd is too near, the 24th is not."""
    with pytest.raises(RefusedError, match="by 2026-03-11 at the latest"):
        held(walk, hearing_on=date(2026, 3, 23))
    assert state(held(walk, hearing_on=date(2026, 3, 24))) == "hearing_set"


def test_a_notice_of_a_hearing_before_2021_is_not_measured_by_a_figure(walk: Begin) -> None:
    """No figure was read for that time: the step goes, and its law line says needs legal review."""
    one = walk("2021-06-01")
    one.to("notify_party", "2021-06-02")
    for act in ("request_hearing", "appoint_host", "hand_over_file"):
        one.take(act)
    one.take("set_hearing", hearing_on=date(2021, 6, 4))
    line = lead_page(one.lead_id, as_of=date(2021, 6, 4)).spine[-1].law[0]
    assert (line.key, line.rule_id, bool(line.review)) == ("proc.hearing.notice", "", True)
    assert clock(one, "case").state is State.RUNNING  # the list of excluded time of 2018 was not read


@pytest.mark.parametrize(
    ("announced", "says"),
    [("", "was not announced"), ("2026-03-26", "by 2026-03-25 at the latest"), ("2026-03-25", "")],
)
def test_an_open_hearing_is_announced(walk: Begin, announced: str, says: str) -> None:
    """Three working days before, by the safer reading; unannounced or late it cannot be held."""
    one = held(walk, public=True)
    if announced:
        one.take("announce_hearing", day=announced)
    if says:
        with pytest.raises(RefusedError, match=says):
            one.take("hold_hearing", day="2026-03-31")
    else:
        assert one.take("hold_hearing", day="2026-03-31").state == "heard"


def test_a_hearing_can_be_put_off(walk: Begin) -> None:
    """The new day replaces the old one; the announcement of the old day does not count for it."""
    one = held(walk, public=True)
    one.take("announce_hearing", day="2026-03-25")
    one.take("set_hearing", day="2026-03-26", hearing_on=date(2026, 4, 20), public=True)
    assert clock(one, "hearing").due == date(2026, 4, 20)
    with pytest.raises(RefusedError, match="not announced"):
        one.take("hold_hearing", day="2026-04-20")


def test_a_decision_does_not_go_beyond_the_notice(walk: Begin) -> None:
    """More money or another penalty than was told is refused; told anew, with a new time, it goes."""
    one = walk("2026-03-02")
    one.to("pass_review")
    one.take("notify_party", **SMALL | {"fine": Decimal("15000.00")})
    one.take("hear_statement")
    with pytest.raises(RefusedError, match="goes beyond what the party was told") as refusal:
        one.take("decide_penalty")
    assert "罚款20000.00元，告知为15000.00元" in refusal.value.zh
    with pytest.raises(RefusedError, match="warning"):
        one.take("decide_penalty", penalties=("warning",), fine=Decimal(0))
    one.take("notify_party", **SMALL)
    with pytest.raises(ConflictError, match="must wait until"):
        one.take("decide_penalty")
    one.take("hear_statement")
    assert one.take("decide_penalty").state == "decided"


@pytest.mark.parametrize(
    ("day", "due", "rule", "paused"),
    [
        ("2021-07-14", date(2021, 9, 12), "proc.serve.public.2019", False),
        ("2022-10-31", date(2022, 12, 30), "proc.serve.public.2019", True),
        ("2022-11-01", date(2022, 12, 1), "proc.serve.public.2022", True),
    ],
)
def test_a_notice_served_by_announcement(walk: Begin, day: str, due: date, rule: str, paused: bool) -> None:
    """Sixty days became thirty on 2022-11-01; the time for a statement counts from the end, excluded time from 2021."""
    one = walk(f"{day[:5]}06-01" if day < "2022" else f"{day[:5]}10-10")
    one.to("pass_review")
    one.take("notify_party", day=day, service="announcement")
    assert (clock(one, "notice_service").rule_id, state(one)) == (rule, "notice_announced")
    last = clock(one, "notice_service").due
    assert last >= due
    assert (clock(one, "case").state is State.PAUSED) is paused
    with pytest.raises(ConflictError, match=f"must wait until {last}"):
        one.take("confirm_notice", day=str(last))
    one.take("confirm_notice", day=str(date.fromordinal(last.toordinal() + 5)))
    assert clock(one, "statement").start == last


def test_electronic_service_needs_the_partys_word(walk: Begin) -> None:
    """Without the confirmed address (form 10) electronic service is refused by the name of the form."""
    one = walk("2026-03-02")
    one.to("pass_review")
    one.take("notify_party", service="electronic")
    other = walk("2026-03-02")
    other.to("pass_review")
    with pytest.raises(RefusedError, match="送达地址确认书"):
        other.take("notify_party", papers=False, service="electronic")
