"""The acts that give a lead its owner: by the pass, or by the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.models import Handling, Step
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.routing import Duty, Route, hand_over, route
from jianzhen.stages.cases.schema.lead import LeadCard
from jianzhen.stages.cases.writers import routing as writers_routing
from jianzhen.stages.cases.writers import steps as writers


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a lead went; ``reason`` is the code of why it has no owner, or empty."""

    lead_id: UUID
    state: str
    agency: str
    district: str
    reason: str
    hops: int


def _routed(handling: Handling) -> Routed:
    reason = str(handling.unresolved["code"]) if handling.unresolved else ""
    return Routed(handling.lead_id, handling.state, handling.owner_agency, handling.district, reason, handling.hops)


def _entry(result: Routed) -> Entry:
    payload = {"agency": result.agency, "district": result.district, "reason": result.reason, "hops": result.hops}
    return Entry("lead", str(result.lead_id), payload)


@dataclass(frozen=True, kw_only=True)
class RouteLead(Action[Routed]):
    """线索分派: give a new lead its owner by playbook, city file and place; without one it is visibly unresolved.

    Args:
        card: the lead.
        duty: who leads and joins in its domain by the playbook; None where no playbook covers it.

    Raises (from ``execute``):
        ConflictError: the lead was routed before.
    """

    verb: ClassVar[str] = "lead.route"
    permission: ClassVar[Permission] = Permission.LEAD_ROUTE

    card: LeadCard
    duty: Duty | None

    def check(self) -> None:
        """Refuse a lead that is in the room already."""
        if Handling.objects.filter(lead_id=self.card.lead_id).exists():
            raise ConflictError(
                "the lead was routed before",
                where=Where(key=str(self.card.lead_id)),
                remedy="Route it anew instead",
                zh="该线索此前已经分派。如需变更，请改派",
            )

    def perform(self) -> Routed:
        """Open the handling, place it, start its clock."""
        card, on = self.card, law_date(self.at)
        city = lawdoor.city()
        place = city.district_of(card.district) if card.district.strip() else None
        found = route(self.duty, card.domain, city, place.code if place else "", on)
        handling = Handling(
            lead_id=card.lead_id,
            title=dict(card.title),
            subject_name=card.subject_name[:200],
            reasons=[dict(reason) for reason in card.reasons[:2]],
            received_on=card.received_on or on,
        )
        return _open(handling, found, self)

    def entry(self, result: Routed) -> Entry:
        """Keep owner, place and the reason why there is none."""
        return _entry(result)


def _open(handling: Handling, found: Route, act: RouteLead) -> Routed:
    handling.state, handling.last_at = writers_routing.UNRESOLVED, act.at
    handling.save(force_insert=True)
    writers_routing.place(handling, found, "routed", act.actor, act.at)
    writers_routing.start_verification(handling, act.actor, act.at)
    handling.save()
    _first_step(handling, act)
    return _routed(handling)


def _first_step(handling: Handling, act: RouteLead) -> None:
    Step.objects.create(
        handling=handling,
        seq=0,
        act="route",
        from_state="",
        to_state=handling.state,
        at=act.at,
        on=law_date(act.at),
        actor_id=act.actor.actor_id,
        agency=handling.owner_agency,
        district=handling.district,
        procedure="",
        facts={"agency": handling.owner_agency, "basis": handling.basis},
        law=[],
    )


@dataclass(frozen=True, kw_only=True)
class RerouteLead(Action[Routed]):
    """重新分派: the coordinator names the owner of an unresolved or refused lead, with the basis.

    Raises (from ``execute``):
        ConflictError: the lead has an owner who did not give it back, or changed since it was read.
        RefusedError: no such agency that day, no such district, no basis.
    """

    verb: ClassVar[str] = "lead.reroute"
    permission: ClassVar[Permission] = Permission.LEAD_ROUTE

    lead_id: UUID
    agency: str
    district: str
    basis: str
    domain: str = ""
    seen: int | None = None

    def check(self) -> None:
        """Refuse a lead that is not up for routing, and a hand-over without basis."""
        handling = writers.handling_of(self.lead_id)
        where = Where(key=str(self.lead_id))
        if handling.state != writers_routing.UNRESOLVED:
            raise ConflictError(
                "the lead has an owner",
                where=where,
                remedy="Ask the owner to give it back first",
                zh="该线索已有承办单位。请先由承办单位退回",
            )
        if self.seen is not None and self.seen != handling.version:
            raise ConflictError(
                "the lead changed since it was read",
                where=where,
                remedy="Read it again and repeat",
                zh="该线索在您打开之后已有变化。请刷新后重办",
            )
        if self.at < handling.last_at:
            raise ConflictError(
                "the hand-over lies before the last step",
                where=where,
                remedy="Correct its time",
                zh="移交时间早于上一步骤。请更正时间",
            )
        if not self.basis.strip():
            raise RefusedError(
                "no basis given",
                where=Where(key="basis"),
                remedy="Name the text or the agreement",
                zh="没有填写移交依据。请写明所依据的条文或者商定意见",
            )

    def perform(self) -> Routed:
        """Place it and start the new owner's clock from today."""
        handling, on = writers.handling_of(self.lead_id), law_date(self.at)
        domain = self.domain or handling.domain
        found = hand_over(domain, lawdoor.city(), self.agency, self.district, self.basis, on)
        before = handling.state
        writers_routing.place(handling, found, "handed_over", self.actor, self.at)
        handling.received_on = on
        writers_routing.start_verification(handling, self.actor, self.at)
        Step.objects.create(
            handling=handling,
            seq=Step.objects.filter(handling=handling).count(),
            act="reroute",
            from_state=before,
            to_state=handling.state,
            at=self.at,
            on=on,
            actor_id=self.actor.actor_id,
            agency=handling.owner_agency,
            district=handling.district,
            procedure="",
            facts={"agency": self.agency, "basis": self.basis},
            law=[],
        )
        writers.save(handling)
        return _routed(handling)

    def entry(self, result: Routed) -> Entry:
        """Keep owner, place and the count of hand-overs."""
        return _entry(result)
