"""Writes whose lead it is."""

from __future__ import annotations

from datetime import datetime

from jianzhen.people.policy import Actor
from jianzhen.stages.cases.models import Handling, Routing
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.routing import Route
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.writers import clocks as writers_clocks

UNRESOLVED, ROUTED = "unresolved", "routed"


def place(handling: Handling, route: Route, kind: str, actor: Actor, at: datetime) -> Routing:
    """Put the handling where the route says; with an owner, its verification clock starts on the day of receipt."""
    handling.domain, handling.owner_agency, handling.district = route.domain, route.owner, route.district
    handling.arm, handling.basis, handling.joint_agencies = route.arm, route.basis[:255], list(route.joint)
    handling.proposed_agencies = list(route.proposed)
    handling.unresolved = dict(route.reason) if route.reason else None
    handling.state = ROUTED if route.resolved else UNRESOLVED
    handling.hops += 1 if route.resolved else 0
    handling.assignee_id, handling.last_at, handling.is_open = "", at, True
    return Routing.objects.create(
        handling=handling,
        hop=handling.hops,
        kind=kind if route.resolved else UNRESOLVED,
        agency=route.owner,
        district=route.district,
        arm=route.arm,
        joint=list(route.joint),
        basis=route.basis[:255],
        reason=handling.unresolved,
        actor_id=actor.actor_id,
        at=at,
    )


def start_verification(handling: Handling, actor: Actor, at: datetime) -> None:
    """Start the clock on verifying, by the rule of the agency that received the lead."""
    if not handling.owner_agency:
        return
    key = procedure_of(handling.owner_agency).key("verify")
    begun = clocks.start_clock(lawdoor.law(), "verify", key, handling.received_on)
    subject, where = (writers_clocks.LEAD, handling.pk), (handling.owner_agency, handling.district)
    writers_clocks.begin(begun, subject, where, at, actor.actor_id)
    writers_clocks.refresh(handling)


def refused(handling: Handling, reason: str, actor: Actor, at: datetime) -> None:
    """Record that the receiving agency says the lead is not its own; the count of hand-overs stays."""
    agency, district = handling.owner_agency, handling.district
    why = {"code": "refused_by_owner", "params": {"agency": agency, "reason": reason}}
    Routing.objects.create(
        handling=handling,
        hop=handling.hops,
        kind="refused",
        agency=agency,
        district=district,
        basis=handling.basis,
        reason=why,
        actor_id=actor.actor_id,
        at=at,
    )
    handling.unresolved, handling.proposed_agencies = why, []
    handling.owner_agency, handling.arm, handling.assignee_id, handling.joint_agencies = "", "", "", []
