"""The law pages: the list of keys, and one key with its whole life."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console.laws import book, eras, shelves
from jianzhen.faces.console.visit import Visit, page
from jianzhen.law.errors import UnknownRuleError
from jianzhen.people.policy import Permission


@page
def law_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the keys by subject, those whose words hold ``q``."""
    query = request.GET.get("q", "").strip()
    facts = {
        "shelves": shelves(book(), query, visit.today),
        "q": query,
        "may_report": visit.sees(Permission.REPORT_VIEW),
    }
    return render(request, "console/laws.html", facts)


@page
def law(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """Show a key (or the key of a version id) with every version as a timeline."""
    try:
        timeline, asked = book().resolve(name)
    except UnknownRuleError:
        raise Http404(name) from None
    shown = asked or timeline.on(visit.today) or timeline.versions[-1]
    silent = asked is None and not shown.in_force(visit.today)
    facts = {"timeline": timeline, "shown": shown, "asked": asked, "silent": silent}
    return render(request, "console/law.html", facts | {"eras": eras(timeline, visit.today)})
