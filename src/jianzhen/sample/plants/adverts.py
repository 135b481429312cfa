"""Advertisements with absolute terms, and lawful wording that only looks like them."""

from __future__ import annotations

import random

from jianzhen.sample import rows
from jianzhen.sample.block import Block, Record
from jianzhen.sample.firms import COMPANY
from jianzhen.sample.market import kinds_of_trade, register
from jianzhen.sample.tables import words
from jianzhen.sample.titles import market_price


def plant_adverts(block: Block) -> None:
    """Plant absolute terms and their lawful neighbours among plain advertisements."""
    for i in range(block.count(70)):
        record = _advert(block, block.dice("absolute", i), "absolute")
        block.plant("absolute_ad", "planted", "flag", record)
    for i in range(block.count(70)):
        record = _advert(block, block.dice("lawful", i), "lawful")
        block.plant("absolute_ad", "decoy", "clear", record, decoy="lawful_wording")
    for i in range(block.count(460)):
        _advert(block, block.dice("plain ad", i), "plain")


def _advert(block: Block, rng: random.Random, manner: str) -> Record:
    of = block.new_firm(kind=COMPANY)
    register(block, rng, of)
    kind = rng.choice(kinds_of_trade(of.trade))
    text = rng.choice(words("ads")[manner]).format(
        name=of.core + rng.choice(("", "", "商城", "专卖")),
        noun=rng.choice(kind.nouns),
        adj=rng.choice(kind.adjectives),
        price=f"{market_price(rng, kind):.0f}",
    )
    medium = rng.choice(words("ads")["media"])
    return block.add(rows.advertisement(of, block.moment(rng), text=text, medium=medium, goods=kind.title))
