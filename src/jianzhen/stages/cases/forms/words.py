"""How figures, dates, choices and periods of law are written in Chinese documents (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from jianzhen.law.model import Citation, Unit
from jianzhen.stages.cases.forms.facts import Value
from jianzhen.stages.cases.forms.model import FormField, Type

TICKED: Final = "☑"
UNTICKED: Final = "□"
_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")
_PERIODS: Final[Mapping[Unit, str]] = {
    Unit.CALENDAR_DAYS: "{}日",
    Unit.WORKING_DAYS: "{}个工作日",
    Unit.HOURS: "{}小时",
    Unit.MONTHS: "{}个月",
    Unit.YEARS: "{}年",
    Unit.PERCENT_OF_FINE: "百分之{}",
}
_ARTICLE: Final = re.compile(r"^(\d+)((?:\(\d+\))*)")


def numeral(number: int) -> str:
    """Return a whole number from 0 to 9999 in characters: 30 is 三十, 105 is 一百零五.

    Raises:
        ValueError: it is not in that range.
    """
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} is not between 0 and 9999")
    if number == 0:
        return _DIGITS[0]
    places = reversed(list(enumerate(map(int, reversed(str(number))))))
    words = "".join(_DIGITS[digit] + _PLACES[place] if digit else _DIGITS[0] for place, digit in places)
    words = re.sub("零+", "零", words).rstrip("零")
    return words.removeprefix("一") if words.startswith("一十") else words


def period(quantity: int, unit: Unit) -> str:
    """Return a period or share of law in words: 三十日, 七个工作日, 百分之三.

    Raises:
        ValueError: the unit is no period and no share.
    """
    if unit not in _PERIODS:
        raise ValueError(f"{unit} is no period")
    return _PERIODS[unit].format(numeral(quantity))


def cited(citation: Citation) -> str:
    """Return instrument and article as a Chinese document names them: 《…》第八十二条(5)."""
    title = f"《{citation.instrument.title}》"
    found = _ARTICLE.match(citation.article or "")
    if found is None:
        return title + (citation.article or "")
    return f"{title}第{numeral(int(found.group(1)))}条{found.group(2)}"


def day(value: date) -> str:
    """Return 2026年11月24日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """Return 2026年11月24日9时30分."""
    return f"{day(value)}{hour(value)}"


def hour(value: datetime) -> str:
    """Return 9时30分."""
    return f"{value.hour}时{value.minute:02d}分"


def boxes(field: FormField, value: Value | None) -> str:
    """Return all options of a choice, those taken behind ☑ and the others behind □."""
    chosen = value if isinstance(value, tuple) else (value,)
    return "　".join(f"{TICKED if option in chosen else UNTICKED}{option}" for option in field.options)


def printed(field: FormField, value: Value | None) -> str:
    """Return a fact as the document prints it; rows are a table of their own and never printed so."""
    if field.type is Type.CHECKS:
        return boxes(field, value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "\n".join(f"{number}. {item}" for number, item in enumerate(value, 1))
    return "" if value is None else str(value)
