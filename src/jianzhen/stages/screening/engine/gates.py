"""Which checks an item needs: most say nothing of most items, and are not even asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    def opens(self, view: ItemView) -> bool:
        """Say whether the item holds one of the conditions."""
        return (
            self.always
            or (self.marks and bool(view.candidates))
            or not self.lexicons.isdisjoint(view.hits)
            or (self.digits is not None and view.digits >= self.digits)
            or any(view.cells.get(cell) for cell in self.cells)
        )


OPEN: Final = Gate(always=True)


class Detectors:
    """Detectors behind their gates, asked in one order.

    Args:
        gated: (gate, detector) in the order their groups shall have.
    """

    def __init__(self, gated: Iterable[tuple[Gate, Detector]]) -> None:
        listed = list(gated)
        self._gates = list(dict.fromkeys(gate for gate, _ in listed))
        self._members = [[place for place, (own, _) in enumerate(listed) if own == gate] for gate in self._gates]
        self._detectors: Sequence[Detector] = [detector for _, detector in listed]

    def groups(self, view: ItemView) -> list[Group]:
        """Return the groups of evidence about one item."""
        asked = [
            place for gate, own in zip(self._gates, self._members, strict=True) if gate.opens(view) for place in own
        ]
        return [group for place in sorted(asked) for group in self._detectors[place].groups(view)]
