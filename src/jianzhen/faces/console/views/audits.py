"""The audit slice: this month's items drawn at random, and the verdict on one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import audit
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next


@page
def audit_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what was drawn this month, and what the verdicts so far tell."""
    return render(request, "console/audit.html", audit.context(visit, request.GET))


@act
def give(request: HttpRequest, visit: Visit, item_id: str) -> HttpResponse:
    """Say of one item whether anything in it is wrong."""
    audit.act_of(visit, item_id, request.POST).execute()
    return done(request, _("判断已记下，会用来衡量漏检并改进甄别。"), safe_next(request))
