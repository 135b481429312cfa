"""Who is behind a shop: serial infringers under many fronts, fronts that share no key, and look-alike strangers."""

from __future__ import annotations

import random
from dataclasses import replace

from jianzhen.sample.block import Block, Record
from jianzhen.sample.dice import share, weighted
from jianzhen.sample.disguise import look_alike, separated, sound_alike
from jianzhen.sample.firms import COMPANY, PLATFORMS, Firm, Shop, shop
from jianzhen.sample.market import add_listing, register
from jianzhen.sample.plants.history import record_act
from jianzhen.sample.plants.marks import disguised_offer, online_marks
from jianzhen.sample.tables import Mark, words
from jianzhen.sample.titles import category_of

LINKS = ("uscc", "phone", "account", "name_address")


def plant_sellers(block: Block) -> None:
    """Plant serial infringers, unlinkable shells and three kinds of firms that are not one."""
    for i in range(block.count(24)):
        _serial(block, block.dice("serial", i))
    for i in range(block.count(8)):
        _shells(block, block.dice("shells", i))
    for i in range(block.count(14)):
        _similar_names(block, block.dice("similar", i))
        _one_building(block, block.dice("building", i))
        _one_agent(block, block.dice("agent", i))


def _infringing(block: Block, rng: random.Random, of: Shop, mark: Mark) -> Record:
    disguise = rng.choice((sound_alike, separated, look_alike))
    return disguised_offer(block, rng, of, mark, disguise(rng, mark.mark))


def _some_mark(rng: random.Random, trade: str) -> Mark:
    return rng.choice([m for m in online_marks() if len(m.mark) > 2 and category_of(m).trade == trade])


def _trade(rng: random.Random) -> str:
    return category_of(rng.choice([m for m in online_marks() if len(m.mark) > 2])).trade


def _serial(block: Block, rng: random.Random) -> None:
    """One firm under three to five shops, each joined to the first by exactly one exact key; some have a record."""
    trade = _trade(rng)
    base = block.new_firm(trade=trade, kind=COMPANY)
    register(block, rng, base)
    shops, links = [shop(block.seed, base, 0, platform=PLATFORMS[0])], ["first"]
    for ordinal in range(1, rng.randint(3, 5)):
        link = weighted(rng, LINKS, (3, 3, 2, 2))
        shops.append(_front(block, base, ordinal, link))
        links.append(link)
    found = []
    for opened in shops:
        for _ in range(rng.randint(0, 3)):
            add_listing(block, rng, opened)
        found += [_infringing(block, rng, opened, _some_mark(rng, trade)) for _ in range(rng.randint(1, 2))]
    prior = rng.random() < 0.4
    if prior:
        found.append(
            record_act(block, rng, base, _some_mark(rng, trade), share(rng, 6000, 0.4, 1.6), punished=True).record
        )
    block.plant(
        "serial", "planted", "one_subject", *found, owner=base.owner, links=links, shops=len(shops), prior=prior
    )


def _front(block: Block, base: Firm, ordinal: int, link: str) -> Shop:
    """Return a further shop of ``base`` that shows the one key ``link`` and otherwise another face."""
    mask = block.new_firm(trade=base.trade)
    if link == "uscc":
        face = replace(base, phone=mask.phone, core=mask.core, person=mask.person)
        return shop(block.seed, face, ordinal, platform=PLATFORMS[0])
    if link == "phone":
        face = replace(mask, owner=base.owner, phone=base.phone, uscc="", kind="person")
        return shop(block.seed, face, ordinal, platform=PLATFORMS[1])
    if link == "account":
        first = shop(block.seed, base, 0, platform=PLATFORMS[0])
        face = replace(mask, owner=base.owner, uscc="")
        return replace(shop(block.seed, face, ordinal, platform=PLATFORMS[0]), account=first.account)
    face = replace(base, phone=mask.phone, core=mask.core, person=mask.person)
    return shop(block.seed, face, ordinal, platform=PLATFORMS[1])


def _shells(block: Block, rng: random.Random) -> None:
    """One owner behind fronts that share no key: the truth knows, no exact key can tell."""
    trade = _trade(rng)
    first = block.new_firm(trade=trade, kind=COMPANY)
    fronts = [first, *(replace(block.new_firm(trade=trade), owner=first.owner) for _ in range(2))]
    found = []
    for of in fronts:
        register(block, rng, of)
        found.append(_infringing(block, rng, shop(block.seed, of, 0), _some_mark(rng, trade)))
    block.plant("serial", "unlinkable", "one_subject", *found, owner=first.owner, shops=len(fronts))


def _similar_names(block: Block, rng: random.Random) -> None:
    """Two firms whose names differ in one word of the trade: strangers in law."""
    one, other = name_neighbours(block, rng, _trade(rng))
    _strangers(block, rng, one, other, "similar_name")


def name_neighbours(block: Block, rng: random.Random, trade: str) -> tuple[Firm, Firm]:
    """Return two unrelated companies whose names differ only in the word of their trade."""
    one, other = block.new_firm(trade=trade, kind=COMPANY), block.new_firm(trade=trade, kind=COMPANY)
    first, second = rng.sample(words("firms")["industries"][trade], 2)
    one = replace(one, name=f"武汉{one.core}{first}有限公司")
    return one, replace(other, core=one.core, name=f"武汉{one.core}{second}有限公司")


def _one_building(block: Block, rng: random.Random) -> None:
    """Two firms registered at one and the same address, as in any shared office."""
    trade = _trade(rng)
    one, other = block.new_firm(trade=trade, kind=COMPANY), block.new_firm(trade=trade, kind=COMPANY)
    building = one.address[: one.address.index("号") + 1] + rng.choice(words("firms")["buildings"])
    one = replace(one, address=building)
    _strangers(block, rng, one, replace(other, address=building, district=one.district), "shared_building")


def _one_agent(block: Block, rng: random.Random) -> None:
    """Two companies whose papers were filed by one agent, who gave its own telephone for both."""
    trade = _trade(rng)
    one, other = block.new_firm(trade=trade, kind=COMPANY), block.new_firm(trade=trade, kind=COMPANY)
    _strangers(block, rng, one, replace(other, phone=one.phone), "shared_agent")


def _strangers(block: Block, rng: random.Random, one: Firm, other: Firm, decoy: str) -> None:
    found = []
    for of in (one, other):
        register(block, rng, of)
        platform = {"shared_building": PLATFORMS[1], "shared_agent": PLATFORMS[0]}.get(decoy, "")
        found.append(_infringing(block, rng, shop(block.seed, of, 0, platform=platform), _some_mark(rng, of.trade)))
    block.plant("serial", "decoy", "apart", *found, decoy=decoy)
