"""The fields in which recorded acts may add up to a crime, read once from ``fields.yml`` (pure)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from jianzhen.stages.cases.schema.acts import Strict, Text, Words, parsed

FILE: Final = Path(__file__).with_name("fields.yml")
Quantity = Literal["value", "sales", "stock", "income", "pieces", "cartons"]
"""What a record can count: amounts in CNY, pieces of goods, cartons of cigarettes."""


class Charge(Strict):
    """An article to hold against the acts of a field.

    ``take`` says which quantity stands for which measure; ``words`` are facts that the field itself gives.
    """

    charge: Text
    plan: Text
    take: dict[str, Quantity]
    words: dict[str, str] = Field(default_factory=dict)


class FieldEntry(Words):
    """One field: the words that show it, and its charges."""

    says: tuple[Text, ...]
    charges: tuple[Charge, ...]


class Fields(Strict):
    """The whole file."""

    schema_version: Literal[1]
    suspicion: tuple[Text, ...]
    denied: tuple[Text, ...]
    cleared: tuple[Text, ...]
    sold: tuple[Text, ...]
    stock: tuple[Text, ...]
    cartons: Text
    states: dict[str, tuple[Text, ...]]
    fields: dict[str, FieldEntry]


@cache
def fields() -> Fields:
    """Return the packaged file.

    Raises:
        RefusedError: it is not of its form.
    """
    return parsed(FILE, Fields)


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for a list of words."""
    return re.compile("|".join(f"(?:{word})" for word in words))
