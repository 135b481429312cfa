"""The assessment of a case: its page, and the acts on the rows it is computed from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import assessing, assessment
from jianzhen.faces.console.reachable import case_matter
from jianzhen.faces.console.rows import row_of
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next


@page
def assess(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Show every charge of the case computed, one of them in full, and the rows it rests on."""
    found = case_matter(visit, case_id)
    facts = {"page": found, "row": row_of(found.row, visit), "full": True}
    return render(
        request, "console/assessment.html", facts | assessment.context(found, visit, request.GET.get("charge", ""))
    )


@act
def record_line(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Record one line of goods."""
    assessing.line_of(visit, case_matter(visit, case_id), request.POST).execute()
    return done(request, _("已登记货物明细。"), safe_next(request))


@act
def withdraw_line(request: HttpRequest, visit: Visit, case_id: UUID, line_id: UUID) -> HttpResponse:
    """Take a line of goods back."""
    assessing.withdrawal_of(visit, case_matter(visit, case_id), line_id, request.POST).execute()
    return done(request, _("已撤回，原记录保留。"), safe_next(request))


@act
def record_fact(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Record one fact."""
    assessing.fact_of(visit, case_matter(visit, case_id), request.POST).execute()
    return done(request, _("已登记案件事实。"), safe_next(request))


@act
def keep(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Keep the officer's view beside what was computed."""
    found = assessing.assessment_of(visit, case_matter(visit, case_id), request.POST).execute()
    words = _("已保存，与计算结果不同之处一并保留。") if found.differs else _("已保存研判意见。")
    return done(request, words, safe_next(request))
