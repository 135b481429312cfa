"""The queues of complaints and reports, and of what was assigned: one page, with live counts for every view."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from jianzhen.base.errors import RefusedError, Where
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.models import Assignment, Clock, Grievance
from jianzhen.stages.cases.queries.assignments import grievance_lines, lines_of
from jianzhen.stages.cases.queries.worklist import PAGE, SOON, YES, reach_of
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.pages import (
    ASSIGNMENT_VIEWS,
    GRIEVANCE_VIEWS,
    AssignmentLine,
    AssignmentQueue,
    GrievanceLine,
    GrievanceQueue,
)

NAMES: Final = {
    "complaint": ("complaint_accept", "complaint_mediate", "complaint_end_notice"),
    "report": ("report_verify", "report_tell"),
}
"""The clocks of each kind; at most one of them runs on a record."""
FIRM: Final = (State.RUNNING.value, State.OVERDUE.value)
DATED: Final = ("due_soon", "overdue")
"""Views read from the clocks."""
WAITING: Final = {"waiting_complaint": "complaint", "waiting_report": "report"}


def grievance_queue(
    reach: Reach, view: str, page: int = 1, *, as_of: date, kind: str = "", size: int = PAGE
) -> GrievanceQueue:
    """Return one page of a view (``schema.pages.GRIEVANCE_VIEWS``) and the counts of all views.

    Waiting ones and those with a date come most urgent first, the view of all newest first. ``kind`` (complaint,
    report) narrows every view; ``page`` counts from 1, beyond the end it is the last one.
    """
    views = {name: _grievances(reach, name, kind, as_of) for name in GRIEVANCE_VIEWS}
    counts = {name: rows.count() for name, rows in views.items()}
    page, pages, span = _span(counts[view], page, size)
    keys = list(views[view].values_list("subject_id" if view in DATED else "pk", flat=True)[span])
    found = {row.pk: row for row in Grievance.objects.filter(pk__in=keys)}
    rows = tuple(grievance_lines((found[key] for key in keys), as_of))
    return GrievanceQueue(view=view, counts=counts, rows=rows, page=page, pages=pages, total=counts[view])


def _grievances(reach: Reach, view: str, kind: str, as_of: date) -> QuerySet[Grievance] | QuerySet[Clock]:
    """Return the records of a view in its order: from the clocks where a date decides, else from the table itself."""
    if view in DATED:
        return _dated(reach, view, kind, as_of)
    rows = Grievance.objects.filter(reach_of(reach, agency="agency"))
    if kind:
        rows = rows.filter(kind=kind)
    if view in WAITING:
        return rows.filter(kind=WAITING[view], state="received").order_by("received_on", "id")
    return rows.order_by("-received_on", "-id")


def _dated(reach: Reach, view: str, kind: str, as_of: date) -> QuerySet[Clock]:
    due = {"due__lt": as_of} if view == "overdue" else {"due__range": (as_of, as_of + timedelta(days=SOON))}
    rows = Clock.objects.filter(reach_of(reach, agency="agency"), subject_type="grievance", is_active__in=YES, **due)
    rows = rows.filter(state__in=FIRM)
    return (rows.filter(name__in=NAMES[kind]) if kind else rows).order_by("due", "id")


def grievance_page(grievance_id: UUID, *, as_of: date) -> GrievanceLine:
    """Return one complaint or report.

    Raises:
        RefusedError: there is none of this id.
    """
    row = Grievance.objects.filter(pk=grievance_id).first()
    if row is None:
        raise RefusedError("no such complaint or report", where=Where(key=str(grievance_id)), remedy="Name its id")
    return grievance_lines([row], as_of)[0]


def earlier_reports(grievance_id: UUID, *, as_of: date, most: int = 50) -> list[GrievanceLine]:
    """Return the reports to the same agency that a report may repeat: those of its lead first, then the newest."""
    row = Grievance.objects.filter(pk=grievance_id, kind="report").first()
    if row is None:
        return []
    others = Grievance.objects.filter(kind="report", agency=row.agency, received_on__lte=row.received_on)
    others = others.exclude(pk=row.pk).exclude(state="repeated").order_by("-received_on", "-id")
    same = list(others.filter(lead_id=row.lead_id)[:most]) if row.lead_id else []
    known = {one.pk for one in same}
    return grievance_lines([*same, *(one for one in others[:most] if one.pk not in known)][:most], as_of)


def assignment_queue(reach: Reach, view: str, page: int = 1, *, as_of: date, size: int = PAGE) -> AssignmentQueue:
    """Return one page of a view (``schema.pages.ASSIGNMENT_VIEWS``), most urgent first, and the counts of all views.

    Within reach lies what an agency was asked, and what it asked of others itself.
    """
    rows = Assignment.objects.filter(_either_side(reach))
    counts = {name: rows.filter(_assigned(name, as_of)).count() for name in ASSIGNMENT_VIEWS}
    page, pages, span = _span(counts[view], page, size)
    order = ("-due", "-id") if view == "ended" else ("due", "id")
    keys = list(rows.filter(_assigned(view, as_of)).order_by(*order).values_list("pk", flat=True)[span])
    found = lines_of(Assignment.objects.filter(pk__in=keys).order_by(*order), as_of)
    return AssignmentQueue(view=view, counts=counts, rows=found, page=page, pages=pages, total=counts[view])


def _either_side(reach: Reach) -> Q:
    """Return the filter for what an agency within reach was asked, or asked of others where it lies wholly within."""
    if reach.everything:
        return Q()
    asking = [scope.agency_code for scope in reach.scopes if not scope.district_code]
    return reach_of(reach, agency="to_agency") | Q(from_agency__in=asking)


def _assigned(view: str, as_of: date) -> Q:
    going = ("assigned", "declined", "signed", "answered")
    return {
        "open": Q(state__in=going),
        "due_soon": Q(state__in=going, due__gte=as_of, due__lte=as_of + timedelta(days=SOON)),
        "overdue": Q(state__in=going, due__lt=as_of),
        "answered": Q(state="answered"),
        "ended": Q(state="written_off"),
    }[view]


def assignment_page(assignment_id: UUID, *, as_of: date) -> AssignmentLine:
    """Return one assignment.

    Raises:
        RefusedError: there is none of this id.
    """
    row = Assignment.objects.filter(pk=assignment_id).first()
    if row is None:
        raise RefusedError("no such assignment", where=Where(key=str(assignment_id)), remedy="Name its id")
    return lines_of([row], as_of)[0]


def _span(total: int, page: int, size: int) -> tuple[int, int, slice]:
    """Return the page that is shown, how many there are, and its slice."""
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    return page, pages, slice((page - 1) * size, page * size)
