"""Whole cases on both sides of every change of the law, across it, and at an agency whose rules are not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.routing import Claim, Duty
from jianzhen.stages.cases.schema.clock import State
from tests.stages.conftest import ORDER, Walk, at, office, route_lead

Begin = Callable[..., Walk]
BEFORE_2021 = {"proc.verify.2019", "proc.register.2019", "proc.notice.statement.2019", "proc.serve.decision.2019"}
SINCE_2021 = {"proc.verify.2021", "proc.register.2021", "proc.notice.statement.2021", "proc.serve.decision.2021"}
ALWAYS = {"proc.case.base", "proc.review", "proc.pay", "proc.close"}


def rules(walk: Walk) -> set[str]:
    """Return the versions that counted the clocks of a matter."""
    page = lead_page(walk.lead_id, as_of=date(2026, 11, 1))
    return {line.clock.rule_id for line in page.clocks if line.clock.rule_id}


def whole(one: Walk) -> None:
    """Walk a case from receipt to its end on one day, with evidence kept and settled."""
    for act in ORDER[: ORDER.index("investigate")]:
        one.take(act)
    one.take("register_evidence")
    one.take("settle_evidence")
    for act in ORDER[ORDER.index("investigate") :]:
        one.take(act)


@pytest.mark.parametrize(
    ("day", "versions"),
    [
        ("2019-04-01", BEFORE_2021),
        ("2021-07-14", BEFORE_2021),
        ("2021-07-15", SINCE_2021),
        ("2022-10-31", SINCE_2021),
        ("2022-11-01", SINCE_2021),
        ("2026-03-02", SINCE_2021),
    ],
)
def test_a_case_of_one_day_obeys_the_law_of_that_day(walk: Begin, day: str, versions: set[str]) -> None:
    """Receipt to end under one version of every rule; the other versions count nothing of it."""
    one = walk(day)
    whole(one)
    assert rules(one) == versions | ALWAYS
    assert lead_page(one.lead_id, as_of=date.fromisoformat(day)).row.state == "closed"
    states = {line.clock.state for line in lead_page(one.lead_id, as_of=date(2026, 11, 1)).clocks}
    assert states == {State.MET}


def test_a_case_that_crosses_every_change(walk: Begin) -> None:
    """Filed before the change of 2021, told after it, served before 2022-11-01, paid after: each its own law."""
    one = walk("2021-07-12")
    for act in ORDER[: ORDER.index("submit_review")]:
        one.take(act)
    one.take("register_evidence", day="2021-07-14")
    one.take("settle_evidence", day="2021-07-15")
    one.take("submit_review")
    one.take("pass_review")
    one.take("notify_party", day="2021-07-16")
    one.take("hear_statement")
    one.take("decide_penalty", day="2022-10-25")
    one.take("serve_decision", day="2022-10-31", service="announcement")
    one.take("confirm_service", day="2023-01-05")
    one.take("record_payment", day="2023-01-06")
    found = {line.clock.name: line.clock for line in lead_page(one.lead_id, as_of=date(2026, 11, 1)).clocks}
    assert (found["verify"].rule_id, found["register"].rule_id) == ("proc.verify.2019", "proc.register.2019")
    assert found["statement"].rule_id == "proc.notice.statement.2021"
    assert (found["announcement"].rule_id, found["announcement"].due) == (
        "proc.serve.public.2019",
        date(2022, 12, 30),
    )
    assert (found["pay"].start, found["pay"].due) == (date(2022, 12, 30), date(2023, 1, 14))
    assert found["case"].state is State.MET_LATE
    assert "crosses_change" in {caution["code"] for caution in found["announcement"].cautions}


@pytest.fixture
def tobacco(db: None, data: Any) -> Walk:
    """A lead of an agency that has no procedure file."""
    people = office("tobacco")
    lead = route_lead("2026-03-02", Duty("tobacco", (Claim("tobacco", "烟草专卖法"),)))
    return Walk(lead, people, at("2026-03-02"))


def test_an_agency_without_rules_gets_every_step_and_no_figure(tobacco: Walk) -> None:
    """The same acts to the end; no clock ever shows market regulation's figures, every one needs legal review."""
    whole(tobacco)
    page = lead_page(tobacco.lead_id, as_of=date(2026, 11, 1))
    assert (page.row.state, page.procedure) == ("closed", "ordinary")
    assert {line.clock.law_status for line in page.clocks} == {"needs_legal_review"}
    assert {line.clock.due for line in page.clocks} == {None}
    assert not any(line.rule_id for step in page.spine for line in step.law)


def test_its_reviewer_settles_a_period(tobacco: Walk) -> None:
    """A date with its basis, by the reviewer; only then an announcement can run out."""
    tobacco.to("decide_penalty")
    tobacco.take("serve_decision", service="announcement")
    with pytest.raises(RefusedError, match="no rule of this agency is known"):
        tobacco_spot(tobacco)
    tobacco.take("settle_period", clock="announcement", until=date(2026, 4, 1), basis="法制审核意见2026-4")
    assert tobacco.take("confirm_service", day="2026-04-02").state == "served"


def tobacco_spot(one: Walk) -> None:
    """Try a fine on the spot at the same agency."""
    other = Walk(route_lead("2026-03-02", Duty("tobacco", (Claim("tobacco", "烟草专卖法"),))), one.people, one.now)
    other.take("accept")
    other.take("decide_on_the_spot", fine=Decimal(100))
