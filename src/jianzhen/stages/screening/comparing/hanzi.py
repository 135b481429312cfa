"""How two Chinese signs relate beyond one-for-one disguise: order, one character, one more, one less (pure).

The rule for one changed character is the examination practice for marks of three and more characters: similar, unless
the first character clearly differs in sound and shape, or the whole means something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from jianzhen.stages.screening.comparing.alignment import Found
from jianzhen.stages.screening.comparing.characters import Way, relate
from jianzhen.stages.screening.engine.folding import is_han
from jianzhen.stages.screening.engine.words import ordinary_words

MIN_CHANGED: Final = 3
"""Characters a sign must have before one wholly different character leaves it similar."""
_START: Final = {2: 1.7, 3: 3.1}
_LOSS: Final[Mapping[int, Mapping[Way, float]]] = {
    2: {"tone": 0.5, "sound": 0.7, "merged": 1.4, "shape": 0.5, "near": 1.45, "split": 0.2, "pinyin": 0.4},
    3: {"tone": 0.4, "sound": 0.5, "merged": 0.9, "shape": 0.5, "near": 0.9, "split": 0.3, "pinyin": 0.3},
    4: {"tone": 0.25, "sound": 0.3, "merged": 0.6, "shape": 0.3, "near": 0.5, "split": 0.2, "pinyin": 0.2},
}
"""Bits lost for each changed character, by length of the mark (4: four and more)."""
_COMMON_FIRST: Final = frozenset("小大老新红黑白金银好")
"""First characters that so many marks share that sharing one says nothing: 小天使 and 小天鹅 share half of a name."""
_BOTH_OF_TWO: Final = 0.6
_CODES: Final[Mapping[Way, str]] = {
    "tone": "pair.sound", "sound": "pair.sound", "merged": "pair.merged", "shape": "pair.shape", "near": "pair.shape",
    "split": "pair.split", "pinyin": "pair.pinyin",
}  # fmt: skip


class Hanzi(NamedTuple):
    """How a Chinese sign is like a mark: reason code and bits; few bits mean that it is not."""

    code: str
    bits: float


def by_steps(found: Found, written: str, mark: str) -> Hanzi:
    """Return what an alignment with changes is worth: long marks bear more changed characters than short ones."""
    length, changed = len(mark), found.changed
    losses = _LOSS[max(2, min(length, 4))]
    bits = _START.get(length, 3.4) - sum(losses[way] for way in changed if way in losses)
    if length == 2 and len(changed) == 2 and set(changed) != {"pinyin"}:
        bits -= _BOTH_OF_TWO if set(changed) == {"tone"} or mark[0] == mark[1] else 1.8 * _BOTH_OF_TWO
    if length == 1:
        bits -= 2.5
    codes = {_CODES[way] for way in changed}
    return Hanzi(codes.pop() if len(codes) == 1 else "pair.mixed", bits - _meaning(written, mark))


def by_order(sign: str, mark: str) -> Hanzi | None:
    """The same characters in another order; two everyday words of them (蜜蜂, 蜂蜜) mean different things."""
    if sign == mark or len(mark) < 2 or sorted(sign) != sorted(mark) or not any(map(is_han, mark)):
        return None
    differs = sign in ordinary_words() and mark in ordinary_words()
    return Hanzi("pair.meaning", -4.0) if differs else Hanzi("pair.reordered", 1.3 if len(mark) == 2 else 1.8)


def by_change(sign: str, mark: str) -> Hanzi | None:
    """One character (of five and more, two) wholly different in sign and mark of equal length."""
    length = len(mark)
    if len(sign) != length or length < MIN_CHANGED or not all(map(is_han, sign + mark)):
        return None
    ways = [relate(one, other) for one, other in zip(sign, mark, strict=True)]
    other = [place for place, way in enumerate(ways) if way is None]
    disguised = sum(way not in (None, "same") for way in ways)
    if not other or len(other) + disguised > (1 if length < 5 else 2):
        return None
    if sign in ordinary_words():
        return Hanzi("pair.meaning", -3.0)
    if other[0] == 0:
        return Hanzi("pair.first_differs", -3.0 if length == 3 else -0.4)
    if length == MIN_CHANGED and sign[0] in _COMMON_FIRST:
        return Hanzi("pair.one_changed", -0.6)
    return Hanzi("pair.one_changed", {3: 0.8, 4: 1.6}.get(length, 1.8) - 1.2 * (len(other) + disguised - 1))


def by_length(sign: str, mark: str) -> Hanzi | None:
    """One character more inside the mark, or one of its characters left out."""
    if not all(map(is_han, sign + mark)):
        return None
    if len(sign) == len(mark) + 1 and len(mark) >= MIN_CHANGED and _is_inside(mark, sign):
        return Hanzi("pair.one_more", 1.0)
    if len(sign) == len(mark) - 1 and len(sign) >= 2 and _is_inside(sign, mark):
        return Hanzi("pair.one_less", 0.9 if len(mark) > MIN_CHANGED else -0.6)
    return None


def _is_inside(short: str, long: str) -> bool:
    left = iter(long)
    return all(one in left for one in short)


def _meaning(written: str, mark: str) -> float:
    """Bits lost where what is written is itself an everyday word: another meaning, most of all against a known one."""
    if written not in ordinary_words():
        return 0.0
    return 2.0 if mark in ordinary_words() else 0.4
