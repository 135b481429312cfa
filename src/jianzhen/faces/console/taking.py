"""From a form to an act: each builds exactly one action and runs nothing."""

from __future__ import annotations

from django.http import QueryDict

from jianzhen.faces.console import facts
from jianzhen.faces.console.visit import Visit
from jianzhen.stages.cases.actions.leads import FilePapers, LeadStep
from jianzhen.stages.cases.actions.route import RerouteLead
from jianzhen.stages.cases.actions.steps import STEPS
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.schema.pages import MatterPage
from jianzhen.stages.cases.schema.paper import PaperIn


def step_of(visit: Visit, page: MatterPage, name: str, posted: QueryDict) -> LeadStep:
    """Return the step a form asks for, with what it says and the version the person looked at.

    Raises:
        RefusedError: something is missing or is not of its kind.
    """
    said = facts.said(procedure_of(page.row.agency).act(name).facts, posted)
    return STEPS[name](actor=visit.actor, at=visit.at, lead_id=page.row.lead_id, seen=facts.seen(posted), **said)


def file_papers(visit: Visit, page: MatterPage, posted: QueryDict) -> FilePapers:
    """Return the act that puts one document on file.

    Raises:
        RefusedError: no kind or no title was given.
    """
    paper = PaperIn(facts.text(posted, "kind"), facts.text(posted, "title"), posted.get("number", "").strip())
    return FilePapers(actor=visit.actor, at=visit.at, lead_id=page.row.lead_id, papers=(paper,))


def hand_over(visit: Visit, page: MatterPage, posted: QueryDict) -> RerouteLead:
    """Return the act that gives a lead its owner.

    Raises:
        RefusedError: agency, district or basis is missing.
    """
    return RerouteLead(
        actor=visit.actor,
        at=visit.at,
        lead_id=page.row.lead_id,
        agency=facts.text(posted, "agency"),
        district=facts.text(posted, "district"),
        basis=facts.text(posted, "basis"),
        domain=posted.get("domain", ""),
        seen=facts.seen(posted),
    )
