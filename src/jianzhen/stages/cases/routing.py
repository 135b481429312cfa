"""Who owns a lead: playbook, city file and place give one agency and its district arm, or a reason why not (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jianzhen.playbook.city import City
from jianzhen.playbook.cityfile import Agency


@dataclass(frozen=True, slots=True)
class Claim:
    """An agency that a playbook makes responsible, and the text that says so."""

    code: str
    citation: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Who leads and who acts jointly in one domain, as its playbook says."""

    domain: str
    lead: tuple[Claim, ...]
    joint: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a lead goes. Without an owner, ``reason`` (code and params) says why and ``proposed`` who it might be."""

    domain: str
    owner: str = ""
    joint: tuple[str, ...] = ()
    district: str = ""
    arm: str = ""
    basis: str = ""
    reason: Mapping[str, Any] | None = None
    proposed: tuple[str, ...] = field(default=())

    @property
    def resolved(self) -> bool:
        """Whether one agency owns it."""
        return bool(self.owner)


def route(duty: Duty | None, domain: str, city: City, district: str, as_of: date) -> Route:
    """Return the owner that playbook and city file give on a day, or the reason why nobody can be named.

    Unresolved are: a domain without playbook, several leading agencies, an agency that the city does not have that day
    or that may not open cases in the domain, and a place that is unknown.
    """
    if duty is None:
        return _open(domain, "no_playbook", playbook=domain)
    standing = [claim for claim in duty.lead if _stands(city, claim.code, as_of)]
    if not standing:
        return _open(domain, "no_such_agency", agencies=_codes(duty.lead), day=str(as_of))
    if len(standing) > 1:
        return _open(domain, "several_owners", proposed=standing, agencies=_codes(standing))
    owner = standing[0]
    openers = [agency.code for agency in city.openers(domain, as_of)]
    if openers and owner.code not in openers:
        return _open(domain, "may_not_open", proposed=standing, agency=owner.code, openers=", ".join(openers))
    return _placed(duty, owner, city, district, as_of)


def _placed(duty: Duty, owner: Claim, city: City, district: str, as_of: date) -> Route:
    place = next((one for one in city.places() if one.code == district), None)
    if place is None:
        return _open(duty.domain, "unknown_district", proposed=(owner,), district=district or "-")
    joint = tuple(claim.code for claim in duty.joint if _stands(city, claim.code, as_of) and claim.code != owner.code)
    return Route(
        domain=duty.domain,
        owner=owner.code,
        joint=joint,
        district=place.code,
        arm=city.local_arm(owner.code, place) or "",
        basis=owner.citation,
    )


def hand_over(domain: str, city: City, agency: str, district: str, basis: str, as_of: date) -> Route:
    """Return the route a coordinator chose, with the basis that was given for it.

    Raises:
        RefusedError: the city has no such agency on that day, or no such district.
    """
    city.agency_name(agency, as_of)
    place = city.district(district)
    arm = city.local_arm(agency, place) or ""
    return Route(domain=domain, owner=agency, district=place.code, arm=arm, basis=basis)


def _stands(city: City, code: str, as_of: date) -> bool:
    return any(agency.code == code and _named(agency, as_of) for agency in city.agencies.items)


def _named(agency: Agency, as_of: date) -> bool:
    return agency.name_on(as_of) is not None


def _codes(claims: Sequence[Claim]) -> str:
    return ", ".join(claim.code for claim in claims)


def _open(domain: str, code: str, *, proposed: Sequence[Claim] = (), **params: str) -> Route:
    codes = tuple(claim.code for claim in proposed)
    return Route(domain=domain, reason={"code": code, "params": params}, proposed=codes)
