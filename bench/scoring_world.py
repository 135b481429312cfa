"""A simulated stream: items, evidence and officers' verdicts with planted true weights. Nothing in it was observed."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.scoring.audit import in_slice
from jianzhen.stages.screening.scoring.units import Judgement, Keyed

START: Final = datetime(2026, 1, 1, 1, tzinfo=UTC)
DAYS: Final = 120
DRIFT: Final = 80
"""The day on which sellers turn: jargon gets scarce, sound-alikes common."""
ONE_IN: Final = 40
"""Denser than in service, so that a small stream has a slice worth reading."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of evidence: hand-set weight and true weight (bits), and how often it comes up before and after drift."""

    check: str
    code: str
    weight: float
    truth: float
    share: float
    later: float


KINDS: Final = (
    Kind("tm.sound", "mark.sound", 7.5, 5.0, 0.020, 0.030),
    Kind("tm.exact", "mark.split", 7.5, 8.0, 0.010, 0.012),
    Kind("tm.exact", "mark.plain", 2.0, 2.0, 0.120, 0.120),
    Kind("jargon.counterfeit", "terms.found", 5.0, 2.0, 0.030, 0.015),
    Kind("price.outlier", "price.low", 3.0, 4.5, 0.040, 0.040),
    Kind("tm.additions", "mark.tie", 3.0, 0.0, 0.030, 0.030),
    Kind("use.goods", "use.goods_unrelated", -3.0, -4.0, 0.060, 0.060),
    Kind("use.nominative", "use.nominative", -6.0, -3.0, 0.050, 0.050),
)
BASE: Final = -6.5
TRUE_SHIFT: Final = -0.5
COMPLAINT: Final = 3.0
"""True bits of a complaint: it brings an item before an officer and is no evidence of the screener's."""
COMPLAINTS: Final = 0.01
UNSEEN: Final = 0.0004
"""Share of items in which something is wrong and nothing is found."""
MISTAKES: Final = 0.02
"""Verdicts that are wrong by accident."""


@dataclass(frozen=True, slots=True)
class Item:
    """One simulated item: its evidence (empty where nothing is found), its truth, and whether somebody complained."""

    item_id: str
    day: int
    group: Group | None
    truth: bool
    complaint: bool


def stream(seed: int, a_day: int = 1000) -> Iterator[Item]:
    """Yield the items of :data:`DAYS` days."""
    chance = random.Random(seed)
    for number in range(DAYS * a_day):
        day = number // a_day
        kinds = [kind for kind in KINDS if chance.random() < (kind.share if day < DRIFT else kind.later)]
        complaint = chance.random() < COMPLAINTS
        if not any(kind.weight > 0 for kind in kinds):
            yield Item(f"{seed}-{number}", day, None, chance.random() < UNSEEN, complaint)
            continue
        bits = BASE + TRUE_SHIFT + sum(kind.truth for kind in kinds) + COMPLAINT * complaint
        yield Item(f"{seed}-{number}", day, _group(kinds), chance.random() < _chance(bits), complaint)


def _group(kinds: Sequence[Kind]) -> Group:
    return Group(0, BASE, [Evidence(kind.check, "trademarks", kind.weight, kind.code, {}) for kind in kinds])


def _chance(bits: float) -> float:
    return 1 / (1 + math.pow(2, -bits))


def keyed(items: Sequence[Item]) -> dict[str, list[Keyed]]:
    """Return item → its groups."""
    return {item.item_id: [Keyed("r", item.group)] if item.group else [] for item in items}


def verdicts(items: Sequence[Item], seed: int, a_day: int = 4) -> list[Judgement]:
    """Return what officers said: each day on ``a_day`` items, complaints and highest scores first, and on the slice."""
    chance, told = random.Random(seed + 1), []
    for day in range(DAYS):
        today = [item for item in items if item.day == day]
        queue = [item for item in today if item.group]
        queue.sort(key=lambda item: (not item.complaint, -(item.group.bits if item.group else 0)))
        chosen = {item.item_id for item in queue[:a_day]}
        for item in today:
            audit = in_slice(item.item_id, "simulated", one_in=ONE_IN)
            if audit or item.item_id in chosen:
                wrong = chance.random() < MISTAKES
                told.append(_judgement(item, item.truth != wrong if item.group else item.truth, audit=audit))
    return told


def _judgement(item: Item, right: bool, *, audit: bool) -> Judgement:  # noqa: FBT001
    at = START + timedelta(days=item.day)
    return Judgement(f"v-{item.item_id}", item.item_id, right, at, officer="simulated", audit=audit)


def spoilt(told: Sequence[Judgement], since: int, until: int) -> list[Judgement]:
    """Return the verdicts with those of some days turned into their opposite: a planted bad batch."""
    first, last = START + timedelta(days=since), START + timedelta(days=until)
    return [replace(one, right=not one.right) if first <= one.at < last else one for one in told]


@dataclass(frozen=True, slots=True)
class Chance:
    """Items in which marks are heard: by accident, or because somebody disguises one.

    ``alone``: mark → items in which it stood alone; ``found``: (group, is it a disguise).
    """

    items: int
    alone: dict[str, int]
    found: list[tuple[Group, bool]]


def chance_marks(seed: int, items: int = 200_000, marks: int = 2_000, disguises: int = 400) -> Chance:
    """Return items with marks heard by accident: rates from one in ten million to one in a hundred, all but a few low.

    The rates belong to the marks, so that they are the same under every seed.
    """
    rates = [10 ** (-7 + 5 * ((number + 0.5) / marks) ** 60) for number in range(marks)]
    chance = random.Random(seed)
    alone: dict[str, int] = {}
    found: list[tuple[Group, bool]] = []
    for number, rate in enumerate(rates):
        mark = f"标{number}"
        for _ in range(_heard_in(chance, items * rate)):
            alone[mark] = alone.get(mark, 0) + 1
            found.append((_heard(mark, price=chance.random() < 0.04), False))
    for _ in range(disguises):
        mark = f"标{chance.randrange(marks)}"
        with_price = chance.random() < 0.5
        alone[mark] = alone.get(mark, 0) + (not with_price)
        found.append((_heard(mark, price=with_price), True))
    return Chance(items, alone, found)


def _heard_in(chance: random.Random, mean: float) -> int:
    """Draw a Poisson number; a large one as a normal one."""
    if mean > 20:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    number, product, least = 0, chance.random(), math.exp(-mean)
    while product > least:
        number, product = number + 1, product * chance.random()
    return number


def _heard(mark: str, *, price: bool) -> Group:
    parts = [Evidence("tm.sound", "trademarks", 8.0, "mark.sound", {"mark": mark, "written": mark})]
    if price:
        parts.append(Evidence("price.outlier", "trademarks", 3.0, "price.low", {}))
    return Group(0, BASE, parts)
