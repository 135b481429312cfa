"""The page of one lead, and of the subject behind it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console import assigned, documents, evidence, matter, shots
from jianzhen.faces.console.lists import owners
from jianzhen.faces.console.reachable import lead_matter
from jianzhen.faces.console.subjects import card, subject_in_reach
from jianzhen.faces.console.visit import Visit, page
from jianzhen.people.policy import Permission
from jianzhen.stages.tracing import queries as tracing


@page
def lead(request: HttpRequest, visit: Visit, lead_id: UUID) -> HttpResponse:
    """Show a lead: what was seen, why it is suspected, who is behind it."""
    found, view = lead_matter(visit, lead_id), tracing.lead(lead_id)
    facts = matter.context(found, visit) | evidence.context(view, visit.lang)
    facts |= documents.context(documents.of_matter(found), visit)
    facts |= {"subject": card(view.subject.subject_id, visit, leaving_out=lead_id)}
    facts |= {"may_assign": visit.may(Permission.ASSIGN), "assignments": assigned.lines(found.assignments, visit)}
    return render(request, "console/lead.html", facts | owners(found, visit))


@page
def picture(request: HttpRequest, visit: Visit, lead_id: UUID, sha256: str) -> HttpResponse:  # noqa: ARG001
    """Give a picture that a reason of the lead speaks of, as it lies in the evidence store."""
    lead_matter(visit, lead_id)
    data, kind = shots.content_of(tracing.lead(lead_id).reasons, sha256)
    return HttpResponse(data, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})


@page
def subject(request: HttpRequest, visit: Visit, subject_id: UUID) -> HttpResponse:
    """Show a subject: names, keys, history, leads."""
    found, shown = subject_in_reach(subject_id, visit)
    return render(request, "console/subject.html", {"found": found, "subject": shown})
