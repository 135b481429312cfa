"""The work plan's page, and what its keeper does with it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import facts, plans
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next
from jianzhen.people.policy import Permission
from jianzhen.stages.outcomes.actions_plan import ConfirmUnit, CorrectUnit, ImportPlan


@page
def plan(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the newest plan, or the one asked for; of one unit only where it is named."""
    shown = plans.context(visit, request.GET.get("plan", ""), request.GET.get("unit", ""))
    return render(request, "console/plan.html", shown)


@act
def import_plan(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Read an uploaded work plan and keep it."""
    visit.require(Permission.PLAN_MANAGE)
    read = plans.uploaded_plan(request.FILES.get("file"), request.POST.get("year", ""))
    ImportPlan(actor=visit.actor, at=visit.at, plan=read).execute()
    return done(request, _("已导入；恢复的单位名称须逐一确认。"), safe_next(request))


@act
def settle_unit(request: HttpRequest, visit: Visit, unit_id: UUID) -> HttpResponse:
    """Confirm a restored name, or say which agency is meant."""
    if request.POST.get("code"):
        code = facts.text(request.POST, "code")
        CorrectUnit(actor=visit.actor, at=visit.at, unit_id=unit_id, code=code).execute()
    else:
        ConfirmUnit(actor=visit.actor, at=visit.at, unit_id=unit_id).execute()
    return done(request, _("单位名称已确认。"), safe_next(request))
