"""What a page of work asks for: the view, the filters, the page; read from the address, so that it can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianzhen.stages.cases.schema.pages import VIEWS, Filters

TABS: Final[dict[str, Promise]] = {
    "all": _("全部在办"),
    "mine": _("我承办的"),
    "unassigned": _("待受理"),
    "due_soon": _("三日内到期"),
    "overdue": _("已逾期"),
    "unresolved": _("归属待定"),
    "ended": _("已办结"),
}
"""Views in the order of the tabs."""

OF_LEADS: Final = frozenset({"unassigned", "unresolved"})
NARROW: Final = ("domain", "agency", "district", "state", "text")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    view: str
    filters: Filters
    page: int
    after: str = ""
    before: str = ""

    def address(self, **changed: str | int) -> str:
        """Return the query string of this list with something changed; empty parts are left out."""
        parts: dict[str, str | int] = {name: getattr(self.filters, name) for name in NARROW}
        parts |= {"view": self.view} | changed
        return "?" + urlencode({name: value for name, value in parts.items() if value not in ("", None)})

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self.filters, name) for name in NARROW)


def asked(query: Mapping[str, str], stage: str = "") -> Asked:
    """Read an address; what it does not know is left out. ``stage`` is what the list holds: lead, case or both."""
    view, page = query.get("view", "all"), query.get("page", "1")
    return Asked(
        view if view in VIEWS else "all",
        Filters(stage=stage, **{name: query.get(name, "").strip()[:64] for name in NARROW}),
        int(page) if page.isdigit() and len(page) < 7 else 1,
        query.get("after", "")[:64],
        query.get("before", "")[:64],
    )


@dataclass(frozen=True, slots=True)
class Tab:
    """One view with its live count."""

    name: str
    words: Promise
    count: int
    on: bool
    to: str


def tabs(here: Asked, counts: Mapping[str, int]) -> list[Tab]:
    """Return the views as tabs; a list of cases has none for what only leads can be."""
    shown = {name: words for name, words in TABS.items() if here.filters.stage != "case" or name not in OF_LEADS}
    return [Tab(name, words, counts[name], name == here.view, here.address(view=name)) for name, words in shown.items()]
