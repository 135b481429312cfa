"""What a scene of acts is made of: who acts, what inspections and decisions put on record, other faces of a firm."""

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


def scene_of(block: Block, rng: random.Random) -> Scene:
    """Return a scene: a new firm with a mark that is counterfeited online, in the register."""
    mark = rng.choice(online_marks())
    of = block.new_firm(kind=COMPANY, trade=category_of(mark).trade)
    register(block, rng, of)
    return Scene(block, rng, of, mark)


def replace_of(scene: Scene, of: Firm) -> Scene:
    """Return the scene with another face of the party."""
    return replace(scene, of=of)


def factor(rng: random.Random, low: float, high: float) -> Decimal:
    """Return a factor between two, as a decimal."""
    return Decimal(str(round(rng.uniform(low, high), 4)))


def shares_of(rng: random.Random, total: Decimal, line: Decimal) -> list[Decimal]:
    """Return two to five amounts that make ``total`` to the fen, each below the line by itself."""
    number = rng.randint(2 if total < line * Decimal("1.3") else 3, 5)
    shares = [Decimal(str(round(rng.uniform(0.8, 1.2), 3))) for _ in range(number)]
    parts = [(total * one / sum(shares)).quantize(CENT) for one in shares[:-1]]
    return [*parts, total.quantize(CENT) - sum(parts, Decimal(0))]


def inspections(scene: Scene, parts: Sequence[Decimal]) -> list[Told]:
    """Return one find for each amount."""
    return [inspected(scene, part) for part in parts]


def inspected(scene: Scene, amount: Decimal, words_of: str = "marks", day: date | None = None) -> Told:
    """Return a find of an inspection."""
    record = look(scene, amount, day, words_of)
    return Told((record,), amount, record.at.date())


def look(scene: Scene, amount: Decimal, day: date | None, words_of: str, like: Record | None = None) -> Record:
    """Add one inspection record about goods of this value; ``like`` is an earlier one about the same goods."""
    rng, block = scene.rng, scene.block
    noun = str(like.cells["商品"]) if like else scene.noun
    quantity = int(str(like.cells["数量"])) if like else rng.randint(20, 120)
    text = rng.choice(words("missed")["seen"][words_of]).format(mark=scene.mark.mark, noun=noun, quantity=quantity)
    at = block.moment(rng) if day is None else morning(day, rng)
    record = rows.inspection(scene.of, at, found=text, goods=noun, quantity=quantity, unit=amount / quantity)
    record.cells["单价（元）"] = (amount / quantity).quantize(CENT)
    record.cells["货值金额（元）"] = amount
    return block.add(record)


def fined(scene: Scene, amount: Decimal, day: date, words_of: str = "marks") -> Told:
    """Return a penalty decision as an act that is on record and decided the same day."""
    return Told((decision(scene, amount, day, words_of),), amount, day, day)


def penalty_before(scene: Scene, days: int) -> Told:
    """A small penalty for the like, so many days before the window."""
    return fined(scene, share(scene.rng, 4000, 0.5, 1.5), scene.block.since - timedelta(days=days))


def decision(scene: Scene, amount: Decimal, day: date, words_of: str = "marks", **more: object) -> Record:
    """Return the record of a penalty decision."""
    rng = scene.rng
    noun = scene.noun if words_of != "other" else rng.choice(rng.choice(kinds_of_trade(scene.of.trade)).nouns)
    text = rng.choice(words("missed")["document"][words_of])
    facts = text.format(mark=scene.mark.mark, noun=noun, price=amount, **more)
    cause = "违反市场监管规定" if words_of == "other" else "侵犯注册商标专用权"
    fine = (amount / 2).quantize(Decimal(1))
    agency = f"{scene.of.district}市场监管局"
    at = morning(day, rng)
    return scene.block.add(
        rows.penalty(scene.of, at, cause=cause, facts=facts, amount=amount, fine=fine, agency=agency)
    )


def morning(day: date, rng: random.Random) -> datetime:
    """Return an hour of the working day."""
    return datetime(day.year, day.month, day.day, rng.randint(8, 18), rng.randint(0, 59))  # noqa: DTZ001 wall-clock


def last_year(scene: Scene) -> date:
    """Return a day before the year that is looked at."""
    return scene.block.since - timedelta(days=scene.rng.randint(30, 240))


# the faces of one party


def renamed(scene: Scene) -> Firm:
    """A new name under the same credit code."""
    mask = scene.block.new_firm(kind=COMPANY, trade=scene.of.trade)
    return elsewhere(scene, replace(scene.of, name=mask.name, core=mask.core, phone=mask.phone))


def same_phone(scene: Scene) -> Firm:
    """A trader's name without a code, and the same telephone."""
    mask = scene.block.new_firm(kind="trader", trade=scene.of.trade)
    return replace(mask, owner=scene.of.owner, uscc="", phone=scene.of.phone)


def misspelt(scene: Scene) -> Firm:
    """The same company as another office writes it: without a code, brackets or 市 added."""
    name = scene.of.name
    plain = name.replace("武汉市", "武汉", 1) if name.startswith("武汉市") else name.replace("武汉", "武汉市", 1)
    return elsewhere(scene, replace(scene.of, name=plain, uscc="", phone=codes.phone(scene.of.number + 2_000_000)))


def at_the_address(scene: Scene) -> Firm:
    """A shop of the same 字号 and trade at the same door, without code or telephone."""
    core = scene.of.name.removeprefix("武汉市").removeprefix("武汉").split("有限")[0].removesuffix("发展")
    return replace(scene.of, name=f"{scene.of.district}{core}经营部", uscc="", phone="")


def elsewhere(scene: Scene, face: Firm) -> Firm:
    """Let another district's office meet this face; its address stays that of the register."""
    return replace(face, district=scene.rng.choice(districts()).name)


FACES: Final[tuple[Callable[[Scene], Firm], ...]] = (renamed, same_phone, misspelt, at_the_address)
