"""The discretion aid on records: range, comparable cases, repetition, and the reason that a deviation asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import queries as custody
from jianzhen.law.fines.ranges import FineFacts, Status
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.cases.actions.discretion import Weighed, WeighPenalty
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.cases.discretion.comparing import Deviation
from jianzhen.stages.cases.models_discretion import Weighing
from jianzhen.stages.cases.queries.discretion import Aid, aid
from jianzhen.stages.tracing.models import Lead
from tests.stages.conftest import DECISION, MARKS, ORDER, Office, Walk, at, card

pytestmark = pytest.mark.django_db
D = Decimal
Begin = Callable[..., Walk]


def filed(walk: Walk, day: str) -> UUID:
    """Walk a case to its investigation and return it."""
    for act in ORDER[: ORDER.index("start_investigation") + 1]:
        taken = walk.take(act, day=day if act == ORDER[0] else "")
    assert taken.case_id
    return taken.case_id


def decide(walk: Walk, fine: str, day: str) -> None:
    """Walk a case to its decision with a fine."""
    for act in ORDER[ORDER.index("investigate") : ORDER.index("decide_penalty")]:
        walk.take(act, day=day if act == "investigate" else "")
    said: dict[str, Any] = DECISION | {"fine": D(fine), "decision_number": f"样罚{walk.lead_id}"[:60]}
    walk.take("decide_penalty", **said)


def weigh(people: Office, case_id: UUID, figure: str, day: str = "2026-06-01", **changes: Any) -> Weighed:
    """Keep a figure for a trade-mark case with a volume of 100,000."""
    facts: dict[str, Any] = {
        "charge": "tm_infringement",
        "act_date": date(2026, 2, 1),
        "amounts": {"business_volume": D(100000)},
        "figure": D(figure),
    }
    return WeighPenalty(actor=people.officer, at=at(day), case_id=case_id, **(facts | changes)).execute()


def look(case_id: UUID, day: str = "2026-06-01", act: str = "2026-02-01", volume: str = "100000") -> Aid:
    """Return the aid for a trade-mark case."""
    facts = FineFacts(date.fromisoformat(act), date.fromisoformat(day), {"business_volume": D(volume)})
    found = aid(case_id, "tm_infringement", facts)
    assert found
    return found


def decided_cases(walk: Begin, people: Office, fines: list[str]) -> list[UUID]:
    """Decide cases with a volume of 100,000 each, weighed before the decision."""
    found = []
    for number, fine in enumerate(fines, start=1):
        one = walk(f"2026-03-{number:02}")
        case_id = filed(one, f"2026-03-{number:02}")
        weigh(people, case_id, fine, f"2026-03-{number:02}", reason="样例")
        decide(one, fine, f"2026-04-{number:02}")
        found.append(case_id)
    return found


def test_range_and_comparable_cases(walk: Begin, people: Office) -> None:
    """Five cases of the same charge and tier stand beside the figure; another tier does not."""
    others = decided_cases(walk, people, ["50000", "60000", "70000", "80000", "90000"])
    case_id = filed(walk("2026-05-01"), "2026-05-01")
    found = look(case_id)
    assert found.answer.status is Status.KNOWN
    assert found.answer.range is not None
    assert found.answer.range.high == D(500000)
    assert {one.case_id for one in found.comparables} == set(others)
    assert next(one.position for one in found.comparables) == D("0.1800")
    assert look(case_id, volume="40000").comparables == ()


def test_comparable_cases_are_of_the_last_three_years(walk: Begin, people: Office) -> None:
    """The day three years before the decision is out, the day after it is in, and what is decided later is unknown."""
    (other,) = decided_cases(walk, people, ["50000"])
    case_id = filed(walk("2026-05-01"), "2026-05-01")
    assert [one.case_id for one in look(case_id, day="2026-04-01").comparables] == [other]
    assert look(case_id, day="2026-03-31").comparables == ()
    assert [one.case_id for one in look(case_id, day="2029-03-31", act="2026-02-01").comparables] == [other]
    assert look(case_id, day="2029-04-01", act="2026-02-01").comparables == ()


def test_a_deviation_asks_for_a_reason_that_is_kept_and_logged(walk: Begin, people: Office) -> None:
    """A figure under all comparable ones is refused without a reason, and kept with it."""
    decided_cases(walk, people, ["50000", "60000", "70000", "80000", "90000"])
    case_id = filed(walk("2026-05-01"), "2026-05-01")
    with pytest.raises(RefusedError, match="more heavily"):
        weigh(people, case_id, "10000")
    with pytest.raises(RefusedError, match="more leniently"):
        weigh(people, case_id, "400000")
    assert weigh(people, case_id, "70000").deviation is Deviation.NONE
    done = weigh(people, case_id, "10000", reason="主动退赔并提供上线线索")
    assert done.deviation is Deviation.LENIENT
    row = Weighing.objects.get(pk=done.weighing_id)
    assert (row.reason, row.computed["compared"], row.rule_id) == ("主动退赔并提供上线线索", 5, "tm.fine.times")
    event = custody.events_of("case", str(case_id))[-1]
    assert event.verb == "discretion.weigh"
    assert "主动退赔" not in str(event)


def test_the_law_is_not_a_matter_of_reasons(walk: Begin, people: Office) -> None:
    """Above the upper end is refused whatever is said; without a range and under the floor a reason is asked."""
    case_id = filed(walk("2026-05-01"), "2026-05-01")
    with pytest.raises(RefusedError, match="above the upper end 500000"):
        weigh(people, case_id, "500000.01", reason="情节严重")
    assert weigh(people, case_id, "500000").deviation is Deviation.TOO_FEW
    secret: dict[str, Any] = {"charge": "trade_secret", "amounts": {}, "serious": False}
    with pytest.raises(RefusedError, match="outside the range from 100000"):
        weigh(people, case_id, "99999.99", **secret)
    assert (
        weigh(people, case_id, "99999.99", **secret, reason="减轻处罚：有立功表现").deviation is Deviation.OUTSIDE_LAW
    )
    with pytest.raises(RefusedError, match="needs legal review"):
        weigh(people, case_id, "600000", **(secret | {"serious": None}))
    before: dict[str, Any] = {"act_date": date(2010, 1, 1)}
    with pytest.raises(RefusedError, match="gives no range"):
        weigh(people, case_id, "1", **before)
    assert weigh(people, case_id, "1", **before, reason="法制审核〔2026〕3号").deviation is Deviation.NONE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"charge": "none"}, "no charge", id="charge"),
        pytest.param({"amounts": {"turnover": D(1)}}, "no amount", id="amount"),
        pytest.param({"amounts": {"business_volume": D(-1)}}, "business_volume is -1", id="negative"),
        pytest.param({"amounts": {"business_volume": D("1.001")}}, "business_volume", id="cents"),
        pytest.param({"act_date": date(2027, 1, 1)}, "lies after today", id="future"),
    ],
)
def test_facts_that_cannot_be_meant(walk: Begin, people: Office, changes: dict[str, Any], said: str) -> None:
    """Each is refused by name."""
    case_id = filed(walk("2026-05-01"), "2026-05-01")
    with pytest.raises(RefusedError, match=said):
        weigh(people, case_id, "1", **changes)


def test_who_may_and_when(walk: Begin, people: Office) -> None:
    """A reviewer does not weigh; after the decision only its own figure is kept."""
    one = walk("2026-05-01")
    case_id = filed(one, "2026-05-01")
    with pytest.raises(NotAllowedError):
        weigh(Office(*[people.reviewer] * 5), case_id, "1")
    decide(one, "20000", "2026-05-20")
    with pytest.raises(ConflictError, match="decided with a fine of 20000"):
        weigh(people, case_id, "20001")
    assert weigh(people, case_id, "20000").seq == 1


def second_case(walk: Walk, people: Office, day: str) -> UUID:
    """Route a further lead of the same subject and file it."""
    subject = Lead.objects.get(pk=walk.lead_id).subject
    lead = Lead.objects.create(
        subject=subject,
        domain="trademarks",
        title_code="flags",
        score=0.9,
        event_date=date(2026, 1, 1),
        opened_at=at("2026-01-01"),
        last_signal_at=at("2026-01-01"),
    )
    RouteLead(actor=SYSTEM, at=at(day), card=card(lead), duty=MARKS).execute()
    return filed(Walk(lead.pk, people, at(day)), day)


def test_repetition_is_of_the_very_same_subject(walk: Begin, people: Office) -> None:
    """A penalty of the same subject within five years is shown with its number; one of a like name is not."""
    first = walk("2026-03-01")
    case_id = filed(first, "2026-03-01")
    weigh(people, case_id, "50000", "2026-03-01")
    decide(first, "50000", "2026-04-01")
    again = second_case(first, people, "2026-06-01")
    like = filed(walk("2026-06-02"), "2026-06-02")
    found = look(again, day="2026-07-01", act="2026-05-01")
    assert [one.charge for one in found.repeats.within] == ["tm_infringement"]
    assert found.repeat_rule is not None
    assert found.repeat_rule.id == "tm.repeat"
    serious = {one.code: one.shown.value for one in found.circumstances}
    assert serious["again_after_penalty"] == "shown"
    assert found.multiples == (D(1), D(5))
    assert look(like, day="2026-07-01", act="2026-05-01").repeats.within == ()
    assert look(again, day="2026-07-01", act="2026-03-31").repeats.within == ()


@pytest.mark.parametrize(
    ("act", "known"), [("2019-10-31", False), ("2019-11-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_multiples_of_damages_by_the_day_of_the_act(walk: Begin, people: Office, act: str, known: bool) -> None:
    """One to five times from the day the text that was read came into force to its last day, else nothing."""
    case_id = filed(walk("2026-05-01"), "2026-05-01")
    found = look(case_id, day="2027-02-01", act=act)
    assert (found.multiples == (D(1), D(5))) is known
    assert (found.punitive_rule is not None) is known


def test_five_years_by_the_rule_to_the_day(walk: Begin, people: Office) -> None:
    """The term is the rule's: one day more than five years is earlier, the day itself the edge, one less within."""
    first = walk("2021-08-02")
    filed(first, "2021-08-02")
    decide(first, "20000", "2021-09-01")
    again = second_case(first, people, "2026-09-10")

    def sorted_in(act: str) -> str:
        found = look(again, day="2026-10-01", act=act).repeats
        return next(name for name in ("within", "edge", "earlier") if getattr(found, name))

    assert [sorted_in(act) for act in ("2026-08-31", "2026-09-01", "2026-09-02")] == ["within", "edge", "earlier"]


@pytest.mark.parametrize(
    ("charge", "act", "known"),
    [
        ("patent_passing_off", "2021-05-31", False),
        ("patent_passing_off", "2021-06-01", True),
        ("copyright_infringement", "2021-05-31", False),
        ("copyright_infringement", "2021-06-01", True),
        ("trade_secret", "2019-04-22", False),
        ("trade_secret", "2019-04-23", True),
        ("trade_secret", "2025-10-14", True),
        ("trade_secret", "2025-10-15", True),
        ("fake_product", "2026-01-01", False),
    ],
)
def test_multiples_of_other_rights(walk: Begin, people: Office, charge: str, act: str, known: bool) -> None:
    """One to five times under each law that was read, from its first day, and never for goods of bad quality."""
    case_id = filed(walk("2026-05-01"), "2026-05-01")
    found = aid(case_id, charge, FineFacts(date.fromisoformat(act), date(2026, 6, 1), {}))
    assert found
    assert (found.multiples == (D(1), D(5))) is known
    day = date.fromisoformat(act)
    assert [rule.id for rule in found.list_rules] == (
        ["punitive.intent", "punitive.serious"] if known and day >= date(2021, 3, 3) else []
    )
