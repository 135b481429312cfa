"""The goods of a case as its documents name them: the list of what came in, by the ledger and never by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from jianzhen.stages.cases.models_goods import GoodsLot, GoodsMove
from jianzhen.stages.cases.schema.goods import Unit

UNITS: Final[dict[Unit, str]] = {
    Unit.PIECE: "件",
    Unit.BOTTLE: "瓶",
    Unit.BOX: "盒",
    Unit.CASE: "箱",
    Unit.CARTON: "条",
    Unit.BAG: "袋",
    Unit.PAIR: "双",
    Unit.SET: "套",
    Unit.SHEET: "张",
    Unit.COPY: "册",
    Unit.MACHINE: "台",
    Unit.KILOGRAM: "千克",
    Unit.LITRE: "升",
}
"""Units of count as a list of goods writes them."""


def lists_of(case_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each list of goods of a case by the list's number, as they came in: oldest list first."""
    moves = GoodsMove.objects.filter(act__case_id=case_id, lot__isnull=True).select_related("to_lot")
    found: dict[str, list[dict[str, Any]]] = {}
    for move in moves.order_by("act__seq", "seq"):
        if move.to_lot.list_number:
            found.setdefault(move.to_lot.list_number, []).append(row_of(move.to_lot, move.quantity))
    return found


def row_of(lot: GoodsLot, quantity: Decimal) -> dict[str, Any]:
    """Return one row of a list of goods."""
    whole = quantity == quantity.to_integral_value()
    return {
        "name": lot.name,
        "spec": lot.spec or "—",
        "unit": UNITS[Unit(lot.unit)],
        "quantity": int(quantity) if whole else f"{quantity.normalize():f}",
        "note": "",
    }
