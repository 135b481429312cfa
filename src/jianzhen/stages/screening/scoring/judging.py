"""How good a model's probabilities and its order are on judged items (numpy only)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

import numpy as np

from jianzhen.stages.screening.engine.evidence import Group
from jianzhen.stages.screening.scoring.audit import Interval, recall
from jianzhen.stages.screening.scoring.fitting import Floats, bits_of
from jianzhen.stages.screening.scoring.learned import Learned
from jianzhen.stages.screening.scoring.units import Unit

BINS: Final = 10
FEW: Final = 10
_CERTAIN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Figures:
    """What a model is worth on some judged items with findings.

    ``log_loss`` (nats) and ``brier`` are means, lower is better; ``auc`` is the share of (right, wrong) pairs in the
    right order, None where one kind is missing; ``ece`` the mean distance of said from true share over ten bins;
    ``precision`` the share right among the ``capacity`` highest.
    """

    units: int
    right: int
    log_loss: float
    brier: float
    auc: float | None
    ece: float
    precision: float
    capacity: int


def judge(model: Learned, units: Sequence[Unit], capacity: int) -> Figures:
    """Return the figures of a model on the units that have a group; each unit counts by its weight.

    Raises:
        ValueError: no unit has a group.
    """
    kept = [unit for unit in units if unit.group]
    if not kept:
        raise ValueError("nothing to judge by")
    right = np.array([unit.right for unit in kept], dtype=np.float64)
    share = np.array([unit.weight for unit in kept], dtype=np.float64)
    bits = bits_of(model, kept)
    said = 1 / (1 + np.exp2(-np.clip(bits, -500, 500)))
    top = np.argsort(-bits, kind="stable")[:capacity]
    return Figures(
        len(kept), int(right.sum()), log_loss(said, right, share),
        float(np.average((said - right) ** 2, weights=share)), auc(bits, right, share),
        expected_calibration_error(said, right, share), float(right[top].mean()), len(top),
    )  # fmt: skip


def even_workload(model: Learned, current: Learned, units: Sequence[Unit]) -> float:
    """Return the bits above which ``model`` flags as many of these units as ``current`` does, or nearly; at most 0.

    Where many units stand on equal bits the number cannot be met, and the nearer one is taken, the larger of two.
    """
    groups = [unit.group for unit in units if unit.group]
    wanted = sum(group.verdict == "flag" for group in current.adjust(groups))
    able = [group.bits for group in model.adjust(groups) if _could_flag(group)]
    levels = sorted(set(able), reverse=True)
    if not levels:
        return 0.0
    flagged = list(accumulate((able.count(level) for level in levels), initial=0))
    place = min(range(len(flagged)), key=lambda number: (abs(flagged[number] - wanted), -number))
    edges = [levels[0] + 1, *levels, levels[-1] - 1]
    return min(0.0, (edges[place] + edges[place + 1]) / 2)


def _could_flag(group: Group) -> bool:
    return replace(group, flag_at=-math.inf).verdict == "flag"


def estimated_recall(model: Learned, audited: Sequence[Unit]) -> Interval:
    """Return the share of audited infringing items that the model flags, with its interval."""
    return recall((unit.flagged(model), unit.right) for unit in audited if unit.judgement.audit)


def order_by_officer(model: Learned, units: Sequence[Unit]) -> list[tuple[str, int, float]]:
    """Return (officer, verdicts, AUC) of officers with at least :data:`FEW` verdicts of either kind on evidence."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.group and unit.judgement.officer:
            found.setdefault(unit.judgement.officer, []).append(unit)
    rows = []
    for officer, own in sorted(found.items()):
        right = np.array([unit.right for unit in own], dtype=np.float64)
        order = auc(bits_of(model, own), right, np.ones(len(own)))
        if order is not None and min(right.sum(), len(own) - right.sum()) >= FEW:
            rows.append((officer, len(own), order))
    return rows


def log_loss(said: Floats, right: Floats, share: Floats) -> float:
    """Return the mean of minus the log of the probability given to what came true, nats."""
    held = np.clip(said, _CERTAIN, 1 - _CERTAIN)
    return float(np.average(-np.log(np.where(right > 0, held, 1 - held)), weights=share))


def auc(order: Floats, right: Floats, share: Floats) -> float | None:
    """Return the share of pairs (one right, one wrong) that ``order`` puts rightly; a tie counts half."""
    values, place = np.unique(order, return_inverse=True)
    good = np.bincount(place, share * right, minlength=len(values))
    bad = np.bincount(place, share * (1 - right), minlength=len(values))
    pairs = good.sum() * bad.sum()
    below = np.cumsum(bad) - bad
    return float((good * (below + bad / 2)).sum() / pairs) if pairs else None


def expected_calibration_error(said: Floats, right: Floats, share: Floats) -> float:
    """Return the mean over ten equal bins of |said − true|, each by its weight."""
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    gap = np.abs(np.bincount(place, share * (said - right), minlength=BINS)).sum()
    return float(gap / share.sum()) if math.isfinite(gap) else math.nan
