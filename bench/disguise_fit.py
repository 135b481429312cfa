"""Fits how a mark of three characters with one changed is weighed (``engine/threes.py``): run it by hand, read, decide.

Run: ``python bench/disguise_fit.py [--seeds 41 42 43] [--per-kind N]``. Disguised marks of seeds that nobody reports
on, and the clean listings; each halved. Prints the weights fitted on both halves together, and for each half how many
of its disguises are found with the weights of the other half, at as many clean titles flagged as those in force flag.
"""

# ruff: noqa: SLF001  (what is fitted is seen only inside the index)

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from disguise_tables import load_tables
from disguise_world import Title, World, make_world
from disguises import DAY, findings
from scipy.optimize import minimize

from jianzhen.stages.screening.engine import marks
from jianzhen.stages.screening.engine.disguise import as_name, ends_of, rare_bits
from jianzhen.stages.screening.engine.threes import AS_NEAR, MOST, ONE_OF_THREE, is_one_of_three
from jianzhen.stages.screening.engine.view import ItemView
from jianzhen.stages.screening.kernel import Screener

CHANGED: Final = tuple(ONE_OF_THREE.changed)
EDGES: Final = tuple(ONE_OF_THREE.edges)
NAMES: Final = ("language", "name", *CHANGED, *map(str, EDGES), "rare", "repeated", "like", "as_like")
IN_FORCE: Final = np.array(
    [ONE_OF_THREE.language, ONE_OF_THREE.name, *ONE_OF_THREE.changed.values(), *ONE_OF_THREE.edges.values(),
     ONE_OF_THREE.rare, ONE_OF_THREE.repeated, ONE_OF_THREE.like, ONE_OF_THREE.as_like]
)  # fmt: skip
FLAG: Final = 6.5
"""Bits from which a finding by sound or shape flags by itself."""
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """One likeness seen in a text: where, of which mark, and what was seen of it."""

    text: str
    span: tuple[int, int]
    mark: str
    bits: float
    seen: tuple[float, ...]


KEPT: Final[list[Likeness]] = []
"""Every likeness that is weighed as one of three, since the list was last emptied."""


def watched() -> None:
    """Let the screener keep what it sees of every likeness that is weighed as one of three."""
    weigh = marks.MarkIndex._bits_of

    def watching(index: marks.MarkIndex, view: ItemView, use: marks.Use, gain: float, written: str) -> float:
        bits = weigh(index, view, use, gain, written)
        if is_one_of_three(use.relations):
            mark, span = index.folded[use.right], (use.start, use.end)
            KEPT.append(Likeness(view.folded.plain, span, mark, bits, seen_of(index, view, use, gain, written)))
        return bits

    marks.MarkIndex._bits_of = watching  # type: ignore[method-assign]


def seen_of(index: marks.MarkIndex, view: ItemView, use: marks.Use, gain: float, written: str) -> tuple[float, ...]:
    """Return what is seen of a likeness, in the order of ``NAMES``, without the other marks at its place."""
    other = min(gain, as_name(index._marks.names, written, len(use.relations)))
    (changed,) = (relation for relation in use.relations if relation != "same")
    ends = ends_of(view.folded, use.start, use.end)
    rare = rare_bits(index._marks.words, use.relations, written)
    repeated = len(set(written)) < len(written)
    places = (*(-float(changed == one) for one in CHANGED), *(float(ends == one) for one in EDGES))
    return (gain, other, *places, -rare, -float(repeated))


def crowded(found: Sequence[Likeness]) -> Iterator[tuple[Likeness, Vector]]:
    """Yield each likeness of a text with all that was seen, the other marks at its place included."""
    for one in found:
        others = {other.mark: other.bits for other in found if other.span == one.span and other.mark != one.mark}
        as_near = sum(bits >= one.bits - AS_NEAR for bits in others.values())
        yield one, np.array([*one.seen, -min(len(others), MOST), -min(as_near, MOST)])


def screened(screener: Screener, titles: Sequence[Title]) -> list[tuple[list[dict[str, Any]], list[Likeness]]]:
    """Return findings and likenesses of each title; each is screened by itself, so that its likenesses are its own."""
    answer = []
    for title in titles:
        KEPT.clear()
        rows = list(findings(screener, ["one"], [title]))
        answer.append((rows, list(KEPT)))
    return answer


def collected(seed: int, per_kind: int) -> tuple[list[Vector], list[Vector]]:
    """Return what was seen of the own mark in each disguise of a seed, and of every likeness in the clean listings."""
    world: World = make_world(seed, per_kind, load_tables())
    screener = Screener(world.register("trademark"), as_of=DAY)
    cases = [case for case in world.cases if len(case.planted.mark) == 3 and case.kind.startswith(("homo", "look"))]
    cases = [case for case in cases if "list one" not in case.kind and "list two" not in case.kind]
    planted = []
    for case, (_, found) in zip(cases, screened(screener, [Title(case.text) for case in cases]), strict=True):
        own = [seen for one, seen in crowded(found) if one.mark == case.planted.mark]
        planted += own[:1]
    listings = [titles for name, titles in world.clean.items() if "listing" in name or "research" in name]
    clean = screened(screener, list(itertools.chain(*listings)))
    return planted, [seen for _, found in clean for _, seen in crowded(found)]


def fitted(disguised: Vector, clean: Vector) -> Vector:
    """Return weights and, first, what they have to beat: logistic, signs held, drawn a little to those in force."""
    rows, told = np.vstack([disguised, clean]), np.r_[np.ones(len(disguised)), np.zeros(len(clean))]
    weight = np.where(told == 1, 0.5 / len(disguised), 0.5 / len(clean))

    def loss(point: Vector) -> tuple[float, Vector]:
        bits = (rows @ point[1:] - point[0] - FLAG) * math.log(2)
        pull = point[1:] - IN_FORCE
        slope = weight * (1 / (1 + np.exp(-bits)) - told) * math.log(2)
        value = (weight * np.logaddexp(0, np.where(told == 1, -bits, bits))).sum() + 1e-3 * (pull**2).mean()
        return float(value), np.r_[-slope.sum(), rows.T @ slope + 2e-3 * pull / len(pull)]

    bounds = [(None, None), *((None, None) if name in map(str, EDGES) else (0, None) for name in NAMES)]
    return np.asarray(minimize(loss, np.r_[ONE_OF_THREE.least, IN_FORCE], jac=True, bounds=bounds).x)


def found_at(point: Vector, disguised: Vector, clean: Vector, room: int) -> float:
    """Return the part of disguises above the bits that ``room`` clean likenesses reach."""
    line = np.sort(clean @ point)[-room - 1]
    return float((disguised @ point > line).mean())


def main() -> None:
    """Collect, fit, and show both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[41, 42, 43])
    parser.add_argument("--per-kind", type=int, default=300)
    given = parser.parse_args()
    watched()
    found = [collected(seed, given.per_kind) for seed in given.seeds]
    disguised, clean = np.array([one for part, _ in found for one in part]), np.array(found[0][1])
    room = int((clean @ IN_FORCE - ONE_OF_THREE.least > FLAG).sum())
    print(f"{len(disguised)} disguises, {len(clean)} likenesses in clean titles, {room} of them above the flag now")
    both = fitted(disguised, clean)
    print({name: round(value, 2) for name, value in zip(("least", *NAMES), both.tolist(), strict=True)})
    now, then = (found_at(point, disguised, clean, room) for point in (IN_FORCE, both[1:]))
    print(f"in force {now:.3f}, both halves {then:.3f}")
    for half in (0, 1):
        own, other = slice(half, None, 2), slice(1 - half, None, 2)
        point, less = fitted(disguised[own], clean[own])[1:], room // 2
        now, then = (found_at(one, disguised[other], clean[other], less) for one in (IN_FORCE, point))
        print(f"half {half} fitted, the other: {then:.3f}, in force {now:.3f}")


if __name__ == "__main__":
    main()
