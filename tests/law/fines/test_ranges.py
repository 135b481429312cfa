"""Ranges of fines: by hand from the articles, to the day and the cent, and every figure of them changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.fines.plans import plans
from jianzhen.law.fines.ranges import FineAnswer, FineFacts, Status, fine_range
from jianzhen.law.fines.words import codes
from jianzhen.law.model import Version

ROWS: Final[list[list[Any]]] = json.loads(
    (Path(__file__).parent / "golden" / "ranges.json").read_text(encoding="utf-8")
)["rows"]
D = Decimal
BOOK: Final = packaged_book()
DAY: Final = timedelta(days=1)
STEP: Final = D("0.01")


def facts(act: str, amounts: dict[str, str] | None = None, serious: bool | None = None, decided: str = "") -> FineFacts:
    """Return facts, decided on the day of the act unless said otherwise."""
    given = {name: D(value) for name, value in (amounts or {}).items()}
    return FineFacts(date.fromisoformat(act), date.fromisoformat(decided or act), given, serious)


def asked(row: list[Any], book: LawBook) -> FineAnswer:
    """Answer one row."""
    charge, act, amounts, serious, *_ = row
    return fine_range(charge, facts(act, amounts, serious), book)


def comes_to(answer: FineAnswer) -> tuple[str, list[tuple[str, Decimal | None, Decimal]]]:
    """Return what a row compares."""
    return answer.status.value, [(one.tier, one.low, one.high) for one in answer.ranges]


def expected(row: list[Any]) -> tuple[str, list[tuple[str, Decimal | None, Decimal]]]:
    """Return what a row says."""
    ranges = [(tier, None if low is None else D(low), D(high)) for tier, low, high in row[5]]
    return row[4], ranges


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}-{'-'.join(row[2].values())}-{row[3]}")
def test_a_range_by_hand(row: list[Any]) -> None:
    """Tier, lower and upper end are those of the article, and without a verified text there is no range."""
    assert comes_to(asked(row, packaged_book())) == expected(row)


def keys() -> set[str]:
    """Return every key that a range asks for."""
    return {tier.key for charge in plans().charges.values() for tier in charge.tiers.values()}


def changes(version: Version) -> Iterator[tuple[str, Version]]:
    """Yield the smallest changes of every figure of a version, and of its days to fewer days."""
    if version.valid_from:
        yield "starts later", replace(version, valid_from=version.valid_from + DAY)
    if version.valid_to:
        yield "ends earlier", replace(version, valid_to=version.valid_to - DAY)
    for sign in (-1, 1):
        if version.quantity is not None:
            yield f"quantity {sign}", replace(version, quantity=version.quantity + sign * STEP)
        for at, limb in enumerate(version.limbs):
            moved = replace(limb, value=limb.value + sign * STEP)
            limbs = (*version.limbs[:at], moved, *version.limbs[at + 1 :])
            yield f"limb {at + 1} {sign}", replace(version, limbs=limbs)


def book_with(*changed: Version) -> LawBook:
    """Return the packaged book with these versions instead of those of the same id."""
    book, by_id = packaged_book(), {one.id: one for one in changed}
    found = {}
    for name in book.keys():  # noqa: SIM118  a book is no dictionary
        timeline = book.timeline(name)
        found[name] = replace(timeline, versions=tuple(by_id.get(one.id, one) for one in timeline.versions))
    return LawBook(found)


@pytest.mark.parametrize("key", sorted(keys()))
def test_no_figure_can_change_unnoticed(key: str) -> None:
    """Each smallest change of a figure, and each lost day, gives another outcome in some row."""
    rows = [row for row in ROWS if row[0] in plans().charges and key in tiers(row[0])]
    for version in packaged_book().timeline(key).versions:
        for what, changed in changes(version):
            other = book_with(changed)
            assert any(comes_to(asked(row, other)) != expected(row) for row in rows), f"{version.id} {what}"


@pytest.mark.parametrize("charge", sorted(plans().charges))
def test_no_day_can_be_won_unnoticed(charge: str) -> None:
    """The tiers of a charge cannot begin a day earlier or end a day later; one tier alone is silent with the others."""
    found = [version for key in tiers(charge) for version in packaged_book().timeline(key).versions]
    rows = [row for row in ROWS if row[0] == charge]
    first = min(version.valid_from for version in found if version.valid_from)
    last = max(version.valid_to or date.max for version in found)
    earlier = [replace(one, valid_from=first - DAY) for one in found if one.valid_from == first]
    assert any(comes_to(asked(row, book_with(*earlier))) != expected(row) for row in rows)
    if last != date.max:
        later = [replace(one, valid_to=last + DAY) for one in found if one.valid_to == last]
        assert any(comes_to(asked(row, book_with(*later))) != expected(row) for row in rows)


def tiers(charge: str) -> set[str]:
    """Return the keys of one charge."""
    return {tier.key for tier in plans().charges[charge].tiers.values()}


def test_every_charge_has_rows() -> None:
    """No charge of the plans is left without a range worked out by hand."""
    assert set(plans().charges) <= {row[0] for row in ROWS}
    assert all(packaged_book().timeline(key).versions for key in keys())


def test_a_later_milder_law_needs_review() -> None:
    """False publicity before the revision, decided after it: both ranges stand, and a person decides (art 37)."""
    answer = fine_range("false_publicity", facts("2025-10-14", serious=False, decided="2025-10-15"), packaged_book())
    assert answer.status is Status.REVIEW
    assert [(one.low, one.high) for one in answer.ranges] == [(D(200000), D(1000000))]
    assert [(one.low, one.high) for one in answer.later] == [(D(0), D(1000000))]
    assert "later_milder" in {reason.code for reason in answer.reasons}


def test_a_later_stricter_law_does_not_reach_back() -> None:
    """A serious trade secret case before the revision keeps its lower floor, and the later one is named."""
    answer = fine_range("trade_secret", facts("2025-10-14", serious=True, decided="2026-01-05"), packaged_book())
    assert answer.status is Status.KNOWN
    assert answer.range is not None
    assert answer.range.low == D(500000)
    assert "later_stricter" in {reason.code for reason in answer.reasons}


def test_a_law_that_ends_without_a_successor_needs_review() -> None:
    """A mark passed off in 2026 and decided in 2027, when no text was read, is not decided by figures alone."""
    amounts = {"business_volume": "80000"}
    answer = fine_range("tm_false_mark", facts("2026-12-31", amounts, decided="2027-01-01"), packaged_book())
    assert answer.status is Status.REVIEW
    assert answer.range is not None


def test_a_later_law_is_never_taken_for_that_of_the_act() -> None:
    """Where no text was read for the day of the act there is no range of the act, whatever the later law says."""
    answer = fine_range("tm_infringement", facts("2010-01-01", {"business_volume": "1"}, decided="2026-01-01"), BOOK)
    assert (answer.range, answer.status) == (None, Status.REVIEW)
    assert [one.high for one in answer.later] == [D(250000)]
    assert answer.top == answer.later[0]


def test_secondary_sources_say_so() -> None:
    """A range of confidence B asks to be confirmed."""
    answer = fine_range("real_name_mail", facts("2024-01-01", serious=False), packaged_book())
    assert answer.confidence is not None
    assert answer.confidence.value == "B"
    assert "secondary" in {reason.code for reason in answer.reasons}


@given(
    st.sampled_from(sorted(plans().charges)),
    st.dates(date(2010, 1, 1), date(2030, 1, 1)),
    st.dictionaries(st.sampled_from(sorted(plans().bases)), st.decimals(0, 10**9, places=2)),
    st.sampled_from([True, False, None]),
)
def test_laws_of_a_range(charge: str, day: date, amounts: dict[str, Decimal], serious: bool | None) -> None:
    """Ends are ordered and not negative, a known answer has one range, and each reason renders in both languages."""
    answer = fine_range(charge, FineFacts(day, day, amounts, serious), packaged_book())
    for one in answer.ranges:
        assert D(0) <= (one.low or D(0)) <= one.high
        assert one.position(one.high) in (D(1), D(0))
        assert one.position(one.low or D(0)) == D(0)
        assert one.rule.verified
    assert answer.status is Status.REVIEW or len(answer.ranges) == 1
    assert all(reason.zh and reason.en and reason.code in codes() for reason in answer.reasons)
