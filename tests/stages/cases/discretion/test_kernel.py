"""Positions, deviation, repetition and circumstances: the laws of the pure part, and cases worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.stages.cases.discretion.comparing import (
    ENOUGH,
    Comparable,
    Deviation,
    compare,
    nearest,
    position,
)
from jianzhen.stages.cases.discretion.conduct import Prior, Shown, circumstances, repetition, years_before

D = Decimal
PLACES = st.lists(st.integers(0, 1000).map(lambda one: D(one) / 1000), max_size=40)


def case(place: Decimal, number: int = 1, base: Decimal | None = None) -> Comparable:
    """Return a decided case whose fine lies at a place of the range from 0 to 1000."""
    return Comparable(
        case_id=UUID(int=number + 1),
        number=f"样{number}",
        decided_on=date(2026, 1, 1 + number % 28),
        agency="market_regulation",
        base=base,
        low=D(0),
        high=D(1000),
        fine=place * 1000,
        position=place,
        repeated=False,
    )


@given(PLACES, st.integers(0, 1000))
def test_a_deviation_is_a_matter_of_counting(places: list[Decimal], figure: int) -> None:
    """The answer follows from how many cases went as far, and does not depend on their order."""
    others = [case(one, at) for at, one in enumerate(places)]
    found = compare(D(figure), D(0), D(1000), others)
    assert found == compare(D(figure), D(0), D(1000), others[::-1])
    assert found.as_lenient + found.as_severe >= found.count
    expected = Deviation.NONE
    if len(places) < ENOUGH:
        expected = Deviation.TOO_FEW
    elif sum(one * 1000 <= figure for one in places) * 10 < len(places):
        expected = Deviation.LENIENT
    elif sum(one * 1000 >= figure for one in places) * 10 < len(places):
        expected = Deviation.SEVERE
    assert found.deviation is expected


@given(PLACES.filter(bool))
def test_the_middle_of_the_cases_never_deviates(places: list[Decimal]) -> None:
    """Whoever decides like the middle case is asked for nothing, and quartiles are places that occur."""
    others = [case(one, at) for at, one in enumerate(places)]
    found = compare(D(0), D(0), D(1000), others)
    assert found.middle in places
    assert found.lower_quarter in places
    assert found.lower_quarter is not None
    assert found.middle is not None
    assert found.upper_quarter is not None
    assert found.lower_quarter <= found.middle <= found.upper_quarter
    same = compare(found.middle * 1000, D(0), D(1000), others)
    assert same.deviation in (Deviation.NONE, Deviation.TOO_FEW)


@pytest.mark.parametrize(
    ("figure", "deviation"), [("-1", "outside_law"), ("1000.01", "outside_law"), ("1000", "too_few")]
)
def test_outside_the_law_is_no_question_of_comparison(figure: str, deviation: str) -> None:
    """A figure outside the range is outside, however many cases there are."""
    assert compare(D(figure), D(0), D(1000), []).deviation.value == deviation


def test_positions() -> None:
    """Ends are 0 and 1; ends that are one give 0."""
    assert position(D(50), D(50), D(250)) == D(0)
    assert position(D(250), D(50), D(250)) == D(1)
    assert position(D(5), D(5), D(5)) == D(0)


def test_the_nearest_amounts_are_shown() -> None:
    """Cases are shown by how near their amount is; without an amount the latest are."""
    others = [case(D("0.1"), at, D(at * 1000)) for at in range(20)]
    assert [one.base for one in nearest(others, D(7100), 3)] == [D(7000), D(8000), D(6000)]
    assert nearest(others, None, 1)[0].decided_on == max(one.decided_on for one in others)


def test_five_years_to_the_day() -> None:
    """A penalty of the very day five years before lies on the edge, which no text that was read decides."""
    days = {"2021-03-01": "edge", "2021-03-02": "within", "2021-02-28": "earlier", "2026-03-01": "within"}
    found = repetition([Prior(date.fromisoformat(day), day) for day in days], date(2026, 3, 1), 5)
    sorted_in = {one.number: name for name in ("within", "edge", "earlier") for one in getattr(found, name)}
    assert sorted_in == days
    assert found.repeated


def test_a_penalty_after_the_act_is_no_repetition() -> None:
    """What was decided later was not known to whoever acted; and without a rule nothing is within a term."""
    assert not repetition([Prior(date(2026, 3, 2), "后")], date(2026, 3, 1), 5).repeated
    assert not repetition([Prior(date(2026, 2, 1), "前")], date(2026, 3, 1), None).repeated


def test_a_leap_day() -> None:
    """29 February becomes the 28th in a common year."""
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)


def shown(charge: str, priors: list[Prior], natures: set[str], cases: int = 1) -> dict[str, Shown]:
    """Return what the records say of each circumstance."""
    repeats = repetition(priors, date(2026, 3, 1), 5)
    return {one.code: one.shown for one in circumstances(repeats, charge, natures, cases, "")}


def test_circumstances_follow_from_records() -> None:
    """The same charge penalised before is shown; another one is possible; none is not shown; nobody's word counts."""
    same, other = Prior(date(2024, 1, 1), "旧1", "tm_infringement"), Prior(date(2024, 1, 1), "旧2")
    assert shown("tm_infringement", [same], set())["again_after_penalty"] is Shown.SHOWN
    assert shown("tm_infringement", [other], set())["again_after_penalty"] is Shown.POSSIBLE
    assert shown("tm_infringement", [], set())["again_after_penalty"] is Shown.NOT_SHOWN
    assert shown("tm_infringement", [], {"drug"})["health"] is Shown.POSSIBLE
    assert shown("tm_infringement", [], {"apparel"})["health"] is Shown.NOT_SHOWN
    assert shown("tm_infringement", [], set())["health"] is Shown.UNKNOWN
    assert shown("hidden_goods", [], set())["evidence_hidden"] is Shown.SHOWN
    assert shown("tm_infringement", [], set(), cases=3)["as_business"] is Shown.POSSIBLE
    assert shown("tm_infringement", [], set())["warned"] is Shown.UNKNOWN
