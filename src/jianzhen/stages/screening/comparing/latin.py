"""How two Latin words relate as marks: look-alike letters, sound, a letter or two, plural, order of words (pure).

Bits are this engine's own first weights: chosen by hand so that four letters need more agreement than eight, as the
examination practice has it for foreign words (a mark of four or more letters that differs in single letters is similar
unless its meaning differs).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from jianzhen.stages.screening.engine.folding import skeleton
from jianzhen.stages.screening.matching.glyphs import read_glyphs

MAX_LETTERS: Final = 48
_JOINED: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"), ("ii", "u"))
"""Two letters that read as one in many faces."""
_SOUNDS: Final = (
    ("ph", "f"), ("ck", "k"), ("qu", "kw"), ("q", "k"), ("x", "ks"), ("c(?=[eiy])", "s"), ("c(?!h)", "k"),
    ("oo|ou", "u"), ("ee|ea|ie", "i"), ("y", "i"), ("z", "s"), ("v", "f"), ("w", "v"), ("(?<=[aeiou])h", ""),
)  # fmt: skip
_LOOKS: Final = ("bd", "pq", "gq", "ilj1", "mn", "nh", "uv", "oc", "oq0", "ec", "tf", "vy", "vw", "rn", "ae")
_EDIT: Final = {4: 0.3, 5: 1.2, 6: 1.8}
_SWAP: Final = {4: 0.4, 5: 1.5}
_TWO: Final = {7: -0.2, 8: 0.6, 9: 0.8}


class Latin(NamedTuple):
    """How a Latin sign is like a Latin mark: reason code and bits."""

    code: str
    bits: float


def plain_letters(folded: str) -> str:
    """Return a folded text with letters of other scripts read as the Latin letters they look like."""
    return folded.translate(_homoglyphs())


def liken_latin(sign: str, mark: str) -> Latin | None:
    """Return how a folded Latin sign is like a folded Latin mark that it does not equal; None if it is not."""
    read = plain_letters(sign)
    if not (read.isascii() and mark.isascii()) or max(len(read), len(mark)) > MAX_LETTERS or len(mark) < 3:
        return None
    if read == mark or (skeleton(read) == skeleton(mark) and len(mark) > 3):
        return Latin("pair.disguised", 3.5)
    if len(mark) < 4 or len(read) < 4 or sum(map(str.isalpha, mark)) < 4:
        return None
    if _join(read) == _join(mark):
        return Latin("pair.disguised", 3.0)
    return _near(skeleton_read(read, mark), mark)


def skeleton_read(sign: str, mark: str) -> str:
    """Return the sign with digits read as the mark's letters at the same place, where they stand for them."""
    if len(sign) != len(mark):
        return sign
    pairs = zip(sign, mark, strict=True)
    return "".join(want if one.isdigit() and skeleton(one) == skeleton(want) else one for one, want in pairs)


def _near(sign: str, mark: str) -> Latin | None:
    if sign in (mark + "s", mark + "es") or mark in (sign + "s", sign + "es"):
        return Latin("pair.plural", 2.4)
    sounds = _heard(sign) == _heard(mark)
    edits = edit_distance(sign, mark)
    shorter = min(len(sign), len(mark))
    if 0 < edits <= 1:
        found = Latin("pair.latin", _EDIT.get(shorter, 2.2) - (1.6 if sign[0] != mark[0] and not sounds else 0.0))
    elif edits <= 2 and shorter >= 7 and sign[0] == mark[0]:
        found = Latin("pair.latin", _TWO.get(shorter, 1.2))
    else:
        found = None
    if sorted(sign) == sorted(mark) and edits <= 1:
        found = Latin("pair.transposed", _SWAP.get(shorter, 2.2))
    heard = Latin("pair.latin_sound", 2.0 if shorter > 4 else 0.6) if sounds else None
    return max((one for one in (found, heard) if one), key=lambda one: one.bits, default=None)


def edit_distance(left: str, right: str) -> float:
    """Return the edits (insert, delete, replace, swap neighbours) between two strings of at most 48 letters.

    A letter for one that looks like it (b, d) counts half.
    """
    before: list[float] = []
    row: list[float] = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        older, before, row = before, row, [float(i)] + [0.0] * len(right)
        for j, other in enumerate(right, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + _replaced(one, other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]


def _replaced(one: str, other: str) -> float:
    return 0.0 if one == other else 0.5 if any(one in pair and other in pair for pair in _LOOKS) else 1.0


def _join(word: str) -> str:
    for two, one in _JOINED:
        word = word.replace(two, one)
    return word


def _heard(word: str) -> str:
    for pattern, to in _SOUNDS:
        word = re.sub(pattern, to, word)
    return re.sub(r"(.)\1+", r"\1", word)


@cache
def _homoglyphs() -> dict[int, str]:
    glyphs = read_glyphs()
    table: dict[int, str] = {}
    for group in glyphs.groups:
        if group[0].isascii() and group[0].isalpha():
            for alike in group[1:]:
                if not alike.isascii() and not "一" <= alike <= "鿿":
                    table.setdefault(ord(alike), group[0])
    return table
