"""Numbers quoted for goods (expired, false, another's) and goods without any: farm inputs and e-cigarettes."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jianzhen.sample import codes, rows
from jianzhen.sample.block import SAFE_DAYS, Block, Record
from jianzhen.sample.dice import share
from jianzhen.sample.firms import COMPANY, Firm, Shop, shop
from jianzhen.sample.market import morning, open_shop, register
from jianzhen.sample.plants.marks import offer
from jianzhen.sample.tables import Category, categories, words
from jianzhen.sample.titles import market_price, ordinary, shaped

NUMBERS_PER_BLOCK = 100
"""Numbers a block may give out, of either kind; more than it has holders, so that no two blocks share one."""
TERM_DAYS = 5 * 365


@dataclass(frozen=True, slots=True)
class Licensed:
    """One number of a register: whose it is, for what, until when."""

    number: str
    kind: str
    holder: Firm
    product: str
    last: date


def plant_products(block: Block) -> None:
    """Fill the two farm registers and plant numbers that do not hold; plant e-cigarettes without a maker."""
    register_rng = block.dice("farm register")
    valid = [_licensed(block, register_rng, i, expired=False) for i in range(block.count(70))]
    expired = [_licensed(block, register_rng, len(valid) + i, expired=True) for i in range(block.count(25))]
    for i in range(block.count(40)):
        rng = block.dice("licence", i)
        _quoted(block, rng, rng.choice(expired), "expired")
        _invented(block, rng)
        _proper(block, rng, rng.choice(valid))
        _mismatched(block, rng, valid)
        _distributor(block, rng, rng.choice(valid))
        _three_no(block, block.dice("three no", i))
        _accessory(block, block.dice("accessory", i))


def _licensed(block: Block, rng: random.Random, i: int, *, expired: bool) -> Licensed:
    of = block.new_firm(trade="farm", kind=COMPANY)
    register(block, rng, of)
    if expired:
        last = block.since - timedelta(days=rng.randint(30, 900))
    else:
        last = block.until + timedelta(days=rng.randint(SAFE_DAYS, 1450))
    if i % 5 < 3:
        found = Licensed(codes.pesticide(block.number * NUMBERS_PER_BLOCK + i), "pesticide", of, "", last)
    else:
        found = Licensed(codes.seed_licence(block.number * NUMBERS_PER_BLOCK + i), "seed", of, "", last)
    product = rng.choice(categories()[found.kind].nouns)
    found = Licensed(found.number, found.kind, of, product, last)
    _enter(block, found, "已过期" if expired and rng.random() < 0.5 else "有效")
    return found


def _enter(block: Block, of: Licensed, state: str) -> None:
    first, at = of.last - timedelta(days=TERM_DAYS), morning(block.since)
    if of.kind == "pesticide":
        block.add(rows.pesticide(at, of.number, of.holder, product=of.product, first=first, last=of.last, state=state))
    else:
        block.add(rows.seed_licence(at, of.number, of.holder, crop=of.product, first=first, last=of.last, state=state))


def _quote(
    block: Block, rng: random.Random, seller: Shop, kind: str, number: str, *, product: str = "", brand: str = ""
) -> Record:
    """Add a listing that quotes ``number`` for ``product`` (any of the kind when empty)."""
    category = categories()[kind]
    shown = replace(category, nouns=(product,)) if product else category
    phrase = rng.choice(words("titles")["quotes"][kind]).format(number=number)
    title = f"{ordinary(rng, shown, brand, block.until.year)} {phrase}"
    return offer(block, rng, seller, category, title, market_price(rng, category))


def _quoted(block: Block, rng: random.Random, of: Licensed, why: str) -> None:
    """The holder itself goes on selling under a number that ran out before the window began."""
    record = _quote(block, rng, shop(block.seed, of.holder, 0), of.kind, of.number, product=of.product)
    block.plant("licence", "planted", "flag", record, number=of.number, why=why)


def _invented(block: Block, rng: random.Random) -> None:
    """A number of a right or nearly right form that no register holds."""
    form = rng.choice(("digits", "prefix", "unregistered"))
    year, serial = rng.randint(2013, 2025), rng.randint(1, 999)
    number = {
        "digits": f"PD{year}{serial:03d}",
        "prefix": f"PB{year}9{serial:03d}",
        "unregistered": codes.unregistered_pesticide(year, serial),
    }[form]
    record = _quote(block, rng, open_shop(block, rng, trade="farm"), "pesticide", number)
    block.plant("licence", "planted", "flag", record, number=number, why=form)


def _proper(block: Block, rng: random.Random, of: Licensed) -> None:
    record = _quote(block, rng, shop(block.seed, of.holder, 0), of.kind, of.number, product=of.product)
    block.plant("licence", "decoy", "clear", record, decoy="valid_number", number=of.number)


def _mismatched(block: Block, rng: random.Random, valid: list[Licensed]) -> None:
    """A valid pesticide number put on another product by a stranger to its holder."""
    of = rng.choice([v for v in valid if v.kind == "pesticide"])
    other = rng.choice([noun for noun in categories()["pesticide"].nouns if noun != of.product])
    seller = open_shop(block, rng, trade="farm")
    brand = f"{seller.firm.core}牌"
    record = _quote(block, rng, seller, "pesticide", of.number, product=other, brand=brand)
    block.plant("licence_mismatch", "planted", "flag", record, number=of.number, registered=of.product, sold=other)


def _distributor(block: Block, rng: random.Random, of: Licensed) -> None:
    """A shop that resells the holder's own product and names the holder."""
    seller = open_shop(block, rng, trade="farm")
    product = f"{of.holder.name}出品{of.product}"
    record = _quote_of(block, rng, seller, of, product)
    block.plant("licence_mismatch", "decoy", "clear", record, decoy="distributor", number=of.number)


def _quote_of(block: Block, rng: random.Random, seller: Shop, of: Licensed, product: str) -> Record:
    category: Category = categories()[of.kind]
    phrase = rng.choice(words("titles")["quotes"][of.kind]).format(number=of.number)
    title = f"{product} {rng.choice(category.specs)} {phrase}"
    return offer(block, rng, seller, category, title, market_price(rng, category))


def _three_no(block: Block, rng: random.Random) -> None:
    kind, seller = categories()["ecig"], open_shop(block, rng, trade="general")
    title = shaped(rng, "three_no", kind, "", block.until.year)
    record = offer(block, rng, seller, kind, title, share(rng, kind.median, 0.1, 0.5))
    block.plant("three_no", "planted", "flag", record)


def _accessory(block: Block, rng: random.Random) -> None:
    kind, seller = categories()["ecig"], open_shop(block, rng, trade="general")
    title = shaped(rng, "parts_decoy", kind, "", block.until.year)
    record = offer(block, rng, seller, kind, title, share(rng, kind.median, 0.05, 0.2))
    block.plant("three_no", "decoy", "clear", record, decoy="accessory")
