"""The acts of keeping goods: handed over, received with a count, counted at stock-taking, a loss found and approved."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError, Where
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.goods.listing import GoodsStep, check_keeper, named_keeper, required
from jianzhen.stages.cases.models_goods import GoodsAct
from jianzhen.stages.cases.schema.goods import (
    IN_CUSTODY,
    ZERO,
    Balance,
    Keeper,
    Move,
    Part,
    Standing,
    Unit,
    quantity_of,
)
from jianzhen.stages.cases.writers import goods
from jianzhen.stages.cases.writers.goods import OFFERED, Desk


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a lot in one standing; zero when nothing was there."""

    lot: UUID
    standing: Standing
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class HandOverGoods(GoodsStep):
    """移交保管: goods go to another place or custodian, who has them once counted and signed for.

    An outside custodian has them at once, under the number of the entrustment.
    """

    verb: ClassVar[str] = "goods.hand_over"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "hand_over"

    lots: tuple[UUID, ...]
    place: str
    keeper: Keeper
    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        to = {"to": self.keeper.user_id, "receiver": self.keeper.name, "document": self.keeper.document}
        return {"lots": self.lots, "place": self.place, "reason": self.reason, **to}

    def examine(self, desk: Desk) -> None:
        """Refuse goods in somebody else's hands, on their way, or gone."""
        check_keeper(self.keeper)
        for name in ("place", "reason"):
            required(getattr(self, name), name)
        if not self.lots or len(set(self.lots)) != len(self.lots):
            raise RefusedError(
                "no lots, or one twice",
                where=Where(key="lots"),
                remedy="Name each lot once",
                zh="没有选择货物批次，或者同一批选择了两次。请每批选择一次",
            )
        goods.check_settled(desk, self.lots)
        for lot in self.lots:
            named_keeper(desk, lot, self.actor.actor_id)
            if desk.ledger[lot].in_custody == ZERO:
                raise ConflictError(
                    f"nothing of lot {desk.lots[lot].serial} is in custody",
                    where=Where(key=str(lot)),
                    remedy="Leave it out",
                    zh=f"第{desk.lots[lot].serial}批没有在库货物。请取消选择该批",
                )

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:  # noqa: ARG002
        """Offer them, or put them into the outside custodian's hands."""
        state = OFFERED if self.keeper.user_id else goods.HELD
        goods.write_custody(act, self.lots, self.place, self.keeper, state)
        return ()


def _difference(balance: Balance, one: Counted) -> tuple[Move, ...]:
    """Return the moves that bring the ledger to what was counted; what is found comes out of the missing first."""
    recorded = balance.of(one.standing)
    if one.quantity < recorded:
        return (Move(one.lot, one.standing, one.lot, Standing.MISSING, recorded - one.quantity),)
    more = one.quantity - recorded
    if more == ZERO:
        return ()
    if one.standing is not Standing.HELD:
        raise ConflictError(
            f"{one.quantity} counted and only {recorded} {one.standing}",
            where=Where(key=str(one.lot)),
            remedy="Count what is found again as held; a count does not forfeit goods",
            zh=f"清点为{one.quantity}，而账上“{one.standing.zh}”只有{recorded}。多出的货物请按在库清点；清点不能代替没收",
        )
    found = min(more, balance.of(Standing.MISSING))
    again = Move(one.lot, Standing.MISSING, one.lot, Standing.HELD, found)
    surplus = Move(None, None, one.lot, Standing.HELD, more - found)
    return tuple(move for move in (again, surplus) if move.quantity != ZERO)


@dataclass(frozen=True, kw_only=True)
class CountingStep(GoodsStep, ABC):
    """A step that holds what was counted against the ledger; a difference moves goods and carries its reason."""

    counted: tuple[Counted, ...]
    reason: str = ""

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        rows = [[str(one.lot), one.standing.value, str(one.quantity)] for one in self.counted]
        return {"counted": rows, "reason": self.reason}

    def moves(self, desk: Desk) -> tuple[Move, ...]:
        """Return the moves of the act."""
        return tuple(move for one in self.counted for move in _difference(desk.ledger[one.lot], one))


@dataclass(frozen=True, kw_only=True)
class CountGoods(CountingStep):
    """盘点: what was counted beside what the ledger says; a difference needs its reason and stays in sight.

    What is short becomes *missing* until it is found or its loss is approved. What is too many was overlooked at the
    seizure and comes in with its reason.
    """

    verb: ClassVar[str] = "goods.count"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "count"

    def examine(self, desk: Desk) -> None:
        """Refuse nothing counted, one thing counted twice, and a difference without a reason."""
        check_counted(desk, self.counted)
        goods.check_settled(desk, [one.lot for one in self.counted])
        if self.moves(desk):
            required(self.reason, "reason")


def check_counted(desk: Desk, counted: tuple[Counted, ...]) -> None:
    """Refuse nothing counted, one thing counted twice, a quantity that is none, and a standing outside custody.

    Raises:
        RefusedError: says which.
    """
    seen = {(one.lot, one.standing) for one in counted}
    if not counted or len(seen) != len(counted):
        raise RefusedError(
            "nothing was counted, or one thing twice",
            where=Where(key="counted"),
            remedy="Count each once",
            zh="没有填写清点结果，或者同一项填写了两次。请每项清点一次",
        )
    for one in counted:
        unit = Unit(desk.lot(one.lot).unit)
        if one.standing not in IN_CUSTODY or not one.quantity.is_finite() or one.quantity < ZERO:
            raise RefusedError(
                f"{one.quantity} {one.standing} is no count",
                where=Where(key=str(one.lot)),
                remedy="Count what is held and what is forfeited, zero where nothing is there",
                zh=f"“{one.standing.zh}”的清点数{one.quantity}不能采用。请清点在库和已没收的数量，没有的填零",
            )
        if one.quantity > ZERO:
            quantity_of(one.quantity, unit, str(one.lot))


@dataclass(frozen=True, kw_only=True)
class ReceiveGoods(CountingStep):
    """签收保管: the receiving custodian counts what arrived; what did not arrive is missing, and both counts stay."""

    verb: ClassVar[str] = "goods.receive"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "receive"

    def examine(self, desk: Desk) -> None:
        """Refuse goods that were not handed to the actor, a count that leaves part out, a difference without reason."""
        check_counted(desk, self.counted)
        for lot in {one.lot for one in self.counted}:
            row = desk.custody[lot]
            if row.state != OFFERED:
                raise ConflictError(
                    f"lot {desk.lots[lot].serial} was not handed over",
                    where=Where(key=str(lot)),
                    remedy="Leave it out",
                    zh=f"第{desk.lots[lot].serial}批没有移交待签收。请取消选择该批",
                )
            if row.custodian_id != self.actor.actor_id:
                raise NotAllowedError(
                    f"lot {desk.lots[lot].serial} was handed to somebody else",
                    where=Where(key=str(lot)),
                    remedy="Let the named custodian count and sign for it",
                    zh=f"第{desk.lots[lot].serial}批是移交给他人的。请由指定的保管人清点签收",
                )
            self._check_whole(desk, lot)
        if self.moves(desk):
            required(self.reason, "reason")

    def _check_whole(self, desk: Desk, lot: UUID) -> None:
        """Everything that was handed over has to be counted, held and forfeited alike."""
        said = {one.standing for one in self.counted if one.lot == lot}
        left = [one for one in IN_CUSTODY if desk.ledger[lot].of(one) > ZERO and one not in said]
        if left:
            raise RefusedError(
                f"lot {desk.lots[lot].serial} has goods {left[0]} that were not counted",
                where=Where(key=str(lot)),
                remedy="Count them too, zero where nothing arrived",
                zh=f"第{desk.lots[lot].serial}批“{left[0].zh}”的货物没有清点。请一并清点，没有收到的填零",
            )

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:
        """Give the receiver what arrived."""
        super().effect(desk, act)
        for lot in dict.fromkeys(one.lot for one in self.counted):
            row = desk.custody[lot]
            goods.write_custody(act, (lot,), row.place, Keeper(UUID(row.custodian_id), "", row.document))
        return ()


@dataclass(frozen=True, kw_only=True)
class WriteOffLoss(GoodsStep):
    """批准核销短少: the leader accepts that missing goods are lost, with the reason and what it means for whom."""

    verb: ClassVar[str] = "goods.write_off"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    kind: ClassVar[str] = "write_off"

    parts: tuple[Part, ...]
    reason: str
    document: str = field(default="")

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"parts": self.parts, "reason": self.reason, "document": self.document}

    def moves(self, desk: Desk) -> tuple[Move, ...]:  # noqa: ARG002
        """Return the moves of the act."""
        return goods.moved(self.parts, Standing.MISSING, Standing.LOST)

    def examine(self, desk: Desk) -> None:
        """Refuse a loss without reason and inquiry document, and whoever kept or counted the goods."""
        goods.check_parts(desk, self.parts)
        for name in ("reason", "document"):
            required(getattr(self, name), name)
        lots = [part.lot for part in self.parts]
        counted = GoodsAct.objects.filter(case=desk.case, kind__in=("count", "receive"), moves__lot__in=lots)
        near = {desk.custody[lot].custodian_id for lot in lots} | set(counted.values_list("actor_id", flat=True))
        if self.actor.actor_id in near:
            raise NotAllowedError(
                "whoever kept or counted the goods does not approve their loss",
                where=Where(key=desk.case.number),
                remedy="Let another leader decide",
                zh="保管或者清点过该批货物的人不得批准核销。请由另一名负责人审批",
            )
