"""What ``jianzhen form render`` takes from a case; loaded once the database is open."""

from __future__ import annotations

from datetime import date
from typing import Any

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.forms.library import form_of
from jianzhen.stages.cases.forms.merging import merged
from jianzhen.stages.cases.queries.documents import form_facts, lead_named


def facts_of(case: str, code: str, on: date) -> dict[str, Any]:
    """Return the facts that a case's records settle and offer for a form.

    Raises:
        RefusedError: no case or lead has this number or id.
    """
    lead_id = lead_named(case)
    if lead_id is None:
        raise RefusedError(
            f"{case!r} is neither a file of facts (.json) nor a case or lead of this instance",
            where=Where(key="--case"),
            remedy="Write the case's number or id as its page shows it",
        )
    found = form_facts(lead_id, code, as_of=on)
    facts = merged(found.offered, found.fixed)
    known = {one.source.split(".")[0] for one in form_of(code).fields.values()}
    return {group: value for group, value in facts.items() if group in known}
