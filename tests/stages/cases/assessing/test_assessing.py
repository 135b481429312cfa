"""The facts of a case on rows, what the law makes of them, and the officer's view beside it. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import queries as custody
from jianzhen.people.policy import Role
from jianzhen.stages.cases.actions.assess import (
    RecordAssessment,
    RecordFact,
    RecordLines,
    WithdrawLine,
)
from jianzhen.stages.cases.actions.goods.listing import ListGoods
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.models_assessment import CaseAssessment
from jianzhen.stages.cases.queries.assessing import CaseFacts, Computed, case_facts, computed, computed_all, kept
from jianzhen.stages.cases.schema.assessment import LineIn, Side, charges
from jianzhen.stages.cases.schema.goods import Keeper, LotIn, PriceBasis, Unit
from tests.stages.conftest import ORDER, Walk, at, enrol

_TODAY = date(2026, 3, 31)


def line(side: Side = Side.SOLD, quantity: str = "100", price: str | None = "120.00", **changes: Any) -> LineIn:
    """Return a line of a ledger that does."""
    facts: dict[str, Any] = {
        "side": side,
        "name": "云雀牌运动鞋",
        "quantity": Decimal(quantity),
        "first_day": date(2026, 1, 5),
        "last_day": date(2026, 2, 20),
        "source": "出货台账",
    }
    name = "actual_unit_price" if side is Side.SOLD else "marked_unit_price"
    return LineIn(**(facts | {name: Decimal(price) if price else None} | changes))


@dataclass
class Desk:
    """One case under investigation, and its facts."""

    case_id: UUID
    walk: Walk

    def do(self, act: type[Any], **facts: Any) -> Any:
        """Take one act as the officer."""
        given = {"actor": self.walk.people.officer, "at": at("2026-03-30"), "case_id": self.case_id}
        return act(**(given | facts)).execute()

    def fact(self, name: str, value: Any) -> None:
        """Record one fact."""
        self.do(RecordFact, name=name, value=value, source="询问笔录第1页")

    @property
    def facts(self) -> CaseFacts:
        """The facts as they stand."""
        return case_facts(Case.objects.select_related("handling").get(pk=self.case_id), _TODAY)

    def answer(self, name: str) -> Computed:
        """Compute a charge."""
        return computed(self.facts, name)


@pytest.fixture
def desk(walk: Any) -> Desk:
    """A case in investigation."""
    one = walk("2026-03-02")
    done = one.to("start_investigation", "2026-03-03")
    assert done.case_id is not None
    return Desk(done.case_id, one)


def test_lines_are_summed_and_priced_by_the_law(desk: Desk) -> None:
    """Sold 100 at 300 and stock of 60 marked 1000: under art 140 three times the sales and the stock meet 150000."""
    desk.do(RecordLines, lines=(line(price="300.00"), line(Side.UNSOLD, "60", "1000.00")))
    found = desk.answer("140")
    assert found.basic is not None
    assert (found.outcome, found.basic.computed["sales_amount*3+unsold_value"]) == ("reached", "150000.00")
    assert found.aggravated is not None
    assert found.aggravated.outcome.value == "not_reached"


def test_a_price_that_is_not_known_stays_open(desk: Desk) -> None:
    """Stock without any price needs an appraisal; it is never zero."""
    desk.do(RecordLines, lines=(line(price="300.00"), line(Side.UNSOLD, "60", None)))
    assert desk.answer("140").outcome == "needs_legal_review"


def test_goods_on_the_seizure_list_are_stock(desk: Desk) -> None:
    """What was listed as seized counts with its value and basis, without being typed again."""
    keeper = enrol("样例仓管员", Role.OFFICER, "market_regulation")
    lot = LotIn(
        name="云雀牌运动鞋",
        nature="apparel",
        unit=Unit.PAIR,
        quantity=Decimal(1500),
        unit_value=Decimal("100.00"),
        value_basis=PriceBasis.MARKED,
    )
    desk.walk.take("seize")
    desk.do(
        ListGoods,
        at=at("2026-03-04"),
        lines=(lot,),
        list_number="武市监清〔2026〕1号",
        place="罚没物资仓库",
        keeper=Keeper(UUID(keeper.actor_id)),
    )
    (found,) = desk.facts.lines
    assert (found.side, found.quantity, found.line_id) == (Side.UNSOLD, Decimal(1500), None)
    assert desk.answer("140").outcome == "reached"


def test_a_withdrawn_line_counts_no_more_and_stays_on_record(desk: Desk) -> None:
    """The line is gone from the sum and cannot be withdrawn twice."""
    first, _ = desk.do(RecordLines, lines=(line(price="400.00"), line(price="200.00")))
    assert desk.answer("140").outcome == "reached"
    desk.do(WithdrawLine, line_id=first, reason="重复登记")
    assert [one.prices["actual_unit_price"] for one in desk.facts.lines] == [Decimal("200.00")]
    assert desk.answer("140").outcome == "not_reached"
    with pytest.raises(ConflictError, match="withdrawn"):
        desk.do(WithdrawLine, line_id=first, reason="再撤")


def test_separate_acts_are_added_only_where_a_rule_says_so(desk: Desk) -> None:
    """Two numbered acts of 2026: art 140 adds them up, for art 213 no rule of that time was read."""
    early = line(price="300.00", first_day=date(2026, 1, 5), last_day=date(2026, 1, 5))
    late = line(price="200.00", first_day=date(2026, 2, 5), last_day=date(2026, 2, 5), deed=2)
    desk.do(RecordLines, lines=(early, late))
    assert desk.answer("140").outcome == "reached"
    assert desk.answer("213 goods").outcome == "needs_legal_review"


def test_facts_are_read_by_the_words_of_the_vocabulary(desk: Desk) -> None:
    """An unknown word, a negative amount and an impossible day are refused with what to write; the last row counts."""
    for name, value, words in (
        ("illegal_incom", "1.00", "Use illegal_income"),
        ("illegal_income", "-1.00", "negative"),
        ("illegal_income", "8000 USD", "convert other currencies"),
        ("act_date", "2026-02-31", "no day of the calendar"),
        ("sold", [], "not typed in"),
    ):
        with pytest.raises(RefusedError, match=words):
            desk.fact(name, value)
    desk.fact("act_date", "2026-02-01/2026-02-10")
    desk.fact("illegal_income", "20000.00")
    desk.fact("illegal_income", "30000.00")
    assert desk.answer("213 goods").outcome == "reached"
    desk.fact("illegal_income", None)
    assert "illegal_income" not in desk.facts.given


def test_without_a_day_of_the_act_nothing_is_computed(desk: Desk) -> None:
    """The answer says which fact is missing and what to write."""
    desk.fact("illegal_income", "30000.00")
    found = desk.answer("213 goods")
    assert (found.outcome, found.refused is not None and found.refused.where.key) == ("refused", "act_date")


def test_an_earlier_penalty_of_the_subject_is_found_not_ticked(desk: Desk, walk: Any) -> None:
    """The same subject's decided case makes a repeat within two years, which lowers the figure."""
    from_before = walk("2025-06-02")
    from_before.to("decide_penalty", "2025-06-03")
    Handling = Case._meta.get_field("handling").related_model  # noqa: N806
    handling = Handling.objects.get(lead_id=from_before.lead_id)
    subject = Case.objects.get(pk=desk.case_id).handling.lead.subject
    assert not desk.facts.priors
    with transaction.atomic():
        lead = handling.lead
        lead.subject = subject
        lead.save(update_fields=["subject"])
    desk.fact("act_date", "2026-02-10")
    desk.fact("marks", 1)
    desk.fact("operating_value", "30000.00")
    assert [(one.day, one.same_kind) for one in desk.facts.priors] == [(date(2025, 6, 3), True)]
    assert desk.answer("213 goods").outcome == "reached"
    handling.domain = "ads"
    handling.save(update_fields=["domain"])
    assert [one.same_kind for one in desk.facts.priors] == [False]
    assert "prior_penalty" not in desk.facts.given
    assert desk.answer("213 goods").outcome == "not_reached"


def test_a_difference_needs_a_reason_and_is_kept(desk: Desk) -> None:
    """What was computed and what the officer held stand on one row and in the log; nothing takes them back."""
    desk.do(RecordLines, lines=(line(price="600.00"),))
    with pytest.raises(RefusedError, match="no reason given"):
        desk.do(RecordAssessment, name="140", view="not_reached")
    done = desk.do(RecordAssessment, name="140", view="not_reached", reason="单价以进货价计，待价格认定")
    assert (done.outcome, done.differs) == ("reached", True)
    (row,) = kept(desk.case_id)
    assert row.facts["sold"][0]["actual_unit_price"] == "600.00"
    assert row.answer["reasons"]["children"]
    assert "crim.140.sales" in row.rule_keys
    (event,) = [one for one in custody.events_of("case", str(desk.case_id)) if one.verb == "case.assess"]
    assert all(words in str(event.payload) for words in ("reached", "not_reached", "differs", "crim.140.sales"))
    assert "进货价" not in str(event.payload)
    with pytest.raises(Exception, match=r"append-only"):
        CaseAssessment.objects.get(pk=row.assessment_id).delete()


def test_an_agreement_needs_no_reason(desk: Desk) -> None:
    """Holding what was computed is kept too, without a difference."""
    desk.do(RecordLines, lines=(line(price="600.00"),))
    assert desk.do(RecordAssessment, name="140", view="reached").differs is False
    with pytest.raises(RefusedError, match="not known"):
        desk.do(RecordAssessment, name="999", view="reached")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity": Decimal(-1)}, "negative"),
        ({"actual_unit_price": Decimal("-0.01")}, "negative"),
        ({"last_day": date(2026, 1, 1)}, "turned round"),
        ({"last_day": date(2026, 12, 1)}, "lies ahead"),
        ({"name": " "}, "name is empty"),
        ({"source": ""}, "source is empty"),
        ({"deed": 0}, "deed"),
    ],
)
def test_a_line_that_cannot_be_is_refused(desk: Desk, changes: dict[str, Any], words: str) -> None:
    """Nothing of the act is written."""
    with pytest.raises(RefusedError, match=words):
        desk.do(RecordLines, lines=(line(), line(**changes)))
    assert desk.facts.lines == ()


def test_only_those_who_work_the_case_record_facts(desk: Desk) -> None:
    """An officer of another agency, and a closed case, are refused."""
    stranger = enrol("某外单位人员", Role.OFFICER, "tobacco")
    with pytest.raises(NotAllowedError):
        desk.do(RecordLines, lines=(line(),), actor=stranger)
    for act in ORDER[ORDER.index("start_investigation") + 1 :]:
        desk.walk.take(act)
    with pytest.raises(ConflictError, match="at its end"):
        desk.do(RecordLines, lines=(line(),))


def test_every_charge_of_every_domain_has_a_plan(desk: Desk) -> None:
    """No charge of the file is unknown to the law's plans, and every domain's list names charges of the file."""
    desk.fact("act_date", "2026-02-10")
    listed = {name for names in (*charges().domains.values(), charges().otherwise) for name in names}
    assert listed == set(charges().charges)
    for one in (computed(desk.facts, name) for name in sorted(listed)):
        assert one.basic is not None
        assert "no plan" not in str(one.basic.to_json()["explanation_en"])
    assert [one.name for one in computed_all(desk.facts, "trademarks")] == ["213 goods", "214", "215", "140"]
    desk.fact("object", "services")
    assert computed_all(desk.facts, "trademarks")[0].name == "213 services"
