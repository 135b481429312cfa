"""The statistics page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console import figures
from jianzhen.faces.console.visit import Visit, page
from jianzhen.people.policy import Permission


@page
def statistics(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the figures of a period by agency and district, within the person's reach."""
    visit.require_any(Permission.REPORT_VIEW)
    return render(request, "console/statistics.html", figures.context(visit, request.GET.get("period", "")))
