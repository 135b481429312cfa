"""Do matched points agree on one way of laying the logo on the picture? Every match proposes, all matches vote.

A match of two SIFT points fixes place, size and direction at once (Lowe 2004, section 7), so one match makes a whole
proposal; with a few hundred matches all proposals are tried and nothing is drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.pictures.features import F32

F64: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

MOST_MATCHES: Final = 128
"""Matches that vote for one logo, best likeness first."""
_MOST_PROPOSALS: Final = 48
"""Of those, the first that make a proposal; the votes are a table of proposals by matches."""
_SLACK: Final = 0.05
"""How far a point may lie from where it should, as a share of the laid logo's longer side."""
_LEAST_SLACK: Final = 2.0
_SMALLEST: Final = 24.0
"""Pixels of the longer side below which a laid logo is not believed."""
_SIZES: Final = 0.6
"""Natural logarithm of how far two sizes may differ: a factor of 1.8, as points sit on a ladder of scales."""
_DIRECTIONS: Final = 0.45
"""Radians two directions may differ by: 26°."""
_STRETCH: Final = 2.2
"""How much more a logo may be stretched one way than the other: seen at 63° from the front."""


@dataclass(frozen=True, eq=False)
class Pose:
    """``matrix``: 2 × 3, from the reference's coordinates to the picture's; ``inliers``: matches that agree with it."""

    matrix: F64
    inliers: Mask
    support: int

    @property
    def scale(self) -> float:
        """Pixels of the picture for one of the reference."""
        return float(_size_of(self.matrix))

    def box(self, width: float, height: float) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of the laid reference in the picture."""
        corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]]) @ self.matrix.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


@dataclass(frozen=True, eq=False)
class Vote:
    """The proposal that won: its map, the matches that agree, how many different places of the picture they are."""

    matrix: F64
    inliers: Mask
    support: int


def vote(seen: F32, known: F32, side: float) -> Vote | None:
    """Return the way of laying the reference that most matches agree on, None where fewer than three do.

    Args:
        seen: m × 4 points of the picture (x, y, size, direction), those most alike first.
        known: m × 4 points of the reference they were matched with.
        side: the reference's longer side.
    """
    if len(seen) < 3:
        return None
    proposals = _proposals(seen[:_MOST_PROPOSALS], known[:_MOST_PROPOSALS])
    agree = _agreement(proposals, seen, known, side)
    votes = _distinct(agree, seen) * (_size_of(proposals) * side >= _SMALLEST)
    winner = int(votes.argmax())
    return Vote(proposals[winner], agree[winner], int(votes[winner])) if votes[winner] >= 3 else None


def _proposals(seen: F32, known: F32) -> F64:
    """Return m × 2 × 3: the turn, scale and shift that each match proposes."""
    scale = seen[:, 2].astype(np.float64) / known[:, 2]
    turn = seen[:, 3].astype(np.float64) - known[:, 3]
    cosine, sine = scale * np.cos(turn), scale * np.sin(turn)
    linear = np.stack([np.stack([cosine, -sine], 1), np.stack([sine, cosine], 1)], 1)
    shift = seen[:, :2] - np.einsum("mij,mj->mi", linear, known[:, :2])
    return np.concatenate([linear, shift[:, :, None]], axis=2)


def _agreement(proposals: F64, seen: F32, known: F32, side: float) -> Mask:
    """Return, for each proposal (row) and match (column), whether place, size and direction agree."""
    linear, shift = proposals[:, :, :2], proposals[:, :, 2]
    should = np.einsum("pij,mj->pmi", linear, known[:, :2]) + shift[:, None, :]
    scale = np.maximum(_size_of(proposals), _SMALLEST / side)
    slack = np.maximum(_SLACK * side * scale, _LEAST_SLACK)
    near = np.abs(should - seen[None, :, :2]).max(axis=2) <= slack[:, None]
    sizes = np.log(seen[:, 2] / known[:, 2])
    turns = seen[:, 3] - known[:, 3]
    turn = np.arctan2(linear[:, 1, 0], linear[:, 0, 0])
    alike = np.abs(sizes[None, :] - np.log(scale)[:, None]) <= _SIZES
    off = (turns[None, :] - turn[:, None] + np.pi) % (2 * np.pi) - np.pi
    return np.asarray(near & alike & (np.abs(off) <= _DIRECTIONS))


def _size_of(matrices: F64) -> F64:
    return np.asarray(np.abs(np.linalg.det(matrices[..., :2])) ** 0.5)


def _distinct(agree: Mask, seen: F32) -> npt.NDArray[np.int64]:
    """Return how many different places of the picture vote for each proposal: a point counts once."""
    cells = np.round(seen[:, :2]).astype(np.int64)
    _, place = np.unique(cells[:, 0] * 65536 + cells[:, 1], return_inverse=True)
    table = np.zeros((len(agree), int(place.max()) + 1), bool)
    rows, columns = np.nonzero(agree)
    table[rows, place[columns]] = True
    return np.asarray(table.sum(axis=1), np.int64)


def refined(won: Vote, seen: F32, known: F32, side: float) -> Pose:
    """Return the winner of :func:`vote` (same arguments) fitted to all that agree.

    Fit to all that agree: first turn, scale and shift, then, where enough agree, any straight-line map.
    """
    matrix, inliers = won.matrix, won.inliers
    for fit in (_similar, _similar, _affine):
        fitted = fit(seen[inliers], known[inliers])
        if fitted is None:
            continue
        agreed = _agreement(fitted[None], seen, known, side)[0]
        if agreed.sum() >= inliers.sum() and float(_size_of(fitted)) * side >= _SMALLEST:
            matrix, inliers = fitted, agreed
    support = int(_distinct(inliers[None], seen)[0])
    return Pose(matrix, inliers, support)


def _similar(seen: F32, known: F32) -> F64 | None:
    a = known[:, 0] + 1j * known[:, 1].astype(np.float64)
    b = seen[:, 0] + 1j * seen[:, 1].astype(np.float64)
    spread = a - a.mean()
    weight = float((abs(spread) ** 2).sum())
    if weight < 1.0:
        return None  # all at one place: nothing to turn or scale by
    factor = (spread.conj() * (b - b.mean())).sum() / weight
    shift = b.mean() - factor * a.mean()
    return np.array([[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag]])


def _affine(seen: F32, known: F32) -> F64 | None:
    if len(seen) < 6:
        return None
    ground = np.column_stack([known[:, :2].astype(np.float64), np.ones(len(known))])
    if np.linalg.matrix_rank(ground - ground.mean(axis=0), tol=1.0) < 2:
        return None
    matrix = np.linalg.lstsq(ground, seen[:, :2].astype(np.float64), rcond=None)[0].T
    stretch = np.linalg.svd(matrix[:, :2], compute_uv=False)
    mirrored = np.linalg.det(matrix[:, :2]) <= 0
    return None if mirrored or stretch[0] > _STRETCH * stretch[1] else np.asarray(matrix)
