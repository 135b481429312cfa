"""One pass over the lake: subjects, leads, history; run again it changes nothing; merges can be undone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import log
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.people.policy import SYSTEM, Actor
from jianzhen.stages.tracing import actions, queries
from jianzhen.stages.tracing.actions import MergeSubjects, SplitSubject, TraceReport, TraceSignals, trace
from jianzhen.stages.tracing.changes import Changes
from jianzhen.stages.tracing.queries_shapes import LeadLine, LeadView
from jianzhen.stages.tracing.subjects import subject_id_of
from tests.stages.tracing.city import AT, ONE, TWO, finding, land, signal

pytestmark = pytest.mark.django_db

FIRM = {"seller_name": "武汉禾达商贸有限公司", "seller_uscc": ONE}
SHOP = {"seller_name": "禾达优选", "platform": "江汇购", "seller_account": "jh1"}


def run(**facts: Any) -> TraceReport:
    """Run one pass."""
    return trace(actor=SYSTEM, at=AT, **facts)


def lines(**filters: Any) -> tuple[LeadLine, ...]:
    """Return leads as listed."""
    return queries.leads(**filters).lines


def only() -> LeadView:
    """Return the one lead there is."""
    (line,) = lines()
    return queries.lead(line.lead_id)


def test_an_empty_lake(data: Path) -> None:
    """Nothing in, nothing out, and no log entry."""
    report = run()
    assert not report.changed
    assert log.size() == 0


def test_flags_of_one_seller_under_three_faces_are_one_lead(data: Path) -> None:
    """Credit code, account and telephone chain three appearances to one subject and one lead."""
    land(
        [
            signal(1, **FIRM, seller_phone="p-phone-1", brand="云砚"),
            signal(2, **SHOP, seller_phone="p-phone-1", day=2),
            signal(3, **SHOP | {"seller_name": "换了名字的店"}, day=5),
        ],
        [finding("s001"), finding("s002", score=0.95), finding("s003", verdict="watch", score=0.3)],
    )
    report = run()
    assert (report.subjects, report.leads, report.lead_signals, report.findings, report.links) == (1, 1, 3, 3, 3)
    view = only()
    assert (view.line.domain, view.line.score, view.line.flags) == ("trademarks", 0.95, 2)
    assert [each.role for each in view.signals] == ["flag", "flag", "context"]
    assert view.line.subject_id == subject_id_of("uscc", ONE)
    assert (view.subject.kind, view.subject.name, view.subject.uscc) == ("firm", "武汉禾达商贸有限公司", ONE)
    assert view.line.title_code == "lead.flags"
    assert view.line.title_params == {"seller": "武汉禾达商贸有限公司", "checks": ["mark.sound"], "brand": "云砚"}
    assert view.line.event_date.isoformat() == "2026-03-03"
    assert {key.kind for key in queries.subject(view.line.subject_id).keys} == {
        "uscc",
        "account",
        "phone",
        "firm_name",
        "name_platform",
    }


def test_a_second_pass_changes_nothing(data: Path) -> None:
    """Over the same lake nothing is written, not even to the log."""
    land([signal(1, **FIRM), signal(2, kind="complaint", **FIRM), signal(3, kind="report")], [finding("s001")])
    assert run().changed
    before, events = queries.leads(), log.size()
    assert not run().changed
    assert queries.leads() == before
    assert log.size() == events


def test_watching_alone_makes_no_lead(data: Path) -> None:
    """Watch findings are context and open nothing."""
    land([signal(1, **FIRM)], [finding("s001", verdict="watch")])
    assert not run().changed


def test_domains_are_leads_of_their_own(data: Path) -> None:
    """One seller, two domains: two leads; a complaint flagged in both is answered in the stronger one only."""
    land(
        [signal(1, kind="complaint", **FIRM)],
        [finding("s001", score=0.6), finding("s001", domain="ads", check="ads.absolute", score=0.8)],
    )
    run()
    answers = {line.domain: queries.lead(line.lead_id).signals[0].answers for line in lines()}
    assert answers == {"ads": True, "trademarks": False}
    assert {line.domain: line.complaints for line in lines()} == {"ads": 1, "trademarks": 0}


def test_tellings_of_one_event_from_several_ports_are_one_lead(data: Path) -> None:
    """Two ports, one event: one lead without a domain, each telling with its own answer; another event is another."""
    told = {"reporter_phone": "p-phone-9", **FIRM}
    land(
        [
            signal(1, kind="complaint", source="12315", text="买到假冒云砚", **told),
            signal(2, kind="report", source="12345", text="再次反映", day=4, **told),
            signal(3, kind="complaint", source="12315", text="结账多收钱", day=40, **FIRM),
        ],
        [],
    )
    run()
    assert sorted((line.domain, line.complaints, line.score) for line in lines()) == [("", 1, 0.5), ("", 2, 0.5)]
    assert {line.title_code for line in lines()} == {"lead.complaint"}


def test_a_complaint_joins_the_flagged_lead_of_its_event(data: Path) -> None:
    """A flagged telling takes an unflagged one of the same event along into the domain's lead."""
    told = {"reporter_phone": "p-phone-9", **FIRM}
    land(
        [signal(1, kind="complaint", **told), signal(2, kind="report", day=1, **told), signal(3, **FIRM)],
        [finding("s001"), finding("s003")],
    )
    run()
    view = only()
    assert {each.signal_id: (each.role, each.answers) for each in view.signals} == {
        "s001": ("complaint", True),
        "s002": ("complaint", True),
        "s003": ("flag", False),
    }
    assert (view.line.flags, view.line.complaints) == (2, 2)


def test_unknown_sellers_keep_their_own_leads(data: Path) -> None:
    """What shows no seller is not put together: three leads, each with an unknown subject."""
    land(
        [signal(1), signal(2), signal(3, kind="complaint", text="小区门口买到假货")],
        [finding("s001"), finding("s002")],
    )
    report = run()
    assert (report.subjects, report.leads, report.links) == (3, 3, 0)
    assert {line.subject_kind for line in lines()} == {"unknown"}


def test_a_penalty_is_history_and_no_lead(data: Path) -> None:
    """A decision that mentions a mark opens nothing, and stands in the history of the seller's lead."""
    land(
        [
            signal(1, **FIRM),
            signal(
                2, kind="penalty", day=-200, amount=Decimal("3000.00"), doc_no="样罚1号", agency_name="样例局", **FIRM
            ),
            signal(3, kind="penalty", seller_uscc=TWO),
        ],
        [finding("s001"), finding("s002"), finding("s003")],
    )
    run()
    view = only()
    assert [each.signal_id for each in view.signals] == ["s001"]
    (count,) = view.history.counts
    assert (count.kind, count.number, count.amount) == ("penalty", 1, Decimal(3000))
    assert [each.doc_no for each in view.history.records] == ["样罚1号"]


def test_repeated_acts_are_a_subject_without_a_lead(data: Path) -> None:
    """Inspections that found goods are kept under their seller, so that sums can be added up; a clean one is not."""
    seized, clean = {"kind": "inspection", "amount": Decimal("12000.00")}, {"kind": "inspection"}
    land([signal(1, **FIRM, **seized), signal(2, **FIRM, **seized), signal(3, seller_uscc=TWO, **clean)], [])
    assert (run().leads, queries.subjects()[0]) == (0, 1)
    (count,) = queries.subject(subject_id_of("uscc", ONE)).history.counts
    assert (count.number, count.amount) == (2, Decimal(24000))


def test_a_new_signal_grows_an_open_lead_and_a_closed_one_gets_a_successor(data: Path) -> None:
    """Open: the lead grows. Closed downstream: a new lead refers to the earlier one, and the old signals stay there."""
    land([signal(1, **FIRM)], [finding("s001")])
    run()
    (first,) = lines()
    land([signal(2, day=3, **FIRM)], [finding("s002", score=0.97)], "b2")
    grown = run()
    assert (grown.leads, grown.lead_signals) == (0, 1)
    assert (lines()[0].score, lines()[0].flags) == (0.97, 2)
    land([signal(3, day=9, **FIRM)], [finding("s003")], "b3")
    assert run(closed=frozenset({first.lead_id})).leads == 1
    later = next(line for line in lines() if line.lead_id != first.lead_id)
    assert later.previous_id == first.lead_id
    assert [each.signal_id for each in queries.lead(later.lead_id).signals] == ["s003"]
    assert not run(closed=frozenset({first.lead_id})).changed


def test_a_late_key_merges_two_subjects_and_a_split_holds(data: Path) -> None:
    """A row that shows both keys merges; a person's split is undone by no later pass."""
    land([signal(1, **SHOP), signal(2, seller_phone="p-phone-1")], [finding("s001"), finding("s002")])
    run()
    assert queries.subjects()[0] == 2
    land([signal(3, seller_phone="p-phone-1", day=4, **SHOP)], [finding("s003")], "b2")
    assert run().merges == 1
    assert queries.subjects()[0] == 1
    (merged,) = queries.subjects()[1]
    assert merged.leads == 2
    (merge,) = queries.subject(merged.subject_id).merges
    SplitSubject(actor=SYSTEM, at=AT, merge_id=merge.merge_id, reason="电话是快递点的").execute()
    assert queries.subjects()[0] == 2
    assert not run().changed
    assert queries.subjects()[0] == 2
    with pytest.raises(ConflictError, match="no longer stands"):
        SplitSubject(actor=SYSTEM, at=AT, merge_id=merge.merge_id, reason="再来").execute()


def test_subject_ids_survive_new_and_more_decisive_keys(data: Path) -> None:
    """A shop known by its account keeps its id when its credit code turns up later."""
    land([signal(1, **SHOP)], [finding("s001")])
    run()
    (before,) = lines()
    land([signal(2, seller_uscc=ONE, **SHOP)], [finding("s002")], "b2")
    run()
    (after,) = lines()
    assert after.subject_id == before.subject_id
    assert {key.kind for key in queries.subject(after.subject_id).keys} >= {"account", "uscc"}


def test_a_person_merges_two_subjects(data: Path) -> None:
    """Leads and history of both are seen under the one; the act is in the log; nonsense is refused."""
    land([signal(1, **FIRM), signal(2, seller_uscc=TWO)], [finding("s001"), finding("s002")])
    run()
    kept, absorbed = subject_id_of("uscc", ONE), subject_id_of("uscc", TWO)
    with pytest.raises(RefusedError, match="reason"):
        MergeSubjects(actor=SYSTEM, at=AT, kept=kept, absorbed=absorbed, reason=" ").execute()
    with pytest.raises(RefusedError, match="itself"):
        MergeSubjects(actor=SYSTEM, at=AT, kept=kept, absorbed=kept, reason="样例").execute()
    MergeSubjects(actor=SYSTEM, at=AT, kept=kept, absorbed=absorbed, reason="同一经营者，已核对登记档案").execute()
    assert len(queries.leads(subject=absorbed).lines) == 2
    assert queries.subject(absorbed).line.subject_id == kept
    assert not run().changed
    with pytest.raises(ConflictError, match="already part"):
        MergeSubjects(actor=SYSTEM, at=AT, kept=kept, absorbed=absorbed, reason="再来").execute()


def test_two_codes_behind_one_telephone_are_a_tie(data: Path) -> None:
    """They stay two subjects, and each page shows the other for a person to look at."""
    phone = {"seller_phone": "p-phone-7"}
    land([signal(1, **FIRM, **phone), signal(2, seller_uscc=TWO, **phone)], [finding("s001"), finding("s002")])
    report = run()
    assert (report.subjects, report.contested) == (2, 1)
    (tie,) = queries.subject(subject_id_of("uscc", ONE)).ties
    assert (tie.other_id, tie.key_kind) == (subject_id_of("uscc", TWO), "phone")


def test_a_bare_personal_name_is_kept_nowhere(data: Path) -> None:
    """A natural person shows as a pseudonym; the name is in no table of the room."""
    land([signal(1, seller_name="王小明", seller_phone="p-phone-3")], [finding("s001")])
    run()
    view = only()
    assert view.subject.kind == "person"
    assert view.subject.name.startswith("#")
    assert "王小明" not in repr(view) + repr(queries.subject(view.subject.subject_id))


def test_links_say_by_which_key(data: Path) -> None:
    """The lake holds one link for each signal of a subject that matters, with the key that shows it."""
    land([signal(1, **FIRM), signal(2, **FIRM), signal(3, seller_uscc=TWO)], [finding("s001")])
    run()
    (path,) = Lake(current().lake).paths("link")
    rows = pq.read_table(path).to_pylist()
    assert [(row["signal_id"], row["key_kind"], row["decision"]) for row in rows] == [
        ("s001", "uscc", "same"),
        ("s002", "uscc", "same"),
    ]


def test_an_older_plan_and_a_newer_one_give_one_reason(data: Path) -> None:
    """The same reason found again by a later plan is not told twice."""
    land([signal(1, **FIRM)], [finding("s001")])
    run()
    land([signal(2, day=1, **FIRM)], [finding("s001", finding_id="other"), finding("s002")], "b2")
    run()
    assert sorted(row.signal_id for row in only().reasons) == ["s001", "s002"]


def test_only_who_may_trace_traces(data: Path) -> None:
    """An actor without the role is refused, and nothing is left behind."""
    land([signal(1, **FIRM)], [finding("s001")])
    with pytest.raises(NotAllowedError):
        trace(actor=Actor("nobody", "无", ()), at=AT)
    assert queries.leads().total == 0
    assert Lake(current().lake).paths("link") == []


def test_a_room_that_changed_meanwhile_is_not_written_to(data: Path) -> None:
    """The pass refuses to write over what it has not read."""
    land([signal(1, **FIRM)], [finding("s001")])
    read = actions.token()
    run()
    with pytest.raises(ConflictError, match="Run the pass again"):
        TraceSignals(actor=SYSTEM, at=AT, report=TraceReport(0), changes=Changes(), read=read).execute()


def test_filters_and_pages(data: Path) -> None:
    """The list is filtered by domain, name, code and district, ordered and paged."""
    land(
        [
            signal(1, **FIRM, district_text="江汉区"),
            signal(2, **SHOP, day=3),
            signal(3, seller_uscc=TWO, seller_address="武汉市洪山区珞喻路1号"),
        ],
        [finding("s001", score=0.7), finding("s002", score=0.8, domain="ads"), finding("s003", score=0.9)],
    )
    run()
    assert [line.score for line in lines()] == [0.9, 0.8, 0.7]
    assert [line.score for line in lines(order="recent", limit=1)] == [0.8]
    assert [line.score for line in lines(domain="trademarks", limit=1, offset=1)] == [0.7]
    assert [line.score for line in lines(text="禾達商貿")] == [0.7]
    assert [line.score for line in lines(text=TWO)] == [0.9]
    assert [line.score for line in lines(district="洪山区")] == [0.9]
    assert queries.subjects(text="禾达优选")[0] == 1
    with pytest.raises(RefusedError, match="no such lead"):
        queries.lead(subject_id_of("uscc", ONE))
