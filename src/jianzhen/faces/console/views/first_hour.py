"""The first hour at a new office, as a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console import first_hour as shown
from jianzhen.faces.console.visit import Visit, page
from jianzhen.people.policy import Permission


@page
def first_hour(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show missed transfers, overdue publications and hidden repeaters of the whole city."""
    visit.require(Permission.REPORT_VIEW)
    return render(request, "console/first_hour.html", shown.context(visit))
