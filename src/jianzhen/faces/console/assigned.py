"""交办与督办 in the reader's words: the lists, one assignment, its acts, and the form that assigns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import codes, facts
from jianzhen.faces.console.clocks import Chip
from jianzhen.faces.console.facts import Asked
from jianzhen.faces.console.grievances import clock_view
from jianzhen.faces.console.matter import Node, Step
from jianzhen.faces.console.naming import Named, named
from jianzhen.faces.console.queue import asked, paged
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, district_name
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.actions_assign import (
    AnswerAssignment,
    AssignmentStep,
    ReturnAnswer,
    SignForAssignment,
    UrgeAssignment,
    WriteOffAssignment,
)
from jianzhen.stages.cases.queries.queues import assignment_page, assignment_queue
from jianzhen.stages.cases.schema.pages import AssignmentLine

TABS: Final[dict[str, Promise]] = {
    "open": gettext_lazy("未销号"),
    "due_soon": gettext_lazy("三日内到期"),
    "overdue": gettext_lazy("已逾期"),
    "answered": gettext_lazy("待销号"),
    "ended": gettext_lazy("已销号"),
}
STATES: Final[dict[str, Promise]] = {
    "assigned": gettext_lazy("待签收"),
    "signed": gettext_lazy("办理中"),
    "answered": gettext_lazy("已反馈，待销号"),
    "written_off": gettext_lazy("已销号"),
}
EVENTS: Final[dict[str, Promise]] = {
    "assigned": gettext_lazy("交办"),
    "signed": gettext_lazy("签收"),
    "answered": gettext_lazy("反馈"),
    "urged": gettext_lazy("催办"),
    "returned": gettext_lazy("退回反馈"),
    "written_off": gettext_lazy("销号"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One act: its class, its words, and the fact it asks for with its words."""

    act: type[AssignmentStep]
    words: Promise
    asks: dict[str, Promise] = field(default_factory=dict)
    forward: bool = True


WAYS: Final[dict[str, Way]] = {
    "sign": Way(SignForAssignment, gettext_lazy("签收")),
    "answer": Way(AnswerAssignment, gettext_lazy("反馈"), {"answer": gettext_lazy("做了什么，结果如何")}),
    "write-off": Way(WriteOffAssignment, gettext_lazy("销号"), {"finding": gettext_lazy("销号意见")}),
    "return": Way(ReturnAnswer, gettext_lazy("退回反馈"), {"reason": gettext_lazy("还缺什么")}, forward=False),
    "urge": Way(UrgeAssignment, gettext_lazy("催办"), {"words": gettext_lazy("催办的话")}, forward=False),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment as a row; ``about`` has no address where its record lies out of reach."""

    to: str
    asked: str
    about: Named
    sender: str
    receiver: str
    place: str
    state: str
    urged: int
    on: date
    due: date
    chip: Chip | None


def context(visit: Visit, query: QueryDict) -> dict[str, Any]:
    """Return what the list of assignments shows."""
    here = asked(query, TABS)
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    found = assignment_queue(within, here.view, here.page, as_of=visit.today)
    return paged(here, found, TABS) | {"lines": lines(found.rows, visit)}


def lines(found: Iterable[AssignmentLine], visit: Visit) -> list[Line]:
    """Return assignments as rows, in the order given."""
    rows = list(found)
    ids = {kind: {UUID(one.subject_id) for one in rows if one.subject_type == kind} for kind in ("lead", "case")}
    names = named(ids["lead"], ids["case"], visit)
    return [_line(one, names, visit) for one in rows]


def _line(one: AssignmentLine, names: dict[UUID, Named], visit: Visit) -> Line:
    return Line(
        to=reverse("assignment", kwargs={"assignment_id": one.assignment_id}),
        asked=one.asked,
        about=_about(one, names),
        sender=agency_name(one.from_agency, visit.today, visit.lang),
        receiver=agency_name(one.to_agency, visit.today, visit.lang),
        place=district_name(one.district, visit.lang),
        state=str(STATES.get(one.state, one.state)),
        urged=one.urged,
        on=one.assigned_on,
        due=one.due,
        chip=clock_view(one.clocks[-1], visit).chip if one.clocks else None,
    )


def _about(one: AssignmentLine, names: dict[UUID, Named]) -> Named:
    """Return what an assignment is about: a lead, a case, a task of the plan."""
    if one.subject_type == "task":
        return Named(reverse("plan"), task_words(one.subject_id))
    return names.get(UUID(one.subject_id)) or Named("", _("不在您职责范围内的记录"))


def task_words(key: str) -> str:
    """Return a task of the plan in words; its key is 2019/2.2."""
    year, _slash, number = key.partition("/")
    return _("%(year)s 年工作要点第 %(number)s 项") % {"year": year, "number": number}


def assignment_in_reach(visit: Visit, assignment_id: UUID) -> AssignmentLine:
    """Return an assignment.

    Raises:
        Http404: there is none, or neither who asked nor who was asked lies within reach.
    """
    try:
        found = assignment_page(assignment_id, as_of=visit.today)
    except RefusedError:
        raise Http404(str(assignment_id)) from None
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    if not (within.includes(found.to_agency, found.district) or within.includes(found.from_agency, "")):
        raise Http404("out of reach")
    return found


def page_of(found: AssignmentLine, visit: Visit) -> dict[str, Any]:
    """Return what the page of one assignment shows."""
    steps = [_step(name, found, visit) for name in ways(found)]
    return {
        "line": lines([found], visit)[0],
        "found": found,
        "steps": [one for one in steps if one.mine],
        "others": [one for one in steps if not one.mine],
        "spine": _spine(found),
        "clocks": [clock_view(one, visit) for one in found.clocks],
    }


def ways(found: AssignmentLine) -> list[str]:
    """Return the acts that its state allows."""
    return [name for name, way in WAYS.items() if found.state in way.act.begins]


def _step(name: str, found: AssignmentLine, visit: Visit) -> Step:
    way = WAYS[name]
    ends = way.act.ends
    return Step(
        act=name,
        words=str(way.words),
        effect=_("转为“%(state)s”") % {"state": STATES[ends]} if ends else "",
        fields=tuple(Asked(fact, "text", str(words)) for fact, words in way.asks.items()),
        blocked=[],
        mine=visit.may(way.act.permission, found.to_agency, found.district),
        who=str(codes.PERMISSIONS[way.act.permission]),
        to=reverse("assignment-step", kwargs={"assignment_id": found.assignment_id, "step": name}),
        seen=found.version,
        primary=way.forward,
    )


def _spine(found: AssignmentLine) -> list[Node]:
    names = people.names_of({actor for _kind, _text, _at, actor in found.events})
    return [
        Node(
            str(EVENTS.get(kind, kind)),
            at,
            names.get(actor, _("系统") if actor == "system" else actor),
            [(facts.short("words"), text)] if text and kind != "signed" else [],
            (),
            "",
        )
        for kind, text, at, actor in found.events
    ]


def act_of(visit: Visit, found: AssignmentLine, name: str, posted: QueryDict) -> AssignmentStep:
    """Return the act a form asks for.

    Raises:
        RefusedError: nothing was said where the act asks for words.
    """
    way = WAYS[name]
    said = {fact: facts.text(posted, fact) for fact in way.asks}
    seen = facts.seen(posted)
    return way.act(actor=visit.actor, at=visit.at, assignment_id=found.assignment_id, seen=seen, **said)
