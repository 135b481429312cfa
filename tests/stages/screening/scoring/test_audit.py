"""The audit slice is a fixed share of all items, and recall comes with an exact interval."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.stages.screening.scoring.audit import clopper_pearson, in_slice, period_of, recall

IDS = [f"item-{number}" for number in range(60_000)]


def test_the_share_is_as_said() -> None:
    """One in two hundred of sixty thousand, within four standard deviations."""
    drawn = sum(in_slice(item, "2026-06") for item in IDS)
    assert abs(drawn - 300) < 4 * math.sqrt(300)


def test_each_period_and_instance_draws_its_own() -> None:
    """Another month or another salt draws others; the same draws the same."""
    june, july, elsewhere = (
        {item for item in IDS if in_slice(item, period, salt=salt)}
        for period, salt in (("2026-06", "a"), ("2026-07", "a"), ("2026-06", "b"))
    )
    assert june == {item for item in reversed(IDS) if in_slice(item, "2026-06", salt="a")}
    assert max(len(june & july), len(june & elsewhere)) < 15


def test_a_period_is_a_month() -> None:
    """Its key sorts by time."""
    assert [period_of(date(2026, 6, 1)), period_of(date(2026, 12, 31))] == ["2026-06", "2026-12"]


@given(st.text(), st.integers(1, 5))
def test_any_id_can_be_asked(item: str, one_in: int) -> None:
    """Lone surrogates too; one in one is everybody."""
    assert in_slice(item + "\ud800", "p") in (True, False)
    assert in_slice(item, "p", one_in=1)
    assert isinstance(in_slice(item, "p", one_in=one_in), bool)


def test_a_slice_of_one_in_nought_is_refused() -> None:
    """The share must be a share."""
    with pytest.raises(ValueError, match="none"):
        in_slice("x", "p", one_in=0)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.30850),
        (10, 10, 0.69150, 1.0),
        (5, 10, 0.18709, 0.81291),
        (16, 21, 0.52834, 0.91782),
        (0, 0, 0, 1),
    ],
)
def test_intervals_as_tabled(hits: int, of: int, low: float, high: float) -> None:
    """Exact binomial limits at 95 %; of nothing they are 0 to 1."""
    found = clopper_pearson(hits, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-5), pytest.approx(high, abs=1e-5))


@pytest.mark.parametrize("share", [0.03, 0.3, 0.62, 0.97])
def test_the_interval_covers_at_least_as_often_as_it_says(share: float) -> None:
    """Over all outcomes of twenty trials, weighted by their probability."""
    covered = 0.0
    for hits in range(21):
        found = clopper_pearson(hits, 20)
        if found.low <= share <= found.high:
            covered += math.comb(20, hits) * share**hits * (1 - share) ** (20 - hits)
    assert covered >= 0.95


def test_recall_counts_only_what_proved_right() -> None:
    """Flagged and right over right; what was wrong is no part of it."""
    found = recall([(True, True), (True, True), (False, True), (True, False), (False, False)])
    assert (found.hits, found.of, found.estimate) == (2, 3, pytest.approx(2 / 3))
    assert recall([(True, False)]).estimate is None


@pytest.mark.parametrize(("hits", "of", "confidence"), [(3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_impossible_shares_are_refused(hits: int, of: int, confidence: float) -> None:
    """More hits than trials, fewer than none, certainty."""
    with pytest.raises(ValueError, match="no share"):
        clopper_pearson(hits, of, confidence)
