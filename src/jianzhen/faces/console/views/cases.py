"""The case page, and the acts on a lead or case."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jianzhen.faces.console import (
    assessment,
    assigned,
    discretion_view,
    documents,
    goods_view,
    matter,
    publications,
    recusals,
    transfers,
)
from jianzhen.faces.console.facts import options
from jianzhen.faces.console.reachable import case_matter, lead_matter
from jianzhen.faces.console.rows import address
from jianzhen.faces.console.taking import file_papers, hand_over, step_of
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.queries.recusals import handling_of_case


@page
def case(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Show a case: spine, clocks, lawful next steps, papers, log."""
    found = case_matter(visit, case_id)
    may_propose = visit.may(Permission.CASE_WORK, found.row.agency, found.row.district)
    facts = {
        "transfers": transfers.of_case(case_id, visit),
        "publication": publications.of_case(case_id, visit),
        "standards": options("standard", transfers.STANDARDS),
        "may_propose": may_propose,
        "team": matter.officers(found.row.agency, visit.today) if may_propose else (),
        "may_assign": visit.may(Permission.ASSIGN),
        "assignments": assigned.lines(found.assignments, visit),
        "goods": goods_view.card(case_id, visit),
        "discretion": discretion_view.card(case_id, visit),
    }
    judged = assessment.context(found, visit) | documents.context(documents.of_matter(found), visit)
    judged |= recusals.context(found, handling_of_case(case_id), visit)
    return render(request, "console/case.html", matter.context(found, visit) | facts | judged)


@act
def take_step(request: HttpRequest, visit: Visit, lead_id: UUID, step: str) -> HttpResponse:
    """Take one step of the procedure on a lead or case."""
    found = lead_matter(visit, lead_id)
    if step not in {one.act for one in found.next_steps}:
        raise Http404(step)
    step_of(visit, found, step, request.POST).execute()
    after = lead_matter_after(visit, lead_id)
    return done(request, _("已办理，并已记入日志。"), after or safe_next(request))


def lead_matter_after(visit: Visit, lead_id: UUID) -> str:
    """Return where a matter is shown after a step; nothing when the step took it out of the person's reach."""
    try:
        return address(lead_matter(visit, lead_id).row)
    except Http404:
        return ""


@act
def file_paper(request: HttpRequest, visit: Visit, lead_id: UUID) -> HttpResponse:
    """Put a document on file."""
    file_papers(visit, lead_matter(visit, lead_id), request.POST).execute()
    return done(request, _("已归档。"), safe_next(request))


@act
def reroute(request: HttpRequest, visit: Visit, lead_id: UUID) -> HttpResponse:
    """Give an unresolved lead its owner."""
    hand_over(visit, lead_matter(visit, lead_id), request.POST).execute()
    return done(request, _("已分派，核查期限从今日起算。"), safe_next(request))
