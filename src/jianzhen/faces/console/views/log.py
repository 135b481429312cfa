"""The log, for those who may read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.custody.queries import latest_events, latest_head
from jianzhen.faces.console.journal import lines
from jianzhen.faces.console.visit import Visit, page
from jianzhen.people.policy import Permission

PAGE = 50


@page
def log(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the newest events, or those before an index."""
    visit.require(Permission.LOG_VIEW)
    asked = request.GET.get("before", "")
    events = latest_events(PAGE, int(asked) if asked.isdigit() and len(asked) < 18 else None)
    more = events[-1].index if len(events) == PAGE and events[-1].index > 0 else None
    facts = {"lines": lines(events, visit.lang), "head": latest_head(), "more": more}
    return render(request, "console/log.html", facts)
