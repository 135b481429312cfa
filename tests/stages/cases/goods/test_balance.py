"""The balance through the real acts: any sequence of them, at every point in time, on the database."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import queries as custody
from jianzhen.stages.cases.actions.goods.ends import ForfeitGoods, ReturnGoods, TransferGoods
from jianzhen.stages.cases.actions.goods.keeping import Counted, CountGoods, WriteOffLoss
from jianzhen.stages.cases.actions.goods.listing import GoodsStep
from jianzhen.stages.cases.actions.goods.lots import MergeLots, SampleBack, SampleGoods, SplitLot
from jianzhen.stages.cases.models_goods import GoodsAct, GoodsLot, GoodsMove
from jianzhen.stages.cases.queries.goods_ledger import ledger_of
from jianzhen.stages.cases.schema.goods import Balance, Part, Standing, Unit, total
from jianzhen.stages.cases.writers import goods as writers_goods
from tests.stages.cases.goods.conftest import FORFEITED, HELD, Store, line
from tests.stages.conftest import at

pytestmark = pytest.mark.django_db
D: Final = Decimal
SOURCE: Final = {
    "split": HELD,
    "merge": HELD,
    "sample": HELD,
    "back": Standing.SAMPLED,
    "count": HELD,
    "count_forfeited": FORFEITED,
    "write_off": Standing.MISSING,
    "forfeit": HELD,
    "return": HELD,
    "transfer": HELD,
    "destroy": FORFEITED,
}
"""Each act, and the standing it takes from."""
Step = tuple[str, int, int, bool]
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(sorted(SOURCE)), st.integers(0, 5), st.integers(0, 70), st.booleans()),
    min_size=4,
    max_size=16,
)
"""An act, a lot, an amount, and whether lot and amount are taken as they are or made ones that stand."""


def fitted(store: Store, lots: list[UUID], step: Step) -> tuple[int, int]:
    """Return lot and amount of a step: as drawn, or the lot that has most and at most what stands there."""
    name, which, amount, drawn = step
    if drawn:
        return which, amount
    ledger = ledger_of(store.case_id)
    which = max(range(len(lots)), key=lambda one: (ledger[lots[one]].of(SOURCE[name]), one))
    stands = int(ledger[lots[which]].of(SOURCE[name]))
    return which, min(amount or 1, stands - (name in ("split", "back")))


def asked(name: str, lots: list[UUID], which: int, amount: int) -> tuple[type[GoodsStep], str, dict[str, Any]]:
    """Return the act, who takes it, and what it says."""
    lot, quantity = lots[which % len(lots)], D(amount)
    parts, why = (Part(lot, quantity),), {"reason": "盘点核对"}
    told: dict[str, tuple[type[GoodsStep], str, dict[str, Any]]] = {
        "split": (SplitLot, "officer", {"lot": lot, "quantities": (quantity, D(1)), **why}),
        "merge": (MergeLots, "officer", {"lots": (lots[0], lot), **why}),
        "sample": (SampleGoods, "officer", {"parts": parts, "laboratory": "院", "record": "1"}),
        "back": (SampleBack, "officer", {"lot": lot, "consumed": D(1), "returned": quantity, "report": "1"}),
        "count": (CountGoods, "keeper", {"counted": (Counted(lot, HELD, quantity),), **why}),
        "count_forfeited": (CountGoods, "keeper", {"counted": (Counted(lot, FORFEITED, quantity),), **why}),
        "write_off": (WriteOffLoss, "leader", {"parts": parts, "document": "查1", **why}),
        "forfeit": (ForfeitGoods, "officer", {"parts": parts}),
        "return": (ReturnGoods, "officer", {"parts": parts, "ground": "lifted", "receipt": "1", "receiver": "甲"}),
        "transfer": (TransferGoods, "officer", {"parts": parts, "receiver": "公安", "receipt": "1"}),
    }
    return told[name]


def destroy(store: Store, unit: UUID, lots: list[UUID], which: int, amount: int) -> None:
    """Propose, approve and carry out."""
    part = Part(lots[which % len(lots)], D(amount))
    plan = store.plan(part, unit_id=unit)
    store.destroy(plan)


def play(store: Store, unit: UUID, lots: list[UUID], step: Step) -> None:
    """Take one act; what the records do not allow is refused and changes nothing."""
    name, (which, amount) = step[0], fitted(store, lots, step)
    before = ledger_of(store.case_id)
    try:
        if name == "destroy":
            with transaction.atomic():
                destroy(store, unit, lots, which, amount)
        else:
            act, who, said = asked(name, lots, which, amount)
            lots += store.do(act, who, **said).lots
    except (ConflictError, RefusedError, NotAllowedError):
        assert ledger_of(store.case_id) == before


def holds(ledger: dict[UUID, Balance]) -> None:
    """Every lot balances, and nothing is below zero."""
    assert all(balance.balanced for balance in ledger.values())
    assert all(one >= 0 for balance in ledger.values() for one in balance.standing.values())


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_mass_balance_at_every_point_in_time(ready: tuple[Store, UUID], steps: list[Step]) -> None:
    """After each act and for each earlier instant the pieces add up to what came in, and the past stays as it was."""
    store, unit = ready
    mark, hour, day = transaction.savepoint(), store.hour, store.day
    lots = list(store.list(line(), line(quantity=D(60))))
    past: list[tuple[datetime, dict[UUID, Balance]]] = []
    for number, step in enumerate(steps, start=1):
        store.day, store.hour = f"2026-05-{number:02}", 8
        play(store, unit, lots, step)
        now = ledger_of(store.case_id)
        holds(now)
        entered = sum(GoodsMove.objects.filter(lot=None).values_list("quantity", flat=True), D(0))
        assert total(now)[Unit.PAIR].present == entered
        past.append((at(store.day, 23), now))
    assert all(ledger_of(store.case_id, when) == then for when, then in past)
    transaction.savepoint_rollback(mark)
    store.hour, store.day = hour, day


@pytest.fixture
def ready(store: Store) -> tuple[Store, UUID]:
    """A decided case whose measure was lifted, and a qualified unit: every act may be lawful."""
    store.walk.take("lift_seizure", day="2026-03-10")
    store.decide()
    return store, store.unit()


def test_the_database_refuses_what_the_ledger_would(ready: tuple[Store, UUID]) -> None:
    """Moves are append-only, and one of nothing is no move."""
    store, _ = ready
    (lot,) = store.list()
    row = GoodsMove.objects.get(to_lot=lot)
    with pytest.raises(Exception, match=r"append-only"), transaction.atomic():
        GoodsMove.objects.filter(pk=row.pk).update(quantity=D(1))
    with pytest.raises(Exception, match=r"goods_move_above_zero"), transaction.atomic():
        GoodsMove.objects.create(act=row.act, seq=9, to_lot_id=lot, target="held", quantity=D(0))
    assert store.balance(lot).of(Standing.HELD) == D(120)


@pytest.mark.parametrize("at_write", ["write_act", "write_moves", "write_custody", "write_photos"])
def test_a_fault_between_two_writes_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, at_write: str
) -> None:
    """An act that breaks half-way is not there at all: no act, no lot, no move, no line in the log."""
    (lot,) = store.list()
    before = [GoodsMove.objects.count(), GoodsAct.objects.count(), GoodsLot.objects.count(), len(logged(store))]

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(writers_goods, at_write, broken)
    with pytest.raises(OSError, match="disk is full"):
        store.list(line(name="第二批"))
    monkeypatch.undo()
    assert before == [GoodsMove.objects.count(), GoodsAct.objects.count(), GoodsLot.objects.count(), len(logged(store))]
    store.do(SampleGoods, parts=(Part(lot, D(1)),), laboratory="院", record="1")


def logged(store: Store) -> list[Any]:
    """Return the log of the case."""
    return list(custody.events_of("case", str(store.case_id)))
