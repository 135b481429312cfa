"""Evidence in bits, gathered in groups (one item and one right, or one check of its own); the parts add up."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["flag", "watch", "clear"]
Param = str | int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against suspicion.

    ``weight`` in bits; ``start``/``end`` a span of code points of ``field``; ``watch_only`` evidence alone never
    makes a flag; ``clears`` ends the matter (the user is the holder).
    """

    check: str
    domain: str
    weight: float
    code: str
    params: dict[str, Param]
    field: str = "text"
    start: int | None = None
    end: int | None = None
    law: tuple[str, ...] = ()
    watch_only: bool = False
    clears: bool = False


@dataclass(slots=True)
class Group:
    """Evidence about one item and one right (``right`` is its row), or of one check alone (``right`` is None).

    ``flag_at``: bits above which it is flagged; even odds, unless a fitted model says otherwise.
    """

    right: int | None
    base: float
    evidence: list[Evidence] = field(default_factory=list)
    flag_at: float = 0.0

    @property
    def bits(self) -> float:
        """The log2 odds: base plus every weight."""
        return self.base + sum(part.weight for part in self.evidence)

    @property
    def score(self) -> float:
        """The probability that the odds stand for."""
        return 1.0 / (1.0 + math.pow(2.0, -self.bits))

    @property
    def verdict(self) -> Verdict:
        """What the group comes to: flag above ``flag_at``, unless nothing but watch-only evidence speaks for it."""
        if any(part.clears for part in self.evidence):
            return "clear"
        firm = any(part.weight > 0 and not part.watch_only for part in self.evidence)
        return "flag" if firm and self.bits > self.flag_at else "watch"
