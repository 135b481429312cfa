"""The acts that change how goods are divided: split, merged, sampled for testing and back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.goods.listing import GoodsStep, required
from jianzhen.stages.cases.models_goods import GoodsAct, GoodsLot
from jianzhen.stages.cases.schema.goods import IN_CUSTODY, ZERO, Move, Part, Standing, Unit, quantity_of
from jianzhen.stages.cases.writers import goods
from jianzhen.stages.cases.writers.goods import Desk


def _standing(standing: Standing) -> Standing:
    if standing not in IN_CUSTODY:
        raise RefusedError(
            f"goods that are {standing} are not in custody",
            where=Where(key="standing"),
            remedy=f"One of: {', '.join(IN_CUSTODY)}",
            zh=f"“{standing.zh}”的货物不在保管之中，不能这样办理。请选择在库或者已没收的货物",
        )
    return standing


@dataclass(frozen=True, kw_only=True)
class SplitLot(GoodsStep):
    """拆分批次: part of a lot becomes lots of their own; the quantities add up to what was taken."""

    verb: ClassVar[str] = "goods.split"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "split"

    lot: UUID
    quantities: tuple[Decimal, ...]
    standing: Standing = Standing.HELD
    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"lot": self.lot, "quantities": self.quantities, "standing": self.standing.value, "reason": self.reason}

    def examine(self, desk: Desk) -> None:
        """Refuse no quantities, no reason, goods elsewhere, and more than stands."""
        required(self.reason, "reason")
        _standing(self.standing)
        unit = Unit(desk.lot(self.lot).unit)
        goods.check_settled(desk, (self.lot,))
        if not self.quantities:
            raise RefusedError(
                "no quantities",
                where=Where(key="quantities"),
                remedy="Name one for each new lot",
                zh="没有填写拆分数量。请为每个新批次填写数量",
            )
        asked = sum((quantity_of(one, unit, "quantities") for one in self.quantities), ZERO)
        goods.check_moves(desk, self.kind, [Move(self.lot, self.standing, self.lot, self.standing, asked)])

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:
        """Make the new lots where the old one lies."""
        old = desk.lots[self.lot]
        made = [_like(old, act, len(desk.lots) + at) for at in range(1, len(self.quantities) + 1)]
        GoodsLot.objects.bulk_create(made)
        found = tuple(lot.pk for lot in made)
        pairs = zip(found, self.quantities, strict=True)
        goods.write_moves(act, [Move(old.pk, self.standing, new, self.standing, quantity) for new, quantity in pairs])
        goods.keep_custody(act, found, desk.custody[old.pk])
        for new in found:
            goods.write_photos(act, new, old.photos.values_list("sha256", flat=True))
        return found


def _like(old: GoodsLot, act: GoodsAct, serial: int) -> GoodsLot:
    return GoodsLot(
        id=new_id(),
        case_id=old.case_id,
        serial=serial,
        made_by=act,
        name=old.name,
        spec=old.spec,
        nature=old.nature,
        unit=old.unit,
        unit_value=old.unit_value,
        value_basis=old.value_basis,
        unit_weight=old.unit_weight,
        list_number=old.list_number,
    )


_SAME: Final = ("name", "spec", "nature", "unit", "unit_value", "value_basis", "unit_weight")


@dataclass(frozen=True, kw_only=True)
class MergeLots(GoodsStep):
    """合并批次: lots of the same goods at one place under one custodian become one lot with all that stands so."""

    verb: ClassVar[str] = "goods.merge"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "merge"

    lots: tuple[UUID, ...]
    standing: Standing = Standing.HELD
    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"lots": self.lots, "standing": self.standing.value, "reason": self.reason}

    def examine(self, desk: Desk) -> None:
        """Refuse fewer than two lots, unlike goods, goods in two hands, and lots with nothing in that standing."""
        required(self.reason, "reason")
        _standing(self.standing)
        if len(set(self.lots)) < 2 or len(set(self.lots)) != len(self.lots):
            raise RefusedError(
                "a merge needs two lots or more",
                where=Where(key="lots"),
                remedy="Name each lot once",
                zh="合并至少需要两个批次，且每批只选一次。请重新选择",
            )
        rows = [desk.lot(one) for one in self.lots]
        goods.check_settled(desk, self.lots)
        unlike = next((name for name in _SAME if len({getattr(row, name) for row in rows}) > 1), None)
        keeping = {
            (row.place, row.custodian_id, row.custodian_name) for row in map(desk.custody.__getitem__, self.lots)
        }
        if unlike or len(keeping) > 1:
            raise ConflictError(
                f"the lots differ in {unlike or 'place or custodian'}",
                where=Where(key="lots"),
                remedy="Merge only lots of the same goods that lie together",
                zh="所选批次的品名、单位、性质、存放地点或者保管人不同。只能合并存放在一起的同种货物",
            )
        empty = next((row for row in rows if desk.ledger[row.pk].of(self.standing) == ZERO), None)
        if empty is not None:
            raise ConflictError(
                f"lot {empty.serial} has nothing {self.standing}",
                where=Where(key=str(empty.pk)),
                remedy="Leave it out",
                zh=f"第{empty.serial}批没有“{self.standing.zh}”的货物。请取消选择该批",
            )

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:
        """Make the one lot."""
        first = desk.lots[self.lots[0]]
        made = _like(first, act, len(desk.lots) + 1)
        made.save(force_insert=True)
        taken = [(one, desk.ledger[one].of(self.standing)) for one in self.lots]
        goods.write_moves(act, [Move(one, self.standing, made.pk, self.standing, quantity) for one, quantity in taken])
        goods.keep_custody(act, (made.pk,), desk.custody[first.pk])
        photos = dict.fromkeys(
            sha for one in self.lots for sha in desk.lots[one].photos.values_list("sha256", flat=True)
        )
        goods.write_photos(act, made.pk, photos)
        return (made.pk,)


@dataclass(frozen=True, kw_only=True)
class SampleGoods(GoodsStep):
    """抽样取证: goods leave custody for a laboratory under the number of a sampling record."""

    verb: ClassVar[str] = "goods.sample"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "sample"

    parts: tuple[Part, ...]
    laboratory: str
    record: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"parts": self.parts, "laboratory": self.laboratory, "record": self.record}

    def moves(self, desk: Desk) -> tuple[Move, ...]:  # noqa: ARG002
        """Return the moves of the act."""
        return goods.moved(self.parts, Standing.HELD, Standing.SAMPLED)

    def examine(self, desk: Desk) -> None:
        """Refuse a sample without laboratory or record."""
        goods.check_parts(desk, self.parts)
        for name in ("laboratory", "record"):
            required(getattr(self, name), name)


@dataclass(frozen=True, kw_only=True)
class SampleBack(GoodsStep):
    """样品处理: what the test used up, and what came back; the rest is still out."""

    verb: ClassVar[str] = "goods.sample_back"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "sample_back"

    lot: UUID
    consumed: Decimal
    returned: Decimal
    report: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"lot": self.lot, "consumed": self.consumed, "returned": self.returned, "report": self.report}

    def moves(self, desk: Desk) -> tuple[Move, ...]:  # noqa: ARG002
        """Return the moves of the act."""
        ends = ((self.consumed, Standing.CONSUMED), (self.returned, Standing.HELD))
        return tuple(
            Move(self.lot, Standing.SAMPLED, self.lot, target, amount) for amount, target in ends if amount != ZERO
        )

    def examine(self, desk: Desk) -> None:
        """Refuse a result without a report, or of nothing."""
        desk.lot(self.lot)
        goods.check_settled(desk, (self.lot,))
        required(self.report, "report")
        if not self.moves(desk):
            raise RefusedError(
                "nothing was used up and nothing came back",
                remedy="Say how much",
                where=Where(key="consumed"),
                zh="既没有填写耗用数量，也没有填写退回数量。请填写数量",
            )
