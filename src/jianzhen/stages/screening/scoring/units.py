"""What is fitted and judged: one judged item each, with the group of evidence the verdict was about (pure)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jianzhen.stages.screening.engine.evidence import Group
from jianzhen.stages.screening.scoring.learned import Learned


@dataclass(frozen=True, slots=True)
class Judgement:
    """An officer's verdict about one item.

    Attributes:
        verdict_id: of the signal or row it came as.
        item_id: the item.
        right: True where the suspicion (for an audited item: any) proved right.
        at: when, aware.
        about: (right, check) of the findings it is about, an empty right where none is concerned; nothing where it is
            about the item as a whole.
        matter: what was judged together (a lead); its items share one weight.
        officer: who, by id.
        audit: whether the item was drawn at random rather than from the queue.
    """

    verdict_id: str
    item_id: str
    right: bool
    at: datetime
    about: frozenset[tuple[str, str]] = frozenset()
    matter: str = ""
    officer: str = ""
    audit: bool = False


@dataclass(frozen=True, slots=True)
class Keyed:
    """A group of evidence with the id of its right, empty where it concerns none."""

    right_id: str
    group: Group

    def is_meant(self, one: Judgement) -> bool:
        """Say whether a verdict can be about this group."""
        own = {(self.right_id, part.check) for part in self.group.evidence}
        return self.group.verdict != "clear" and (not one.about or bool(own & one.about))


@dataclass(frozen=True, slots=True)
class Unit:
    """One judged item: the strongest group the verdict can be about, None where nothing was found in it.

    ``groups`` are all of the item; weights are those set by hand. ``weight`` is 1 over the units of the same matter.
    """

    judgement: Judgement
    group: Group | None
    groups: tuple[Group, ...]
    weight: float = 1.0

    @property
    def right(self) -> bool:
        """Return the label."""
        return self.judgement.right

    def flagged(self, model: Learned) -> bool:
        """Say whether the item is flagged under a model."""
        return any(group.verdict == "flag" for group in model.adjust(self.groups))


@dataclass(frozen=True, slots=True)
class Joined:
    """The units, oldest first, and how many verdicts have no say: overtaken by a later one, or about nothing found."""

    units: tuple[Unit, ...]
    overtaken: int
    unmatched: int


def join(judgements: Iterable[Judgement], groups_of: Mapping[str, Sequence[Keyed]]) -> Joined:
    """Return the units of verdicts about items whose groups are known.

    A verdict is about the strongest group it can mean, right or wrong alike, so that the choice favours neither. Of
    several verdicts about one group the latest stands. An audited item without any group stays, as what screening
    missed or rightly passed over; a verdict from the queue about evidence that is no longer found has no say.
    """
    standing: dict[tuple[str, int], Unit] = {}
    told = unmatched = 0
    for one in sorted(judgements, key=lambda one: (one.at, one.verdict_id)):
        known = groups_of.get(one.item_id)
        meant = _meant(one, known or ())
        told += 1
        if known is None or (meant < 0 and not one.audit):
            unmatched += 1
            continue
        group = known[meant].group if meant >= 0 else None
        standing[one.item_id, meant] = Unit(one, group, tuple(keyed.group for keyed in known))
    units = sorted(standing.values(), key=lambda unit: (unit.judgement.at, unit.judgement.verdict_id))
    return Joined(_shared(units), told - unmatched - len(units), unmatched)


def _meant(one: Judgement, known: Sequence[Keyed]) -> int:
    """Return the place of the strongest group that can be meant, -1 where there is none."""
    able = [place for place, keyed in enumerate(known) if keyed.is_meant(one)]
    return max(able, key=lambda place: known[place].group.bits, default=-1)


def _shared(units: Sequence[Unit]) -> tuple[Unit, ...]:
    sizes = Counter(unit.judgement.matter for unit in units if unit.judgement.matter)
    return tuple(replace(unit, weight=1 / sizes.get(unit.judgement.matter, 1)) for unit in units)


def grouped(rows: Iterable[tuple[str, Keyed]]) -> dict[str, list[Keyed]]:
    """Return item → its groups."""
    found: dict[str, list[Keyed]] = defaultdict(list)
    for item_id, keyed in rows:
        found[item_id].append(keyed)
    return dict(found)
