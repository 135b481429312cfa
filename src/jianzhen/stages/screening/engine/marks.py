"""Finds protected marks in a text: as written, disguised, or by sound. All marks behind one key are kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.folding import Folded, fold, is_han, is_invisible, is_space, is_stop, skeleton
from jianzhen.stages.screening.engine.language import Language
from jianzhen.stages.screening.engine.sound import sound_patterns, sound_view, vector
from jianzhen.stages.screening.engine.view import ItemView, first_of_each, stands_free
from jianzhen.stages.screening.engine.words import Spans, ordinary_words

Way = Literal["plain", "traditional", "spaced", "split", "leet", "sound"]
MIN_LEET: Final = 4
"""Latin letters a mark needs before digits are read as letters in it: 500 ml is not a mark written in leet."""


CUTTABLE: Final = 3
"""Characters up to which a mark that cuts an everyday word (京方便 in 北京方便面) is an accident, not a mention."""
SYLLABLES: Final = 400
PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class Use:
    """One use of one right's mark: row of the right, folded span, way, and for ``sound`` the relation per character."""

    right: int
    start: int
    end: int
    way: Way
    relations: tuple[str, ...] = ()


class Postings:
    """Pattern number → rows of rights, in two flat arrays."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._ends = np.cumsum([len(rows) for rows in lists], dtype=np.int64)
        self._rows = np.fromiter((row for rows in lists for row in rows), dtype=np.int32)

    def of(self, number: int) -> list[int]:
        """Return the rows behind one pattern."""
        start = int(self._ends[number - 1]) if number else 0
        rows: list[int] = self._rows[start : int(self._ends[number])].tolist()
        return rows


def is_weak(folded: str) -> bool:
    """Say whether a mark never flags alone: two characters, a dictionary word, a number, short Latin."""
    if len(folded) <= 2 or folded.isdigit():
        return True
    if folded.isascii():
        return sum(map(str.isalpha, folded)) < MIN_LEET
    return folded in ordinary_words() or (len(folded) == 3 and sum(map(is_han, folded)) < 2)


class MarkIndex:
    """Every mark of a rights table, ready to be found.

    Args:
        rights: a table with the column ``folded`` (see ``rules.RIGHTS``).
        rows: rows of it to index.
        sound: whether :meth:`heard` will be asked.
    """

    def __init__(self, rights: pa.Table, rows: Sequence[int], *, sound: bool = True) -> None:
        self.folded: list[str] = rights.column("folded").to_pylist()
        self._marks: list[str] = rights.column("mark").to_pylist()
        self.weak: list[bool] = list(map(is_weak, self.folded))
        self._exact, self._exact_rows = _index((skeleton(self.folded[row]), row) for row in rows)
        self.language = Language(self.folded[row] for row in rows if sound)
        heard = [row for row in rows if sound and sum(map(is_han, self.folded[row])) >= 2]
        self._heard_count = len(heard)
        long = [row for row in heard if len(self.folded[row]) > 2]
        short = [row for row in heard if len(self.folded[row]) == 2]
        self._sound, self._sound_rows = _index(_heard(self.folded, long))
        self._short, self._short_rows = _index(_heard(self.folded, short))

    def written(self, view: ItemView) -> list[Use]:
        """Return the uses of marks as written or in disguise of characters, in order of text."""
        folded = view.folded
        uses: list[Use] = []
        for start, end, number in first_of_each(self._exact.scan(skeleton(folded.plain))):
            uses.extend(self._written_at(view, start, end, number))
        return _without_nested(uses, self.weak)

    def _written_at(self, view: ItemView, start: int, end: int, number: int) -> Iterator[Use]:
        folded = view.folded
        written = folded.plain[start:end]
        if (written[0].isascii() or written[-1].isascii()) and not stands_free(folded, start, end):
            return
        gaps = folded.gaps(start, end)
        if not gaps and len(written) <= CUTTABLE and not written.isascii() and view.words.crosses(start, end):
            return
        for row in self._exact_rows.of(number):
            way = self._way(folded, start, end, gaps, row)
            if way:
                yield Use(row, start, end, way)

    def _way(self, folded: Folded, start: int, end: int, gaps: dict[int, str], row: int) -> Way | None:
        mark, written = self.folded[row], folded.plain[start:end]
        if written != mark:
            return "leet" if _is_leet(folded, start, mark) else None
        if gaps:
            own = _own_gaps(self._marks[row])
            gaps = {place: text for place, text in gaps.items() if place not in own}
        if gaps:
            return _way_of_gaps(gaps, mark)
        if mark.isascii():
            return _latin_way(folded, start, end, mark)
        left, right = folded.span(start, end)
        return "plain" if _same_script(folded.original[left:right], mark) else "traditional"

    def heard(self, view: ItemView, written: Sequence[Use], *, short: bool) -> list[Use]:
        """Return the uses that sound like a mark and are written otherwise; ``short`` adds two-character marks."""
        sounds = sound_view(view.folded.plain)
        own = {(use.start, use.end) for use in written if use.way in {"plain", "traditional"}}
        uses: list[Use] = []
        for automaton, rows in ((self._sound, self._sound_rows), (self._short, self._short_rows))[: 2 if short else 1]:
            for start, end, number in first_of_each(automaton.scan(sounds)):
                if (start, end) not in own:
                    uses.extend(self._heard_at(view, start, end, rows.of(number)))
        taken = Spans((use.start, use.end) for use in written if use.way in {"plain", "traditional"})
        return [use for use in uses if not taken.covers(use.start, use.end)]

    def _heard_at(self, view: ItemView, start: int, end: int, rows: list[int]) -> Iterator[Use]:
        if view.folded.gaps(start, end):
            return
        written = view.folded.plain[start:end]
        accident = view.words.crosses(start, end)
        for row in rows:
            mark = self.folded[row]
            relations = vector(written, mark)
            changed = [start + place for place, one in enumerate(relations) if one != "same"]
            if (
                not changed
                or accident
                or all(view.words.covers(place, place + 1) for place in changed)
                or not _near(relations)
            ):
                continue
            if self.language.is_natural(view.folded.plain, start, end, changed) or self.language.is_known(written):
                continue
            yield Use(row, start, end, "sound", relations)

    def is_plain_remainder(self, use: Use) -> bool:
        """Say whether what a three-character sound-alike shares with the mark is everyday language (安全-屋)."""
        changed = [place for place, one in enumerate(use.relations) if one != "same"]
        return len(use.relations) == 3 and self.language.is_common_frame(self.folded[use.right], changed[0])

    def rarity(self, use: Use) -> float:
        """Return the bits by which a title is unlikely to sound like some mark of this length by accident.

        Some :data:`SYLLABLES` syllables are in use and a title has :data:`PLACES` places: with more marks, less rarity.
        """
        return len(use.relations) * math.log2(SYLLABLES) - math.log2(max(1, self._heard_count) * PLACES)


def _index(keyed: Iterator[tuple[str, int]] | Sequence[tuple[str, int]]) -> tuple[Automaton, Postings]:
    found: dict[str, list[int]] = {}
    for key, row in keyed:
        found.setdefault(key, []).append(row)
    return Automaton(list(found)), Postings(list(found.values()))


def _heard(folded: Sequence[str], rows: Sequence[int]) -> Iterator[tuple[str, int]]:
    return ((key, row) for row in rows for key in sound_patterns(folded[row]))


def _near(relations: tuple[str, ...]) -> bool:
    """Of more than two characters one must stay; of two one, and the other in tone."""
    same = relations.count("same")
    return same >= 1 if len(relations) > 2 else same == 1 and "tone" in relations


def _without_nested(uses: list[Use], weak: Sequence[bool]) -> list[Use]:
    """Drop weak marks inside a longer mark: 小米 in a registered 小米椒 is no use of 小米."""
    spans = Spans((use.start, use.end) for use in uses if use.way in {"plain", "traditional"})
    return [use for use in uses if not (weak[use.right] and spans.covers_more(use.start, use.end))]


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
    return "split" if length >= MIN_LEET and not any(map(is_stop, texts)) else None


def _same_script(original: str, mark: str) -> bool:
    return all(part in original for part in mark if is_han(part))


def _latin_way(folded: Folded, start: int, end: int, mark: str) -> Way:
    """A Latin mark letter by letter; a symbol read as a letter (n@me) is leet, and so are two widths mixed (nＡme)."""
    if len(mark) < MIN_LEET or folded.gaps(start, end):
        return "plain"
    left, right = folded.span(start, end)
    written = folded.original[left:right]
    if not all(map(str.isalnum, written)):
        return "leet"
    wide = sum("Ａ" <= one <= "ｚ" for one in written)
    return "leet" if wide and any(one.isascii() and one.isalpha() for one in written) else "plain"


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
