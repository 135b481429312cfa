"""Whose a lead is, from what the playbooks say and, where no playbook covers it, from who registered it (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jianzhen.playbook.city import City
from jianzhen.playbook.model import Agencies, Playbook
from jianzhen.stages.cases.routing import Claim, Duty
from jianzhen.stages.screening.routing import Router
from jianzhen.stages.tracing.queries_waiting import HandedLead


@dataclass(frozen=True, slots=True)
class Assigned:
    """The domain found for a lead and who leads in it; ``duty`` is None where nobody can be named."""

    domain: str
    duty: Duty | None


class Desk:
    """Knows the duties of every playbook and the local offices of the city on one day.

    Args:
        playbooks: the domains with their agencies and citations.
        city: agencies and places.
        day: whose names count.
    """

    def __init__(self, playbooks: Sequence[Playbook], city: City, day: date) -> None:
        self._router = Router(playbooks)
        self._duties = {playbook.domain: _duty(playbook.domain, playbook.head.agencies) for playbook in playbooks}
        self._offices = _offices(city)
        self._city, self._day = city, day

    def assign(self, lead: HandedLead) -> Assigned:
        """Return domain and duty: by its findings, else by the words of its complaints, else by the office named."""
        domain, duty = (lead.domain, self._duties.get(lead.domain)) if lead.domain else self._by_words(lead)
        return Assigned(domain, duty or self._registered(lead, domain))

    def _by_words(self, lead: HandedLead) -> tuple[str, Duty | None]:
        """Return what the complaints agree on; a field of the plan has agencies of its own."""
        routed = [found for found in (self._router.route(spoken.text) for spoken in lead.spoken) if found.agencies]
        if len({(found.domain, found.field) for found in routed}) != 1 or routed[0].agencies is None:
            return "", None
        return routed[0].domain, _duty(routed[0].domain, routed[0].agencies)

    def _registered(self, lead: HandedLead, domain: str) -> Duty | None:
        """No playbook: the agency whose office the complaint was registered with keeps it."""
        named = {name: self._agency(name) for name in (spoken.agency_name for spoken in lead.spoken) if name}
        codes = {code for code in named.values() if code}
        if len(codes) != 1:
            return None
        name = next(name for name, code in named.items() if code)
        return Duty(domain, (Claim(codes.pop(), f"登记单位：{name}"),))

    def _agency(self, name: str) -> str:
        agency = self._city.find_agency(name, self._day)
        return agency.code if agency else self._offices.get(name, "")


def _duty(domain: str, agencies: Agencies) -> Duty:
    return Duty(
        domain,
        tuple(Claim(agency.code, agency.citation) for agency in agencies.lead),
        tuple(Claim(agency.code, agency.citation) for agency in agencies.joint),
    )


def _offices(city: City) -> dict[str, str]:
    """Return the agency code behind every local office's name (黄陂区市场监管局)."""
    pairs = (
        (city.local_arm(agency.code, place), agency.code) for agency in city.agencies.items for place in city.places()
    )
    return {name: code for name, code in pairs if name}
