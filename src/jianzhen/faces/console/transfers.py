"""Transfers to the police in the reader's words: the list, one transfer, its next acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import codes, facts, laws
from jianzhen.faces.console.clocks import Chip, chip_of, due_chip
from jianzhen.faces.console.facts import Option
from jianzhen.faces.console.matter import ClockView, Node, Step
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, city
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.schema.pages import LawLine
from jianzhen.stages.referral.actions import ACTS, AttachToTransfer, ProposeTransfer, TransferAct
from jianzhen.stages.referral.course import RESULTS, course
from jianzhen.stages.referral.queries import transfer_page, transfers, transfers_of
from jianzhen.stages.referral.schema import (
    AttachmentIn,
    TransferLine,
    TransferNext,
    TransferPage,
    TransferStepLine,
)

STANDARDS = ("suspected_crime", "reasonable_suspicion")


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer as a row."""

    to: str
    number: str
    sender: str
    receiver: str
    articles: str
    state: str
    on: date
    chip: Chip | None


def listed(visit: Visit, *, open_only: bool) -> list[Line]:
    """Return the transfers within reach, most urgent first."""
    within = reach(visit.actor, Permission.REFERRAL_VIEW, visit.today)
    return [line_of(one, visit) for one in transfers(within, as_of=visit.today, open_only=open_only)]


def of_case(case_id: UUID, visit: Visit) -> list[Line]:
    """Return the transfers of a case, for whoever may see transfers."""
    if not visit.sees(Permission.REFERRAL_VIEW):
        return []
    return [line_of(one, visit) for one in transfers_of(case_id, as_of=visit.today)]


def line_of(one: TransferLine, visit: Visit) -> Line:
    """Return one transfer as a row in words."""
    return Line(
        to=reverse("referral", kwargs={"transfer_id": one.transfer_id}),
        number=one.case_number,
        sender=agency_name(one.agency, visit.today, visit.lang),
        receiver=agency_name(one.receiver, visit.today, visit.lang),
        articles=articles(one.articles),
        state=one.state_words[visit.lang == "en"],
        on=one.proposed_on,
        chip=due_chip(one.due, visit.today, laws.calendar()) if one.due else None,
    )


def articles(found: tuple[str, ...]) -> str:
    """Return articles of the Criminal Law in words."""
    return _("刑法第%(articles)s条") % {"articles": _("、").join(found)}


def transfer_in_reach(visit: Visit, transfer_id: UUID) -> TransferPage:
    """Return a transfer's page.

    Raises:
        Http404: there is none, or neither its sender nor its receiver lies within reach.
    """
    try:
        found = transfer_page(transfer_id, as_of=visit.today, actor=visit.actor)
    except RefusedError:
        raise Http404(str(transfer_id)) from None
    within, line = reach(visit.actor, Permission.REFERRAL_VIEW, visit.today), found.line
    if not (within.includes(line.agency, line.district) or within.includes(line.receiver, "")):
        raise Http404("out of reach")
    return found


def context(found: TransferPage, visit: Visit) -> dict[str, Any]:
    """Return what the page of a transfer shows."""
    line, english = found.line, visit.lang == "en"
    steps = [_step(one, found, visit) for one in found.next_acts]
    draft = line.state in ("proposed", "approved")
    return {
        "transfer": line,
        "row": line_of(line, visit),
        "standard": facts.option_words("standard", line.standard),
        "result": facts.option_words("result", line.result),
        "steps": [one for one in steps if one.mine],
        "others": [one for one in steps if not one.mine],
        "procedure": course().title.en if english else course().title.zh,
        "spine": [_node(one, visit) for one in found.steps],
        "clocks": [_clock(one, visit) for one in found.clocks],
        "checklist": [(kind, en if english else zh, title) for kind, zh, en, title in found.checklist],
        "may_attach": draft and visit.may(Permission.CASE_WORK, line.agency, line.district),
        "case_to": reverse("case", kwargs={"case_id": line.case_id}) if visit.sees(Permission.CASE_VIEW) else "",
    }


def _step(one: TransferNext, found: TransferPage, visit: Visit) -> Step:
    english, act = visit.lang == "en", course().act(one.act)
    ends = [course().states[name] for name in act.ends]
    words = _("”或“").join(state.en if english else state.zh for state in ends)
    return Step(
        act=one.act,
        words=one.words[english],
        effect=_("转为“%(state)s”") % {"state": words},
        fields=facts.asked(dict(one.fields), {"result": facts.options("result", RESULTS), "receiver": police(visit)}),
        blocked=[codes.missing(en if english else zh) for _kind, zh, en in one.missing],
        mine=not one.not_permitted,
        who=str(codes.PERMISSIONS.get(one.permission, one.permission)),
        to=reverse("referral-step", kwargs={"transfer_id": found.line.transfer_id, "step": one.act}),
        seen=found.line.version,
        primary=one.act in ("approve", "send", "receive", "file"),
    )


def police(visit: Visit) -> list[Option]:
    """Return the bodies of the police in the city file."""
    found = [one.code for one in city().agencies.items if one.kind == "police"]
    return [Option(code, agency_name(code, visit.today, visit.lang)) for code in found]


def _node(one: TransferStepLine, visit: Visit) -> Node:
    names = people.names_of({str(value) for value in one.facts.get("team", ())})
    said = [(facts.short(name), _said(name, value, names)) for name, value in one.facts.items() if value != ""]
    law = tuple(LawLine(**line) for line in one.law)
    who = one.actor or (_("系统") if one.actor_id == "system" else one.actor_id)
    return Node(one.words[visit.lang == "en"], one.on, who, said, law, "")


def _said(name: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(names.get(str(one), str(one)) for one in value)
    return facts.option_words(name, str(value))


def _clock(one: tuple[tuple[str, str], Any, int], visit: Visit) -> ClockView:
    words, clock, _over = one
    chip = chip_of(clock, visit.at, laws.calendar())
    return ClockView(words[visit.lang == "en"], chip, clock, laws.period(clock.quantity, clock.unit))


def act_of(visit: Visit, found: TransferPage, name: str, posted: QueryDict) -> TransferAct:
    """Return the act a form asks for.

    Raises:
        RefusedError: something is missing or is not of its kind.
    """
    said = facts.said(course().act(name).facts, posted)
    seen = facts.seen(posted)
    return ACTS[name](actor=visit.actor, at=visit.at, transfer_id=found.line.transfer_id, seen=seen, **said)


def attach_of(visit: Visit, found: TransferPage, posted: QueryDict) -> AttachToTransfer:
    """Return the act that puts one document to a transfer.

    Raises:
        RefusedError: kind or title is missing.
    """
    paper = AttachmentIn(facts.text(posted, "kind"), facts.text(posted, "title"), posted.get("number", "").strip())
    return AttachToTransfer(actor=visit.actor, at=visit.at, transfer_id=found.line.transfer_id, attachments=(paper,))


def propose_of(visit: Visit, case_id: UUID, posted: QueryDict) -> ProposeTransfer:
    """Return the act that proposes a transfer.

    Raises:
        RefusedError: articles, standard or report is missing.
    """
    named = facts.text(posted, "articles").replace("、", ",").replace("，", ",").replace(" ", ",")
    return ProposeTransfer(
        actor=visit.actor,
        at=visit.at,
        case_id=case_id,
        articles=tuple(one.strip() for one in named.split(",") if one.strip()),
        standard=facts.text(posted, "standard"),
        report=facts.text(posted, "report"),
        team=facts.people_named(posted, "team"),
    )
