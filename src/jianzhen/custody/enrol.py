"""Enrolling people: an act like any other, with permission and log entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people import queries, writers
from jianzhen.people.models import User
from jianzhen.people.policy import CITY_WIDE, OUTSIDE, Permission, Role


@dataclass(frozen=True, slots=True)
class Certificate:
    """A law-enforcement certificate (执法证) and its term."""

    number: str
    issued_by: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class EnrolUser(Action[User]):
    """Enrol a person with roles and, where held, a certificate.

    Args:
        roles: (role, agency code, district code); the agency is needed by every role bound to one.
        password: None makes an account that cannot sign in; platforms and rights holders have none, they have keys.
    """

    verb: ClassVar[str] = "people.enrol"
    permission: ClassVar[Permission] = Permission.PEOPLE_MANAGE

    username: str
    display_name: str
    roles: tuple[tuple[Role, str, str], ...]
    password: str | None = field(default=None, repr=False)
    certificate: Certificate | None = None

    def check(self) -> None:
        """Refuse a taken name, a missing role, a role without its agency, and an outsider who would sign in."""
        if queries.exists(self.username):
            raise ConflictError(
                f"the sign-in name {self.username!r} is taken", where=Where(key="username"), remedy="Choose another"
            )
        if not self.roles:
            raise RefusedError("no role given", where=Where(key="roles"), remedy="Give at least one role")
        bare = [role for role, agency, _ in self.roles if role not in CITY_WIDE and not agency]
        if bare:
            raise RefusedError(
                f"the role {bare[0].value} needs an agency", where=Where(key="roles"), remedy="Name the agency's code"
            )
        self._check_outsider()

    def _check_outsider(self) -> None:
        """Refuse an account that is both of an agency and outside, and a password for one that is outside."""
        outside = [role for role, _, _ in self.roles if role in OUTSIDE]
        if outside and len(outside) < len(self.roles):
            raise RefusedError(
                f"{outside[0].value} goes with no role of an agency",
                where=Where(key="roles"),
                remedy="Enrol two accounts",
            )
        if outside and self.password is not None:
            raise RefusedError(
                f"{outside[0].value} does not sign in", where=Where(key="password"), remedy="Issue an API key instead"
            )

    def perform(self) -> User:
        """Write user, roles and certificate."""
        user = writers.enrol(
            username=self.username,
            display_name=self.display_name,
            password=self.password,
            roles=list(self.roles),
            valid_from=law_date(self.at),
        )
        if self.certificate is not None:
            held = self.certificate
            writers.certify(
                user.pk,
                number=held.number,
                issued_by=held.issued_by,
                valid_from=held.valid_from,
                valid_to=held.valid_to,
            )
        return user

    def entry(self, result: User) -> Entry:
        """Keep roles, not the name."""
        roles = [[role.value, agency, district] for role, agency, district in self.roles]
        return Entry("user", str(result.pk), {"roles": roles})
