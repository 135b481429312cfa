"""Invented firms, traders and persons, and their shops; each a pure function of the seed and a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from jianzhen.sample import codes
from jianzhen.sample.dice import dice, weighted
from jianzhen.sample.tables import districts, people, words

COMPANY: Final = "company"
TRADER: Final = "trader"
PERSON: Final = "person"
PLATFORMS: Final = ("江汇购", "楚拼集市")
_SCATTER: Final = 7919  # a prime that divides no size of the name space


@dataclass(frozen=True, slots=True)
class Firm:
    """A seller as the register would know it. A person who sells small amounts has no ``uscc``.

    ``owner`` is the truth: two firms with one owner are one infringer behind two fronts.
    """

    number: int
    owner: str
    kind: str
    core: str
    name: str
    uscc: str
    phone: str
    address: str
    district: str
    trade: str
    person: str


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop on one of the two platforms, with what the platform shows of the firm behind it."""

    firm: Firm
    platform: str
    name: str
    account: str


def person_name(seed: int, *path: object) -> str:
    """Return an invented personal name."""
    rng, parts = dice(seed, "person", *path), people()
    return rng.choice(parts["surname"]) + "".join(rng.sample(parts["given"], rng.choice((1, 2, 2))))


def firm(seed: int, number: int, *, trade: str = "", kind: str = "") -> Firm:
    """Return firm ``number``: equal numbers are one firm, whichever file asks."""
    rng = dice(seed, "firm", number)
    kind = kind or weighted(rng, (COMPANY, TRADER, PERSON), (55, 33, 12))
    trade = trade or rng.choice(tuple(words("firms")["industries"]))
    place = weighted(rng, districts(), [d.weight for d in districts()])
    person = person_name(seed, "firm", number)
    core = _core(number)
    road, building = rng.choice(place.roads), rng.choice(words("firms")["buildings"])
    address = (
        f"武汉市{place.name}{road}{rng.randint(1, 388)}号{building}{rng.randint(1, 28)}层{rng.randint(1, 40):02d}室"
    )
    return Firm(
        number=number,
        owner=f"firm-{number}",
        kind=kind,
        core=core,
        name=_full_name(seed, number, core, kind, trade, place.name, person),
        uscc="" if kind == PERSON else codes.uscc(number, trader=kind == TRADER),
        phone=codes.phone(number),
        address=address,
        district=place.name,
        trade=trade,
        person=person,
    )


def _core(number: int) -> str:
    """Return the distinguishing part of a firm's name; no two of 22,400 neighbours are equal, as registrars see to."""
    table = words("firms")
    first, second, third = table["first"], table["second"], table["third"]
    rest, i = divmod((number * _SCATTER + 31) % (len(first) * len(second) * len(third)), len(first))
    k, j = divmod(rest, len(second))
    return f"{first[i]}{second[j]}{third[k]}"


def _full_name(seed: int, number: int, core: str, kind: str, trade: str, district: str, person: str) -> str:
    rng, table = dice(seed, "name", number), words("firms")
    industry = rng.choice(table["industries"][trade])
    if kind == COMPANY:
        return f"武汉{rng.choice(('', '市'))}{core}{industry}{rng.choice(table['company_forms'])}"
    if kind == TRADER:
        return f"{district}{core}{industry}{rng.choice(table['trader_forms'])}"
    return f"{person}的小店"


def holder(seed: int, number: int, mark: str) -> Firm:
    """Return the firm that holds ``mark``: a company outside the sample city's own numbers."""
    rng, base = dice(seed, "holder", number), firm(seed, number, kind=COMPANY)
    core = mark if not mark.isascii() else base.core
    return replace(base, name=f"{core}{rng.choice(words('firms')['holder_words'])}有限公司")


def shop(seed: int, of: Firm, ordinal: int, *, platform: str = "") -> Shop:
    """Return the ``ordinal``-th shop of a firm."""
    rng = dice(seed, "shop", of.number, ordinal)
    where = platform or rng.choice(PLATFORMS)
    prefix = rng.choice((of.core, of.core, f"{of.person[0]}家{of.core}", f"{of.core}の", f"{of.district[:2]}{of.core}"))
    number = codes.scattered(of.number * 20 + ordinal, 8)
    account = f"jh{number}" if where == PLATFORMS[0] else f"CP-{number}"
    return Shop(of, where, prefix + rng.choice(words("firms")["shop_words"]), account)
