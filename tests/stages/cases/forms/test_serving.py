"""Service and revision of documents, and the documents of complaints and reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import queries as custody
from jianzhen.faces.cli.form_case import facts_of
from jianzhen.people.policy import SYSTEM, Role
from jianzhen.stages.cases.actions.forms import IssueDocument, RecordService
from jianzhen.stages.cases.actions.goods.listing import ListGoods
from jianzhen.stages.cases.actions.grievance import RegisterGrievance
from jianzhen.stages.cases.models_forms import Document
from jianzhen.stages.cases.queries.documents import (
    document,
    documents_of,
    documents_of_grievance,
    facts_of_document,
    form_facts,
    grievance_form_facts,
)
from jianzhen.stages.cases.schema.documents import ServiceLine, ServiceWay
from jianzhen.stages.cases.schema.goods import Keeper, LotIn, Unit
from tests.stages.cases.forms.test_issuing import approve, issue, said, text_of
from tests.stages.conftest import MARKET, WUCHANG, Office, Walk, at, enrol

Begin = Callable[..., Walk]


def serve(walk: Walk, document_id: UUID, **changes: Any) -> ServiceLine:
    """Record a service by hand, at the walk's own time."""
    facts: dict[str, Any] = {
        "actor": walk.people.officer,
        "at": walk.now,
        "document_id": document_id,
        "way": ServiceWay.DIRECT,
        "receiver": "陆知远",
        "place": "梧桐巷27号",
        "served_at": walk.now,
    }
    return RecordService(**(facts | changes)).execute()


@pytest.fixture
def ordered(walk: Begin) -> tuple[Walk, UUID]:
    """A case with an order to correct of 2 March 2026."""
    one = walk("2026-03-02")
    one.to("investigate")
    return one, issue(one, "cf33").document_id


def test_a_service_is_recorded_and_logged_without_names(ordered: tuple[Walk, UUID]) -> None:
    """Manner, receiver, place and day stand with the document; the log holds no name."""
    walk, key = ordered
    assert serve(walk, key).served_on == date(2026, 3, 2)
    found = document(key)
    assert found is not None
    assert [(one.way, one.receiver) for one in found.line.services] == [(ServiceWay.DIRECT, "陆知远")]
    event = custody.latest_events(1)[0]
    assert (event.verb, "陆知远" in event.payload, "梧桐巷" in event.payload) == ("case.serve", False, False)


@pytest.mark.parametrize(
    ("published", "counted", "rule"),
    [
        ("2022-10-31", date(2022, 12, 30), "proc.serve.public.2019"),
        ("2022-11-01", date(2022, 12, 1), "proc.serve.public.2022"),
    ],
)
def test_public_notice_counts_by_the_law_of_its_day(walk: Begin, published: str, counted: date, rule: str) -> None:
    """Sixty days for a notice of 31 October 2022, thirty for one of the next day: the day of the notice decides."""
    one = walk("2022-10-20")
    one.to("investigate")
    made = issue(one, "cf33")
    one.now = at("2022-11-02")
    line = serve(one, made.document_id, way=ServiceWay.PUBLIC, served_at=at(published))
    assert (line.served_on, line.rule_id) == (counted, rule)


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"receiver": " "}, RefusedError, "receiver is empty"),
        ({"place": ""}, RefusedError, "place is empty"),
        ({"way": ServiceWay.LEFT}, RefusedError, "needs its witness"),
        ({"served_at": at("2026-03-01")}, ConflictError, "but the document is of 2026-03-02"),
        ({"served_at": at("2026-03-09")}, ConflictError, "the record of 2026-03-02"),
        ({"document_id": UUID(int=5)}, RefusedError, "no such document"),
    ],
)
def test_what_is_no_service_is_refused(
    ordered: tuple[Walk, UUID], changes: dict[str, Any], error: type[Exception], says: str
) -> None:
    """Nobody, nowhere, left without witness, before the document, after the record, of no document."""
    walk, key = ordered
    with pytest.raises(error, match=says) as refusal:
        serve(walk, changes.pop("document_id", key), **changes)
    assert refusal.value.zh  # type: ignore[attr-defined]
    found = document(key)
    assert found is not None
    assert found.line.services == ()


def test_only_who_works_on_it_records_a_service(ordered: tuple[Walk, UUID], people: Office) -> None:
    """A reviewer and another agency's officer are refused."""
    walk, key = ordered
    for actor in (people.reviewer, enrol("方别处", Role.OFFICER, "tobacco")):
        with pytest.raises(NotAllowedError):
            serve(walk, key, actor=actor)


def test_a_revision_replaces_and_overwrites_nothing(ordered: tuple[Walk, UUID]) -> None:
    """The earlier text stays readable; the later says what it replaces and why, and alone can be served or replaced."""
    walk, first = ordered
    before = document(first)
    assert before is not None
    walk.now += timedelta(days=1)
    made = issue(walk, "cf33", replaces=first, reason="引用条款有误")
    assert (made.number, made.revision) == (before.line.number, 2)
    assert "本文书为第2次制发，替换2026年3月2日制发的文本。原因：引用条款有误。" in text_of(made.sha256)
    assert [(one.revision, one.current) for one in documents_of(walk.lead_id)] == [(1, False), (2, True)]
    assert text_of(before.line.sha256) != text_of(made.sha256)
    for act in (
        lambda: issue(walk, "cf33", replaces=first, reason="再次"),
        lambda: serve(walk, first),
        lambda: issue(walk, "cf15", replaces=made.document_id, reason="另一种文书"),
    ):
        with pytest.raises(ConflictError):
            act()
    with pytest.raises(RefusedError, match="needs its reason"):
        issue(walk, "cf33", replaces=made.document_id)
    assert Document.objects.count() == 2


def test_what_one_document_says_is_offered_to_the_next(ordered: tuple[Walk, UUID]) -> None:
    """Party and remedies are offered again, numbers of issued documents where a later form names them; never unseen."""
    walk, key = ordered
    approve(walk, "cf21")
    measure = issue(walk, "cf21")
    facts = form_facts(walk.lead_id, "cf22", as_of=date(2026, 3, 2))
    assert facts.offered["party"]["uscc"] == "91999900MA0000000X"
    assert facts.offered["measure"]["number"] == measure.number
    assert facts.fixed["agency"] == {"name": "武汉市市场监督管理局", "prefix": "武"}
    assert "party" not in facts.fixed
    again = form_facts(walk.lead_id, "cf33", as_of=date(2026, 3, 2), replaces=key)
    assert again.offered["form"] == facts_of_document(key)["form"]


def grievance(kind: str = "complaint", day: str = "2026-05-08", **changes: Any) -> UUID:
    """Register an invented complaint or report."""
    facts = {
        "signal_id": f"样例-{kind}-{day}",
        "kind": kind,
        "agency": MARKET,
        "district": WUCHANG,
        "received_on": at(day).date(),
    }
    return RegisterGrievance(actor=SYSTEM, at=at(day), **(facts | changes)).execute()


def answer(people: Office, key: UUID, form: str, day: str = "2026-05-11", **words: Any) -> Any:
    """Issue a form in a complaint or report."""
    facts = said(form)
    facts.get("complaint", {}).pop("received_on", None)
    facts.get("report", {}).pop("real_name", None)
    return IssueDocument(
        actor=people.officer, at=at(day), grievance_id=key, form=form, **({"said": facts} | words)
    ).execute()


@pytest.mark.parametrize("form", ["ts01", "ts03", "ts04", "ts05", "ts06", "ts07", "ts08", "ts09"])
def test_a_complaint_is_answered(people: Office, form: str) -> None:
    """Each complaint form is issued from a complaint, with its day of receipt and its own number."""
    key = grievance()
    made = answer(people, key, form)
    (line,) = documents_of_grievance(key)
    assert line.document_id == made.document_id
    assert custody.latest_events(1)[0].subject_type == "grievance"
    if form == "ts05":
        assert made.number == "武市监投诉受理﹝2026﹞第1号"
        assert "2026年5月8日" in text_of(made.sha256)


@pytest.mark.parametrize(("form", "named"), [("ts02", True), ("ts02", False), ("ts03", True), ("ts10", True)])
def test_a_report_is_answered(people: Office, form: str, named: bool) -> None:
    """Each report form is issued from a report; an anonymous one is registered without a name."""
    key = grievance("report", real_name=named)
    words = text_of(answer(people, key, form).sha256)
    assert ("匿名" in words) == (form == "ts02" and not named) or "可以匿名举报" in words
    if form == "ts02":
        assert ("江晚" in words) == named


def test_forms_keep_to_their_matters(people: Office, walk: Begin) -> None:
    """No penalty form in a complaint, no complaint form in a case or report; both or neither matter is refused."""
    key = grievance()
    one = walk("2026-05-08")
    for act in (
        lambda: answer(people, key, "cf33"),
        lambda: answer(people, grievance("report"), "ts05"),
        lambda: issue(one, "ts05"),
    ):
        with pytest.raises(ConflictError, match="is not issued in a"):
            act()
    for both in ({}, {"lead_id": one.lead_id, "grievance_id": key}):
        with pytest.raises(RefusedError, match="one lead or to one complaint"):
            IssueDocument(actor=people.officer, at=at("2026-05-11"), form="ts05", **both).execute()
    with pytest.raises(RefusedError, match="no such complaint"):
        answer(people, UUID(int=3), "ts05")


def test_a_form_is_not_issued_before_its_set(people: Office) -> None:
    """A complaint of 14 April 2026 is not answered on the forms that came into use the next day."""
    key = grievance(day="2026-04-13")
    with pytest.raises(RefusedError, match="in use from 2026-04-15") as refusal:
        answer(people, key, "ts05", day="2026-04-14")
    assert "自2026-04-15起使用" in refusal.value.zh
    assert answer(people, key, "ts05", day="2026-04-15").on == date(2026, 4, 15)


def test_what_a_complaint_says_is_offered_again(people: Office) -> None:
    """The second form of a complaint is offered what the first said of the complainant."""
    key = grievance()
    answer(people, key, "ts01")
    facts = grievance_form_facts(key, "ts05", as_of=date(2026, 5, 11))
    assert facts.offered["complaint"]["complainant"] == "江晚"
    assert facts.fixed["complaint"] == {"received_on": "2026-05-08"}


def test_the_list_of_goods_is_the_ledgers(walk: Begin, people: Office) -> None:
    """Once goods are listed, form 24 prints the ledger's rows under its number, and nothing else can be typed."""
    one = walk("2026-03-02")
    case = one.to("investigate").case_id
    assert case is not None
    lots = (
        LotIn(name="云雀牌运动鞋", nature="apparel", unit=Unit.PAIR, quantity=Decimal(120), photos=("ab" * 32,)),
        LotIn(name="散装茶叶", nature="food", unit=Unit.KILOGRAM, quantity=Decimal("12.500"), photos=("ab" * 32,)),
    )
    keeper = Keeper(UUID(people.officer.actor_id))
    one.take("seize")
    one.now += timedelta(hours=1)
    ListGoods(
        actor=people.officer,
        at=one.now,
        case_id=case,
        list_number="武市监清〔2026〕1号",
        lines=lots,
        place="样例仓库",
        keeper=keeper,
    ).execute()
    rows = form_facts(one.lead_id, "cf24", as_of=one.now.date()).fixed["goods"]["rows"]
    assert [(row["name"], row["unit"], row["quantity"]) for row in rows] == [
        ("云雀牌运动鞋", "双", 120),
        ("散装茶叶", "千克", "12.5"),
    ]
    assert "goods" not in form_facts(one.lead_id, "cf19", as_of=one.now.date()).fixed
    assert (
        form_facts(one.lead_id, "cf19", as_of=one.now.date()).offered["goods"]["list_number"] == "武市监清〔2026〕1号"
    )
    facts = said("cf24")
    with pytest.raises(ConflictError, match="the records say"):
        issue(one, "cf24", said=facts)
    for changes in ({"rows": [*rows, rows[0]]}, {"rows": [rows[0] | {"quantity": 119}, rows[1]]}):
        with pytest.raises(ConflictError, match=r"goods\.rows"):
            issue(one, "cf24", said=facts | {"goods": changes})
    words = text_of(issue(one, "cf24", said=facts | {"goods": {}}).sha256)
    assert all(part in words for part in ("武市监清〔2026〕1号", "云雀牌运动鞋", "12.5"))


def test_a_draft_is_made_from_a_case_by_its_number(walk: Begin) -> None:
    """The case's number, its id and its lead's id lead to the same facts; another name is refused."""
    one = walk("2026-03-02")
    done = one.to("investigate")
    on = date(2026, 3, 3)
    found = [facts_of(name, "cf35", on) for name in (done.case_number, str(done.case_id), str(one.lead_id))]
    assert found[0] == found[1] == found[2]
    assert found[0]["case"]["filed_on"] == "2026-03-02"
    assert found[0]["officers"][0]["name"] == "林知秋"
    for name in ("武市监立〔2026〕99号", str(UUID(int=1)), ""):
        with pytest.raises(RefusedError, match="neither a file of facts"):
            facts_of(name, "cf35", on)


def test_a_service_is_offered_to_its_receipt(ordered: tuple[Walk, UUID]) -> None:
    """Form 50 is offered the document, the manner, the place and the moment of the last service."""
    walk, key = ordered
    serve(walk, key, way=ServiceWay.MAIL)
    offered = form_facts(walk.lead_id, "cf50", as_of=date(2026, 3, 3)).offered["service"]
    assert offered["document"] == "《责令改正通知书》武市监责改〔2026〕1号"
    assert (offered["way"], offered["place"]) == ("邮寄送达", "梧桐巷27号")
    assert offered["at"] == walk.now.strftime("%Y-%m-%dT%H:%M")
    assert issue(walk, "cf50", said={"party": {"name": "陆知远"}, "service": offered}).number == ""
