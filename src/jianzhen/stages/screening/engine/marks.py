"""Finds protected marks in a text: as written, disguised, by sound or by shape. All marks behind one key are kept.

The matcher says where a mark may stand and how each of its characters relates to what is written; here it is decided
whether that is a use of the mark, an accident of ordinary language, or a disguise, and how strong the evidence is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from jianzhen.stages.screening.engine.candidates import EXACT, SHORT, Candidate, Found
from jianzhen.stages.screening.engine.disguise import (
    LANGUAGE_SHARE,
    MARK,
    PARTED,
    PARTED_EDGES,
    PARTED_SHORT,
    PLAIN_ENOUGH,
    WHOLE_MARK,
    WORD_PIECE,
    as_name,
    changed_bits,
    edge_bits,
    edit_bits,
    ends_of,
    only_numerals,
    rare_bits,
)
from jianzhen.stages.screening.engine.folding import Folded, is_han
from jianzhen.stages.screening.engine.language import dictionary, language_of
from jianzhen.stages.screening.engine.naming import name_table
from jianzhen.stages.screening.engine.reading import Readings, readings_of
from jianzhen.stages.screening.engine.register import Register, Rows
from jianzhen.stages.screening.engine.signreading import is_read_otherwise, with_other_readings
from jianzhen.stages.screening.engine.sound import is_heard_in
from jianzhen.stages.screening.engine.threes import (
    FAINT,
    ONE_OF_THREE,
    bits_of_three,
    crowd_bits,
    is_one_of_three,
)
from jianzhen.stages.screening.engine.view import ItemView, stands_free
from jianzhen.stages.screening.engine.words import Spans, ordinary_words
from jianzhen.stages.screening.engine.wordtable import WordTable, find
from jianzhen.stages.screening.engine.writing import MIN_LEET, Way, foreign_gaps, partings, way_of
from jianzhen.stages.screening.matching.jit import IS_PLAIN
from jianzhen.stages.screening.matching.layout import VIEWS
from jianzhen.stages.screening.matching.matcher import Matcher
from jianzhen.stages.screening.matching.plain import PlainMatcher
from jianzhen.stages.screening.matching.tables import Options, Tables, build

OPTIONS: Final = Options(
    min_exact=2, min_sound=2, min_shape=3, min_leet=MIN_LEET, min_edit=6, min_spelled=6, alike_three="near_glyph",
    alike_longer="far_glyph",
)  # fmt: skip
CUTTABLE = NAMED = 3
"""Characters up to which a mark that cuts an everyday word (京方便 in 北京方便面) is an accident, not a mention; and
from which a registered mark in the text is taken for a name of its own."""
OTHER_SCRIPT: Final = 8.0
"""Bits of a Latin mark written with letters of another script that are drawn alike: no keyboard does that by itself."""
_SOUND, _EDIT = VIEWS.index("sound"), VIEWS.index("edit")
_WAYS: Final[Mapping[int, Way]] = {VIEWS.index(way): way for way in ("sound", "shape", "edit")}


class Use(NamedTuple):
    """One use of one right's mark: row of the right, folded span, way.

    ``relations``: for sound and shape how each character of the mark relates to what is written; ``bits``: by how
    much the disguise reads better than ordinary language; ``quoted``: its span in the original text, where the folded
    one leaves out a sign that stands for a letter.
    """

    right: int
    start: int
    end: int
    way: Way
    relations: tuple[str, ...] = ()
    bits: float = 0.0
    quoted: tuple[int, int] | None = None

    def weighing(self, bits: float) -> Use:
        """Return the use with other bits."""
        return self._replace(bits=bits)

    def span(self, folded: Folded) -> tuple[int, int]:
        """Return the original span of the use in its text."""
        return self.quoted or folded.span(self.start, self.end)


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
        names: what it says of names (``naming.name_table``); made here where not saved.
    """

    def __init__(
        self,
        rights: pa.Table,
        *,
        tables: Tables | None = None,
        words: WordTable | None = None,
        names: WordTable | None = None,
    ) -> None:
        self.folded: list[str] = rights.column("folded").to_pylist()
        self.register = Register(rights)
        self._matcher = PlainMatcher(self.folded) if IS_PLAIN else Matcher(tables or mark_tables(rights))
        self.words = language_of(self.folded) if words is None else words
        self.names = name_table(self.folded) if names is None else names
        self._lengths = np.fromiter(map(len, self.folded), np.int8, len(self.folded))
        self._weak: dict[str, bool] = {}

    def find(self, texts: pa.Array) -> Found:
        """Return the candidates of a column of texts."""
        read, others = with_other_readings(texts)
        return Found(self._matcher.hits(read), self._lengths, others)

    def read(self, views: Sequence[ItemView]) -> None:
        """Read the texts of items that name a mark, all in one go, as ordinary language."""
        for view, readings in zip(views, readings_of([view.folded for view in views], self.words), strict=True):
            view.readings = readings

    def mark(self, row: int) -> str:
        """Return a mark as registered."""
        return self.register[row].mark

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
        rows: for every row of the register whether its uses are wanted.
    """

    def __init__(self, marks: Marks, rows: Rows) -> None:
        self._marks = marks
        self._own = rows.astype(np.uint8).tobytes()
        self.folded = marks.folded
        self.is_weak = marks.is_weak

    def written(self, view: ItemView) -> list[Use]:
        """Return the uses of marks as written or in disguise of characters, in order of text."""
        found = [one for one in view.candidates if one.view == EXACT and self._own[one.mark]]
        uses = [use for one in found for use in self._written_at(view, view.folded, one)]
        for folded, others in view.read_otherwise:
            uses += self._read_otherwise(view, folded, others)
        return _without_nested(sorted(uses, key=lambda use: (use.end, use.start, use.right)), self.is_weak)

    def _read_otherwise(self, view: ItemView, folded: Folded, found: list[Candidate]) -> Iterator[Use]:
        """Yield the uses of Latin marks that another reading of signs shows, at their places in the usual one."""
        places = view.folded.positions
        for one in found:
            start, end = _place(folded, one)
            if self._own[one.mark] and self.folded[one.mark].isascii() and is_read_otherwise(folded, start, end):
                left, right = bisect_left(places, one.start), bisect_left(places, one.end)
                for use in self._written_at(view, folded, one) if left < right else ():
                    if use.way != "plain":
                        yield Use(use.right, left, right, use.way, use.relations, use.bits, (one.start, one.end))

    def _written_at(self, view: ItemView, folded: Folded, one: Candidate) -> Iterator[Use]:
        start, end = _place(folded, one)
        if start >= end:
            return
        written = folded.plain[start:end]
        if (written[0].isascii() or written[-1].isascii()) and not stands_free(folded, start, end):
            return
        gaps = folded.gaps(start, end)
        if not gaps and len(written) <= CUTTABLE and not written.isascii() and self._is_cut(view, start, end):
            return
        gaps = foreign_gaps(gaps, self._marks.mark(one.mark)) if gaps else gaps
        way = way_of(folded, start, end, self.folded[one.mark], gaps)
        parts = partings(folded, start, end, gaps) if len(written) > SHORT and not written.isascii() else frozenset()
        if parts:
            bits = self._parted_bits(view, start, end, gaps, parts)
            if bits > PLAIN_ENOUGH:
                yield Use(one.mark, start, end, "split", (), bits)
            elif way == "plain":
                yield Use(one.mark, start, end, way)
        elif way:
            bits = PARTED_SHORT if gaps and len(written) <= SHORT else 0.0
            yield Use(one.mark, start, end, way, (), bits)

    def _parted_bits(self, view: ItemView, start: int, end: int, gaps: Mapping[int, str], parts: Set[str]) -> float:
        """Return the bits of a mark with something put into it; none where a blank parts words."""
        reading = self._readings(view).plain(start, end)
        gain = reading.gain(start, end)
        parted = max(PARTED[part] for part in parts)
        ends = [start, *(start + at + 1 for at in gaps), end]
        pieces = [view.folded.plain[one:other] for one, other in pairwise(ends)]
        if parted and _stand_apart(pieces, joined="joint" in parts):
            return 0.0
        return gain - WHOLE_MARK - parted + PARTED_EDGES[sum(ends_of(view.folded, start, end))]

    def _is_cut(self, view: ItemView, start: int, end: int) -> bool:
        return self._readings(view).plain(start, end).cuts(start, end)

    def _readings(self, view: ItemView) -> Readings:
        if view.readings is None:
            view.readings = Readings(view.folded, self._marks.words)
        return view.readings

    def alike(self, view: ItemView, written: Sequence[Use], *, short: bool) -> list[Use]:
        """Return the uses that are like a mark, written otherwise, the surest first; ``short``: two characters too."""
        found = [*view.candidates, *(view.short_candidates if short else ())]
        found = [one for one in found if one.view in _WAYS and self._own[one.mark]]
        if not found:
            return []
        plain = [(use.start, use.end) for use in written if use.way in {"plain", "traditional"}]
        taken, names = Spans(plain), [span for span in plain if span[1] - span[0] >= NAMED]
        named = {self.folded[use.right] for use in written}
        uses = (self._alike_at(view, one, taken, names) for one in found)
        kept = [use for use in uses if use and not (_is_spelled(use) and self._is_told(view, use, named))]
        return sorted(self._apart(kept), key=lambda use: -use.bits)

    def _apart(self, uses: list[Use]) -> Iterator[Use]:
        """Yield the uses that are evidence, with less weight where the same three characters are like several marks."""
        if len(uses) <= 1:
            yield from (use for use in uses if use.bits > 0)
            return
        near: dict[tuple[int, int], dict[str, float]] = {}
        for use in uses:
            near.setdefault((use.start, use.end), {})[self.folded[use.right]] = use.bits
        for use in uses:
            crowd = crowd_bits(use.relations, use.bits, self.folded[use.right], near[use.start, use.end])
            if use.bits > crowd:
                yield use.weighing(use.bits - crowd) if crowd else use

    def _is_told(self, view: ItemView, use: Use, named: set[str]) -> bool:
        """Say whether a text says in characters what it spells (安提尼亚 antiniya): so makers write their names."""
        mark = self.folded[use.right]
        return mark in named or is_heard_in(mark, view.folded.plain)

    def _alike_at(self, view: ItemView, one: Candidate, taken: Spans, names: list[tuple[int, int]]) -> Use | None:
        start, end = _place(view.folded, one)
        if start >= end or taken.covers(start, end):
            return None
        mark, written = self.folded[one.mark], view.folded.plain[start:end]
        if mark.isascii() and one.view != _SOUND:
            if view.folded.gaps(start, end):
                return None
            bits = edit_bits(written, mark) if one.view == _EDIT else OTHER_SCRIPT
            free = len(mark) >= MIN_LEET and stands_free(view.folded, start, end)
            return Use(one.mark, start, end, _WAYS[one.view], view.relations(one.hit), bits) if free and bits else None
        gain = self._readings(view).named(start, end, names).gain(start, end)
        if gain <= MARK or view.folded.gaps(start, end):
            return None
        use = Use(one.mark, start, end, _WAYS[one.view], view.relations(one.hit))
        bits = self._bits_of(view, use, gain, written)
        least = -FAINT if is_one_of_three(use.relations) else 0.0
        return use.weighing(bits) if bits > least and not only_numerals(written, mark) else None

    def _bits_of(self, view: ItemView, use: Use, gain: float, written: str) -> float:
        """Return by how much a likeness reads better as a disguise than as ordinary language or another's name."""
        size = len(self.folded[use.right])
        if is_one_of_three(use.relations):
            ends = ends_of(view.folded, use.start, use.end)
            if bits_of_three(use.relations, written, gain, gain, ends) <= -FAINT:
                return -FAINT  # no other name reads dearer than ordinary language
            other = min(gain, as_name(self._marks.names, written, size))
            rare = ONE_OF_THREE.rare * rare_bits(self._marks.words, use.relations, written)
            return bits_of_three(use.relations, written, gain, other, ends) - rare
        cost = MARK + changed_bits(use.relations, written) - edge_bits(view.folded, use.start, use.end)
        if gain <= cost:
            return 0.0
        other = min(gain, as_name(self._marks.names, written, size))
        bits = LANGUAGE_SHARE * gain + (1 - LANGUAGE_SHARE) * other - cost
        return bits - rare_bits(self._marks.words, use.relations, written) if bits > 0 else bits


def _stand_apart(pieces: list[str], *, joined: bool) -> bool:
    """Say whether pieces of two characters and more stand apart by themselves, as one of them is a word.

    ``joined``: by a sign like / or |; then all must be words.
    """
    words = [find(dictionary(), piece) <= WORD_PIECE for piece in pieces]
    return all(len(piece) >= SHORT for piece in pieces) and (all(words) if joined else any(words))


def _place(folded: Folded, one: Candidate) -> tuple[int, int]:
    """Return the folded span of a candidate's original span."""
    positions = folded.positions
    return bisect_left(positions, one.start), bisect_left(positions, one.end)


def _is_spelled(use: Use) -> bool:
    """Say whether all of a mark is typed in pinyin; beside the mark itself that is how makers write it too."""
    return set(use.relations) == {"pinyin"}


def _without_nested(uses: list[Use], weak: Callable[[int], bool]) -> list[Use]:
    """Drop weak marks inside a longer mark: 小米 in a registered 小米椒 is no use of 小米."""
    if len(uses) <= 1:
        return uses
    spans = Spans([(use.start, use.end) for use in uses if use.way in {"plain", "traditional"}])
    return [use for use in uses if not (spans.covers_more(use.start, use.end) and weak(use.right))]
