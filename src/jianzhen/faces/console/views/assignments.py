"""Assignments: the list, one of them, its acts, and assigning."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jianzhen.faces.console import assigned, assigned_scores, assigning
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next
from jianzhen.people.policy import Permission


@page
def assignment_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List what was assigned to or by whom the person sees, most urgent first."""
    shown = assigned.context(visit, request.GET) | {"may_assign": visit.may(Permission.ASSIGN)}
    return render(request, "console/assignments.html", shown)


@page
def assignment(request: HttpRequest, visit: Visit, assignment_id: UUID) -> HttpResponse:
    """Show one assignment: next acts, course, clock."""
    found = assigned.assignment_in_reach(visit, assignment_id)
    return render(request, "console/assignment.html", assigned.page_of(found, visit))


@page
def assignment_scores(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show how agencies dealt with what they were asked over a period."""
    visit.require_any(Permission.LEAD_VIEW)
    return render(
        request, "console/assignment_scores.html", assigned_scores.context(visit, request.GET.get("period", ""))
    )


@page
def assign_form(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the form that assigns a lead, a case or a task."""
    visit.require(Permission.ASSIGN)
    return render(request, "console/assign.html", assigning.context(visit, request.GET))


@act
def assign(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Assign a lead, a case or a task to an agency."""
    made = assigning.act_of(visit, request.POST).execute()
    return done(request, _("已交办，等对方签收。"), reverse("assignment", kwargs={"assignment_id": made}))


@act
def take_step(request: HttpRequest, visit: Visit, assignment_id: UUID, step: str) -> HttpResponse:
    """Take one step on an assignment."""
    found = assigned.assignment_in_reach(visit, assignment_id)
    if step not in assigned.WAYS:
        raise Http404(step)
    assigned.act_of(visit, found, step, request.POST).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))
