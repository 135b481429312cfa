"""The pass end to end on a small sample city: what it makes, that it explains, and that twice is once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from jianzhen.base.clock import law_date
from jianzhen.custody import log
from jianzhen.custody.instance import current
from jianzhen.flow.duties import Desk
from jianzhen.flow.passing import Line, PassReport, run_pass
from jianzhen.people.policy import Reach
from jianzhen.playbook.city import load_city
from jianzhen.playbook.reader import read_shipped
from jianzhen.sample.build import build
from jianzhen.stages.cases.queries import assignments, facts
from jianzhen.stages.cases.queries.worklist import worklist
from jianzhen.stages.cases.schema.pages import Filters
from jianzhen.stages.screening import queries as screening
from jianzhen.stages.tracing.queries_waiting import HandedLead, SpokenSignal, all_lead_ids, handed

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 31, 4, 0, tzinfo=UTC)
EVERYTHING = Reach(everything=True, scopes=frozenset())


def city(scale: float = 0.05) -> None:
    """Fill the instance with a small sample city."""
    build(current().root, seed=11, scale=scale, until=date(2026, 10, 31))


def line(report: PassReport, stage: str) -> Line:
    """Return the row of one stage."""
    return next(row for row in report.lines if row.stage == stage)


def test_one_datum_walks_to_its_owner(data: Path) -> None:
    """Files become signals, signals findings, findings leads, and leads get an owner or a reason why not."""
    city()
    report = run_pass(at=AT)
    assert report.refused == ()
    assert line(report, "signals").made > 500
    assert dict(line(report, "screening").remarks)["flag"] > 20
    routed = line(report, "cases")
    assert routed.taken == line(report, "tracing").made == len(all_lead_ids())
    assert routed.made + dict(routed.remarks)["unresolved"] == routed.taken
    found = worklist(EVERYTHING, "all", Filters(), actor_id="", as_of=law_date(AT))
    assert found.total == routed.taken
    assert found.counts["unresolved"] == dict(routed.remarks)["unresolved"]


def test_a_second_pass_changes_nothing(data: Path) -> None:
    """The same inputs on the same day leave log, lake, leads and worklist exactly as they were."""
    city()
    first = run_pass(at=AT)
    before = (log.size(), screening.counts(), all_lead_ids(), first.root)
    second = run_pass(at=AT)
    assert (log.size(), screening.counts(), all_lead_ids(), second.root) == before
    assert all(row.made == 0 for row in second.lines)


def test_every_bad_row_is_accounted_for(data: Path) -> None:
    """Rows taken are rows landed, repeated or set aside; none is lost."""
    city()
    report = run_pass(at=AT)
    signals = line(report, "signals")
    assert signals.taken == signals.made + signals.aside
    assert signals.aside == sum(one.quarantined for one in report.quarantined) > 0


def test_each_complaint_keeps_its_own_clock(data: Path) -> None:
    """Every complaint and report behind an owned lead is registered once, though leads merge."""
    city()
    report = run_pass(at=AT)
    spoken = [
        one.signal_id for lead in handed(all_lead_ids()) for one in lead.spoken if one.answers and _owned(lead.lead_id)
    ]
    registered = assignments.registered(spoken)
    assert len(spoken) == len(set(spoken)) == len(registered)
    assert dict(line(report, "cases").remarks)["grievances"] == len(registered)


def test_a_complaint_that_comes_later_is_registered_with_the_owner(data: Path) -> None:
    """A further complaint on a lead that has its owner already is registered there by the next pass."""
    city(0.2)
    (hotline,) = current().inbox.glob("12345*.csv")
    aside = hotline.rename(current().root / hotline.name)
    run_pass(at=AT)
    known = set(all_lead_ids())
    before = {one.signal_id for lead in handed(all_lead_ids()) for one in lead.spoken}
    aside.rename(hotline)
    run_pass(at=AT)
    later = [
        one.signal_id
        for lead in handed(all_lead_ids())
        for one in lead.spoken
        if one.answers and lead.lead_id in known and one.signal_id not in before and _owned(lead.lead_id)
    ]
    assert later
    assert assignments.registered(later) == set(later)


def _owned(lead_id: UUID) -> bool:
    return bool(facts.owners_of([lead_id]))


def test_new_files_add_to_what_stands(data: Path) -> None:
    """A later file is taken in by the next pass; what was known stays."""
    city()
    run_pass(at=AT)
    known = set(all_lead_ids())
    text = "item_id,text,seller,kind\nx-1,全国第一品牌 治愈率100% 国家级 保健枕,甲乙丙小店,ad\n"
    (current().inbox / "late.csv").write_text(text, encoding="utf-8")
    report = run_pass(at=AT)
    assert line(report, "signals").made == 1
    assert len(set(all_lead_ids()) - known) == 1


def test_a_refused_file_stays_outside_and_the_rest_lands(data: Path) -> None:
    """A file that nobody describes is named with its remedy; every other file lands."""
    city()
    (current().inbox / "odd.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    report = run_pass(at=AT)
    assert [one.name for one in report.refused] == ["odd.csv"]
    assert (report.refused[0].error or {})["remedy"]
    assert line(report, "signals").made > 500


def test_an_empty_instance_passes(data: Path) -> None:
    """A pass over nothing does nothing and says so."""
    report = run_pass(at=AT)
    assert [row.made for row in report.lines] == [0] * 8
    assert report.head_size == 0


def handed_lead(domain: str, *spoken: tuple[str, str]) -> HandedLead:
    """Return a lead with complaints given as (text, agency named)."""
    signals = tuple(
        SpokenSignal(str(number), "complaint", "port", agency, text, named=True, observed_at=AT, answers=True)
        for number, (text, agency) in enumerate(spoken)
    )
    lead_id = UUID(int=1)
    return HandedLead(lead_id, domain, {}, "", "", AT, (), signals)


@pytest.fixture(scope="module")
def desk() -> Desk:
    """Return the desk of Wuhan on one day."""
    return Desk(read_shipped(), load_city("wuhan"), date(2026, 10, 31))


def test_findings_name_the_domain(desk: Desk) -> None:
    """A lead with findings goes where its playbook says, with the citation."""
    found = desk.assign(handed_lead("tobacco"))
    assert found.duty is not None
    assert [claim.code for claim in found.duty.lead] == ["tobacco"]
    assert all(claim.citation for claim in found.duty.lead)


def test_without_findings_the_words_of_a_complaint_do(desk: Desk) -> None:
    """A complaint about fake cigarettes reaches the tobacco bureau though nothing was flagged."""
    found = desk.assign(handed_lead("", ("这家店卖假烟，烟盒上的条码对不上，是假冒卷烟", "")))
    assert found.domain == "tobacco"


def test_else_the_office_named_keeps_it(desk: Desk) -> None:
    """Where no playbook covers it, the office the complaint was registered with owns it, and the basis says so."""
    found = desk.assign(handed_lead("", ("健身房不退年卡", "黄陂区市场监管局")))
    assert found.duty is not None
    assert [(claim.code, claim.citation) for claim in found.duty.lead] == [
        ("market_regulation", "登记单位：黄陂区市场监管局")
    ]


def test_else_nobody_is_guessed(desk: Desk) -> None:
    """Without findings, telling words or a known office there is no owner; two different offices are none either."""
    assert desk.assign(handed_lead("", ("路灯不亮", "某某办公室"))).duty is None
    two = handed_lead("", ("健身房不退年卡", "黄陂区市场监管局"), ("健身房不退年卡", "市公安局黄陂区分局"))
    assert desk.assign(two).duty is None
