"""Many patterns in one pass: daachorse behind a door that pickles, takes long texts in windows and empty sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import daachorse

WINDOW: Final = 1 << 16
"""Characters read at once; longer texts are read in windows that overlap by the longest pattern."""


class Automaton:
    """Finds every occurrence of every pattern, overlapping ones too.

    Args:
        patterns: distinct, non-empty strings; their numbers are what :meth:`scan` gives.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self.longest = max(map(len, patterns), default=0)
        self._machine = daachorse.CharwiseDoubleArrayAhoCorasick(list(patterns)) if patterns else None

    def __getstate__(self) -> tuple[int, bytes | None]:
        return self.longest, None if self._machine is None else self._machine.serialize()

    def __setstate__(self, state: tuple[int, bytes | None]) -> None:
        self.longest, data = state
        self._machine = None if data is None else daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(data)

    @classmethod
    def restored(cls, longest: int, data: bytes | None) -> Automaton:
        """Return the automaton that was saved as ``longest`` and ``data``."""
        made = cls.__new__(cls)
        made.__setstate__((longest, data))
        return made

    def scan(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, pattern number) in code points of ``text``, in the order of their ends."""
        if self._machine is None:
            return
        if len(text) <= WINDOW:
            yield from self._machine.find_overlapping(text)
            return
        yield from self._windows(text)

    def all(self, text: str) -> Sequence[tuple[int, int, int]]:
        """Return what :meth:`scan` yields; of a short text as the machine gives it."""
        if self._machine is not None and len(text) <= WINDOW:
            found: Sequence[tuple[int, int, int]] = self._machine.find_overlapping(text)
            return found
        return list(self.scan(text))

    def _windows(self, text: str) -> Iterator[tuple[int, int, int]]:
        assert self._machine is not None  # noqa: S101  scan has looked
        for begin in range(0, len(text), WINDOW):
            head = max(0, begin - self.longest + 1)
            for start, end, number in self._machine.find_overlapping(text[head : begin + WINDOW]):
                if head + end > begin:
                    yield head + start, head + end, number
