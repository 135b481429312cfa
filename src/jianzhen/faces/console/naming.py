"""Leads and cases by their names, for lists that point to them; one that lies out of reach is named by nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from jianzhen.faces.console.rows import address, row_of
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.queries.worklist import matters_of


@dataclass(frozen=True, slots=True)
class Named:
    """A lead or case: where it is shown, its number or title, its subject.

    ``about`` says it without the kind of whatever opened the lead: a report gathered there is no complaint.
    """

    to: str
    words: str
    subject: str = ""
    about: str = ""


def named(lead_ids: Iterable[UUID], case_ids: Iterable[UUID], visit: Visit) -> dict[UUID, Named]:
    """Return the leads and cases within reach by their ids (a case under its own and its lead's)."""
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    found: dict[UUID, Named] = {}
    for one in matters_of(lead_ids, case_ids, as_of=visit.today):
        if within.includes(one.agency, one.district):
            row = row_of(one, visit)
            about = " · ".join(part for part in (row.about, row.subject) if part)
            name = Named(address(one), row.number or row.headline, row.subject, about or row.number)
            found |= {key: name for key in (one.lead_id, one.case_id) if key}
    return found
