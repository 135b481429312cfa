"""Retraining: fit on the older verdicts, judge on the newer, and accept only what is better (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from jianzhen.stages.screening.scoring.audit import Interval
from jianzhen.stages.screening.scoring.errors import NotBetterError
from jianzhen.stages.screening.scoring.fitting import calibrate, can_calibrate, fit
from jianzhen.stages.screening.scoring.judging import Figures, estimated_recall, even_workload, judge, order_by_officer
from jianzhen.stages.screening.scoring.learned import Learned
from jianzhen.stages.screening.scoring.rarity import Background
from jianzhen.stages.screening.scoring.units import Joined, Unit

MIN_VERDICTS: Final = 300
"""With fewer, the newer part has under 90, and a share among them is known to no better than ten points either way."""
MIN_EACH: Final = 10
"""Right and wrong verdicts that each part needs: without both there is nothing to tell apart."""
OLDER: Final = 0.7
CAPACITY: Final = 50
AUC_TOLERANCE: Final = 0.01
PRECISION_TOLERANCE: Final = 0.02
"""How much worse the order may look by chance alone; probabilities (log loss) must be better without allowance."""

MIN_AUC: Final = 0.6
"""Below this the newer verdicts hardly follow any evidence: more likely they are spoilt than all evidence is wrong."""
CHANCE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Side:
    """What one model is worth on the newer verdicts: all of them, the audited ones, and the recall estimated there."""

    every: Figures
    audited: Figures | None
    recall: Interval


@dataclass(frozen=True, slots=True)
class Retrained:
    """A fitted model beside the one in force, judged on verdicts that neither was fitted on.

    ``against`` is the digest of the one in force, ``refusals`` says why the new one may not take over, empty where it
    may, ``remarks`` what a reader must know besides.
    """

    learned: Learned
    against: str
    before: Side
    after: Side
    older: int
    newer: int
    refusals: tuple[str, ...]
    remarks: tuple[str, ...]


def retrain(
    joined: Joined,
    current: Learned,
    *,
    background: Background | None,
    as_of: datetime,
    capacity: int = CAPACITY,
) -> Retrained:
    """Fit on the older seven tenths of the verdicts, calibrate on their audited part, judge on the newer three.

    Args:
        joined: judged items with hand-set evidence.
        current: the model in force, the identity where there is none.
        background: counts over the stream for the new model.
        as_of: verdicts after this instant do not count.
        capacity: items officers can look at: precision is that of the so many highest.

    Raises:
        NotBetterError: fewer than :data:`MIN_VERDICTS` verdicts, or a part without both kinds.
        ExtraMissingError: scipy is not installed.
    """
    units = [unit for unit in joined.units if unit.judgement.at <= as_of]
    older, newer = split(units)
    _require_enough(older, newer)
    audited = [unit for unit in older if unit.judgement.audit]
    made = calibrate(fit(older, background.telling() if background else None), audited)
    read = audited if can_calibrate(audited) else older
    made = replace(made, flag_at=even_workload(made, current, read), trained=_trained(older, newer, joined))
    before, after = _side(current, newer, capacity), _side(made, newer, capacity)
    refusals = (*_refusals(before, after), *_contrary(current, units))
    return Retrained(made, current.digest, before, after, len(older), len(newer), refusals, _remarks(joined, audited))


def split(units: Sequence[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Return the older part and the newer: cut where seven tenths have passed, never within one instant."""
    ordered = sorted(units, key=lambda unit: unit.judgement.at)
    if not ordered:
        return [], []
    cut = ordered[min(int(len(ordered) * OLDER), len(ordered) - 1)].judgement.at
    return (
        [unit for unit in ordered if unit.judgement.at < cut],
        [unit for unit in ordered if unit.judgement.at >= cut],
    )


def _require_enough(older: Sequence[Unit], newer: Sequence[Unit]) -> None:
    count = len(older) + len(newer)
    if count < MIN_VERDICTS:
        raise NotBetterError(
            f"{count} verdicts can be joined to evidence, {MIN_VERDICTS} are needed, else the newer part says nothing",
            remedy="Retrain once more verdicts have come back; the model in force stays",
        )
    for name, part in (("older", older), ("newer", newer)):
        labels = [unit.right for unit in part if unit.group]
        if min(sum(labels), len(labels) - sum(labels)) < MIN_EACH:
            raise NotBetterError(
                f"the {name} part has {sum(labels)} right and {len(labels) - sum(labels)} wrong verdicts on evidence",
                remedy=f"Retrain once either part has at least {MIN_EACH} of each; the model in force stays",
            )


def _side(model: Learned, newer: Sequence[Unit], capacity: int) -> Side:
    audited = [unit for unit in newer if unit.judgement.audit]
    seen = any(unit.group for unit in audited)
    return Side(
        judge(model, newer, capacity),
        judge(model, audited, capacity) if seen else None,
        estimated_recall(model, audited),
    )


def _refusals(before: Side, after: Side) -> list[str]:
    old, new = before.every, after.every
    found = []
    if new.log_loss >= old.log_loss:
        found.append(f"log loss on the newer verdicts is {new.log_loss:.4f}, it was {old.log_loss:.4f}")
    if old.auc is not None and new.auc is not None and new.auc < old.auc - AUC_TOLERANCE:
        found.append(f"AUC on the newer verdicts is {new.auc:.3f}, it was {old.auc:.3f}")
    if new.auc is not None and new.auc < MIN_AUC:
        found.append(f"AUC on the newer verdicts is {new.auc:.3f}, near chance: look at these verdicts first")
    if new.precision < old.precision - PRECISION_TOLERANCE:
        found.append(f"precision among the {new.capacity} highest is {new.precision:.2f}, it was {old.precision:.2f}")
    return found


def _contrary(current: Learned, units: Sequence[Unit]) -> list[str]:
    """Name the officers whose verdicts run against the evidence: a spoilt batch, a key pressed the wrong way round."""
    return [
        f"{count} verdicts of officer {officer} run against the evidence (AUC {order:.2f}): look at them first"
        for officer, count, order in order_by_officer(current, units)
        if order < CHANCE
    ]


def _remarks(joined: Joined, audited: Sequence[Unit]) -> tuple[str, ...]:
    told = [
        f"{joined.overtaken} verdicts overtaken by later ones on the same item" if joined.overtaken else "",
        f"{joined.unmatched} verdicts about evidence that is no longer found" if joined.unmatched else "",
        "" if can_calibrate(audited) else "too few audited items with findings: not calibrated",
    ]
    return tuple(filter(None, told))


def _trained(older: Sequence[Unit], newer: Sequence[Unit], joined: Joined) -> dict[str, Any]:
    """Return what the model keeps of its making."""
    return {
        "from": older[0].judgement.at.isoformat(),
        "to": older[-1].judgement.at.isoformat(),
        "judged_to": newer[-1].judgement.at.isoformat(),
        "fitted_on": len(older),
        "fitted_right": sum(unit.right for unit in older),
        "audited": sum(unit.judgement.audit for unit in older),
        "judged_on": len(newer),
        "unmatched": joined.unmatched,
    }
