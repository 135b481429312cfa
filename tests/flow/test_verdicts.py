"""What officers say of leads comes back as signals: once, with its findings, and nothing upstream changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import NotAllowedError, RefusedError
from jianzhen.custody import log
from jianzhen.flow.verdicts import return_verdicts
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.signals import queries as signals
from jianzhen.stages.signals.actions_verdicts import GiveVerdict
from jianzhen.stages.signals.schema import SIGNAL, Meant, Verdict
from jianzhen.stages.tracing.models import LeadFinding
from tests.stages.conftest import MARKET, Office, Walk, at, people, walk

__all__ = ["people", "walk"]  # fixtures of the rooms that carry cases

pytestmark = pytest.mark.django_db


def flag(lead_id: UUID, signal: str, check: str = "tm.sound", right: str = "r1", verdict: str = "flag") -> None:
    """Write a finding of a lead as tracing would have left it."""
    LeadFinding.objects.create(
        lead_id=lead_id,
        finding_id=f"f-{signal}-{check}",
        signal_id=signal,
        check_code=check,
        verdict=verdict,
        score=0.9,
        base=-6.5,
        weight=8.0,
        right_id=right,
        reason_code="mark.sound",
        plan_digest="0" * 64,
        as_of=date(2026, 6, 1),
    )


@dataclass
class Walked:
    """A lead with flags on two signals and a watch on a third."""

    walk: Walk

    @classmethod
    def begin(cls, walk: Callable[..., Walk]) -> Walked:
        """Route a lead and give it findings."""
        walked = walk("2026-06-01")
        for signal in ("s1", "s2"):
            flag(walked.lead_id, signal)
        flag(walked.lead_id, "s3", verdict="watch")
        return cls(walked)


def returned() -> int:
    """Return verdicts at a fixed instant."""
    return return_verdicts(actor=SYSTEM, at=at("2026-07-01"))


def test_a_concluded_verification_comes_back_as_a_signal(walk: Callable[..., Walk]) -> None:
    """Facts found: one verdict, right, by the officer, about the flagged findings and the lead."""
    one = Walked.begin(walk).walk
    one.to("conclude_verification")
    assert returned() == 1
    (verdict,) = signals.verdicts()
    assert (verdict.right, verdict.reason, verdict.matter) == (True, "facts_found", str(one.lead_id))
    assert verdict.officer == one.people.officer.actor_id
    assert [(meant.item, meant.right, meant.check) for meant in verdict.about] == [
        ("s1", "r1", "tm.sound"),
        ("s2", "r1", "tm.sound"),
    ]
    (row,) = (row for batch in signals.batches() for row in batch.to_pylist())
    assert (row["kind"], row["event_date"], row["text"], row["reporter"]) == ("verdict", date(2026, 6, 1), None, None)


@pytest.mark.parametrize(
    ("act", "facts", "right", "reason"),
    [
        ("conclude_verification", {"found": False, "finding": "系授权经销"}, False, "facts_not_found"),
        ("dismiss", {}, False, "dismissed"),
    ],
)
def test_what_proved_wrong_says_so(
    walk: Callable[..., Walk], act: str, facts: dict[str, Any], right: bool, reason: str
) -> None:
    """Facts not found and a dismissal are verdicts against the findings."""
    one = Walked.begin(walk).walk
    one.take("accept")
    one.take(act, **facts)
    returned()
    assert [(verdict.right, verdict.reason) for verdict in signals.verdicts()] == [(right, reason)]


def test_a_second_call_lands_nothing(walk: Callable[..., Walk]) -> None:
    """The same steps give the same signals; lake and log stay as they are."""
    Walked.begin(walk).walk.to("decide_penalty")
    assert returned() == 2
    before = (signals.paths(), log.size())
    assert returned() == 0
    assert (signals.paths(), log.size()) == before


def test_a_later_step_adds_its_own_verdict(walk: Callable[..., Walk]) -> None:
    """A penalty after the verification is a further observation; the first stays."""
    one = Walked.begin(walk).walk
    one.to("conclude_verification")
    returned()
    for act in ("propose_filing", "approve_filing", "start_investigation", "investigate", "submit_review"):
        one.take(act)
    for act in ("pass_review", "notify_party", "hear_statement", "decide_penalty"):
        one.take(act)
    assert returned() == 1
    assert [verdict.reason for verdict in signals.verdicts()] == ["facts_found", "penalty"]


def test_a_lead_without_flags_gives_none(walk: Callable[..., Walk]) -> None:
    """Where only a complaint speaks, no finding can be right or wrong."""
    walk("2026-06-01").to("conclude_verification")
    assert returned() == 0
    assert signals.paths() == []


def test_an_officer_judges_a_finding(people: Office) -> None:
    """Within the own agency; twice at one moment is once; the log names the act."""
    act = GiveVerdict(
        actor=people.officer,
        at=at("2026-06-02"),
        agency=MARKET,
        right=False,
        reason="second_hand",
        about=(Meant("s9", "r1", "tm.exact", "f9"),),
        audit=True,
    )
    assert (act.execute(), act.execute()) == (1, 0)
    (verdict,) = signals.verdicts()
    assert (verdict.officer, verdict.audit, verdict.about) == (people.officer.actor_id, True, act.about)


def test_an_officer_of_another_agency_may_not(people: Office) -> None:
    """The scope of the act is the officer's own agency."""
    with pytest.raises(NotAllowedError, match=r"lead\.work for tobacco"):
        GiveVerdict(
            actor=people.officer, at=at("2026-06-02"), agency="tobacco", right=True, reason="x", about=(Meant("s"),)
        ).execute()


def test_a_verdict_about_nothing_is_refused(people: Office) -> None:
    """Nobody could join it to anything."""
    with pytest.raises(RefusedError, match="about nothing"):
        GiveVerdict(
            actor=people.officer, at=at("2026-06-02"), agency=MARKET, right=True, reason="x", about=()
        ).execute()


def test_a_verdict_survives_the_lake() -> None:
    """What a signal holds is the verdict as given, to the microsecond and the last finding."""
    told = Verdict("step", at("2026-06-02"), "u1", right=True, reason="penalty", about=(Meant("s1"), Meant("s2", "r")))
    row = told.as_signal(at("2026-06-03"))
    assert set(row) <= set(SIGNAL.names)
    assert Verdict.from_extra(row["extra"]) == told
    assert told.as_signal(at("2026-07-01"))["signal_id"] == row["signal_id"]
