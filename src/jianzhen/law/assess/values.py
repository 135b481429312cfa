"""Reads single values of a facts file: amounts in CNY, counts, days and spans of days, words. Nothing is guessed.

Legal spellings are understood (a number or a text, full-width digits, grouped thousands, 元, 万元, CNY, an ISO moment
or interval); what could mean two things, or another currency, is refused with the key and what to write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import Where
from jianzhen.law.errors import CaseFileError

_AMOUNT: Final = re.compile(
    r"(?:CNY|RMB|人民币|¥)?\s*(?P<digits>[+-]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,6})?)\s*"
    r"(?P<unit>万元|元|CNY|RMB|人民币)?",
    re.ASCII,
)
_QUANTITY: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?", re.ASCII)
_PLAIN: Final = re.compile(r"\d{1,15}", re.ASCII)
_OWN_CURRENCY: Final = ("CNY", "RMB", "人民币", "元", "人民币元")
_TEN_THOUSAND: Final = 10_000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1949, 2199

Span = tuple[date, date]
"""First and last day of an act, both included; equal for an act of one day."""


class FactsError(CaseFileError):
    """A fact of one case cannot be meant; that case is refused, the others are answered."""


def fault(key: str, what: str, remedy: str) -> FactsError:
    """Make the error of one fact, named by its path inside ``input``."""
    return FactsError(what, where=Where(key=key), remedy=remedy)


def shown(value: Any) -> str:
    """Show a value in an error, cut to a line."""
    return repr(value)[:80]


def amount(value: Any, key: str) -> Decimal:
    """Read an amount in CNY.

    Raises:
        FactsError: it is no amount, negative, or in another currency.
    """
    match = _AMOUNT.fullmatch(_figure(value) or "")
    if match is None:
        remedy = (
            'Write a decimal in quotes, such as "50000.00"; convert other currencies to CNY and keep the rate on file'
        )
        raise fault(key, f"{shown(value)} is no amount in CNY", remedy)
    number = Decimal(match["digits"].replace(",", ""))
    if number < 0:
        raise fault(key, f"the amount {number} is negative", "Write the amount as it is, 0.00 where there was none")
    return number * _TEN_THOUSAND if match["unit"] == "万元" else number


def quantity(value: Any, key: str) -> Decimal:
    """Read how much of something there was, without unit; parts of a piece (weights, lengths) are allowed.

    Raises:
        FactsError: it is no number, or negative.
    """
    text_ = _figure(value) or ""
    if not _QUANTITY.fullmatch(text_):
        raise fault(key, f"{shown(value)} is no quantity", 'Write a number without unit, such as 12 or "0.5"')
    if text_.startswith("-"):
        raise fault(key, f"the quantity {text_} is negative", "Write how much there was, 0 where there was none")
    return Decimal(text_)


def _figure(value: Any) -> str | None:
    """Return a number as it is written, without exponent; None for what is neither number nor text."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else None
    return unicodedata.normalize("NFKC", str(value)).strip()


def count(value: Any, key: str) -> Decimal:
    """Read a whole number, 0 or more.

    Raises:
        FactsError: it is none.
    """
    text = _figure(value) or ""
    whole, dot, rest = text.partition(".")
    if not _PLAIN.fullmatch(whole) or rest.strip("0") or (dot and not rest):
        raise fault(key, f"{shown(value)} is no count", "Write a whole number, 0 or more")
    return Decimal(whole)


def day(value: Any, key: str) -> date:
    """Read an ISO day, or the Shanghai day of an ISO moment.

    Raises:
        FactsError: the calendar has no such day.
    """
    found = _day(value) if isinstance(value, str) else None
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise fault(key, f"{shown(value)} is no day of the calendar", "Write a day that exists, such as 2024-06-03")
    return found


def _day(text: str) -> date | None:
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
        if _MOMENT.fullmatch(text.strip()):
            moment = datetime.fromisoformat(text.strip())
            return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()
    except ValueError:
        return None
    return None


def span(value: Any, key: str) -> Span:
    """Read the days of an act: one day, an ISO interval ``A/B``, or ``{"from": A, "to": B}``.

    Raises:
        FactsError: a day does not exist, or the act ends before it begins.
    """
    first, last = _ends(value, key)
    found = (
        day(first, f"{key}.from" if first is not value else key),
        day(last, f"{key}.to" if last is not value else key),
    )
    if found[1] < found[0]:
        raise fault(key, f"the act ends on {found[1]}, before it begins on {found[0]}", "Write the earlier day first")
    return found


def _ends(value: Any, key: str) -> tuple[Any, Any]:
    if isinstance(value, Mapping):
        if set(value) != {"from", "to"}:
            raise fault(key, f"{shown(value)} is no span of days", 'Write {"from": "2024-01-05", "to": "2024-06-03"}')
        return value["from"], value["to"]
    if isinstance(value, str) and value.count("/") == 1:
        first, _, last = value.partition("/")
        return first, last
    return value, value


def text(value: Any, key: str) -> str:
    """Read a text that says something.

    Raises:
        FactsError: it is none.
    """
    if not isinstance(value, str) or not value.strip():
        raise fault(key, f"{shown(value)} is no text", "Write a text in quotes, or null")
    return value.strip()


def flag(value: Any, key: str) -> bool:
    """Read true or false.

    Raises:
        FactsError: it is neither.
    """
    if not isinstance(value, bool):
        raise fault(key, f"{shown(value)} is neither true nor false", "Write true, false, or null where not known")
    return value


def objects(value: Any, key: str) -> list[Mapping[str, Any]]:
    """Read a list of objects.

    Raises:
        FactsError: it is none.
    """
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise fault(key, f"{shown(value)} is no list of objects", "Write [ { … } ]")
    return value


def refuse_currency(given: Mapping[str, Any], key: str) -> None:
    """Refuse amounts that are said to be in another currency.

    Raises:
        FactsError: names the key and the currency.
    """
    currency = given.get("currency", "CNY")
    if currency not in _OWN_CURRENCY:
        remedy = "Convert every amount to CNY and keep the rate on file"
        raise fault(f"{key}.currency", f"{shown(currency)} is another currency", remedy)
