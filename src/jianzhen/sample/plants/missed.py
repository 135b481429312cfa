"""Acts that together met a criminal figure and were never handed over; and everything that merely looks like it.

The figures below are the generator's own, so that the truth does not ask the law reader: it walks the acts day by day
and knows the first on which what was on record, and not decided before, reached the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from jianzhen.sample.block import Block, Record
from jianzhen.sample.dice import CENT, share
from jianzhen.sample.firms import COMPANY
from jianzhen.sample.market import register
from jianzhen.sample.plants.missed_scene import (
    FACES,
    Scene,
    Told,
    decision,
    factor,
    fined,
    inspected,
    inspections,
    last_year,
    look,
    penalty_before,
    renamed,
    replace_of,
    scene_of,
    shares_of,
)

LINE: Final = Decimal(50000)
"""Yuan from which goods with a counterfeit mark count, whoever deals in them."""

REPEAT_LINE: Final = Decimal(30000)
"""Yuan after a penalty for the like within two years; for acts from :data:`REPEAT_SINCE`."""

REPEAT_SINCE: Final = date(2025, 4, 26)
FAKE_LINE: Final = Decimal(150000)
"""Yuan of fake goods that were not sold yet."""

SCENARIO: Final = "missed_transfer"
_REPEATS: Final = ("repeat", "third")
"""Plants that only the text of :data:`REPEAT_SINCE` makes what they are."""


def plant_missed(block: Block) -> None:
    """Plant sums that cross, histories that lower the line, single cases that were fined, and their decoys."""
    for name, full, plant in _PLANTS:
        if name in _REPEATS and block.since < REPEAT_SINCE:
            continue
        for i in range(block.count(full)):
            plant(scene_of(block, block.dice(SCENARIO, name, i)), name)


# what is planted


def first_day(acts: Sequence[Told], line: Decimal) -> date | None:
    """Return the first day on which what is on record and was not decided before reaches the line."""
    for day in sorted({act.known for act in acts}):
        open_acts = [act for act in acts if act.known <= day and (act.decided is None or act.decided >= day)]
        if sum((act.amount for act in open_acts), Decimal(0)) >= line:
            return day
    return None


def _plant(scene: Scene, name: str, acts: Sequence[Told], line: Decimal, *beside: Record, role: str = "") -> None:
    """Plant acts as what they are under a line; ``beside`` are records that belong to it and count for nothing."""
    met = first_day(acts, line)
    alone = [act for act in acts if act.amount >= line]
    scene.block.plant(
        SCENARIO,
        role or ("planted" if met else "decoy"),
        "transfer" if met else "no_transfer",
        *(record for act in acts for record in act.records),
        *beside,
        kind=name,
        owner=scene.of.owner,
        met_on=met.isoformat() if met else "",
        line=str(line),
        alone=bool(alone),
        acts=[[a.known.isoformat(), str(a.amount), a.decided.isoformat() if a.decided else ""] for a in acts],
    )


def _one_name(scene: Scene, name: str) -> None:
    """Several inspections of one firm that led nowhere; some sums come to the line exactly."""
    exact = scene.rng.random() < 0.3
    total = LINE if exact else LINE * factor(scene.rng, 1.03, 1.9)
    _plant(scene, name, inspections(scene, shares_of(scene.rng, total, LINE)), LINE)


def _several_names(scene: Scene, name: str) -> None:
    """The same, under two or three names that one exact key each joins to the first, in several districts."""
    parts = shares_of(scene.rng, LINE * factor(scene.rng, 1.03, 1.8), LINE)
    faces = [scene.of, *(face(scene) for face in scene.rng.sample(FACES, scene.rng.choice((1, 2))))]
    acts = [inspected(replace_of(scene, faces[i % len(faces)]), part) for i, part in enumerate(parts)]
    _plant(scene, name, acts, LINE)


def _repeat(scene: Scene, name: str) -> None:
    """A penalty of last year, then acts below the usual line and above the one for those who do it again."""
    total = REPEAT_LINE * factor(scene.rng, 1.0, 1.55)
    prior = penalty_before(scene, scene.rng.randint(90, 330))
    acts = inspections(scene, shares_of(scene.rng, total, REPEAT_LINE))
    _plant(scene, name, acts, REPEAT_LINE, *prior.records)


def _third(scene: Scene, name: str) -> None:
    """Two penalties, then a third within two years whose own value is above the line for repeats, yet was fined.

    The first was decided under an earlier name, by another district's office.
    """
    last = scene.block.until - timedelta(days=scene.rng.randint(20, 200))
    days = [last - timedelta(days=scene.rng.randint(300, 390)), last - timedelta(days=scene.rng.randint(60, 200)), last]
    sizes = [share(scene.rng, 9000, 0.5, 1.4), share(scene.rng, 9000, 0.5, 1.4), share(scene.rng, 30000, 1.0, 1.6)]
    faces = (renamed(scene), scene.of, scene.of)
    acts = [fined(replace_of(scene, of), size, day) for of, size, day in zip(faces, sizes, days, strict=True)]
    _plant(scene, name, acts[2:], REPEAT_LINE, *(record for act in acts[:2] for record in act.records))


def _fined_instead(scene: Scene, name: str) -> None:
    """One decision about goods above the line: a fine in place of a transfer."""
    _plant(scene, name, [fined(scene, share(scene.rng, 50000, 1.0, 4.0), last_year(scene))], LINE)


def _unsold_fakes(scene: Scene, name: str) -> None:
    """Fake goods that were seized before they were sold, several times."""
    parts = shares_of(scene.rng, FAKE_LINE * factor(scene.rng, 1.02, 1.5), FAKE_LINE)
    _plant(scene, name, [inspected(scene, part, "fake") for part in parts], FAKE_LINE)


# what merely looks like it


def _below(scene: Scene, name: str) -> None:
    """Sums that stay below the line, some by one fen."""
    near = scene.rng.random() < 0.3
    total = LINE - CENT if near else LINE * factor(scene.rng, 0.5, 0.97)
    _plant(scene, name, inspections(scene, shares_of(scene.rng, total, LINE)), LINE)


def _repeat_below(scene: Scene, name: str) -> None:
    """A penalty of last year, and acts below even the line for repeats, some by one fen."""
    near = scene.rng.random() < 0.3
    total = REPEAT_LINE - CENT if near else REPEAT_LINE * factor(scene.rng, 0.5, 0.97)
    prior = penalty_before(scene, scene.rng.randint(90, 330))
    _plant(scene, name, inspections(scene, shares_of(scene.rng, total, REPEAT_LINE)), REPEAT_LINE, *prior.records)


def _old_penalty(scene: Scene, name: str) -> None:
    """A penalty of more than two years ago lowers no line."""
    prior = penalty_before(scene, scene.rng.randint(800, 1000))
    parts = shares_of(scene.rng, REPEAT_LINE * factor(scene.rng, 1.05, 1.6), REPEAT_LINE)
    _plant(scene, name, inspections(scene, parts), LINE, *prior.records)


def _handled(scene: Scene, name: str) -> None:
    """The whole would cross, but each act had its decision before the next came; what is left stays below."""
    start, acts = scene.block.since + timedelta(days=scene.rng.randint(0, 40)), []
    for _ in range(scene.rng.randint(3, 4)):
        amount = share(scene.rng, 24000, 0.7, 1.2)
        seen = inspected(scene, amount, day=start)
        decided = start + timedelta(days=scene.rng.randint(15, 40))
        paper = decision(scene, amount, decided)
        acts.append(Told((*seen.records, paper), amount, seen.known, decided))
        start = decided + timedelta(days=scene.rng.randint(5, 20))
    _plant(scene, name, acts, REPEAT_LINE)


def _one_decision(scene: Scene, name: str) -> None:
    """Several small finds dealt with in one decision about their sum, told twice and yet once."""
    parts = shares_of(scene.rng, LINE * factor(scene.rng, 0.6, 0.95), LINE)
    first = scene.block.since + timedelta(days=scene.rng.randint(0, 60))
    seen = [inspected(scene, part, day=first + timedelta(days=9 * i)) for i, part in enumerate(parts)]
    decided = first + timedelta(days=9 * len(parts) + scene.rng.randint(10, 50))
    amount = sum((act.amount for act in seen), Decimal(0))
    paper = decision(scene, amount, decided, "several", count=len(parts))
    acts = [replace(act, decided=decided) for act in seen]
    _plant(scene, name, acts, LINE, paper)


def _twice_published(scene: Scene, name: str) -> None:
    """One decision that was published, corrected, and published again under its number."""
    act = fined(scene, share(scene.rng, 26000, 0.8, 1.1), last_year(scene))
    (paper,) = act.records
    cells = {**paper.cells, "违法事实": f"{paper.cells['违法事实']}（更正）"}
    again = scene.block.add(Record(paper.export, paper.at, cells, paper.owner, again=paper))
    _plant(scene, name, [act], LINE, again)


def _strangers(scene: Scene, name: str) -> None:
    """Two companies with one filing agent's telephone, each below the line, together above it."""
    other = replace(scene.block.new_firm(kind=COMPANY, trade=scene.of.trade), phone=scene.of.phone)
    register(scene.block, scene.rng, other)
    acts = []
    for of in (scene.of, other):
        parts = shares_of(scene.rng, LINE * factor(scene.rng, 0.55, 0.9), LINE)
        acts.append(inspections(replace_of(scene, of), parts))
    _plant_apart(scene, name, acts, "decoy")


def _shells(scene: Scene, name: str) -> None:
    """One owner behind two or three companies that share nothing: the truth knows, the records cannot show it."""
    number = scene.rng.choice((2, 3))
    firms = [scene.of, *(scene.block.new_firm(kind=COMPANY, trade=scene.of.trade) for _ in range(number - 1))]
    for of in firms[1:]:
        register(scene.block, scene.rng, of)
    share_each = LINE * factor(scene.rng, 1.1, 1.8) / number
    acts = [inspections(replace_of(scene, of), shares_of(scene.rng, share_each, LINE)) for of in firms]
    _plant_apart(scene, name, acts, "unlinkable")


def _plant_apart(scene: Scene, name: str, groups: Sequence[list[Told]], role: str) -> None:
    """Plant acts of several parties: no party crosses by itself, all of them together would."""
    records = [record for acts in groups for act in acts for record in act.records]
    expect = "transfer" if role == "unlinkable" else "no_transfer"
    scene.block.plant(SCENARIO, role, expect, *records, kind=name, owner=scene.of.owner, met_on="", alone=False)


def _cleared(scene: Scene, name: str) -> None:
    """Finds that the rights holder later called genuine; what is left stays below."""
    parts = shares_of(scene.rng, LINE * factor(scene.rng, 1.0, 1.5), LINE)
    days = [scene.block.since + timedelta(days=20 * i + scene.rng.randint(0, 9)) for i in range(len(parts))]
    acts, papers = [], []
    for part, day in zip(parts, days, strict=True):
        act = inspected(scene, part, day=day)
        (record,) = act.records
        papers.append(look(scene, part, day + timedelta(days=scene.rng.randint(3, 14)), "cleared", like=record))
        acts.append(act)
    records = [record for act in acts for record in act.records]
    _decoy(scene, name, *records, *papers)


def _lawful(scene: Scene, name: str) -> None:
    """Large stocks of marked goods with their papers in order."""
    found = [look(scene, share(scene.rng, 60000, 0.6, 2.0), None, "lawful") for _ in range(2)]
    _decoy(scene, name, *found)


def _other_matter(scene: Scene, name: str) -> None:
    """Large amounts in decisions about something else."""
    papers = [decision(scene, share(scene.rng, 60000, 0.6, 2.0), last_year(scene), "other") for _ in range(2)]
    _decoy(scene, name, *papers)


def _decoy(scene: Scene, name: str, *records: Record) -> None:
    scene.block.plant(
        SCENARIO, "decoy", "no_transfer", *records, kind=name, owner=scene.of.owner, met_on="", alone=False
    )


# the records


_PLANTS: Final[tuple[tuple[str, int, Callable[[Scene, str], None]], ...]] = (
    ("one_name", 8, _one_name),
    ("several_names", 12, _several_names),
    ("repeat", 6, _repeat),
    ("third", 5, _third),
    ("fined_instead", 4, _fined_instead),
    ("unsold_fakes", 4, _unsold_fakes),
    ("below", 6, _below),
    ("repeat_below", 6, _repeat_below),
    ("old_penalty", 4, _old_penalty),
    ("handled", 6, _handled),
    ("one_decision", 4, _one_decision),
    ("twice_published", 4, _twice_published),
    ("strangers", 6, _strangers),
    ("shells", 6, _shells),
    ("cleared", 4, _cleared),
    ("lawful", 4, _lawful),
    ("other_matter", 4, _other_matter),
)
