"""What offices already did: last year's penalties, inspections and parcels."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from jianzhen.sample import rows
from jianzhen.sample.block import Block, Record
from jianzhen.sample.dice import CENT, moment, share
from jianzhen.sample.firms import COMPANY, Firm, Shop
from jianzhen.sample.market import kinds_of_trade, register
from jianzhen.sample.plants.marks import online_marks
from jianzhen.sample.plants.tobacco import Retailer
from jianzhen.sample.tables import Mark, districts, words
from jianzhen.sample.titles import category_of


@dataclass(frozen=True, slots=True)
class Act:
    """One recorded act, the value of its goods in yuan, and whether it already had its decision."""

    record: Record
    amount: Decimal
    punished: bool


def plant_history(block: Block, shops: list[Shop], retailers: list[Retailer]) -> None:
    """Fill penalties, inspections and parcels."""
    for i in range(block.count(190)):
        _everyday_penalty(block, block.dice("penalty", i), shops)
    for i in range(block.count(220)):
        _everyday_inspection(block, block.dice("inspection", i), shops)
    for i in range(block.count(440)):
        _parcel(block, block.dice("parcel", i), "parcel_clean")
    for i in range(block.count(30)):
        record = _parcel(block, block.dice("parcel found", i), "parcel_found")
        block.plant("parcel", "planted", "flag", record)
        record = _parcel(block, block.dice("parcel lawful", i), "parcel_lawful")
        block.plant("parcel", "decoy", "clear", record, decoy="lawful_content")
    for i in range(block.count(25)):
        _tobacco_licence_checks(block, block.dice("licence check", i), retailers)


def last_year(block: Block, rng: random.Random) -> datetime:
    """Return a moment in the calendar year before the window ends."""
    year = block.until.year - 1
    return moment(rng, date(year, 1, 5), date(year, 12, 28))


def _agency(of: Firm) -> str:
    return f"{of.district}市场监管局"


def _everyday_penalty(block: Block, rng: random.Random, shops: list[Shop]) -> None:
    named = [s.firm for s in shops if s.firm.uscc]
    of = rng.choice(named) if named else block.new_firm(kind=COMPANY)
    kind = rng.choice(kinds_of_trade(of.trade))
    amount = share(rng, 3000, 0.05, 1.5)
    facts = rng.choice(words("inspections")["penalty_other"]).format(noun=rng.choice(kind.nouns), price=amount)
    fine = Decimal(rng.choice((500, 1000, 2000, 3000, 5000, 10000)))
    value = amount if "货值" in facts else Decimal(0)
    at = last_year(block, rng)
    block.add(rows.penalty(of, at, cause=facts[3:13], facts=facts, amount=value, fine=fine, agency=_agency(of)))


def _everyday_inspection(block: Block, rng: random.Random, shops: list[Shop]) -> None:
    of, table = rng.choice(shops).firm, words("inspections")
    found = rng.choice(table["clean"] if rng.random() < 0.8 else table["minor"])
    block.add(rows.inspection(of, block.moment(rng), found=found))


def _parcel(block: Block, rng: random.Random, manner: str) -> Record:
    """Add one checked parcel whose finding is of the list ``manner``."""
    place, mark = rng.choice(districts()), rng.choice(online_marks())
    quantity = rng.randint(2, 80)
    text = rng.choice(words("inspections")[manner])
    found = text.format(quantity=quantity, mark=mark.mark, noun=rng.choice(category_of(mark).nouns))
    outlet = f"{place.name}{rng.choice(place.roads)}揽投部"
    pieces = quantity if str(quantity) in found else 1
    grams = int(rng.lognormvariate(6.6, 0.9))
    at = block.moment(rng)
    return block.add(rows.parcel(at, outlet=outlet, district=place.name, grams=grams, found=found, pieces=pieces))


def _tobacco_licence_checks(block: Block, rng: random.Random, retailers: list[Retailer]) -> None:
    """A number that no register holds hangs in one shop; a valid one in another."""
    false = f"42019{rng.randrange(1, 9)}{rng.randrange(10**6):06d}"
    of = block.new_firm(trade="liquor", kind="trader")
    register(block, rng, of)
    text = f"经营场所出示烟草专卖零售许可证（{false}），现场有卷烟待售"
    record = block.add(rows.inspection(of, block.moment(rng), found=text, goods="卷烟", licence=false))
    block.plant("licence", "planted", "flag", record, number=false, why="unregistered")
    lawful = rng.choice(retailers)
    text = f"经营场所出示烟草专卖零售许可证（{lawful.licence}），进货台账一致"
    record = block.add(
        rows.inspection(lawful.firm, block.moment(rng), found=text, goods="卷烟", licence=lawful.licence)
    )
    block.plant("licence", "decoy", "clear", record, decoy="valid_tobacco_licence", number=lawful.licence)


def record_act(block: Block, rng: random.Random, of: Firm, mark: Mark, amount: Decimal, *, punished: bool) -> Act:
    """Record one act about goods of this value: a decision of last year, or an inspection that led nowhere yet."""
    noun = rng.choice(category_of(mark).nouns)
    if punished:
        facts = rng.choice(words("inspections")["penalty_facts"]).format(mark=mark.mark, noun=noun, price=amount)
        cause, fine = "侵犯注册商标专用权", (amount / 2).quantize(Decimal(1))
        at = last_year(block, rng)
        record = rows.penalty(of, at, cause=cause, facts=facts, amount=amount, fine=fine, agency=_agency(of))
        return Act(block.add(record), amount, punished=True)
    quantity = rng.randint(20, 120)
    unit = (amount / quantity).quantize(CENT)
    text = rng.choice(words("inspections")["counterfeit"]).format(mark=mark.mark, noun=noun, quantity=quantity)
    at = block.moment(rng) - timedelta(days=rng.randint(0, 60))
    record = rows.inspection(of, at, found=text, goods=noun, quantity=quantity, unit=unit)
    return Act(block.add(record), unit * quantity, punished=False)
