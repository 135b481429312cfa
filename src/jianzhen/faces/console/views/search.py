"""Search by number or by two characters of a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console.finding import found
from jianzhen.faces.console.visit import Visit, page


@page
def search(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what a query finds; htmx asks for the short list under the search field."""
    part = "console/parts/found.html" if request.headers.get("HX-Request") else "console/search.html"
    return render(request, part, found(visit, request.GET.get("q", "")))
