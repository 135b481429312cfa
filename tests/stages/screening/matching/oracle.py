"""What the matcher should find, said slowly: daachorse for the exact view, plain loops for sound and shape."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import daachorse
from rapidfuzz.distance import OSA

from jianzhen.stages.screening.engine.folding import fold, fold_text, skeleton
from jianzhen.stages.screening.engine.sound import readings
from jianzhen.stages.screening.matching.glyphs import read_glyphs
from jianzhen.stages.screening.matching.likeness import read_likeness

Span = tuple[int, int, int]
MERGED = ((r"^n(?=.)", "l"), (r"^(z|c|s)h", r"\1"), (r"(a|e|i)ng$", r"\1n"))


def exact(marks: Sequence[str], text: str) -> set[Span]:
    """Return (mark, start, end) of every mark in ``text`` as daachorse finds them in the folded text."""
    numbers: dict[str, list[int]] = {}
    for number, mark in enumerate(marks):
        if 2 <= len(fold_text(mark)) <= 64:
            numbers.setdefault(fold_text(mark), []).append(number)
    if not numbers:
        return set()
    folded, keys = fold(text), list(numbers)
    machine = daachorse.CharwiseDoubleArrayAhoCorasick(keys)
    return {
        (number, *folded.span(start, end))
        for start, end, key in machine.find_overlapping(folded.plain)
        for number in numbers[keys[key]]
    }


def _tones(character: str) -> list[str]:
    return [reading for _, reading in readings(character)]


def _heard(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    name = "".join(part for part in plain if part.isascii() and part.isalpha())
    for pattern, to in MERGED:
        name = re.sub(pattern, to, name)
    return name


def _sounds_alike(written: str, own: str) -> bool:
    """A text is heard by its commonest reading, a mark by all of its readings."""
    if written == own:
        return True
    heard = _tones(written)
    return bool(heard) and _heard(heard[0]) in {_heard(one) for one in _tones(own)}


def sound(marks: Sequence[str], text: str) -> set[Span]:
    """Return every window of Chinese characters that sounds like a mark and is not written as it."""
    folded = fold(text)
    return {
        (number, *folded.span(start, start + len(plain)))
        for number, plain in enumerate(map(fold_text, marks))
        for start in range(len(folded.plain) - len(plain) + 1)
        if plain != folded.plain[start : start + len(plain)]
        and all(map(_sounds_alike, folded.plain[start : start + len(plain)], plain))
    }


GROUPS = [set(group) for group in read_glyphs().groups]
LIKENESS = read_likeness()


def _grade(written: str, own: str) -> int:
    """Return the place of the grade of likeness in ``layout.GRADES``."""
    rows = [LIKENESS.numbers[LIKENESS.characters.index(one)].astype(int) for one in (written, own)]
    grade = sum(int(rows[0] @ rows[1]) < bound for bound in LIKENESS.bounds)
    share = any(written in group and own in group for group in GROUPS)
    return 0 if share and grade < 3 else grade


def one_apart(marks: Sequence[str], text: str, grades: range) -> set[Span]:
    """Return every window that differs from a mark in one character whose likeness is of the grades."""
    folded = fold(text)
    found = set()
    for number, plain in enumerate(map(fold_text, marks)):
        for start in range(len(folded.plain) - len(plain) + 1):
            written = folded.plain[start : start + len(plain)]
            changed = [pair for pair in zip(written, plain, strict=True) if pair[0] != pair[1]]
            if len(changed) == 1 and _grade(*changed[0]) in grades:
                found.add((number, *folded.span(start, start + len(plain))))
    return found


def edited(marks: Sequence[str], text: str) -> set[Span]:
    """Return every window of one to three whole Latin words that is one edit from a mark; words stand apart by blanks.

    Letters that are drawn alike must not be among them, nor anything but letters and blanks.
    """
    words = [found.span() for found in re.finditer("[a-z]+", text)]
    windows = [(words[at][0], words[to][1]) for at in range(len(words)) for to in range(at, min(at + 3, len(words)))]
    return {
        (number, start, end)
        for number, mark in enumerate(marks)
        for start, end in windows
        if OSA.distance(text[start:end].replace(" ", ""), mark) == 1
    }


def leet(marks: Sequence[str], text: str) -> Iterator[tuple[str, str]]:
    """Yield (written, mark) where only the skeletons agree."""
    folded = fold(text)
    for mark in map(fold_text, marks):
        for start in range(len(folded.plain) - len(mark) + 1):
            written = folded.plain[start : start + len(mark)]
            if written != mark and skeleton(written) == skeleton(mark):
                yield written, mark
