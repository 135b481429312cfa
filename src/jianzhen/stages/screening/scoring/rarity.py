"""How much a mark's evidence is worth in this stream: less, where the mark stands in clean texts by accident (pure).

Fellegi and Sunter weigh agreement on a rare value higher than on a common one (term frequencies). Here the value is a
mark and the way it was written or heard, and the frequency is its background rate: how often it stands alone in an
item, with nothing else that speaks for suspicion.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jianzhen.stages.screening.engine.evidence import Evidence
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.scoring.errors import ModelRefusedError

REFERENCE: Final = 1e-4
"""Background rate up to which evidence keeps its hand-set weight: once in ten thousand items. A convention of ours."""

_LEAST: Final = 0.05
"""Bits below which a loss is not kept: it would change no score that a person could tell apart."""

Key = tuple[str, str]
"""(folded mark, reason code)."""


def loss(mentioned: int, items: int, reference: float = REFERENCE) -> float:
    """Return the bits that evidence loses whose mark stood alone in ``mentioned`` of ``items``.

    ``log2(u / reference)`` with u smoothed by one expected mention (``(n + 1) / (N + 1 / reference)``), never below 0:
    a rare mark gains nothing, because the hand-set weight supposes a rare mark, and silence in a small stream says
    little. 0 of 0 loses nothing; 1 of 100 loses 1 bit; 10,000 of 1,000,000 lose 6.6.

    Raises:
        ValueError: more mentions than items, a negative count, or a reference that is no rate.
    """
    if not 0 <= mentioned <= items or not 0 < reference < 1:
        raise ValueError(f"{mentioned} of {items} items against {reference} is no background rate")
    smoothed = (mentioned + 1) / (items + 1 / reference)
    return max(0.0, math.log2(smoothed / reference))


def key_of(part: Evidence) -> Key | None:
    """Return what the background of this evidence is counted under; None where it is about no mark."""
    mark = part.params.get("mark")
    return (fold_text(str(mark)), part.code) if mark and part.code.startswith("mark.") else None


@dataclass(frozen=True)
class Background:
    """Counts over one run of a plan: (folded mark, reason code) → items where it stood alone, of ``items``.

    Counts are sums over items, so that they do not depend on where batches were cut; they travel with the plan and
    never change while it runs.
    """

    items: int
    counts: Mapping[Key, int]
    _losses: dict[Key, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        losses = {key: loss(count, self.items) for key, count in self.counts.items()}
        object.__setattr__(self, "_losses", losses)

    def weight(self, part: Evidence) -> float:
        """Return the weight of the evidence less its loss; evidence for suspicion never becomes evidence against."""
        if part.weight <= 0 or not self._losses:
            return part.weight
        key = key_of(part)
        return max(0.0, part.weight - self._losses.get(key, 0.0)) if key else part.weight

    def telling(self) -> Background:
        """Return the same without marks that lose nothing."""
        return Background(self.items, {key: count for key, count in self.counts.items() if self._losses[key] >= _LEAST})

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values, in a fixed order."""
        return {"items": self.items, "counts": [[*key, count] for key, count in sorted(self.counts.items())]}

    @classmethod
    def from_rows(cls, items: int, rows: Iterable[tuple[str, str, int]]) -> Background:
        """Return the background of rows (mark, reason code, items that mention it).

        Raises:
            ModelRefusedError: a mark is said to stand in more items than there are.
        """
        counts: dict[Key, int] = {}
        for mark, code, count in rows:
            key = (fold_text(mark), code)  # spellings of one mark stand in the same items: the larger count holds
            counts[key] = max(counts.get(key, 0), count)
        try:
            return cls(items, counts)
        except ValueError as fault:
            raise ModelRefusedError(str(fault), remedy="Count the background anew") from fault
