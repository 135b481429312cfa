"""Documents issued in a case: filled from the records, numbered, stored, put on file, served, revised."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.people.policy import Actor, Role
from jianzhen.stages.cases.actions.forms import IssueDocument
from jianzhen.stages.cases.actions.forms_approval import ApproveDocument
from jianzhen.stages.cases.forms.library import form_of
from jianzhen.stages.cases.queries.documents import content_of, documents_of
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.routing import Claim, Duty
from jianzhen.stages.cases.schema.documents import IssuedDocument
from tests.stages.cases.forms.invented import facts_for
from tests.stages.conftest import MARKET, Office, Walk, at, enrol, office, route_lead

Begin = Callable[..., Walk]
BY_RECORD = (
    "agency.name",
    "agency.prefix",
    "case.cause",
    "case.received_on",
    "case.filed_on",
    "officers",
    "document.serial",
)
"""What the records settle: a test that says it itself would be refused."""


def said(form: str, **changes: Any) -> dict[str, Any]:
    """Return invented facts for a form, those left out that the records settle."""
    facts = facts_for(form_of(form))
    for path in BY_RECORD:
        group, _, name = path.partition(".")
        if name:
            facts.get(group, {}).pop(name, None)
        else:
            facts.pop(group, None)
    return facts | changes


def issue(walk: Walk, form: str, actor: Actor | None = None, **words: Any) -> IssuedDocument:
    """Issue a form with invented facts, at the walk's own time."""
    return IssueDocument(
        actor=actor or walk.people.officer,
        at=walk.now,
        lead_id=walk.lead_id,
        form=form,
        **({"said": said(form)} | words),
    ).execute()


def approve(walk: Walk, form: str, actor: Actor | None = None, opinion: str = "同意") -> UUID:
    """Approve the next issue of a form, a minute later than all before."""
    walk.now += timedelta(minutes=1)
    act = ApproveDocument(
        actor=actor or walk.people.leader, at=walk.now, lead_id=walk.lead_id, form=form, opinion=opinion
    )
    done = act.execute()
    walk.now += timedelta(minutes=1)
    return done


def text_of(sha256: str) -> str:
    """Return the XML of a stored .docx as one text."""
    with zipfile.ZipFile(io.BytesIO(content_of(sha256))) as archive:
        return archive.read("word/document.xml").decode()


def test_an_order_to_correct_is_issued_from_the_case(walk: Begin) -> None:
    """The document holds what the records say, has its number, lies in the evidence store and stands in the log."""
    one = walk("2026-03-02")
    one.to("investigate")
    made = issue(one, "cf33")
    assert (made.number, made.revision, made.on) == ("武市监责改〔2026〕1号", 1, date(2026, 3, 2))
    words = text_of(made.sha256)
    assert all(part in words for part in ("武汉市市场监督管理局", "澜城市青禾日用百货有限公司", made.number))
    page = lead_page(one.lead_id, as_of=date(2026, 3, 31))
    assert [fact.verb for fact in page.log][-3:] == ["evidence.store", "evidence.store", "case.document"]
    assert "澜城" not in page.log[-1].payload
    assert [line.number for line in documents_of(one.lead_id)] == [made.number]


def test_a_document_is_the_paper_that_a_step_needs(walk: Begin) -> None:
    """The investigation report, once issued, is what the submission for review asked for."""
    one = walk("2026-03-02")
    one.to("investigate")
    made = issue(one, "cf35")
    paper = lead_page(one.lead_id, as_of=date(2026, 3, 31)).papers[-1]
    assert (paper.kind, paper.sha256) == ("investigation_report", made.sha256)
    assert one.take("submit_review", papers=False).state == "reviewing"


def test_officers_come_from_the_case_and_must_be_qualified(walk: Begin, people: Office) -> None:
    """Names and certificates are the records'; one that has lapsed on the day refuses the document."""
    one = walk("2026-03-02")
    one.to("approve_filing")
    short = enrol("唐到期", Role.OFFICER, MARKET, until="2026-03-03")
    one.take("start_investigation", officers=(UUID(people.officer.actor_id), UUID(short.actor_id)))
    words = text_of(issue(one, "cf24").sha256)
    assert "林知秋" in words
    assert "唐到期" in words
    one.now = at("2026-03-04")
    with pytest.raises(NotAllowedError, match="唐到期 holds no"):
        issue(one, "cf24")


def test_before_filing_the_officers_are_named_by_the_act(walk: Begin, people: Office) -> None:
    """An on-site record in verification names qualified officers of the agency; words do not do."""
    one = walk("2026-03-02")
    one.take("accept")
    with pytest.raises(RefusedError, match="officers are named by the records"):
        issue(one, "cf09", said=said("cf09", officers=[{"name": "某人", "badge": "1"}]))
    with pytest.raises(RefusedError, match="first officer"):
        issue(one, "cf09")
    assert "周望舒" in text_of(issue(one, "cf09", officers=people.officers).sha256)


def test_what_is_missing_is_named_in_both_languages(walk: Begin) -> None:
    """The refusal names every missing fact in Chinese and in English, and nothing was numbered or stored."""
    one = walk("2026-03-02")
    one.to("investigate")
    facts = said("cf33")
    facts["form"].pop("violated")
    facts["remedy"].pop("court")
    with pytest.raises(RefusedError) as refusal:
        issue(one, "cf33", said=facts)
    assert refusal.value.zh.startswith("《责令改正通知书》缺：违反的规定（form.violated）；人民法院（remedy.court）")
    assert "people's court (remedy.court)" in refusal.value.what
    assert issue(one, "cf33").number == "武市监责改〔2026〕1号"


def test_the_records_are_not_contradicted(walk: Begin) -> None:
    """A fact that the records settle cannot be said otherwise on a document; said alike, it does no harm."""
    one = walk("2026-03-02")
    one.to("investigate")
    with pytest.raises(ConflictError, match=r"case.filed_on: the records say '2026-03-02', not '2026-03-03'"):
        issue(one, "cf35", said=said("cf35") | {"case": said("cf35")["case"] | {"filed_on": "2026-03-03"}})
    same = {"case": said("cf35")["case"] | {"filed_on": "2026-03-02"}}
    assert issue(one, "cf35", said=said("cf35") | same).revision == 1


@pytest.mark.parametrize(
    ("step", "form", "why"),
    [
        ("investigate", "cf45", "not issued while the state is investigating"),
        ("investigate", "cf37", "not issued while the state is investigating"),
        ("close", "cf33", "while the matter is open"),
    ],
)
def test_a_document_out_of_turn_is_refused(walk: Begin, step: str, form: str, why: str) -> None:
    """A decision is issued when it may be taken, and nothing but the papers of the file after the end."""
    one = walk("2026-03-02")
    one.to(step)
    with pytest.raises(ConflictError, match=why):
        issue(one, form)


def test_the_papers_of_the_file_are_made_after_the_end(walk: Begin) -> None:
    """The note on the file is issued when the case is closed."""
    one = walk("2026-03-02")
    one.to("close")
    assert issue(one, "cf56").number == ""


def test_roles_and_agencies(walk: Begin, people: Office) -> None:
    """Only who works on the case issues; another agency's documents are not made of these forms."""
    one = walk("2026-03-02")
    one.to("investigate")
    for actor in (people.reviewer, people.coordinator, enrol("方别处", Role.OFFICER, "tobacco")):
        with pytest.raises(NotAllowedError):
            issue(one, "cf33", actor)
    tobacco = office("tobacco")
    lead = route_lead("2026-03-02", Duty("tobacco", (Claim("tobacco", "烟草专卖法"),)))
    with pytest.raises(ConflictError, match="needs legal review"):
        issue(Walk(lead, tobacco, at("2026-03-02")), "cf33")
