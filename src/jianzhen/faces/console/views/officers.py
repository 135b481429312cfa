"""Officers and their papers; recusals in a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import officers, recusals
from jianzhen.faces.console.reachable import case_matter
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.queries.recusals import handling_of_case


@page
def officer_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List officers with their certificates and trainings, and the cases short of two who are qualified."""
    visit.require_any(Permission.CASE_VIEW)
    return render(request, "console/officers.html", officers.context(visit))


@act
def ask_recusal(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Ask that a person step aside from a case."""
    found = case_matter(visit, case_id)
    recusals.ask_of(visit, found.row.lead_id, request.POST).execute()
    return done(request, _("已登记，决定作出之前不停止调查。"), safe_next(request))


@act
def decide_recusal(request: HttpRequest, visit: Visit, case_id: UUID, request_id: UUID) -> HttpResponse:
    """Decide on a request."""
    case_matter(visit, case_id)
    recusals.decision_of(visit, handling_of_case(case_id), request_id, request.POST).execute()
    return done(request, _("已决定，并已记入日志。"), safe_next(request))
