"""Invented codes with the right form and check digits, in ranges that are plainly artificial.

* USCC (GB 32100): area 420199, which names no district, and an organisation code that begins with Y.
* Telephone numbers begin with 100, which no mobile network hands out.
* Licence numbers carry area 420199 or a serial above any that was issued.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from stdnum.cn import uscc as uscc_check

AREA: Final = "420199"
_ORG_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_SCATTER: Final = 7919  # a prime: neighbouring numbers do not look like neighbours


def scattered(number: int, digits: int) -> str:
    """Return ``number`` as a fixed-width decimal that looks unordered and never repeats below 10**digits."""
    return str((number * _SCATTER + 31) % 10**digits).zfill(digits)


def organisation_code(number: int) -> str:
    """Return the nine-character organisation code (GB 11714) of an invented body."""
    body = "Y" + scattered(number, 7)
    total = sum(int(char, 36) * weight for char, weight in zip(body, _ORG_WEIGHTS, strict=True))
    check = 11 - total % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def uscc(number: int, *, trader: bool) -> str:
    """Return a unified social credit code: 91 for firms, 92 for individual traders."""
    body = ("92" if trader else "91") + AREA + organisation_code(number)
    return body + str(uscc_check.calc_check_digit(body))


def phone(number: int, *, person: bool = False) -> str:
    """Return an 11-digit number in the unassigned range 100; firms and persons do not overlap."""
    return ("1005" if person else "1001") + scattered(number, 7)


def tobacco_licence(number: int) -> str:
    """Return a 12-digit tobacco retail licence number."""
    return AREA + scattered(number, 6)


def tobacco_code(day: date, carton: int, strip: int, maker: str, licence: str) -> str:
    """Return the 32-character carton code: date YMMDD, carton, strip, maker, retail licence."""
    return f"{day.year % 10}{day:%m%d}{carton % 10**9:09d}{strip % 100:02d}{maker}{licence}"


def pesticide(number: int) -> str:
    """Return pesticide registration ``number`` (below 63700), with a serial above any issued in its year."""
    return f"PD{2013 + number // 4900 % 13}{5000 + number % 4900:04d}"


def unregistered_pesticide(year: int, number: int) -> str:
    """Return a number of the right form that :func:`pesticide` never gives out."""
    return f"PD{year}{9900 + number % 100:04d}"


def seed_licence(number: int) -> str:
    """Return seed production and trade licence ``number`` (below 57000)."""
    return f"D(鄂武)农种许字({2020 + number // 9500 % 6})第{500 + number % 9500:04d}号"
