"""Dates, instants, amounts and probabilities as the console writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from jianzhen.base.clock import SHANGHAI


def day(value: date | datetime | None) -> str:
    """Return a law date as 2026-04-15; an instant by its date in Shanghai; nothing as a dash."""
    if value is None:
        return "—"
    return (value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value).isoformat()


def moment(value: datetime | None) -> str:
    """Return an instant in Shanghai time to the minute."""
    return "—" if value is None else value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def yuan(value: Decimal | None) -> str:
    """Return an amount in yuan, exact, with groups of three digits."""
    return "—" if value is None else f"¥{value:,.2f}"


def percent(value: float | None) -> str:
    """Return a probability as a whole percentage; never 0 % or 100 %, because nothing is proven here."""
    if value is None:
        return "—"
    return f"{min(max(round(value * 100), 1), 99)}%"
