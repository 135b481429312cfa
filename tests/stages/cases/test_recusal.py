"""回避 and qualification in a case: who may not act, what becomes of steps taken, and when the case goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody.officers import RecordTraining, WithdrawCertificate
from jianzhen.people.models import Credential
from jianzhen.people.policy import SYSTEM, Role
from jianzhen.stages.cases.actions.recusal import AskRecusal, DecideRecusal
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.queries.recusals import recusals_of
from tests.stages.conftest import MARKET, Walk, at, enrol

Begin = Callable[..., Walk]


@pytest.fixture
def case(walk: Begin) -> Walk:
    """A case under investigation, with one inquiry recorded."""
    one = walk("2026-03-02")
    one.to("investigate")
    return one


def ask(case: Walk, who: Any = None, actor: Any = None, **changes: Any) -> UUID:
    """Record the party's request about the first officer."""
    person = UUID((who or case.people.officer).actor_id)
    said = {"person_id": person, "asked_by": "party", "ground": "interest", "reason": "与当事人合伙经营"}
    facts: dict[str, Any] = said | changes
    return AskRecusal(actor=actor or case.people.second, at=at("2026-03-03"), lead_id=case.lead_id, **facts).execute()


def decide(case: Walk, request: UUID, *, granted: bool = True, actor: Any = None, **changes: Any) -> bool:
    """Let the leader decide."""
    facts: dict[str, Any] = {"reason": "情况属实", "steps_stand": True} | changes
    who = actor or case.people.leader
    return DecideRecusal(actor=who, at=at("2026-03-04"), request_id=request, granted=granted, **facts).execute()


def later(case: Walk, act: str, day: str = "2026-03-05", **facts: Any) -> Any:
    """Take a step after the decision."""
    return case.take(act, day=day, **facts)


def blocked(case: Walk, act: str) -> list[str]:
    """Return why the page says that an act cannot be taken."""
    page = lead_page(case.lead_id, as_of=date(2026, 3, 5), actor=case.people.second)
    step = next(step for step in page.next_steps if step.act == act)
    return [one["params"].get("refusal", one["code"]) for one in step.blocked]


def test_until_the_decision_the_investigation_goes_on(case: Walk) -> None:
    """A request bars nobody (行政处罚法第四十三条第三款), and neither does one that was refused."""
    request = ask(case)
    case.take("investigate", day="2026-03-03")
    assert recusals_of(handling(case))[0].granted is None
    decide(case, request, granted=False, steps_stand=None)
    later(case, "investigate")
    assert recusals_of(handling(case))[0].granted is False


def handling(case: Walk) -> UUID:
    """Return the id of the matter's handling."""
    return case.take("investigate", actor=case.people.officer).handling_id


def test_whoever_stepped_aside_takes_no_step_and_is_named_in_none(case: Walk) -> None:
    """One officer is left, which is too few; the person is not named again, and the leader names another."""
    decide(case, ask(case))
    with pytest.raises(NotAllowedError, match="林知秋 stepped aside"):
        later(case, "investigate")
    with pytest.raises(NotAllowedError, match=r"1 officer\(s\) named"):
        later(case, "investigate", actor=case.people.second)
    with pytest.raises(NotAllowedError, match="cannot take part"):
        later(case, "change_officers")
    third = enrol("方既明", Role.OFFICER, MARKET)
    later(case, "change_officers", officers=(UUID(case.people.second.actor_id), UUID(third.actor_id)))
    later(case, "investigate", actor=third)
    page = lead_page(case.lead_id, as_of=date(2026, 3, 6))
    assert page.row.assignee == "周望舒"


def test_steps_that_do_not_stand_are_taken_anew(case: Walk) -> None:
    """The decision names the person's steps; where they fall, nothing is submitted before a new inquiry."""
    decide(case, ask(case), steps_stand=False)
    second, third = case.people.second, enrol("方既明", Role.OFFICER, MARKET)
    later(case, "change_officers", officers=(UUID(second.actor_id), UUID(third.actor_id)))
    assert blocked(case, "submit_review") == ["missing_paper", "evidence_anew"]
    with pytest.raises(ConflictError, match="do not stand"):
        later(case, "submit_review", actor=second)
    found = later(case, "investigate", actor=second)
    assert later(case, "submit_review", actor=second).state == "reviewing"
    line = recusals_of(found.handling_id)[0]
    assert (line.steps_stand, line.citation, line.person) == (False, "行政处罚法（2021）第四十三条", "林知秋")
    acts = [step.act for step in lead_page(case.lead_id, as_of=date(2026, 3, 6)).spine if step.seq in line.steps]
    assert acts == ["accept", "conclude_verification", "propose_filing", "start_investigation", "investigate"]


def test_steps_that_stand_need_not_be_taken_anew(case: Walk) -> None:
    """Where the decision lets them stand, the case goes on with other officers."""
    decide(case, ask(case))
    second, third = case.people.second, enrol("方既明", Role.OFFICER, MARKET)
    later(case, "change_officers", officers=(UUID(second.actor_id), UUID(third.actor_id)))
    assert later(case, "submit_review", actor=second).state == "reviewing"


def test_a_reviewer_and_a_leader_step_aside_too(case: Walk) -> None:
    """Whoever takes part can be asked; a leader never decides on the own recusal, another one does."""
    case.take("submit_review")
    other = enrol("程立本", Role.LEADER, MARKET)
    request = ask(case, case.people.leader)
    with pytest.raises(NotAllowedError, match="own recusal"):
        decide(case, request)
    decide(case, request, actor=other)
    decide(case, ask(case, case.people.reviewer), actor=other, steps_stand=None)
    with pytest.raises(NotAllowedError, match="沈怀瑾 stepped aside"):
        later(case, "pass_review")


@pytest.mark.parametrize(
    ("changes", "fault", "says"),
    [
        ({"asked_by": "rumour"}, RefusedError, "not known here"),
        ({"ground": "mood"}, RefusedError, "not known here"),
        ({"reason": " "}, RefusedError, "no reason"),
        ({"asked_by": "self"}, NotAllowedError, "speaks for the person"),
        ({"person_id": UUID(int=7)}, RefusedError, "holds no role"),
    ],
)
def test_a_request_must_be_meant(case: Walk, changes: dict[str, Any], fault: type[Exception], says: str) -> None:
    """What is wrong with it is named."""
    with pytest.raises(fault, match=says):
        ask(case, **changes)


def test_a_decision_must_be_meant(case: Walk) -> None:
    """By a leader, once, with a reason, and with a word on the steps taken; a request is made once."""
    request = ask(case)
    with pytest.raises(ConflictError, match="open or was granted"):
        ask(case)
    with pytest.raises(NotAllowedError, match=r"case\.approve"):
        decide(case, request, actor=case.people.second)
    with pytest.raises(RefusedError, match="no reason"):
        decide(case, request, reason="")
    with pytest.raises(RefusedError, match=r"5 step\(s\)"):
        decide(case, request, steps_stand=None)
    decide(case, request)
    with pytest.raises(ConflictError, match="was decided"):
        decide(case, request)
    with pytest.raises(RefusedError, match="no such request"):
        decide(case, UUID(int=3))


def test_a_stranger_neither_asks_nor_decides(case: Walk) -> None:
    """An officer of another agency has no business in the matter."""
    stranger = enrol("方别处", Role.LEADER, "tobacco")
    with pytest.raises(NotAllowedError, match=r"case\.view"):
        ask(case, actor=stranger)
    with pytest.raises(NotAllowedError, match=r"case\.approve"):
        decide(case, ask(case), actor=stranger)


def test_before_2021_the_basis_needs_legal_review(walk: Begin) -> None:
    """No article was read for a decision before 2021-07-15; the record names none."""
    one = walk("2021-06-01")
    one.to("investigate")
    person = UUID(one.people.officer.actor_id)
    request = AskRecusal(
        actor=one.people.second, at=at("2021-06-02"), lead_id=one.lead_id, person_id=person, asked_by="party",
        ground="relation", reason="曾任当事人顾问",
    ).execute()  # fmt: skip
    DecideRecusal(
        actor=one.people.leader, at=at("2021-06-03"), request_id=request, granted=True, reason="属实", steps_stand=True
    ).execute()
    found = one.take("change_officers", day="2021-06-04", officers=(
        UUID(one.people.second.actor_id), UUID(enrol("方既明", Role.OFFICER, MARKET).actor_id)
    ))  # fmt: skip
    assert recusals_of(found.handling_id)[0].citation == ""


def test_a_certificate_that_ends_during_the_case_bars_the_next_step(case: Walk) -> None:
    """Steps taken while it ran stand; the day it is taken back none is taken, until the leader names another."""
    officer = UUID(case.people.officer.actor_id)
    number = Credential.objects.get(user_id=officer).number
    WithdrawCertificate(actor=SYSTEM, at=at("2026-03-04"), user_id=officer, number=number, reason="调离").execute()
    with pytest.raises(NotAllowedError, match="was withdrawn before 2026-03-05"):
        later(case, "investigate", actor=case.people.second)
    assert "officer_not_qualified" in blocked(case, "investigate")
    third = enrol("方既明", Role.OFFICER, MARKET)
    later(case, "change_officers", officers=(UUID(case.people.second.actor_id), UUID(third.actor_id)))
    assert later(case, "investigate", actor=third).state == "investigating"


def test_a_training_that_lapsed_bars_too(case: Walk) -> None:
    """Where trainings are recorded, the last one must hold on the day of the step."""
    RecordTraining(
        actor=SYSTEM, at=at("2026-03-04"), user_id=UUID(case.people.second.actor_id), course="执法培训", hours=16,
        held_on=date(2025, 3, 1), valid_to=date(2026, 3, 4),
    ).execute()  # fmt: skip
    with pytest.raises(NotAllowedError, match="held until 2026-03-04"):
        later(case, "investigate")
