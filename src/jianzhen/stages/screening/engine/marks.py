"""Finds protected marks in a text: as written, disguised, by sound or by shape. All marks behind one key are kept.

The matcher says where a mark may stand and how each of its characters relates to what is written; here it is decided
whether that is a use of the mark, an accident of ordinary language, or a disguise, and how strong the evidence is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jianzhen.stages.screening.engine.folding import Folded, fold, is_han, is_invisible, is_space, is_stop
from jianzhen.stages.screening.engine.language import language_of
from jianzhen.stages.screening.engine.reading import MARK, Readings
from jianzhen.stages.screening.engine.view import MAX_REPEATS, ItemView, stands_free
from jianzhen.stages.screening.engine.words import Spans, ordinary_words
from jianzhen.stages.screening.engine.wordtable import WordTable
from jianzhen.stages.screening.matching.layout import VIEWS
from jianzhen.stages.screening.matching.matcher import Hits, Matcher
from jianzhen.stages.screening.matching.tables import Options, Tables, build

Way = Literal["plain", "traditional", "spaced", "split", "leet", "sound", "shape"]
OPTIONS: Final = Options(min_exact=2, min_sound=2, min_shape=3, min_leet=4)
MIN_LEET: Final = OPTIONS.min_leet
"""Latin letters a mark needs before digits are read as letters in it: 500 ml is not a mark written in leet."""
CUTTABLE: Final = 3
"""Characters up to which a mark that cuts an everyday word (京方便 in 北京方便面) is an accident, not a mention."""
NAMED: Final = 3
"""Characters from which a registered mark in the text is taken for a name of its own."""
SHORT: Final = 2
"""Characters up to which a mark is looked for by sound and shape only where the text gives other reason."""
CHANGED: Final[Mapping[str, float]] = {
    "same": 0.0, "leet": 2.0, "tone": 3.0, "sound": 4.0, "merged": 7.0, "pinyin": 2.0, "glyph": 3.0,
    "parts": 2.0, "initial": 6.0, "near_glyph": 4.0, "far_glyph": 7.0, "other": 14.0, "edit": 3.0,
}  # fmt: skip
"""Bits that one changed character costs a reading as a disguise: about as many others could stand in its place."""
CHANGED_AGAIN: Final = 14.0
"""Bits of every further character changed in another way: who disguises a name leaves it readable."""
_ONE_ACT: Final = frozenset({"pinyin", "parts"})
_EXACT: Final = VIEWS.index("exact")
_WAYS: Final[Mapping[int, Way]] = {VIEWS.index("sound"): "sound", VIEWS.index("shape"): "shape"}


@dataclass(frozen=True, slots=True)
class Use:
    """One use of one right's mark: row of the right, folded span, way.

    ``relations``: for sound and shape how each character of the mark relates to what is written; ``bits``: by how
    much the disguise reads better than ordinary language.
    """

    right: int
    start: int
    end: int
    way: Way
    relations: tuple[str, ...] = ()
    bits: float = 0.0


class Candidate(NamedTuple):
    """A place where the matcher saw a mark: row, view, original span, number of the hit."""

    mark: int
    view: int
    start: int
    end: int
    hit: int


class Found:
    """What the matcher found in a batch of texts, text by text.

    Args:
        hits: its answer.
        lengths: folded characters of every mark.
    """

    def __init__(self, hits: Hits, lengths: npt.NDArray[np.int8]) -> None:
        self._hits = hits
        short = (hits.view != _EXACT) & (lengths[hits.mark] <= SHORT)
        self._short = short
        self._rows, self._bounds = self._listed(~short)

    @cached_property
    def _short_ones(self) -> tuple[list[Candidate], list[int]]:
        return self._listed(self._short)

    def _listed(self, kept: npt.NDArray[np.bool_]) -> tuple[list[Candidate], list[int]]:
        hits = self._hits
        columns = (array[kept].tolist() for array in (hits.mark, hits.view, hits.start, hits.end))
        texts = np.arange(len(hits.bounds))
        return (
            list(map(Candidate, *columns, np.flatnonzero(kept).tolist())),
            np.searchsorted(hits.text[kept], texts).tolist(),
        )

    def of(self, text: int) -> list[Candidate]:
        """Return the candidates of one text, of each mark at most ``MAX_REPEATS``, without short look-alikes."""
        return _first_of_each(self._rows[self._bounds[text] : self._bounds[text + 1]])

    def short(self, text: int) -> list[Candidate]:
        """Return the places where a mark of two characters may stand by sound or shape."""
        rows, bounds = self._short_ones
        return _first_of_each(rows[bounds[text] : bounds[text + 1]])

    def relations(self, hit: int) -> tuple[str, ...]:
        """Return how each character of the mark relates to what is written."""
        return self._hits.vector(hit)


def _first_of_each(found: list[Candidate]) -> list[Candidate]:
    if len(found) <= MAX_REPEATS:
        return found
    counts: Counter[tuple[int, ...]] = Counter()
    kept = []
    for one in found:
        counts[one[:2]] += 1
        if counts[one[:2]] <= MAX_REPEATS:
            kept.append(one)
    return kept


def is_weak(folded: str) -> bool:
    """Say whether a mark never flags alone: two characters, a dictionary word, a number, short Latin."""
    if len(folded) <= 2 or folded.isdigit():
        return True
    if folded.isascii():
        return sum(map(str.isalpha, folded)) < MIN_LEET
    return folded in ordinary_words() or (len(folded) == 3 and sum(map(is_han, folded)) < 2)


class Marks:
    """Every mark of a rights table, ready to be found; rows of hits are rows of the table.

    Args:
        rights: a table with the columns ``mark`` and ``folded`` (see ``rules.RIGHTS``).
        tables: the matcher's tables of the column ``folded``; built here where none are saved.
        words: what ordinary words cost beside this register (``language.language_of``); made here where not saved.
    """

    def __init__(self, rights: pa.Table, *, tables: Tables | None = None, words: WordTable | None = None) -> None:
        self.folded: list[str] = rights.column("folded").to_pylist()
        self._written = rights.column("mark")
        self._matcher = Matcher(mark_tables(rights) if tables is None else tables)
        self.words = language_of(self.folded) if words is None else words
        self._lengths = np.fromiter(map(len, self.folded), np.int8, len(self.folded))
        self._weak: dict[str, bool] = {}

    def find(self, texts: pa.Array) -> Found:
        """Return the candidates of a column of texts."""
        return Found(self._matcher.hits(texts), self._lengths)

    def mark(self, row: int) -> str:
        """Return a mark as registered."""
        return str(self._written[row].as_py())

    def is_weak(self, row: int) -> bool:
        """Say whether a mark never flags alone."""
        folded = self.folded[row]
        if folded not in self._weak:
            self._weak[folded] = is_weak(folded)
        return self._weak[folded]


def mark_tables(rights: pa.Table) -> Tables:
    """Return the matcher's tables of a rights table."""
    return build(rights.column("folded"), options=OPTIONS)


class MarkIndex:
    """The marks of some rows of a register.

    Args:
        marks: all marks.
        rows: the rows whose uses are wanted.
    """

    def __init__(self, marks: Marks, rows: Sequence[int]) -> None:
        self._marks = marks
        self._own = frozenset(rows)
        self.folded = marks.folded
        self.is_weak = marks.is_weak

    def written(self, view: ItemView) -> list[Use]:
        """Return the uses of marks as written or in disguise of characters, in order of text."""
        found = [one for one in view.candidates if one.view == _EXACT and one.mark in self._own]
        uses = [use for one in found for use in self._written_at(view, one)]
        return _without_nested(sorted(uses, key=lambda use: (use.end, use.start, use.right)), self.is_weak)

    def _written_at(self, view: ItemView, one: Candidate) -> Iterator[Use]:
        folded = view.folded
        start, end = _place(folded, one)
        if start >= end:
            return
        written = folded.plain[start:end]
        if (written[0].isascii() or written[-1].isascii()) and not stands_free(folded, start, end):
            return
        gaps = folded.gaps(start, end)
        if not gaps and len(written) <= CUTTABLE and not written.isascii() and self._is_cut(view, start, end):
            return
        way = self._way(folded, start, end, gaps, one.mark)
        if way:
            yield Use(one.mark, start, end, way)

    def _is_cut(self, view: ItemView, start: int, end: int) -> bool:
        return self._readings(view).plain(start, end).cuts(start, end)

    def _readings(self, view: ItemView) -> Readings:
        if view.readings is None:
            view.readings = Readings(view.folded, self._marks.words)
        return view.readings

    def _way(self, folded: Folded, start: int, end: int, gaps: dict[int, str], row: int) -> Way | None:
        mark, written = self.folded[row], folded.plain[start:end]
        if written != mark:
            return "leet" if _is_leet(folded, start, mark) else None
        if gaps:
            own = _own_gaps(self._marks.mark(row))
            gaps = {place: text for place, text in gaps.items() if place not in own}
        if gaps:
            return _way_of_gaps(gaps, mark)
        if mark.isascii():
            return _latin_way(folded, start, end, mark)
        left, right = folded.span(start, end)
        return "plain" if _same_script(folded.original[left:right], mark) else "traditional"

    def alike(self, view: ItemView, written: Sequence[Use], *, short: bool) -> list[Use]:
        """Return the uses that sound or look like a mark and are written otherwise; ``short`` adds two characters."""
        found = [*view.candidates, *(view.short_candidates if short else ())]
        found = [one for one in found if one.view in _WAYS and one.mark in self._own]
        if not found:
            return []
        plain = [(use.start, use.end) for use in written if use.way in {"plain", "traditional"}]
        taken, names = Spans(plain), [span for span in plain if span[1] - span[0] >= NAMED]
        uses = (self._alike_at(view, one, taken, names) for one in found)
        return [use for use in uses if use]

    def _alike_at(self, view: ItemView, one: Candidate, taken: Spans, names: list[tuple[int, int]]) -> Use | None:
        start, end = _place(view.folded, one)
        if start >= end or taken.covers(start, end) or view.folded.gaps(start, end):
            return None
        gain = self._readings(view).named(start, end, names).gain(start, end)
        if gain <= MARK:
            return None
        relations = view.relations(one.hit)
        bits = gain - MARK - disguise_bits(relations)
        return Use(one.mark, start, end, _WAYS[one.view], relations, bits) if bits > 0 else None


def _place(folded: Folded, one: Candidate) -> tuple[int, int]:
    """Return the folded span of a candidate's original span."""
    positions = folded.positions
    return bisect_left(positions, one.start), bisect_left(positions, one.end)


def disguise_bits(relations: Sequence[str]) -> float:
    """Return what the changed characters of a mark cost its reading as a disguise."""
    changed = [relation for relation in relations if relation != "same"]
    acts = sum(relation not in _ONE_ACT for relation in changed) + len(_ONE_ACT.intersection(changed))
    return sum(CHANGED[relation] for relation in changed) + CHANGED_AGAIN * (acts - 1)


def _without_nested(uses: list[Use], weak: Callable[[int], bool]) -> list[Use]:
    """Drop weak marks inside a longer mark: 小米 in a registered 小米椒 is no use of 小米."""
    spans = Spans((use.start, use.end) for use in uses if use.way in {"plain", "traditional"})
    return [use for use in uses if not (spans.covers_more(use.start, use.end) and weak(use.right))]


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
