"""Laws of the detector over random histories: order decides nothing, and taking a case away never adds a finding."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.referral.missed.acts import Recorded
from jianzhen.stages.referral.missed.detect import Possible
from jianzhen.stages.referral.missed.ledger import acts as acts_of
from tests.stages.referral.missed.told import fined, look, seen

MARKS = "marks"
_FIRST = date(2023, 6, 1)


@st.composite
def cases(draw: st.DrawFn) -> list[list[Recorded]]:
    """Return one to seven cases: a find alone, a find with its decision, or a decision alone; amounts all differ."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        day = _FIRST + timedelta(days=draw(st.integers(0, 1100)))
        amount = str(Decimal(draw(st.integers(1_000, 45_000))) + Decimal(number + 1) / 100)
        kind = draw(st.sampled_from(("seen", "both", "fined")))
        later = str(day + timedelta(days=draw(st.integers(0, 200))))
        records = [seen(f"{number}1", str(day), amount)] if kind != "fined" else []
        decided = fined(f"{number}2", later if kind == "both" else str(day), amount, covers=(f"{number}1",))
        found.append(records + ([decided] if kind != "seen" else []))
    return found


def flat(found: list[list[Recorded]]) -> list[Recorded]:
    """Return all records."""
    return [record for one in found for record in one]


def shown(found: tuple[Possible, ...]) -> list[tuple[object, ...]]:
    """Return what a finding says."""
    return [
        (one.field, one.met_on, one.found.grade, one.found.limb.rule.id, one.found.value.low, one.found.value.high)
        for one in found
    ]


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_records_decides_nothing(found: list[list[Recorded]], rng: random.Random) -> None:
    """Shuffled records give the same finding."""
    records = flat(found)
    shuffled = rng.sample(records, len(records))
    assert shown(look(shuffled)) == shown(look(records))


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_taking_a_case_away_never_adds_a_finding(found: list[list[Recorded]], data: st.DataObject) -> None:
    """Without one case (act and decision) there is no finding where there was none, and none earlier."""
    gone = data.draw(st.integers(0, len(found) - 1))
    before = look(flat(found))
    after = look(flat(found[:gone] + found[gone + 1 :]))
    if after:
        assert before
        assert before[0].met_on <= after[0].met_on


@settings(max_examples=60, deadline=None)
@given(cases())
def test_one_case_is_one_act_and_the_day_is_a_day_of_a_record(found: list[list[Recorded]]) -> None:
    """Whatever is told twice counts once; the day named brought a record; what counts was undecided that day."""
    records = flat(found)
    told = acts_of(records, MARKS)
    assert len(told) == len(found)
    for one in look(records):
        assert one.met_on in {record.day for record in records}
        assert all(act.handled_on is None or act.handled_on >= one.met_on for act in one.counted)
        total = sum((act.quantities["value"] for act in one.counted), Decimal(0))
        assert one.found.value.high == total
        assert total >= one.found.limb.threshold


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(1, 5))
def test_more_of_the_same_never_takes_a_finding_away(found: list[list[Recorded]], hundreds: int) -> None:
    """A further undecided find after everything else leaves the day as it is, or brings one."""
    records = flat(found)
    later = max(record.day for record in records) + timedelta(days=1)
    before, after = look(records), look([*records, seen("99", str(later), f"{hundreds * 100}.99")])
    if before:
        assert shown(after)[0][1] == before[0].met_on


def test_the_laws_meet_findings_at_all() -> None:
    """The histories above do hold findings of both grades; otherwise the laws would say nothing."""
    pairs = [[seen("1", day, "26000.01"), seen("2", day, "26000.02")] for day in ("2024-01-01", "2026-01-01")]
    assert {look(pair)[0].found.grade for pair in pairs} == {"reached", "open"}
