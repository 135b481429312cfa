"""A mark of three characters of which one is written otherwise: hard to tell from somebody else's honest name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

THREE: Final = 3
FAINT: Final = 6.0
"""Bits below evidence down to which a likeness still counts as one more mark that the same words are like."""


class OneOfThree(NamedTuple):
    """How it is weighed: bits by what was seen, fitted together.

    ``language``, ``name``: part of the bits of ordinary language, and of the cheaper of language and another's name;
    ``least``: what they have to beat; ``rare``, ``repeated``, ``like``, ``as_like``: what a rare character, a repeated
    one, each further mark (up to two) and each further mark that is as near take off.
    """

    language: float
    name: float
    least: float
    changed: Mapping[str, float]
    edges: Mapping[tuple[bool, bool], float]
    rare: float
    repeated: float
    like: float
    as_like: float


ONE_OF_THREE: Final = OneOfThree(
    language=0.30, name=0.31, least=8.4,
    changed={"tone": 4.1, "sound": 4.0, "merged": 12.2, "glyph": 3.5, "near_glyph": 7.8},
    edges={(False, False): -4.6, (False, True): -3.9, (True, False): 0.3, (True, True): 2.0},
    rare=1.1, repeated=7.5, like=0.6, as_like=0.9,
)  # fmt: skip
"""Fitted by logistic regression with signs held (``bench/disguise_fit.py``) on seeds 41 to 43 and the clean listings,
tried on the half of each that was held back; ``least`` so that as many clean titles are flagged as before. Little is
left of three characters when one is another: what else is seen has to say it."""
AS_NEAR: Final = 2.0
"""Bits within which another mark is as near to what is written."""
MOST: Final = 2
"""Further marks that count where the same words are like several."""


@cache
def is_one_of_three(relations: tuple[str, ...]) -> bool:
    """Say whether a mark of three characters has one of them changed in a way that is weighed by ``ONE_OF_THREE``."""
    changed = [relation for relation in relations if relation != "same"]
    return len(relations) == THREE and len(changed) == 1 and changed[0] in ONE_OF_THREE.changed


def bits_of_three(relations: Sequence[str], written: str, gain: float, other: float, ends: tuple[bool, bool]) -> float:
    """Return the bits of a mark of three characters of which one is another, before rare characters and other marks.

    Args:
        gain: bits of the text as ordinary language; ``other``: as the cheaper of language and another's name.
        ends: whether it begins a segment, and whether it ends one.
    """
    weights = ONE_OF_THREE
    (changed,) = (relation for relation in relations if relation != "same")
    repeated = weights.repeated if len(set(written)) < len(written) else 0.0
    read = weights.language * gain + weights.name * other
    return read - weights.least - weights.changed[changed] + weights.edges[ends] - repeated


def crowd_bits(relations: tuple[str, ...], bits: float, mark: str, near: Mapping[str, float]) -> float:
    """Return what it takes off that the same words are like other marks too (``near``: mark to bits, its own included).

    Where the register is that dense, what is written is rather one more name of its own.
    """
    if len(near) == 1 or not is_one_of_three(relations):
        return 0.0
    others = [value for other, value in near.items() if other != mark]
    as_near = sum(value >= bits - AS_NEAR for value in others)
    return ONE_OF_THREE.like * min(len(others), MOST) + ONE_OF_THREE.as_like * min(as_near, MOST)
