"""Whose lead it is: playbook, city file and place; refusals come back and are counted; nothing is without a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.people.policy import SYSTEM
from jianzhen.playbook.city import load_city
from jianzhen.stages.cases.actions.leads import AcceptLead
from jianzhen.stages.cases.actions.route import RerouteLead, RouteLead
from jianzhen.stages.cases.queries.facts import routed, states_of
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.routing import Claim, Duty, route
from tests.stages.conftest import MARKET, MARKS, WUCHANG, Office, Walk, at, card, new_lead, office, route_lead

CITY = load_city("wuhan")
DAY = date(2026, 3, 2)
Begin = Callable[..., Walk]


def test_owner_joint_and_arm_with_basis() -> None:
    """One leading agency that the city lets open such cases, and its office in the district."""
    found = route(MARKS, "trademarks", CITY, WUCHANG, DAY)
    assert (found.owner, found.joint, found.district) == (MARKET, ("public_security",), WUCHANG)
    assert found.arm == CITY.local_arm(MARKET, CITY.district(WUCHANG))
    assert found.basis == "商标法（2019）第六十一条"


@pytest.mark.parametrize(
    ("duty", "domain", "district", "code"),
    [
        (None, "moon", WUCHANG, "no_playbook"),
        (Duty("trademarks", (Claim("ghost", "x"),)), "trademarks", WUCHANG, "no_such_agency"),
        (Duty("trademarks", (Claim(MARKET, "x"), Claim("customs", "y"))), "trademarks", WUCHANG, "several_owners"),
        (Duty("trademarks", (Claim("tobacco", "x"),)), "trademarks", WUCHANG, "may_not_open"),
        (MARKS, "trademarks", "", "unknown_district"),
        (MARKS, "trademarks", "999999", "unknown_district"),
    ],
)
def test_without_an_owner_there_is_a_reason(duty: Duty | None, domain: str, district: str, code: str) -> None:
    """Each way of having no owner is told apart."""
    found = route(duty, domain, CITY, district, DAY)
    assert not found.resolved
    assert found.reason is not None
    assert found.reason["code"] == code


def test_an_agency_of_another_time_is_none() -> None:
    """The market bureau did not exist in 2015: no owner by its code."""
    assert route(MARKS, "trademarks", CITY, WUCHANG, date(2015, 1, 1)).reason == {
        "code": "no_such_agency",
        "params": {"agencies": MARKET, "day": "2015-01-01"},
    }


CODES = [agency.code for agency in CITY.agencies.items] + ["ghost"]
PLACES = [place.code for place in CITY.places()] + ["", "000000"]


@given(
    lead=st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True),
    joint=st.lists(st.sampled_from(CODES), max_size=3, unique=True),
    domain=st.sampled_from(["trademarks", "tobacco", "ads", "farm_inputs", "moon"]),
    district=st.sampled_from(PLACES),
)
def test_an_owner_or_a_reason_never_both_never_neither(
    lead: list[str], joint: list[str], domain: str, district: str
) -> None:
    """Whatever a playbook says: exactly one of owner and reason, and an owner that may open such cases."""
    duty = Duty(domain, tuple(Claim(code, "x") for code in lead), tuple(Claim(code, "y") for code in joint))
    found = route(duty, domain, CITY, district, DAY)
    assert bool(found.owner) != bool(found.reason)
    openers = {agency.code for agency in CITY.openers(domain, DAY)}
    if found.owner:
        assert found.owner in lead
        assert not openers or found.owner in openers
        assert found.owner not in found.joint
        assert found.district in PLACES


def test_routing_keeps_the_answer(people: Office) -> None:
    """The lead's page shows owner, arm, basis and hop; the same lead is not routed twice."""
    lead = route_lead("2026-03-02")
    page = lead_page(lead, as_of=DAY)
    assert (page.row.agency, page.row.district, page.hops) == (MARKET, WUCHANG, 1)
    assert [(line.kind, line.agency, line.basis) for line in page.routings] == [
        ("routed", MARKET, MARKS.lead[0].citation)
    ]
    assert routed([lead, uuid4()]) == {lead}
    again = card(new_lead(), lead_id=lead)
    with pytest.raises(ConflictError, match="routed before"):
        RouteLead(actor=SYSTEM, at=at("2026-03-03"), card=again, duty=MARKS).execute()


def test_an_unresolved_lead_is_visible_and_cannot_be_worked(people: Office) -> None:
    """Without place nobody owns it: the reason is shown, the proposed owner too, and no officer may take it."""
    lead = route_lead("2026-03-02", district="")
    page = lead_page(lead, as_of=DAY)
    assert (page.row.state, page.row.unresolved and page.row.unresolved["code"]) == ("unresolved", "unknown_district")
    assert page.proposed_agencies == (MARKET,)
    assert page.clocks == ()
    with pytest.raises(NotAllowedError):
        AcceptLead(actor=people.officer, at=at("2026-03-02"), lead_id=lead).execute()


def reroute(people: Office, lead: Any, **changes: Any) -> Any:
    """Let the coordinator name the tobacco bureau."""
    facts = {"agency": "tobacco", "district": WUCHANG, "basis": "烟草专卖法第三十八条", "domain": "tobacco"}
    return RerouteLead(actor=people.coordinator, at=at("2026-03-05"), lead_id=lead, **(facts | changes)).execute()


def test_not_ours_goes_back_and_hops_are_counted(walk: Begin, people: Office) -> None:
    """A refusal leaves the lead with the coordinator; the next owner's clock starts on its own day of receipt."""
    one = walk("2026-03-02")
    one.take("not_ours")
    assert states_of([one.lead_id]) == {one.lead_id: ("unresolved", "")}
    done = reroute(people, one.lead_id)
    assert (done.state, done.agency, done.hops) == ("routed", "tobacco", 2)
    page = lead_page(one.lead_id, as_of=DAY)
    assert [line.kind for line in page.routings] == ["routed", "refused", "handed_over"]
    reason = page.routings[1].reason
    assert reason is not None
    assert reason["params"]["reason"] == "属于烟草专卖"
    assert [(line.clock.state.value, line.clock.start) for line in page.clocks] == [
        ("stopped", DAY),
        ("needs_review", date(2026, 3, 5)),
    ]
    of_tobacco = office("tobacco")
    AcceptLead(actor=of_tobacco.officer, at=at("2026-03-06"), lead_id=one.lead_id).execute()
    assert lead_page(one.lead_id, as_of=DAY).row.state == "verifying"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"agency": "ghost"}, "no agency"),
        ({"district": "999999"}, "no district"),
        ({"basis": " "}, "no basis"),
        ({"seen": 7}, "changed since"),
    ],
)
def test_a_hand_over_names_agency_place_and_basis(
    walk: Begin, people: Office, changes: dict[str, Any], says: str
) -> None:
    """Anything else is refused, and the lead stays where it was."""
    one = walk("2026-03-02")
    one.take("not_ours")
    with pytest.raises((RefusedError, ConflictError), match=says):
        reroute(people, one.lead_id, **changes)
    assert states_of([one.lead_id]) == {one.lead_id: ("unresolved", "")}


def test_an_owned_lead_is_not_taken_away(walk: Begin, people: Office) -> None:
    """Only what has no owner is handed over, and only by the coordinator."""
    one = walk("2026-03-02")
    with pytest.raises(ConflictError, match="has an owner"):
        reroute(people, one.lead_id)
    one.take("not_ours")
    with pytest.raises(NotAllowedError):
        RerouteLead(
            actor=people.leader, at=at("2026-03-05"), lead_id=one.lead_id, agency=MARKET, district=WUCHANG, basis="x"
        ).execute()
