"""What a disguise costs: bits of a mark read where something like it is written, against ordinary language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

from jianzhen.stages.screening.engine.folding import Folded, is_han
from jianzhen.stages.screening.engine.naming import name_bits
from jianzhen.stages.screening.engine.wordtable import UNKNOWN, WordTable, find

MARK: Final = 21.3
"""Bits of reading a mark somewhere: one of some 65,000 names (16), and for all that is uncertain here 5.3, chosen on
development seeds so that few clean titles reach the evidence of a flag."""
CHANGED: Final[Mapping[str, float]] = {
    "same": 0.0, "leet": 2.0, "tone": 4.5, "sound": 5.5, "merged": 10.0, "pinyin": 2.0, "glyph": 4.5,
    "parts": 2.0, "initial": 6.0, "near_glyph": 10.5, "far_glyph": 15.0, "other": 15.0, "edit": 3.0,
}  # fmt: skip
"""Bits that one changed character costs a reading as a disguise: about as many others could stand in its place."""
CHANGED_OF_THREE: Final[Mapping[str, float]] = {
    "tone": 3.0, "sound": 3.3, "merged": 12.0, "glyph": 3.3, "near_glyph": 10.0,
}  # fmt: skip
"""The same for a mark of three characters: seldom a name and a word put together, and little is left of it when one is
another; what only merged speech puts together says little."""
THREE: Final = 3
REPEATED: Final = 8.0
"""Bits of a repeated character: 防水防油 and 一人一筷 are patterns that language goes on filling."""
CHANGED_AGAIN: Final = 14.0
"""Bits of every further character changed in another way: who disguises a name leaves it readable."""
WHOLE_MARK: Final = 16.0
"""Bits of reading a mark whose own characters all stand there, with something between them: one of 65,000 names."""
PARTED: Final[Mapping[str, float]] = {"sign": 0.0, "bracketed": 0.0, "blank": 2.5, "joint": 2.5, "stop": 10.0}
"""Bits of what stands between: blanks, / and + stand in titles for other reasons, commas nearly always; what has no use
there, or brackets around one character, is free."""
PARTED_EDGES: Final = (-3.0, 0.0, 3.0)
"""Bits by how many ends are ends of a segment: what a blank parts by accident nearly always goes on at one end."""
WORD_PIECE: Final = 21.0
"""Bits up to which a piece is a word: beside one a name stands apart by itself (海底捞 | 火锅)."""
PARTED_SHORT: Final = 7.5
"""Bits at most of a mark of two characters with something between them."""
EDGES: Final[Mapping[tuple[bool, bool], float]] = {
    (False, False): -5.8, (False, True): -2.3, (True, False): 0.2, (True, True): 1.7,
}  # fmt: skip
"""Bits by whether the match begins a segment and whether it ends one: names stand in front, goods follow them, and
accidents begin in the middle of words."""
LANGUAGE_SHARE: Final = 0.4
"""Part of the bits that is taken from ordinary language alone, the rest from language and other names together: no
register holds all names, and its names do not say all of how strange a text reads."""
RARE: Final = 0.2
COMMON: Final = 12.0
"""Part of the bits of the character written instead, beyond those of a common one, that counts for nothing: it is dear
wherever it stands, in a name that no register holds as well."""
PLAIN_ENOUGH: Final = 6.5
"""Bits up to which a mark parted by something is not held to be disguised."""
EDITED: Final[Mapping[int, float]] = {6: 5.5, 7: 6.6}
"""Bits of a Latin mark with one letter off, by its letters; a longer one is hardly met by accident."""
EDITED_LONG: Final = 7.5
_ONE_ACT: Final = frozenset({"pinyin", "parts"})
_NUMERALS: Final = frozenset("0123456789〇一二三四五六七八九十百千万零两")


def changed_bits(relations: Sequence[str], written: str) -> float:
    """Return what the changed characters of a mark cost its reading as a disguise."""
    changed = [relation for relation in relations if relation != "same"]
    acts = sum(relation not in _ONE_ACT for relation in changed) + len(_ONE_ACT.intersection(changed))
    of_three = CHANGED_OF_THREE if len(relations) == THREE else {}
    bits = sum(of_three.get(relation, CHANGED[relation]) for relation in changed) + CHANGED_AGAIN * (acts - 1)
    return bits + REPEATED if len(set(written)) < len(written) and not _ONE_ACT.intersection(changed) else bits


def only_numerals(written: str, mark: str) -> bool:
    """Say whether a number is written in other figures, and nothing else differs (9宫格, 九宫格)."""
    if len(written) != len(mark):
        return False
    return all(
        one == other or (one in _NUMERALS and other in _NUMERALS) for one, other in zip(written, mark, strict=True)
    )


def ends_of(folded: Folded, start: int, end: int) -> tuple[bool, bool]:
    """Say whether ``start:end`` begins a segment of its text, and whether it ends one."""
    places, plain = folded.positions, folded.plain
    left = start == 0 or places[start] > places[start - 1] + 1 or not is_han(plain[start - 1])
    right = end == len(places) or places[end] > places[end - 1] + 1 or not is_han(plain[end])
    return left, right


def edge_bits(folded: Folded, start: int, end: int) -> float:
    """Return the bits of how ``start:end`` stands in its text: as a segment of its own, at its edge, or inside."""
    return EDGES[ends_of(folded, start, end)]


def rare_bits(words: WordTable, relations: Sequence[str], written: str) -> float:
    """Return the bits that a rare character written for a mark's takes off; ``written`` is as long as the mark."""
    if len(written) != len(relations):
        return 0.0
    changed = (one for one, relation in zip(written, relations, strict=True) if relation != "same" and is_han(one))
    dearest = max((find(words, one) for one in changed), default=0.0)
    return RARE * max(0.0, min(dearest, UNKNOWN) - COMMON)


def as_name(names: WordTable, written: str, size: int) -> float:
    """Return the bits of what is written as another's name; none where it has not the mark's length in characters."""
    return name_bits(names, written) if len(written) == size and all(map(is_han, written)) else inf


def edit_bits(written: str, mark: str) -> float:
    """Return the bits of a Latin word with one letter off a mark's.

    None for its plural or singular, nor for a longer word that holds it whole; a doubled last letter is none of these.
    """
    plural = written in {mark + "s", mark + "es"} or mark in {written + "s", written + "es"}
    longer = mark in written and written != mark + mark[-1]
    return 0.0 if plural or longer else EDITED.get(len(mark), EDITED_LONG)
