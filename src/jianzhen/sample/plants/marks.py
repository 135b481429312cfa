"""Listings that hide a protected mark, undercut it or boast of imitation; beside each, its lawful neighbours."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from jianzhen.sample import rows
from jianzhen.sample.block import SAFE_DAYS, Block, Record
from jianzhen.sample.dice import share
from jianzhen.sample.disguise import look_alike, separated, sound_alike
from jianzhen.sample.firms import COMPANY, Shop, shop
from jianzhen.sample.market import NOT_ONLINE, dealers, morning, open_shop
from jianzhen.sample.rows import Goods
from jianzhen.sample.tables import Category, Mark, homophones, lookalikes, marks, words
from jianzhen.sample.titles import (
    category_of,
    fake_price,
    genuine_price,
    market_price,
    ordinary,
    shaped,
    with_jargon,
)

Disguise = Callable[[random.Random, str], str]
LONG = 3
"""A mark of two characters is too common to be told by its sound or shape alone; those are not planted."""


def online_marks() -> list[Mark]:
    """Return the marks whose goods are sold online by ordinary shops."""
    return [m for m in marks() if m.category not in NOT_ONLINE]


def plant_marks(block: Block) -> None:
    """Plant disguised marks, jargon and give-away prices with their decoys."""
    for scenario, disguise, chosen in (
        ("homophone", sound_alike, [m for m in online_marks() if len(m.mark) >= LONG]),
        ("separator", separated, [m for m in online_marks() if len(m.mark) >= LONG]),
        ("lookalike", look_alike, [m for m in online_marks() if len(m.mark) >= LONG]),
    ):
        for i in range(block.count(80)):
            _disguised(block, block.dice(scenario, i), scenario, disguise, chosen)
    for i in range(block.count(80)):
        _jargon(block, block.dice("jargon", i))
        _cheap(block, block.dice("price", i))
    for i in range(block.count(45)):
        for decoy in (_neighbour, _formatted, _lapsed, _second_hand, _descriptive, _discount, _dealer_sale):
            decoy(block, block.dice("decoy", decoy.__name__, i))


def offer(block: Block, rng: random.Random, of: Shop, kind: Category, title: str, price: Decimal) -> Record:
    """Add one listing of a shop under a given title and price; the brand field stays empty."""
    goods = Goods(kind, title, price, "", rng.choice(kind.specs))
    return block.add(rows.listing(rng, of, goods, block.moment(rng)))


def _disguised(block: Block, rng: random.Random, scenario: str, disguise: Disguise, chosen: list[Mark]) -> None:
    mark = rng.choice(chosen)
    shown = disguise(rng, mark.mark)
    seller = open_shop(block, rng, trade=category_of(mark).trade)
    record = disguised_offer(block, rng, seller, mark, shown)
    block.plant(scenario, "planted", "flag", record, mark=mark.mark, shown=shown, register_no=mark.register_no)


def disguised_offer(block: Block, rng: random.Random, seller: Shop, mark: Mark, shown: str) -> Record:
    """Add a listing that shows ``shown`` in the place of a mark, at a price of imitations."""
    kind = category_of(mark)
    return offer(block, rng, seller, kind, ordinary(rng, kind, shown, block.until.year), fake_price(rng, kind))


def _jargon(block: Block, rng: random.Random) -> None:
    mark = rng.choice(online_marks())
    kind, seller = category_of(mark), open_shop(block, rng, trade=category_of(mark).trade)
    title = with_jargon(rng, ordinary(rng, kind, mark.mark, block.until.year))
    record = offer(block, rng, seller, kind, title, fake_price(rng, kind))
    block.plant("jargon", "planted", "flag", record, mark=mark.mark, register_no=mark.register_no)


def _cheap(block: Block, rng: random.Random) -> None:
    mark = rng.choice(online_marks())
    kind, seller = category_of(mark), open_shop(block, rng, trade=category_of(mark).trade)
    tail = rng.choice(words("titles")["cheap_tails"])
    title = ordinary(rng, kind, mark.mark, block.until.year, tail=tail)
    record = offer(block, rng, seller, kind, title, share(rng, kind.median, 0.06, 0.18))
    block.plant("price", "planted", "flag", record, mark=mark.mark, register_no=mark.register_no)


def _neighbour(block: Block, rng: random.Random) -> None:
    """Another firm's own registered mark, whose first character clearly differs in sound and shape."""
    mark = rng.choice([m for m in online_marks() if len(m.mark) == LONG and not m.mark.isascii()])
    other = _unlike(rng, mark.mark[0]) + mark.mark[1:]
    if other in {m.mark for m in marks()}:
        return
    kind, seller = category_of(mark), open_shop(block, rng, trade=category_of(mark).trade, kind=COMPANY)
    number = f"Z7{block.number:04d}{block.items['homophone']:05d}"
    registration = rows.trademark(
        morning(block.since),
        number=number,
        mark=other,
        class_no=mark.class_no,
        goods=kind.goods,
        holder=seller.firm,
        licensees=[],
        term=block.until + timedelta(days=rng.randint(SAFE_DAYS, 3000)),
        state="有效",
    )
    block.add(registration)
    title = ordinary(rng, kind, other, block.until.year)
    record = offer(block, rng, seller, kind, title, market_price(rng, kind))
    block.plant("homophone", "decoy", "clear", record, decoy="registered_neighbour", mark=mark.mark, shown=other)


def _unlike(rng: random.Random, char: str) -> str:
    near = homophones()[char].same + homophones()[char].near
    glyphs = lookalikes().get(char)
    near += glyphs.alike if glyphs else ""
    pool: str = words("firms")["coined"]
    return rng.choice([c for c in pool if c != char and c not in near])


def _formatted(block: Block, rng: random.Random) -> None:
    """An authorised dealer who sets the mark in brackets, dots or spaces."""
    record = _by_dealer(block, rng, "authorised")
    block.plant("separator", "decoy", "clear", record, decoy="authorised_formatting")


def _dealer_sale(block: Block, rng: random.Random) -> None:
    """An authorised dealer's seasonal sale."""
    record = _by_dealer(block, rng, "")
    block.plant("price", "decoy", "clear", record, decoy="authorised_sale")


def _by_dealer(block: Block, rng: random.Random, shapes: str) -> Record:
    mark = rng.choice(online_marks())
    kind, of = category_of(mark), shop(block.seed, rng.choice(dealers(block.seed, mark)), 0)
    if shapes:
        title, price = shaped(rng, shapes, kind, mark.mark, block.until.year), genuine_price(rng, kind)
    else:
        tail = rng.choice(words("titles")["discount_tails"])
        title = ordinary(rng, kind, mark.mark, block.until.year, tail=tail)
        price = share(rng, kind.median, 0.55, 0.75)
    return offer(block, rng, of, kind, title, price)


def _lapsed(block: Block, rng: random.Random) -> None:
    """A word that sounds like a mark whose registration ended years ago and was not renewed."""
    pool, kind = words("firms")["first"], rng.choice([category_of(m) for m in online_marks()])
    number = f"Z6{block.number:04d}{block.items['lookalike']:05d}"
    mark = "".join(rng.sample(words("firms")["coined"], 2)) + rng.choice(pool)
    holder = block.new_firm(kind=COMPANY, trade=kind.trade)
    registration = rows.trademark(
        morning(block.since),
        number=number,
        mark=mark,
        class_no=rng.randint(1, 34),
        goods=kind.goods,
        holder=holder,
        licensees=[],
        term=block.since - timedelta(days=rng.randint(400, 1500)),
        state="期满未续展",
    )
    block.add(registration)
    shown = separated(rng, mark)
    seller = open_shop(block, rng, trade=kind.trade)
    title = ordinary(rng, kind, shown, block.until.year)
    record = offer(block, rng, seller, kind, title, market_price(rng, kind))
    block.plant("lookalike", "decoy", "clear", record, decoy="lapsed_registration", mark=mark, shown=shown)


def _second_hand(block: Block, rng: random.Random) -> None:
    mark = rng.choice(online_marks())
    kind, seller = category_of(mark), open_shop(block, rng, kind="person", trade=category_of(mark).trade)
    title = shaped(rng, "second_hand", kind, mark.mark, block.until.year)
    record = offer(block, rng, seller, kind, title, share(rng, kind.median, 0.25, 0.6))
    block.plant("jargon", "decoy", "clear", record, decoy="second_hand", mark=mark.mark)


def _descriptive(block: Block, rng: random.Random) -> None:
    """An accessory that says which product it fits, at the price of an accessory."""
    mark = rng.choice(online_marks())
    kind, seller = category_of(mark), open_shop(block, rng, trade=category_of(mark).trade)
    title = shaped(rng, "descriptive", kind, mark.mark, block.until.year)
    record = offer(block, rng, seller, kind, title, share(rng, kind.median, 0.04, 0.2))
    block.plant("price", "decoy", "clear", record, decoy="descriptive", mark=mark.mark)


def _discount(block: Block, rng: random.Random) -> None:
    """A reseller's honest discount, in a range that occurs among genuine goods."""
    mark = rng.choice(online_marks())
    kind, seller = category_of(mark), open_shop(block, rng, trade=category_of(mark).trade)
    tail = rng.choice(words("titles")["discount_tails"])
    title = ordinary(rng, kind, mark.mark, block.until.year, tail=tail)
    record = offer(block, rng, seller, kind, title, share(rng, kind.median, 0.6, 0.85))
    block.plant("price", "decoy", "clear", record, decoy="honest_discount", mark=mark.mark)
