"""Transfers to the police: the list, one transfer, and its acts."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jianzhen.faces.console import transfers
from jianzhen.faces.console.reachable import case_matter
from jianzhen.faces.console.visit import Visit, act, done, page, safe_next


@page
def referral_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """List the transfers one sends or receives."""
    everything = request.GET.get("view") == "all"
    facts = {"lines": transfers.listed(visit, open_only=not everything), "everything": everything}
    return render(request, "console/referrals.html", facts)


@page
def referral(request: HttpRequest, visit: Visit, transfer_id: UUID) -> HttpResponse:
    """Show a transfer: its course, clocks, attachments."""
    found = transfers.transfer_in_reach(visit, transfer_id)
    return render(request, "console/referral.html", transfers.context(found, visit))


@act
def take_step(request: HttpRequest, visit: Visit, transfer_id: UUID, step: str) -> HttpResponse:
    """Take one step of a transfer."""
    found = transfers.transfer_in_reach(visit, transfer_id)
    if step not in {one.act for one in found.next_acts}:
        raise Http404(step)
    transfers.act_of(visit, found, step, request.POST).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))


@act
def attach(request: HttpRequest, visit: Visit, transfer_id: UUID) -> HttpResponse:
    """Put a document to a transfer."""
    transfers.attach_of(visit, transfers.transfer_in_reach(visit, transfer_id), request.POST).execute()
    return done(request, _("已附上。"), safe_next(request))


@act
def propose(request: HttpRequest, visit: Visit, case_id: UUID) -> HttpResponse:
    """Propose to transfer a case."""
    case_matter(visit, case_id)
    made = transfers.propose_of(visit, case_id, request.POST).execute()
    return done(request, _("已提出移送，由负责人在期限内决定。"), reverse("referral", kwargs={"transfer_id": made}))
