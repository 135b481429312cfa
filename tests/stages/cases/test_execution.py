"""After the decision: service, payment, additional fine, deferral, demand, the court; and on-the-spot penalties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.law.book import packaged_book
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.cases.queries.money import owed_of
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.thresholds import additional_fine, days_within, summary_open
from jianzhen.stages.outcomes.actions import PreparePublications
from jianzhen.stages.outcomes.queries.publication import publication_of
from tests.stages.conftest import Office, Walk, at

Begin = Callable[..., Walk]
BOOK = packaged_book()
LATER = date(2026, 11, 1)
PART = {"paid_fine": Decimal(5000), "paid_confiscated": Decimal(0), "paid_additional": Decimal(0)}


def clock(walk: Walk, name: str) -> Any:
    """Return the last clock of a name on the lead's page."""
    return [line.clock for line in lead_page(walk.lead_id, as_of=LATER).clocks if line.clock.name == name][-1]


def decided(walk: Begin, day: str = "2026-03-02", **changes: Any) -> Walk:
    """Walk a case to its decision, all on one day."""
    one = walk(day)
    one.to("hear_statement")
    one.take("decide_penalty", **changes)
    return one


@pytest.mark.parametrize("service", ["direct", "lien", "post", "electronic", "entrusted"])
def test_payment_counts_from_the_day_of_service(walk: Begin, service: str) -> None:
    """The receipt's day counts, not the day of the record; fifteen days later the party has to have paid."""
    one = decided(walk)
    assert clock(one, "serve_decision").due == date(2026, 3, 11)
    one.take("serve_decision", day="2026-03-10", service=service, served_on=date(2026, 3, 5))
    assert (clock(one, "pay").start, clock(one, "pay").due) == (date(2026, 3, 5), date(2026, 3, 20))
    spine = lead_page(one.lead_id, as_of=LATER).spine[-1]
    assert [line.rule_id for line in spine.law] == ["proc.pay"]
    assert clock(one, "serve_decision").state is State.MET


@pytest.mark.parametrize(
    ("day", "due", "rule"),
    [
        ("2022-10-31", date(2022, 12, 30), "proc.serve.public.2019"),
        ("2022-11-01", date(2022, 12, 1), "proc.serve.public.2022"),
    ],
)
def test_service_by_announcement(walk: Begin, day: str, due: date, rule: str) -> None:
    """Sixty days, from 2022-11-01 thirty; only then is it served, and the time to pay counts from that end."""
    one = decided(walk, "2022-10-24")
    with pytest.raises(RefusedError, match="行政处罚文书送达公告"):
        one.take("serve_decision", day=day, service="announcement", papers=False)
    one.take("serve_decision", day=day, service="announcement")
    assert (clock(one, "announcement").due, clock(one, "announcement").rule_id) == (due, rule)
    with pytest.raises(ConflictError, match=f"must wait until {due}"):
        one.take("confirm_service", day=str(due))
    one.take("confirm_service", day=str(due + timedelta(days=1)))
    assert clock(one, "pay").start == due


def test_the_period_of_service_crossed_the_change_of_2021(walk: Begin) -> None:
    """Decided on 2021-07-14: seven days; on 2021-07-15: seven working days."""
    before, after = decided(walk, "2021-07-14"), decided(walk, "2021-07-15")
    assert (clock(before, "serve_decision").due, clock(before, "serve_decision").unit) == (
        date(2021, 7, 21),
        "calendar_days",
    )
    assert (clock(after, "serve_decision").due, clock(after, "serve_decision").unit) == (
        date(2021, 7, 26),
        "working_days",
    )


def test_days_lie_between_what_they_follow_and_today(walk: Begin) -> None:
    """Service before the decision, and in the future, are refused in both languages; nothing of it is kept."""
    one = decided(walk)
    before = lead_page(one.lead_id, as_of=LATER)
    with pytest.raises(RefusedError, match="before the step decide_penalty of 2026-03-02") as refusal:
        one.take("serve_decision", served_on=date(2026, 3, 1))
    assert "早于前一步骤“作出行政处罚决定”" in refusal.value.zh
    with pytest.raises(RefusedError, match="later than the step itself"):
        one.take("serve_decision", served_on=date(2026, 3, 3))
    assert lead_page(one.lead_id, as_of=LATER) == before


def test_a_case_ends_only_when_all_is_paid(walk: Begin) -> None:
    """A part is not the whole; late, three percent a day are owed beside it; what is missing is said to the fen."""
    one = decided(walk)
    one.take("serve_decision")
    one.take("record_payment", **PART)
    with pytest.raises(ConflictError, match=r"18500\.50 yuan are still to be paid"):
        one.take("record_performance")
    rest = {"paid_fine": Decimal(15000), "paid_confiscated": Decimal("3500.50"), "paid_additional": Decimal(0)}
    one.take("record_payment", day="2026-03-20", **rest)  # the last day was the 17th: three days late
    found = owed_of(one.lead_id, date(2026, 3, 20))
    assert found is not None
    assert (found.additional, found.missing) == (Decimal("1800.00"), Decimal("1800.00"))
    with pytest.raises(ConflictError, match=r"1800\.00 yuan"):
        one.take("record_performance", day="2026-04-20")
    one.take("reduce_additional_fine", reduced_by=Decimal(800))
    one.take("record_payment", paid_fine=Decimal(0), paid_confiscated=Decimal(0), paid_additional=Decimal(1000))
    assert one.take("record_performance").state == "performed"
    assert clock(one, "pay").state is State.MET_LATE


def test_two_readings_of_the_last_day_do_not_burden_the_party(walk: Begin) -> None:
    """Fifteen days that end on a Saturday: the page works to the Saturday, nothing is owed or demanded up to Monday."""
    one = decided(walk, "2026-03-06")
    one.take("serve_decision")
    assert (clock(one, "pay").due, clock(one, "pay").due_other) == (date(2026, 3, 21), date(2026, 3, 23))
    with pytest.raises(ConflictError, match="may pay until 2026-03-23"):
        one.take("demand", day="2026-03-23")
    one.take("record_payment", day="2026-03-23")
    found = owed_of(one.lead_id, date(2026, 3, 23))
    assert found is not None
    assert found.missing == 0


def test_later_payment_moves_the_day(walk: Begin) -> None:
    """A deferral names the day and its basis; until then nothing grows and nothing is demanded."""
    one = decided(walk)
    one.take("serve_decision")
    one.take("approve_deferral", until=date(2026, 6, 30), deferral="instalments")
    assert (clock(one, "pay").due, clock(one, "pay").law_status) == (date(2026, 6, 30), "fixed_by_decision")
    with pytest.raises(ConflictError, match="may pay until 2026-06-30"):
        one.take("demand", day="2026-06-30")
    one.take("record_payment", day="2026-06-30")
    assert one.take("record_performance").state == "performed"


def test_days_of_review_are_spared(walk: Begin) -> None:
    """Ten days late, four of them under review: six count."""
    one = decided(walk)
    one.take("serve_decision")
    one.take("begin_remedy", day="2026-03-20")
    one.take("end_remedy", day="2026-03-23")
    one.take("record_payment", day="2026-03-27")
    found = owed_of(one.lead_id, date(2026, 3, 27))
    assert found is not None
    assert found.additional == Decimal("3600.00")


def test_demand_court_and_end(walk: Begin) -> None:
    """Not before the day to pay has passed; ten working days after the demand, within three months."""
    one = decided(walk)
    one.take("serve_decision")
    with pytest.raises(ConflictError, match="may pay until 2026-03-17"):
        one.take("demand", day="2026-03-17")
    one.take("demand", day="2026-03-18")
    wait = clock(one, "enforce_wait")
    assert (wait.due, wait.rule_id, wait.waits) == (date(2026, 4, 1), "proc.enforce.wait.2021", True)
    one.take("note_remedy_expired", expired_on=date(2026, 3, 18))
    assert clock(one, "enforce_apply").due == date(2026, 6, 18)
    with pytest.raises(ConflictError, match="must wait until 2026-04-01"):
        one.take("apply_enforcement", day="2026-04-01")
    one.take("apply_enforcement", day="2026-04-02")
    assert (clock(one, "enforce_wait").state, clock(one, "enforce_apply").state) == (State.MET, State.MET)
    one.take("end_enforcement", day="2026-05-06")
    assert one.take("close").state == "closed"
    assert lead_page(one.lead_id, as_of=LATER).row.overdue_days == 0


def test_the_wait_after_a_demand_before_2021_needs_review(walk: Begin) -> None:
    """No figure was read for that time: the application waits until the reviewer settles the period."""
    one = decided(walk, "2021-05-06")
    one.take("serve_decision")
    one.take("demand", day="2021-06-01")
    assert clock(one, "enforce_wait").state is State.NEEDS_REVIEW
    with pytest.raises(ConflictError, match="needs legal review") as refusal:
        one.take("apply_enforcement", day="2021-07-01")
    assert "先由法制审核人员确定期限" in refusal.value.zh
    with pytest.raises(RefusedError, match="has a date by law"):
        one.take("settle_period", clock="pay", until=date(2021, 7, 10), basis="x")
    one.take("settle_period", clock="enforce_wait", until=date(2021, 7, 5), basis="法制审核意见2021-7")
    assert clock(one, "enforce_wait").law_status == "fixed_by_decision"
    assert one.take("apply_enforcement", day="2021-07-06").state == "enforcing"


@pytest.mark.parametrize(
    ("fine", "late", "expected"),
    [("20000.00", 1, "600.00"), ("20000.00", 33, "19800.00"), ("20000.00", 34, "20000.00"), ("0.01", 40, "0.01")],
)
def test_the_additional_fine_grows_to_the_fine_and_no_further(fine: str, late: int, expected: str) -> None:
    """Three percent a day; on the thirty-fourth day it reaches the fine and stays."""
    due = date(2026, 3, 17)
    assert additional_fine(BOOK, Decimal(fine), due, due + timedelta(days=late)) == Decimal(expected)


@given(
    fine=st.decimals(0, 10**7, places=2),
    late=st.integers(-5, 200),
    spared=st.integers(0, 200),
)
def test_the_additional_fine_is_lawful_for_any_amount(fine: Decimal, late: int, spared: int) -> None:
    """Never negative, never above the fine, nothing in time, never less for a longer delay."""
    due = date(2024, 3, 1)
    found = additional_fine(BOOK, fine, due, due + timedelta(days=late), spared)
    assert 0 <= found <= fine
    assert found == 0 or late - spared > 0
    assert found <= additional_fine(BOOK, fine, due, due + timedelta(days=late + 1), spared)


def test_overlapping_spans_count_once() -> None:
    """Two reviews at the same time spare each day once; days before the due date are none."""
    spans = [(date(2026, 3, 1), date(2026, 3, 20)), (date(2026, 3, 19), date(2026, 3, 25))]
    assert days_within(spans, date(2026, 3, 17), date(2026, 3, 22)) == 5


# on the spot


@pytest.mark.parametrize(
    ("party", "fine", "day", "says", "confidence"),
    [
        ("person", "50", "2021-07-14", "yes", "B"),
        ("person", "50.01", "2021-07-14", "no", "B"),
        ("organisation", "1000", "2021-07-14", "yes", "B"),
        ("organisation", "1000.01", "2021-07-14", "no", "B"),
        ("person", "200", "2021-07-15", "yes", "A"),
        ("person", "200.01", "2021-07-15", "no", "A"),
        ("organisation", "3000", "2021-07-15", "yes", "A"),
        ("organisation", "3000.01", "2021-07-15", "no", "A"),
        ("person", "1", "2019-03-31", "review", ""),
    ],
)
def test_the_cap_of_the_summary_procedure(party: str, fine: str, day: str, says: str, confidence: str) -> None:
    """By party and day, the number included."""
    answer = summary_open(BOOK, party, Decimal(fine), date.fromisoformat(day))
    assert answer.says == says
    assert says == "review" or answer.confidence == confidence


def spot(walk: Begin, day: str, **changes: Any) -> Walk:
    """Decide on the spot on a day."""
    one = walk(day)
    one.take("accept")
    one.take("decide_on_the_spot", **changes)
    return one


def test_a_small_fine_on_the_spot(walk: Begin) -> None:
    """A case of its own series, file handed in within seven working days, paid, ended; never published."""
    one = spot(walk, "2026-03-02")
    page = lead_page(one.lead_id, as_of=LATER)
    assert page.case is not None
    assert (page.case.number, page.case.decision, page.row.state) == (
        "武市监当罚〔2026〕1号",
        "on_the_spot",
        "summary_decided",
    )
    assert (clock(one, "summary_file").due, clock(one, "pay").due) == (date(2026, 3, 11), date(2026, 3, 17))
    assert clock(one, "verify").state is State.MET
    one.take("file_summary", day="2026-03-11")
    with pytest.raises(ConflictError, match=r"200\.00 yuan are still to be paid"):
        one.take("end_summary")
    one.take("record_payment", paid_fine=Decimal(200), paid_confiscated=Decimal(0))
    assert one.take("end_summary").state == "closed"
    PreparePublications(actor=SYSTEM, at=at("2026-03-12", 20)).execute()
    assert publication_of(page.case.case_id, as_of=LATER) is None
    assert decided(walk, "2026-03-12").take("serve_decision").case_number == "武市监立〔2026〕1号"


def test_a_warning_on_the_spot_owes_nothing(walk: Begin) -> None:
    """No clock for a payment; the file is handed in and it ends."""
    one = spot(walk, "2026-03-02", penalties=("warning",), fine=Decimal(0), party="organisation")
    names = {line.clock.name for line in lead_page(one.lead_id, as_of=LATER).clocks}
    assert "pay" not in names
    one.take("file_summary")
    assert one.take("end_summary").state == "closed"


def test_what_is_too_heavy_for_the_spot(walk: Begin) -> None:
    """Another penalty, and a fine above the cap of the day, are refused towards the ordinary procedure."""
    with pytest.raises(RefusedError, match="cannot be imposed on the spot"):
        spot(walk, "2026-03-02", penalties=("confiscation",))
    with pytest.raises(RefusedError, match=r"200\.01 lies above 200\.00 yuan") as refusal:
        spot(walk, "2026-03-02", fine=Decimal("200.01"))
    assert "请适用普通程序" in refusal.value.zh
    assert spot(walk, "2026-03-02", party="organisation", fine=Decimal(3000)).lead_id


def test_a_cap_of_second_hand_warns_and_is_confirmed(walk: Begin, people: Office) -> None:
    """Before 2021-07-15 the cap was not read in its text: above it a reviewer's opinion comes first."""
    one = walk("2021-07-01")
    one.take("accept")
    with pytest.raises(RefusedError, match="needs legal review"):
        one.take("decide_on_the_spot", fine=Decimal("60.00"))
    with pytest.raises(NotAllowedError):
        one.take("give_legal_opinion", people.officer, topic="summary_limits")
    one.take("give_legal_opinion", topic="summary_limits")
    assert one.take("decide_on_the_spot", fine=Decimal("60.00")).state == "summary_decided"


# measures and time


def test_an_emergency_measure_is_approved_within_a_day(walk: Begin) -> None:
    """Twenty-four running hours from the moment, also over a weekend."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    one.take("take_emergency_measure", day="2026-03-06")
    assert clock(one, "emergency").due_at == at("2026-03-07")
    one.take("approve_emergency_measure", day="2026-03-07")
    assert clock(one, "emergency").state is State.MET


@pytest.mark.parametrize(("day", "excluded"), [("2021-07-14", 0), ("2021-07-15", 9)])
def test_suspension_is_excluded_from_the_day_of_the_text(walk: Begin, day: str, excluded: int) -> None:
    """Since 2021-07-15 the days of a suspension do not count; before, the list was not read and they do."""
    one = walk("2021-07-01")
    one.to("start_investigation")
    one.take("suspend_case", day=day)
    with pytest.raises(ConflictError):
        one.take("investigate")
    one.take("resume_case", day=str(date.fromisoformat(day) + timedelta(days=9)))
    assert (clock(one, "case").excluded_days, clock(one, "case").state) == (excluded, State.RUNNING)


def test_testing_pauses_a_seizure(walk: Begin) -> None:
    """The time of a test, told to the party (form 31), is not counted; without the notice it is refused by name."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    one.take("seize")
    with pytest.raises(RefusedError, match="期间告知书"):
        one.take("exclude_from_seizure", papers=False)
    one.take("exclude_from_seizure", day="2026-03-05")
    one.take("count_seizure_again", day="2026-03-25")
    assert (clock(one, "seize").due, clock(one, "seize").excluded_days) == (date(2026, 4, 21), 20)


def test_no_case_is_closed_over_goods(walk: Begin) -> None:
    """While goods are seized the case stays open; lifted, it is closed."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    one.take("seize")
    for act in ("investigate", "submit_review", "pass_review", "decide_no_penalty"):
        one.take(act)
    with pytest.raises(ConflictError, match="goods are held"):
        one.take("close")
    one.take("lift_seizure")
    assert one.take("close").state == "closed"


def test_a_settled_seizure_of_evidence_needs_its_form(walk: Begin) -> None:
    """Released evidence needs form 20, seized evidence form 21: by what was said."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    one.take("register_evidence")
    with pytest.raises(RefusedError, match="解除先行登记保存证据通知书"):
        one.take("settle_evidence", papers=False)
    with pytest.raises(RefusedError, match="实施行政强制措施决定书"):
        one.take("settle_evidence", papers=False, settlement="seized")
    one.take("settle_evidence", settlement="confiscated", papers=False)
    assert clock(one, "register").state is State.MET


def test_the_second_extension_follows_the_first(walk: Begin) -> None:
    """The heads fix a period only after the first extension; the review's period is fixed by the head alone."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    with pytest.raises(ConflictError, match="批准延长办案期限"):
        one.take("fix_case_period", until=date(2026, 9, 1), basis="集体讨论")
    one.take("investigate")
    one.take("submit_review")
    one.take("extend_review", until=date(2026, 4, 30))
    assert clock(one, "review").due == date(2026, 4, 30)


@pytest.mark.parametrize("text", ["机密★5年 会议纪要", "【秘密】线索来源"])
def test_a_secret_is_refused_and_nothing_is_kept(walk: Begin, text: str) -> None:
    """A fact or a document that carries a marking is refused in both languages, its words are not in the message."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    before = lead_page(one.lead_id, as_of=LATER)
    with pytest.raises(RefusedError, match="is marked") as refusal:
        one.take("investigate", inquiry=text)
    assert "国家秘密标志" in refusal.value.zh
    assert text not in str(refusal.value)
    assert lead_page(one.lead_id, as_of=LATER) == before


@pytest.mark.parametrize("act", ["lift_seizure", "settle_evidence", "approve_emergency_measure"])
def test_what_is_not_held_cannot_be_given_back(walk: Begin, act: str) -> None:
    """Without a seizure, kept evidence or an emergency there is nothing to lift, settle or approve."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    with pytest.raises(ConflictError, match="no clock") as refusal:
        one.take(act)
    assert "没有正在计算的期限" in refusal.value.zh
    steps = {step.act: step for step in lead_page(one.lead_id, as_of=LATER).next_steps}
    assert "no_clock" in {why["code"] for why in steps[act].blocked}
