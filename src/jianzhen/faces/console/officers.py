"""Officers in the reader's words: certificates and trainings with their terms, cases short of two who are qualified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.faces.console.clocks import Chip
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, district_name
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, reach
from jianzhen.people.standing import Code, Standing
from jianzhen.stages.cases.queries.officers import ShortCase, staffing

SOON: Final = 60
"""Days before the end of a certificate or training from which its holder is shown as near it; a reminder of ours."""
MOST: Final = 100
"""Cases that one page lists; how many there are is told."""
STANDINGS: Final[dict[Code, Promise]] = {
    Code.NO_CERTIFICATE: gettext_lazy("没有有效的执法证"),
    Code.CERTIFICATE_WITHDRAWN: gettext_lazy("执法证已收回"),
    Code.TRAINING_EXPIRED: gettext_lazy("培训已过有效期"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One officer as a row."""

    name: str
    agency: str
    place: str
    number: str
    until: date | None
    trained: date | None
    carried: int
    chip: Chip


@dataclass(frozen=True, slots=True)
class Short:
    """One case that is short, as a row."""

    to: str
    number: str
    title: str
    agency: str
    why: str


def context(visit: Visit) -> dict[str, Any]:
    """Return what the page of officers shows, whoever runs out first on top."""
    within = reach(visit.actor, Permission.CASE_VIEW, visit.today)
    found = people.officers_within(within)
    standings = people.standings({user.pk for user, _agency, _place in found}, visit.today)
    staffed = staffing(within, visit.today)
    lines = [
        _line(user.display_name, (agency, place), standings[user.pk], staffed.carried.get(str(user.pk), 0), visit)
        for user, agency, place in found
    ]
    return {
        "lines": sorted(lines, key=lambda one: (one.until or date.min, one.agency, one.name)),
        "short": [_short(one, visit) for one in staffed.short[:MOST]],
        "short_count": len(staffed.short),
        "recusals": staffed.recusals,
    }


def _line(name: str, where: tuple[str, str], standing: Standing, carried: int, visit: Visit) -> Line:
    return Line(
        name=name,
        agency=agency_name(where[0], visit.today, visit.lang),
        place=district_name(where[1], visit.lang),
        number=standing.number,
        until=standing.until,
        trained=standing.trained_until,
        carried=carried,
        chip=chip(standing, visit.today),
    )


def chip(standing: Standing, today: date) -> Chip:
    """Return how an officer stands, in words."""
    if not standing.qualified:
        return Chip("danger", str(STANDINGS[standing.code]))
    left = (standing.until - today).days if standing.until else 0
    if left <= SOON:
        return Chip("warn", _("%(days)d 天后到期") % {"days": left})
    return Chip("ok", _("可以办案"))


def _short(one: ShortCase, visit: Visit) -> Short:
    why = _("可以办案的人员 %(count)d 名") % {"count": one.qualified}
    if one.lapsed:
        why = _("%(why)s；%(names)s 不能办案") % {"why": why, "names": _("、").join(one.lapsed)}
    to = reverse("case", kwargs={"case_id": one.case_id})
    return Short(to, one.number, one.title, agency_name(one.agency, visit.today, visit.lang), why)
