"""What the search field finds, within the person's reach."""

from __future__ import annotations

from typing import Any, Final

from jianzhen.faces.console.rows import rows
from jianzhen.faces.console.subjects import visible_subjects
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.queries.worklist import worklist
from jianzhen.stages.cases.schema.pages import Filters

SHORTEST: Final = 2
"""Characters from which a query is looked for: one Chinese character finds half of everything."""
MOST: Final = 20


def found(visit: Visit, typed: str) -> dict[str, Any]:
    """Return the context of the search page: matters open and ended, and subjects."""
    query = typed.strip()[:64]
    if len(query) < SHORTEST:
        return {"query": query, "too_short": bool(query), "matters": [], "subjects": []}
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    filters = Filters(text=query)
    lists = [
        worklist(within, view, filters, actor_id=visit.actor.actor_id, as_of=visit.today, size=MOST).rows
        for view in ("all", "ended")
    ]
    matters = rows([row for one in lists for row in one][:MOST], visit)
    return {"query": query, "matters": matters, "subjects": visible_subjects(query, visit)}
