"""A routed message in words that every face shares: which agencies on that day, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jianzhen.playbook.city import City
from jianzhen.playbook.model import Agency
from jianzhen.stages.screening.reasons import Lang, render
from jianzhen.stages.screening.routing import Routed, Router


@dataclass(frozen=True, slots=True)
class Named:
    """One agency: its code, and its name on the day."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one message. ``place`` is the district it names, empty where none or where it is not routed."""

    found: Routed
    lead: tuple[Named, ...]
    joint: tuple[Named, ...]
    place: str

    def reason(self, lang: Lang) -> str:
        """Return why, and where."""
        told = [self.found.reason(lang)]
        if self.place:
            told.append(render("route.place", {"place": self.place}, lang))
        return ("；" if lang == "zh" else "; ").join(told)


def answer(router: Router, city: City, day: date, text: str) -> Answer:
    """Return whose a message is on a day; the agencies are those of its domain, or of its field of the plan."""
    found = router.route(text)
    lead, joint = (found.agencies.lead, found.agencies.joint) if found.agencies else ((), ())
    place = city.district_of(text) if found.verdict == "routed" else None
    return Answer(found, _named(lead, city, day), _named(joint, city, day), place.name if place else "")


def _named(agencies: Iterable[Agency], city: City, day: date) -> tuple[Named, ...]:
    return tuple(Named(one.code, city.agency_name(one.code, day)) for one in agencies)
