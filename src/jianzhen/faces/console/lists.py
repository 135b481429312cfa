"""What the worklist shows: one page of rows, the tabs with their counts, the filters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jianzhen.faces.console.domains import domains
from jianzhen.faces.console.rows import rows
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.work import Asked, tabs
from jianzhen.faces.console.worn import agency_name, city, district_name
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.worklist import worklist
from jianzhen.stages.cases.schema.pages import MatterPage


def listing(visit: Visit, here: Asked) -> dict[str, Any]:
    """Return the context of the worklist."""
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    found = worklist(
        within,
        here.view,
        here.filters,
        here.page,
        actor_id=visit.actor.actor_id,
        as_of=visit.today,
        after=here.after,
        before=here.before,
    )
    return {
        "asked": here,
        "tabs": tabs(here, found.counts),
        "rows": rows(found.rows, visit),
        "found": found,
        "before": here.address(page=found.page - 1, before=found.ends[0]) if found.page > 1 else "",
        "after": here.address(page=found.page + 1, after=found.ends[1]) if found.page < found.pages else "",
        "filters": filters(visit, here.filters.stage, everything=within.everything),
    }


def filters(visit: Visit, stage: str, *, everything: bool) -> dict[str, list[tuple[str, str]]]:
    """Return what a list can be narrowed by; agencies only for those who see more than one."""
    lang = visit.lang
    states = [
        (name, words.en if lang == "en" else words.zh)
        for name, words in procedure_of("").states.items()
        if stage in ("", words.stage)
    ]
    agencies = [(one.code, agency_name(one.code, visit.today, lang)) for one in city().agencies.items if one.opens]
    return {
        "domain": domains(lang),
        "district": [(one.code, district_name(one.code, lang)) for one in city().places()],
        "state": states,
        "agency": agencies if everything else [],
    }


def owners(found: MatterPage, visit: Visit) -> dict[str, Any]:
    """Return what an unresolved lead's page offers: who it might be, and for the coordinator whom to give it to."""
    names = [agency_name(code, visit.today, visit.lang) for code in found.proposed_agencies]
    offered = found.row.state == "unresolved" and visit.may(Permission.LEAD_ROUTE)
    return {"proposed": _("、").join(names), "owners": filters(visit, "", everything=True) if offered else None}
