"""The honest city: dealers and holders, shops with ordinary listings, registers, and everyday complaints."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from jianzhen.sample import rows
from jianzhen.sample.block import SAFE_DAYS, Block, Record
from jianzhen.sample.dice import dice, share
from jianzhen.sample.firms import COMPANY, PERSON, Firm, Shop, firm, holder, shop
from jianzhen.sample.tables import Category, Mark, categories, marks, words
from jianzhen.sample.titles import category_of, genuine_price, plain_goods, shaped

DEALERS_PER_MARK = 3
NOT_ONLINE = frozenset({"cigarette", "ecig"})
"""Kinds of goods that no honest shop offers online."""


def mark_holder(seed: int, mark: Mark) -> Firm:
    """Return the holder of a mark; the same firm in every block."""
    number = 100 + marks().index(mark)
    return holder(seed, number, mark.mark)


def dealer(seed: int, mark: Mark, ordinal: int) -> Firm:
    """Return the ``ordinal``-th authorised dealer of a mark; the same firm in every block."""
    number = 300 + marks().index(mark) * DEALERS_PER_MARK + ordinal
    return firm(seed, number, kind=COMPANY, trade=category_of(mark).trade)


def dealers(seed: int, mark: Mark) -> list[Firm]:
    """Return all authorised dealers of a mark."""
    return [dealer(seed, mark, i) for i in range(DEALERS_PER_MARK)]


def kinds_of_trade(trade: str) -> list[Category]:
    """Return the kinds of goods a trade sells online; cigarettes are never sold there."""
    found = [kind for kind in categories().values() if kind.trade == trade and kind.key not in NOT_ONLINE]
    return found or list(categories().values())[:3]


def open_shop(block: Block, rng: random.Random, *, trade: str = "", kind: str = "", platform: str = "") -> Shop:
    """Return the shop of a new firm, with a few ordinary listings behind which anything may hide."""
    of = block.new_firm(trade=trade, kind=kind)
    register(block, rng, of)
    opened = shop(block.seed, of, 0, platform=platform)
    for _ in range(rng.randint(1, 5)):
        add_listing(block, rng, opened)
    return opened


def register(block: Block, rng: random.Random, of: Firm) -> None:
    """Enter a firm in the register of market entities; small private sellers are exempt and not in it."""
    if of.kind == PERSON:
        return
    recorded = block.moment(rng)
    founded = recorded.date() - timedelta(days=rng.randint(200, 4200))
    block.add(rows.entity(of, founded, recorded, state=rng.choice(("存续", "存续", "存续", "开业", "在业"))))


def add_listing(block: Block, rng: random.Random, of: Shop, shown: str = "", kind: Category | None = None) -> Record:
    """Add one ordinary listing of a shop."""
    goods = plain_goods(rng, kind or rng.choice(kinds_of_trade(of.firm.trade)), shown, block.until.year)
    return block.add(rows.listing(rng, of, goods, block.moment(rng)))


def build_market(block: Block) -> list[Shop]:
    """Fill a block with its honest shops and return them."""
    rng = block.dice("market")
    shops = [_honest_shop(block, i) for i in range(block.count(500))]
    _coined_marks(block, rng, shops)
    for mark in marks():
        if mark.category not in NOT_ONLINE:
            _dealer_listings(block, mark)
    _change_prices(block, rng)
    return shops


def _honest_shop(block: Block, number: int) -> Shop:
    rng = block.dice("honest", number)
    of = block.new_firm()
    register(block, rng, of)
    opened = shop(block.seed, of, 0)
    resold = [m for m in marks() if category_of(m).trade == of.trade and m.category not in NOT_ONLINE]
    for _ in range(min(60, 1 + int(rng.expovariate(1 / 15)))):
        if resold and rng.random() < 0.18:
            _resale(block, rng, opened, rng.choice(resold))
        else:
            add_listing(block, rng, opened)
    return opened


def _resale(block: Block, rng: random.Random, of: Shop, mark: Mark) -> None:
    """Add an ordinary resale: the mark written as registered, at a genuine price. A mention, not a flag."""
    kind = category_of(mark)
    goods = plain_goods(rng, kind, mark.mark, block.until.year)
    block.add(rows.listing(rng, of, replace(goods, price=genuine_price(rng, kind)), block.moment(rng)))


def _coined_marks(block: Block, rng: random.Random, shops: list[Shop]) -> None:
    """Register marks of small local firms and let their shops use them."""
    local = [s for s in shops if s.firm.kind == COMPANY]
    pool = words("firms")["coined"]
    for i, own in enumerate(rng.sample(local, min(len(local), block.count(90)))):
        mark, kind = "".join(rng.sample(pool, rng.choice((3, 3, 4)))), rng.choice(kinds_of_trade(own.firm.trade))
        number = f"Z8{block.number:04d}{i:05d}"
        block.add(_own_registration(block, rng, number, mark, kind, own.firm))
        for _ in range(rng.randint(1, 4)):
            add_listing(block, rng, own, mark, kind)


def _own_registration(block: Block, rng: random.Random, number: str, mark: str, kind: Category, of: Firm) -> Record:
    term = block.until + timedelta(days=rng.randint(SAFE_DAYS, 3300))
    return rows.trademark(
        morning(block.since),
        number=number,
        mark=mark,
        class_no=rng.randint(1, 34),
        goods=kind.goods,
        holder=of,
        licensees=[],
        term=term,
        state="有效",
    )


def _dealer_listings(block: Block, mark: Mark) -> None:
    kind = category_of(mark)
    for ordinal, of in enumerate(dealers(block.seed, mark)):
        rng, opened = block.dice("dealer", mark.mark, ordinal), shop(block.seed, of, 0)
        for _ in range(block.count(4)):
            goods = plain_goods(rng, kind, mark.mark, block.until.year)
            goods = replace(goods, price=genuine_price(rng, kind))
            if rng.random() < 0.4:
                goods = replace(goods, title=shaped(rng, "authorised", kind, mark.mark, block.until.year))
            block.add(rows.listing(rng, opened, goods, block.moment(rng)))


def _change_prices(block: Block, rng: random.Random) -> None:
    """Let some listings be seen again under the same id with another price: two observations."""
    for platform, column, form in (("platform-jianghui", "现价", "¥{:,.2f}"), ("platform-chupin", "price", "{}")):
        seen = [r for r in block.records[platform] if r.at < evening(block.until) - timedelta(days=21)]
        for record in rng.sample(seen, min(len(seen), block.count(40))):
            paid = float(str(record.cells[column]).replace("¥", "").replace(",", ""))
            later = record.at + timedelta(days=rng.randint(1, 20))
            cells = dict(record.cells)
            cells[column] = form.format(share(rng, paid, 0.85, 0.97))
            cells.update({"采集时间": later.strftime("%Y-%m-%d %H:%M:%S")} if "采集时间" in cells else {})
            cells.update({"crawl_ts": later.strftime("%Y-%m-%dT%H:%M:%S+08:00")} if "crawl_ts" in cells else {})
            block.add(Record(platform, later, cells, record.owner, again=record))


def build_registers(block: Block) -> None:
    """Write the protected marks, their holders and dealers once, in the first block."""
    if block.number:
        return
    for mark in marks():
        rng, owner = dice(block.seed, "registration", mark.mark), mark_holder(block.seed, mark)
        licensed = dealers(block.seed, mark)
        block.add(_protected(block, rng, mark, owner, licensed))
        for of in (owner, *licensed):
            register(block, rng, of)


def _protected(block: Block, rng: random.Random, mark: Mark, owner: Firm, licensed: list[Firm]) -> Record:
    return rows.trademark(
        morning(block.since),
        number=mark.register_no,
        mark=mark.mark,
        class_no=mark.class_no,
        goods=category_of(mark).goods,
        holder=owner,
        licensees=[of.name for of in licensed],
        term=_term(block, date(mark.first_year, 6, 1) + timedelta(days=rng.randint(1, 200))),
        state="有效",
    )


def _term(block: Block, start: date) -> date:
    """Return the last day of a term of ten years that covers the window and well beyond it."""
    while start.replace(year=start.year + 10) < block.until + timedelta(days=SAFE_DAYS):
        start = start.replace(year=start.year + 10)
    if start > block.since:
        start = start.replace(year=start.year - 5)
    return start.replace(year=start.year + 10) - timedelta(days=1)


def morning(day: date) -> datetime:
    """Return nine in the morning of a day."""
    return datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001 exports carry Shanghai wall-clock time


def evening(day: date) -> datetime:
    """Return ten in the evening of a day."""
    return datetime(day.year, day.month, day.day, 22)  # noqa: DTZ001 exports carry Shanghai wall-clock time
