"""Which checks an item needs: most say nothing of most items, and are not even asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from jianzhen.stages.screening.engine.evidence import Group
from jianzhen.stages.screening.engine.view import ItemView


class Detector(Protocol):
    """A compiled check: what it says of one item, in groups of evidence."""

    def groups(self, view: ItemView) -> list[Group]:
        """Return the groups of evidence found in ``view``."""
        ...


@dataclass(frozen=True, slots=True)
class Gate:
    """What an item must hold for a detector to say anything; one of the conditions is enough.

    ``lexicons``: a term of one of these; ``marks``: a candidate for a mark; ``digits``: so many digits in the text;
    ``cells``: a value in one of these. ``always``: the detector looks at every item.
    """

    lexicons: frozenset[str] = frozenset()
    marks: bool = False
    digits: int | None = None
    cells: tuple[str, ...] = ()
    always: bool = False


OPEN: Final = Gate(always=True)
MOST_KNOWN: Final = 1 << 14
"""Combinations of what items hold whose detectors are kept."""


class Detectors:
    """Detectors behind their gates, asked in one order.

    Args:
        gated: (gate, detector) in the order their groups shall have.
    """

    def __init__(self, gated: Iterable[tuple[Gate, Detector]]) -> None:
        listed = list(gated)
        self._detectors = [detector for _, detector in listed]
        self._always = [place for place, (gate, _) in enumerate(listed) if gate.always]
        self._by_mark = [place for place, (gate, _) in enumerate(listed) if gate.marks]
        self._by_term: dict[str, list[int]] = {}
        self._by_cell: dict[str, list[int]] = {}
        for place, (gate, _) in enumerate(listed):
            for name in gate.lexicons:
                self._by_term.setdefault(name, []).append(place)
            for cell in gate.cells:
                self._by_cell.setdefault(cell, []).append(place)
        self._by_digits = [(gate.digits, place) for place, (gate, _) in enumerate(listed) if gate.digits is not None]
        self._most = max((digits for digits, _ in self._by_digits), default=0)
        self._known: dict[tuple[object, ...], tuple[Detector, ...]] = {}

    def groups(self, view: ItemView) -> list[Group]:
        """Return the groups of evidence about one item."""
        return [group for detector in self._asked(view) for group in detector.groups(view)]

    def _asked(self, view: ItemView) -> tuple[Detector, ...]:
        """Return the detectors whose gates are open, worked out once for items that hold the same."""
        digits = min(view.digits, self._most) if self._by_digits else 0
        filled = tuple([cell for cell in self._by_cell if view.cells.get(cell)])
        held = (view.may_name, digits, filled, *view.hits)
        found = self._known.get(held)
        if found is None:
            places = sorted(self._places(view))
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[held] = tuple(self._detectors[place] for place in places)
        return found

    def _places(self, view: ItemView) -> set[int]:
        asked = set(self._always)
        if view.may_name:
            asked.update(self._by_mark)
        for name in view.hits:
            asked.update(self._by_term.get(name, ()))
        for cell, places in self._by_cell.items():
            if view.cells.get(cell):
                asked.update(places)
        asked.update(place for digits, place in self._by_digits if view.digits >= digits)
        return asked
