"""Lines of goods and the charges of a domain, as data (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from jianzhen.stages.cases.schema.acts import Strict, Text, Words, parsed

_FILE: Final = Path(__file__).parents[1] / "charges.yml"
PRICES: Final = (
    "actual_unit_price",
    "marked_unit_price",
    "established_average_price",
    "genuine_market_mid_price",
)
"""Prices a line may carry, in the words of the facts vocabulary."""


class Side(StrEnum):
    """Whether goods were sold or are in stock."""

    SOLD = "sold"
    UNSOLD = "unsold"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineIn:
    """One line of a ledger or of stock: prices in yuan a unit, None where not known.

    ``source`` says where it comes from: an account book, an export of a platform, a statement.
    """

    side: Side
    name: str
    quantity: Decimal
    first_day: date
    last_day: date
    source: str
    deed: int = 1
    actual_unit_price: Decimal | None = None
    marked_unit_price: Decimal | None = None
    established_average_price: Decimal | None = None
    genuine_market_mid_price: Decimal | None = None


class Charge(Words):
    """One charge: its name in the facts vocabulary, its words, and its article."""

    charge: Text
    article: Text


class Tier(Words):
    """One question about a charge."""

    question: Text


class Charges(Strict):
    """The whole file."""

    charges: dict[str, Charge]
    domains: dict[str, tuple[Text, ...]]
    otherwise: tuple[Text, ...]
    tiers: dict[str, Tier]

    def of(self, domain: str) -> tuple[str, ...]:
        """Return the names of the charges that are computed for a domain, the nearest first."""
        return self.domains.get(domain, self.otherwise)


@cache
def charges() -> Charges:
    """Return the packaged charges.

    Raises:
        RefusedError: the file is not what this module describes.
    """
    return parsed(_FILE, Charges)
