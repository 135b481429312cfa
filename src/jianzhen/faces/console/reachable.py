"""Records within the person's reach; what lies outside does not exist for them (404)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.queries.pages import case_page, lead_page
from jianzhen.stages.cases.schema.pages import MatterPage


def lead_matter(visit: Visit, lead_id: UUID) -> MatterPage:
    """Return a lead's page.

    Raises:
        Http404: there is none, it was not routed yet, or it lies out of reach.
    """
    try:
        found = lead_page(lead_id, as_of=visit.today, actor=visit.actor)
    except RefusedError:
        raise Http404(str(lead_id)) from None
    return _within(visit, Permission.LEAD_VIEW, found)


def case_matter(visit: Visit, case_id: UUID) -> MatterPage:
    """Return a case's page.

    Raises:
        Http404: there is none, or it lies out of reach.
    """
    try:
        found = case_page(case_id, as_of=visit.today, actor=visit.actor)
    except RefusedError:
        raise Http404(str(case_id)) from None
    return _within(visit, Permission.CASE_VIEW, found)


def _within(visit: Visit, permission: Permission, found: MatterPage) -> MatterPage:
    if not reach(visit.actor, permission, visit.today).includes(found.row.agency, found.row.district):
        raise Http404("out of reach")
    return found
