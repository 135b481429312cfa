"""The goods ledger of a case, read from its moves: as it stands, or as it stood at any instant."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from jianzhen.stages.cases.models_goods import GoodsCustody, GoodsLot, GoodsMove
from jianzhen.stages.cases.schema.goods import Balance, Move, Standing, Unit, post


def lots_of(case_id: UUID) -> dict[UUID, GoodsLot]:
    """Return the lots of a case by id, in the order of their numbers."""
    return {lot.pk: lot for lot in GoodsLot.objects.filter(case_id=case_id).order_by("serial")}


def ledger_of(case_id: UUID, at: datetime | None = None) -> dict[UUID, Balance]:
    """Return the balance of every lot, as it stands or as it stood at an instant.

    The moves are posted one act after the other through the same law that admitted them, so a ledger that a fault
    or a hand in the database made wrong raises instead of answering.
    """
    rows = GoodsMove.objects.filter(act__case_id=case_id)
    if at is not None:
        rows = rows.filter(act__at__lte=at)
    units = {key: Unit(unit) for key, unit in GoodsLot.objects.filter(case_id=case_id).values_list("id", "unit")}
    ledger: dict[UUID, Balance] = {}
    for row in rows.select_related("act").order_by("act__seq", "seq"):
        source = Standing(row.source) if row.source else None
        move = Move(row.lot_id, source, row.to_lot_id, Standing(row.target), row.quantity)
        ledger = post(ledger, row.act.kind, (move,), units)
    return ledger


def custody_of(case_id: UUID, at: datetime | None = None) -> dict[UUID, GoodsCustody]:
    """Return the last custody of every lot, now or at an instant."""
    rows = GoodsCustody.objects.filter(act__case_id=case_id)
    if at is not None:
        rows = rows.filter(act__at__lte=at)
    return {row.lot_id: row for row in rows.select_related("act").order_by("act__seq")}
