"""From a form to an act: each builds exactly one action and runs nothing."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console import facts
from jianzhen.faces.console.visit import Visit
from jianzhen.stages.cases.actions import FilePapers, LeadStep
from jianzhen.stages.cases.actions_route import RerouteLead
from jianzhen.stages.cases.actions_steps import STEPS
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.schema.pages import MatterPage
from jianzhen.stages.cases.schema.paper import PaperIn


def step_of(visit: Visit, page: MatterPage, name: str, posted: QueryDict) -> LeadStep:
    """Return the step a form asks for, with what it says and the version the person looked at.

    Raises:
        RefusedError: something is missing or is not of its kind.
    """
    said = facts.said(procedure_of(page.row.agency).act(name).facts, posted)
    return STEPS[name](actor=visit.actor, at=visit.at, lead_id=page.row.lead_id, seen=_seen(posted), **said)


def file_papers(visit: Visit, page: MatterPage, posted: QueryDict) -> FilePapers:
    """Return the act that puts one document on file.

    Raises:
        RefusedError: no kind or no title was given.
    """
    paper = PaperIn(_text(posted, "kind"), _text(posted, "title"), posted.get("number", "").strip())
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
        agency=_text(posted, "agency"),
        district=_text(posted, "district"),
        basis=_text(posted, "basis"),
        domain=posted.get("domain", ""),
        seen=_seen(posted),
    )


def _seen(posted: QueryDict) -> int | None:
    """Return the version of the record that the page was made from."""
    value = posted.get("seen", "")
    return int(value) if value.isdigit() and len(value) < 10 else None


def _text(posted: QueryDict, name: str) -> str:
    value = posted.get(name, "").strip()
    if not value:
        what = _("没有填写")
        raise RefusedError(f"{facts.word(name)}：{what}", where=Where(key=name), remedy=_("请补正后重新提交"))
    return value
