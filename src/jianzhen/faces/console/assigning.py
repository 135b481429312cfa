"""The form that assigns a lead, a case or a task of the plan to an agency, and the act it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console import assigned, facts, plans
from jianzhen.faces.console.lists import filters
from jianzhen.faces.console.reachable import case_matter, lead_matter
from jianzhen.faces.console.rows import address, row_of
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, city
from jianzhen.people.policy import PERMISSIONS, Permission
from jianzhen.stages.cases.actions.assign import Assign
from jianzhen.stages.cases.schema.pages import MatterPage

OFFICE: Final = "coordination_office"
"""The kind of the agency that assigns where the person's role names none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is asked about, with the agency and district that suggest themselves."""

    kind: str
    id: str
    words: str
    to: str
    agency: str
    district: str


def subject_of(visit: Visit, query: QueryDict) -> Subject | None:
    """Return what an address or a form names; None where it names nothing.

    Raises:
        Http404: there is no such lead, case or task within reach.
    """
    kind, key = query.get("subject", ""), query.get("id", "")
    if not kind:
        return None
    if kind == "task":
        return _task(visit, key)
    if kind not in ("lead", "case"):
        raise Http404(kind)
    page = lead_matter(visit, _uuid(key)) if kind == "lead" else case_matter(visit, _uuid(key))
    return _matter(kind, key, page, visit)


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise Http404(key) from None


def _matter(kind: str, key: str, page: MatterPage, visit: Visit) -> Subject:
    row = row_of(page.row, visit)
    words = " · ".join(part for part in (row.number or row.title, row.subject) if part)
    return Subject(kind, str(UUID(key)), words, address(page.row), page.row.agency, page.row.district)


def _task(visit: Visit, key: str) -> Subject:
    found = plans.task_of(visit, key)
    if found is None:
        raise Http404(key)
    title, agency = found
    return Subject("task", key, f"{assigned.task_words(key)} · {title}", reverse("plan"), agency, "")


def context(visit: Visit, query: QueryDict) -> dict[str, Any]:
    """Return what the form shows."""
    chosen = filters(visit, "", everything=True)
    on = visit.today
    agencies = [(one.code, agency_name(one.code, on, visit.lang)) for one in city().agencies.items if one.name_on(on)]
    return {
        "subject": subject_of(visit, query),
        "agencies": agencies,
        "districts": chosen["district"],
        "sender": agency_name(assigner(visit), visit.today, visit.lang),
        "earliest": visit.today + timedelta(days=1),
        "today": visit.today,
        "kinds": assigned.KINDS.items(),
    }


def assigner(visit: Visit) -> str:
    """Return the agency in whose name the person assigns: that of the role, else the city's coordinating office."""
    running = [
        one for one in visit.actor.grants if one.holds(visit.today) and Permission.ASSIGN in PERMISSIONS[one.role]
    ]
    worn = next((one.agency_code for one in running if one.agency_code), "")
    return worn or next((one.code for one in city().agencies.items if one.kind == OFFICE), "")


def act_of(visit: Visit, posted: QueryDict) -> Assign:
    """Return the act a form asks for.

    Raises:
        RefusedError: agency, words, basis or date is missing, or nothing is named.
        Http404: what is named does not lie within reach.
    """
    subject = subject_of(visit, posted)
    if subject is None:
        raise RefusedError(
            _("没有写明交办哪一件"), where=Where(key="subject"), remedy=_("请从线索、案件或工作要点里交办")
        )
    return Assign(
        actor=visit.actor,
        at=visit.at,
        subject_type=subject.kind,
        subject_id=subject.id,
        from_agency=assigner(visit),
        to_agency=facts.text(posted, "to_agency"),
        asked=facts.text(posted, "asked"),
        basis=facts.text(posted, "basis"),
        due=_due(posted),
        kind=posted.get("kind", "assigned"),
        sign_by=facts.said({"sign_by": "date"}, posted)["sign_by"] if posted.get("sign_by", "").strip() else None,
        district=posted.get("district", "").strip(),
    )


def _due(posted: QueryDict) -> date:
    found: date = facts.said({"due": "date"}, posted)["due"]
    return found
