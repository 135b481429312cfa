"""One cell to one typed value: amounts, numbers, dates and instants as Chinese offices write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import RefusedError
from jianzhen.base.money import parse_money
from jianzhen.base.tabular.cells import split_list

_DATE_TIME = re.compile(
    r"""(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?
        (?:[T\s]*(\d{1,2})\s*[:时点]\s*(\d{1,2})(?:\s*[:分]\s*(\d{1,2})(?:[.,](\d{1,9}))?)?\s*[分秒]?)?
        \s*(Z|[+-]\d{2}:?\d{2})?""",
    re.VERBOSE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2}))?")
_SERIAL = re.compile(r"([2-6]\d{4})(\.\d+)?")
_INTEGER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.0+)?|-?\d+(?:\.0+)?")

_SERIAL_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day 0, before any zone applies
OPEN_ENDED: Final = frozenset({"长期", "长期有效", "永久", "永久有效"})
"""Words in a date cell that say there is no such date."""

_DATE_REMEDY = "Write a date such as 2019-08-01, 2019/8/1 or 2019年8月1日"
_YEARS: Final = range(1800, 10_000)


class CellFault(ValueError):  # noqa: N818 - the house word for what is wrong with one cell
    """Why a cell cannot be read, and what to write instead."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(what)


Parse = Callable[[str], object]


def money(text: str) -> Decimal:
    """Return an amount in CNY, not negative."""
    try:
        amount = parse_money(unicodedata.normalize("NFKC", text))
    except RefusedError as fault:
        raise CellFault(fault.what, fault.remedy) from fault
    if amount < 0:
        raise CellFault("the amount is negative", "Write an amount of 0 or more")
    return amount


def integer(text: str) -> int:
    """Return a whole number, not negative, that fits 64 bits."""
    clean = unicodedata.normalize("NFKC", text).strip()
    if not _INTEGER.fullmatch(clean):
        raise CellFault("it is not a whole number", "Write a whole number such as 12")
    value = int(clean.replace(",", "").split(".")[0])
    if not 0 <= value < 2**63:
        raise CellFault("the number is negative or too large", "Write a whole number of 0 or more")
    return value


def day(text: str, formats: Sequence[str] = ()) -> date | None:
    """Return the date a cell names (of an instant with a zone: its date in Shanghai); None for 长期."""
    if text.strip() in OPEN_ENDED:
        return None
    moment = _moment(text, formats)
    return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()


def instant(text: str, formats: Sequence[str] = ()) -> datetime:
    """Return the instant a cell names, in UTC; a time without zone is Asia/Shanghai (contract)."""
    moment = _moment(text, formats)
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def members(text: str) -> list[str] | None:
    """Return the members of a list cell."""
    return split_list(text) or None


def _moment(text: str, formats: Sequence[str]) -> datetime:
    clean = text.strip()
    if not clean.isascii():
        clean = unicodedata.normalize("NFKC", clean)
    if found := _DATE_TIME.fullmatch(clean):
        return _from_parts(found[1], found[2], found[3], found[4], found[5], found[6], found[7], found[8])
    if found := _COMPACT.fullmatch(clean):
        return _from_parts(found[1], found[2], found[3], found[4], found[5], found[6])
    if _SERIAL.fullmatch(clean):
        return _from_serial(Decimal(clean))
    return _by_formats(clean, formats)


def _from_parts(
    year: str,
    month: str,
    day_of_month: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
    fraction: str | None = None,
    zone: str | None = None,
) -> datetime:
    if int(year) not in _YEARS:
        raise CellFault(f"the year {year} cannot be meant", _DATE_REMEDY)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    try:
        moment = datetime(  # noqa: DTZ001 - the zone is set below or by the caller
            int(year), int(month), int(day_of_month), int(hour or 0), int(minute or 0), int(second or 0), micro
        )
    except ValueError as fault:
        raise CellFault(f"there is no such day or time ({fault})", _DATE_REMEDY) from fault
    return moment.replace(tzinfo=_zone(zone)) if zone else moment


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        raise CellFault(f"there is no zone {text}", _DATE_REMEDY)
    return timezone(-offset if text[0] == "-" else offset)


def _from_serial(days: Decimal) -> datetime:
    """A spreadsheet counts days from 1899-12-30 (ECMA-376 part 1, 18.17.4); seconds are rounded."""
    whole = int(days)
    return _SERIAL_ZERO + timedelta(days=whole, seconds=round((days - whole) * 86_400))


def _by_formats(text: str, formats: Sequence[str]) -> datetime:
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is set by the caller
        except ValueError:
            continue
    raise CellFault("it is not a date", _DATE_REMEDY)
