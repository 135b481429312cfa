"""A lead becomes a case and is closed: every transition, every refusal, through actions and queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.people.policy import Permission, Role
from jianzhen.stages.cases.actions.leads import FilePapers
from jianzhen.stages.cases.actions.steps import STEPS
from jianzhen.stages.cases.procedure import procedure_of, read_procedures
from jianzhen.stages.cases.queries.pages import case_page, lead_page
from jianzhen.stages.cases.routing import Claim, Duty
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.paper import PaperIn
from tests.stages.conftest import MARKET, ORDER, WUCHANG, Office, Walk, at, enrol, office, route_lead

Begin = Callable[..., Walk]
AS_OF = date(2026, 3, 31)


def clocks(walk: Walk, name: str) -> list[Any]:
    """Return the clocks of a name on the lead's page."""
    return [line.clock for line in lead_page(walk.lead_id, as_of=AS_OF).clocks if line.clock.name == name]


def blocked(walk: Walk, act: str, on: date = AS_OF) -> list[str]:
    """Return the codes that block a next step."""
    steps = {step.act: step for step in lead_page(walk.lead_id, as_of=on).next_steps}
    return [str(why["code"]) for why in steps[act].blocked]


def test_every_act_has_one_class_whose_permission_the_file_names() -> None:
    """The procedure file and the acts name each other exactly, with one permission."""
    acts = procedure_of("").acts
    assert set(acts) == set(STEPS)
    assert {name: act.may for name, act in acts.items()} == {name: STEPS[name].permission.value for name in STEPS}


def test_lead_to_closed_case(walk: Begin) -> None:
    """The whole way leaves a numbered case, a spine with the law of each step, met clocks and a log."""
    one = walk("2026-03-02")
    done = one.to("close", "2026-03-03")
    assert done.case_id is not None
    page = case_page(done.case_id, as_of=AS_OF)
    assert [step.act for step in page.spine] == ["route", *ORDER]
    assert (page.row.state, page.case and page.case.number) == ("closed", "武市监立〔2026〕1号")
    assert {line.clock.name: line.clock.state for line in page.clocks} == dict.fromkeys(
        ("verify", "case", "review", "statement", "serve_decision", "pay", "close"), State.MET
    )
    assert page.case is not None
    assert (page.case.fine, page.case.decided_on) == (Decimal("20000.00"), date(2026, 3, 3))
    law = {line.rule_id for step in page.spine for line in step.law}
    assert {"proc.case.base", "proc.review", "proc.notice.statement.2021", "proc.close"} <= law
    assert [fact.verb for fact in page.log][:2] == ["lead.route", "lead.accept"]
    assert page.next_steps == ()


def test_numbers_count_by_agency_and_year(walk: Begin) -> None:
    """The next case of a year gets the next number; a new year begins at one."""
    numbers = [walk("2025-12-01").to("approve_filing").case_number for _ in range(2)]
    numbers.append(walk("2026-01-05").to("approve_filing").case_number)
    assert numbers == ["武市监立〔2025〕1号", "武市监立〔2025〕2号", "武市监立〔2026〕1号"]


@pytest.mark.parametrize("act", ["approve_filing", "close", "pass_review", "go_on"])
def test_a_step_out_of_turn_is_refused(walk: Begin, act: str) -> None:
    """A step that the state does not allow is a conflict that names the possible ones."""
    with pytest.raises(ConflictError, match="受理核查"):
        walk("2026-03-02").take(act)


def test_a_step_before_its_predecessor_is_refused(walk: Begin) -> None:
    """The order of dates is the order of steps, and nothing is written by a refused step."""
    one = walk("2026-03-02")
    one.take("accept")
    with pytest.raises(ConflictError, match="before its predecessor"):
        one.take("conclude_verification", day="2026-03-01")
    assert lead_page(one.lead_id, as_of=AS_OF).row.state == "verifying"


@pytest.mark.parametrize(
    ("act", "who"),
    [("accept", "coordinator"), ("accept", "reviewer"), ("approve_filing", "officer"), ("pass_review", "officer")],
)
def test_roles_may_do_their_own_acts_only(walk: Begin, people: Office, act: str, who: str) -> None:
    """The permission of an act decides, whatever the state."""
    with pytest.raises(NotAllowedError, match="may not do"):
        walk("2026-03-02").take(act, getattr(people, who))


def test_another_agency_may_not_touch_the_lead(walk: Begin) -> None:
    """An officer's grant ends at the agency."""
    stranger = enrol("方别处", Role.OFFICER, "tobacco")
    with pytest.raises(NotAllowedError):
        walk("2026-03-02").take("accept", stranger)


def test_the_proposer_does_not_approve(walk: Begin, people: Office) -> None:
    """Whoever proposed the filing may not approve it, even with both roles."""
    both = enrol("陆双职", Role.OFFICER, MARKET)
    grants = (*both.grants, *people.leader.grants)
    both = type(both)(both.actor_id, both.name, grants)
    one = walk("2026-03-02")
    one.to("conclude_verification")
    one.take("propose_filing", both)
    with pytest.raises(NotAllowedError, match="did propose_filing"):
        one.take("approve_filing", both)


def test_refused_filing_keeps_the_reason_and_meets_the_clock(walk: Begin) -> None:
    """不予立案 ends the lead with a reason; without reason it is refused."""
    one = walk("2026-03-02")
    one.to("propose_filing")
    with pytest.raises(RefusedError, match="reason is empty"):
        one.take("refuse_filing", reason="  ")
    one.take("refuse_filing")
    page = lead_page(one.lead_id, as_of=AS_OF)
    assert (page.row.state, page.spine[-1].facts) == ("not_filed", {"reason": "证据不足"})
    assert clocks(one, "verify")[0].state is State.MET


def test_facts_not_found_leads_to_no_filing_only(walk: Begin) -> None:
    """Without facts no filing can be proposed; another person than the verifier ends it."""
    one = walk("2026-03-02")
    one.take("accept")
    one.take("conclude_verification", found=False)
    with pytest.raises(ConflictError):
        one.take("propose_filing")
    assert one.take("refuse_filing").state == "not_filed"


@pytest.mark.parametrize(("act", "state"), [("dismiss", "dismissed"), ("wait", "waiting"), ("not_ours", "unresolved")])
def test_a_lead_can_be_ended_put_aside_or_given_back(walk: Begin, act: str, state: str) -> None:
    """Each of the three keeps its reason in the spine."""
    one = walk("2026-03-02")
    assert one.take(act).state == state
    page = lead_page(one.lead_id, as_of=AS_OF)
    assert page.spine[-1].facts["reason"]
    expected = {"dismissed": State.STOPPED, "unresolved": State.STOPPED, "waiting": State.RUNNING}[state]
    assert clocks(one, "verify")[0].state is expected


def test_waiting_needs_a_later_date_and_ends(walk: Begin) -> None:
    """The date lies after the step; taken up again, the lead is verified on the same clock."""
    one = walk("2026-03-02")
    with pytest.raises(RefusedError, match="not later than"):
        one.take("wait", until=date(2026, 3, 2))
    one.take("wait", until=date(2026, 3, 9))
    assert lead_page(one.lead_id, as_of=AS_OF).wait_until == date(2026, 3, 9)
    one.take("go_on", day="2026-03-09")
    assert lead_page(one.lead_id, as_of=AS_OF).wait_until is None
    assert [clock.start for clock in clocks(one, "verify")] == [date(2026, 3, 2)]


def test_duplicates_point_at_the_lead_that_goes_on(walk: Begin) -> None:
    """A lead cannot be its own duplicate, nor that of a duplicate."""
    first, second = walk("2026-03-02"), walk("2026-03-02")
    with pytest.raises(RefusedError, match="is this one"):
        first.take("mark_duplicate", duplicate_of=first.lead_id)
    first.take("mark_duplicate", duplicate_of=second.lead_id)
    assert lead_page(first.lead_id, as_of=AS_OF).duplicate_of == second.lead_id
    with pytest.raises(RefusedError, match="duplicate itself"):
        second.take("mark_duplicate", duplicate_of=first.lead_id)


def test_two_officers_with_running_certificates(walk: Begin, people: Office) -> None:
    """One officer, one of another agency, and one whose certificate ended the day before are refused by name."""
    one = walk("2026-03-02")
    one.to("approve_filing")
    expired = enrol("唐过期", Role.OFFICER, MARKET, until="2026-03-01")
    stranger = enrol("方别处", Role.OFFICER, "tobacco")
    first = UUID(people.officer.actor_id)
    with pytest.raises(RefusedError, match="at least 2"):
        one.take("start_investigation", officers=(first, first))
    with pytest.raises(NotAllowedError, match="唐过期 holds no"):
        one.take("start_investigation", officers=(first, UUID(expired.actor_id)))
    with pytest.raises(NotAllowedError, match="方别处 is no officer"):
        one.take("start_investigation", officers=(first, UUID(stranger.actor_id)))
    assert one.take("start_investigation").state == "investigating"


def test_an_inquiry_after_the_certificate_ended_is_refused(walk: Begin, people: Office) -> None:
    """The certificate must run on the day of each inquiry; other officers can be named by the leader."""
    one = walk("2026-03-02")
    one.to("approve_filing")
    short = enrol("唐到期", Role.OFFICER, MARKET, until="2026-03-03")
    one.take("start_investigation", officers=(UUID(people.officer.actor_id), UUID(short.actor_id)))
    one.take("investigate", day="2026-03-03")
    assert "officer_not_qualified" in blocked(one, "investigate", date(2026, 3, 4))
    with pytest.raises(NotAllowedError, match="唐到期"):
        one.take("investigate", day="2026-03-04")
    one.take("change_officers")
    assert one.take("investigate").state == "investigating"


def test_the_missing_document_is_named(walk: Begin, people: Office) -> None:
    """A step without its document is refused by name, and the page says so before; filed, it goes."""
    one = walk("2026-03-02")
    one.to("investigate")
    assert blocked(one, "submit_review") == ["missing_paper"]
    with pytest.raises(RefusedError, match="案件调查终结报告"):
        one.take("submit_review", papers=False)
    FilePapers(
        actor=people.officer, at=one.now, lead_id=one.lead_id, papers=(PaperIn("investigation_report", "终结报告"),)
    ).execute()
    assert blocked(one, "submit_review") == []
    assert one.take("submit_review", papers=False).state == "reviewing"


@pytest.mark.parametrize(("kind", "title"), [("love_letter", "信"), ("goods_list", " ")])
def test_a_document_of_no_kind_or_title_is_refused(walk: Begin, people: Office, kind: str, title: str) -> None:
    """The file holds the kinds that the procedure names."""
    one = walk("2026-03-02")
    with pytest.raises(RefusedError, match="filing_form"):
        FilePapers(actor=people.officer, at=one.now, lead_id=one.lead_id, papers=(PaperIn(kind, title),)).execute()


def test_review_returns_and_the_investigator_does_not_review(walk: Begin, people: Office) -> None:
    """A returned case is investigated again; whoever investigated may not review."""
    one = walk("2026-03-02")
    one.to("submit_review")
    both = type(people.officer)(people.officer.actor_id, "兼职", (*people.officer.grants, *people.reviewer.grants))
    with pytest.raises(NotAllowedError, match="did start_investigation"):
        one.take("pass_review", both)
    assert one.take("return_review").state == "investigating"
    one.take("submit_review", papers=False)
    assert [clock.state for clock in clocks(one, "review")] == [State.MET, State.RUNNING]


def test_the_party_has_its_time(walk: Begin) -> None:
    """A penalty before the party answered or its five working days ran out is refused; after, it goes."""
    one = walk("2026-03-02")
    one.to("notify_party")
    assert clocks(one, "statement")[0].due == date(2026, 3, 9)
    with pytest.raises(ConflictError, match="must wait until 2026-03-09"):
        one.take("decide_penalty", day="2026-03-09")
    assert blocked(one, "decide_penalty", date(2026, 3, 9)) == ["missing_paper", "missing_paper", "waits_until"]
    assert one.take("decide_penalty", day="2026-03-10").state == "decided"
    assert clocks(one, "statement")[0].state is State.MET


@pytest.mark.parametrize("act", ["decide_no_penalty", "withdraw_case"])
def test_a_case_can_end_without_penalty(walk: Begin, act: str) -> None:
    """Its closing clock runs from that day."""
    one = walk("2026-03-02")
    one.to("pass_review")
    one.take(act, day="2026-03-05")
    assert [clock.start for clock in clocks(one, "close")] == [date(2026, 3, 5)]
    assert one.take("close").state == "closed"
    page = lead_page(one.lead_id, as_of=AS_OF)
    assert page.case is not None
    assert page.case.decision == {"decide_no_penalty": "no_penalty", "withdraw_case": "withdrawn"}[act]


@pytest.mark.parametrize(
    ("fact", "value", "says"),
    [
        ("fine", Decimal(-1), "below zero"),
        ("fine", Decimal("1.005"), "more than two decimals"),
        ("fine", 5.0, "no amount"),
        ("penalties", (), "is empty"),
        ("penalties", ("flogging",), "the kinds are"),
        ("party_place", "moon", "same_province"),
        ("decision_number", "", "is empty"),
        ("conduct", "长" * 4001, "more than 4000"),
    ],
)
def test_wrong_facts_are_refused_by_name(walk: Begin, fact: str, value: Any, says: str) -> None:
    """The message names the fact and what it must be."""
    one = walk("2026-03-02")
    one.to("hear_statement")
    with pytest.raises(RefusedError, match=says) as refusal:
        one.take("decide_penalty", **{fact: value})
    assert refusal.value.where.key == f"decide_penalty.{fact}"


def test_a_record_that_changed_is_a_conflict(walk: Begin, people: Office) -> None:
    """Two people act on the same version: the second is told, and nothing is lost."""
    one = walk("2026-03-02")
    seen = lead_page(one.lead_id, as_of=AS_OF).row.version
    one.take("accept", seen=seen)
    with pytest.raises(ConflictError, match="changed since it was read"):
        one.take("dismiss", people.second, seen=seen)
    assert lead_page(one.lead_id, as_of=AS_OF).row.state == "verifying"


def test_an_agency_without_procedure_needs_legal_review(people: Office) -> None:
    """Another agency's clocks never show market regulation's figures."""
    from_tobacco = office("tobacco")
    lead = route_lead("2026-03-02", Duty("tobacco", (Claim("tobacco", "烟草专卖法"),)))
    one = Walk(lead, from_tobacco, at("2026-03-02"))
    one.to("approve_filing")
    page = lead_page(lead, as_of=AS_OF)
    assert page.procedure == "ordinary"
    assert {line.clock.name for line in page.clocks} == {"verify", "case"}
    assert all(line.clock.due is None and line.clock.law_status == "needs_legal_review" for line in page.clocks)
    assert page.case is not None
    assert page.case.number == "武烟立〔2026〕1号"
    with pytest.raises(RefusedError, match="no rule of this agency"):
        exclude_one(from_tobacco)


def exclude_one(of_tobacco: Office) -> None:
    """Ask for excluded time where no rule on it is known."""
    lead = route_lead("2026-03-02", Duty("tobacco", (Claim("tobacco", "烟草专卖法"),)))
    one = Walk(lead, of_tobacco, at("2026-03-02"))
    one.take("accept")
    one.take("exclude_from_verification")


def test_next_steps_tell_a_person_what_is_not_theirs(walk: Begin, people: Office) -> None:
    """The page marks what the person may not do, and why."""
    one = walk("2026-03-02")
    one.to("propose_filing")
    steps = {step.act: step for step in lead_page(one.lead_id, as_of=AS_OF, actor=people.officer).next_steps}
    assert [why["code"] for why in steps["approve_filing"].blocked] == ["not_permitted", "own_act"]
    assert Permission(steps["approve_filing"].permission) is Permission.CASE_APPROVE
    mine = lead_page(one.lead_id, as_of=AS_OF, actor=people.leader).next_steps
    assert {step.act for step in mine if step.enabled} == {"approve_filing", "refuse_filing"}


def test_the_log_keeps_no_words(walk: Begin) -> None:
    """Free words enter the log as digests only; they may hold names."""
    one = walk("2026-03-02")
    one.take("dismiss", reason="买家王某某已退货")
    payload = lead_page(one.lead_id, as_of=AS_OF).log[-1].payload
    assert "王某某" not in payload
    assert "sha256:" in payload


def test_packaged_procedures_read() -> None:
    """The files are of their form; each agency has one."""
    found = read_procedures()
    assert MARKET in found
    assert found[MARKET].states == found[""].states
    assert WUCHANG.isdigit()
