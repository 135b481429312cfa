"""Fitting holds signs, stays near the hand-set weights without evidence, and calibrates on the audit slice only."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.scoring.errors import ExtraMissingError
from jianzhen.stages.screening.scoring.fitting import MAX_FACTOR, calibrate, can_calibrate, fit
from jianzhen.stages.screening.scoring.judging import auc, even_workload, expected_calibration_error, judge, log_loss
from jianzhen.stages.screening.scoring.learned import Learned
from jianzhen.stages.screening.scoring.rarity import Background
from jianzhen.stages.screening.scoring.units import Judgement, Keyed, Unit, join

AT = datetime(2026, 6, 1, tzinfo=UTC)
SOUND, TIE = "tm.sound/mark.sound", "tm.additions/mark.tie"


def group(*weights: tuple[str, float], base: float = -6.5, right: int | None = 0) -> Group:
    """Return a group of evidence given as (check/code, weight)."""
    parts = [
        Evidence(name.partition("/")[0], "trademarks", weight, name.partition("/")[2], {"mark": "岚溪谷"})
        for name, weight in weights
    ]
    return Group(right, base, parts)


def judged(item: str, *, right: bool, **more: object) -> Judgement:
    """Return a verdict on an item."""
    return replace(Judgement(f"v-{item}", item, right, AT), **more)  # type: ignore[arg-type]


def unit(number: int, made: Group | None, *, right: bool, audit: bool = False) -> Unit:
    """Return a judged item."""
    return Unit(judged(str(number), right=right, audit=audit), made, (made,) if made else ())


def drawn(seed: int, count: int, truth: dict[str, float], base: float = -4.0) -> list[Unit]:
    """Return units whose labels follow true weights in bits."""
    chance, units = random.Random(seed), []
    for number in range(count):
        names = [name for name in truth if chance.random() < 0.5] or [SOUND]
        bits = base + sum(truth[name] for name in names)
        made = group(*((name, 5.0) for name in names), base=base)
        units.append(unit(number, made, right=chance.random() < 1 / (1 + 2**-bits)))
    return units


def test_factors_come_near_the_planted_truth() -> None:
    """Of 3,000 labels: one weight right, one worth half, one worth nothing. The data are simulated."""
    made = fit(drawn(3, 3_000, {SOUND: 5.0, "jargon/terms": 2.5, TIE: 0.0}))
    assert made.factors[SOUND] == pytest.approx(1.0, abs=0.15)
    assert made.factors["jargon/terms"] == pytest.approx(0.5, abs=0.15)
    assert made.factors[TIE] == pytest.approx(0.0, abs=0.15)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 60))
def test_no_labels_turn_a_sign(seed: int, count: int) -> None:
    """Whatever is said, even at random, factors stay between nothing and the most."""
    chance = random.Random(seed)
    units = [unit(n, group((SOUND, 8.0), (TIE, -3.0)), right=chance.random() < 0.3) for n in range(count)]
    assert all(0 <= factor <= MAX_FACTOR for factor in fit(units).factors.values())


def test_without_verdicts_the_hand_set_weights_stay() -> None:
    """Nothing said, nothing learned; two verdicts move little."""
    assert fit([]).factors == {}
    few = fit([unit(0, group((SOUND, 8.0)), right=True), unit(1, group((TIE, 3.0)), right=False)])
    assert all(abs(factor - 1) < 0.2 for factor in few.factors.values())


def test_the_background_is_taken_off_before_fitting() -> None:
    """Factors multiply what is left of a common mark's weight."""
    known = Background(100_000, {("岚溪谷", "mark.sound"): 5_000})
    made = fit(drawn(5, 500, {SOUND: 1.0, "jargon/terms": 4.0}), known)
    part = group((SOUND, 5.0)).evidence[0]
    assert made.background == known
    assert made.weight(part) == pytest.approx(made.factors[SOUND] * known.weight(part))


def test_calibration_looks_at_the_audit_alone() -> None:
    """Queue labels, however many and however false, change nothing of it; with a handful it is left alone."""
    audited = [replace(one, judgement=replace(one.judgement, audit=True)) for one in drawn(7, 400, {SOUND: 5.0})]
    assert can_calibrate(audited)
    made = calibrate(Learned(), audited)
    assert (made.slope, made.offset) != (1.0, 0.0)
    assert calibrate(Learned(), audited[:40]) == Learned()
    assert not can_calibrate([replace(one, group=None) for one in audited])


def test_calibration_mends_what_is_said_too_high() -> None:
    """Scores three bits too high on audited items come down to what was true there. The data are simulated."""
    units = drawn(11, 1_500, {SOUND: 5.0, "jargon/terms": 5.0}, base=-6.0)
    boast = Learned(shifts={"trademarks": 3.0})
    before, after = (judge(model, units, 50) for model in (boast, calibrate(boast, units)))
    assert before.ece > 0.2
    assert after.ece < 0.05


def test_without_scipy_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fitting names the extra; applying a model needs nothing."""
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(ExtraMissingError, match=r"jianzhen\[learning\]"):
        fit(drawn(1, 20, {SOUND: 5.0}))
    assert Learned(factors={SOUND: 0.5}).adjust([group((SOUND, 8.0))])[0].evidence[0].weight == 4.0


numbers = st.lists(
    st.tuples(st.integers(-5, 5), st.booleans(), st.sampled_from([0.5, 1.0, 2.0])), min_size=1, max_size=25
)


@given(numbers)
def test_auc_is_the_share_of_pairs_in_order(rows: list[tuple[int, bool, float]]) -> None:
    """Held against counting every pair, ties half, each pair by its weights."""
    good = [(value, share) for value, right, share in rows if right]
    bad = [(value, share) for value, right, share in rows if not right]
    pairs = [(a, b, wa * wb) for a, wa in good for b, wb in bad]
    order, right, share = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = auc(order, right, share)
    if not pairs:
        assert found is None
    else:
        won = sum(weight * ((a > b) + (a == b) / 2) for a, b, weight in pairs)
        assert found == pytest.approx(won / sum(weight for *_, weight in pairs))


def test_figures_by_hand() -> None:
    """Two items: one said half and right, one said all but surely and wrong."""
    said, right, share = np.array([0.5, 0.9]), np.array([1.0, 0.0]), np.ones(2)
    assert log_loss(said, right, share) == pytest.approx((0.693147 + 2.302585) / 2, abs=1e-5)
    assert expected_calibration_error(said, right, share) == pytest.approx((0.5 + 0.9) / 2)
    made = judge(Learned(), [unit(0, group((SOUND, 6.5)), right=True), unit(1, None, right=True)], 10)
    assert (made.units, made.brier, made.capacity, made.precision) == (1, pytest.approx(0.25), 1, 1.0)
    with pytest.raises(ValueError, match="nothing to judge by"):
        judge(Learned(), [unit(0, None, right=True)], 10)


@given(st.lists(st.floats(-3, 9), min_size=1, max_size=30, unique=True), st.floats(-4, 3))
def test_flags_stay_as_many_where_even_odds_allow(weights: list[float], offset: float) -> None:
    """The line of a shifted model lets through as many as before, never fewer than what is more likely than not."""
    units = [unit(n, group((SOUND, 6.0), (TIE, weight)), right=True) for n, weight in enumerate(weights)]
    shifted = Learned(offset=offset)
    model = replace(shifted, flag_at=even_workload(shifted, Learned(), units))
    before, after = (sum(one.flagged(each) for one in units) for each in (Learned(), model))
    assert after >= sum(one.flagged(shifted) for one in units)
    if offset <= 0:
        assert after == before or _lone(weights)


def _lone(weights: Sequence[float]) -> bool:
    return any(weight <= 0.5 for weight in weights)


KNOWN = {
    "a": [
        Keyed("r1", group((SOUND, 8.0))),
        Keyed("r2", group(("tm.exact/mark.plain", 2.0))),
        Keyed("", group(("ad.absolute/terms.found", 4.0), right=None, base=-3.0)),
    ],
    "b": [],
}


@pytest.mark.parametrize(
    ("about", "bits"),
    [
        (frozenset(), 1.5),
        (frozenset({("r2", "tm.exact")}), -4.5),
        (frozenset({("", "ad.absolute"), ("r2", "tm.exact")}), 1.0),
    ],
)
def test_a_verdict_is_about_the_strongest_group_it_can_mean(about: frozenset[tuple[str, str]], bits: float) -> None:
    """Of the item, or of the findings named."""
    (found,) = join([judged("a", right=True, about=about)], KNOWN).units
    assert found.group is not None
    assert found.group.bits == bits
    assert len(found.groups) == 3


def test_what_was_said_last_stands() -> None:
    """A later verdict on the same group overtakes; on another group of the item both stand."""
    early = judged("a", right=True)
    late = judged("a", right=False, at=AT + timedelta(days=1), verdict_id="later")
    other = judged("a", right=True, about=frozenset({("r2", "tm.exact")}), verdict_id="other")
    made = join([late, other, early], KNOWN)
    assert {(one.right, one.group.bits) for one in made.units if one.group} == {(False, 1.5), (True, -4.5)}
    assert (made.overtaken, made.unmatched) == (1, 0)


def test_what_cannot_be_joined_is_counted() -> None:
    """An unknown item and evidence no longer found have no say; an audited item without findings has."""
    told = [
        judged("unknown", right=True, audit=True),
        judged("b", right=False),
        judged("a", right=True, about=frozenset({("r9", "tm.sound")})),
        judged("b", right=True, audit=True, verdict_id="audited"),
    ]
    made = join(told, KNOWN)
    assert [(one.judgement.item_id, one.group) for one in made.units] == [("b", None)]
    assert made.unmatched == 3


def test_items_of_one_lead_share_one_weight() -> None:
    """A lead with five hundred listings says as much as one with a single listing."""
    known = {str(number): KNOWN["a"] for number in range(5)}
    told = [judged(str(number), right=True, matter="lead") for number in range(4)]
    made = join([*told, judged("4", right=True, matter="other")], known)
    assert [one.weight for one in made.units] == [0.25] * 4 + [1.0]
