"""A message as routing reads it: bounded, folded, cut at its sentences, every place traceable to what was written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from jianzhen.stages.screening.engine.folding import fold_text

HEAD: Final = 8_000
TAIL: Final = 2_000
"""Characters read of the beginning and of the end; nobody's matter stands only in between."""
SENTENCE: Final = "\n"
CLAUSE: Final = "\t"
_SENTENCE_ENDS: Final = frozenset("。！？!?；;…\n\r\u2028\u2029")
_CLAUSE_ENDS: Final = frozenset('，,、：:（）()【】[]“”"‘’《》<>「」~～—\t\0')


class _Table(dict[int, str]):
    """A translate table that fills itself; holds at most one entry per code point of Unicode."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _SENTENCE_ENDS:
            read = SENTENCE
        elif character in _CLAUSE_ENDS:
            read = CLAUSE
        else:
            read = fold_text(character)
        self[code] = read
        return read


_TABLE: Final = _Table()


@dataclass(frozen=True)
class Message:
    """One message: ``text`` what is read of it, ``plain`` its fold with breaks, ``cut``: the middle was left out."""

    text: str
    plain: str
    cut: bool

    @cached_property
    def _ends(self) -> list[int]:
        """Where the fold of each written character ends in ``plain``."""
        return list(accumulate(map(len, map(_TABLE.__getitem__, map(ord, self.text)))))

    def written(self, start: int, end: int) -> str:
        """Return what was written where ``plain[start:end]`` is read."""
        return self.text[bisect_right(self._ends, start) : bisect_left(self._ends, end) + 1]


def read_message(text: str) -> Message:
    """Return ``text`` as read: whole up to :data:`HEAD` + :data:`TAIL` characters, else its two ends."""
    cut = len(text) > HEAD + TAIL
    kept = text[:HEAD] + "\n" + text[-TAIL:] if cut else text
    return Message(kept, kept.translate(_TABLE), cut)
