"""Tellings of one event are found by what they agree on; other events stay apart."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jianzhen.stages.tracing.events import agreement, events
from jianzhen.stages.tracing.schema import Observed
from tests.stages.tracing.city import observed

FIRST = observed(
    1,
    kind="complaint",
    reporter_phone="p-1",
    brand="云砚",
    amount=Decimal(168),
    text="3月1日买到云砚洗发水，花了168元，怀疑是假冒",
)


def same_event(other: Observed, *, known: bool = True) -> bool:
    """Say whether the first telling and another are one event."""
    return len(events([FIRST, other], known_seller=known)) == 1


def test_the_same_person_tells_twice() -> None:
    """One reporter about one seller within the window is one event, whatever the words."""
    assert same_event(observed(2, kind="report", reporter_phone="p-1", text="再次反映", day=9))


def test_another_person_tells_the_same() -> None:
    """Brand and amount in another's words agree with the first one's columns."""
    assert same_event(observed(2, kind="report", reporter_phone="p-2", text="这家店的云砚是仿的，168块", day=3))


def test_other_events_of_one_seller_stay_apart() -> None:
    """One particular is not enough, and neither is anything after the window."""
    assert not same_event(observed(2, kind="complaint", reporter_phone="p-2", text="云砚的客服不理人", day=3))
    assert not same_event(observed(2, kind="complaint", reporter_phone="p-1", text=FIRST.text, day=16))


def test_an_unknown_seller_needs_more() -> None:
    """Without a seller, equal words of two people are two events; the same reporter and one particular are one."""
    assert not same_event(observed(2, kind="complaint", reporter_phone="p-2", text=FIRST.text), known=False)
    assert not same_event(observed(2, kind="complaint", reporter_phone="p-1", text="路灯不亮"), known=False)
    assert same_event(observed(2, kind="complaint", reporter_phone="p-1", text="云砚假货"), known=False)


def test_agreement_goes_both_ways() -> None:
    """It does not matter which telling has the column and which the words."""
    other = observed(2, kind="report", text="云砚 168 元")
    assert agreement(FIRST, other) == agreement(other, FIRST)


TOLD = st.builds(
    lambda n, day, phone, amount, text: observed(
        n, kind="complaint", day=day, reporter_phone=phone, amount=amount, text=text
    ),
    st.integers(0, 999),
    st.integers(0, 40),
    st.sampled_from(["", "p-1", "p-2"]),
    st.sampled_from([None, Decimal(168), Decimal(20)]),
    st.sampled_from(["买到假货，花了168元", "客服不理人", "过期食品二十元", ""]),
)


@given(st.lists(TOLD, max_size=8, unique_by=lambda each: each.signal_id), st.randoms(use_true_random=False))
def test_order_does_not_matter(told: list[Observed], rng: random.Random) -> None:
    """The groups are a partition, and the same for any order of input."""
    shuffled = list(told)
    rng.shuffle(shuffled)
    one, other = ({frozenset(e.signal_id for e in g) for g in events(x, known_seller=True)} for x in (told, shuffled))
    assert one == other
    assert sorted(signal for group in one for signal in group) == sorted(each.signal_id for each in told)
