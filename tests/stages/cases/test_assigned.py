"""交办、督办 and 投诉、举报: records with their own clocks, by the assigner's date or by the law of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.people.policy import SYSTEM, Reach, Role
from jianzhen.stages.cases.actions.assign import Assign
from jianzhen.stages.cases.actions.assigned import (
    AnswerAssignment,
    AssignElsewhere,
    DeclineAssignment,
    ExtendAssignment,
    InsistOnAssignment,
    ReturnAnswer,
    SignForAssignment,
    UrgeAssignment,
    WriteOffAssignment,
)
from jianzhen.stages.cases.actions.clock import TickClocks
from jianzhen.stages.cases.actions.grievance import (
    AcceptComplaint,
    EndMediation,
    RegisterGrievance,
    RejectComplaint,
    TellParties,
    TellReporter,
    VerifyReport,
)
from jianzhen.stages.cases.actions.grievance_time import (
    BeginComplaintTest,
    BeginReportTest,
    EndComplaintTest,
    EndReportTest,
    ExtendClue,
    ExtendReport,
    FindClue,
    VerifyClue,
)
from jianzhen.stages.cases.queries.assignments import (
    assignment_scores,
    assignments_on,
    grievances,
    open_assignments,
    registered,
)
from jianzhen.stages.cases.queries.clocks import clocks_of
from jianzhen.stages.cases.queries.pages import lead_page
from tests.stages.conftest import MARKET, WUCHANG, Office, Walk, at, enrol

Begin = Callable[..., Walk]
ALL = Reach(everything=True, scopes=frozenset())


def assign(people: Office, subject: str = "task", key: str = "2019/9", **changes: Any) -> UUID:
    """Let the coordinator assign something until the 20th."""
    facts: dict[str, Any] = {
        "subject_type": subject,
        "subject_id": key,
        "from_agency": "anti_counterfeiting_office",
        "to_agency": MARKET,
        "asked": "报送整治情况",
        "basis": "领导小组办公室第2次会议纪要",
        "due": date(2026, 3, 20),
    }
    return Assign(actor=people.coordinator, at=at("2026-03-02"), **(facts | changes)).execute()


def test_assigned_signed_answered_returned_answered_written_off(people: Office) -> None:
    """The whole round; the clock ends with the accepted answer, not with the writing off."""
    one = assign(people)
    officer, chief = people.officer, people.coordinator
    SignForAssignment(actor=officer, at=at("2026-03-03"), assignment_id=one).execute()
    AnswerAssignment(actor=officer, at=at("2026-03-10"), assignment_id=one, answer="检查12户").execute()
    ReturnAnswer(actor=chief, at=at("2026-03-11"), assignment_id=one, reason="缺立案数").execute()
    AnswerAssignment(actor=officer, at=at("2026-03-19"), assignment_id=one, answer="立案3件").execute()
    WriteOffAssignment(actor=chief, at=at("2026-03-25"), assignment_id=one, finding="完成").execute()
    line = assignments_on("task", ["2019/9"], as_of=date(2026, 3, 26))[0]
    kinds = ["assigned", "signed", "answered", "returned", "answered", "written_off"]
    assert [event[0] for event in line.events] == kinds
    clock = clocks_of("assignment", one, as_of=date(2026, 3, 26))[0].clock
    assert (clock.state.value, clock.ended_on, clock.law_status) == ("met", date(2026, 3, 19), "assigned")
    assert open_assignments(ALL, as_of=date(2026, 3, 26)) == ()


def test_urged_and_overdue(people: Office) -> None:
    """Urging is counted and changes no date; past it the record is overdue and escalates."""
    one = assign(people)
    for _ in range(2):
        UrgeAssignment(actor=people.coordinator, at=at("2026-03-18"), assignment_id=one, words="请抓紧").execute()
    assert TickClocks(actor=SYSTEM, at=at("2026-03-23")).execute().overdue == 1
    line = open_assignments(ALL, as_of=date(2026, 3, 23))[0]
    assert (line.urged, line.due, line.overdue_days, line.state) == (2, date(2026, 3, 20), 3, "assigned")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"due": date(2026, 3, 2)}, "not later"),
        ({"basis": ""}, "basis is empty"),
        ({"asked": " "}, "asked is empty"),
        ({"to_agency": "ghost"}, "no agency"),
        ({"subject_type": "moon"}, "cannot be assigned"),
        ({"subject_type": "lead", "subject_id": "01a20a24-fd04-73b3-8c95-9da8207c620f"}, "not routed"),
        ({"subject_type": "case", "subject_id": "01a20a24-fd04-73b3-8c95-9da8207c620f"}, "no such case"),
    ],
)
def test_an_assignment_needs_subject_date_and_basis(people: Office, changes: dict[str, Any], says: str) -> None:
    """What is missing is named."""
    with pytest.raises(RefusedError, match=says):
        assign(people, **changes)


def test_assignments_follow_their_order_and_roles(walk: Begin, people: Office) -> None:
    """No answer before signing, no writing off by the one who was asked, nothing empty; a lead's page shows it."""
    lead = walk("2026-03-02")
    one = assign(people, "lead", str(lead.lead_id))
    with pytest.raises(ConflictError, match="is assigned"):
        AnswerAssignment(actor=people.officer, at=at("2026-03-03"), assignment_id=one, answer="x").execute()
    with pytest.raises(NotAllowedError):
        SignForAssignment(actor=people.coordinator, at=at("2026-03-03"), assignment_id=one).execute()
    SignForAssignment(actor=people.officer, at=at("2026-03-03"), assignment_id=one).execute()
    with pytest.raises(RefusedError, match="nothing is said"):
        AnswerAssignment(actor=people.officer, at=at("2026-03-04"), assignment_id=one, answer=" ").execute()
    with pytest.raises(ConflictError, match="went on meanwhile"):
        AnswerAssignment(actor=people.officer, at=at("2026-03-04"), assignment_id=one, answer="x", seen=0).execute()
    AnswerAssignment(actor=people.officer, at=at("2026-03-04"), assignment_id=one, answer="已核查").execute()
    with pytest.raises(NotAllowedError):
        WriteOffAssignment(actor=people.officer, at=at("2026-03-05"), assignment_id=one, finding="x").execute()
    assert lead_page(lead.lead_id, as_of=date(2026, 3, 5)).assignments[0].state == "answered"


def register(kind: str, day: str, **changes: Any) -> UUID:
    """Register a complaint or report received on a day."""
    facts: dict[str, Any] = {
        "signal_id": f"{kind}-{day}",
        "kind": kind,
        "agency": MARKET,
        "district": WUCHANG,
        "received_on": at(day).date(),
        "port": "12315",
    }
    return RegisterGrievance(actor=SYSTEM, at=at(day), **(facts | changes)).execute()


def clock_of(key: UUID, name: str) -> Any:
    """Return a clock of a complaint or report."""
    return {line.clock.name: line.clock for line in clocks_of("grievance", key, as_of=date(2026, 12, 1))}[name]


@pytest.mark.parametrize(
    ("day", "accept", "mediate", "unit"),
    [
        ("2026-04-14", "cmp.accept", "cmp.mediate", "working_days"),
        ("2026-04-15", "cmp.accept.2026", "cmp.mediate.2026", "calendar_days"),
    ],
)
def test_complaints_across_the_change_of_2026(people: Office, day: str, accept: str, mediate: str, unit: str) -> None:
    """Order 20 to 2026-04-14, Order 121 from the day after: 45 working days became 60 days."""
    one = register("complaint", day)
    AcceptComplaint(actor=people.officer, at=at(day, 15), grievance_id=one, words="受理").execute()
    assert clock_of(one, "complaint_accept").rule_id == accept
    clock = clock_of(one, "complaint_mediate")
    assert (clock.rule_id, clock.unit) == (mediate, unit)


def test_a_complaint_received_before_and_accepted_after_obeys_both(people: Office) -> None:
    """The time to decide runs under the old order, the mediation under the new one."""
    one = register("complaint", "2026-04-13")
    AcceptComplaint(actor=people.officer, at=at("2026-04-16"), grievance_id=one, words="受理").execute()
    assert (clock_of(one, "complaint_accept").rule_id, clock_of(one, "complaint_mediate").rule_id) == (
        "cmp.accept",
        "cmp.mediate.2026",
    )
    EndMediation(actor=people.officer, at=at("2026-05-06"), grievance_id=one, words="未达成协议").execute()
    TellParties(actor=people.officer, at=at("2026-05-08"), grievance_id=one, words="已书面告知双方").execute()
    assert clock_of(one, "complaint_end_notice").state.value == "met"
    assert grievances(ALL, as_of=date(2026, 5, 9))[0].state == "told"


@pytest.mark.parametrize(("day", "state"), [("2026-04-14", "running"), ("2026-04-15", "no_duty")])
def test_the_duty_to_tell_a_named_reporter_ended(people: Office, day: str, state: str) -> None:
    """Until 2026-04-14 five working days; since then no such general duty, and the record says so with the order."""
    one = register("report", day, real_name=True)
    VerifyReport(actor=people.officer, at=at(day, 16), grievance_id=one, words="已立案").execute()
    clock = clock_of(one, "report_tell")
    assert clock.state.value == state
    assert ("令121号" in clock.citation) is (state == "no_duty")
    TellReporter(actor=people.officer, at=at(day, 17), grievance_id=one, words="已告知").execute()
    assert grievances(ALL, as_of=date(2026, 5, 9))[0].state == "told"


def test_a_nameless_report_has_no_clock_to_tell(people: Office) -> None:
    """Only the verification runs."""
    one = register("report", "2025-03-03")
    VerifyReport(actor=people.officer, at=at("2025-03-10"), grievance_id=one, words="不予立案").execute()
    assert [line.clock.name for line in clocks_of("grievance", one, as_of=date(2025, 4, 1))] == ["report_verify"]


def test_a_complaint_is_no_report(people: Office) -> None:
    """The two are never mixed up, an observation is registered once, and a refusal needs its reason."""
    one = register("complaint", "2026-05-06")
    with pytest.raises(ConflictError, match="the complaint is received"):
        VerifyReport(actor=people.officer, at=at("2026-05-07"), grievance_id=one, words="x").execute()
    with pytest.raises(ConflictError, match="registered already"):
        register("complaint", "2026-05-06")
    with pytest.raises(RefusedError, match="neither"):
        register("gossip", "2026-05-06")
    with pytest.raises(RefusedError, match="after it was registered"):
        register("report", "2026-05-06", received_on=date(2026, 5, 7))
    with pytest.raises(RefusedError, match="nothing is said"):
        RejectComplaint(actor=people.officer, at=at("2026-05-07"), grievance_id=one, words="").execute()
    said = {"ground": "handled", "other_ways": True, "words": "消费者协会已经调解"}
    RejectComplaint(actor=people.officer, at=at("2026-05-07"), grievance_id=one, **said).execute()
    assert registered(["complaint-2026-05-06", "other"]) == {"complaint-2026-05-06"}


def test_another_agencys_complaint_needs_legal_review(people: Office) -> None:
    """The order on complaints binds market regulation only; no figure is shown for another agency."""
    one = register("complaint", "2026-05-06", agency="culture_tourism")
    clock = clock_of(one, "complaint_accept")
    assert (clock.due, clock.state.value) == (None, "needs_review")


def days(one: UUID, name: str = "assignment", as_of: str = "2026-05-01") -> list[tuple[str, str, int]]:
    """Return agency, state and days overrun of each clock of a name."""
    found = clocks_of("assignment", one, as_of=at(as_of).date())
    return [(line.agency, line.clock.state.value, line.overdue_days) for line in found if line.clock.name == name]


def test_signing_has_its_own_clock(people: Office) -> None:
    """The day to sign by overruns by itself; signing late is kept, the date of the matter runs on."""
    one = assign(people, kind="supervised", sign_by=date(2026, 3, 4))
    assert TickClocks(actor=SYSTEM, at=at("2026-03-06")).execute().overdue == 1
    SignForAssignment(actor=people.officer, at=at("2026-03-06"), assignment_id=one).execute()
    assert days(one, "assignment_sign") == [(MARKET, "met_late", 2)]
    assert days(one, as_of="2026-03-06") == [(MARKET, "running", 0)]


def test_declined_and_assigned_elsewhere_keeps_what_was_overrun(people: Office) -> None:
    """退回 does not stop the clock; given elsewhere, the first agency's overdue stays beside the new date."""
    one = assign(people)
    DeclineAssignment(actor=people.officer, at=at("2026-03-05"), assignment_id=one, reason="属烟草专卖").execute()
    TickClocks(actor=SYSTEM, at=at("2026-03-24")).execute()
    AssignElsewhere(
        actor=people.coordinator, at=at("2026-03-25"), assignment_id=one, to_agency="tobacco", due=date(2026, 4, 10),
        reason="按职责分工",
    ).execute()  # fmt: skip
    assert days(one) == [(MARKET, "stopped", 5), ("tobacco", "running", 21)]
    line = open_assignments(ALL, as_of=date(2026, 4, 12))[0]
    assert (line.to_agency, line.state, line.due, line.overdue_days, line.overran) == (
        "tobacco", "assigned", date(2026, 4, 10), 2, 5,
    )  # fmt: skip
    tobacco = enrol("方别处", Role.OFFICER, "tobacco")
    SignForAssignment(actor=tobacco, at=at("2026-04-13"), assignment_id=one).execute()
    scores = assignment_scores(ALL, date(2026, 3, 1), date(2026, 3, 31), as_of=date(2026, 4, 9))
    assert [(one.agency, one.asked, one.declined, one.left_late) for one in scores] == [
        ("tobacco", 1, 0, 0), (MARKET, 0, 1, 1),
    ]  # fmt: skip


def test_the_assigner_insists(people: Office) -> None:
    """Insisting moves no date, and nobody but the assigner may."""
    one = assign(people)
    DeclineAssignment(actor=people.officer, at=at("2026-03-05"), assignment_id=one, reason="人手不足").execute()
    with pytest.raises(NotAllowedError):
        InsistOnAssignment(actor=people.leader, at=at("2026-03-06"), assignment_id=one, reason="x").execute()
    InsistOnAssignment(actor=people.coordinator, at=at("2026-03-06"), assignment_id=one, reason="属本职").execute()
    line = open_assignments(ALL, as_of=date(2026, 3, 6))[0]
    assert (line.state, line.due) == ("assigned", date(2026, 3, 20))


def test_more_time_is_given_before_the_date_only(people: Office) -> None:
    """The clock moves with its reason; past the date, ticked or not, nothing moves it."""
    one = assign(people)
    extend = partial(ExtendAssignment, actor=people.coordinator, assignment_id=one, reason="需抽样检验")
    extend(at=at("2026-03-20"), due=date(2026, 4, 1)).execute()
    clock = clocks_of("assignment", one, as_of=date(2026, 3, 20))[0].clock
    assert (clock.due, clock.citation) == (date(2026, 4, 1), "领导小组办公室第2次会议纪要；需抽样检验")
    with pytest.raises(ConflictError, match="is due on 2026-04-01"):
        extend(at=at("2026-03-25"), due=date(2026, 3, 30)).execute()
    for _ in range(2):
        with pytest.raises(ConflictError, match=r"2026-04-01|overdue"):
            extend(at=at("2026-04-02"), due=date(2026, 5, 1)).execute()
        TickClocks(actor=SYSTEM, at=at("2026-04-02")).execute()
    assert open_assignments(ALL, as_of=date(2026, 4, 2))[0].due == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "rumour"}, "no kind"),
        ({"sign_by": date(2026, 3, 21)}, "lies outside"),
        ({"sign_by": date(2026, 3, 1)}, "lies outside"),
    ],
)
def test_the_day_to_sign_by_lies_before_the_date(people: Office, changes: dict[str, Any], says: str) -> None:
    """What cannot be meant is refused."""
    with pytest.raises(RefusedError, match=says):
        assign(people, **changes)


def test_scores_count_what_happened(people: Office) -> None:
    """One on time and good, one late and poor after a return, one open past its date, one declined: counted apart."""
    officer, chief = people.officer, people.coordinator
    good, poor, _open, declined = (
        assign(people, key=f"2019/{number}", sign_by=date(2026, 3, 5)) for number in range(4)
    )
    for one, day, grade in ((good, "2026-03-10", "good"), (poor, "2026-03-24", "poor")):
        SignForAssignment(actor=officer, at=at("2026-03-03"), assignment_id=one).execute()
        AnswerAssignment(actor=officer, at=at("2026-03-09"), assignment_id=one, answer="已办").execute()
        if one == poor:
            ReturnAnswer(actor=chief, at=at("2026-03-10"), assignment_id=one, reason="缺数据").execute()
            AnswerAssignment(actor=officer, at=at(day), assignment_id=one, answer="补报").execute()
        WriteOffAssignment(actor=chief, at=at(day, 15), assignment_id=one, finding="x", grade=grade).execute()
    DeclineAssignment(actor=officer, at=at("2026-03-05"), assignment_id=declined, reason="非本单位").execute()
    UrgeAssignment(actor=chief, at=at("2026-03-18"), assignment_id=_open, words="请抓紧").execute()
    score = assignment_scores(ALL, date(2026, 1, 1), date(2026, 12, 31), as_of=date(2026, 3, 26))[0]
    assert (score.agency, score.asked, score.written_off, score.answered_late, score.overdue) == (MARKET, 4, 2, 1, 2)
    assert (score.signed_late, score.urged, score.returned, score.declined) == (2, 1, 1, 1)
    assert score.grades == {"good": 1, "poor": 1}
    assert assignment_scores(ALL, date(2025, 1, 1), date(2025, 12, 31), as_of=date(2026, 3, 26)) == ()


def test_a_grade_is_one_of_three(people: Office) -> None:
    """Another word is refused; none leaves the work unevaluated."""
    one = assign(people)
    SignForAssignment(actor=people.officer, at=at("2026-03-03"), assignment_id=one).execute()
    AnswerAssignment(actor=people.officer, at=at("2026-03-09"), assignment_id=one, answer="已办").execute()
    off = partial(WriteOffAssignment, actor=people.coordinator, at=at("2026-03-10"), assignment_id=one, finding="x")
    with pytest.raises(RefusedError, match="no grade"):
        off(grade="splendid").execute()
    off().execute()


def test_a_test_is_not_counted_in_the_mediation(people: Office) -> None:
    """Ten days of testing move the end of the mediation by ten days; a second test cannot begin in the first."""
    one = register("complaint", "2026-05-06")
    AcceptComplaint(actor=people.officer, at=at("2026-05-07"), grievance_id=one, words="受理").execute()
    due = clock_of(one, "complaint_mediate").due
    BeginComplaintTest(actor=people.officer, at=at("2026-05-11"), grievance_id=one, words="送检").execute()
    with pytest.raises(ConflictError, match="is testing"):
        EndMediation(actor=people.officer, at=at("2026-05-12"), grievance_id=one, words="x").execute()
    EndComplaintTest(actor=people.officer, at=at("2026-05-21"), grievance_id=one, words="不合格").execute()
    clock = clock_of(one, "complaint_mediate")
    assert (clock.excluded_days, clock.due) == (10, due + timedelta(days=10))


def test_a_clue_found_in_mediation_has_its_own_time(people: Office) -> None:
    """Fifteen working days, once fifteen more by the head; the mediation goes on beside it."""
    one = register("complaint", "2026-05-06")
    AcceptComplaint(actor=people.officer, at=at("2026-05-07"), grievance_id=one, words="受理").execute()
    FindClue(actor=people.officer, at=at("2026-05-08"), grievance_id=one, words="发现无证经营线索").execute()
    first = clock_of(one, "complaint_clue")
    assert (first.rule_id, first.due) == ("cmp.clue", date(2026, 5, 28))
    with pytest.raises(NotAllowedError):
        ExtendClue(actor=people.officer, at=at("2026-05-28"), grievance_id=one, words="案情复杂").execute()
    ExtendClue(actor=people.leader, at=at("2026-05-28"), grievance_id=one, words="案情复杂").execute()
    assert clock_of(one, "complaint_clue").due == date(2026, 6, 18)
    with pytest.raises(ConflictError, match="already"):
        ExtendClue(actor=people.leader, at=at("2026-05-29"), grievance_id=one, words="再次").execute()
    VerifyClue(actor=people.officer, at=at("2026-06-18"), grievance_id=one, words="属实，已转线索").execute()
    assert clock_of(one, "complaint_clue").state.value == "met"
    assert clock_of(one, "complaint_mediate").state.value == "running"


def test_a_report_takes_longer_or_waits_for_a_test(people: Office) -> None:
    """The head extends once; the days of a test do not count since 2021-07-15, before that they need legal review."""
    one = register("report", "2026-05-06")
    ExtendReport(actor=people.leader, at=at("2026-05-07"), grievance_id=one, words="案情复杂").execute()
    due = clock_of(one, "report_verify").due
    BeginReportTest(actor=people.officer, at=at("2026-05-08"), grievance_id=one, words="送检").execute()
    EndReportTest(actor=people.officer, at=at("2026-05-15"), grievance_id=one, words="不合格").execute()
    assert clock_of(one, "report_verify").due == due + timedelta(days=7)
    old = register("report", "2021-07-01")
    with pytest.raises(RefusedError, match="needs legal review") as refusal:
        BeginReportTest(actor=people.officer, at=at("2021-07-02"), grievance_id=old, words="送检").execute()
    assert "需法制审核" in refusal.value.zh


def test_a_secret_is_no_word_of_a_complaint(people: Office) -> None:
    """A marked text is refused in both languages, and the complaint stays as it was."""
    one = register("complaint", "2026-05-06")
    with pytest.raises(RefusedError, match="is marked") as refusal:
        AcceptComplaint(actor=people.officer, at=at("2026-05-07"), grievance_id=one, words="机密★ 内部通报").execute()
    assert "国家秘密标志" in refusal.value.zh
    assert grievances(ALL, as_of=date(2026, 5, 9))[0].state == "received"
