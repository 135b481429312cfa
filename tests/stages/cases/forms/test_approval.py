"""Documents that the head of the agency approves first: without approval, or by the approver alone, none is issued."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody.models import LogEvent
from jianzhen.stages.cases.forms.library import all_forms
from jianzhen.stages.cases.models_forms import Document
from tests.stages.cases.forms.test_issuing import approve, issue, said
from tests.stages.conftest import Walk

Begin = Callable[..., Walk]


def test_the_forms_that_name_the_head_are_those_that_wait_for_him() -> None:
    """Transfer of a suspected crime, measure, its extension, decisions: as their lines for signing say."""
    assert {code for code, form in all_forms().items() if form.approved_first} == {
        "cf05",
        "cf21",
        "cf22",
        "cf45",
        "cf46",
    }


@pytest.mark.parametrize("form", ["cf21", "cf22"])
def test_without_approval_nothing_is_issued(walk: Begin, form: str) -> None:
    """Refused in both languages with what to do; no document, no number is used."""
    one = walk("2026-03-02")
    one.to("investigate")
    with pytest.raises(ConflictError, match="after the head of the agency approved") as refusal:
        issue(one, form)
    assert "负责人批准后制发" in refusal.value.zh
    assert Document.objects.count() == 0


def test_one_approval_serves_one_issue(walk: Begin) -> None:
    """The next issue and the next revision need their own; another form of the matter is not covered."""
    one = walk("2026-03-02")
    one.to("investigate")
    approve(one, "cf21")
    with pytest.raises(ConflictError, match="approved"):
        issue(one, "cf22")
    made = issue(one, "cf21")
    one.now += timedelta(minutes=1)
    for words in ({}, {"replaces": made.document_id, "reason": "更正期限"}):
        with pytest.raises(ConflictError, match="approved"):
            issue(one, "cf21", **words)
    approve(one, "cf21", opinion="同意更正")
    assert issue(one, "cf21", replaces=made.document_id, reason="更正期限").revision == 2


def test_whoever_approves_does_not_issue(walk: Begin) -> None:
    """An officer may not approve, and the head who approved may not issue."""
    one = walk("2026-03-02")
    one.to("investigate")
    with pytest.raises(NotAllowedError):
        approve(one, "cf21", one.people.officer)
    approve(one, "cf21")
    with pytest.raises((ConflictError, NotAllowedError)):
        issue(one, "cf21", one.people.leader)
    assert Document.objects.count() == 0


def test_an_approval_needs_words_and_a_form_that_waits_for_it(walk: Begin) -> None:
    """No opinion, a marked one, and a form that needs none are refused; the log names form and approval only."""
    one = walk("2026-03-02")
    one.to("investigate")
    for words in (" ", "机密★ 同意"):
        with pytest.raises(RefusedError, match="opinion"):
            approve(one, "cf21", opinion=words)
    with pytest.raises(ConflictError, match="without the head's approval"):
        approve(one, "cf33")
    key = approve(one, "cf21", opinion="同意查封仓库")
    told = LogEvent.objects.filter(verb="case.document_approve").get().payload
    assert {"form": "cf21", "approval": str(key)}.items() <= json.loads(told).items()
    assert "仓库" not in told


def test_a_decision_carries_the_number_of_its_document(walk: Begin) -> None:
    """Another number is refused and names the issued one; with that number the decision stands."""
    one = walk("2026-03-02")
    one.to("hear_statement")
    approve(one, "cf45")
    made = issue(one, "cf45", said=said("cf45"))
    with pytest.raises(RefusedError, match="its document was issued as") as refusal:
        one.take("decide_penalty", decision_number="武市监处罚〔2026〕99号")
    assert made.number in refusal.value.zh
    one.take("decide_penalty", decision_number=made.number)
