"""Codes on goods: parts come out, and a bad code is named by its first fault."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.codes import CodeFault, TobaccoCarton, gs1_check_digit, is_uscc, parse_tobacco_carton

GOOD = "6032100000012305HBWH420199000123"


def test_the_parts_of_a_carton_code() -> None:
    """A well-formed code gives date, case, carton, company and licence."""
    assert parse_tobacco_carton(GOOD) == TobaccoCarton(GOOD, 6, 3, 21, "000000123", 5, "HBWH", "420199000123")


@pytest.mark.parametrize(
    "text", [GOOD.lower(), GOOD[:16] + "\n" + GOOD[16:], GOOD.replace("6", "６"), f" {GOOD[:4]}-{GOOD[4:]}"]
)
def test_print_and_typing_do_not_matter(text: str) -> None:
    """Two printed lines, small letters, full-width digits and hyphens read as the same code."""
    assert parse_tobacco_carton(text) == parse_tobacco_carton(GOOD)


@pytest.mark.parametrize(
    ("text", "code", "span"),
    [
        ("60321", "tobacco.length", (0, 5)),
        ("", "tobacco.length", (0, 0)),
        (GOOD + "0", "tobacco.length", (0, 33)),
        ("A" + GOOD[1:], "tobacco.characters", (0, 5)),
        (GOOD[:16] + "HB1H" + GOOD[20:], "tobacco.characters", (16, 20)),
        (GOOD[:16] + "武汉烟草" + GOOD[20:], "tobacco.characters", (16, 20)),
        (GOOD[:31] + "X", "tobacco.characters", (20, 32)),
        ("60230" + GOOD[5:], "tobacco.date", (0, 5)),
        ("61301" + GOOD[5:], "tobacco.date", (0, 5)),
    ],
)
def test_the_first_fault_is_named(text: str, code: str, span: tuple[int, int]) -> None:
    """A code that does not fit says which part is wrong and where."""
    fault = parse_tobacco_carton(text)
    assert isinstance(fault, CodeFault)
    assert (fault.code, (fault.start, fault.end)) == (code, span)


@pytest.mark.parametrize(
    ("head", "as_of", "expected"),
    [
        ("60321", date(2026, 3, 21), date(2026, 3, 21)),
        ("60321", date(2026, 3, 20), None),
        ("50321", date(2026, 3, 20), date(2025, 3, 21)),
        ("71231", date(2026, 3, 20), date(2017, 12, 31)),
        ("40229", date(2026, 3, 20), date(2024, 2, 29)),
        ("50229", date(2026, 3, 20), None),
    ],
)
def test_one_digit_of_the_year(head: str, as_of: date, expected: date | None) -> None:
    """The day is the latest one not after the question's date; a day that cannot be is no day."""
    carton = parse_tobacco_carton(head + GOOD[5:])
    assert isinstance(carton, TobaccoCarton)
    assert carton.sorted_on(as_of) == expected


@given(st.dates(date(2010, 1, 1), date(2030, 12, 31)), st.integers(0, 3000))
def test_every_recent_day_comes_back(day: date, later: int) -> None:
    """A day written into a code is read back within the nine years that one digit can tell apart."""
    carton = parse_tobacco_carton(f"{day.year % 10}{day:%m%d}" + GOOD[5:])
    assert isinstance(carton, TobaccoCarton)
    assert carton.sorted_on(day + timedelta(days=later)) == day


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    """No text makes the parser raise."""
    assert isinstance(parse_tobacco_carton(text), TobaccoCarton | CodeFault)


@given(st.text("0123456789", min_size=1, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_caught(body: str, at: int, step: int) -> None:
    """The GS1 check digit changes with any single digit."""
    at %= len(body)
    changed = body[:at] + str((int(body[at]) + step) % 10) + body[at + 1 :]
    assert gs1_check_digit(body) != gs1_check_digit(changed)


def test_credit_codes_need_their_check_character() -> None:
    """A code with the right form and a wrong check character is not taken as an identity."""
    assert is_uscc("91110000101623742K") is False
    assert is_uscc("91110000101623741k")
    assert not is_uscc("91350211M0000XUF46")
