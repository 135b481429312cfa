"""Fitting: factors of hand-set weights from verdicts, and calibration from the audit slice. Needs scipy, only here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.engine.evidence import Group
from jianzhen.stages.screening.scoring.errors import ExtraMissingError
from jianzhen.stages.screening.scoring.learned import Learned, feature
from jianzhen.stages.screening.scoring.rarity import Background
from jianzhen.stages.screening.scoring.units import Unit

Floats = npt.NDArray[np.float64]

MAX_FACTOR: Final = 4.0
FACTOR_SPREAD: Final = 0.5
"""Standard deviation of the belief that a factor is 1: the hand-set weights are taken to be right within a half."""
SHIFT_SPREAD: Final = 2.0
"""The same of the belief that a shift is 0, bits."""
SLOPES: Final = (0.2, 5.0)
SLOPE_SPREAD: Final = 0.5
OFFSET_SPREAD: Final = 4.0
MIN_AUDITED: Final = 100
"""Audited items with a finding below which nothing is calibrated."""
MIN_AUDITED_EACH: Final = 5
"""The same, of each kind: fewer than five right ones tell a slope from a level no better than chance."""


@dataclass(frozen=True, slots=True)
class Table:
    """Units as numbers: per feature the sum of weights in bits, the base, the place of the domain, label and weight."""

    features: tuple[str, ...]
    domains: tuple[str, ...]
    weights: Floats
    base: Floats
    domain: npt.NDArray[np.intp]
    right: Floats
    share: Floats


def tabulate(units: Sequence[Unit], background: Background | None) -> Table:
    """Return the units that have a group as a table, the background taken off."""
    model, kept = Learned(background=background), [(unit, unit.group) for unit in units if unit.group]
    features = sorted({feature(part) for _, group in kept for part in group.evidence})
    domains = sorted({_domain(group) for _, group in kept})
    place = {name: number for number, name in enumerate(features)}
    weights = np.zeros((len(kept), len(features)))
    for row, (_, group) in enumerate(kept):
        for part in group.evidence:
            weights[row, place[feature(part)]] += model.weight(part)
    return Table(
        tuple(features),
        tuple(domains),
        weights,
        np.array([group.base for _, group in kept], dtype=np.float64),
        np.array([domains.index(_domain(group)) for _, group in kept], dtype=np.intp),
        np.array([unit.right for unit, _ in kept], dtype=np.float64),
        np.array([unit.weight for unit, _ in kept], dtype=np.float64),
    )


def _domain(group: Group) -> str:
    return group.evidence[0].domain


def fit(units: Sequence[Unit], background: Background | None = None) -> Learned:
    """Return the factors and shifts that fit the verdicts best, held to the hand-set weights by a normal prior.

    Raises:
        ExtraMissingError: scipy is not installed.
    """
    table = tabulate(units, background)
    if not len(table.base):
        return Learned(background=background)
    count = len(table.features)
    start = np.concatenate([np.ones(count), np.zeros(len(table.domains))])
    bounds = [(0.0, MAX_FACTOR)] * count + [(None, None)] * len(table.domains)
    spread = np.concatenate([np.full(count, FACTOR_SPREAD), np.full(len(table.domains), SHIFT_SPREAD)])
    onehot = np.eye(len(table.domains))[table.domain]
    found = _least(_loss(np.hstack([table.weights, onehot]), table.base, table, start, spread), start, bounds)
    return Learned(
        factors=_named(table.features, found[:count]),
        shifts=_named(table.domains, found[count:]),
        background=background,
    )


def calibrate(model: Learned, audited: Sequence[Unit]) -> Learned:
    """Return the model with slope and offset (Platt) fitted on audited items alone; as it is where they are too few.

    Raises:
        ExtraMissingError: scipy is not installed.
    """
    table = tabulate(audited, model.background)
    if not can_calibrate(audited):
        return model
    bits = bits_of(model, audited)
    columns = np.stack([bits, np.ones(len(bits))], axis=1)
    start, spread = np.array([1.0, 0.0]), np.array([SLOPE_SPREAD, OFFSET_SPREAD])
    slope, offset = _least(
        _loss(columns, np.zeros(len(bits)), table, start, spread), start, [SLOPES, (None, None)]
    ).tolist()
    return replace(model, slope=_rounded(slope), offset=_rounded(offset))


def can_calibrate(audited: Sequence[Unit]) -> bool:
    """Say whether there are enough audited items with findings, of both kinds."""
    labels = [unit.right for unit in audited if unit.group]
    return len(labels) >= MIN_AUDITED and MIN_AUDITED_EACH <= sum(labels) <= len(labels) - MIN_AUDITED_EACH


def bits_of(model: Learned, units: Sequence[Unit]) -> Floats:
    """Return the bits of each unit's group under a model; units without a group are left out."""
    groups = model.adjust([unit.group for unit in units if unit.group])
    return np.array([group.bits for group in groups], dtype=np.float64)


def _named(names: Sequence[str], numbers: Floats) -> dict[str, float]:
    return {name: _rounded(number) for name, number in zip(names, numbers.tolist(), strict=True)}


def _rounded(number: float) -> float:
    """Six places: what another build of the optimiser gives differently lies below."""
    return round(float(number), 6) + 0.0


def _loss(
    columns: Floats, known: Floats, table: Table, belief: Floats, spread: Floats
) -> Callable[[Floats], tuple[float, Floats]]:
    """Return minus the log posterior and its gradient, nats, as a function of the parameters."""

    def loss(parameters: Floats) -> tuple[float, Floats]:
        logits = (known + columns @ parameters) * math.log(2)
        away = (parameters - belief) / spread
        misfit = np.logaddexp(0.0, logits) - table.right * logits
        slope = (0.5 * (1 + np.tanh(logits / 2)) - table.right) * table.share * math.log(2)
        return float(table.share @ misfit + away @ away / 2), columns.T @ slope + away / spread

    return loss


def _least(
    loss: Callable[[Floats], tuple[float, Floats]], start: Floats, bounds: Sequence[tuple[float | None, float | None]]
) -> Floats:
    found: Any = _minimize()(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000})
    return np.asarray(found.x, dtype=np.float64)


def _minimize() -> Callable[..., Any]:
    try:
        found: Callable[..., Any] = import_module("scipy.optimize").minimize
    except ImportError as fault:
        raise ExtraMissingError(
            "fitting needs scipy, which is not installed",
            remedy="Install it with pip install 'jianzhen[learning]'; applying a fitted model needs nothing more",
        ) from fault
    return found
