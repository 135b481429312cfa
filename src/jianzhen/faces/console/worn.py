"""Which agency and role a person wears, in the names of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianzhen.people.policy import CITY_WIDE, Actor, Grant, Role
from jianzhen.playbook.city import City, load_city

ROLES: Final[dict[Role, Promise]] = {
    Role.OFFICER: _("承办人"),
    Role.REVIEWER: _("法制审核员"),
    Role.LEADER: _("负责人"),
    Role.COORDINATOR: _("双打办统筹"),
    Role.POLICE: _("公安联络员"),
    Role.PROSECUTOR: _("检察监督员"),
    Role.AUDITOR: _("审计员"),
    Role.ADMINISTRATOR: _("系统管理员"),
    Role.SYSTEM: _("系统"),
    Role.PLATFORM: _("网络平台"),
    Role.RIGHTS_HOLDER: _("权利人"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """One running role and where it holds."""

    role: Promise
    place: str


@lru_cache(maxsize=4)
def city(name: str = "") -> City:
    """Return the city file of the instance, read once."""
    return load_city(name or settings.JIANZHEN_CITY)


def agency_name(code: str, on: date, lang: str) -> str:
    """Return an agency's name of the day (English: its one English name); an unknown code shows as itself."""
    if not code:
        return ""
    agency = next((one for one in city().agencies.items if one.code == code), None)
    if agency is None:
        return code
    name = agency.name_on(on)
    return agency.name_en if lang == "en" or name is None else name.name


def district_name(code: str, lang: str) -> str:
    """Return a district's or zone's name; an unknown code shows as itself."""
    place = next((one for one in city().places() if one.code == code), None)
    if place is None:
        return code
    return place.name_en if lang == "en" else place.name


def worn(actor: Actor, on: date, lang: str) -> list[Badge]:
    """Return the roles that run today, in the order they were granted."""
    return [Badge(ROLES[grant.role], _place(grant, on, lang)) for grant in actor.grants if grant.holds(on)]


def _place(grant: Grant, on: date, lang: str) -> str:
    if grant.role in CITY_WIDE and not grant.agency_code:
        return city().name_en if lang == "en" else city().name
    parts = (agency_name(grant.agency_code, on, lang), district_name(grant.district_code, lang))
    return " · ".join(part for part in parts if part)
