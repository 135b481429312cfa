"""回避 on a case's page: what was asked and decided, and the forms that ask and decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.faces.console import facts
from jianzhen.faces.console.facts import Option
from jianzhen.faces.console.visit import Visit
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.recusal import AskRecusal, DecideRecusal
from jianzhen.stages.cases.queries.recusals import recusals_of
from jianzhen.stages.cases.schema.pages import MatterPage
from jianzhen.stages.cases.schema.recusal import RecusalLine

ASKED_BY: Final[dict[str, Promise]] = {
    "party": gettext_lazy("当事人申请"),
    "self": gettext_lazy("本人提出"),
    "agency": gettext_lazy("单位指令"),
}
GROUNDS: Final[dict[str, Promise]] = {
    "interest": gettext_lazy("与案件有直接利害关系"),
    "relation": gettext_lazy("有其他关系可能影响公正执法"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One recusal in words; ``steps`` are the acts concerned."""

    request_id: UUID
    person: str
    asked: str
    ground: str
    reason: str
    at: datetime
    state: str
    kind: str
    decision: str
    steps: str
    citation: str
    open: bool
    own: bool


def context(page: MatterPage, handling_id: UUID, visit: Visit) -> dict[str, Any]:
    """Return what the card of recusals shows."""
    place = (page.row.agency, page.row.district)
    lines = recusals_of(handling_id)
    return {
        "recusals": [_line(one, page, visit) for one in lines],
        "recusal_people": _people(page, visit) if visit.may(Permission.CASE_WORK, *place) else [],
        "recusal_asked_by": ASKED_BY.items(),
        "recusal_grounds": GROUNDS.items(),
        "may_decide_recusal": visit.may(Permission.CASE_APPROVE, *place),
    }


def _people(page: MatterPage, visit: Visit) -> list[Option]:
    """Return whoever holds a role of the agency: officers, reviewers, leaders."""
    found = {user.pk: user.display_name for user in people.staff_of(page.row.agency, visit.today)}
    found |= {user.pk: user.display_name for user in people.officers_of(page.row.agency)}
    return [Option(str(key), name) for key, name in sorted(found.items(), key=lambda one: one[1])]


def _line(one: RecusalLine, page: MatterPage, visit: Visit) -> Line:
    state, kind = _state(one)
    acts = [step.words[visit.lang == "en"] for step in page.spine if step.seq in one.steps]
    return Line(
        request_id=one.request_id,
        person=one.person,
        asked=str(ASKED_BY[one.asked_by]),
        ground=str(GROUNDS[one.ground]),
        reason=one.reason,
        at=one.asked_at,
        state=state,
        kind=kind,
        decision=one.decision,
        steps=" · ".join(acts),
        citation=one.citation,
        open=one.granted is None,
        own=one.person_id == visit.actor.actor_id,
    )


def _state(one: RecusalLine) -> tuple[str, str]:
    """Return where it stands, in words, and the kind of its chip."""
    if one.granted is None:
        return _("待决定，不停止调查"), "warn"
    if not one.granted:
        return _("不予回避"), "line"
    if one.steps_stand is None:
        return _("已回避"), "accent"
    return (_("已回避，此前步骤有效"), "accent") if one.steps_stand else (_("已回避，此前调查须重做"), "warn")


def ask_of(visit: Visit, lead_id: UUID, posted: QueryDict) -> AskRecusal:
    """Return the request a form makes."""
    said = facts.said({"person_id": "official", "asked_by": "text", "ground": "text", "reason": "text"}, posted)
    return AskRecusal(actor=visit.actor, at=visit.at, lead_id=lead_id, **said)


def decision_of(visit: Visit, handling_id: UUID, request_id: UUID, posted: QueryDict) -> DecideRecusal:
    """Return the decision a form makes.

    Raises:
        Http404: the request is not of this matter.
    """
    if request_id not in {one.request_id for one in recusals_of(handling_id)}:
        raise Http404(str(request_id))
    said = facts.said({"granted": "boolean", "reason": "text"}, posted)
    stand = facts.said({"steps_stand": "boolean"}, posted)["steps_stand"] if posted.get("steps_stand") else None
    return DecideRecusal(actor=visit.actor, at=visit.at, request_id=request_id, steps_stand=stand, **said)
