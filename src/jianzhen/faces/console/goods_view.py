"""The goods of a case in the reader's words: the bar of the balance, lots, plans, what was done, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.clock import SHANGHAI
from jianzhen.faces.console import goods_words as words
from jianzhen.faces.console.facts import Option
from jianzhen.faces.console.goods_forms import forms
from jianzhen.faces.console.goods_taking import LINES
from jianzhen.faces.console.matter import officers
from jianzhen.faces.console.reachable import case_matter
from jianzhen.faces.console.shown import yuan
from jianzhen.faces.console.visit import Visit
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.queries.goods import certificate, goods_page
from jianzhen.stages.cases.schema.goods import ZERO, Balance, Standing, Unit
from jianzhen.stages.cases.schema.goods_page import GoodsActLine, GoodsPage, LotLine, MoveLine, PlanLine

SAID: Final[dict[str, Promise]] = {
    "list_number": gettext_lazy("清单文书编号"),
    "lines": gettext_lazy("行数"),
    "place": gettext_lazy("地点"),
    "reason": gettext_lazy("理由"),
    "document": gettext_lazy("材料编号"),
    "laboratory": gettext_lazy("检验、鉴定单位"),
    "record": gettext_lazy("抽样取证记录编号"),
    "report": gettext_lazy("检验、鉴定报告编号"),
    "decision_number": gettext_lazy("决定书文号"),
    "receiver": gettext_lazy("接收单位或者领取人"),
    "receipt": gettext_lazy("回执、收据编号"),
    "ground": gettext_lazy("依据"),
    "method": gettext_lazy("方法"),
    "consent": gettext_lazy("权利人同意文书编号"),
    "proceeds": gettext_lazy("所得价款"),
    "executors": gettext_lazy("执行人"),
    "witnesses": gettext_lazy("见证人"),
}
"""What an act says, in the order in which a page shows it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One standing in the bar: where it begins and how wide it is, of a hundred, and what it says."""

    standing: str
    words: str
    shown: str
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The balance of everything counted in one unit."""

    unit: str
    came: str
    open: str
    segments: tuple[Segment, ...]
    balanced: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot as a row."""

    line: LotLine
    came: str
    cells: tuple[tuple[str, str], ...]
    value: str
    nature: str
    suggested: str
    named: bool
    needs: str


@dataclass(frozen=True, slots=True)
class ActView:
    """One act on the timeline."""

    line: GoodsActLine
    words: str
    said: tuple[tuple[str, str], ...]
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with what the person may do about it."""

    line: PlanLine
    state: str
    method: str
    ground: str
    goods: str
    may_decide: bool
    may_carry_out: bool
    sold: bool


def bars(totals: Mapping[Unit, Balance]) -> list[Bar]:
    """Return one bar a unit of count."""
    return [_bar(unit, balance) for unit, balance in totals.items() if balance.outside > ZERO]


def _bar(unit: Unit, balance: Balance) -> Bar:
    segments, start = [], ZERO
    for standing in Standing:
        amount = balance.of(standing)
        if amount > ZERO:
            width = 100 * amount / balance.outside
            shown, name = words.quantity(amount, unit), str(words.STANDINGS[standing])
            segments.append(Segment(standing.value, name, shown, f"{start:.3f}", f"{width:.3f}"))
            start += width
    came, still = words.quantity(balance.outside, unit), words.quantity(balance.open, unit)
    return Bar(words.unit(unit), came, still, tuple(segments), balance.balanced)


def _lot(line: LotLine, lang: str) -> Lot:
    nature = destruction().natures[line.nature]
    needs = destruction().classes[nature.waste].needs
    cells = [
        (str(words.STANDINGS[one]), words.quantity(line.balance.of(one), line.unit))
        for one in Standing
        if line.balance.of(one) > ZERO
    ]
    if line.balance.passed > ZERO:
        cells.append((_("拆入其他批次"), words.quantity(line.balance.passed, line.unit)))
    return Lot(
        line=line,
        came=words.quantity(line.balance.outside + line.balance.inside, line.unit),
        cells=tuple(cells),
        value=yuan(line.value) if line.value is not None and line.balance.outside > ZERO else "",
        nature=line.nature_words[lang == "en"],
        suggested=_("、").join(words.method(one, lang) for one in nature.methods),
        named=nature.named,
        needs=needs.en if lang == "en" else needs.zh,
    )


def _move(move: MoveLine, units: Mapping[int, Unit]) -> str:
    amount = words.quantity(move.quantity, units[move.to_lot])
    target = words.STANDINGS[Standing(move.target)]
    if move.lot is None:
        return _("第 %(lot)s 批：入账 %(amount)s") % {"lot": move.to_lot, "amount": amount}
    if move.lot != move.to_lot:
        return _("第 %(lot)s 批 → 第 %(to)s 批：%(amount)s") % {"lot": move.lot, "to": move.to_lot, "amount": amount}
    source = words.STANDINGS[Standing(move.source)]
    facts = {"lot": move.lot, "amount": amount, "source": source, "target": target}
    return _("第 %(lot)s 批：%(amount)s，%(source)s → %(target)s") % facts


def _act(line: GoodsActLine, units: Mapping[int, Unit], names: Mapping[str, str], lang: str) -> ActView:
    said = tuple((str(SAID[name]), _said(name, line.facts[name], names, lang)) for name in SAID if line.facts.get(name))
    return ActView(line, line.words[lang == "en"], said, tuple(_move(move, units) for move in line.moves))


def _said(name: str, value: Any, names: Mapping[str, str], lang: str) -> str:
    if name == "method":
        return words.method(value, lang)
    if name == "ground":
        return str(words.GROUNDS.get(value) or words.PLAN_GROUNDS[value])
    if name == "proceeds":
        return yuan(Decimal(value))
    if isinstance(value, list):
        return _("、").join(names.get(str(one), str(one)) for one in value)
    return str(value)


def _plan(line: PlanLine, page: GoodsPage, visit: Visit) -> PlanView:
    goods = _("；").join(
        _("第 %(lot)s 批 %(amount)s") % {"lot": lot, "amount": words.quantity(amount, unit)}
        for lot, amount, unit in line.parts
    )
    place = (page.agency, page.district)
    return PlanView(
        line=line,
        state=str(words.PLAN_STATES[line.state]),
        method=line.method_words[visit.lang == "en"],
        ground=str(words.PLAN_GROUNDS[line.ground]),
        goods=goods,
        may_decide=line.state == "proposed" and visit.may(Permission.CASE_APPROVE, *place),
        may_carry_out=line.state == "approved" and visit.may(Permission.CASE_WORK, *place),
        sold=line.method in ("auction", "sale"),
    )


def witnesses(page: GoodsPage, visit: Visit) -> list[Option]:
    """Return who may watch a destruction: the agency's officers who do not keep the goods; others are typed by name."""
    keepers = {lot.custodian_id for lot in page.lots}
    return [one for one in officers(page.agency, visit.today) if one.value not in keepers]


def instant(text: str, now: datetime) -> tuple[datetime, str]:
    """Return the instant a page is asked for: the end of a day in Shanghai, or now; and what is wrong with the text."""
    if not text.strip():
        return now, ""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return now, _("不是日期，请写成 2026-04-15 的样子")
    return min(now, datetime.combine(day, time.max, SHANGHAI)), ""


def context(visit: Visit, case_id: UUID, typed: str) -> dict[str, Any]:
    """Return what the goods page of a case shows, today or as it stood at the end of a day.

    Raises:
        Http404: there is no such case within reach.
    """
    matter = case_matter(visit, case_id)
    at, refused = instant(typed, visit.at)
    page = goods_page(case_id, at=at)
    if page is None:
        raise Http404(str(case_id))
    past = at < visit.at
    units, names = {lot.serial: lot.unit for lot in page.lots}, people.names_of(set(_people(page)))
    return {
        "page": page,
        "matter": matter,
        "at": at,
        "typed": typed,
        "refused": refused,
        "past": past,
        "bars": bars(page.totals),
        "lots": [_lot(lot, visit.lang) for lot in page.lots],
        "acts": [_act(one, units, names, visit.lang) for one in reversed(page.acts)],
        "plans": [_plan(one, page, visit) for one in page.plans],
        "questions": [words.question(one) for one in page.questions],
        "forms": [] if past else forms(page, visit),
        "executors": officers(page.agency, visit.today),
        "witnesses": witnesses(page, visit),
        "unexplained": not page.balanced,
    } | _choices()


def _people(page: GoodsPage) -> Iterator[str]:
    for act in page.acts:
        yield from (str(one) for name in ("executors", "witnesses") for one in act.facts.get(name, ()))


def _choices() -> dict[str, Any]:
    return {
        "line_numbers": range(1, LINES + 1),
        "natures": [Option(code, nature.words.zh) for code, nature in destruction().natures.items()],
        "natures_en": [Option(code, nature.words.en) for code, nature in destruction().natures.items()],
        "units": [Option(code.value, str(text)) for code, text in words.UNITS.items()],
        "bases": [Option(code.value, str(text)) for code, text in words.BASES.items()],
    }


def card(case_id: UUID, visit: Visit) -> dict[str, Any] | None:
    """Return the bars and open questions for the case page; None where the case has to do with no goods."""
    page = goods_page(case_id, at=visit.at)
    if page is None or not (page.may_list or page.lots):
        return None
    return {"bars": bars(page.totals), "questions": [words.question(one) for one in page.questions]}


def certificate_context(visit: Visit, certificate_id: UUID) -> dict[str, Any]:
    """Return what the page of a certificate shows.

    Raises:
        Http404: there is none within reach.
    """
    found = certificate(certificate_id)
    if found is None:
        raise Http404(str(certificate_id))
    matter = case_matter(visit, found.case_id)
    content = found.content
    record = reverse("document-new", kwargs={"lead_id": matter.row.lead_id})
    goods = [{**line, "shown": words.quantity(Decimal(line["quantity"]), line["unit"])} for line in content["goods"]]
    return {
        "certificate": found,
        "record": f"{record}?form=cf52&occasion={found.act_id}",
        "may_issue": visit.may(Permission.CASE_WORK, found.agency, found.district),
        "content": content,
        "goods": goods,
        "method": words.method(content["method"], visit.lang),
        "executors": [found.names.get(one, one) for one in content["executors"]],
        "witnesses": [found.names.get(one, one) for one in content["witnesses"]],
        "approved_by": found.names.get(content["approved_by"], ""),
    }
