"""Money: decimal yuan with two places, never binary floating point."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

import pyarrow as pa

from jianzhen.base.errors import RefusedError

ARROW_MONEY: Final = pa.decimal128(18, 2)
"""Arrow type of every amount in CNY."""

_CLEAN = re.compile(r"[,，\s¥￥元]")
_LIMIT: Final = Decimal(10) ** 16


def parse_money(text: str) -> Decimal:
    """Return the CNY amount written in ``text`` ("¥1,280.50", "1280.5元").

    Raises:
        RefusedError: it is not a finite amount, has more than two places, or does not fit 16 digits.
    """
    try:
        amount = Decimal(_CLEAN.sub("", text))
    except InvalidOperation:
        raise _refuse(text, "not an amount") from None
    if not amount.is_finite():
        raise _refuse(text, "not a finite amount")
    if abs(amount) >= _LIMIT:
        raise _refuse(text, "too large an amount")
    cents = amount.quantize(Decimal("0.01"))
    if cents != amount:
        raise _refuse(text, "more than two decimal places")
    return cents


def _refuse(text: str, what: str) -> RefusedError:
    return RefusedError(f"{text[:40]!r} is {what}", remedy="Write yuan with at most two decimals, such as 1280.50")
