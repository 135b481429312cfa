"""The worklist."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console.visit import Visit, page


@page
def work(request: HttpRequest, _visit: Visit) -> HttpResponse:
    """Show the worklist."""
    return render(request, "console/work.html", {})


@page
def search(request: HttpRequest, _visit: Visit) -> HttpResponse:
    """Search."""
    return render(request, "console/work.html", {})
