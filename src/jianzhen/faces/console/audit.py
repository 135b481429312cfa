"""甄别抽查: items drawn at random, read before screening answers, and what they tell of what it misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.clock import law_date
from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console import codes
from jianzhen.faces.console.queue import Queue, asked, paged
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import PERMISSIONS, Permission
from jianzhen.stages.screening.scoring.audit import Interval
from jianzhen.stages.screening.scoring.queries import AuditItem, AuditSlice, audit_slice
from jianzhen.stages.signals.actions_verdicts import GiveVerdict
from jianzhen.stages.signals.schema import Meant

PAGE: Final = 20
OPEN_KINDS: Final = frozenset({"listing", "shop", "company", "ad", "review"})
"""Kinds that anybody could see where they were published; what citizens told an agency is not shown to others here."""
TABS: Final[dict[str, Promise]] = {
    "waiting": gettext_lazy("待判断"),
    "judged": gettext_lazy("已判断"),
    "all": gettext_lazy("全部"),
}
SAID: Final[dict[str, Promise]] = {
    "flag": gettext_lazy("系统判为疑似"),
    "watch": gettext_lazy("系统列为关注"),
    "clear": gettext_lazy("系统没有发现"),
}
REASONS: Final[dict[str, str]] = {"1": "audit_wrong", "0": "audit_clean"}
"""What a form says → the verdict's reason."""


@dataclass(frozen=True, slots=True)
class Card:
    """One item as it is read. ``said`` and ``answer`` are empty until somebody has judged it."""

    item_id: str
    kind: str
    source: str
    text: str
    seller: str
    on: date
    said: str
    answer: str
    wrong: bool
    to: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a view of the slice."""

    rows: Sequence[Card]
    counts: Mapping[str, int]
    page: int
    pages: int
    total: int


def context(visit: Visit, query: QueryDict) -> dict[str, Any]:
    """Return what the page shows of this month's slice.

    Raises:
        NotAllowedError: the person judges nothing.
    """
    visit.require_any(Permission.LEAD_WORK)
    here: Queue = asked(query, TABS)
    drawn = audit_slice(visit.today)
    shown = [item for item in drawn.items if item.kind in OPEN_KINDS]
    found = _paged(here, shown)
    more = {"cards": found.rows, "slice": drawn, "closed": len(drawn.items) - len(shown), "recall": _recall(drawn)}
    return paged(here, found, TABS) | more


def _paged(here: Queue, items: Sequence[AuditItem]) -> Shown:
    views = {
        "waiting": [item for item in items if item.right is None],
        "judged": [item for item in items if item.right is not None],
        "all": list(items),
    }
    wanted = views[here.view]
    pages = max(1, -(-len(wanted) // PAGE))
    page = min(max(1, here.page), pages)
    rows = [_card(item) for item in wanted[(page - 1) * PAGE : page * PAGE]]
    return Shown(rows, {name: len(one) for name, one in views.items()}, page, pages, len(wanted))


def _card(item: AuditItem) -> Card:
    judged = item.right is not None
    return Card(
        item_id=item.item_id,
        kind=str(codes.KINDS.get(item.kind, item.kind)),
        source=item.source,
        text=item.text,
        seller=item.seller,
        on=law_date(item.observed_at),
        said=str(SAID[item.said]) if judged else "",
        answer=(_("您或同事判断：有问题") if item.right else _("您或同事判断：没有问题")) if judged else "",
        wrong=bool(item.right),
        to=reverse("audit-verdict", kwargs={"item_id": item.item_id}),
    )


def _recall(drawn: AuditSlice) -> dict[str, Any] | None:
    """Return the share of infringing items that screening flagged, in percent; None before the first was found."""
    share: Interval = drawn.recall
    if share.estimate is None:
        return None
    return {
        "hits": share.hits,
        "of": share.of,
        "share": round(100 * share.estimate),
        "low": round(100 * share.low),
        "high": round(100 * share.high),
    }


def act_of(visit: Visit, item_id: str, posted: QueryDict) -> GiveVerdict:
    """Return the verdict a form gives of one item of this month's slice, in the name of the person's own agency.

    Raises:
        Http404: the item was not drawn this month, or is not shown here.
        RefusedError: the form says neither.
        NotAllowedError: the person judges nothing.
    """
    visit.require_any(Permission.LEAD_WORK)
    if not any(item.item_id == item_id and item.kind in OPEN_KINDS for item in audit_slice(visit.today).items):
        raise Http404(item_id)
    said = posted.get("wrong", "")
    if said not in REASONS:
        raise RefusedError(_("没有写明有没有问题"), where=Where(key="wrong"), remedy=_("请选“有问题”或者“没有问题”"))
    agency, district = _own(visit)
    return GiveVerdict(
        actor=visit.actor,
        at=visit.at,
        agency=agency,
        district=district,
        right=said == "1",
        reason=REASONS[said],
        about=(Meant(item_id),),
        audit=True,
    )


def _own(visit: Visit) -> tuple[str, str]:
    grants = (one for one in visit.actor.grants if one.holds(visit.today))
    mine = next((one for one in grants if Permission.LEAD_WORK in PERMISSIONS[one.role]), None)
    return (mine.agency_code, mine.district_code) if mine else ("", "")
