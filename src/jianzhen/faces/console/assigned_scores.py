"""How agencies dealt with what they were asked, as a table: counts from the assignments, no sums and no ranking."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console.assigned import EVALUATIONS
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.queries.assignments import assignment_scores
from jianzhen.stages.cases.schema.pages import AssignmentScore
from jianzhen.stages.outcomes.schema.period import Period, read_period

_GRADED: Final = gettext_lazy("销号时交办单位作此评价的事项")
COLUMNS: Final[dict[str, tuple[Promise, Promise]]] = {
    "asked": (gettext_lazy("交办件数"), gettext_lazy("期内交办给该单位的事项，改派的计入现承办单位")),
    "written_off": (gettext_lazy("已销号"), gettext_lazy("其中已销号的")),
    "answered_late": (gettext_lazy("逾期办结"), gettext_lazy("已销号，但被认可的反馈晚于期限的")),
    "overdue": (gettext_lazy("逾期未办结"), gettext_lazy("截至今日未销号且已过期限的")),
    "signed_late": (gettext_lazy("逾期签收"), gettext_lazy("设有签收期限而晚于该期限签收，或者至今未签收的")),
    "urged": (gettext_lazy("催办次数"), gettext_lazy("催办的次数合计")),
    "returned": (gettext_lazy("反馈被退回"), gettext_lazy("反馈不合要求被退回的次数合计")),
    "declined": (gettext_lazy("退回交办次数"), gettext_lazy("该单位以不属本单位办理为由退回的次数合计")),
    "left_late": (gettext_lazy("改派前已逾期"), gettext_lazy("改派给别的单位时，该单位的期限已经过了的")),
    "good": (gettext_lazy("评价为好"), _GRADED),
    "fair": (gettext_lazy("评价为一般"), _GRADED),
    "poor": (gettext_lazy("评价为差"), _GRADED),
}


def context(visit: Visit, typed: str) -> dict[str, Any]:
    """Return what the page shows of a period; one that cannot be read says so, and this year is shown."""
    period, refused = _period(typed.strip(), visit.today)
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    scores = assignment_scores(within, period.since, period.until, as_of=visit.today)
    return {
        "period": period,
        "typed": typed or str(period.since.year),
        "refused": refused,
        "columns": list(COLUMNS.values()),
        "lines": [(agency_name(one.agency, visit.today, visit.lang), cells(one)) for one in scores],
    }


def _period(typed: str, today: date) -> tuple[Period, str]:
    try:
        return read_period(typed or str(today.year)), ""
    except RefusedError:
        return read_period(str(today.year)), _(
            "看不懂这个统计期。请写成 2026、2026-Q3、2026-10 或 2026-01-01..2026-06-30。"
        )


def cells(one: AssignmentScore) -> list[int]:
    """Return the figures of one agency in the order of the columns."""
    return [one.grades.get(name, 0) if name in EVALUATIONS else getattr(one, name) for name in COLUMNS]
