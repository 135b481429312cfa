"""Evidence in bits, gathered in groups (one item and one right, or one check of its own); the parts add up."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Verdict = Literal["flag", "watch", "clear"]
Param = str | int


class Evidence(NamedTuple):
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

    def weighing(self, weight: float) -> Evidence:
        """Return the same reason with another weight."""
        return self._replace(weight=weight)

    def watching(self, *, only: bool) -> Evidence:
        """Return the same reason, which alone makes a flag or does not."""
        return self._replace(watch_only=only)


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
        return self.base + sum([part.weight for part in self.evidence])

    @property
    def score(self) -> float:
        """The probability that the odds stand for."""
        return score_of(self.bits)

    @property
    def verdict(self) -> Verdict:
        """What the group comes to: flag above ``flag_at``, unless nothing but watch-only evidence speaks for it."""
        return self.verdict_at(self.bits)

    def verdict_at(self, bits: float) -> Verdict:
        """Return the verdict of a group whose bits are known already."""
        firm = False
        for part in self.evidence:
            if part.clears:
                return "clear"
            firm = firm or (part.weight > 0 and not part.watch_only)
        return "flag" if firm and bits > self.flag_at else "watch"

    @property
    def is_cleared(self) -> bool:
        """Say whether a part ends the matter."""
        return any(part.clears for part in self.evidence)


def score_of(bits: float) -> float:
    """Return the probability that log2 odds stand for."""
    return 1.0 / (1.0 + math.pow(2.0, -bits))
