"""Goods of all cases: what came in and how it ended in a period, and the units that destroy goods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError
from jianzhen.custody.action import Action
from jianzhen.faces.console import facts
from jianzhen.faces.console import goods_words as words
from jianzhen.faces.console.goods_taking import key_of, refusal
from jianzhen.faces.console.shown import yuan
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name
from jianzhen.people.policy import PERMISSIONS, Permission, reach
from jianzhen.stages.cases.actions.goods.units import AddQualification, RegisterDisposalUnit, StopQualification
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.queries.disposal import unit_lines
from jianzhen.stages.cases.queries.goods import ENTERED, FOUND, goods_figures
from jianzhen.stages.cases.schema.goods import ZERO, Standing, Unit
from jianzhen.stages.cases.schema.goods_page import GoodsFigure
from jianzhen.stages.outcomes.schema.period import Period, read_period

SHOWN: Final[dict[str, Promise]] = {
    ENTERED: gettext_lazy("入账"),
    Standing.FORFEITED: gettext_lazy("没收"),
    Standing.RETURNED: gettext_lazy("返还"),
    Standing.TRANSFERRED: gettext_lazy("移交"),
    Standing.DISPOSED: gettext_lazy("拍卖变卖或捐赠"),
    Standing.DESTROYED: gettext_lazy("销毁"),
    Standing.CONSUMED: gettext_lazy("检验耗用"),
    Standing.MISSING: gettext_lazy("发现短少"),
    FOUND: gettext_lazy("找回"),
    Standing.LOST: gettext_lazy("核销短少"),
}
"""What became of goods in a period, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one agency did with goods of one unit: a cell (shown, value) a column."""

    agency: str
    unit: str
    cells: tuple[tuple[str, str], ...]
    value: str
    weight: str
    certain: bool


def context(visit: Visit, typed: str) -> dict[str, Any]:
    """Return what the overview shows of a period; one that cannot be read says so and shows this year."""
    period, refused = _period(typed, visit.today)
    within = reach(visit.actor, Permission.REPORT_VIEW, visit.today)
    found = [one for one in goods_figures(period.since, period.until) if within.includes(one.agency, one.district)]
    agency = _own_agency(visit)
    return {
        "period": period,
        "typed": typed if refused else (typed or str(period.since.year)),
        "refused": refused,
        "heads": [str(one) for one in SHOWN.values()],
        "lines": _lines(found, visit),
        "disposal": unit_lines(visit.today),
        "classes": {code: one.words.en if visit.lang == "en" else one.words.zh for code, one in _classes()},
        "agency": agency,
        "may_register": bool(agency),
        "source": destruction().source,
        "rule": destruction().rule,
    }


def _classes() -> Iterable[tuple[str, Any]]:
    return destruction().classes.items()


def _own_agency(visit: Visit) -> str:
    """Return the agency for which the person may register units; nothing where there is none."""
    grants = [one for one in visit.actor.grants if one.holds(visit.today)]
    return next((one.agency_code for one in grants if Permission.CASE_APPROVE in PERMISSIONS[one.role]), "")


def _period(typed: str, today: date) -> tuple[Period, str]:
    try:
        return read_period(typed.strip() or str(today.year)), ""
    except RefusedError:
        told = _("看不懂这个统计期。请写成 2026、2026-Q3、2026-10 或 2026-01-01..2026-06-30。")
        return read_period(str(today.year)), told


def _lines(found: list[GoodsFigure], visit: Visit) -> list[Line]:
    keys = sorted({(one.agency, one.unit) for one in found})
    return [_line([one for one in found if (one.agency, one.unit) == key], key, visit) for key in keys]


def _line(figures: list[GoodsFigure], key: tuple[str, Unit], visit: Visit) -> Line:
    agency, unit = key
    sums = {one: sum((f.quantity for f in figures if f.target == one), ZERO) for one in SHOWN}
    gone = [f for f in figures if f.target == Standing.DESTROYED]
    weight = sum((f.weight for f in gone), ZERO)
    return Line(
        agency=agency_name(agency, visit.today, visit.lang),
        unit=words.unit(unit),
        cells=tuple((words.number(value, unit), str(value)) for value in sums.values()),
        value=yuan(sum((f.value for f in gone), Decimal("0.00"))) if gone else "—",
        weight=f"{weight.normalize():,f} kg" if weight else "—",
        certain=not any(f.unvalued or f.unweighed for f in gone),
    )


def act_of(visit: Visit, name: str, posted: QueryDict) -> Action[UUID]:
    """Return the act on a unit that a form asks for.

    Raises:
        Http404: there is no such act.
        RefusedError: something is missing or is not of its kind.
    """
    makers: dict[str, Callable[[QueryDict], Action[UUID]]] = {
        "register": partial(_register, visit),
        "qualify": partial(_qualify, visit),
        "stop": partial(_stop, visit),
    }
    if name not in makers:
        raise Http404(name)
    return makers[name](posted)


def _register(visit: Visit, posted: QueryDict) -> RegisterDisposalUnit:
    said = {name: facts.text(posted, name) for name in ("agency", "name", "uscc")}
    place = posted.get("place", "").strip()
    return RegisterDisposalUnit(actor=visit.actor, at=visit.at, place=place, **said)


def _qualify(visit: Visit, posted: QueryDict) -> AddQualification:
    return AddQualification(
        actor=visit.actor,
        at=visit.at,
        unit_id=key_of(posted.get("unit", ""), "unit"),
        number=facts.text(posted, "number"),
        issuer=facts.text(posted, "issuer"),
        classes=tuple(posted.getlist("classes")),
        valid_from=_day(posted, "valid_from"),
        valid_to=_day(posted, "valid_to"),
    )


def _stop(visit: Visit, posted: QueryDict) -> StopQualification:
    return StopQualification(
        actor=visit.actor,
        at=visit.at,
        qualification_id=key_of(posted.get("qualification", ""), "qualification"),
        since=_day(posted, "since"),
        reason=facts.text(posted, "reason"),
    )


def _day(posted: QueryDict, name: str) -> date:
    try:
        return date.fromisoformat(posted.get(name, "").strip())
    except ValueError:
        raise refusal(_("不是日期，请写成 2026-04-15 的样子"), name) from None
