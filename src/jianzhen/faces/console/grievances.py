"""投诉 and 举报 in the reader's words: the queue, one record, its acts. The two share a page and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import codes, facts, grievance_facts, laws
from jianzhen.faces.console.clocks import chip_of
from jianzhen.faces.console.facts import Asked
from jianzhen.faces.console.matter import ClockView, Node, Step
from jianzhen.faces.console.naming import Named, named
from jianzhen.faces.console.queue import Queue, asked, paged
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, district_name
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.actions.grievance import (
    AcceptComplaint,
    EndMediation,
    GrievanceStep,
    RejectComplaint,
    TellParties,
    TellReporter,
    VerifyReport,
)
from jianzhen.stages.cases.actions.grievance_again import LeaveRepeatedReport, TakeNewFacts
from jianzhen.stages.cases.actions.grievance_time import (
    BeginComplaintTest,
    BeginReportTest,
    EndComplaintTest,
    EndReportTest,
    ExtendClue,
    ExtendReport,
    FindClue,
    VerifyClue,
)
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.queues import earlier_reports, grievance_page, grievance_queue
from jianzhen.stages.cases.schema.pages import ClockLine, GrievanceLine, LawLine

TABS: Final[dict[str, Promise]] = {
    "waiting_complaint": gettext_lazy("投诉待受理"),
    "waiting_report": gettext_lazy("举报待核查"),
    "due_soon": gettext_lazy("三日内到期"),
    "overdue": gettext_lazy("已逾期"),
    "all": gettext_lazy("全部"),
}
KINDS: Final[dict[str, Promise]] = {"complaint": gettext_lazy("投诉"), "report": gettext_lazy("举报")}
STATES: Final[dict[tuple[str, str], Promise]] = {
    ("complaint", "received"): gettext_lazy("待受理"),
    ("complaint", "mediating"): gettext_lazy("调解中"),
    ("complaint", "testing"): gettext_lazy("检验鉴定中"),
    ("complaint", "rejected"): gettext_lazy("不予受理"),
    ("complaint", "mediated"): gettext_lazy("调解已结束，待告知"),
    ("complaint", "told"): gettext_lazy("已告知双方"),
    ("report", "received"): gettext_lazy("待核查"),
    ("report", "testing"): gettext_lazy("检验鉴定中"),
    ("report", "verified"): gettext_lazy("已核查"),
    ("report", "repeated"): gettext_lazy("重复举报，不再处理"),
    ("report", "told"): gettext_lazy("已告知举报人"),
}
PORTS: Final[dict[str, Promise]] = {
    "complaints-12315": gettext_lazy("12315 平台"),
    "hotline-12345": gettext_lazy("12345 热线"),
    "citizen-messages": gettext_lazy("市民留言"),
    "citizen-messages-answered": gettext_lazy("市民留言"),
}
"""Where it came in, by the name of its source; a source without words shows as its name."""


@dataclass(frozen=True, slots=True)
class Way:
    """One act: its class, its words, what it asks to be said, the clock that it starts."""

    act: type[GrievanceStep]
    words: Promise
    asks: Promise
    starts: str = ""
    forward: bool = True


WAYS: Final[dict[str, Way]] = {
    "accept": Way(AcceptComplaint, gettext_lazy("受理投诉"), gettext_lazy("受理意见"), "complaint_mediate"),
    "reject": Way(
        RejectComplaint, gettext_lazy("不予受理投诉"), gettext_lazy("不予受理的理由，以及怎样告知投诉人"), forward=False
    ),
    "end-mediation": Way(
        EndMediation,
        gettext_lazy("结束调解"),
        gettext_lazy("调解结果：达成协议，或者终止调解的原因"),
        "complaint_end_notice",
    ),
    "test": Way(
        BeginComplaintTest, gettext_lazy("送检验鉴定"), gettext_lazy("送检物品、受托机构和检验项目"), forward=False
    ),
    "tested": Way(EndComplaintTest, gettext_lazy("检验鉴定结束"), gettext_lazy("检验鉴定结论")),
    "clue": Way(
        FindClue, gettext_lazy("登记发现的违法线索"), gettext_lazy("发现了什么线索"), "complaint_clue", forward=False
    ),
    "clue-longer": Way(ExtendClue, gettext_lazy("批准延长线索核查"), gettext_lazy("延长的理由"), forward=False),
    "clue-verified": Way(VerifyClue, gettext_lazy("线索核查完毕"), gettext_lazy("核查结果"), forward=False),
    "report-test": Way(
        BeginReportTest, gettext_lazy("送检验鉴定"), gettext_lazy("送检物品、受托机构和检验项目"), forward=False
    ),
    "report-tested": Way(EndReportTest, gettext_lazy("检验鉴定结束"), gettext_lazy("检验鉴定结论")),
    "longer": Way(ExtendReport, gettext_lazy("批准延长举报核查"), gettext_lazy("延长的理由"), forward=False),
    "tell-parties": Way(TellParties, gettext_lazy("告知双方"), gettext_lazy("告知了谁，哪一天，用什么方式")),
    "verify": Way(
        VerifyReport, gettext_lazy("举报核查完毕"), gettext_lazy("核查结果：立案，或者不予立案的理由"), "report_tell"
    ),
    "repeated": Way(
        LeaveRepeatedReport,
        gettext_lazy("重复举报不再处理"),
        gettext_lazy("为何认定是同一举报人就同一事实再次举报"),
        forward=False,
    ),
    "new-facts": Way(
        TakeNewFacts,
        gettext_lazy("登记补充的新事实"),
        gettext_lazy("补充了哪些新的事实"),
        "report_verify",
        forward=False,
    ),
    "tell-reporter": Way(TellReporter, gettext_lazy("告知举报人"), gettext_lazy("哪一天，用什么方式告知")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint or report as a row. ``lead`` has no address where it lies out of reach."""

    to: str
    kind: str
    complaint: bool
    port: str
    owner: str
    place: str
    state: str
    on: date
    lead: Named | None
    clock: ClockView | None


def context(visit: Visit, query: QueryDict) -> dict[str, Any]:
    """Return what the queue shows."""
    here: Queue = asked(query, TABS, ("kind",))
    kind = here.filters["kind"] if here.filters["kind"] in KINDS else ""
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    found = grievance_queue(within, here.view, here.page, as_of=visit.today, kind=kind)
    leads = named({one.lead_id for one in found.rows if one.lead_id}, (), visit)
    lines = [line_of(one, leads.get(one.lead_id) if one.lead_id else None, visit) for one in found.rows]
    more = {"lines": lines, "kind": kind, "kinds": KINDS.items(), "several": within.everything}
    return paged(here, found, TABS) | more


def line_of(one: GrievanceLine, lead: Named | None, visit: Visit) -> Line:
    """Return one complaint or report as a row in words."""
    return Line(
        to=reverse("grievance", kwargs={"grievance_id": one.grievance_id}),
        kind=str(KINDS.get(one.kind, one.kind)),
        complaint=one.kind == "complaint",
        port=str(PORTS.get(one.port, one.port)),
        owner=agency_name(one.agency, visit.today, visit.lang),
        place=district_name(one.district, visit.lang),
        state=str(STATES.get((one.kind, one.state), one.state)),
        on=one.received_on,
        lead=lead,
        clock=_nearest(one, visit),
    )


def _nearest(one: GrievanceLine, visit: Visit) -> ClockView | None:
    """Return the clock that runs, or the last one that ran."""
    ordered = sorted(one.clocks, key=lambda line: line.clock.active)
    return clock_view(ordered[-1], visit) if ordered else None


def clock_view(line: ClockLine, visit: Visit) -> ClockView:
    """Return a clock in words, with its chip."""
    clock, words = line.clock, line.words[visit.lang == "en"]
    return ClockView(words, chip_of(clock, visit.at, laws.calendar()), clock, laws.period(clock.quantity, clock.unit))


def grievance_in_reach(visit: Visit, grievance_id: UUID) -> GrievanceLine:
    """Return a complaint or report.

    Raises:
        Http404: there is none, or it lies out of reach.
    """
    try:
        found = grievance_page(grievance_id, as_of=visit.today)
    except RefusedError:
        raise Http404(str(grievance_id)) from None
    if not reach(visit.actor, Permission.LEAD_VIEW, visit.today).includes(found.agency, found.district):
        raise Http404("out of reach")
    return found


def page_of(found: GrievanceLine, visit: Visit) -> dict[str, Any]:
    """Return what the page of one complaint or report shows."""
    leads = named({found.lead_id} if found.lead_id else (), (), visit)
    steps = [_step(name, found, visit) for name in ways(found)]
    procedure = procedure_of(found.agency)
    return {
        "line": line_of(found, leads.get(found.lead_id) if found.lead_id else None, visit),
        "found": found,
        "steps": [one for one in steps if one.mine],
        "others": [one for one in steps if not one.mine],
        "spine": _spine(found, visit),
        "clocks": [clock_view(one, visit) for one in found.clocks],
        "procedure": procedure.title.en if visit.lang == "en" else procedure.title.zh,
    }


def ways(found: GrievanceLine) -> list[str]:
    """Return the acts that its kind and state allow; nobody can be told where no reporter gave a name."""
    allowed = [name for name, way in WAYS.items() if way.act.kind == found.kind and found.state in way.act.begins]
    verifying = any(line.clock.name == "complaint_clue" and line.clock.active for line in found.clocks)
    hidden = {"clue"} if verifying else {"clue-longer", "clue-verified"}
    if "repeated" in allowed and not earlier_reports(found.grievance_id, as_of=found.received_on, most=1):
        hidden.add("repeated")
    return [name for name in allowed if name not in hidden and (name != "tell-reporter" or found.real_name)]


def _step(name: str, found: GrievanceLine, visit: Visit) -> Step:
    way = WAYS[name]
    starts = way.starts if way.starts != "report_tell" or found.real_name else ""
    return Step(
        act=name,
        words=str(way.words),
        effect=_effect(way, starts, found, visit),
        fields=(*grievance_facts.asked(name, found, visit), Asked("words", "text", str(way.asks))),
        blocked=[],
        mine=visit.may(way.act.permission, found.agency, found.district),
        who=str(codes.PERMISSIONS[way.act.permission]),
        to=reverse("grievance-step", kwargs={"grievance_id": found.grievance_id, "step": name}),
        seen=found.version,
        primary=way.forward,
        law=_law(starts, found, visit),
    )


def _effect(way: Way, starts: str, found: GrievanceLine, visit: Visit) -> str:
    state = _("转为“%(state)s”") % {"state": STATES[found.kind, way.act.ends]}
    if not starts:
        return state
    words = procedure_of(found.agency).clock_words[starts]
    clock = words.en if visit.lang == "en" else words.zh
    return _("；").join((state, _("开始计算期限：%(clock)s") % {"clock": clock}))


def _law(starts: str, found: GrievanceLine, visit: Visit) -> tuple[tuple[str, str], ...]:
    """Return key and citation of the clock that the act starts, as of today."""
    key = procedure_of(found.agency).key(starts) if starts else ""
    return ((key, laws.citation_on(key, visit.today, visit.lang)),) if key else ()


def _happened(kind: str, event: str) -> Promise:
    """Return what an event of the history is called: the state it led to, or the act that left the state as it was."""
    ways = (way.words for way in WAYS.values() if (way.act.kind, way.act.event) == (kind, event))
    return STATES.get((kind, event)) or next(ways)


def _spine(found: GrievanceLine, visit: Visit) -> list[Node]:
    names = people.names_of({actor for _kind, _text, _at, actor in found.events})
    return [
        Node(
            str(_("收到并登记") if kind == "received" else _happened(found.kind, kind)),
            at,
            names.get(actor, _("系统") if actor == "system" else actor),
            grievance_facts.told(said, visit) + ([(facts.short("words"), text)] if text else []),
            _of_rule(said),
            "",
        )
        for (kind, text, at, actor), said in zip(found.events, found.said, strict=True)
    ]


def _of_rule(said: Mapping[str, Any]) -> tuple[LawLine, ...]:
    """Return the rule that an event rests on, where it names one."""
    rule = said.get("rule")
    return (LawLine(key="", rule_id=rule, citation=rule, confidence="", review=""),) if rule else ()


def act_of(visit: Visit, found: GrievanceLine, name: str, posted: QueryDict) -> GrievanceStep:
    """Return the act a form asks for.

    Raises:
        RefusedError: nothing was said, or a fact is missing.
    """
    said = facts.answered(grievance_facts.asked(name, found, visit), posted)
    words = facts.text(posted, "words")
    return WAYS[name].act(actor=visit.actor, at=visit.at, grievance_id=found.grievance_id, words=words, **said)
