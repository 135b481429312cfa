"""What officers say of leads comes back as signals, so that screening can learn from it. Nothing upstream is edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from jianzhen.people.policy import Actor
from jianzhen.stages.cases.queries.judgements import LeadJudgement, judgements
from jianzhen.stages.signals.actions_verdicts import ReturnVerdicts
from jianzhen.stages.signals.queries import verdict_records
from jianzhen.stages.signals.schema import Meant, Verdict
from jianzhen.stages.tracing.queries_flags import Flag, flags_of

CHUNK: Final = 1_000


def return_verdicts(*, actor: Actor, at: datetime) -> int:
    """Land a verdict for every step that judged a lead with flags and is not in the lake; return how many.

    A lead that only a complaint speaks for has no finding to be right or wrong about, and gives none. A second call
    lands nothing.
    """
    known = verdict_records()
    fresh = [one for one in judgements() if str(one.step_id) not in known]
    flags = flags_of({one.lead_id for one in fresh})
    told = [_verdict(one, flags[one.lead_id]) for one in fresh if one.lead_id in flags]
    return sum(ReturnVerdicts(actor=actor, at=at, verdicts=chunk).execute() for chunk in _chunks(told))


def _verdict(one: LeadJudgement, flags: Sequence[Flag]) -> Verdict:
    about = tuple(Meant(flag.signal_id, flag.right_id, flag.check, flag.finding_id) for flag in flags)
    return Verdict(str(one.step_id), one.at, one.actor_id, one.right, one.reason, about, matter=str(one.lead_id))


def _chunks(told: Sequence[Verdict]) -> Iterator[tuple[Verdict, ...]]:
    for start in range(0, len(told), CHUNK):
        yield tuple(told[start : start + CHUNK])
