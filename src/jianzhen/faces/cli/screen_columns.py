"""The columns of the tables that ``screen`` takes: items and rights."""

from __future__ import annotations

from typing import Final

ITEM_COLUMNS: Final = ("item_id", "text", "kind", "seller", "seller_uscc", "goods", "brand", "spec", "price",
                       "licence_no", "code", "place")  # fmt: skip
RIGHT_COLUMNS: Final = (
    "right_id",
    "kind",
    "mark",
    "holder",
    "holder_uscc",
    "goods",
    "licensees",
    "area",
    "register_no",
    "valid_from",
    "valid_to",
)
