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
from jianzhen.faces.console.facts import Asked, Option
from jianzhen.faces.console.grievances import clock_view
from jianzhen.faces.console.matter import Node, Step
from jianzhen.faces.console.naming import Named, named
from jianzhen.faces.console.queue import asked, paged
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, city, district_name
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.actions.assign import CLOCK
from jianzhen.stages.cases.actions.assigned import (
    GRADES,
    AnswerAssignment,
    AssignElsewhere,
    AssignmentStep,
    DeclineAssignment,
    ExtendAssignment,
    InsistOnAssignment,
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
    "declined": gettext_lazy("已退回，待处理"),
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
    "declined": gettext_lazy("退回交办"),
    "insisted": gettext_lazy("维持交办"),
    "elsewhere": gettext_lazy("改派"),
    "extended": gettext_lazy("延期"),
    "written_off": gettext_lazy("销号"),
}
KINDS: Final[dict[str, Promise]] = {"assigned": gettext_lazy("交办"), "supervised": gettext_lazy("督办")}
EVALUATIONS: Final[dict[str, Promise]] = {
    "good": gettext_lazy("好"),
    "fair": gettext_lazy("一般"),
    "poor": gettext_lazy("差"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One act: its class, its words, the facts it asks for with their words; ``kinds`` of those that are no text."""

    act: type[AssignmentStep]
    words: Promise
    asks: dict[str, Promise] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    forward: bool = True


WAYS: Final[dict[str, Way]] = {
    "sign": Way(SignForAssignment, gettext_lazy("签收")),
    "answer": Way(AnswerAssignment, gettext_lazy("反馈"), {"answer": gettext_lazy("做了什么，结果如何")}),
    "write-off": Way(
        WriteOffAssignment,
        gettext_lazy("销号"),
        {"grade": gettext_lazy("办理评价"), "finding": gettext_lazy("销号意见")},
        {"grade": "grade"},
    ),
    "elsewhere": Way(
        AssignElsewhere,
        gettext_lazy("改派"),
        {
            "to_agency": gettext_lazy("改派给"),
            "due": gettext_lazy("办理期限"),
            "reason": gettext_lazy("改派理由"),
        },
        {"to_agency": "to_agency", "due": "date"},
    ),
    "insist": Way(InsistOnAssignment, gettext_lazy("维持交办"), {"reason": gettext_lazy("维持理由")}, forward=False),
    "extend": Way(
        ExtendAssignment,
        gettext_lazy("延期"),
        {"due": gettext_lazy("延长到"), "reason": gettext_lazy("延期理由")},
        {"due": "date"},
        forward=False,
    ),
    "decline": Way(
        DeclineAssignment, gettext_lazy("退回交办"), {"reason": gettext_lazy("为什么不属本单位办理")}, forward=False
    ),
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
    kind: str = ""
    overran: int = 0
    grade: str = ""


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
        chip=_chip(one, visit),
        kind=str(KINDS["supervised"]) if one.kind == "supervised" else "",
        overran=one.overran if one.overran > one.overdue_days else 0,
        grade=str(EVALUATIONS[one.grade]) if one.grade else "",
    )


def _chip(one: AssignmentLine, visit: Visit) -> Chip | None:
    """Return the chip of the last clock on the matter's own date."""
    own = [clock for clock in one.clocks if clock.clock.name == CLOCK]
    return clock_view(own[-1], visit).chip if own else None


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
    steps = [_step(name, found, visit) for name in ways(found, visit.today)]
    return {
        "line": lines([found], visit)[0],
        "found": found,
        "steps": [one for one in steps if one.mine],
        "others": [one for one in steps if not one.mine],
        "spine": _spine(found),
        "clocks": [clock_view(one, visit) for one in found.clocks],
    }


def ways(found: AssignmentLine, today: date) -> list[str]:
    """Return the acts that its state allows; more time is offered while the date has not passed."""
    names = [name for name, way in WAYS.items() if found.state in way.act.begins]
    return [name for name in names if name != "extend" or today <= found.due]


def _step(name: str, found: AssignmentLine, visit: Visit) -> Step:
    way = WAYS[name]
    ends = way.act.ends
    return Step(
        act=name,
        words=str(way.words),
        effect=_("转为“%(state)s”") % {"state": STATES[ends]} if ends else "",
        fields=tuple(
            Asked(fact, way.kinds.get(fact, "text"), str(words), _options(fact, found, visit))
            for fact, words in way.asks.items()
        ),
        blocked=[],
        mine=visit.may(way.act.permission, found.to_agency, found.district),
        who=str(codes.PERMISSIONS[way.act.permission]),
        to=reverse("assignment-step", kwargs={"assignment_id": found.assignment_id, "step": name}),
        seen=found.version,
        primary=way.forward,
    )


def _options(fact: str, found: AssignmentLine, visit: Visit) -> tuple[Option, ...]:
    """Return what can be chosen for a fact: an evaluation, or the agencies of that day but the one that was asked."""
    if fact == "grade":
        return tuple(Option(grade, str(EVALUATIONS[grade])) for grade in GRADES)
    if fact != "to_agency":
        return ()
    there = [one.code for one in city().agencies.items if one.name_on(visit.today) and one.code != found.to_agency]
    return tuple(Option(code, agency_name(code, visit.today, visit.lang)) for code in there)


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
    said = facts.said({fact: way.kinds.get(fact, "text") for fact in way.asks}, posted)
    seen = facts.seen(posted)
    return way.act(actor=visit.actor, at=visit.at, assignment_id=found.assignment_id, seen=seen, **said)
