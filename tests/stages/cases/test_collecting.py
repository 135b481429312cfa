"""A fine collected on the spot: on which grounds, up to which figure, and the two times two days behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jianzhen.base.errors import ConflictError, RefusedError
from jianzhen.stages.cases.queries.money import owed_of
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.schema.clock import State
from tests.stages.conftest import Walk

Begin = Callable[..., Walk]
LATER = date(2026, 11, 1)


def clock(walk: Walk, name: str) -> Any:
    """Return the last clock of a name on the lead's page."""
    return [line.clock for line in lead_page(walk.lead_id, as_of=LATER).clocks if line.clock.name == name][-1]


def spot(walk: Begin, day: str, fine: str, party: str = "person") -> Walk:
    """Walk a lead to a fine that is decided on the spot."""
    one = walk(day)
    one.take("accept")
    one.take("decide_on_the_spot", fine=Decimal(fine), party=party, penalties=("fine",))
    return one


@pytest.mark.parametrize(
    ("day", "fine", "allowed"),
    [
        ("2021-07-14", "20.00", True),
        ("2021-07-14", "20.01", False),
        ("2021-07-15", "100.00", True),
        ("2021-07-15", "100.01", False),
    ],
)
def test_a_small_fine_is_collected_up_to_the_figure_of_its_day(
    walk: Begin, day: str, fine: str, *, allowed: bool
) -> None:
    """Twenty yuan under the old law, a hundred under the new one, the number itself included."""
    one = spot(walk, day, fine)
    if allowed:
        one.take("collect_on_the_spot", collected=Decimal(fine))
        found = owed_of(one.lead_id, LATER)
        assert found is not None
        assert found.missing == 0
    else:
        with pytest.raises(RefusedError, match="above") as refusal:
            one.take("collect_on_the_spot", collected=Decimal(fine))
        assert "请当事人到银行缴纳" in refusal.value.zh


def test_what_is_hard_to_enforce_later_has_no_figure(walk: Begin) -> None:
    """The other ground of the summary procedure holds for a larger fine; its reason is asked for."""
    one = spot(walk, "2026-03-02", "200.00")
    with pytest.raises(RefusedError, match="reason"):
        one.take("collect_on_the_spot", collect_ground="hard", collected=Decimal("200.00"), reason=" ")
    one.take("collect_on_the_spot", collect_ground="hard", collected=Decimal("200.00"), reason="流动摊贩，无固定住所")


@pytest.mark.parametrize("amount", ["0.00", "100.01"])
def test_no_more_is_collected_than_is_owed(walk: Begin, amount: str) -> None:
    """Nothing, and more than the fine, are refused."""
    one = spot(walk, "2026-03-02", "100.00")
    with pytest.raises(RefusedError, match="owed"):
        one.take("collect_on_the_spot", collected=Decimal(amount))


def test_a_fine_of_the_ordinary_procedure_is_collected_in_remote_places_only(walk: Begin) -> None:
    """Small or hard to enforce are no grounds there; a remote place at the party's request is."""
    one = walk("2026-03-02")
    one.to("serve_decision")
    for ground in ("small", "hard"):
        with pytest.raises(RefusedError, match="ordinary procedure"):
            one.take("collect_on_the_spot", collect_ground=ground)
    one.take("collect_on_the_spot", collect_ground="remote", reason="水上执法，当事人提出")


@pytest.mark.parametrize(
    ("day", "in_by", "bank_by"),
    [
        ("2021-07-09", date(2021, 7, 11), date(2021, 7, 13)),
        ("2026-03-06", date(2026, 3, 10), date(2026, 3, 12)),
    ],
)
def test_the_money_is_handed_in_and_banked_within_two_days_each(
    walk: Begin, day: str, in_by: date, bank_by: date
) -> None:
    """Two days as they come until 2021-07-14, two working days since; each counts from its own day."""
    one = spot(walk, day, "20.00")
    one.take("collect_on_the_spot", collected=Decimal("20.00"))
    assert clock(one, "hand_in").due == in_by
    one.take("hand_in_collected", day=str(in_by))
    assert (clock(one, "hand_in").state, clock(one, "bank").due) == (State.MET, bank_by)
    one.take("bank_collected", day=str(bank_by))
    assert clock(one, "bank").state is State.MET
    with pytest.raises(ConflictError, match="bank"):
        one.take("bank_collected")
