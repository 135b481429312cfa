"""Codes printed on goods and papers that more than one room reads: the tobacco carton code, USCC, GTIN.

Pure functions over text. A parser answers with the parts or with a :class:`CodeFault`; it never raises
for a bad code, because bad codes are what the product is looking for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from stdnum.cn import uscc as _uscc

TOBACCO_LENGTH: Final = 32
"""Length of the code a wholesaler sprays on a carton (条) of cigarettes, two lines of sixteen."""

_NOT_CODE = re.compile(r"[\s\-‐-―_·]+")
_TOBACCO: Final = re.compile(
    r"(?P<year>\d)(?P<month>\d\d)(?P<day>\d\d)(?P<carton>\d{9})(?P<strip>\d\d)(?P<company>[A-Z]{4})(?P<licence>\d{12})"
)
_TOBACCO_FIELDS: Final = (
    ("date", 0, 5, str.isdecimal),
    ("carton", 5, 14, str.isdecimal),
    ("strip", 14, 16, str.isdecimal),
    ("company", 16, 20, str.isalpha),
    ("licence", 20, 32, str.isdecimal),
)


@dataclass(frozen=True, slots=True)
class CodeFault:
    """Why a text is not the code it claims to be.

    Args:
        code: stable reason code, rendered at the face.
        params: facts for the reason.
        start: first faulty code point of the cleaned text.
        end: one past the last.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class TobaccoCarton:
    """The 32-character code of one carton of cigarettes.

    Positions: 1-5 date of sorting YMMDD (one digit of the year), 6-14 case number, 15-16 carton within the
    case, 17-20 letters of the commercial company, 21-32 the tobacco monopoly retail licence it was sold to.
    Source: two public descriptions of the trade that agree on the positions; no primary text was seen, so a
    code that does not parse is a reason to look and never a proof.
    """

    code: str
    year_digit: int
    month: int
    day: int
    carton: str
    strip: int
    company: str
    licence: str

    def sorted_on(self, as_of: date) -> date | None:
        """Return the latest date not after ``as_of`` that the five digits can mean; ``None`` where there is none.

        The code holds one digit of the year: read at most ten years back. 29 February needs a leap year.
        """
        for year in range(as_of.year, as_of.year - 10, -1):
            if year % 10 != self.year_digit:
                continue
            found = _date(year, self.month, self.day)
            if found is not None and found <= as_of:
                return found
        return None


def clean_code(text: str) -> str:
    """Return ``text`` in half width and capitals, without blanks, line breaks and hyphens."""
    return _NOT_CODE.sub("", unicodedata.normalize("NFKC", text)).upper()


def parse_tobacco_carton(text: str) -> TobaccoCarton | CodeFault:
    """Return the parts of a tobacco carton code, or the first thing that is wrong with it.

    Fault codes: ``tobacco.length`` (params length), ``tobacco.characters`` (params part, text),
    ``tobacco.date`` (params text: no such day in any year).
    """
    code = clean_code(text)
    if len(code) != TOBACCO_LENGTH:
        return CodeFault("tobacco.length", {"length": str(len(code))}, 0, len(code))
    match = _TOBACCO.fullmatch(code) if code.isascii() else None
    if match is None:
        return _tobacco_fault(code)
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if _date(2000, month, day) is None:  # a leap year: every day that exists in some year exists in it
        return CodeFault("tobacco.date", {"text": code[:5]}, 0, 5)
    return TobaccoCarton(
        code, year, month, day, match["carton"], int(match["strip"]), match["company"], match["licence"]
    )


def _tobacco_fault(code: str) -> CodeFault:
    for part, start, end, holds in _TOBACCO_FIELDS:
        text = code[start:end]
        if not (text.isascii() and holds(text)):
            return CodeFault("tobacco.characters", {"part": part, "text": text}, start, end)
    raise AssertionError(f"{code!r} fits every part and still does not match")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def gs1_check_digit(body: str) -> int:
    """Return the modulo-10 check digit of GS1 keys (EAN-8/13, UPC, GTIN-14, SSCC) over decimal ``body``.

    Source: GS1 General Specifications, 7.9.1 (weights 3, 1 from the right).
    """
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body)))
    return -total % 10


def is_uscc(text: str) -> bool:
    """Say whether ``text`` is a unified social credit code whose check character holds (GB 32100-2015)."""
    return bool(_uscc.is_valid(clean_code(text)))
