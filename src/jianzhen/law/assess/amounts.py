"""Values that may be known only within bounds, and how they print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jianzhen.law.assess.words import Node
from jianzhen.law.model import Version

_FEN: Final = Decimal("0.01")
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity with its bounds; ``high`` is None where nothing bounds it from above.

    ``low`` is certain. ``shown`` is what an answer prints. ``rules`` are those the value rests on.
    """

    low: Decimal
    high: Decimal | None
    rules: tuple[Version, ...] = ()
    reasons: tuple[Node, ...] = ()
    computed: bool = False

    @property
    def shown(self) -> Decimal:
        """The certain part."""
        return self.low

    @property
    def exact(self) -> bool:
        """Whether both bounds are one."""
        return self.high == self.low

    def times(self, factor: Decimal) -> Value:
        """Return the value multiplied."""
        high = None if self.high is None else self.high * factor
        return Value(self.low * factor, high, self.rules, self.reasons, computed=True)


def exactly(number: Decimal, *reasons: Node) -> Value:
    """Return a value that is known."""
    return Value(number, number, reasons=reasons)


def total(values: Iterable[Value]) -> Value:
    """Return the sum, bounds added and rules joined."""
    listed = list(values)
    highs = [value.high for value in listed if value.high is not None]
    high = sum(highs, ZERO) if len(highs) == len(listed) else None
    rules = tuple(dict.fromkeys(rule for value in listed for rule in value.rules))
    reasons = tuple(reason for value in listed for reason in value.reasons)
    return Value(sum((value.low for value in listed), ZERO), high, rules, reasons, computed=True)


def at_least(value: Value, threshold: Decimal) -> bool | None:
    """Say whether the value reaches the threshold (以上 includes the number); None where its bounds leave it open."""
    if value.low >= threshold:
        return True
    return False if value.high is not None and value.high < threshold else None


def money(number: Decimal) -> str:
    """Print an amount with two places, or all it has beyond them."""
    places = number.as_tuple().exponent
    return str(number.quantize(_FEN)) if isinstance(places, int) and places >= -2 else f"{number:f}"


def plain(number: Decimal) -> str:
    """Print a count or a threshold without needless places."""
    return f"{number.to_integral_value() if number == number.to_integral_value() else number:f}"
