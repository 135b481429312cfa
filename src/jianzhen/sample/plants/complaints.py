"""What citizens wrote and called: everyday grievances, and one event told several times through several ports."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from jianzhen.sample import codes, exports
from jianzhen.sample.block import Block, Cell, Record
from jianzhen.sample.dice import weighted
from jianzhen.sample.disguise import sound_alike
from jianzhen.sample.firms import COMPANY, TRADER, Firm, Shop, person_name, shop
from jianzhen.sample.market import kinds_of_trade, open_shop, register
from jianzhen.sample.plants.marks import disguised_offer, online_marks
from jianzhen.sample.plants.sellers import name_neighbours
from jianzhen.sample.tables import Category, Mark, districts, words
from jianzhen.sample.titles import category_of, market_price

COMPLAINT, REPORT = "投诉", "举报"


@dataclass(frozen=True, slots=True)
class Event:
    """One event a citizen tells of: where, what, for how much, and what was wrong with it."""

    shop: Shop
    online: bool
    shown: str
    kind: Category
    price: str
    issue: str
    day: datetime


@dataclass(frozen=True, slots=True)
class Citizen:
    """An invented person who complains."""

    name: str
    phone: str


def plant_complaints(block: Block, shops: list[Shop]) -> None:
    """Fill the 12315 workbook and the hotline; plant events that came in more than once."""
    for i in range(block.count(880)):
        _everyday(block, block.dice("complaint", i), shops, i)
    for i in range(block.count(520)):
        _everyday_call(block, block.dice("call", i), shops, i)
    for i in range(block.count(45)):
        _told_twice(block, block.dice("duplicate", i), i)
    for i in range(block.count(15)):
        _nameless(block, block.dice("nameless", i), i)
        _strangers(block, block.dice("strangers", i), i)


def _citizen(block: Block, *path: object) -> Citizen:
    rng = block.dice("citizen", *path)
    number = block.number * 3000 + rng.randrange(3000)
    return Citizen(person_name(block.seed, block.number, number), codes.phone(number, person=True))


def _event(block: Block, rng: random.Random, of: Shop, issue: str) -> Event:
    kind = rng.choice(kinds_of_trade(of.firm.trade))
    choices = [m.mark for m in online_marks() if category_of(m).key == kind.key]
    shown = rng.choice(choices) if choices and (issue == "counterfeit" or rng.random() < 0.3) else ""
    price = f"{market_price(rng, kind):.0f}"
    return Event(of, rng.random() < 0.65, shown, kind, price, issue, block.lately(rng))


def _story(rng: random.Random, event: Event, request: str, *, again: bool = False, named: bool = True) -> str:
    table, of = words("complaints"), event.shop.firm
    purchase = rng.choice(table["purchase_online" if event.online else "purchase_offline"]).format(
        day=f"{event.day.month}月{event.day.day}日",
        platform=event.shop.platform,
        shop=(event.shop.name if event.online else of.name) if named else "一家小店",
        address=of.address.removeprefix("武汉市") if named else "小区门口",
        mark=event.shown,
        noun=rng.choice(event.kind.nouns),
        price=event.price,
    )
    openings: list[str] = table["again"] if again else table["opening"]
    rest = "".join(rng.choice(table[part]) for part in (event.issue, "evidence", request))
    return f"{rng.choice(openings)}{purchase}{rest}"


def _at(block: Block, rng: random.Random, event: Event) -> datetime:
    last = datetime(block.until.year, block.until.month, block.until.day, 23, 30)  # noqa: DTZ001 wall clock
    return min(event.day + timedelta(days=rng.randint(0, 9), minutes=rng.randint(1, 600)), last)


def to_12315(
    block: Block, rng: random.Random, event: Event, by: Citizen, *, kind: str, named: bool = True, again: bool = False
) -> Record:
    """Add one row of the 12315 workbook; dates as 2019/8/1 9:05."""
    at, of = _at(block, rng, event), event.shop.firm
    request = "request_complaint" if kind == COMPLAINT else "request_report"
    cells: dict[str, Cell] = {
        "业务类型": kind,
        "登记时间": f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}",
        "姓名": by.name,
        "联系电话": by.phone,
        "商品名称": rng.choice(event.kind.nouns),
        "涉及品牌": event.shown,
        "涉及金额": event.price,
        "问题描述": _story(rng, event, request, again=again, named=named),
        "所属辖区": of.district,
        "承办单位": f"{of.district}市场监管局",
    }
    if named:
        cells.update(_accused(event, of))
    return block.add(Record(exports.C12315.name, at, cells, of.owner))


def _accused(event: Event, of: Firm) -> dict[str, Cell]:
    return {
        "被投诉举报方": (of.name if of.uscc else event.shop.name),
        "被投诉举报方统一社会信用代码": of.uscc if not event.online else "",
        "被投诉举报方电话": of.phone,
        "被投诉举报方地址": "" if event.online else of.address,
        "电商平台": event.shop.platform if event.online else "",
        "店铺账号": event.shop.account if event.online else "",
    }


def to_12345(
    block: Block, rng: random.Random, event: Event, by: Citizen, *, named: bool = True, again: bool = False
) -> Record:
    """Add one hotline ticket: the clerk types the name and, mostly, the telephone of the seller."""
    at, of = _at(block, rng, event), event.shop.firm
    cells: dict[str, Cell] = {
        "来电时间": at.strftime("%Y-%m-%d %H:%M"),
        "来电人": by.name,
        "来电号码": by.phone,
        "诉求类型": rng.choice((COMPLAINT, REPORT)),
        "诉求标题": rng.choice(words("complaints")["titles_12345"]),
        "诉求内容": _story(rng, event, "request_report", again=again, named=named),
        "涉事主体": (of.name if of.uscc else event.shop.name) if named else "",
        "涉事主体电话": of.phone if named else "",
        "涉事地址": of.address if named and of.uscc else "",
        "涉事区域": of.district,
        "承办单位": f"{of.district}市场监管局",
    }
    return block.add(Record(exports.H12345.name, at, cells, of.owner))


def _everyday(block: Block, rng: random.Random, shops: list[Shop], i: int) -> None:
    issue = weighted(rng, ("quality", "price", "counterfeit"), (70, 20, 10))
    kind = REPORT if issue == "counterfeit" or rng.random() < 0.25 else COMPLAINT
    event = _event(block, rng, rng.choice(shops), issue)
    to_12315(block, rng, event, _citizen(block, "everyday", i), kind=kind)


def _everyday_call(block: Block, rng: random.Random, shops: list[Shop], i: int) -> None:
    by = _citizen(block, "call", i)
    if rng.random() < 0.3:
        _other_topic(block, rng, by)
        return
    event = _event(block, rng, rng.choice(shops), weighted(rng, ("quality", "price"), (75, 25)))
    to_12345(block, rng, event, by)


def _other_topic(block: Block, rng: random.Random, by: Citizen) -> None:
    place, at = rng.choice(districts()), block.lately(rng)
    text = rng.choice(words("complaints")["other_topics"]).format(
        district=place.name, road=rng.choice(place.roads), price=rng.randint(200, 3000)
    )
    cells: dict[str, Cell] = {
        "来电时间": at.strftime("%Y-%m-%d %H:%M"),
        "来电人": by.name,
        "来电号码": by.phone,
        "诉求类型": rng.choice(("求助", "咨询", "投诉")),
        "诉求标题": text[:10],
        "诉求内容": text,
        "涉事区域": place.name,
        "承办单位": f"{place.name}人民政府",
    }
    block.add(Record(exports.H12345.name, at, cells))


def _fake_event(block: Block, rng: random.Random, of: Shop) -> tuple[Event, Mark]:
    """Return an event about imitations of a mark, which the citizen writes as the shop does."""
    mark = rng.choice([m for m in online_marks() if len(m.mark) > 2 and category_of(m).trade == of.firm.trade])
    kind = category_of(mark)
    price = f"{market_price(rng, kind):.0f}"
    shown = sound_alike(rng, mark.mark)
    return Event(of, rng.random() < 0.5, shown, kind, price, "counterfeit", block.lately(rng)), mark


def _trade(rng: random.Random) -> str:
    return category_of(rng.choice([m for m in online_marks() if len(m.mark) > 2])).trade


def _told_twice(block: Block, rng: random.Random, i: int) -> None:
    """One event through two or three ports: the lead is one, each complaint keeps its own clock."""
    event, mark = _fake_event(block, rng, open_shop(block, rng, trade=_trade(rng), kind=rng.choice((COMPANY, TRADER))))
    offered = disguised_offer(block, rng, event.shop, mark, event.shown)
    by = _citizen(block, "twice", i)
    told = [to_12315(block, rng, event, by, kind=rng.choice((COMPLAINT, REPORT)))]
    told.append(to_12345(block, rng, event, by, again=rng.random() < 0.5))
    if rng.random() < 0.4:
        other = by if rng.random() < 0.5 else _citizen(block, "third", i)
        told.append(to_12315(block, rng, event, other, kind=REPORT, again=other is by))
    block.plant("duplicate", "planted", "one_lead", *told, owner=event.shop.firm.owner)
    block.plant(
        "homophone", "planted", "flag", offered, mark=mark.mark, shown=event.shown, register_no=mark.register_no
    )


def _nameless(block: Block, rng: random.Random, i: int) -> None:
    """Two tellings that name no seller at all: one event in truth, and no key that shows it."""
    event, _ = _fake_event(block, rng, open_shop(block, rng, trade=_trade(rng), kind=TRADER))
    by, other = _citizen(block, "nameless", i), _citizen(block, "nameless too", i)
    told = [
        to_12315(block, rng, event, by, kind=REPORT, named=False),
        to_12345(block, rng, event, other, named=False),
    ]
    block.plant("duplicate", "unlinkable", "one_lead", *told, owner=event.shop.firm.owner)


def _strangers(block: Block, rng: random.Random, i: int) -> None:
    """Two events about the same goods at two shops of like names: not one lead."""
    one, other = name_neighbours(block, rng, _trade(rng))
    told = []
    for of, who in ((one, "one"), (other, "other")):
        register(block, rng, of)
        event, _ = _fake_event(block, rng, shop(block.seed, of, 0))
        told.append(to_12315(block, rng, event, _citizen(block, who, i), kind=REPORT))
    block.plant("duplicate", "decoy", "apart", *told, decoy="other_seller")
