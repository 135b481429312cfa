"""The discretion aid of a case, and the act that keeps a figure."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import discretion_view
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next


@page
def discretion(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Show range, comparable cases and circumstances for the facts of the address."""
    return render(request, "console/discretion.html", discretion_view.context(visit, case_id, request.GET))


@act
def weigh(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Keep the figure one holds right."""
    discretion_view.weighing_of(visit, case_id, request.POST).execute()
    return done(request, _("裁量意见已保存，并已记入日志。"), safe_next(request))
