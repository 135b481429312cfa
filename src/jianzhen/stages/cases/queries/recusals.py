"""Readers of recusals: what was asked and decided in a matter, and whom or what that bars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from jianzhen.people import queries as people
from jianzhen.stages.cases.models import Case, Handling, Step
from jianzhen.stages.cases.models_recusal import RecusalDecision, RecusalRequest
from jianzhen.stages.cases.refusing import Refusal, refusal
from jianzhen.stages.cases.schema.recusal import RecusalLine

NAMING: Final = ("officers", "host", "recorder")
"""Facts of acts that name persons who take part."""
INQUIRY: Final = "investigate"
BEFORE_REVIEW: Final = "submit_review"


def recusals_of(handling_id: UUID) -> tuple[RecusalLine, ...]:
    """Return the recusals of a matter, oldest first, with one further query for names."""
    rows = list(RecusalRequest.objects.filter(handling_id=handling_id).select_related("decision").order_by("id"))
    names = people.names_of({row.person_id for row in rows})
    return tuple(_line(row, names) for row in rows)


def handling_of_case(case_id: UUID) -> UUID:
    """Return the id of the handling that a case belongs to; the case must exist."""
    return Case.objects.values_list("handling_id", flat=True).get(pk=case_id)


def recusals_open(handling_ids: list[UUID]) -> set[UUID]:
    """Return which of these matters have a request that nobody decided."""
    rows = RecusalRequest.objects.filter(handling_id__in=handling_ids, decision=None)
    return set(rows.values_list("handling_id", flat=True))


def recused(handling: Handling) -> dict[str, RecusalDecision]:
    """Return who stepped aside from a matter, with the decision."""
    rows = RecusalDecision.objects.filter(request__handling=handling, granted=True).select_related("request")
    return {row.request.person_id: row for row in rows.order_by("id")}


def bars(handling: Handling, act: str, facts: Mapping[str, Any], actor_id: str) -> Refusal | None:
    """Return why a recusal bars an act: its author or whom it names stepped aside, or evidence must be taken anew."""
    aside = recused(handling)
    if not aside:
        return None
    names = people.names_of(set(aside))
    if actor_id in aside:
        return refusal("recused_actor", str(handling.lead_id), name=names.get(actor_id, actor_id))
    named = [str(one) for fact in NAMING for one in _each(facts.get(fact))]
    barred = next((one for one in named if one in aside), None)
    if barred is not None:
        return refusal("recused_named", str(handling.lead_id), name=names.get(barred, barred))
    return _anew(handling, aside) if act == BEFORE_REVIEW else None


def _each(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _anew(handling: Handling, aside: Mapping[str, RecusalDecision]) -> Refusal | None:
    """Return that nothing was investigated since steps were found not to stand."""
    fallen = [row.after for row in aside.values() if row.steps_stand is False]
    since = max(fallen, default=None)
    if since is None or Step.objects.filter(handling=handling, act=INQUIRY, seq__gte=since).exists():
        return None
    return refusal("evidence_anew", str(handling.lead_id))


def _line(row: RecusalRequest, names: Mapping[str, str]) -> RecusalLine:
    decision: RecusalDecision | None = getattr(row, "decision", None)
    return RecusalLine(
        request_id=row.pk,
        person_id=row.person_id,
        person=names.get(row.person_id, row.person_id),
        asked_by=row.asked_by,
        ground=row.ground,
        reason=row.reason,
        asked_at=row.at,
        granted=decision.granted if decision else None,
        decided_at=decision.at if decision else None,
        decision=decision.reason if decision else "",
        steps=tuple(decision.steps) if decision else (),
        steps_stand=decision.steps_stand if decision else None,
        citation=decision.citation if decision else "",
    )


def basis_on(on: date) -> str:
    """Return the article that governs a recusal decided on a day; empty where none was read, which needs legal review.

    行政处罚法（2021）第四十三条: officers with a direct interest in the case, or another relation that may affect
    fairness, step aside; the head of the agency decides on the party's request, and until then the investigation goes
    on.
    """
    return "行政处罚法（2021）第四十三条" if on >= date(2021, 7, 15) else ""
