"""Enrolling people is an act: permitted, checked, logged, with the certificate's term."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jianzhen.base.clock import law_date, now
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import log
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.custody.models import LogEvent
from jianzhen.people import queries
from jianzhen.people.models import User
from jianzhen.people.policy import SYSTEM, Actor, Grant, Permission, Role, Scope, allowed

pytestmark = pytest.mark.django_db


Roles = tuple[tuple[Role, str, str], ...]


def enrol(username: str = "jia", *, actor: Actor = SYSTEM, roles: Roles | None = None) -> User:
    """Enrol one invented officer."""
    return EnrolUser(
        actor=actor,
        at=now(),
        username=username,
        display_name="某甲",
        roles=((Role.OFFICER, "tobacco", ""),) if roles is None else roles,
        password="a long password",
        certificate=Certificate(f"C-{username}", "某机关", date(2026, 1, 1), date(2026, 12, 31)),
    ).execute()


def test_an_enrolled_officer_can_act(data: Path) -> None:
    """The actor of an enrolled user holds the role from that day on."""
    actor = queries.actor_of(enrol())
    assert allowed(actor, Permission.LEAD_WORK, Scope("tobacco"), law_date(now()))


def test_the_certificate_has_a_term(data: Path) -> None:
    """The officer is qualified on the last day and not on the next."""
    user = enrol()
    assert queries.qualified(user.pk, date(2026, 12, 31))
    assert not queries.qualified(user.pk, date(2027, 1, 1))


def test_the_name_does_not_reach_the_log(data: Path) -> None:
    """The log keeps id and roles; name and password stay out."""
    enrol()
    event = LogEvent.objects.get(verb="people.enrol")
    assert "某甲" not in event.payload
    assert "password" not in event.payload
    assert "tobacco" in event.payload


def test_a_taken_name_is_refused(data: Path) -> None:
    """Two people never share a sign-in name."""
    enrol()
    with pytest.raises(ConflictError, match="taken"):
        enrol()
    assert log.size() == 1


@pytest.mark.parametrize(("roles", "words"), [((), "no role"), (((Role.OFFICER, "", ""),), "needs an agency")])
def test_roles_are_checked(data: Path, roles: tuple[tuple[Role, str, str], ...], words: str) -> None:
    """A person without a role, or with a bound role without agency, is refused."""
    with pytest.raises(RefusedError, match=words):
        enrol(roles=roles)


def test_only_who_may_enrols(data: Path) -> None:
    """An officer cannot make officers."""
    with pytest.raises(NotAllowedError):
        enrol(actor=Actor("x", "某乙", (Grant(Role.OFFICER, "tobacco"),)))


@pytest.mark.parametrize("role", [Role.PLATFORM, Role.RIGHTS_HOLDER])
def test_outsiders_do_not_sign_in(data: Path, role: Role) -> None:
    """A platform or rights holder has keys, no password, and no role of an agency beside it."""
    own = (role, "sample-sender", "")
    with pytest.raises(RefusedError, match="does not sign in"):
        enrol(roles=(own,))
    with pytest.raises(RefusedError, match="goes with no role"):
        enrol(roles=(own, (Role.OFFICER, "tobacco", "")))
