"""One list of subjects into clusters, by the same keys and guards as a pass over the lake (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jianzhen.stages.tracing import clusters, keys
from jianzhen.stages.tracing.clusters import Held, Ints
from jianzhen.stages.tracing.matching import KEY_SCORES, NAME_ONLY, SubjectRow

_NAME_LEVEL: Final = len(keys.STRONG)


@dataclass(frozen=True, slots=True)
class Member:
    """One row's place: the first row of its cluster, and the score of the surest key that ties it there."""

    cluster: int
    score: float


def dedupe(rows: Sequence[SubjectRow]) -> list[Member]:
    """Return the cluster of each row, in input order.

    Beside the exact keys a list knows one more: the same name, where no credit code and no district speaks against it.
    A row alone has the score one.
    """
    shown = [_shown(row) for row in rows]
    numbers: dict[tuple[int, str], int] = {}
    held = [
        (level, numbers.setdefault((level, value), len(numbers)), at)
        for at, own in enumerate(shown)
        for level, value in own
    ]
    table = np.array(held, dtype=np.int64).reshape(-1, 3)
    districts = _numbered([row.district for row in rows])
    grouping = clusters.group(
        len(rows),
        Held(table[:, 0], table[:, 1], table[:, 2]),
        owner=_numbered([row.keys.uscc for row in rows]),
        party=_numbered([row.canonical for row in rows]),
        limits={keys.STRONG.index(kind): limit for kind, limit in keys.HUB_LIMITS.items()},
        apart={keys.STRONG.index(keys.FIRM_NAME): districts, _NAME_LEVEL: districts},
    )
    return _members(grouping, held, len(rows))


def _members(grouping: clusters.Grouping, held: list[tuple[int, int, int]], size: int) -> list[Member]:
    holders: dict[tuple[int, int], int] = {}
    for _, key, at in held:
        if key not in grouping.refused:
            place = (key, int(grouping.label[at]))
            holders[place] = holders.get(place, 0) + 1
    best = [0.0] * size
    for level, key, at in held:
        if key not in grouping.refused and holders[key, int(grouping.label[at])] > 1:
            best[at] = max(best[at], _score(level))
    return [Member(int(grouping.label[at]), best[at] or 1.0) for at in range(size)]


def _score(level: int) -> float:
    return NAME_ONLY if level == _NAME_LEVEL else KEY_SCORES[keys.STRONG[level]]


def _shown(row: SubjectRow) -> list[tuple[int, str]]:
    own = [(key.level, key.value) for key in row.keys.strong if key.kind != keys.NAME_PLATFORM]
    return [*own, (_NAME_LEVEL, row.canonical)] if len(row.trade_name) >= 2 else own


def _numbered(values: Sequence[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(v, len(known)) if v else clusters.NOBODY for v in values], dtype=np.int64)
