"""The discretion aid in the reader's words: range, comparable cases as table and strip, repetition, circumstances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import discretion_words as words
from jianzhen.faces.console.facts import Option
from jianzhen.faces.console.goods_taking import number, refusal
from jianzhen.faces.console.reachable import case_matter
from jianzhen.faces.console.shown import yuan
from jianzhen.faces.console.visit import Visit
from jianzhen.law.fines.plans import plans
from jianzhen.law.fines.ranges import FineFacts, Range, Status
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.discretion import WeighPenalty
from jianzhen.stages.cases.discretion.comparing import Comparable, Comparison, Deviation, compare, nearest
from jianzhen.stages.cases.queries.assessing import facts_of_case
from jianzhen.stages.cases.queries.discretion import YEARS, Aid, aid, held
from jianzhen.stages.cases.queries.goods import goods_value
from jianzhen.stages.cases.schema.pages import MatterPage

ROWS: Final = 12
_SERIOUS: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds: as typed, so that nothing is lost, and what was read of it."""

    charge: str
    act_date: str
    amounts: Mapping[str, str]
    serious: str
    figure: str


@dataclass(frozen=True, slots=True)
class RangeView:
    """One range in words."""

    tier: Range
    words: str
    may: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One comparable case as a row."""

    one: Comparable
    base: str
    fine: str
    range: str
    percent: str
    within_reach: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The positions of all comparable cases, in thousandths of the range, and that of one's own figure."""

    ticks: tuple[str, ...]
    own: str


def asked(case: MatterPage, query: QueryDict) -> Asked:
    """Return what the page is asked: by the address, else by what the case has on record."""
    case_id = case.case.case_id if case.case else UUID(int=0)
    last = next(iter(held(case_id)), None)
    record = _on_record(case_id)
    known: dict[str, Any] = {
        **record,
        **({name: value for name, value in last.facts.items() if value is not None} if last else {}),
    }
    offered = [name for name, one in plans().charges.items() if case.row.domain in one.domains]
    charge = query.get("charge", last.charge if last else offered[0] if offered else "")
    serious = "" if known.get("serious") is None else "yes" if known["serious"] else "no"
    return Asked(
        charge=charge if charge in plans().charges else "",
        act_date=query.get("act_date", record.get("act_date", "")),
        amounts={name: query.get(name, str(known.get(name) or "")) for name in plans().bases},
        serious=query.get("serious", serious),
        figure=query.get("figure", ""),
    )


def _on_record(case_id: UUID) -> dict[str, str]:
    """Return act date and amounts that the case has on record already, so that nothing is typed twice."""
    given = facts_of_case(case_id, date.max).given
    found = {name: str(given[name]) for name in plans().bases if isinstance(given.get(name), str)}
    day = given.get("act_date")
    found["act_date"] = str(day.get("from", "")) if isinstance(day, dict) else str(day or "")
    value = goods_value(case_id)
    if value is not None and not value.unvalued:
        found.setdefault("goods_value", f"{value.known:.2f}")
    return found


def facts_of(one: Asked, decided: date) -> FineFacts:
    """Return the facts that were typed.

    Raises:
        RefusedError: a day or an amount cannot be read.
    """
    try:
        day = date.fromisoformat(one.act_date)
    except ValueError:
        raise refusal(_("行为日期：不是日期，请写成 2026-04-15 的样子"), "act_date") from None
    amounts = {name: number(text, name) for name, text in one.amounts.items() if text.strip()}
    return FineFacts(day, decided, amounts, _SERIOUS.get(one.serious))


def context(visit: Visit, case_id: UUID, query: QueryDict) -> dict[str, Any]:
    """Return what the discretion page of a case shows.

    Raises:
        Http404: there is no such case within reach.
    """
    matter = case_matter(visit, case_id)
    if matter.case is None:
        raise Http404(str(case_id))
    one = asked(matter, query)
    basic = _form(visit, matter, one)
    if not one.charge or not one.act_date:
        return basic
    try:
        facts = facts_of(one, matter.case.decided_on or visit.today)
        figure = number(one.figure, "figure") if one.figure.strip() else matter.case.fine
    except RefusedError as fault:
        return basic | {"refused": fault.what}
    found = aid(case_id, one.charge, facts)
    return basic | (_shown(found, figure, visit) if found else {})


def _form(visit: Visit, matter: MatterPage, one: Asked) -> dict[str, Any]:
    order = sorted(plans().charges, key=lambda code: matter.row.domain not in plans().charges[code].domains)
    plan = plans().charges.get(one.charge)
    return {
        "matter": matter,
        "asked": one,
        "charges": [Option(code, words.charge(code, visit.lang)) for code in order],
        "bases": [(code, words.base(code, visit.lang), one.amounts[code]) for code in plans().bases],
        "base": plan.base if plan else "",
        "held": [_kept(row, visit) for row in held(matter.case.case_id)] if matter.case else [],
        "may_weigh": visit.may(Permission.CASE_WORK, matter.row.agency, matter.row.district),
        "years": YEARS,
    }


def _kept(row: Any, visit: Visit) -> dict[str, Any]:
    kind, told = words.DEVIATIONS[Deviation(row.deviation)]
    return {"row": row, "charge": words.charge(row.charge, visit.lang), "kind": kind, "told": told}


def _shown(found: Aid, figure: Decimal | None, visit: Visit) -> dict[str, Any]:
    english = visit.lang == "en"
    one = found.answer.range
    compared = (
        compare(figure, one.low or Decimal(0), one.high, found.comparables) if one and figure is not None else None
    )
    kind, told = words.DEVIATIONS[compared.deviation] if compared else ("", "")
    return {
        "found": found,
        "figure": figure,
        "review": found.answer.status is Status.REVIEW,
        "ranges": [_range(one) for one in found.answer.ranges],
        "later": [_range(one) for one in found.answer.later],
        "reasons": [(reason.en if english else reason.zh, reason.rule) for reason in found.answer.reasons],
        "rows": [_row(case, visit) for case in nearest(found.comparables, found.base, ROWS)],
        "compared": compared,
        "deviation": (kind, told),
        "strip": _strip(found.comparables, compared),
        "quarters": _quarters(compared, one),
        "circumstances": [_circumstance(row, visit) for row in found.circumstances],
    }


def _range(one: Range) -> RangeView:
    if one.low is None:
        return RangeView(one, _("%(high)s 以下，下限未见原文") % {"high": yuan(one.high)}, one.may)
    if not one.low:
        return RangeView(one, _("%(high)s 以下") % {"high": yuan(one.high)}, one.may)
    return RangeView(one, _("%(low)s 至 %(high)s") % {"low": yuan(one.low), "high": yuan(one.high)}, one.may)


def _row(one: Comparable, visit: Visit) -> CaseRow:
    return CaseRow(
        one=one,
        base=yuan(one.base) if one.base is not None else "—",
        fine=yuan(one.fine),
        range=f"{yuan(one.low)} – {yuan(one.high)}",
        percent=share(one.position),
        within_reach=visit.may(Permission.CASE_VIEW, one.agency) or visit.may(Permission.CASE_VIEW),
    )


def share(position: Decimal) -> str:
    """Return a position as a share of the range, to a tenth of a percent; exact, because it is counted."""
    return f"{(position * 100).quantize(Decimal('0.1'))}%"


def _strip(others: tuple[Comparable, ...], compared: Comparison | None) -> Strip | None:
    if not others:
        return None
    ticks = tuple(dict.fromkeys(f"{_clipped(one.position) * 1000:.0f}" for one in others))
    return Strip(ticks, f"{_clipped(compared.position) * 1000:.0f}" if compared else "")


def _clipped(position: Decimal) -> Decimal:
    return min(max(position, Decimal(0)), Decimal(1))


def _quarters(compared: Comparison | None, one: Range | None) -> list[tuple[str, str]]:
    """Return the quartiles as places of real cases, and what each comes to within the range of this case."""
    if compared is None or one is None or not compared.count:
        return []
    low = one.low or Decimal(0)
    named = (
        (_("较轻的四分之一"), compared.lower_quarter),
        (_("中间"), compared.middle),
        (_("较重的四分之一"), compared.upper_quarter),
    )
    return [
        (name, f"{share(place)} · {yuan(low + place * (one.high - low))}") for name, place in named if place is not None
    ]


def _circumstance(one: Any, visit: Visit) -> dict[str, Any]:
    kind, told = words.SHOWN[one.shown]
    return {
        "kind": one.kind,
        "words": words.CIRCUMSTANCES[one.code],
        "chip": kind,
        "told": told,
        "detail": words.detail(one, visit.lang),
    }


def weighing_of(visit: Visit, case_id: UUID, posted: QueryDict) -> WeighPenalty:
    """Return the act that keeps a figure.

    Raises:
        RefusedError: a day or an amount cannot be read.
    """
    matter = case_matter(visit, case_id)
    one = asked(matter, posted)
    facts = facts_of(one, visit.today)
    return WeighPenalty(
        actor=visit.actor,
        at=visit.at,
        case_id=case_id,
        charge=one.charge,
        act_date=facts.act_date,
        amounts=facts.amounts,
        serious=facts.serious,
        figure=number(one.figure, "figure"),
        reason=posted.get("reason", "").strip(),
    )


def card(case_id: UUID, visit: Visit) -> dict[str, Any] | None:
    """Return the last figure kept for a case, for the case page; None where there is none."""
    last = next(iter(held(case_id)), None)
    return _kept(last, visit) if last else None
