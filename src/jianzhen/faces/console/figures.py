"""The statistics table in the reader's words, cut to the person's reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, district_name
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.outcomes.queries.statistics import statistics
from jianzhen.stages.outcomes.schema.period import Period, read_period
from jianzhen.stages.outcomes.schema.statistics import Contradiction, Figures, Row

COLUMNS: Final[dict[str, tuple[Promise, Promise]]] = {
    "received": (gettext_lazy("收到线索"), gettext_lazy("期内收到的线索，按现责任单位计")),
    "accepted": (gettext_lazy("受理核查"), gettext_lazy("期内受理核查的次数")),
    "filed": (gettext_lazy("立案"), gettext_lazy("期内批准立案的案件")),
    "decided": (gettext_lazy("作出处理决定"), gettext_lazy("期内作出处罚、不予处罚或者撤销立案决定的案件")),
    "penalised": (gettext_lazy("其中行政处罚"), gettext_lazy("期内作出行政处罚决定的案件")),
    "transferred": (gettext_lazy("移送公安"), gettext_lazy("期内移送公安机关的案件")),
    "police_filed": (gettext_lazy("公安立案"), gettext_lazy("期内移送的案件中公安机关已决定立案的")),
    "published": (gettext_lazy("处罚公示"), gettext_lazy("期内公示的行政处罚信息")),
    "overdue": (gettext_lazy("逾期期限"), gettext_lazy("截至今日未完成且已过期限的，不含需法制审核的")),
    "overdue_publication": (gettext_lazy("逾期未公示"), gettext_lazy("截至今日应公示而未公示的行政处罚")),
    "fine": (gettext_lazy("罚款"), gettext_lazy("期内处罚决定所载罚款；只作记录，不作考核")),
    "confiscated": (gettext_lazy("没收"), gettext_lazy("期内处罚决定所载没收；只作记录，不作考核")),
    "goods_value": (gettext_lazy("货值"), gettext_lazy("期内处罚决定所载涉案货值")),
    "destructions": (gettext_lazy("销毁处置"), gettext_lazy("期内执行销毁、拍卖变卖或者捐赠的次数")),
    "destroyed_value": (gettext_lazy("销毁货值"), gettext_lazy("期内销毁物品的货值，只含单价已知的")),
    "missing_lots": (gettext_lazy("短少批次"), gettext_lazy("截至今日短少、尚未查清也未批准核销的物品批次")),
}
CONTRADICTIONS: Final[dict[str, Promise]] = {
    "no_owner": gettext_lazy("有线索没有责任单位"),
    "transfers_not_filed": gettext_lazy("移送公安与公安立案的件数不一致"),
    "penalised_without_amount": gettext_lazy("有行政处罚而罚没金额为零"),
    "publication_overdue": gettext_lazy("有行政处罚逾期未公示"),
    "clocks_overdue": gettext_lazy("有办案期限逾期"),
    "goods_missing": gettext_lazy("有涉案物品短少待查"),
    "number_missing": gettext_lazy("立案编号不连续"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: as it is shown, and as a number for the chart."""

    shown: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    agency: str
    district: str
    cells: list[Cell]


def context(visit: Visit, typed: str) -> dict[str, Any]:
    """Return what the statistics page shows of a period; a period that cannot be read says so and shows this year.

    Raises:
        NotAllowedError: the person may see no reports.
    """
    period, refused = _period(typed, visit.today)
    table = statistics(period, as_of=visit.today)
    within = reach(visit.actor, Permission.REPORT_VIEW, visit.today)
    rows = [row for row in table.rows if within.includes(row.agency, row.district)]
    wrong = [one for one in table.contradictions if within.includes(one.agency, one.district)]
    return {
        "period": period,
        "typed": typed if refused else (typed or str(period.since.year)),
        "refused": refused,
        "columns": list(COLUMNS.values()),
        "by_agency": [_line(row, visit) for row in _by_agency(rows)],
        "rows": [_line(row, visit) for row in rows],
        "total": _cells(_sum(rows)),
        "contradictions": [_words(one, visit) for one in wrong],
    }


def _period(typed: str, today: date) -> tuple[Period, str]:
    if not typed.strip():
        return read_period(str(today.year)), ""
    try:
        return read_period(typed), ""
    except RefusedError:
        return read_period(str(today.year)), _(
            "看不懂这个统计期。请写成 2026、2026-Q3、2026-10 或 2026-01-01..2026-06-30。"
        )


def _sum(rows: Iterable[Row]) -> Figures:
    return reduce(add, (row.figures for row in rows), Figures())


def _by_agency(rows: list[Row]) -> list[Row]:
    codes = sorted({row.agency for row in rows})
    return [Row(agency=code, district="", figures=_sum(row for row in rows if row.agency == code)) for code in codes]


def _line(row: Row, visit: Visit) -> Line:
    agency = agency_name(row.agency, visit.today, visit.lang) or _("归属待定")
    return Line(agency, district_name(row.district, visit.lang) or _("地区不明"), _cells(row.figures))


def _cells(figures: Figures) -> list[Cell]:
    return [_cell(getattr(figures, name)) for name in COLUMNS]


def _cell(value: int | Decimal) -> Cell:
    return Cell(f"{value:,.2f}" if isinstance(value, Decimal) else f"{value:,}", str(value))


def _words(one: Contradiction, visit: Visit) -> tuple[str, str]:
    """Return where and what: the room's own words in Chinese, the words of its code in English."""
    place = agency_name(one.agency, visit.today, visit.lang) or _("归属待定")
    if one.district:
        place = f"{place} · {district_name(one.district, visit.lang)}"
    return place, one.words if visit.lang == "zh" else str(CONTRADICTIONS.get(one.code, one.code))
