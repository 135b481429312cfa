"""How a mark is written where the matcher saw its own characters: plainly, or with something put in or swapped."""

from __future__ import annotations

from typing import Final, Literal

from jianzhen.stages.screening.engine.folding import Folded, fold, is_han, is_invisible, is_space, is_stop

Way = Literal["plain", "traditional", "spaced", "split", "leet", "sound", "shape", "edit"]
MIN_LEET: Final = 4
"""Latin letters a mark needs before digits are read as letters in it: 500 ml is not a mark written in leet."""
MIN_APART: Final = 5
"""Letters of a Latin mark that is still read as one over a blank (new balance)."""
BRACKETS: Final = frozenset("【】（）()[]{}《》〈〉「」『』<>")
_FORMS: Final = ((0x1D400, 0x1D7FF), (0x24B6, 0x24E9), (0x1F130, 0x1F189))
"""Letters in mathematical, circled and squared forms: nobody types them for a name as it is."""


def way_of(folded: Folded, start: int, end: int, mark: str, registered: str) -> Way | None:
    """Return how folded characters ``start:end`` write a mark, None where that is an accident.

    Args:
        folded: the text.
        mark: the folded mark.
        registered: the mark as registered, whose own blanks and dots are no disguise.
    """
    if folded.plain[start:end] != mark:
        return "leet" if _is_leet(folded, start, mark) else None
    gaps = folded.gaps(start, end)
    if gaps:
        own = _own_gaps(registered)
        gaps = {place: text for place, text in gaps.items() if place not in own}
    if gaps:
        return _way_of_gaps(gaps, mark)
    if mark.isascii():
        return _latin_way(folded, start, end, mark)
    left, right = folded.span(start, end)
    return "plain" if _same_script(folded.original[left:right], mark) else "traditional"


def _own_gaps(mark: str) -> frozenset[int]:
    folded = fold(mark)
    return frozenset(folded.gaps(0, len(folded.plain)))


def _way_of_gaps(gaps: dict[int, str], mark: str) -> Way | None:
    texts = list(gaps.values())
    every = len(gaps) == len(mark) - 1 and len(mark) > 2
    if mark.isascii():
        return _latin_gaps(texts, every=every, length=len(mark))
    if every:
        return "spaced"
    if any(map(is_invisible, texts)):
        return "split"
    if all(map(is_stop, texts)):
        return "plain" if len(mark) > 3 and len(gaps) == 1 and is_space(texts[0]) else None
    return "split"


def _latin_gaps(texts: list[str], *, every: bool, length: int) -> Way | None:
    if every:
        return "spaced"
    if any(map(is_invisible, texts)):
        return "split"
    if not any(map(is_stop, texts)) or any(BRACKETS.intersection(text) for text in texts):
        return "split" if length >= MIN_LEET else None
    return "plain" if length >= MIN_APART and len(texts) == 1 else None


def _same_script(original: str, mark: str) -> bool:
    return all(part in original for part in mark if is_han(part))


def _latin_way(folded: Folded, start: int, end: int, mark: str) -> Way:
    """A Latin mark letter by letter; a symbol read as a letter (n@me) is leet, and so are two widths mixed (nＡme)."""
    if len(mark) < MIN_LEET or folded.gaps(start, end):
        return "plain"
    left, right = folded.span(start, end)
    written = folded.original[left:right]
    if not all(map(str.isalnum, written)) or any(map(_is_form, written)):
        return "leet"
    wide = sum("Ａ" <= one <= "ｚ" for one in written)
    return "leet" if wide and any(one.isascii() and one.isalpha() for one in written) else "plain"


def _is_form(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _FORMS)


def _is_leet(folded: Folded, start: int, mark: str) -> bool:
    """Digits stand for letters: at least half of the letters are as they are, and the mark has four or more."""
    if not mark.isascii() or sum(map(str.isalpha, mark)) < MIN_LEET or folded.gaps(start, start + len(mark)):
        return False
    written = folded.plain[start : start + len(mark)]
    changed = [(one, other) for one, other in zip(written, mark, strict=True) if one != other]
    if len(changed) * 2 > len(mark):
        return False
    digits = all(one.isdigit() and other.isalpha() for one, other in changed)
    return digits or (len(mark) > MIN_LEET and all({one, other} == {"l", "i"} for one, other in changed))
