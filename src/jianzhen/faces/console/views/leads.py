"""The page of one lead."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jianzhen.faces.console import matter
from jianzhen.faces.console.reachable import lead_matter
from jianzhen.faces.console.visit import Visit, page


@page
def lead(request: HttpRequest, visit: Visit, lead_id: UUID) -> HttpResponse:
    """Show a lead: what was seen, why it is suspected, who is behind it."""
    return render(request, "console/lead.html", matter.context(lead_matter(visit, lead_id), visit))
