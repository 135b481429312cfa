"""What each charge asks of the rule files, read once from ``charges.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from jianzhen.law.rulefile import rule_fault
from jianzhen.law.yamlfile import parse, read_documents

_FILE: Final = Path(__file__).with_name("charges.yml")

PRICES: Final[tuple[str, ...]] = (
    "actual_unit_price",
    "marked_unit_price",
    "established_average_price",
    "genuine_market_mid_price",
)
"""Prices a line of goods may carry."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Entry):
    """A quantity that a limb compares; ``money`` in CNY, otherwise a count."""

    zh: str
    money: bool


class Counting(_Entry):
    """What a rule lets one add up, and the order in which it prices lines of goods."""

    adds: tuple[str, ...] = ()
    sold: tuple[tuple[str, ...], ...] = ()
    unsold: tuple[tuple[str, ...], ...] = ()


class Words(_Entry):
    """One sentence in both languages."""

    zh: str
    en: str


class CountKeys(_Entry):
    """Keys of the rules by which a charge prices lines and adds up acts."""

    orders: tuple[str, ...]
    adds: tuple[str, ...]


class Plan(_Entry):
    """One charge: keys of the rule files by tier, and what no figure can show."""

    tiers: dict[str, tuple[str, ...]]
    count: CountKeys
    missing: tuple[str, ...]
    leads: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    scope: str | None = None
    units: bool = False

    def keys(self, tiers: tuple[str, ...]) -> tuple[str, ...]:
        """Return the keys of these tiers, in the order of the file."""
        return tuple(key for tier in tiers for key in self.tiers.get(tier, ()))


class Plans(_Entry):
    """The whole file."""

    measures: dict[str, Measure]
    counting: dict[str, Counting]
    missing: dict[str, Words]
    conditions: dict[str, str]
    charges: dict[str, Plan]


@cache
def plans() -> Plans:
    """Return the packaged plans.

    Raises:
        RuleFileError: the file is not what this module describes.
    """
    (document,) = read_documents(_FILE, rule_fault)
    return parse(Plans, document, _FILE, rule_fault)


def measure_zh(name: str) -> str:
    """Name a measure, or a sum of measures, in Chinese."""
    known = plans().measures
    for measure in sorted(known, key=len, reverse=True):
        name = name.replace(measure, known[measure].zh)
    return name.replace("*", "×").replace("+", "＋")
