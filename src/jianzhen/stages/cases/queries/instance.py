"""The law and the city of this instance, as the rooms downstream count with them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from jianzhen.base.instance import Instance
from jianzhen.custody.instance import current
from jianzhen.law.errors import LawError
from jianzhen.law.instance import book_of, calendar_of
from jianzhen.playbook.city import City, load_city
from jianzhen.stages.cases.schema.clock import Law


def law() -> Law:
    """Return the instance's rules and the calendar of its city."""
    return law_of(current())


@lru_cache(maxsize=8)
def law_of(instance: Instance) -> Law:
    """Return the law of an instance, read once."""
    return Law(book_of(instance.root), calendar_of(instance.root).at_place(instance.city))


def city() -> City:
    """Return the instance's city."""
    return _city(current().city)


@lru_cache(maxsize=8)
def _city(name: str) -> City:
    return load_city(name)


def law_line(key: str, on: date) -> dict[str, Any]:
    """Return what governs on a day: version and citation, or that it needs legal review, and why."""
    try:
        version = law().book.at(key, on)
    except LawError as silence:
        return {"key": key, "rule_id": "", "citation": "", "confidence": "", "review": silence.what}
    return {
        "key": key,
        "rule_id": version.id,
        "citation": version.citation,
        "confidence": version.confidence.value,
        "review": "",
    }
