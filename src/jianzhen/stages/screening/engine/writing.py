"""How a mark is written where the matcher saw its own characters: plainly, or with something put in or swapped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final, Literal

from jianzhen.stages.screening.engine.disguise import PARTED, PLAIN_ENOUGH, WHOLE_MARK
from jianzhen.stages.screening.engine.folding import Folded, fold, fold_text, is_han, is_invisible, is_space, is_stop
from jianzhen.stages.screening.engine.latinwords import are_words, is_word, pieces_bits

Way = Literal["plain", "traditional", "spaced", "split", "leet", "sound", "shape", "edit"]
MIN_LEET: Final = 4
"""Latin letters a mark needs before digits are read as letters in it: 500 ml is not a mark written in leet."""
MIN_APART: Final = 5
"""Letters of a Latin mark that is still read as one over a blank (new balance)."""
BRACKETS: Final = frozenset("【】（）()[]{}《》〈〉「」『』<>")
_JOINTS: Final = frozenset("/+|\\&")
_LATIN_JOINTS: Final = frozenset(" -_./+&'’,")
_ONE_BRACKETED: Final = re.compile(r"[【（(\[{《〈「『<].[】）)\]}》〉」』>]")
_ENDING: Final = frozenset("!|+！＋")
_TIMES: Final = re.compile("x?[0-9]+x[0-9]*x?")
_FORMS: Final = ((0x1D400, 0x1D7FF), (0x24B6, 0x24E9), (0x1F130, 0x1F189))
"""Letters in mathematical, circled and squared forms: nobody types them for a name as it is."""


def way_of(folded: Folded, start: int, end: int, mark: str, gaps: Mapping[int, str]) -> Way | None:
    """Return how folded characters ``start:end`` write a mark, None where that is an accident.

    Args:
        folded: the text.
        mark: the folded mark.
        gaps: what stands between its characters and not in the mark as registered (:func:`foreign_gaps`).
    """
    if folded.plain[start:end] != mark:
        return "leet" if _is_leet(folded, start, mark) else None
    if gaps:
        return _way_of_gaps(gaps, mark)
    if mark.isascii():
        return _latin_way(folded, start, end, mark)
    left, right = folded.span(start, end)
    return "plain" if _same_script(folded.original[left:right], mark) else "traditional"


def foreign_gaps(gaps: Mapping[int, str], registered: str) -> dict[int, str]:
    """Return the gaps that a mark as registered has not: its own blanks, dots and capitals (NewBal) are no disguise."""
    folded = fold(registered)
    own = folded.gaps(0, len(folded.plain)).keys()
    places = folded.positions
    return {at: text for at, text in gaps.items() if at not in own and not _is_capital_joint(registered, places, at)}


def _is_capital_joint(registered: str, places: list[int], at: int) -> bool:
    return registered[places[at]].islower() and registered[places[at + 1]].isupper()


def _way_of_gaps(gaps: Mapping[int, str], mark: str) -> Way | None:
    texts = list(gaps.values())
    if _is_spaced(gaps, mark):
        return "spaced"
    if any(map(is_invisible, texts)):
        return "split"
    if mark.isascii():
        return _latin_gaps(gaps, mark)
    if all(map(is_stop, texts)):
        return "plain" if len(mark) > 3 and len(gaps) == 1 and is_space(texts[0]) else None
    return "split"


def _is_spaced(gaps: Mapping[int, str], mark: str) -> bool:
    return len(gaps) == len(mark) - 1 and len(mark) > 2


def _latin_gaps(gaps: Mapping[int, str], mark: str) -> Way | None:
    """A Latin mark in pieces: plainly where they are words, a disguise where words so strange are hardly met."""
    ends = [0, *(at + 1 for at in gaps), len(mark)]
    pieces = [mark[start:end] for start, end in pairwise(ends)]
    joints = all(is_joint(text) for text in gaps.values())
    stops = all(_parting(text) == "stop" and not BRACKETS.intersection(text) for text in gaps.values())
    if stops or (joints and (are_words(pieces) or _parts_figures(pieces))):
        hidden = False
    else:
        cost = max(0.0 if BRACKETS.intersection(text) else PARTED[_parting(text)] for text in gaps.values())
        hidden = len(mark) >= MIN_LEET and pieces_bits(pieces) - WHOLE_MARK - cost > PLAIN_ENOUGH
    if hidden:
        return "split"
    return "plain" if len(mark) >= MIN_APART and len(gaps) == 1 else None


def _parts_figures(pieces: list[str]) -> bool:
    """Say whether figures are parted from letters: p 30 is how one writes p30."""
    return any(one[-1].isdigit() != other[0].isdigit() for one, other in pairwise(pieces))


def partings(folded: Folded, start: int, end: int, gaps: Mapping[int, str]) -> frozenset[str]:
    """Return what parts a mark of Chinese characters, as kinds of ``disguise.PARTED``.

    Empty where nothing does, or what does is nobody's habit: invisible, or between all characters.
    """
    texts = gaps.values()
    if not gaps or len(gaps) == end - start - 1 or any(map(is_invisible, texts)):
        return frozenset()
    left, right = folded.span(start, end)
    around = folded.original[max(0, left - 1) : right + 1]
    bracketed = _ONE_BRACKETED.search(around) and all(BRACKETS.intersection(text) for text in texts)
    return frozenset({"bracketed"}) if bracketed else frozenset(map(_parting, texts))


def _parting(text: str) -> str:
    if is_space(text):
        return "blank"
    if not is_stop(text):
        return "sign"
    return "joint" if set(text.strip()) <= _JOINTS else "stop"


def is_joint(text: str) -> bool:
    """Say whether words of Latin letters are often joined so."""
    return set(text) <= _LATIN_JOINTS


def _same_script(original: str, mark: str) -> bool:
    return all(part in original for part in mark if is_han(part))


def _latin_way(folded: Folded, start: int, end: int, mark: str) -> Way | None:
    """A Latin mark letter by letter; a symbol read as a letter (n@me) is leet, and so are two widths mixed (nＡme)."""
    if len(mark) < MIN_LEET or folded.gaps(start, end):
        return "plain"
    left, right = folded.span(start, end)
    written = folded.original[left:right]
    if any(map(_is_form, written)):
        return "leet"
    if not all(map(str.isalnum, written)):
        return "leet" if _signs_tell(written, mark) else None
    wide = sum("Ａ" <= one <= "ｚ" for one in written)
    return "leet" if wide and any(one.isascii() and one.isalpha() for one in written) else "plain"


def _signs_tell(written: str, mark: str) -> bool:
    """Say whether signs stand for letters: one at the end of a known or a short word is what it is (sale!, pro+)."""
    signs = [place for place, one in enumerate(written) if not one.isalnum()]
    if len(signs) * 2 > len(mark):
        return False
    if len(signs) > 1 or written[signs[0]] not in _ENDING or 0 < signs[0] < len(written) - 1:
        return True
    return len(mark) > MIN_LEET and not is_word(mark[: signs[0]] + mark[signs[0] + 1 :])


def _is_form(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _FORMS)


def _is_leet(folded: Folded, start: int, mark: str) -> bool:
    """Digits stand for letters: at least half of the letters are as they are, and the mark has four or more."""
    if not mark.isascii() or sum(map(str.isalpha, mark)) < MIN_LEET or folded.gaps(start, start + len(mark)):
        return False
    written = folded.plain[start : start + len(mark)]
    changed = [(one, other) for one, other in zip(written, mark, strict=True) if one != other]
    if _changed_letters(folded, start, mark) * 2 > len(mark):
        return False
    digits = sum(one.isdigit() and other.isalpha() for one, other in changed)
    strokes = sum({one, other} == {"l", "i"} for one, other in changed)
    left, right = folded.span(start, start + len(mark))
    signs = not folded.original[left:right].isalnum()
    if digits + strokes < len(changed) or (_is_measure(written) and not signs):
        return False
    return signs or digits > 0 or len(mark) > MIN_LEET


def _is_measure(written: str) -> bool:
    """Say whether a word and a number stand beside each other (45ml, my08), or two numbers and x (x60x)."""
    word = written.strip("0123456789")
    parts = word != written and (word.isalpha() or not word)
    return _TIMES.fullmatch(written) is not None or (parts and is_word(word))


def _changed_letters(folded: Folded, start: int, mark: str) -> int:
    """Return how many letters of a mark are written as something else, signs included."""
    left, right = folded.span(start, start + len(mark))
    return sum(fold_text(one) != other for one, other in zip(folded.original[left:right], mark, strict=False))
