"""One block of the city: its records in memory, its planted truth, and nothing of any other block.

A scale of K is K blocks, each written to files of its own before the next is made, so that memory does
not grow with the scale. Firms, shops and prices hang on the seed and a number, so blocks agree without talking.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from jianzhen.sample.dice import dice, moment
from jianzhen.sample.firms import Firm, firm

FIRMS_PER_BLOCK: Final = 5000
GLOBAL_FIRMS: Final = 1000
WINDOW_DAYS: Final = 300
OPEN_DAYS: Final = 24
"""How far back the matters of a port's export reach, but for the few that were forgotten."""
FORGOTTEN: Final = 0.03
MAX_SCALE: Final = 1000
SAFE_DAYS: Final = 400
"""A term that counts as in force still runs this long after the window, so that a later pass agrees."""

Cell = str | int | float | Decimal | date | datetime | None


@dataclass(slots=True, eq=False)
class Record:
    """One row of one export; ``record_id`` is given when the block is written.

    ``again`` is the earlier record that this one repeats under the same id with other content.
    """

    export: str
    at: datetime
    cells: dict[str, Cell]
    owner: str = ""
    record_id: str = ""
    again: Record | None = None


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted item: what was hidden where, and what the pipeline should make of it.

    ``role`` is planted, decoy or unlinkable; ``expect`` is flag, clear, one_subject, apart,
    one_lead, transfer or no_transfer.
    """

    item: str
    scenario: str
    role: str
    expect: str
    records: tuple[Record, ...]
    detail: dict[str, object]


@dataclass(slots=True)
class Block:
    """The records and plants of one block, ``size`` of a full one, observed up to ``until``."""

    seed: int
    number: int
    size: float
    until: date
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    plants: list[Plant] = field(default_factory=list)
    next_firm: int = 0
    items: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def since(self) -> date:
        """The first day of the observation window."""
        return self.until - timedelta(days=WINDOW_DAYS)

    def dice(self, *path: object) -> random.Random:
        """Return the generator of a named place in this block."""
        return dice(self.seed, "block", self.number, *path)

    def count(self, full: int) -> int:
        """Return how many of ``full`` a block of this size holds, at least one."""
        return max(1, round(full * self.size))

    def lately(self, rng: random.Random) -> datetime:
        """Return a moment of a matter still open: an export of a port holds mostly those, and a few forgotten."""
        if rng.random() < FORGOTTEN:
            return self.moment(rng)
        return moment(rng, max(self.since, self.until - timedelta(days=OPEN_DAYS)), self.until)

    def moment(self, rng: random.Random) -> datetime:
        """Return a moment in the observation window."""
        return moment(rng, self.since, self.until)

    def new_firm(self, *, trade: str = "", kind: str = "") -> Firm:
        """Return the next unused firm of this block."""
        number = GLOBAL_FIRMS + self.number * FIRMS_PER_BLOCK + self.next_firm
        self.next_firm += 1
        return firm(self.seed, number, trade=trade, kind=kind)

    def add(self, record: Record) -> Record:
        """Keep a record for its export."""
        self.records[record.export].append(record)
        return record

    def plant(self, scenario: str, role: str, expect: str, *records: Record, **detail: object) -> None:
        """Keep one planted item with the records that show it."""
        self.items[scenario] += 1
        item = f"{scenario}-{self.number:04d}-{self.items[scenario]:05d}"
        self.plants.append(Plant(item, scenario, role, expect, records, detail))
