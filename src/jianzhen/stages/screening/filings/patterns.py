"""How many filings one party makes in how few days, in how many classes, and who shares an address and an agent.

Every figure here is a parameter of this program, set by hand and stated in the reason; none of them is law.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jianzhen.stages.screening.filings.schema import Filing

WINDOW: Final = timedelta(days=30)
BURST: Final[Mapping[str, int]] = {"trademark": 30, "patent": 20}
"""Filings of one applicant within :data:`WINDOW` from which they are looked at as a burst."""
GREAT_BURST: Final[Mapping[str, int]] = {"trademark": 100, "patent": 60}
MANY_CLASSES: Final = 15
MANY_TEXTS: Final = 10
SHARED_APPLICANTS: Final = 4
SHARED_FILINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Burst:
    """The fullest window of one party: its filings, first and last day, classes and different texts."""

    filings: tuple[Filing, ...]
    first: date
    last: date
    classes: int
    texts: int
    applicants: int

    @property
    def count(self) -> int:
        """Filings in the window."""
        return len(self.filings)


def grouped(filings: Iterable[Filing], key: Callable[[Filing], str]) -> dict[str, list[Filing]]:
    """Return filings by key, each group in order of day and id; an empty key is no group."""
    groups: dict[str, list[Filing]] = defaultdict(list)
    for one in sorted(filings, key=lambda filing: (filing.filed_on, filing.filing_id)):
        if key(one):
            groups[key(one)].append(one)
    return groups


def fullest(filings: Sequence[Filing]) -> Burst:
    """Return the window of :data:`WINDOW` with most filings, the first of equals; ``filings`` sorted by day."""
    best, start = (0, 0), 0
    for end, one in enumerate(filings):
        while one.filed_on - filings[start].filed_on >= WINDOW:
            start += 1
        if end + 1 - start > best[1] - best[0]:
            best = start, end + 1
    inside = tuple(filings[best[0] : best[1]])
    return Burst(
        inside, inside[0].filed_on, inside[-1].filed_on, len(frozenset().union(*(one.classes for one in inside))),
        len({one.folded for one in inside}), len({one.applicant for one in inside}),
    )  # fmt: skip


def bursts(filings: Iterable[Filing]) -> list[Burst]:
    """Return the applicants' fullest windows that hold as many filings of one kind as :data:`BURST` says."""
    groups = grouped(filings, lambda one: f"{one.kind}\0{one.applicant}" if one.applicant else "")
    found = [fullest(group) for group in groups.values()]
    return [burst for burst in found if burst.count >= BURST[burst.filings[0].kind]]


def shared(filings: Iterable[Filing]) -> list[Burst]:
    """Return windows in which several applicants of one address file through one agent."""
    groups = grouped(
        filings, lambda one: f"{one.kind}\0{one.address}\0{one.agent}" if one.address and one.agent else ""
    )
    found = [fullest(group) for group in groups.values()]
    return [one for one in found if one.applicants >= SHARED_APPLICANTS and one.count >= SHARED_FILINGS]
