"""When a complaint is not accepted: the grounds of the day's law, and whether it came too late (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from jianzhen.law.book import LawBook
from jianzhen.law.counting import corresponding_day
from jianzhen.stages.cases.schema.acts import Strict, Text, Word, Words, parsed

FILE: Final = Path(__file__).parent / "complaints.yml"
LATE: Final = "late"
_MONTHS: Final = 12


class Ground(Strict):
    """One ground in words, with the item of the article under each version that has it."""

    words: Words
    items: dict[Text, Text]


class Grounds(Strict):
    """The file as it is read."""

    schema_version: Literal[1]
    refuse: Text
    late: Text
    tells_other_ways: tuple[Text, ...]
    grounds: dict[Word, Ground]


@dataclass(frozen=True, slots=True)
class Refusable:
    """On which grounds a complaint is refused on a day: by which version, and whether other ways must be told."""

    rule: str
    citation: str
    grounds: Mapping[str, Ground]
    tells_other_ways: bool

    def item(self, ground: str) -> str:
        """Return the item of the article that a ground is."""
        return self.grounds[ground].items[self.rule]


@cache
def grounds() -> Grounds:
    """Return the grounds that the product brings.

    Raises:
        RefusedError: the file is wrong; names the key.
    """
    return parsed(FILE, Grounds)


def refusable(book: LawBook, on: date) -> Refusable | None:
    """Return the grounds of a day; None where no text was read for it."""
    version = book.timeline(grounds().refuse).on(on)
    if version is None:
        return None
    found = {name: one for name, one in grounds().grounds.items() if version.id in one.items}
    return Refusable(version.id, version.citation, found, version.id in grounds().tells_other_ways)


def last_day(book: LawBook, known_on: date, received_on: date) -> tuple[date, str] | None:
    """Return the last day on which a complaint is in time, and the rule; None where no text was read for its receipt.

    The rule is that of the day the complaint came in: what was known before the rule began is measured by it too.
    """
    version = book.timeline(grounds().late).on(received_on)
    if version is None or version.quantity is None:
        return None
    return corresponding_day(known_on, int(version.quantity) * _MONTHS), version.id
