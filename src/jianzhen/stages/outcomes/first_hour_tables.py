"""The report of the first hour as tables in Chinese, for the workbook and the document (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jianzhen.law.assess.plans import measure_zh
from jianzhen.stages.outcomes.schema.first_hour import FirstHour, MissedItem, OverdueItem, RepeatItem

TITLE: Final = "接手首小时报告"
CAUTION: Final = (
    "本报告只列出现有记录显示的可能情形，不认定任何人构成犯罪或者失职；明知、鉴定、价格认定等均须另行查明，以核查为准。"
)
HIDDEN: Final = {"names": "名称不同", "offices": "作出单位不同", "silent": "后一决定未提及前一决定"}
_WHO: Final = ("主体", "出现过的名称")
GRADES: Final = {"reached": "数额达到", "open": "合计达到，能否累计须法制审核"}


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its title, what it says in a line, and notes under it; widths in characters."""

    name: str
    title: str
    lede: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def sections(found: FirstHour) -> tuple[Section, ...]:
    """Return the three lists, in the order of the report."""
    return (_missed(found), _overdue(found), _repeats(found))


def ledes(found: FirstHour) -> tuple[str, ...]:
    """Return what the report rests on, in sentences."""
    span = f"{found.since}至{found.until}" if found.since else "无"
    return (
        f"统计日：{found.as_of}。处罚决定{found.decisions}件（决定日期{span}）。",
        f"可能应移送{len(found.missed)}个主体，逾期公示{len(found.overdue)}件，隐蔽的重复违法{len(found.repeats)}个主体。",
        CAUTION,
    )


def _missed(found: FirstHour) -> Section:
    return Section(
        "可能应移送",
        "一、可能应当移送而未见移送",
        "同一主体在各单位、各名称下的记录合并，按行为时的标准逐日对照，列出首次达到的日期。",
        (*_WHO, "首次达到", "可能涉及", "项目", "有记录的数额", "标准", "件数", "把握", "记录单位", "尚不清楚"),
        (20, 26, 16, 16, 14, 20, 16, 14, 20, 24, 64),
        tuple(map(_missed_row, found.missed)),
        ("“把握”一栏：数额达到＝按行为时有效的规定计算；须法制审核＝合并计算的依据未见原文。",),
    )


def _missed_row(one: MissedItem) -> tuple[str, ...]:
    return (
        one.name,
        "、".join(one.names),
        one.met_on.isoformat(),
        f"刑法第{one.article}条",
        measure_zh(one.measure),
        _bounds(one.low, one.high),
        _amount(one.threshold),
        f"{one.counted}{'，单案可见' if one.alone else ''}",
        GRADES[one.grade],
        "、".join(one.offices),
        "；".join(one.unknown),
    )


def _overdue(found: FirstHour) -> Section:
    return Section(
        "逾期公示",
        "二、逾期公示",
        "按作出决定之日起的公示期限计算；已公示的列明迟延日数，未公示的计算到统计日。",
        ("决定书文号", "当事人", "作出单位", "决定日期", "应公示日期", "公示日期", "逾期日数", "依据"),
        (28, 26, 22, 12, 12, 12, 10, 30),
        tuple(map(_overdue_row, found.overdue)),
        (_left_out(found),),
    )


def _left_out(found: FirstHour) -> str:
    counts = f"所在文件没有公示日期一栏的{found.undated}件；期限须法制审核的{found.review}件"
    return f"未列入：{counts}；仅受警告、不予公示的{found.exempt}件。"


def _overdue_row(one: OverdueItem) -> tuple[str, ...]:
    shown = one.published_on.isoformat() if one.published_on else "未公示"
    days = (one.decided_on.isoformat(), one.due.isoformat(), shown, str(one.days))
    return (one.number, one.party, one.agency, *days, one.citation)


def _repeats(found: FirstHour) -> Section:
    return Section(
        "隐蔽的重复违法",
        "三、隐蔽的重复违法",
        "期限内两次以上被处罚、但因名称或者作出单位不同而未被看出的主体；商标侵权五年内两次以上的应当从重处罚。",
        ("主体", "出现过的名称", "统一社会信用代码", "领域", "处罚经过", "隐蔽之处", "依据"),
        (24, 30, 22, 12, 70, 26, 24),
        tuple(map(_repeat_row, found.repeats)),
    )


def _repeat_row(one: RepeatItem) -> tuple[str, ...]:
    told = "；".join(
        f"{each.day} {each.agency} {each.number}（{each.name or one.name}"
        f"{f'，{_amount(each.amount)}元' if each.amount is not None else ''}）"
        for each in one.decisions
    )
    hidden = "、".join(HIDDEN[code] for code in one.hidden)
    return (one.name, "、".join(one.names), one.uscc, one.field, told, hidden, one.citation)


def _bounds(low: Decimal, high: Decimal) -> str:
    return _amount(low) if low == high else f"{_amount(low)}–{_amount(high)}"


def _amount(value: Decimal) -> str:
    return f"{value:,.2f}"
