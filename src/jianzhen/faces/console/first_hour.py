"""The first hour in the reader's words: three lists from last year's decisions, each a door to its records."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.faces.console import missed
from jianzhen.faces.console.visit import Visit
from jianzhen.flow.first_hour import first_hour
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.outcomes.schema.first_hour import RepeatItem
from jianzhen.stages.referral import queries_missed as room

HIDDEN: Final[dict[str, Promise]] = {
    "names": gettext_lazy("名称不同"),
    "offices": gettext_lazy("作出单位不同"),
    "silent": gettext_lazy("后一决定未提及前一决定"),
}
MOST: Final = 200
"""Lines of a list that the page shows; the report holds all."""


def context(visit: Visit) -> dict[str, Any]:
    """Return what the page shows as of today."""
    found = first_hour(visit.today)
    total, lines = room.missed(reach(visit.actor, Permission.REFERRAL_VIEW, visit.today), "open", limit=MOST)
    return {
        "found": found,
        "missed_total": total,
        "rows": [missed.row_of(one, visit.lang) for one in lines],
        "overdue": found.overdue[:MOST],
        "repeats": [_repeat(one) for one in found.repeats[:MOST]],
        "most": MOST,
    }


def _repeat(one: RepeatItem) -> dict[str, Any]:
    return {
        "item": one,
        "to": reverse("subject", kwargs={"subject_id": one.subject_id}),
        "hidden": _("、").join(str(HIDDEN[code]) for code in one.hidden),
        "names": _("、").join(one.names),
    }
