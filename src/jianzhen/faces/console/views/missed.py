"""Possible missed transfers: the list, one finding, and the answer to it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import missed
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next
from jianzhen.people.policy import Permission


@page
def missed_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the findings within reach, by view."""
    visit.require_any(Permission.REFERRAL_VIEW)
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdigit() and len(asked) < 7 else 1
    return render(request, "console/missed_list.html", missed.listed(visit, request.GET.get("view", "open"), number))


@page
def missed_one(request: HttpRequest, visit: Visit, finding_id: UUID) -> HttpResponse:
    """Show a finding: acts, tree of reasons, what is unknown, history."""
    found = missed.finding_in_reach(visit, finding_id)
    return render(request, "console/missed.html", missed.context(found, visit))


@act
def answer(request: HttpRequest, visit: Visit, finding_id: UUID) -> HttpResponse:
    """Take a finding up, or say why it is none."""
    missed.answer_of(visit, missed.finding_in_reach(visit, finding_id), request.POST).execute()
    return done(request, _("已答复，并已记入日志。"), safe_next(request))
