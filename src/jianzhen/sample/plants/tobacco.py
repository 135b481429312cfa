"""Tobacco: retail licences, carton scans, cartons that were sold to another shop, and lawful look-alikes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from jianzhen.sample import codes, rows
from jianzhen.sample.block import SAFE_DAYS, Block, Record
from jianzhen.sample.firms import TRADER, Firm
from jianzhen.sample.market import morning, register
from jianzhen.sample.tables import marks

LICENCES_PER_BLOCK: Final = 900
MAKERS: Final = ("CYGY", "HYLY", "YXSY")


@dataclass(frozen=True, slots=True)
class Retailer:
    """A licensed shop and its licence number."""

    firm: Firm
    licence: str


def plant_tobacco(block: Block) -> list[Retailer]:
    """Fill the licence register and the scans; plant diverted cartons, expired shops and renewed ones."""
    rng = block.dice("tobacco")
    retailers = [_retailer(block, rng, i) for i in range(block.count(400))]
    for i in range(block.count(1250)):
        _ordinary_scan(block, block.dice("scan", i), retailers)
    for i in range(block.count(60)):
        _diverted(block, block.dice("diversion", i), retailers)
    for i in range(block.count(40)):
        _renewed(block, block.dice("renewed", i), len(retailers) + i)
        _bulk(block, block.dice("bulk", i), retailers)
    return retailers


def _number(block: Block, i: int) -> str:
    return codes.tobacco_licence(block.number * LICENCES_PER_BLOCK + i)


def _retailer(block: Block, rng: random.Random, i: int) -> Retailer:
    of = block.new_firm(trade="liquor", kind=TRADER)
    register(block, rng, of)
    last = block.until + timedelta(days=rng.randint(SAFE_DAYS, 1450))
    found = Retailer(of, _number(block, i))
    _enter(block, found, last, "有效")
    return found


def _enter(block: Block, of: Retailer, last: date, state: str) -> None:
    first = last - timedelta(days=5 * 365)
    block.add(rows.tobacco_licence(morning(block.since), of.licence, of.firm, first=first, last=last, state=state))


def _scan(block: Block, rng: random.Random, at: datetime, of: Retailer, on_carton: str, *, cartons: int = 1) -> Record:
    made = at.date() - timedelta(days=rng.randint(3, 90))
    brand = rng.choice([m.mark for m in marks() if m.category == "cigarette"]) + rng.choice(
        ("（硬）", "（软）", "（细支）")
    )
    code = codes.tobacco_code(made, rng.randrange(10**9), rng.randint(1, 50), rng.choice(MAKERS), on_carton)
    return block.add(rows.scan(of.firm, of.licence, at, code=code, brand=brand, cartons=cartons))


def _ordinary_scan(block: Block, rng: random.Random, retailers: list[Retailer]) -> None:
    of = rng.choice(retailers)
    _scan(block, rng, block.moment(rng), of, of.licence, cartons=rng.randint(1, 12))


def _diverted(block: Block, rng: random.Random, retailers: list[Retailer]) -> None:
    """A carton coded for one licensee lies in another's shop."""
    here, sold_to = rng.sample(retailers, 2)
    record = _scan(block, rng, block.moment(rng), here, sold_to.licence, cartons=rng.randint(1, 30))
    block.plant("diversion", "planted", "flag", record, shop=here.licence, coded_for=sold_to.licence)


def _renewed(block: Block, rng: random.Random, i: int) -> None:
    """A shop whose licence was renewed under a new number; its stock still carries the old one."""
    new = _retailer(block, rng, i)
    old = Retailer(new.firm, _number(block, i + LICENCES_PER_BLOCK // 2))
    changed = block.until - timedelta(days=rng.randint(20, 60))
    _enter(block, old, changed, "换证注销")
    record = _scan(block, rng, morning(changed + timedelta(days=rng.randint(1, 15))), new, old.licence)
    block.plant("diversion", "decoy", "clear", record, decoy="renewed_licence", shop=new.licence, coded_for=old.licence)


def _bulk(block: Block, rng: random.Random, retailers: list[Retailer]) -> None:
    """Many cartons at once, all of the shop's own licence."""
    of = rng.choice(retailers)
    record = _scan(block, rng, block.moment(rng), of, of.licence, cartons=rng.randint(40, 90))
    block.plant("diversion", "decoy", "clear", record, decoy="own_bulk", shop=of.licence)
