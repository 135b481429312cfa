"""Possible missed transfers in the reader's words: the list, one finding with its tree of reasons, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import codes, facts, laws
from jianzhen.faces.console.shown import yuan
from jianzhen.faces.console.visit import Language, Visit
from jianzhen.law.assess.plans import measure_zh, plans
from jianzhen.law.errors import UnknownRuleError
from jianzhen.law.model import Version
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.referral import queries_missed as room
from jianzhen.stages.referral.actions_missed import AnswerMissed
from jianzhen.stages.referral.missed.explain import title
from jianzhen.stages.referral.missed.reasons import NOTHING, Reason, unknown_words, words
from jianzhen.stages.referral.schema_missed import MissedLine, MissedPage

VIEWS: Final[dict[str, Promise]] = {
    "open": gettext_lazy("待研判"),
    "answered": gettext_lazy("已答复"),
    "transferred": gettext_lazy("已移送"),
    "all": gettext_lazy("全部"),
}
STATES: Final[dict[str, tuple[str, Promise]]] = {
    "open": ("warn", gettext_lazy("待研判")),
    "explained": ("line", gettext_lazy("已说明不属于应移送")),
    "taken_up": ("accent", gettext_lazy("已采纳，办理中")),
    "transferred": ("ok", gettext_lazy("已移送")),
    "gone": ("line", gettext_lazy("现有记录已不支持")),
}
GRADES: Final[dict[str, tuple[str, Promise]]] = {
    "reached": ("danger", gettext_lazy("数额达到，可能应移送")),
    "open": ("warn", gettext_lazy("合计达到，能否累计须法制审核")),
}
TURNS: Final[dict[str, Promise]] = {
    "found": gettext_lazy("发现"),
    "changed": gettext_lazy("事实有变化"),
    "gone": gettext_lazy("现有记录已不支持"),
    "returned": gettext_lazy("重新列出"),
    "transferred": gettext_lazy("案件已移送"),
    "explained": gettext_lazy("说明不属于应移送"),
    "taken_up": gettext_lazy("采纳"),
}
ANSWERS: Final[dict[str, Promise]] = {
    "taken_up": gettext_lazy("采纳：由本单位研判并办理移送"),
    "explained": gettext_lazy("说明：不属于应当移送的情形"),
}
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in words, with the kind of its chip."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as a row: who, when first met, how much against what, how many acts, whose records."""

    to: str
    name: str
    names: int
    met_on: date
    amount: str
    threshold: str
    article: str
    field: str
    grade: Chip
    state: Chip
    counted: int
    seen: str
    offices: str


@dataclass(frozen=True, slots=True)
class Node:
    """One reason of the tree, with the rule it rests on."""

    words: str
    rule: Version | None
    children: list[Node]
    law: bool


def listed(visit: Visit, view: str, page: int) -> dict[str, Any]:
    """Return what the list shows: tabs with counts, a page of rows."""
    within = reach(visit.actor, Permission.REFERRAL_VIEW, visit.today)
    chosen = view if view in VIEWS else "open"
    total, found = room.missed(within, chosen, offset=(page - 1) * PAGE, limit=PAGE)
    counts, here = room.counts(within), reverse("missed")
    return {
        "rows": [row_of(one, visit.lang) for one in found],
        "tabs": [
            {"words": words_, "count": counts[name], "on": name == chosen, "to": f"{here}?view={name}"}
            for name, words_ in VIEWS.items()
        ],
        "found": {"total": total, "page": page, "pages": max(1, -(-total // PAGE))},
        "before": f"{here}?view={chosen}&page={page - 1}" if page > 1 else "",
        "after": f"{here}?view={chosen}&page={page + 1}" if page * PAGE < total else "",
        "looked": room.looked(),
        "may_report": visit.may(Permission.REPORT_VIEW),
    }


def row_of(one: MissedLine, lang: Language) -> Row:
    """Return a finding as a row in words."""
    money = _money(one.measure)
    return Row(
        to=reverse("missed-one", kwargs={"finding_id": one.finding_id}),
        name=one.name,
        names=len(one.names),
        met_on=one.met_on,
        amount=_bounds(one.low, one.high, money=money),
        threshold=_figure(one.threshold, money=money),
        article=_("刑法第%(articles)s条") % {"articles": one.charge},
        field=title(one.field, zh=lang == "zh"),
        grade=_chip(GRADES[one.grade]),
        state=_chip(STATES[one.state]),
        counted=one.counted,
        seen=_seen(one),
        offices=_("、").join(one.offices),
    )


def _money(measure: str) -> bool:
    return plans().measures[measure].money if measure in plans().measures else True


def _chip(found: tuple[str, Promise]) -> Chip:
    return Chip(found[0], str(found[1]))


def _seen(one: MissedLine) -> str:
    """Say whether looking at single cases would have shown it."""
    if one.alone_on == one.met_on:
        return _("单案可见")
    if one.counted == 1:
        return _("结合以前的处罚才可见")
    return ngettext("%(n)d 件合并才可见", "%(n)d 件合并才可见", one.counted) % {"n": one.counted}


def _figure(value: Decimal, *, money: bool) -> str:
    return yuan(value) if money else f"{value:,.0f}"


def _bounds(low: Decimal, high: Decimal, *, money: bool) -> str:
    shown = _figure(low, money=money)
    return shown if low == high else f"{shown} – {_figure(high, money=money)}"


def finding_in_reach(visit: Visit, finding_id: UUID) -> MissedPage:
    """Return a finding's page.

    Raises:
        Http404: there is none within reach.
    """
    try:
        return room.page(finding_id, reach(visit.actor, Permission.REFERRAL_VIEW, visit.today))
    except RefusedError:
        raise Http404(str(finding_id)) from None


def context(found: MissedPage, visit: Visit) -> dict[str, Any]:
    """Return what the page of a finding shows."""
    line, lang = found.line, visit.lang
    names = people.names_of({turn.actor_id for turn in found.turns})
    return {
        "line": line,
        "row": row_of(line, lang),
        "measure": measure_zh(line.measure) if lang == "zh" else line.measure.replace("_", " "),
        "rule": _rule(line.rule_id),
        "tree": node(found.reason, lang),
        "unknown": [unknown_words(one, lang) for one in found.unknown],
        "acts": [_act(act, money=_money(line.measure)) for act in found.acts],
        "turns": [
            (TURNS[turn.kind], turn.at, _who(turn.actor_id, names), turn.text, turn.facts) for turn in found.turns
        ],
        "subject_to": reverse("subject", kwargs={"subject_id": line.subject_id}),
        "may_answer": line.state != "gone"
        and any(visit.may(Permission.REFERRAL_SEND, agency, district) for agency, district in found.places),
        "answers": [facts.Option(name, str(said)) for name, said in ANSWERS.items() if name != line.state],
    }


def _who(actor_id: str, names: dict[str, str]) -> str:
    return names.get(actor_id) or (_("系统") if actor_id == "system" else actor_id)


def _act(act: Any, *, money: bool) -> dict[str, Any]:
    """Return an act as a row: its first record names it, all of them stand below."""
    counted = act["value"]
    value = counted if counted == NOTHING else _figure(Decimal(counted), money=money)
    records = [{**record, "kind": codes.KINDS.get(record["kind"], _("案件"))} for record in act["records"]]
    return {
        **act,
        "value": value,
        "records": records,
        "name": records[0]["name"],
        "agencies": {one["agency"] for one in records},
    }


def node(reason: Reason, lang: Language) -> Node:
    """Return a reason with those below it, in words."""
    return Node(
        words=words(reason, lang),
        rule=_rule(reason["rule_id"]) if "rule_id" in reason else None,
        children=[node(child, lang) for child in reason.get("children", ())],
        law=reason["code"] == "law_says",
    )


def _rule(rule_id: str) -> Version | None:
    """Return a version by its id; None where the law of today no longer has it."""
    try:
        return laws.book().version(rule_id)
    except UnknownRuleError:
        return None


def answer_of(visit: Visit, found: MissedPage, posted: QueryDict) -> AnswerMissed:
    """Return the answer a form gives.

    Raises:
        RefusedError: answer or reason is missing.
    """
    return AnswerMissed(
        actor=visit.actor,
        at=visit.at,
        finding_id=found.line.finding_id,
        answer=facts.text(posted, "answer"),
        reason=facts.text(posted, "reason"),
        seen=facts.seen(posted),
    )
