"""What handling said of leads: the steps that judge whether a suspicion was right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from jianzhen.stages.cases.models import Step

JUDGING: Final = ("dismiss", "conclude_verification", "decide_penalty")
"""Acts that say right or wrong. Refusing to file, withdrawing a case or sparing a penalty may have other grounds."""


@dataclass(frozen=True, slots=True)
class LeadJudgement:
    """One step that judged a lead; ``reason`` is facts_found, facts_not_found, dismissed or penalty."""

    step_id: UUID
    lead_id: UUID
    right: bool
    reason: str
    at: datetime
    actor_id: str


def judgements() -> Iterator[LeadJudgement]:
    """Yield every step that judged a lead, in the order of time."""
    rows = Step.objects.filter(act__in=JUDGING).order_by("at", "id")
    for row in rows.values_list("id", "handling__lead_id", "act", "facts", "at", "actor_id").iterator():
        step_id, lead_id, act, facts, at, actor_id = row
        reason = _reason(act, facts)
        yield LeadJudgement(step_id, lead_id, reason in ("facts_found", "penalty"), reason, at, actor_id)


def _reason(act: str, facts: dict[str, object]) -> str:
    if act == "conclude_verification":
        return "facts_found" if facts["found"] else "facts_not_found"
    return {"dismiss": "dismissed", "decide_penalty": "penalty"}[act]
