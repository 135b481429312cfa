"""The one policy of who may see and do what; every face and every action asks here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from jianzhen.base.errors import NotAllowedError


class Permission(StrEnum):
    """The closed list of what can be allowed."""

    INTAKE = "intake"
    SCREEN = "screen"
    TRACE = "trace"
    LEAD_VIEW = "lead.view"
    LEAD_ROUTE = "lead.route"
    LEAD_WORK = "lead.work"
    CASE_VIEW = "case.view"
    CASE_WORK = "case.work"
    CASE_REVIEW = "case.review"
    CASE_APPROVE = "case.approve"
    ASSIGN = "assign"
    REFERRAL_VIEW = "referral.view"
    REFERRAL_SEND = "referral.send"
    REFERRAL_ANSWER = "referral.answer"
    PUBLISH = "publish"
    PLAN_MANAGE = "plan.manage"
    REPORT_VIEW = "report.view"
    VAULT_REVEAL = "vault.reveal"
    VAULT_DESTROY = "vault.destroy"
    LOG_VIEW = "log.view"
    EVIDENCE_STORE = "evidence.store"
    CLOCK_TICK = "clock.tick"
    PEOPLE_MANAGE = "people.manage"
    SCREEN_ASK = "screen.ask"
    SIGNAL_SUBMIT = "signal.submit"


class Role(StrEnum):
    """The closed list of roles an officer can wear."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    LEADER = "leader"
    COORDINATOR = "coordinator"
    POLICE = "police"
    PROSECUTOR = "prosecutor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    PLATFORM = "platform"
    RIGHTS_HOLDER = "rights_holder"


_VIEW: Final = frozenset({Permission.LEAD_VIEW, Permission.CASE_VIEW, Permission.REFERRAL_VIEW, Permission.REPORT_VIEW})

PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.OFFICER: _VIEW
    | {
        Permission.LEAD_WORK,
        Permission.CASE_WORK,
        Permission.EVIDENCE_STORE,
        Permission.VAULT_REVEAL,
        Permission.SCREEN_ASK,
    },
    Role.REVIEWER: _VIEW | {Permission.CASE_REVIEW, Permission.SCREEN_ASK},
    Role.LEADER: _VIEW
    | {
        Permission.LEAD_WORK,
        Permission.CASE_APPROVE,
        Permission.REFERRAL_SEND,
        Permission.PUBLISH,
        Permission.SCREEN_ASK,
    },
    Role.COORDINATOR: _VIEW
    | {
        Permission.LEAD_ROUTE,
        Permission.ASSIGN,
        Permission.PLAN_MANAGE,
        Permission.LOG_VIEW,
        Permission.SCREEN_ASK,
    },
    Role.POLICE: frozenset({Permission.REFERRAL_VIEW, Permission.REFERRAL_ANSWER}),
    Role.PROSECUTOR: _VIEW,
    Role.AUDITOR: frozenset({Permission.LOG_VIEW, Permission.REPORT_VIEW}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.PEOPLE_MANAGE, Permission.INTAKE, Permission.LOG_VIEW, Permission.VAULT_DESTROY}
    ),
    Role.SYSTEM: frozenset(
        {
            Permission.INTAKE,
            Permission.SCREEN,
            Permission.TRACE,
            Permission.LEAD_ROUTE,
            Permission.CLOCK_TICK,
            Permission.EVIDENCE_STORE,
            Permission.PLAN_MANAGE,
            Permission.PEOPLE_MANAGE,
        }
    ),
    Role.PLATFORM: frozenset({Permission.SCREEN_ASK, Permission.SIGNAL_SUBMIT}),
    Role.RIGHTS_HOLDER: frozenset({Permission.SCREEN_ASK, Permission.SIGNAL_SUBMIT}),
}
"""Which role may do what. Two walls stand beside it: the scope, and the term of the grant.

A platform and a rights holder ask about texts and hand in what they saw; they see no lead, no case and nobody's
record. Their grants name a code of their own where an officer's name an agency.
"""

CITY_WIDE: Final = frozenset({Role.COORDINATOR, Role.PROSECUTOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.SYSTEM})
"""Roles whose grant is not bound to one agency."""

OUTSIDE: Final = frozenset({Role.PLATFORM, Role.RIGHTS_HOLDER})
"""Roles of those who are no agency: their programs call with keys, and they do not sign in to the console."""


class KeyScope(StrEnum):
    """What an API key can be made for; a key never widens what its holder may."""

    SCREEN = "screen"
    SIGNALS = "signals"
    LEADS = "leads"


KEY_PERMISSIONS: Final[dict[KeyScope, Permission]] = {
    KeyScope.SCREEN: Permission.SCREEN_ASK,
    KeyScope.SIGNALS: Permission.SIGNAL_SUBMIT,
    KeyScope.LEADS: Permission.LEAD_VIEW,
}
"""The permission that the holder of a key needs for each of its scopes."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an act touches. Empty parts mean "no agency yet" and are open to city-wide roles only."""

    agency_code: str = ""
    district_code: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role for one agency (and district), as the policy reads it."""

    role: Role
    agency_code: str = ""
    district_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether the grant runs on that day; both ends are inclusive."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def covers(self, scope: Scope) -> bool:
        """Say whether the grant reaches this scope."""
        if self.role in CITY_WIDE:
            return True
        if not self.agency_code or self.agency_code != scope.agency_code:
            return False
        return not self.district_code or self.district_code == scope.district_code


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the id goes to the log, the name only to the screen."""

    actor_id: str
    name: str
    grants: tuple[Grant, ...]


SYSTEM: Final = Actor("system", "系统", (Grant(Role.SYSTEM),))
"""The pass itself; it takes in, screens, traces, routes and ticks, and never judges."""


def allowed(actor: Actor, permission: Permission, scope: Scope, on: date) -> bool:
    """Say whether ``actor`` may do ``permission`` in ``scope`` on the law date ``on``."""
    return any(
        permission in PERMISSIONS[grant.role] and grant.holds(on) and grant.covers(scope) for grant in actor.grants
    )


def require(actor: Actor, permission: Permission, scope: Scope, on: date) -> None:
    """Pass, or refuse with the permission and scope that are missing.

    Raises:
        NotAllowedError: no running grant of the actor covers it.
    """
    if not allowed(actor, permission, scope, on):
        place = scope.agency_code or "the whole city"
        raise NotAllowedError(
            f"{actor.name} may not do {permission.value} for {place}",
            remedy="Ask the agency's leader for the role, or hand it to someone who holds it",
            zh=f"{actor.name}没有在{scope.agency_code or '全市'}办理此事的权限（{permission.value}）。"
            "请向本机关负责人申请岗位，或者交有权限的人员办理",
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """Which records an actor may see: everything, or these agencies (and districts)."""

    everything: bool
    scopes: frozenset[Scope]

    def includes(self, agency_code: str, district_code: str) -> bool:
        """Say whether a record of this agency and district is within reach."""
        if self.everything:
            return True
        return Scope(agency_code, "") in self.scopes or Scope(agency_code, district_code) in self.scopes


def reach(actor: Actor, permission: Permission, on: date) -> Reach:
    """Return what ``actor`` may see under ``permission``; queries filter by it."""
    running = [grant for grant in actor.grants if permission in PERMISSIONS[grant.role] and grant.holds(on)]
    return Reach(
        everything=any(grant.role in CITY_WIDE for grant in running),
        scopes=frozenset(Scope(grant.agency_code, grant.district_code) for grant in running),
    )
