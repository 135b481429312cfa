"""The one policy: roles give permissions, agencies and districts bound them, terms end them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.errors import NotAllowedError
from jianzhen.people.policy import (
    CITY_WIDE,
    PERMISSIONS,
    SYSTEM,
    Actor,
    Grant,
    Permission,
    Role,
    Scope,
    allowed,
    reach,
    require,
)

DAY = date(2026, 11, 2)
roles = st.sampled_from(list(Role))
permissions = st.sampled_from(list(Permission))
codes = st.sampled_from(["", "market_regulation", "tobacco"])
districts = st.sampled_from(["", "420106", "420111"])


def actor(*grants: Grant) -> Actor:
    """Return an actor with these grants."""
    return Actor("a", "某甲", grants)


def test_an_officer_works_for_the_own_agency_only() -> None:
    """A grant for one agency says nothing about another."""
    officer = actor(Grant(Role.OFFICER, "market_regulation"))
    assert allowed(officer, Permission.CASE_WORK, Scope("market_regulation", "420106"), DAY)
    assert not allowed(officer, Permission.CASE_WORK, Scope("tobacco"), DAY)
    assert not allowed(officer, Permission.CASE_WORK, Scope(), DAY)


def test_an_officer_does_not_approve_the_own_case() -> None:
    """Working on a case and approving it are different permissions."""
    officer = actor(Grant(Role.OFFICER, "market_regulation"))
    assert not allowed(officer, Permission.CASE_APPROVE, Scope("market_regulation"), DAY)


def test_a_district_grant_stays_in_its_district() -> None:
    """A grant bound to one district does not reach the next."""
    officer = actor(Grant(Role.OFFICER, "market_regulation", "420106"))
    assert allowed(officer, Permission.LEAD_WORK, Scope("market_regulation", "420106"), DAY)
    assert not allowed(officer, Permission.LEAD_WORK, Scope("market_regulation", "420111"), DAY)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2026, 1, 1), True), (date(2026, 12, 31), True), (date(2025, 12, 31), False), (date(2027, 1, 1), False)],
)
def test_terms_are_inclusive(day: date, holds: bool) -> None:
    """A grant runs on its first and its last day and not outside them."""
    officer = actor(Grant(Role.OFFICER, "tobacco", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)))
    assert allowed(officer, Permission.LEAD_WORK, Scope("tobacco"), day) is holds


def test_a_refusal_names_permission_and_place() -> None:
    """The message says what was missing and for which agency."""
    with pytest.raises(NotAllowedError, match=r"may not do case\.approve for tobacco"):
        require(actor(), Permission.CASE_APPROVE, Scope("tobacco"), DAY)


def test_the_pass_itself_never_judges() -> None:
    """The system actor may not accept, decide, refer, publish or reveal anything."""
    judging = {
        Permission.LEAD_WORK,
        Permission.CASE_WORK,
        Permission.CASE_REVIEW,
        Permission.CASE_APPROVE,
        Permission.REFERRAL_SEND,
        Permission.PUBLISH,
        Permission.VAULT_REVEAL,
    }
    assert not any(allowed(SYSTEM, permission, Scope("market_regulation"), DAY) for permission in judging)


def test_the_police_see_referrals_and_nothing_of_the_case_work() -> None:
    """Criminal files never enter, and the police role sees what was sent to it alone."""
    assert PERMISSIONS[Role.POLICE] == {Permission.REFERRAL_VIEW, Permission.REFERRAL_ANSWER}


@given(roles, permissions, codes, districts, codes, districts)
def test_what_may_be_seen_is_what_is_in_reach(
    role: Role, permission: Permission, agency: str, district: str, at_agency: str, at_district: str
) -> None:
    """Filtering by reach and asking the policy for one record never disagree."""
    who = actor(Grant(role, agency, district))
    if role not in CITY_WIDE and (not agency or not at_agency):
        return
    one_by_one = allowed(who, permission, Scope(at_agency, at_district), DAY)
    assert reach(who, permission, DAY).includes(at_agency, at_district) is one_by_one
