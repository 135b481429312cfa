"""The goods of a case, their certificates, and the units that destroy goods."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import goods_files, goods_overview, goods_taking, goods_view
from jianzhen.faces.console.reachable import case_matter
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next
from jianzhen.people.policy import Permission


@page
def goods(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Show the goods of a case, now or as they stood at the end of a day."""
    return render(request, "console/goods.html", goods_view.context(visit, case_id, request.GET.get("at", "")))


@act
def take(request: HttpRequest, visit: Visit, case_id: UUID, step: str) -> HttpResponse:
    """Take one act on the goods of a case."""
    case_matter(visit, case_id)
    goods_taking.act_of(visit, case_id, step, request.POST).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))


@act
def add_photo(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Take a photo into evidence and give it to a lot."""
    goods_files.add_photo(visit, case_id, request.POST, request.FILES.get("file")).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))


@act
def list_file(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """List the goods of a spreadsheet."""
    case_matter(visit, case_id)
    goods_files.list_goods(visit, case_id, request.POST, request.FILES.get("file")).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))


@page
def photo(request: HttpRequest, visit: Visit, case_id: UUID, sha256: str) -> HttpResponse:  # noqa: ARG001
    """Give a photo of a lot."""
    content, kind = goods_files.photo(visit, case_id, sha256)
    return HttpResponse(content, content_type=kind)


@page
def certificate(request: HttpRequest, visit: Visit, certificate_id: UUID) -> HttpResponse:
    """Show a certificate of destruction, made for printing."""
    return render(request, "console/goods_certificate.html", goods_view.certificate_context(visit, certificate_id))


@page
def overview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the figures of a period and the units that destroy goods."""
    visit.require_any(Permission.REPORT_VIEW)
    return render(request, "console/goods_overview.html", goods_overview.context(visit, request.GET.get("period", "")))


@act
def unit_act(request: HttpRequest, visit: Visit, step: str) -> HttpResponse:
    """Register a unit, its qualification, or the end of one."""
    goods_overview.act_of(visit, step, request.POST).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))
