"""Acts that together met a criminal figure and were never handed over; and everything that merely looks like it.

The figures below are the generator's own, so that the truth does not ask the law reader: it walks the acts day by day
and knows the first on which what was on record, and not decided before, reached the line.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from jianzhen.sample import codes, rows
from jianzhen.sample.block import Block, Record
from jianzhen.sample.dice import CENT, share
from jianzhen.sample.firms import COMPANY, Firm
from jianzhen.sample.market import kinds_of_trade, register
from jianzhen.sample.plants.marks import online_marks
from jianzhen.sample.tables import Mark, districts, words
from jianzhen.sample.titles import category_of

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


@dataclass(frozen=True, slots=True)
class Told:
    """One act as the truth knows it: its records, its value, when it came on record, when it was decided."""

    records: tuple[Record, ...]
    amount: Decimal
    known: date
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, with which mark, where the block keeps it, and the dice of the place."""

    block: Block
    rng: random.Random
    of: Firm
    mark: Mark

    @property
    def noun(self) -> str:
        """A kind of goods that the mark is put on."""
        return self.rng.choice(category_of(self.mark).nouns)


def plant_missed(block: Block) -> None:
    """Plant sums that cross, histories that lower the line, single cases that were fined, and their decoys."""
    for name, full, plant in _PLANTS:
        if name in _REPEATS and block.since < REPEAT_SINCE:
            continue
        for i in range(block.count(full)):
            plant(_scene(block, block.dice(SCENARIO, name, i)), name)


def _scene(block: Block, rng: random.Random) -> Scene:
    mark = rng.choice(online_marks())
    of = block.new_firm(kind=COMPANY, trade=category_of(mark).trade)
    register(block, rng, of)
    return Scene(block, rng, of, mark)


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
    total = LINE if exact else LINE * _factor(scene.rng, 1.03, 1.9)
    _plant(scene, name, _inspections(scene, _parts(scene.rng, total, LINE)), LINE)


def _several_names(scene: Scene, name: str) -> None:
    """The same, under two or three names that one exact key each joins to the first, in several districts."""
    parts = _parts(scene.rng, LINE * _factor(scene.rng, 1.03, 1.8), LINE)
    faces = [scene.of, *(face(scene) for face in scene.rng.sample(FACES, scene.rng.choice((1, 2))))]
    acts = [_inspected(replace_of(scene, faces[i % len(faces)]), part) for i, part in enumerate(parts)]
    _plant(scene, name, acts, LINE)


def _repeat(scene: Scene, name: str) -> None:
    """A penalty of last year, then acts below the usual line and above the one for those who do it again."""
    total = REPEAT_LINE * _factor(scene.rng, 1.0, 1.55)
    prior = _prior(scene, scene.rng.randint(90, 330))
    acts = _inspections(scene, _parts(scene.rng, total, REPEAT_LINE))
    _plant(scene, name, acts, REPEAT_LINE, *prior.records)


def _third(scene: Scene, name: str) -> None:
    """Two penalties, then a third within two years whose own value is above the line for repeats, yet was fined.

    The first was decided under an earlier name, by another district's office.
    """
    last = scene.block.until - timedelta(days=scene.rng.randint(20, 200))
    days = [last - timedelta(days=scene.rng.randint(300, 390)), last - timedelta(days=scene.rng.randint(60, 200)), last]
    sizes = [share(scene.rng, 9000, 0.5, 1.4), share(scene.rng, 9000, 0.5, 1.4), share(scene.rng, 30000, 1.0, 1.6)]
    faces = (_renamed(scene), scene.of, scene.of)
    acts = [_fined(replace_of(scene, of), size, day) for of, size, day in zip(faces, sizes, days, strict=True)]
    _plant(scene, name, acts[2:], REPEAT_LINE, *(record for act in acts[:2] for record in act.records))


def _fined_instead(scene: Scene, name: str) -> None:
    """One decision about goods above the line: a fine in place of a transfer."""
    _plant(scene, name, [_fined(scene, share(scene.rng, 50000, 1.0, 4.0), _last_year(scene))], LINE)


def _unsold_fakes(scene: Scene, name: str) -> None:
    """Fake goods that were seized before they were sold, several times."""
    parts = _parts(scene.rng, FAKE_LINE * _factor(scene.rng, 1.02, 1.5), FAKE_LINE)
    _plant(scene, name, [_inspected(scene, part, "fake") for part in parts], FAKE_LINE)


# what merely looks like it


def _below(scene: Scene, name: str) -> None:
    """Sums that stay below the line, some by one fen."""
    near = scene.rng.random() < 0.3
    total = LINE - CENT if near else LINE * _factor(scene.rng, 0.5, 0.97)
    _plant(scene, name, _inspections(scene, _parts(scene.rng, total, LINE)), LINE)


def _repeat_below(scene: Scene, name: str) -> None:
    """A penalty of last year, and acts below even the line for repeats, some by one fen."""
    near = scene.rng.random() < 0.3
    total = REPEAT_LINE - CENT if near else REPEAT_LINE * _factor(scene.rng, 0.5, 0.97)
    prior = _prior(scene, scene.rng.randint(90, 330))
    _plant(scene, name, _inspections(scene, _parts(scene.rng, total, REPEAT_LINE)), REPEAT_LINE, *prior.records)


def _old_penalty(scene: Scene, name: str) -> None:
    """A penalty of more than two years ago lowers no line."""
    prior = _prior(scene, scene.rng.randint(800, 1000))
    parts = _parts(scene.rng, REPEAT_LINE * _factor(scene.rng, 1.05, 1.6), REPEAT_LINE)
    _plant(scene, name, _inspections(scene, parts), LINE, *prior.records)


def _handled(scene: Scene, name: str) -> None:
    """The whole would cross, but each act had its decision before the next came; what is left stays below."""
    start, acts = scene.block.since + timedelta(days=scene.rng.randint(0, 40)), []
    for _ in range(scene.rng.randint(3, 4)):
        amount = share(scene.rng, 24000, 0.7, 1.2)
        seen = _inspected(scene, amount, day=start)
        decided = start + timedelta(days=scene.rng.randint(15, 40))
        paper = _decision(scene, amount, decided)
        acts.append(Told((*seen.records, paper), amount, seen.known, decided))
        start = decided + timedelta(days=scene.rng.randint(5, 20))
    _plant(scene, name, acts, REPEAT_LINE)


def _one_decision(scene: Scene, name: str) -> None:
    """Several small finds dealt with in one decision about their sum, told twice and yet once."""
    parts = _parts(scene.rng, LINE * _factor(scene.rng, 0.6, 0.95), LINE)
    first = scene.block.since + timedelta(days=scene.rng.randint(0, 60))
    seen = [_inspected(scene, part, day=first + timedelta(days=9 * i)) for i, part in enumerate(parts)]
    decided = first + timedelta(days=9 * len(parts) + scene.rng.randint(10, 50))
    amount = sum((act.amount for act in seen), Decimal(0))
    paper = _decision(scene, amount, decided, "several", count=len(parts))
    acts = [replace(act, decided=decided) for act in seen]
    _plant(scene, name, acts, LINE, paper)


def _twice_published(scene: Scene, name: str) -> None:
    """One decision that was published, corrected, and published again under its number."""
    act = _fined(scene, share(scene.rng, 26000, 0.8, 1.1), _last_year(scene))
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
        parts = _parts(scene.rng, LINE * _factor(scene.rng, 0.55, 0.9), LINE)
        acts.append(_inspections(replace_of(scene, of), parts))
    _plant_apart(scene, name, acts, "decoy")


def _shells(scene: Scene, name: str) -> None:
    """One owner behind two or three companies that share nothing: the truth knows, the records cannot show it."""
    number = scene.rng.choice((2, 3))
    firms = [scene.of, *(scene.block.new_firm(kind=COMPANY, trade=scene.of.trade) for _ in range(number - 1))]
    for of in firms[1:]:
        register(scene.block, scene.rng, of)
    share_each = LINE * _factor(scene.rng, 1.1, 1.8) / number
    acts = [_inspections(replace_of(scene, of), _parts(scene.rng, share_each, LINE)) for of in firms]
    _plant_apart(scene, name, acts, "unlinkable")


def _plant_apart(scene: Scene, name: str, groups: Sequence[list[Told]], role: str) -> None:
    """Plant acts of several parties: no party crosses by itself, all of them together would."""
    records = [record for acts in groups for act in acts for record in act.records]
    expect = "transfer" if role == "unlinkable" else "no_transfer"
    scene.block.plant(SCENARIO, role, expect, *records, kind=name, owner=scene.of.owner, met_on="", alone=False)


def _cleared(scene: Scene, name: str) -> None:
    """Finds that the rights holder later called genuine; what is left stays below."""
    parts = _parts(scene.rng, LINE * _factor(scene.rng, 1.0, 1.5), LINE)
    days = [scene.block.since + timedelta(days=20 * i + scene.rng.randint(0, 9)) for i in range(len(parts))]
    acts, papers = [], []
    for part, day in zip(parts, days, strict=True):
        act = _inspected(scene, part, day=day)
        (record,) = act.records
        papers.append(_look(scene, part, day + timedelta(days=scene.rng.randint(3, 14)), "cleared", like=record))
        acts.append(act)
    records = [record for act in acts for record in act.records]
    _decoy(scene, name, *records, *papers)


def _lawful(scene: Scene, name: str) -> None:
    """Large stocks of marked goods with their papers in order."""
    found = [_look(scene, share(scene.rng, 60000, 0.6, 2.0), None, "lawful") for _ in range(2)]
    _decoy(scene, name, *found)


def _other_matter(scene: Scene, name: str) -> None:
    """Large amounts in decisions about something else."""
    papers = [_decision(scene, share(scene.rng, 60000, 0.6, 2.0), _last_year(scene), "other") for _ in range(2)]
    _decoy(scene, name, *papers)


def _decoy(scene: Scene, name: str, *records: Record) -> None:
    scene.block.plant(
        SCENARIO, "decoy", "no_transfer", *records, kind=name, owner=scene.of.owner, met_on="", alone=False
    )


# the records


def replace_of(scene: Scene, of: Firm) -> Scene:
    """Return the scene with another face of the party."""
    return replace(scene, of=of)


def _factor(rng: random.Random, low: float, high: float) -> Decimal:
    return Decimal(str(round(rng.uniform(low, high), 4)))


def _parts(rng: random.Random, total: Decimal, line: Decimal) -> list[Decimal]:
    """Return two to five amounts that make ``total`` to the fen, each below the line by itself."""
    number = rng.randint(2 if total < line * Decimal("1.3") else 3, 5)
    shares = [Decimal(str(round(rng.uniform(0.8, 1.2), 3))) for _ in range(number)]
    parts = [(total * one / sum(shares)).quantize(CENT) for one in shares[:-1]]
    return [*parts, total.quantize(CENT) - sum(parts, Decimal(0))]


def _inspections(scene: Scene, parts: Sequence[Decimal]) -> list[Told]:
    return [_inspected(scene, part) for part in parts]


def _inspected(scene: Scene, amount: Decimal, words_of: str = "marks", day: date | None = None) -> Told:
    record = _look(scene, amount, day, words_of)
    return Told((record,), amount, record.at.date())


def _look(scene: Scene, amount: Decimal, day: date | None, words_of: str, like: Record | None = None) -> Record:
    """Add one inspection record about goods of this value; ``like`` is an earlier one about the same goods."""
    rng, block = scene.rng, scene.block
    noun = str(like.cells["商品"]) if like else scene.noun
    quantity = int(str(like.cells["数量"])) if like else rng.randint(20, 120)
    text = rng.choice(words("missed")["seen"][words_of]).format(mark=scene.mark.mark, noun=noun, quantity=quantity)
    at = block.moment(rng) if day is None else _morning(day, rng)
    record = rows.inspection(scene.of, at, found=text, goods=noun, quantity=quantity, unit=amount / quantity)
    record.cells["单价（元）"] = (amount / quantity).quantize(CENT)
    record.cells["货值金额（元）"] = amount
    return block.add(record)


def _fined(scene: Scene, amount: Decimal, day: date, words_of: str = "marks") -> Told:
    return Told((_decision(scene, amount, day, words_of),), amount, day, day)


def _prior(scene: Scene, days: int) -> Told:
    """A small penalty for the like, so many days before the window."""
    return _fined(scene, share(scene.rng, 4000, 0.5, 1.5), scene.block.since - timedelta(days=days))


def _decision(scene: Scene, amount: Decimal, day: date, words_of: str = "marks", **more: object) -> Record:
    rng = scene.rng
    noun = scene.noun if words_of != "other" else rng.choice(rng.choice(kinds_of_trade(scene.of.trade)).nouns)
    text = rng.choice(words("missed")["document"][words_of])
    facts = text.format(mark=scene.mark.mark, noun=noun, price=amount, **more)
    cause = "违反市场监管规定" if words_of == "other" else "侵犯注册商标专用权"
    fine = (amount / 2).quantize(Decimal(1))
    agency = f"{scene.of.district}市场监管局"
    at = _morning(day, rng)
    return scene.block.add(
        rows.penalty(scene.of, at, cause=cause, facts=facts, amount=amount, fine=fine, agency=agency)
    )


def _morning(day: date, rng: random.Random) -> datetime:
    return datetime(day.year, day.month, day.day, rng.randint(8, 18), rng.randint(0, 59))  # noqa: DTZ001 wall-clock


def _last_year(scene: Scene) -> date:
    return scene.block.since - timedelta(days=scene.rng.randint(30, 240))


# the faces of one party


def _renamed(scene: Scene) -> Firm:
    """A new name under the same credit code."""
    mask = scene.block.new_firm(kind=COMPANY, trade=scene.of.trade)
    return _elsewhere(scene, replace(scene.of, name=mask.name, core=mask.core, phone=mask.phone))


def _same_phone(scene: Scene) -> Firm:
    """A trader's name without a code, and the same telephone."""
    mask = scene.block.new_firm(kind="trader", trade=scene.of.trade)
    return replace(mask, owner=scene.of.owner, uscc="", phone=scene.of.phone)


def _misspelt(scene: Scene) -> Firm:
    """The same company as another office writes it: without a code, brackets or 市 added."""
    name = scene.of.name
    plain = name.replace("武汉市", "武汉", 1) if name.startswith("武汉市") else name.replace("武汉", "武汉市", 1)
    return _elsewhere(scene, replace(scene.of, name=plain, uscc="", phone=codes.phone(scene.of.number + 2_000_000)))


def _at_the_address(scene: Scene) -> Firm:
    """A shop of the same 字号 and trade at the same door, without code or telephone."""
    core = scene.of.name.removeprefix("武汉市").removeprefix("武汉").split("有限")[0].removesuffix("发展")
    return replace(scene.of, name=f"{scene.of.district}{core}经营部", uscc="", phone="")


def _elsewhere(scene: Scene, face: Firm) -> Firm:
    """Let another district's office meet this face; its address stays that of the register."""
    return replace(face, district=scene.rng.choice(districts()).name)


FACES: Final[tuple[Callable[[Scene], Firm], ...]] = (_renamed, _same_phone, _misspelt, _at_the_address)

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
