"""What the detector reads and what it makes of it: records of a party, and the acts they tell of (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

DECISIONS: Final = frozenset({"penalty", "case", "judgment"})
"""Kinds of records that tell of an act with its decision; all others tell of an act alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One record about a party as some office wrote it.

    ``day`` is the day of the decision or of the observation, ``act_day`` the day of the act where the record says it.
    ``covers`` names records that a decision is about. ``amount`` in CNY. ``quashed`` marks a decision that fell.
    """

    record_id: str
    kind: str
    source: str
    number: str
    day: date
    act_day: date | None = None
    agency: str = ""
    name: str = ""
    amount: Decimal | None = None
    quantity: int | None = None
    text: str = ""
    cause: str = ""
    covers: tuple[str, ...] = ()
    quashed: bool = False

    @property
    def decides(self) -> bool:
        """Whether the record is a decision."""
        return self.kind in DECISIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party under all its names, with every record about it."""

    subject_id: str
    name: str
    names: tuple[str, ...] = ()
    uscc: str = ""
    unit: bool = False
    records: tuple[Recorded, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What the words of one record say in one field: quantities, marks, and whether they take a suspicion back."""

    field: str
    quantities: Mapping[str, Decimal]
    marks: frozenset[str]
    cleared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act in one field, told by one or several records.

    Attributes:
        day: the day of the act; the day of the decision stands in where no record says it (``stands_in``).
        known_on: the day on which it first was on record.
        handled_on: the day of the first decision about it that stands; None where none is on record.
        unsure: a decision that may be about it cannot be matched for certain.
    """

    field: str
    day: date
    known_on: date
    quantities: Mapping[str, Decimal]
    marks: frozenset[str]
    records: tuple[Recorded, ...]
    stands_in: bool = False
    handled_on: date | None = None
    handled_by: str = ""
    unsure: bool = False

    @property
    def judged(self) -> bool:
        """Whether a court decided about it, so that it was handed over."""
        return any(record.kind == "judgment" for record in self.records)

    def open_on(self, day: date) -> bool:
        """Whether the act is on record on that day and nothing was decided about it before.

        A decision taken that very day was taken in place of a transfer; a judgment was not.
        """
        if self.known_on > day:
            return False
        return self.handled_on is None or self.handled_on > day or (self.handled_on == day and not self.judged)
