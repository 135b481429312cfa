"""The law and the city of this instance, as the rooms downstream count with them."""

from __future__ import annotations

from functools import lru_cache

from jianzhen.base.instance import Instance
from jianzhen.custody.instance import current
from jianzhen.law.instance import book_of, calendar_of
from jianzhen.playbook.city import City, load_city
from jianzhen.stages.cases.schema.clock import Law


def law() -> Law:
    """Return the instance's rules and the calendar of its city."""
    return _law(current())


@lru_cache(maxsize=8)
def _law(instance: Instance) -> Law:
    return Law(book_of(instance.root), calendar_of(instance.root).at_place(instance.city))


def city() -> City:
    """Return the instance's city."""
    return _city(current().city)


@lru_cache(maxsize=8)
def _city(name: str) -> City:
    return load_city(name)
