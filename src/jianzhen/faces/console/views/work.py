"""The worklist, and the lists of leads and of cases: one list, narrowed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console.lists import listing
from jianzhen.faces.console.visit import Visit, page
from jianzhen.faces.console.work import asked


@page
def work(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what has to be done, most urgent first."""
    return _shown(request, visit, "", _("工作台"))


@page
def lead_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the leads that are no case yet."""
    return _shown(request, visit, "lead", _("线索"))


@page
def case_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the cases."""
    return _shown(request, visit, "case", _("案件"))


def _shown(request: HttpRequest, visit: Visit, stage: str, title: str) -> HttpResponse:
    """Render the page, or the table alone where htmx asks for it."""
    facts = listing(visit, asked(request.GET.dict(), stage)) | {"title": title}
    part = "console/parts/work_table.html" if request.headers.get("HX-Request") else "console/work.html"
    return render(request, part, facts)
