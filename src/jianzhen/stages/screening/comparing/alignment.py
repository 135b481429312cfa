"""A mark found in a text character by character, each written as itself, by sound, by shape, in parts or in pinyin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from jianzhen.stages.screening.comparing.characters import Way, parts_of, relate, spellings
from jianzhen.stages.screening.engine.folding import is_han

MAX_MARK: Final = 24
"""Characters of a mark that are compared one by one; longer marks are compared whole."""
MAX_TEXT: Final = 240
"""Characters of a text in which a changed mark is looked for; an unchanged one is found anywhere."""
COSTS: Final[Mapping[Way, float]] = {
    "same": 0.0, "split": 0.8, "pinyin": 0.9, "tone": 1.0, "shape": 1.1, "sound": 1.2, "merged": 1.8, "near": 1.5,
}  # fmt: skip


class Step(NamedTuple):
    """How one character of the mark is written: the way, and where it stands in the text, ``[start, end)``."""

    way: Way
    start: int
    end: int


class Found(NamedTuple):
    """A mark found in a text: its steps and the span ``[start, end)`` of folded characters."""

    steps: tuple[Step, ...]
    start: int
    end: int

    @property
    def changed(self) -> tuple[Way, ...]:
        """The ways of the characters that are not written as themselves."""
        return tuple(step.way for step in self.steps if step.way != "same")

    @property
    def cost(self) -> float:
        """How much is changed."""
        return sum(COSTS[step.way] for step in self.steps)


def align(text: str, mark: str) -> Found | None:
    """Return the cheapest way in which the whole of ``text`` writes ``mark``, both folded; None if it does not."""
    if not 0 < len(mark) <= MAX_MARK or not 0 < len(text) <= MAX_TEXT:
        return None
    return _Search(text, mark).at(0, whole=True)


def find(text: str, mark: str) -> Found | None:
    """Return the cheapest place of ``text`` that writes ``mark`` with some change, the first of equals."""
    if not 1 < len(mark) <= MAX_MARK:
        return None
    search = _Search(text[:MAX_TEXT], mark)
    found = [hit for start in range(len(search.text)) if (hit := search.at(start, whole=False)) and hit.changed]
    return min(found, key=lambda hit: hit.cost, default=None)


class _Search:
    """Dynamic programme over (place in the text, place in the mark); each state is solved once."""

    def __init__(self, text: str, mark: str) -> None:
        self.text, self.mark = text, mark
        self._solved: dict[tuple[int, int], dict[int, tuple[float, tuple[Step, ...]]]] = {}

    def at(self, start: int, *, whole: bool) -> Found | None:
        ends = self._solve(start, 0)
        if whole:
            ends = {end: best for end, best in ends.items() if end == len(self.text)}
        if not ends:
            return None
        end = min(ends, key=lambda one: ends[one][0])
        return Found(ends[end][1], start, end)

    def _solve(self, place: int, number: int) -> dict[int, tuple[float, tuple[Step, ...]]]:
        """Return, for each end that the rest of the mark can reach, the least cost and its steps."""
        if number == len(self.mark):
            return {place: (0.0, ())}
        known = self._solved.get((place, number))
        if known is not None:
            return known
        best: dict[int, tuple[float, tuple[Step, ...]]] = {}
        for step in _steps(self.text, place, self.mark[number]):
            for end, (cost, steps) in self._solve(step.end, number + 1).items():
                total = COSTS[step.way] + cost
                if end not in best or total < best[end][0]:
                    best[end] = (total, (step, *steps))
        self._solved[place, number] = best
        return best


def _steps(text: str, place: int, meant: str) -> Iterator[Step]:
    if place >= len(text):
        return
    way = relate(text[place], meant)
    if way:
        yield Step(way, place, place + 1)
    if is_han(meant):
        for other, written in _spelled(meant):
            if text.startswith(written, place):
                yield Step(other, place, place + len(written))


@lru_cache(maxsize=60000)
def _spelled(meant: str) -> tuple[tuple[Way, str], ...]:
    """Return what may stand for a character at length: its parts, its syllables (ü also as u)."""
    syllables = spellings(meant) | {one.replace("v", "u") for one in spellings(meant)}
    pinyin: list[tuple[Way, str]] = [("pinyin", one) for one in sorted(syllables) if len(one) > 1]
    parts: list[tuple[Way, str]] = [("split", one) for one in parts_of(meant) if len(one) > 1]
    return (*pinyin, *parts)
