"""Tables over all characters, built at set-up from Unicode, OpenCC, pypinyin and our own look-alikes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.screening.engine.folding import fold_text, is_han, skeleton
from jianzhen.stages.screening.engine.sound import readings
from jianzhen.stages.screening.matching.arrow import fixed
from jianzhen.stages.screening.matching.glyphs import Glyphs, read_glyphs
from jianzhen.stages.screening.matching.kept import kept
from jianzhen.stages.screening.matching.keys import MOST_WAYS
from jianzhen.stages.screening.matching.layout import CODES, DROPPED, LETTER, NUMBERS, SPECIAL, U32, U64, Characters
from jianzhen.stages.screening.matching.likeness import Likeness, read_likeness
from jianzhen.stages.screening.matching.syllables import Syllable, Syllables, parse

_SYMBOLS: Final = {"@": "a", "$": "s", "!": "i", "|": "i", "€": "e", "£": "l", "＠": "a", "＄": "s", "！": "i"}
"""Symbols that stand for letters inside Latin words; the strong ones also at the beginning of a word."""
_STRONG: Final = frozenset("@$€£＠＄")
_DIGITS: Final = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_SURROGATES: Final = range(0xD800, 0xE000)


@dataclass(frozen=True)
class _Ragged:
    """Rows of numbers of different length, as Arrow lays them out."""

    at: U32
    values: npt.NDArray[Any]


def _ragged(rows: Mapping[int, Sequence[int]], size: int, kind: type) -> _Ragged:
    counts = np.zeros(size + 1, np.uint32)
    for number, row in rows.items():
        counts[number + 1] = len(row)
    values = [value for _, row in sorted(rows.items()) for value in row]
    return _Ragged(np.cumsum(counts, dtype=np.uint32), np.array(values, dtype=kind))


@cache
def _folds() -> tuple[str, ...]:
    return tuple("" if code in _SURROGATES else fold_text(chr(code)) for code in range(CODES))


class _Faces:
    """The shape symbols of characters: a group's anchor, or the character itself."""

    def __init__(self, glyphs: Glyphs, closest: Mapping[str, str]) -> None:
        self.rows = glyphs.of()
        self._closest = closest
        self._anchors = [ord(anchor) for anchor in glyphs.anchors]
        self._groups = glyphs.groups

    def symbol(self, character: str) -> int:
        """Return the shape symbol a character has wherever it is read in a text."""
        rows = self.rows.get(character)
        return self._anchors[rows[0]] if rows else ord(skeleton(character))

    def others(self, character: str) -> list[int]:
        """Return the other shape symbols its look-alikes have, the closest groups first."""
        alike = [one for row in self.rows.get(character, ()) for one in self._groups[row]]
        alike += self._closest.get(character, "")
        return [face for face in dict.fromkeys(map(self.symbol, alike)) if face != self.symbol(character)]


def _heard(folds: Iterable[str]) -> dict[int, list[Syllable]]:
    """Return the readings of every character that folding keeps, and of the digits."""
    found: dict[int, list[Syllable]] = {}
    for character in sorted(set(folds)):
        if len(character) != 1:
            continue
        asked = _DIGITS.get(character, character)
        listed = [parse(reading) for _, reading in readings(asked)] if is_han(asked) else []
        if listed:
            found[ord(character)] = listed
    return found


def _packed(folds: Sequence[str], faces: _Faces, sounds: Mapping[int, int]) -> tuple[U64, dict[int, list[int]]]:
    """Return the packed entry of every code point and the unfoldings of the special ones."""
    packed = np.full(CODES, DROPPED, np.uint64)
    unfold: dict[int, list[int]] = {}
    for code, fold in enumerate(folds):
        letter = _SYMBOLS.get(chr(code)) if code not in _SURROGATES else None
        if len(fold) > 1 or letter:
            stands = ord(letter) << 18 if letter else 0
            packed[code] = np.uint64(len(unfold) | stands | int(chr(code) in _STRONG) << 36) | SPECIAL
            unfold[len(unfold)] = [ord(one) for one in fold]
        elif fold:
            packed[code] = _entry(fold, faces, sounds)
    return packed, unfold


def _entry(character: str, faces: _Faces, sounds: Mapping[int, int]) -> np.uint64:
    shape = faces.symbol(character)
    sound = sounds.get(ord(character), ord(skeleton(character)))
    entry = np.uint64(ord(character) | shape << 18 | sound << 36)
    return entry | LETTER if "a" <= character <= "z" else entry


def _initials(heard: Mapping[int, list[Syllable]]) -> npt.NDArray[np.uint8]:
    letters = np.zeros(CODES, np.uint8)
    for code, listed in heard.items():
        letters[code] = ord(listed[0].name[0])
    return letters


def _single(fold: str) -> int:
    """Return the code of a fold that is one character, else 0."""
    return ord(fold) if len(fold) == 1 else 0


def _alike(faces: _Faces, folds: Sequence[str]) -> dict[str, Any]:
    kept = [code for code in sorted(set(map(_single, folds))) if code]
    rows = _ragged({code: faces.rows[chr(code)] for code in kept if chr(code) in faces.rows}, CODES, np.uint16)
    others = _ragged({code: faces.others(chr(code)) for code in kept if is_han(chr(code))}, CODES, np.uint32)
    return {"rows_at": rows.at, "rows": rows.values, "faces_at": others.at, "faces": others.values}


def _ways(glyphs: Glyphs, faces: _Faces) -> dict[str, Any]:
    """Return the ways to take each character apart, as shape symbols, those that read alike once.

    Raises:
        RefusedError: folding drops a part, so that no text could show it.
    """
    ways: dict[int, list[int]] = {}
    rows: dict[int, Sequence[int]] = {}
    for whole, listed in sorted(glyphs.parts.items()):
        shapes = dict.fromkeys(tuple(faces.symbol(part) for part in _folded_parts(whole, taken)) for taken in listed)
        kept = list(shapes)[:MOST_WAYS]
        ways[ord(whole)] = [len(rows) + number for number in range(len(kept))]
        rows |= {len(rows) + number: shape for number, shape in enumerate(kept)}
    parts = _ragged(rows, len(rows), np.uint32)
    return {"ways_at": _ragged(ways, CODES, np.uint32).at, "parts_at": parts.at, "parts": parts.values}


def _folded_parts(whole: str, taken: str) -> list[str]:
    folded = [fold_text(part) for part in taken]
    if not 2 <= len(taken) <= 3 or any(len(part) != 1 for part in folded):
        raise RefusedError(
            f"{whole} cannot be taken apart into {taken!r}",
            where=Where(file="splits.csv or components.csv", key=whole),
            remedy="name two or three parts that are Chinese characters",
        )
    return folded


def _numbers(likeness: Likeness) -> dict[str, Any]:
    rows = np.zeros(CODES, np.uint16)
    for row, character in enumerate(likeness.characters, start=1):
        rows[ord(character)] = row
    numbers = np.concatenate([np.zeros(NUMBERS, np.int8), likeness.numbers.ravel()])
    return {"likeness_row": rows, "likeness": numbers, "bounds": np.array(likeness.bounds, np.int64)}


def make_characters(glyphs: Glyphs, likeness: Likeness, syllables: Syllables) -> Characters:
    """Return the tables for given look-alikes and mergers of syllables; takes some seconds."""
    folds = _folds()
    faces = _Faces(glyphs, likeness.closest())
    heard = _heard(folds)
    sounds = {code: [*dict.fromkeys(map(syllables.symbol, listed))] for code, listed in heard.items()}
    tonal = {code: syllables.tonal(listed[0]) for code, listed in heard.items()}
    packed, unfold = _packed(folds, faces, tonal)
    numbers = {code: [*dict.fromkeys(map(syllables.number, listed))] for code, listed in heard.items()}
    readings_of, classes = _ragged(numbers, CODES, np.uint16), _ragged(sounds, CODES, np.uint32)
    unfolded = _ragged(unfold, len(unfold), np.uint32)
    steps, ends = syllables.automaton()
    return Characters(
        packed=packed, unfold_at=unfolded.at, unfold=unfolded.values,
        heard_at=readings_of.at, heard=readings_of.values, classes_at=classes.at, classes=classes.values,
        syllable_class=syllables.classes(), class_of=syllables.class_of(), initial=_initials(heard),
        steps=steps, ends=ends, **_alike(faces, folds), **_ways(glyphs, faces), **_numbers(likeness),
    )  # fmt: skip


@cache
def shipped_characters(mergers: tuple[str, ...]) -> Characters:
    """Return the tables of the shipped look-alikes with the named mergers of syllables (see ``syllables.MERGERS``)."""
    return Characters(**kept("-".join(("characters", *mergers)), lambda: _made(mergers)))


def _made(mergers: tuple[str, ...]) -> dict[str, Any]:
    made: Sequence[Any] = make_characters(read_glyphs(), read_likeness(), Syllables(mergers))
    return {name: fixed(array) for name, array in zip(Characters.__annotations__, made, strict=True)}
