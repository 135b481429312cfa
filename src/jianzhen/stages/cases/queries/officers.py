"""Which open cases officers carry, and which are short of two who are qualified on a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jianzhen.people import queries as people
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.checks import MIN_OFFICERS
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.queries.recusals import recusals_open
from jianzhen.stages.cases.queries.worklist import reach_of

FILED: str = "filed"
"""The one state of an open case in which no officer is named yet."""


@dataclass(frozen=True, slots=True)
class ShortCase:
    """An open case with fewer than two qualified officers, and those of its officers who are not."""

    case_id: UUID
    number: str
    title: str
    agency: str
    qualified: int
    lapsed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staffing:
    """Open cases by officer id, the cases that are short, and how many matters wait for a decision on a recusal."""

    carried: dict[str, int]
    short: tuple[ShortCase, ...]
    recusals: int


def staffing(reach: Reach, on: date) -> Staffing:
    """Return how the open cases within reach are staffed on a day; four queries, however many cases."""
    rows = Case.objects.filter(reach_of(reach, agency="agency"), handling__is_open=True)
    found = list(
        rows.exclude(handling__state=FILED)
        .order_by("filed_on", "id")
        .values_list("pk", "number", "title", "agency", "officers", "handling_id")
    )
    carried = Counter(one for row in found for one in row[4])
    standing = people.standings([UUID(one) for one in carried], on)
    lapsed = {str(key) for key, one in standing.items() if not one.qualified}
    names = people.names_of(lapsed)
    short = tuple(
        ShortCase(pk, number, title, agency, left, tuple(names.get(one, one) for one in officers if one in lapsed))
        for pk, number, title, agency, officers, _handling in found
        if (left := sum(one not in lapsed for one in officers)) < MIN_OFFICERS
    )
    return Staffing(dict(carried), short, len(recusals_open([row[5] for row in found])))
