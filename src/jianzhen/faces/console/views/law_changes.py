"""The pages of changes: what differs between two days and which cases it touches; where the law was silent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console import law_changes
from jianzhen.faces.console.visit import Visit, page
from jianzhen.people.policy import Permission


@page
def law_diff(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what the law says differently on two days, and which open cases within reach it touches."""
    facts = law_changes.context(visit, request.GET.get("a", ""), request.GET.get("b", ""))
    return render(request, "console/law_diff.html", facts)


@page
def law_gaps(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show by rule key how often the law was silent: counts of the whole instance, no case is named."""
    visit.require_any(Permission.REPORT_VIEW)
    return render(request, "console/law_gaps.html", {"silences": law_changes.silences(visit)})
