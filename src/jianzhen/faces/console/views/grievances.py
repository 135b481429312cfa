"""Complaints and reports: the queue, one record, and its acts."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import documents, grievances
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next


@page
def grievance_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the complaints and reports within reach, by what they wait for and until when."""
    return render(request, "console/grievances.html", grievances.context(visit, request.GET))


@page
def grievance(request: HttpRequest, visit: Visit, grievance_id: UUID) -> HttpResponse:
    """Show one complaint or report: next acts, course, clocks with their law."""
    found = grievances.grievance_in_reach(visit, grievance_id)
    papers = documents.context(documents.of_grievance(found), visit)
    return render(request, "console/grievance.html", grievances.page_of(found, visit) | papers)


@act
def take_step(request: HttpRequest, visit: Visit, grievance_id: UUID, step: str) -> HttpResponse:
    """Take one step on a complaint or report."""
    found = grievances.grievance_in_reach(visit, grievance_id)
    if step not in grievances.WAYS:
        raise Http404(step)
    grievances.act_of(visit, found, step, request.POST).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))
