"""统计报表: rows by agency and district, totals that are their sums, and what contradicts itself (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Final

from jianzhen.stages.outcomes.schema.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was done: counts in 件, amounts in yuan."""

    received: int = 0
    accepted: int = 0
    filed: int = 0
    decided: int = 0
    penalised: int = 0
    transferred: int = 0
    police_filed: int = 0
    published: int = 0
    overdue: int = 0
    overdue_publication: int = 0
    fine: Decimal = field(default_factory=lambda: Decimal("0.00"))
    confiscated: Decimal = field(default_factory=lambda: Decimal("0.00"))
    goods_value: Decimal = field(default_factory=lambda: Decimal("0.00"))
    destructions: int = 0
    destroyed_value: Decimal = field(default_factory=lambda: Decimal("0.00"))
    missing_lots: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Return the sums."""
        return Figures(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("received", "收到线索", "期内收到日期落在统计期的线索，按现责任单位计"),
    ("accepted", "受理核查", "期内作出受理核查的次数，按受理时的责任单位计"),
    ("filed", "立案", "期内批准立案的案件"),
    ("decided", "作出处理决定", "期内作出处罚、不予处罚或者撤销立案决定的案件"),
    ("penalised", "其中行政处罚", "期内作出行政处罚决定的案件"),
    ("transferred", "移送公安", "期内向公安机关移送的涉嫌犯罪案件"),
    ("police_filed", "公安立案", "期内移送的案件中公安机关已决定立案的"),
    ("published", "处罚公示", "期内公示的行政处罚信息"),
    ("overdue", "逾期期限", "截至统计日仍未完成且已过期限的办案期限（不含期限待法制审核的）"),
    ("overdue_publication", "逾期未公示", "截至统计日应公示未公示且已过期限的行政处罚"),
    ("fine", "罚款（元）", "期内作出的行政处罚决定所载罚款"),
    ("confiscated", "没收（元）", "期内作出的行政处罚决定所载没收违法所得和财物价值"),
    ("goods_value", "货值（元）", "期内作出的行政处罚决定所载涉案货值"),
    ("destructions", "销毁处置", "期内执行销毁、拍卖变卖或者捐赠的次数，按物品台账"),
    ("destroyed_value", "销毁货值（元）", "期内销毁物品的货值，只含单价已知的"),
    ("missing_lots", "短少批次", "截至统计日短少、尚未查清也未批准核销的物品批次"),
)
"""Column, head, and how it is counted."""
AMOUNTS: Final = frozenset({"fine", "confiscated", "goods_value", "destroyed_value"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One agency in one district; empty codes stand for leads without owner or place."""

    agency: str
    district: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Figures that do not agree: a code with params, and the words of the report."""

    code: str
    agency: str
    district: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The whole table; ``total`` is the sum of the rows and of ``by_agency``."""

    period: Period
    as_of: date
    rows: tuple[Row, ...]
    by_agency: tuple[Row, ...]
    total: Figures
    contradictions: tuple[Contradiction, ...]


Parts = Iterable[tuple[str, str, Figures]]


def build(period: Period, as_of: date, parts: Parts, gaps: Sequence[Contradiction] = ()) -> Table:
    """Return the table of ``parts`` (agency, district, figures), which may name a place many times."""
    places: dict[tuple[str, str], Figures] = {}
    agencies: dict[str, Figures] = {}
    total = Figures()
    for agency, district, figures in parts:
        places[agency, district] = places.get((agency, district), Figures()) + figures
        agencies[agency] = agencies.get(agency, Figures()) + figures
        total += figures
    rows = tuple(Row(agency=key[0], district=key[1], figures=places[key]) for key in sorted(places))
    found = tuple(one for row in rows for one in contradictions(row))
    by_agency = tuple(Row(agency=key, district="", figures=agencies[key]) for key in sorted(agencies))
    return Table(
        period=period, as_of=as_of, rows=rows, by_agency=by_agency, total=total, contradictions=(*found, *gaps)
    )


def contradictions(row: Row) -> list[Contradiction]:
    """Return what does not agree within a row; each is a question to the agency, not a finding against it."""
    one, found = row.figures, []
    checks = (
        ("no_owner", not row.agency and one.received > 0, f"{one.received}件线索没有责任单位"),
        (
            "transfers_not_filed",
            one.transferred != one.police_filed,
            f"移送公安{one.transferred}件，公安立案{one.police_filed}件，相差{one.transferred - one.police_filed}件",
        ),
        (
            "penalised_without_amount",
            one.penalised > 0 and not (one.fine or one.confiscated),
            "有行政处罚而罚没金额为零",
        ),
        ("publication_overdue", one.overdue_publication > 0, f"{one.overdue_publication}件行政处罚逾期未公示"),
        ("clocks_overdue", one.overdue > 0, f"{one.overdue}个办案期限逾期"),
        ("goods_missing", one.missing_lots > 0, f"{one.missing_lots}批涉案物品短少待查"),
    )
    for code, holds, words in checks:
        if holds:
            found.append(Contradiction(code=code, agency=row.agency, district=row.district, words=words))
    return found


def number_gaps(agency: str, year: int, serials: Iterable[int]) -> list[Contradiction]:
    """Return a contradiction where case numbers of an agency and year miss one between the first and the last."""
    found = sorted(set(serials))
    gone = sorted(set(range(1, (found[-1] if found else 0) + 1)) - set(found))
    if not gone:
        return []
    words = f"{year}年立案编号缺{len(gone)}个，首个为第{gone[0]}号"
    return [Contradiction(code="number_missing", agency=agency, district="", words=words)]
