"""The acts of a publication; it is shown on its case's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jianzhen.faces.console import publications
from jianzhen.faces.console.visit import Visit, act, done, safe_next


@act
def take_step(request: HttpRequest, visit: Visit, publication_id: UUID, step: str) -> HttpResponse:
    """Publish, push, withdraw or end a publication."""
    found = publications.publication_in_reach(visit, publication_id)
    publications.act_of(visit, found, step, request.POST).execute()
    return done(request, _("已办理，并已记入日志。"), safe_next(request))
