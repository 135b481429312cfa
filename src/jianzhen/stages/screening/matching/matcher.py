"""The doors of the matcher: build tables of marks, find the marks in Arrow texts, warm the machine code up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jianzhen.base.errors import RefusedError
from jianzhen.stages.screening.matching.arrow import Texts
from jianzhen.stages.screening.matching.layout import LONGEST, RELATIONS, VIEWS, Found
from jianzhen.stages.screening.matching.scan import scan_texts
from jianzhen.stages.screening.matching.scratch import BLOCK, own_scratch
from jianzhen.stages.screening.matching.tables import Options, Tables, build, load

_FIRST_ROOM: Final = 1 << 14


class Hit(NamedTuple):
    """One use of one mark: mark, view, original code points ``start:end``, relation per mark character."""

    mark: int
    view: str
    start: int
    end: int
    relations: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Hits:
    """Hits of a batch, text by text, in one order wherever batches are cut.

    Columns of equal length: ``text`` (row of the batch), ``mark`` (row of the patterns), ``view`` (index into
    ``layout.VIEWS``), ``start`` and ``end`` (code points of the original text). Hit i has the relations
    ``relations[at[i] : at[i] + count[i]]`` (indexes into ``layout.RELATIONS``), one for each folded character of the
    mark. Text t has the hits ``bounds[t]:bounds[t + 1]``. ``capped``: texts that reached ``Options.limit``; they may
    hold more than is told.
    """

    text: npt.NDArray[np.int32]
    mark: npt.NDArray[np.uint32]
    view: npt.NDArray[np.uint8]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    at: npt.NDArray[np.int64]
    count: npt.NDArray[np.uint8]
    relations: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.int64]
    capped: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.text)

    def of(self, text: int) -> list[Hit]:
        """Return the hits of one text."""
        return [self._hit(number) for number in range(int(self.bounds[text]), int(self.bounds[text + 1]))]

    def __iter__(self) -> Iterator[list[Hit]]:
        """Yield the hits of each text in turn."""
        return (self.of(text) for text in range(len(self.bounds) - 1))

    def vector(self, number: int) -> tuple[str, ...]:
        """Return how each character of the mark relates to what is written."""
        at = int(self.at[number])
        return tuple([RELATIONS[one] for one in self.relations[at : at + int(self.count[number])].tolist()])

    def _hit(self, number: int) -> Hit:
        return Hit(
            int(self.mark[number]), VIEWS[self.view[number]], int(self.start[number]), int(self.end[number]),
            self.vector(number),
        )  # fmt: skip


def _room(hits: int, relations: int, texts: int) -> Found:
    return Found(
        np.empty(hits, np.int32), np.empty(hits, np.int32), np.empty(hits, np.int32), np.empty(hits, np.uint32),
        np.empty(hits, np.uint8), np.empty(hits, np.int64), np.empty(hits, np.uint8),
        np.zeros(relations, np.uint8), np.zeros(texts, np.int32),
    )  # fmt: skip


def _grown(found: Found) -> Found:
    """Return twice the room, with what was found so far."""
    wider = _room(2 * len(found.text), 2 * len(found.relations), len(found.per_text))
    both: Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = zip(wider, found, strict=True)
    for new, old in both:
        new[: len(old)] = old
    return wider


def scan(tables: Tables, texts: pa.Array | pa.ChunkedArray) -> Hits:
    """Return every use of every mark in ``texts`` (string or large_string; null counts as empty).

    Safe to call from many threads at once; the interpreter's lock is not held while texts are read.

    Raises:
        RefusedError: ``texts`` are not strings.
    """
    view = Texts.of(texts)
    rules = tables.options.rules()
    count = len(view.offsets) - 1
    found = _room(_FIRST_ROOM + count, 4 * (_FIRST_ROOM + count), count)
    done, hits, used = 0, 0, LONGEST
    while True:
        done, hits, used = scan_texts(
            tables.characters, tables.passes, tables.words, rules, own_scratch(),
            view.offsets, view.data, done, count, found, hits, used,
        )  # fmt: skip
        if done == count:
            return _ordered(found, hits, used, rules.limit)
        found = _grown(found)


def _ordered(found: Found, hits: int, used: int, limit: int) -> Hits:
    """Bring hits into the order of texts; within a text they keep the order they were found in."""
    bounds = np.concatenate([[0], np.cumsum(found.per_text, dtype=np.int64)])
    order = np.argsort(found.text[:hits], kind="stable")
    capped = np.flatnonzero(found.per_text >= limit)
    return Hits(
        text=found.text[:hits][order], mark=found.mark[:hits][order], view=found.way[:hits][order],
        start=found.start[:hits][order], end=found.end[:hits][order], at=found.relations_at[:hits][order],
        count=found.relations_count[:hits][order], relations=found.relations[:used], bounds=bounds, capped=capped,
    )  # fmt: skip


class Matcher:
    """Finds marks in batches of texts; holds tables that many threads and, by path, many processes share.

    Args:
        tables: built or loaded tables of marks.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def hits(self, batch_text: pa.Array | pa.ChunkedArray) -> Hits:
        """Return the hits of a batch (see :func:`scan`)."""
        return scan(self.tables, batch_text)

    def __getstate__(self) -> tuple[Path, str]:
        """Only the path travels: the other process maps the same files.

        Raises:
            RefusedError: the tables were never saved.
        """
        if self.tables.folder is None:
            raise RefusedError("tables that lie only in memory cannot be sent", remedy="save and load them first")
        return self.tables.folder, self.tables.digest

    def __setstate__(self, state: tuple[Path, str]) -> None:
        folder, digest = state
        self.tables = load(folder)
        if self.tables.digest != digest:
            raise RefusedError(f"{folder} holds other tables than were sent", remedy="send the matcher again")


def warm() -> None:
    """Compile everything, or read it from the cache: for set-up, so that no first user waits."""
    tables = build(_WARM, options=Options(min_initials=3))
    long = "长" * (BLOCK + 1)
    scan(tables, pa.array([*_WARM, long], pa.large_string()))


_WARM: Final[Sequence[str]] = ("雪花秀", "木子李", "abcd")
