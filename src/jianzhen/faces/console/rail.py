"""The left rail: which places there are, in which order, and who sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianzhen.people.policy import Permission


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: its route, its icon, its words, what one must be allowed to see it, and the routes below it."""

    route: str
    icon: str
    words: Promise
    needs: Permission | None = None
    below: frozenset[str] = frozenset()

    def holds(self, route: str) -> bool:
        """Say whether a route is this place or lies below it."""
        return route == self.route or route in self.below


RAIL: Final = (
    Place("work", "work", _("工作台")),
    Place("leads", "lead", _("线索"), Permission.LEAD_VIEW, frozenset({"lead", "subject"})),
    Place(
        "cases",
        "case",
        _("案件"),
        Permission.CASE_VIEW,
        frozenset({"case", "goods", "goods-certificate", "goods-photo", "discretion", "officers"}),
    ),
    Place("grievances", "grievance", _("投诉举报"), Permission.LEAD_VIEW, frozenset({"grievance"})),
    Place(
        "referrals",
        "referral",
        _("移送"),
        Permission.REFERRAL_VIEW,
        frozenset({"referral", "missed", "missed-one", "first-hour"}),
    ),
    Place("goods-overview", "goods", _("物品与销毁"), Permission.REPORT_VIEW),
    Place(
        "assignments",
        "assignment",
        _("交办督办"),
        Permission.LEAD_VIEW,
        frozenset({"assignment", "assign-form", "assignment-scores"}),
    ),
    Place("audit", "audit", _("甄别抽查"), Permission.LEAD_WORK),
    Place("statistics", "statistics", _("统计"), Permission.REPORT_VIEW),
    Place("plan", "plan", _("工作要点")),
    Place("laws", "law", _("法规依据"), None, frozenset({"law"})),
    Place("log", "log", _("日志"), Permission.LOG_VIEW),
)
