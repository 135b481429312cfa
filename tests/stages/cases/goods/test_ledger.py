"""The law of the ledger: nothing leaves the balance unexplained, whatever is done in whatever order (hypothesis)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jianzhen.base.errors import ConflictError, RefusedError
from jianzhen.stages.cases.schema.goods import (
    FLOWS,
    IN_CUSTODY,
    OPEN,
    ZERO,
    Balance,
    Move,
    Standing,
    Unit,
    post,
    quantity_of,
    total,
)

LOTS: Final = tuple(UUID(int=one) for one in range(1, 7))
UNITS: Final[Mapping[UUID, Unit]] = {
    lot: (Unit.KILOGRAM if at in (2, 5) else Unit.PIECE) for at, lot in enumerate(LOTS)
}
AMOUNTS: Final = st.one_of(
    st.integers(-3, 400).map(Decimal), st.decimals("-1", "50", places=3), st.decimals("0", "9", places=5)
)


class Goods(RuleBasedStateMachine):
    """Any move of any act, sensible or not; what the ledger refuses leaves it as it was."""

    acts: ClassVar[list[str]] = sorted(FLOWS)

    @initialize()
    def begin(self) -> None:
        """Start with nothing, and with a plain count kept beside the ledger."""
        self.ledger: dict[UUID, Balance] = {}
        self.came: dict[Unit, Decimal] = dict.fromkeys(Unit, ZERO)
        self.past: list[tuple[dict[UUID, Balance], str]] = []

    @rule(
        act=st.sampled_from(sorted(FLOWS)),
        lot=st.one_of(st.none(), st.sampled_from(LOTS)),
        source=st.one_of(st.none(), st.sampled_from(list(Standing))),
        to_lot=st.sampled_from(LOTS),
        into=st.sampled_from(list(Standing)),
        quantity=AMOUNTS,
    )
    def anything(
        self, act: str, lot: UUID | None, source: Standing | None, to_lot: UUID, into: Standing, quantity: Decimal
    ) -> None:
        """A move put together at random."""
        self.try_post(act, Move(lot, source, to_lot, into, quantity))

    @rule(lot=st.sampled_from(LOTS), quantity=AMOUNTS)
    def come_in(self, lot: UUID, quantity: Decimal) -> None:
        """Goods from outside."""
        self.try_post("list", Move(None, None, lot, Standing.HELD, quantity))

    @rule(data=st.data(), lot=st.sampled_from(LOTS))
    def likely(self, data: st.DataObject, lot: UUID) -> None:
        """A move that the table allows, of an amount near to what stands."""
        act = data.draw(st.sampled_from(self.acts))
        source, target = data.draw(st.sampled_from(sorted(FLOWS[act], key=str)))
        stands = self.ledger.get(lot, Balance(UNITS[lot])).of(source) if source else Decimal(5)
        quantity = data.draw(st.sampled_from([stands, stands + 1, stands / 2, Decimal(1)]))
        to_lot = data.draw(st.sampled_from(LOTS)) if act in ("split", "merge") else lot
        self.try_post(act, Move(lot if source else None, source, to_lot, target, quantity))

    def try_post(self, act: str, move: Move) -> None:
        """Post a move; count what came in only where the ledger took it."""
        before = dict(self.ledger)
        try:
            after = post(self.ledger, act, (move,), UNITS)
        except (ConflictError, RefusedError):
            assert self.ledger == before
            return
        if move.lot is None:
            self.came[UNITS[move.to_lot]] += move.quantity
        self.past.append((self.ledger, repr(self.ledger)))
        self.ledger = after

    @invariant()
    def every_piece_is_somewhere(self) -> None:
        """What came in equals what is there plus what went, lot by lot and unit by unit."""
        assert all(balance.balanced for balance in self.ledger.values())
        for unit, balance in total(self.ledger).items():
            assert balance.outside == balance.present == self.came[unit]
            assert balance.open <= balance.present

    @invariant()
    def no_lot_is_negative(self) -> None:
        """No standing of any lot is below zero, and pieces stay whole."""
        for lot, balance in self.ledger.items():
            assert min(balance.standing.values(), default=ZERO) >= ZERO
            if UNITS[lot] is Unit.PIECE:
                assert all(one == one.to_integral_value() for one in balance.standing.values())

    @invariant()
    def the_past_is_not_changed(self) -> None:
        """A ledger that was answered once stays as it was."""
        assert all(repr(kept) == copy for kept, copy in self.past[-3:])


Goods.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, derandomize=True)
TestGoods = Goods.TestCase
TestGoods.__doc__ = "No order of acts makes a lot negative or a piece unexplained."


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 40))
def test_splits_and_merges_cancel(parts: list[int], rest: int) -> None:
    """A lot split into any parts and merged again is the whole."""
    whole = Decimal(sum(parts) + rest or 1)
    lots = [UUID(int=100 + at) for at in range(len(parts))]
    units = dict.fromkeys((LOTS[0], LOTS[1], *lots), Unit.PIECE)
    ledger = post({}, "list", [Move(None, None, LOTS[0], Standing.HELD, whole)], units)
    for lot, part in zip(lots, parts, strict=True):
        ledger = post(ledger, "split", [Move(LOTS[0], Standing.HELD, lot, Standing.HELD, Decimal(part))], units)
    back = [Move(lot, Standing.HELD, LOTS[1], Standing.HELD, ledger[lot].of(Standing.HELD)) for lot in (*lots, LOTS[0])]
    ledger = post(ledger, "merge", [move for move in back if move.quantity], units)
    assert ledger[LOTS[1]].of(Standing.HELD) == whole
    assert total(ledger)[Unit.PIECE].present == whole


@pytest.mark.parametrize("standing", list(Standing))
def test_an_end_is_an_end(standing: Standing) -> None:
    """Nothing moves on from an end, and each open standing has a way on."""
    leaves = any(source is standing for flows in FLOWS.values() for source, _ in flows)
    assert leaves == (standing in OPEN)


def test_only_a_decision_forfeits() -> None:
    """No act but the forfeiture puts goods among the forfeited; splits keep what they split."""
    ways = {act for act, flows in FLOWS.items() for source, target in flows if target is Standing.FORFEITED != source}
    assert {act for act in ways if (Standing.FORFEITED, Standing.FORFEITED) not in FLOWS[act]} == {"forfeit"}
    assert set(IN_CUSTODY) <= set(OPEN)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "0", "-1", "1.5", "1000000000000"])
def test_a_quantity_that_is_none(value: str) -> None:
    """Not a number, nothing, less than nothing, half a piece, and too much are refused."""
    with pytest.raises(RefusedError):
        quantity_of(Decimal(value), Unit.PIECE)
