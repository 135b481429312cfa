"""移送公安: proposed, approved, sent with attachments, answered; every clock by the regulation, every answer kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import queries as custody
from jianzhen.law.book import packaged_book
from jianzhen.people.policy import SYSTEM, Actor, Permission, Reach, Role, reach
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.refusal import read_refusals
from jianzhen.stages.referral.actions import ACTS, AttachToTransfer, ProposeTransfer
from jianzhen.stages.referral.actions_clock import TickTransfers
from jianzhen.stages.referral.checks import IP_ARTICLES, REASONABLE, SUSPECTED, check_standard
from jianzhen.stages.referral.course import Course, course
from jianzhen.stages.referral.models import TransferStep
from jianzhen.stages.referral.queries import clocks_to_turn, transfer_counts, transfer_page, transfers, transfers_of
from jianzhen.stages.referral.refusing import FILE, refuse
from jianzhen.stages.referral.schema import AttachmentIn
from tests.stages.conftest import MARKET, WUCHANG, Office, Walk, at, enrol

Begin = Callable[..., Walk]
FIVE = tuple(AttachmentIn(kind, f"样例{kind}") for kind in course().attachments)


@dataclass
class Way:
    """Walks one transfer."""

    transfer_id: UUID
    people: Office
    police: Actor
    case_id: UUID

    def act(self, name: str, moment: datetime, actor: Actor | None = None, **facts: Any) -> str:
        """Do an act by the person whose it usually is."""
        usual = {"hand_over_goods": self.people.officer}.get(name)
        who = actor or usual or (self.police if course().act(name).answers else self.people.leader)
        said = {fact: "样例" for fact, kind in course().act(name).facts.items() if kind == "text"} | facts
        return ACTS[name](actor=who, at=moment, transfer_id=self.transfer_id, **said).execute()

    def attach(self, papers: tuple[AttachmentIn, ...] = FIVE) -> None:
        """Attach documents on the day of the report."""
        AttachToTransfer(
            actor=self.people.officer, at=at("2026-03-05"), transfer_id=self.transfer_id, attachments=papers
        ).execute()

    def to_received(self) -> None:
        """Take it to the police."""
        self.attach()
        self.act("approve", at("2026-03-06", 10))
        self.act("send", at("2026-03-06", 15))
        self.act("receive", at("2026-03-09", 9))

    def clock(self, name: str, as_of: date = date(2026, 4, 1)) -> Any:
        """Return the last clock of a name."""
        return [clock for _, clock, _ in transfer_page(self.transfer_id, as_of=as_of).clocks if clock.name == name][-1]


@pytest.fixture
def way(walk: Begin, people: Office) -> Callable[..., Way]:
    """Give a function that proposes the transfer of a case filed on 2026-03-02."""
    police = enrol("江不离", Role.POLICE, "public_security")

    def propose(**changes: Any) -> Way:
        one = walk("2026-03-02")
        case_id = one.to("start_investigation").case_id
        assert case_id is not None
        facts: dict[str, Any] = {"articles": ("214",), "standard": REASONABLE, "report": "货值较大，来源不明"}
        found = ProposeTransfer(
            actor=people.officer, at=at("2026-03-05"), case_id=case_id, **(facts | changes)
        ).execute()
        return Way(found, people, police, case_id)

    return propose


def test_every_act_has_one_class_whose_permission_the_file_names() -> None:
    """The course and the acts name each other exactly."""
    assert {name: act.may for name, act in course().acts.items()} == {
        name: act.permission.value for name, act in ACTS.items()
    }


def test_the_checklist_is_the_laws() -> None:
    """The regulation asks for five attachments, and the course names five."""
    assert packaged_book().at("xfer.docs", date(2026, 3, 5)).quantity == len(course().attachments)


def test_from_report_to_result(way: Callable[..., Way]) -> None:
    """The whole way: three days, twenty-four hours, three or ten days, three days; every answer is a record."""
    one = way()
    assert one.clock("approve").due == date(2026, 3, 8)
    one.to_received()
    assert (one.clock("send").due_at, one.clock("send").state) == (at("2026-03-07", 10), State.MET)
    assert one.clock("police_decide").due == date(2026, 3, 12)
    assert one.clock("police_decide_economic").due == date(2026, 3, 19)
    one.act("file", at("2026-03-12"), notice="样公立字〔2026〕1号")
    assert one.clock("goods").due is not None
    one.act("hand_over_goods", at("2026-03-13"))
    one.act("return_result", at("2026-06-01"), result="prosecuted")
    page = transfer_page(one.transfer_id, as_of=date(2026, 6, 2))
    assert (page.line.state, page.line.result, page.next_acts) == ("concluded", "prosecuted", ())
    assert [step.act for step in page.steps] == [
        "propose", "approve", "send", "receive", "file", "hand_over_goods", "return_result",
    ]  # fmt: skip
    assert page.steps[3].law[0]["rule_id"] == "xfer.police.decide"
    assert {clock.state for _, clock, _ in page.clocks} == {State.MET}
    assert len(custody.events_of("transfer", str(one.transfer_id))) == len(page.steps) + 1


def test_two_figures_for_the_police_are_both_shown(way: Callable[..., Way]) -> None:
    """Three days and ten days for the same event: both clocks run, each says that another rule exists."""
    one = way()
    one.to_received()
    cautions = [caution["code"] for caution in one.clock("police_decide").cautions]
    assert "other_rule_same_event" in cautions


def test_a_missing_attachment_is_named(way: Callable[..., Way]) -> None:
    """Four of five are refused by the name of the fifth, which the page shows before."""
    one = way()
    one.attach(FIVE[:3] + FIVE[4:])
    one.act("approve", at("2026-03-06"))
    page = transfer_page(one.transfer_id, as_of=date(2026, 3, 6))
    assert [step.missing for step in page.next_acts if step.act == "send"] == [
        (("test_report", "有关检验报告或者鉴定结论", "Test report or expert opinion"),)
    ]
    assert [row[3] for row in page.checklist].count("") == 1
    with pytest.raises(RefusedError, match="有关检验报告或者鉴定结论"):
        one.act("send", at("2026-03-06", 15))
    one.attach(FIVE[3:4])
    assert one.act("send", at("2026-03-06", 15)) == "sent"


def test_nothing_is_attached_after_sending(way: Callable[..., Way]) -> None:
    """What was sent is what was attached; unknown kinds and empty titles are refused."""
    one = way()
    with pytest.raises(RefusedError, match="unknown kind"):
        one.attach((AttachmentIn("love_letter", "信"),))
    with pytest.raises(RefusedError, match="no document"):
        one.attach(())
    one.to_received()
    with pytest.raises(ConflictError, match="received"):
        one.attach()


def test_refused_by_the_head_with_reasons(way: Callable[..., Way]) -> None:
    """The refusal ends the transfer and needs a reason; a new one may then be proposed."""
    one = way()
    with pytest.raises(RefusedError, match="reason is empty"):
        one.act("refuse", at("2026-03-06"), reason="")
    assert one.act("refuse", at("2026-03-06")) == "refused"
    again = ProposeTransfer(
        actor=one.people.officer,
        at=at("2026-03-10"),
        case_id=one.case_id,
        articles=("214",),
        standard=SUSPECTED,
        report="补充鉴定后再次提出",
    ).execute()
    assert [line.transfer_id for line in transfers_of(one.case_id, as_of=date(2026, 3, 10))] == [one.transfer_id, again]


def test_one_open_transfer_a_case(way: Callable[..., Way]) -> None:
    """A second one is a conflict while the first is open."""
    one = way()
    with pytest.raises(ConflictError, match="is open"):
        ProposeTransfer(
            actor=one.people.officer,
            at=at("2026-03-10"),
            case_id=one.case_id,
            articles=("214",),
            standard=SUSPECTED,
            report="再次",
        ).execute()


def test_declined_reconsidered_upheld_supervised_filed(way: Callable[..., Way]) -> None:
    """The long way after a refusal, each part with its clock, to a filing after the procuratorate's notice."""
    one = way()
    one.to_received()
    one.act("not_file", at("2026-03-11"), reason="数额未达标准")
    assert one.clock("reconsider_request").rule_id == "xfer.reconsider.request"
    one.act("ask_reconsideration", at("2026-03-13"))
    one.act("reconsider", at("2026-03-16"), filed=False)
    assert one.clock("supervise_request").rule_id == "xfer.supervise.request"
    one.act("suggest_supervision", at("2026-03-18"))
    one.act("notice_to_file", at("2026-03-23"))
    assert one.clock("supervised_file").due == date(2026, 4, 7)
    assert one.act("file", at("2026-03-30")) == "filed"
    assert one.clock("goods").state is State.RUNNING


def test_reconsideration_can_end_in_a_filing(way: Callable[..., Way]) -> None:
    """Filed after all: the goods clock starts and no supervision clock does."""
    one = way()
    one.to_received()
    one.act("not_file", at("2026-03-11"))
    one.act("ask_reconsideration", at("2026-03-13"))
    assert one.act("reconsider", at("2026-03-16"), filed=True) == "filed"
    names = [clock.name for _, clock, _ in transfer_page(one.transfer_id, as_of=date(2026, 3, 16)).clocks]
    assert "goods" in names
    assert "supervise_request" not in names


def test_passed_on_to_another_body(way: Callable[..., Way]) -> None:
    """The first body's clocks stop, the new receiver confirms anew; an unknown one is refused."""
    one = way()
    one.to_received()
    with pytest.raises(RefusedError, match="no agency"):
        one.act("pass_on", at("2026-03-09", 15), receiver="ghost")
    one.act("pass_on", at("2026-03-09", 15), receiver="customs")
    assert one.clock("police_decide").state is State.STOPPED
    with pytest.raises(NotAllowedError):
        one.act("receive", at("2026-03-10"))
    other = enrol("海无涯", Role.POLICE, "customs")
    assert one.act("receive", at("2026-03-10"), other) == "received"


def test_passing_on_is_measured_from_the_receipt(way: Callable[..., Way]) -> None:
    """Twenty-four hours from receipt: in time at 9 the next day, a minute later it is on record as late."""
    intime, late = way(), way()
    for one, minute in ((intime, 0), (late, 1)):
        one.to_received()
        moment = datetime(2026, 3, 10, 9, minute, tzinfo=SHANGHAI)
        one.act("pass_on", moment, receiver="customs")
    assert (intime.clock("reroute").state, intime.clock("reroute").due_at) == (State.MET, at("2026-03-10", 9))
    assert late.clock("reroute").state is State.MET_LATE
    line = transfer_page(late.transfer_id, as_of=date(2026, 3, 10)).steps[-1].law[0]
    assert line["rule_id"] == "xfer.police.reroute"


def test_a_disclaimed_transfer_runs_against_its_clock(way: Callable[..., Way]) -> None:
    """Once the body says it is another's, the day from receipt is visible, and its own time to decide is not asked."""
    one = way()
    one.to_received()
    one.act("disclaim", at("2026-03-09", 15))
    assert (one.clock("reroute").start_at, one.clock("reroute").state) == (at("2026-03-09", 9), State.RUNNING)
    assert one.clock("police_decide").state is State.STOPPED
    with pytest.raises(ConflictError):
        one.act("file", at("2026-03-09", 16))
    assert one.act("pass_on", at("2026-03-10", 8), receiver="customs") == "sent"
    assert one.clock("reroute").state is State.MET


def test_a_longer_review_of_an_economic_case(way: Callable[..., Way]) -> None:
    """Thirty days counted from receipt replace the ten; the three of the regulation stay in sight, then overdue."""
    one = way()
    one.to_received()
    one.act("extend_review", at("2026-03-11"))
    assert one.clock("police_decide_major").due == date(2026, 4, 8)
    assert one.clock("police_decide_major").confidence == "B"
    assert one.clock("police_decide_economic").state is State.STOPPED
    one.act("file", at("2026-04-08"))
    assert one.clock("police_decide_major").state is State.MET
    assert one.clock("police_decide").state is State.MET_LATE


def test_more_material_has_no_figure(way: Callable[..., Way]) -> None:
    """The periods were recalled, not read: the clock needs legal review; what is missing is attached and handed in."""
    one = way()
    one.to_received()
    one.act("ask_supplement", at("2026-03-10"))
    assert (one.clock("supplement").state, one.clock("supplement").due) == (State.NEEDS_REVIEW, None)
    AttachToTransfer(
        actor=one.people.officer, at=at("2026-03-11"), transfer_id=one.transfer_id, attachments=FIVE[:1]
    ).execute()
    assert one.act("supplement", at("2026-03-11")) == "received"
    assert one.clock("police_decide").state is State.RUNNING


def test_the_procuratorate_asks_and_the_police_answer(way: Callable[..., Way]) -> None:
    """Three days to take it in, seven to give reasons; both clocks by the provisions of 2001."""
    one = way()
    one.to_received()
    one.act("not_file", at("2026-03-11"))
    one.act("suggest_supervision", at("2026-03-13"))
    assert (one.clock("procuratorate_intake").due, one.clock("procuratorate_intake").rule_id) == (
        date(2026, 3, 16),
        "xfer.proc.intake",
    )
    one.act("take_in_supervision", at("2026-03-16"))
    one.act("ask_reasons", at("2026-03-17"))
    assert (one.clock("supervised_reason").due, one.clock("supervised_reason").rule_id) == (
        date(2026, 3, 24),
        "xfer.proc.reason",
    )
    one.act("give_reasons", at("2026-03-25"))
    assert one.clock("supervised_reason").state is State.MET_LATE
    one.act("notice_to_file", at("2026-03-30"))
    assert one.act("file", at("2026-04-01")) == "filed"
    assert one.act("return_result", at("2026-06-01"), result="returned") == "concluded"


def test_the_special_team(way: Callable[..., Way], people: Office) -> None:
    """Two officers of the agency with running certificates; the case's own where none are named."""
    one = way()
    step = transfer_page(one.transfer_id, as_of=date(2026, 3, 6)).steps[0]
    assert step.facts["team"] == [str(officer) for officer in people.officers]
    assert "xfer.team" in {line["key"] for line in step.law}
    stranger = enrol("方别处", Role.OFFICER, "tobacco")
    for team, says in (
        ((people.officers[0],), "asks for at least 2"),
        ((people.officers[0], people.officers[0]), "asks for at least 2"),
        ((people.officers[0], UUID(stranger.actor_id)), "方别处 is no officer"),
    ):
        with pytest.raises(RefusedError, match=says) as refusal:
            way(team=team)
        assert refusal.value.zh


def test_a_secret_does_not_enter_a_transfer(way: Callable[..., Way]) -> None:
    """A marked report or attachment is refused in both languages and nothing is kept of it."""
    with pytest.raises(RefusedError, match="is marked") as refusal:
        way(report="机密★5年 案情通报")
    assert "国家秘密标志" in refusal.value.zh
    one = way()
    with pytest.raises(RefusedError, match="is marked"):
        one.attach((AttachmentIn("other_material", "【秘密】会议纪要"),))
    assert [row[3] for row in transfer_page(one.transfer_id, as_of=date(2026, 3, 6)).checklist] == [""] * 5


@pytest.mark.parametrize("code", sorted(read_refusals(FILE)))
def test_refusals_speak_both_languages(code: str) -> None:
    """Both sentences of every refusal fill in, and each is used."""
    entry = read_refusals(FILE)[code]
    words = entry.en.what + entry.en.remedy + entry.zh.what + entry.zh.remedy
    given = {name: "x" for _, name, _, _ in Formatter().parse(words) if name}
    assert refuse(code, "k", **given).zh
    assert any(f'"{code}"' in path.read_text(encoding="utf-8") for path in FILE.parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("name", "who"),
    [("approve", "officer"), ("approve", "reviewer"), ("refuse", "coordinator"), ("send", "officer")],
)
def test_roles(way: Callable[..., Way], people: Office, name: str, who: str) -> None:
    """Only the head approves and sends; nobody of the sender answers for the police, nor the police for the sender."""
    one = way()
    with pytest.raises((NotAllowedError, ConflictError)):
        one.act(name, at("2026-03-06"), getattr(people, who))
    with pytest.raises(NotAllowedError):
        one.act("approve", at("2026-03-06"), one.police)
    one.to_received()
    with pytest.raises(NotAllowedError):
        one.act("file", at("2026-03-10"), people.leader)


def test_the_proposer_does_not_approve(way: Callable[..., Way], people: Office) -> None:
    """Even with both roles."""
    one = way()
    both = Actor(people.officer.actor_id, "兼职", (*people.officer.grants, *people.leader.grants))
    with pytest.raises(NotAllowedError, match="may not approve"):
        one.act("approve", at("2026-03-06"), both)


@pytest.mark.parametrize("name", ["send", "receive", "file", "end", "return_result"])
def test_out_of_turn_is_refused(way: Callable[..., Way], name: str) -> None:
    """An act that the state does not allow names the possible ones."""
    facts: dict[str, Any] = {"result": "prosecuted"} if name == "return_result" else {}
    with pytest.raises(ConflictError, match="批准移送"):
        way().act(name, at("2026-03-06"), **facts)


def test_before_the_predecessor_or_on_a_changed_record_is_refused(way: Callable[..., Way]) -> None:
    """Time runs forward, and the second of two who read the same version is told."""
    one = way()
    with pytest.raises(ConflictError, match="before its predecessor"):
        one.act("approve", at("2026-03-04"))
    one.act("approve", at("2026-03-06"), seen=0)
    with pytest.raises(ConflictError, match="changed since"):
        one.attach()
        one.act("send", at("2026-03-06", 11), seen=0)


@pytest.mark.parametrize(
    ("articles", "standard", "day", "says"),
    [
        (("214",), REASONABLE, "2020-08-06", "xfer.ip.reasonable|reasonable suspicion"),
        (("140",), REASONABLE, "2026-03-05", "no intellectual-property crime"),
        ((), SUSPECTED, "2026-03-05", "no article"),
        (("第214条",), SUSPECTED, "2026-03-05", "no article"),
        (("214",), "hunch", "2026-03-05", "no standard"),
    ],
)
def test_the_standard_of_the_day(data: Path, articles: tuple[str, ...], standard: str, day: str, says: str) -> None:
    """Reasonable suspicion is enough for intellectual property from 2020-08-07 only."""
    with pytest.raises(RefusedError, match=says):
        check_standard(articles, standard, date.fromisoformat(day))


@given(article=st.integers(100, 419), old=st.booleans())
def test_reasonable_suspicion_is_for_intellectual_property(article: int, old: bool) -> None:
    """Any article: it is enough exactly for 213 to 219 and from 2020-08-07; suspected crime always is."""
    day = date(2020, 8, 6) if old else date(2020, 8, 7)
    check_standard((str(article),), SUSPECTED, day)
    enough = str(article) in IP_ARTICLES and not old
    if enough:
        check_standard((str(article),), REASONABLE, day)
    else:
        with pytest.raises(RefusedError):
            check_standard((str(article),), REASONABLE, day)


def test_ticks_say_overdue_once(way: Callable[..., Way]) -> None:
    """Past the head's three days: one escalation, however often it is ticked; met late, it stays visible."""
    one = way()
    assert clocks_to_turn(date(2026, 3, 9)) == 1
    ticks = [TickTransfers(actor=SYSTEM, at=at(day)).execute() for day in ("2026-03-06", "2026-03-09", "2026-03-10")]
    assert ticks == [0, 1, 0]
    assert clocks_to_turn(date(2026, 3, 10)) == 0
    assert transfers(Reach(everything=True, scopes=frozenset()), as_of=date(2026, 3, 10))[0].overdue_days == 2
    one.act("approve", at("2026-03-11"))
    assert one.clock("approve").state is State.MET_LATE
    assert transfer_page(one.transfer_id, as_of=date(2026, 3, 11)).escalations == (
        ("approve", "overdue", date(2026, 3, 9)),
    )


def test_reach_of_sender_and_receiver(way: Callable[..., Way], people: Office) -> None:
    """Both sides see it, a third agency does not."""
    one = way()
    day = date(2026, 3, 6)
    seen = [
        len(transfers(reach(actor, Permission.REFERRAL_VIEW, day), as_of=day))
        for actor in (people.officer, one.police, enrol("方别处", Role.OFFICER, "tobacco"))
    ]
    assert seen == [1, 1, 0]


def test_counts_for_statistics(way: Callable[..., Way]) -> None:
    """Sent, filed, declined and waiting add up."""
    filed, declined = way(), way()
    for one in (filed, declined):
        one.to_received()
    filed.act("file", at("2026-03-12"))
    declined.act("not_file", at("2026-03-12"))
    way().to_received()
    count = transfer_counts(date(2026, 3, 1), date(2026, 3, 31))[0]
    assert (count.agency, count.district) == (MARKET, WUCHANG)
    assert (count.sent, count.police_filed, count.police_declined, count.waiting) == (3, 1, 1, 1)


def test_steps_refuse_update_and_delete(way: Callable[..., Way]) -> None:
    """The history of a transfer cannot be changed by SQL."""
    way()
    table = TransferStep._meta.db_table
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_case_and_a_report_are_needed(people: Office) -> None:
    """Without them nothing is proposed."""
    ghost = UUID("01a20a24-fd04-73b3-8c95-9da8207c620f")
    with pytest.raises(RefusedError, match="no such case"):
        ProposeTransfer(
            actor=people.officer, at=at("2026-03-05"), case_id=ghost, articles=("214",), standard=SUSPECTED, report="x"
        ).execute()


def test_the_course_file_is_coherent() -> None:
    """An act that names an unknown clock does not load."""
    value = course().model_dump(by_alias=True)
    value["acts"]["send"]["clocks"]["start"] = ("moon",)
    with pytest.raises(ValueError, match="moon"):
        Course.model_validate(value)
    assert datetime(2026, 3, 7, 10, tzinfo=SHANGHAI) == at("2026-03-07", 10)
