"""Hold what a pass found against the planted truth: precision and recall per scenario (pure).

The definitions are in ``docs/reference/sample-city.md``; the figures speak of the sample city only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Final

from jianzhen.sample.truth import Planted

RecordKey = tuple[str, str]
"""Source and record id, as the export and its manifest name them."""

FLAG: Final = "flag"


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """One finding of a pass about one record."""

    record: RecordKey
    verdict: str
    check: str


@dataclass(frozen=True, slots=True)
class FoundLead:
    """One lead of a pass: the records in it."""

    lead_id: str
    records: frozenset[RecordKey]


@dataclass(frozen=True, slots=True)
class FoundTransfer:
    """One possible missed transfer of a pass: the day it names, the records it rests on, those that count that day.

    ``alone_on`` is the day on which one of its acts by itself would show it: all that a view of single cases sees.
    """

    met_on: str
    alone_on: str
    records: frozenset[RecordKey]
    counted: frozenset[RecordKey]


@dataclass(frozen=True, slots=True)
class Found:
    """What a pass left behind: findings, leads, the subjects of each record, possible missed transfers.

    ``transfers`` is None where no pass looked for any.
    """

    findings: Sequence[FoundFinding]
    leads: Sequence[FoundLead]
    subjects: Mapping[RecordKey, frozenset[str]]
    transfers: Sequence[FoundTransfer] | None = None


class Outcome(StrEnum):
    """What became of one planted item."""

    FOUND = "found"
    MISSED = "missed"
    WRONG = "wrong"
    RIGHTLY_LEFT = "rightly_left"
    UNLINKABLE = "unlinkable"
    UNLINKABLE_FOUND = "unlinkable_found"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class ScenarioScore:
    """Counts of one scenario; ``precision`` and ``recall`` are None where there is nothing to divide by."""

    scenario: str
    found: int
    missed: int
    wrong: int
    rightly_left: int
    unlinkable: int
    unlinkable_found: int
    not_measured: int

    @property
    def precision(self) -> float | None:
        """Found items among found items and decoys that were taken for one; None while decoys go unmeasured."""
        if self.not_measured:
            return None
        return _ratio(self.found, self.found + self.wrong)

    @property
    def recall(self) -> float | None:
        """Found items among the planted ones that an exact key or the text itself can show."""
        return _ratio(self.found, self.found + self.missed)


@dataclass(frozen=True, slots=True)
class BackgroundScore:
    """Records of a source in which nothing was planted: how many there are, flagged and watched."""

    source: str
    records: int
    flagged: int
    watched: int


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class _Index:
    flagged: frozenset[RecordKey]
    leads: Mapping[RecordKey, frozenset[str]]
    subjects: Mapping[RecordKey, frozenset[str]]
    transfers: Sequence[FoundTransfer] | None


def score(truth: Sequence[Planted], found: Found) -> list[ScenarioScore]:
    """Return the score of each scenario in the order of its name."""
    index = _index(found)
    counts: dict[str, Counter[Outcome]] = {}
    for item in truth:
        counts.setdefault(item.scenario, Counter())[outcome(item, index)] += 1
    return [_scenario(name, counts[name]) for name in sorted(counts)]


def outcomes(truth: Sequence[Planted], found: Found) -> list[tuple[Planted, Outcome]]:
    """Return every planted item with what became of it, for reading the misses."""
    index = _index(found)
    return [(item, outcome(item, index)) for item in truth]


def _scenario(name: str, counts: Counter[Outcome]) -> ScenarioScore:
    return ScenarioScore(
        name,
        found=counts[Outcome.FOUND],
        missed=counts[Outcome.MISSED],
        wrong=counts[Outcome.WRONG],
        rightly_left=counts[Outcome.RIGHTLY_LEFT],
        unlinkable=counts[Outcome.UNLINKABLE] + counts[Outcome.UNLINKABLE_FOUND],
        unlinkable_found=counts[Outcome.UNLINKABLE_FOUND],
        not_measured=counts[Outcome.NOT_MEASURED],
    )


def _index(found: Found) -> _Index:
    leads: dict[RecordKey, frozenset[str]] = {}
    for lead in found.leads:
        for record in lead.records:
            leads[record] = leads.get(record, frozenset()) | {lead.lead_id}
    flagged = frozenset(finding.record for finding in found.findings if finding.verdict == FLAG)
    return _Index(flagged, leads, found.subjects, found.transfers)


def outcome(item: Planted, index: _Index) -> Outcome:
    """Return what became of one item.

    Raises:
        KeyError: the truth expects something that this version does not know.
    """
    if item.expect in ("transfer", "no_transfer") and index.transfers is None:
        return Outcome.NOT_MEASURED
    seen = _SEEN[item.expect](item, index)
    if item.role == "decoy":
        return Outcome.WRONG if seen else Outcome.RIGHTLY_LEFT
    if item.role == "unlinkable":
        return Outcome.UNLINKABLE_FOUND if seen else Outcome.UNLINKABLE
    return Outcome.FOUND if seen else Outcome.MISSED


def _any_flag(item: Planted, index: _Index) -> bool:
    return any(record in index.flagged for record in item.records)


def _one(item: Planted, of: Mapping[RecordKey, frozenset[str]]) -> bool:
    """Say whether all records of the item share one name in ``of``."""
    sets = [of.get(record, frozenset()) for record in item.records]
    return bool(frozenset.intersection(*sets)) if sets else False


def _one_subject(item: Planted, index: _Index) -> bool:
    return _one(item, index.subjects)


def _one_lead(item: Planted, index: _Index) -> bool:
    return _one(item, index.leads)


def _any_join(item: Planted, index: _Index) -> bool:
    """Say whether two records of the item share a subject or a lead, though they are of strangers."""
    pairs = list(combinations(item.records, 2))
    joined = (index.subjects, index.leads)
    return any(of.get(a, frozenset()) & of.get(b, frozenset()) for of in joined for a, b in pairs)


def _transfer(item: Planted, index: _Index) -> bool:
    """Say whether one finding of the planted day rests on the item's records; of shells any finding would tell."""
    touching, wanted = _touching(item, index), frozenset(item.records)
    if not item.detail["met_on"]:
        return bool(touching)
    return any(one.records <= wanted and one.met_on == item.detail["met_on"] for one in touching)


def _any_transfer(item: Planted, index: _Index) -> bool:
    return bool(_touching(item, index))


def _touching(item: Planted, index: _Index) -> list[FoundTransfer]:
    wanted = frozenset(item.records)
    return [one for one in index.transfers or () if one.records & wanted]


_SEEN: Final[Mapping[str, Callable[[Planted, _Index], bool]]] = {
    "flag": _any_flag,
    "clear": _any_flag,
    "one_subject": _one_subject,
    "one_lead": _one_lead,
    "apart": _any_join,
    "transfer": _transfer,
    "no_transfer": _any_transfer,
}


@dataclass(frozen=True, slots=True)
class TransferScore:
    """What one way of looking makes of the planted missed transfers.

    ``strangers`` are findings that touch no planted item; ``on_the_day`` counts the found items whose day is named
    exactly. An item is found here whatever day is named, so that a way that names none can be compared.
    """

    view: str
    found: int
    missed: int
    wrong: int
    strangers: int
    on_the_day: int
    unlinkable_found: int

    @property
    def precision(self) -> float | None:
        """Found among found, decoys taken for one, and findings that touch nothing planted."""
        return _ratio(self.found, self.found + self.wrong + self.strangers + self.unlinkable_found)

    @property
    def recall(self) -> float | None:
        """Found among the planted that a key can join."""
        return _ratio(self.found, self.found + self.missed)


def transfer_scores(truth: Sequence[Planted], found: Found) -> list[TransferScore]:
    """Return the score of looking at single cases, and of looking through everything recorded of a party."""
    items = [item for item in truth if item.expect in ("transfer", "no_transfer")]
    every = list(found.transfers or ())
    single = [replace(one, met_on=one.alone_on) for one in every if one.alone_on]
    return [_transfers("single_cases", items, single), _transfers("whole_database", items, every)]


def _transfers(view: str, items: Sequence[Planted], found: Sequence[FoundTransfer]) -> TransferScore:
    touched = {item.item: [one for one in found if one.records & frozenset(item.records)] for item in items}
    roles = Counter((item.role, bool(touched[item.item])) for item in items)
    planted = frozenset(record for item in items for record in item.records)
    exact = [
        item
        for item in items
        if item.role == "planted" and any(one.met_on == item.detail["met_on"] for one in touched[item.item])
    ]
    return TransferScore(
        view,
        found=roles["planted", True],
        missed=roles["planted", False],
        wrong=roles["decoy", True],
        strangers=sum(not one.records & planted for one in found),
        on_the_day=len(exact),
        unlinkable_found=roles["unlinkable", True],
    )


def background(
    records: Iterable[RecordKey], truth: Sequence[Planted], found: Found, sources: Sequence[str]
) -> list[BackgroundScore]:
    """Return, for each of ``sources``, how many records outside every planted item were flagged or watched."""
    planted = {record for item in truth for record in item.records}
    flagged = {finding.record for finding in found.findings if finding.verdict == FLAG}
    watched = {finding.record for finding in found.findings if finding.verdict == "watch"} - flagged
    left: dict[str, set[RecordKey]] = {source: set() for source in sources}
    for record in records:
        if record[0] in left and record not in planted:
            left[record[0]].add(record)
    return [
        BackgroundScore(source, len(rest), len(rest & flagged), len(rest & watched)) for source, rest in left.items()
    ]
