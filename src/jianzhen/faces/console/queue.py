"""A list with views as tabs, read from its address: the view, what narrows it, the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from django.utils.functional import Promise

from jianzhen.faces.console.work import Tab

LONGEST: Final = 6
"""Digits of a page number."""


class Found(Protocol):
    """One page of a view as a room returns it."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many each view holds."""

    @property
    def page(self) -> int:
        """The page, from 1."""

    @property
    def pages(self) -> int:
        """How many pages there are."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What an address asks for."""

    view: str
    filters: Mapping[str, str]
    page: int

    def address(self, **changed: str | int) -> str:
        """Return the query string with something changed; empty parts are left out."""
        parts: dict[str, str | int] = {**self.filters, "view": self.view, **changed}
        return "?" + urlencode({name: value for name, value in parts.items() if value != ""})


def asked(query: Mapping[str, str], views: Mapping[str, Promise], narrow: tuple[str, ...] = ()) -> Queue:
    """Read an address; an unknown view is the first one."""
    view, page = query.get("view", ""), query.get("page", "1")
    return Queue(
        view if view in views else next(iter(views)),
        {name: query.get(name, "").strip()[:64] for name in narrow},
        int(page) if page.isdigit() and len(page) <= LONGEST else 1,
    )


def paged(here: Queue, found: Found, views: Mapping[str, Promise]) -> dict[str, Any]:
    """Return the context of tabs and pager."""
    return {
        "asked": here,
        "found": found,
        "tabs": [
            Tab(name, words, found.counts[name], name == here.view, here.address(view=name))
            for name, words in views.items()
        ],
        "before": here.address(page=found.page - 1) if found.page > 1 else "",
        "after": here.address(page=found.page + 1) if found.page < found.pages else "",
    }
