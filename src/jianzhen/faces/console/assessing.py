"""From the forms of an assessment to acts: each builds exactly one action and runs nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console.assessment_words import FINDINGS, PRIORS
from jianzhen.faces.console.facts import text
from jianzhen.faces.console.visit import Visit
from jianzhen.stages.cases.actions.assess import RecordAssessment, RecordFact, RecordLines, WithdrawLine
from jianzhen.stages.cases.queries.assessing import facts_of_case
from jianzhen.stages.cases.schema.assessment import PRICES, LineIn, Side
from jianzhen.stages.cases.schema.pages import MatterPage

_YES, _NO = frozenset({"是", "yes", "true"}), frozenset({"否", "no", "false"})


def line_of(visit: Visit, page: MatterPage, posted: QueryDict) -> RecordLines:
    """Return the act that records one line.

    Raises:
        RefusedError: a field is missing or is not of its kind.
    """
    first = _day("first_day", text(posted, "first_day"))
    prices = {name: _number(name, value) for name in PRICES if (value := posted.get(name, "").strip())}
    line = LineIn(
        side=Side(_one_of("side", text(posted, "side"), tuple(Side))),
        name=text(posted, "name"),
        quantity=_number("quantity", text(posted, "quantity")),
        first_day=first,
        last_day=_day("last_day", last) if (last := posted.get("last_day", "").strip()) else first,
        source=text(posted, "source"),
        deed=int(_number("deed", posted.get("deed", "").strip() or "1")),
        **prices,
    )
    return RecordLines(actor=visit.actor, at=visit.at, case_id=_case(page), lines=(line,))


def withdrawal_of(visit: Visit, page: MatterPage, line_id: UUID, posted: QueryDict) -> WithdrawLine:
    """Return the act that takes a line back.

    Raises:
        RefusedError: no reason was given.
    """
    return WithdrawLine(
        actor=visit.actor, at=visit.at, case_id=_case(page), line_id=line_id, reason=text(posted, "reason")
    )


def fact_of(visit: Visit, page: MatterPage, posted: QueryDict) -> RecordFact:
    """Return the act that records one fact; an earlier penalty is added to those on record.

    Raises:
        RefusedError: a field is missing or is not of its kind.
    """
    name, said = text(posted, "fact"), text(posted, "value")
    value: Any = said
    if name in FINDINGS:
        value = _finding(name, said)
    if name in PRIORS:
        name, value = "prior_penalty", [*_priors(page, visit), {"kind": PRIORS[name], "date": said}]
    return RecordFact(
        actor=visit.actor, at=visit.at, case_id=_case(page), name=name, value=value, source=text(posted, "source")
    )


def assessment_of(visit: Visit, page: MatterPage, posted: QueryDict) -> RecordAssessment:
    """Return the act that keeps the officer's view of a charge.

    Raises:
        RefusedError: charge or view is missing.
    """
    return RecordAssessment(
        actor=visit.actor,
        at=visit.at,
        case_id=_case(page),
        name=text(posted, "charge"),
        view=text(posted, "view"),
        reason=posted.get("reason", "").strip(),
    )


def _case(page: MatterPage) -> UUID:
    if page.case is None:
        raise RefusedError(_("还没有立案"), remedy=_("先立案"))
    return page.case.case_id


def _priors(page: MatterPage, visit: Visit) -> list[Any]:
    found = facts_of_case(_case(page), visit.today).single.get("prior_penalty")
    value = found.value if found else []
    return [value] if isinstance(value, dict) else list(value)


def _finding(name: str, said: str) -> bool:
    if said.casefold() not in _YES | _NO:
        raise _refused(name, _("请写“是”或者“否”"))
    return said.casefold() in _YES


def _one_of(name: str, said: str, known: tuple[str, ...]) -> str:
    if said not in known:
        raise _refused(name, _("没有选择"))
    return said


def _day(name: str, said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise _refused(name, _("不是日期，请写成 2026-04-15 的样子")) from None


def _number(name: str, said: str) -> Decimal:
    try:
        found = Decimal(said.replace(",", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise _refused(name, _("不是数字，请写成 12000.00 的样子"))
    return found


def _refused(name: str, what: str) -> RefusedError:
    return RefusedError(f"{name}: {what}", where=Where(key=name), remedy=_("更正后再提交"))
