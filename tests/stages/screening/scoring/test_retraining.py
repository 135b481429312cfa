"""Retraining on simulated verdicts: what is better takes over, what is worse or spoilt is refused.

All items, evidence and verdicts here are simulated (``bench/scoring_world.py``); seeds differ from those reported.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from bench.scoring_world import START, Item, keyed, spoilt, stream, verdicts

from jianzhen.stages.screening.scoring.errors import NotBetterError
from jianzhen.stages.screening.scoring.learned import Learned
from jianzhen.stages.screening.scoring.rarity import Background
from jianzhen.stages.screening.scoring.retraining import MIN_VERDICTS, Retrained, retrain, split
from jianzhen.stages.screening.scoring.units import Judgement, Unit, join

LATER = datetime(2027, 1, 1, tzinfo=UTC)
SEED = 41


@cache
def world() -> tuple[list[Item], list[Judgement]]:
    """Return simulated items and what officers said of them."""
    items = list(stream(SEED, 400))
    return items, verdicts(items, SEED)


def retrained(told: list[Judgement], **more: object) -> Retrained:
    """Retrain on simulated verdicts."""
    given = {"background": None, "as_of": LATER, "current": Learned()} | more
    return retrain(join(told, keyed(world()[0])), **given)  # type: ignore[arg-type]


def test_better_weights_are_accepted() -> None:
    """Planted weights differ from those set by hand: on the newer part probabilities and order get better."""
    made = retrained(world()[1])
    assert made.refusals == ()
    assert made.after.every.log_loss < made.before.every.log_loss
    assert made.after.every.auc > made.before.every.auc  # type: ignore[operator]
    assert made.learned.factors["tm.additions/mark.tie"] < 0.5
    assert made.after.recall.of == made.before.recall.of > 0


def test_the_model_says_what_it_was_made_from() -> None:
    """Window and counts travel with it; fitting ends before judging begins."""
    made = retrained(world()[1], background=Background(10, {}))
    trained = made.learned.trained
    assert trained["fitted_on"] == made.older
    assert trained["judged_on"] == made.newer
    assert trained["from"] < trained["to"] < trained["judged_to"]
    assert made.learned.background == Background(10, {})
    assert made.against == Learned().digest


@pytest.mark.parametrize(("since", "until"), [(20, 75), (85, 120)])
def test_a_bad_batch_is_refused(since: int, until: int) -> None:
    """Verdicts of some weeks turned round, among the older or among the newer: nothing takes over."""
    assert retrained(spoilt(world()[1], since, until)).refusals


def test_an_officer_who_answers_the_wrong_way_round_is_named() -> None:
    """Spread over all months, such verdicts would pass a split by time."""
    told = [
        replace(one, officer="u7", right=not one.right) if place % 5 == 0 else one
        for place, one in enumerate(world()[1])
    ]
    assert any("officer u7 run against the evidence" in said for said in retrained(told).refusals)


def test_the_same_verdicts_do_not_replace_their_own_model() -> None:
    """Fitted again from the same, the model is no better than itself, and says so."""
    first = retrained(world()[1])
    again = retrained(world()[1], current=first.learned)
    assert any("log loss" in said for said in again.refusals)


def test_too_few_are_refused() -> None:
    """Below the least number no model is made, and the message says why."""
    queue = [one for one in world()[1] if not one.audit]
    with pytest.raises(NotBetterError, match=rf"{MIN_VERDICTS} are needed"):
        retrained(queue[: MIN_VERDICTS - 1])


def test_one_sided_verdicts_are_refused() -> None:
    """Only right ones, or only wrong ones among the newer, tell nothing apart."""
    with pytest.raises(NotBetterError, match="newer part has 0 right"):
        retrained([replace(one, right=one.right and one.at < START + timedelta(days=60)) for one in world()[1]])


def test_verdicts_after_the_day_do_not_count() -> None:
    """What was not known then is not learned from."""
    day = START + timedelta(days=90)
    made = retrained(world()[1], as_of=day)
    assert datetime.fromisoformat(made.learned.trained["judged_to"]) <= day


def test_without_an_audit_nothing_is_calibrated_and_it_is_said() -> None:
    """Verdicts of the queue alone: weights are fitted, slope and offset stay, recall is unknown."""
    made = retrained([one for one in world()[1] if not one.audit])
    assert (made.learned.slope, made.learned.offset) == (1.0, 0.0)
    assert any("not calibrated" in said for said in made.remarks)
    assert (made.after.recall.estimate, made.after.audited) == (None, None)


def test_the_split_never_cuts_an_instant() -> None:
    """Verdicts of one act stay together, the older strictly before the newer."""
    moments = [START + timedelta(days=day // 10) for day in range(100)]
    units = [Unit(Judgement(str(n), str(n), True, at), None, ()) for n, at in enumerate(moments)]  # noqa: FBT003
    older, newer = split(units)
    assert (len(older), len(newer)) == (70, 30)
    assert older[-1].judgement.at < newer[0].judgement.at
    assert split([]) == ([], [])
    assert [len(part) for part in split(units[:1])] == [0, 1]
