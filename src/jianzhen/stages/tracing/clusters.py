"""Which faces show one subject: connected components over exact keys, whatever order they come in.

Keys are taken level by level, the decisive kind first. On every level a key is refused when it is a hub, when its
holders are already known to be different in law, or when it would chain such holders together; refusals look at
whole levels, so the result does not depend on the order of input.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

HUB: Final = "hub"
CONTESTED: Final = "contested"
NOBODY: Final = -1


@dataclass(frozen=True)
class Held:
    """Who holds which key: row i says that face ``face[i]`` shows key ``key[i]``, which is of level ``level[i]``.

    A key has one level. Faces and keys are numbered from 0.
    """

    level: Ints
    key: Ints
    face: Ints


@dataclass(frozen=True)
class Grouping:
    """The outcome.

    Args:
        label: for every face the smallest face of its component.
        refused: keys that linked nobody, with the reason (:data:`HUB`, :data:`CONTESTED`).
    """

    label: Ints
    refused: dict[int, str] = field(default_factory=dict)


class Union:
    """A union-find over numbers; the root of a set is its smallest member."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, at: int) -> int:
        """Return the smallest member of the set of ``at``."""
        parent = self._parent
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        one, other = self.find(one), self.find(other)
        self._parent[max(one, other)] = min(one, other)

    def labels(self) -> Ints:
        """Return the root of every member."""
        return np.fromiter((self.find(at) for at in range(len(self._parent))), np.int64, len(self._parent))


def group(
    size: int,
    held: Held,
    *,
    owner: Ints,
    party: Ints,
    limits: Mapping[int, int],
    apart: Mapping[int, Ints],
) -> Grouping:
    """Return the components of ``size`` faces.

    Args:
        size: number of faces.
        held: who holds which key.
        owner: the decisive identity of a face (its credit code, numbered), or :data:`NOBODY`.
        party: who a face is as far as the hub count goes, or :data:`NOBODY`: then it counts as itself.
        limits: level → how many parties a key may have before it is a hub.
        apart: level → an attribute of faces (or :data:`NOBODY`); a key of that level whose faces show two is refused.
    """
    union, refused = Union(size), dict[int, str]()
    counted = np.where(party == NOBODY, np.arange(size, dtype=np.int64) + party.max(initial=0) + 1, party)
    for level in np.unique(held.level).tolist():
        at = held.level == level
        keys, faces = _shared(held.key[at], held.face[at])
        bad = _over(keys, counted[faces], limits[level]) if level in limits else frozenset[int]()
        refused |= dict.fromkeys(bad, HUB)
        if level in apart:
            refused |= dict.fromkeys(_over(*_known(keys, apart[level][faces]), 1), CONTESTED)
        contested = _level(union, keys, faces, owner, frozenset(refused))
        refused |= dict.fromkeys(contested, CONTESTED)
    return Grouping(union.labels(), refused)


def _level(union: Union, keys: Ints, faces: Ints, owner: Ints, refused: frozenset[int]) -> set[int]:
    """Join the holders of this level's keys; return the keys that would join two owners."""
    labels = union.labels()
    owners = _owner_of(labels, owner)
    contested = _over(*_known(keys, owners[labels[faces]]), 1) - refused
    open_rows = ~np.isin(keys, np.array(sorted(contested | refused), dtype=np.int64))
    keys, faces = keys[open_rows], faces[open_rows]
    trial = Union(len(labels))
    for one, other in zip(*_pairs(keys, labels[faces]), strict=True):
        trial.join(one, other)
    tried = trial.labels()
    roots = tried[labels]
    clashing = _over(*_known(roots, owner), 1)
    chained = np.isin(roots[faces], np.array(sorted(clashing), dtype=np.int64))
    for one, other in zip(*_pairs(keys[~chained], faces[~chained]), strict=True):
        union.join(one, other)
    return set(contested) | set(keys[chained].tolist())


def _shared(keys: Ints, faces: Ints) -> tuple[Ints, Ints]:
    """Return the rows of keys that more than one face holds, sorted by key and face."""
    order = np.lexsort((faces, keys))
    keys, faces = keys[order], faces[order]
    _, back, counts = np.unique(keys, return_inverse=True, return_counts=True)
    many = counts[back] > 1
    return keys[many], faces[many]


def _pairs(keys: Ints, members: Ints) -> tuple[list[int], list[int]]:
    """Return neighbours under one key: enough of them to join all its members."""
    same = keys[1:] == keys[:-1]
    return members[:-1][same].tolist(), members[1:][same].tolist()


def _known(groups: Ints, values: Ints) -> tuple[Ints, Ints]:
    known = values != NOBODY
    return groups[known], values[known]


def _over(groups: Ints, values: Ints, limit: int) -> frozenset[int]:
    """Return the groups that hold more than ``limit`` different values."""
    if not len(groups):
        return frozenset()
    distinct = np.unique(np.stack((groups, values)), axis=1)[0]
    found, counts = np.unique(distinct, return_counts=True)
    return frozenset(found[counts > limit].tolist())


def _owner_of(labels: Ints, owner: Ints) -> Ints:
    """Return for every root the owner of its component; each component has at most one."""
    owners = np.full(len(labels), NOBODY, dtype=np.int64)
    known = owner != NOBODY
    owners[labels[known]] = owner[known]
    return owners
