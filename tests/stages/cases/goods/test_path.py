"""Goods from the seizure list to the certificate, and every refusal on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.stages.cases.actions.goods.destruction import ApproveDestruction, ProposeDestruction, RefuseDestruction
from jianzhen.stages.cases.actions.goods.ends import ForfeitGoods, ReturnGoods, TransferGoods
from jianzhen.stages.cases.actions.goods.keeping import Counted, CountGoods, HandOverGoods, ReceiveGoods, WriteOffLoss
from jianzhen.stages.cases.actions.goods.listing import AddPhotos, ListGoods
from jianzhen.stages.cases.actions.goods.lots import MergeLots, SampleBack, SampleGoods, SplitLot
from jianzhen.stages.cases.actions.goods.units import StopQualification
from jianzhen.stages.cases.models_goods import DestructionCertificate
from jianzhen.stages.cases.queries.disposal import unit_line
from jianzhen.stages.cases.queries.goods import broken_certificates, destructions, goods_figures, missing_lots
from jianzhen.stages.cases.schema.goods import Keeper, Part, Standing, Unit
from jianzhen.stages.outcomes.queries.statistics import statistics
from jianzhen.stages.outcomes.schema.period import read_period
from tests.stages.cases.goods.conftest import FORFEITED, HELD, PHOTO, Store, line
from tests.stages.conftest import at

pytestmark = pytest.mark.django_db
D = Decimal


def test_from_seizure_to_certificate(store: Store) -> None:
    """120 pairs: 4 tested (1 used up), 119 forfeited and destroyed; nothing is left open and nothing unexplained."""
    (lot,) = store.list()
    store.do(SampleGoods, parts=(Part(lot, D(4)),), laboratory="样例检验院", record="抽〔2026〕1号")
    assert store.balance(lot).of(Standing.SAMPLED) == D(4)
    store.do(SampleBack, lot=lot, consumed=D(1), returned=D(3), report="检〔2026〕1号")
    store.decide()
    store.forfeit(Part(lot, D(119)))
    unit = store.unit()
    plan = store.plan(Part(lot, D(119)), unit_id=unit)
    done = store.destroy(plan)
    balance = store.balance(lot)
    assert (balance.of(Standing.CONSUMED), balance.of(Standing.DESTROYED), balance.open) == (D(1), D(119), D(0))
    assert balance.balanced
    assert balance.outside == D(120)
    assert done.seq == 7


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"lines": ()}, "has no lines", id="nothing"),
        pytest.param({"lines": (line(quantity=D("0")),)}, "not above zero", id="zero"),
        pytest.param({"lines": (line(quantity=D("-3")),)}, "not above zero", id="negative"),
        pytest.param({"lines": (line(quantity=D("2.5")),)}, "whole pieces", id="half-a-pair"),
        pytest.param({"lines": (line(unit=Unit.KILOGRAM, quantity=D("2.5004")),)}, "three decimals", id="milligrams"),
        pytest.param({"lines": (line(nature="ghost"),)}, "unknown nature", id="nature"),
        pytest.param({"lines": (line(photos=("photo.jpg",)),)}, "no SHA-256", id="photo"),
        pytest.param({"lines": (line(value_basis=None),)}, "basis go together", id="value"),
        pytest.param({"lines": (line(unit_value=D("1.005")),)}, "unit_value", id="cents"),
        pytest.param({"place": " "}, "place is empty", id="place"),
        pytest.param({"keeper": Keeper(name="某仓储公司")}, "document that entrusts", id="outside-keeper"),
        pytest.param({"keeper": Keeper(UUID(int=7))}, "no such custodian", id="unknown-keeper"),
    ],
)
def test_a_list_that_will_not_do_is_refused(store: Store, changes: dict[str, Any], said: str) -> None:
    """Each fault is named, and nothing of the list is kept."""
    with pytest.raises(RefusedError, match=said):
        store.list(**changes)
    assert store.list()


def test_no_list_without_a_measure(store: Store) -> None:
    """Goods come in only where a seizure or registration is on record, and not before the case was filed."""
    with pytest.raises(ConflictError, match="lies before the filing"):
        store.do(ListGoods, day="2026-03-01", list_number="1", lines=(line(),), place="库", keeper=store_keeper(store))


def store_keeper(store: Store) -> Keeper:
    """Return the storekeeper."""
    return Keeper(UUID(store.keeper.actor_id))


def test_splits_and_merges_add_up(store: Store) -> None:
    """Parts and whole come to the same, and unlike goods are not merged."""
    lot, other = store.list(line(), line(name="另一种鞋"))
    first, second = store.do(SplitLot, lot=lot, quantities=(D(20), D(30)), reason="分架存放").lots
    assert [store.balance(one).of(HELD) for one in (lot, first, second)] == [D(70), D(20), D(30)]
    with pytest.raises(ConflictError, match="only 70"):
        store.do(SplitLot, lot=lot, quantities=(D(50), D(21)), reason="多")
    with pytest.raises(ConflictError, match="differ in name"):
        store.do(MergeLots, lots=(lot, other), reason="合")
    (whole,) = store.do(MergeLots, lots=(lot, first, second), reason="归并").lots
    assert store.balance(whole).of(HELD) == D(120)
    assert [store.balance(one).present for one in (lot, first, second)] == [D(0)] * 3
    with pytest.raises(ConflictError, match="nothing held"):
        store.do(MergeLots, lots=(lot, whole), reason="空")


def test_a_handover_is_counted_by_who_receives(store: Store) -> None:
    """Until then nobody disposes of the goods; what did not arrive is missing, in sight, with its reason."""
    (lot,) = store.list()
    second = Keeper(UUID(store.people.second.actor_id))
    store.do(HandOverGoods, "keeper", lots=(lot,), place="B 区", keeper=second, reason="倒库")
    with pytest.raises(ConflictError, match="not received yet"):
        store.do(SampleGoods, parts=(Part(lot, D(1)),), laboratory="院", record="1")
    counted = (Counted(lot, HELD, D(118)),)
    with pytest.raises(NotAllowedError, match="somebody else"):
        store.do(ReceiveGoods, counted=counted, reason="少两双")
    with pytest.raises(RefusedError, match="reason is empty"):
        store.do(ReceiveGoods, "second", counted=counted)
    store.do(ReceiveGoods, "second", counted=counted, reason="少两双，箱封完好，重新核对清单")
    assert (store.balance(lot).of(HELD), store.balance(lot).of(Standing.MISSING)) == (D(118), D(2))


def test_a_stranger_does_not_hand_goods_over(store: Store) -> None:
    """Only the custodian or an officer of the case does; an outside custodian has them at once by its document."""
    (lot,) = store.list()
    stranger: dict[str, Any] = {
        "lots": (lot,),
        "place": "外",
        "keeper": Keeper(name="某仓储", document="委托〔2026〕1号"),
        "reason": "x",
    }
    with pytest.raises(NotAllowedError):
        store.do(HandOverGoods, "reviewer", **stranger)
    store.do(HandOverGoods, **stranger)
    store.do(SampleGoods, parts=(Part(lot, D(1)),), laboratory="院", record="1")


def test_a_loss_is_in_sight_until_found_or_approved(store: Store) -> None:
    """Found goods come back; a leader who neither kept nor counted writes off the rest; surplus is named."""
    (lot,) = store.list()
    with pytest.raises(RefusedError, match="reason is empty"):
        store.do(CountGoods, "keeper", counted=(Counted(lot, HELD, D(115)),))
    store.do(CountGoods, "keeper", counted=(Counted(lot, HELD, D(115)),), reason="货架破损")
    store.do(CountGoods, "keeper", counted=(Counted(lot, HELD, D(117)),), reason="于隔架找到")
    assert store.balance(lot).of(Standing.MISSING) == D(3)
    with pytest.raises(NotAllowedError):
        store.do(WriteOffLoss, "keeper", parts=(Part(lot, D(3)),), reason="x", document="x")
    with pytest.raises(ConflictError, match="only 3"):
        store.do(WriteOffLoss, "leader", parts=(Part(lot, D(4)),), reason="x", document="查〔2026〕1号")
    store.do(
        WriteOffLoss, "leader", parts=(Part(lot, D(3)),), reason="鼠咬损毁，责任人已处理", document="查〔2026〕1号"
    )
    store.do(CountGoods, "keeper", counted=(Counted(lot, HELD, D(119)),), reason="清单漏记两双")
    balance = store.balance(lot)
    assert (balance.outside, balance.of(HELD), balance.of(Standing.LOST)) == (D(122), D(119), D(3))
    assert balance.balanced


def test_a_count_forfeits_nothing(store: Store) -> None:
    """More forfeited goods than the decision forfeited cannot be counted into being."""
    (lot,) = store.list()
    store.decide()
    store.forfeit(Part(lot, D(100)))
    with pytest.raises(ConflictError, match="does not forfeit"):
        store.do(CountGoods, "keeper", counted=(Counted(lot, FORFEITED, D(101)),), reason="多")


def test_nothing_is_forfeited_without_a_decision(store: Store) -> None:
    """Only a penalty decision with confiscation forfeits, not before its day."""
    (lot,) = store.list()
    with pytest.raises(ConflictError, match="confiscates"):
        store.do(ForfeitGoods, parts=(Part(lot, D(1)),))


def test_goods_go_back_on_a_recorded_ground_only(store: Store) -> None:
    """The measure has to be lifted first; forfeited goods go back only where the decision was quashed."""
    (lot,) = store.list()
    back: dict[str, Any] = {
        "parts": (Part(lot, D(20)),),
        "ground": "lifted",
        "receipt": "收〔2026〕1号",
        "receiver": "当事人",
    }
    with pytest.raises(ConflictError, match="not on record"):
        store.do(ReturnGoods, **back)
    store.walk.take("lift_seizure", day="2026-03-10")
    store.do(ReturnGoods, day="2026-03-10", **back)
    assert store.balance(lot).of(Standing.RETURNED) == D(20)
    with pytest.raises(RefusedError, match="no ground"):
        store.do(ReturnGoods, **(back | {"ground": "because"}))


def test_goods_go_with_the_case(store: Store) -> None:
    """What the police took over is neither here nor destroyed."""
    (lot,) = store.list()
    store.do(TransferGoods, parts=(Part(lot, D(120)),), receiver="市公安局", receipt="接〔2026〕9号")
    assert store.balance(lot).of(Standing.TRANSFERRED) == D(120)
    assert store.balance(lot).open == D(0)


def forfeited(store: Store, **changes: Any) -> UUID:
    """List and forfeit one lot."""
    (lot,) = store.list(line(**changes))
    store.decide()
    store.forfeit(Part(lot, D(120)))
    return lot


def test_an_expired_unit_is_refused_on_the_day(store: Store) -> None:
    """A plan approved while the qualification ran is not carried out the day after it ended."""
    lot, unit = forfeited(store), store.unit(until="2026-05-10")
    plan = store.plan(Part(lot, D(120)), unit_id=unit)
    with pytest.raises(ConflictError, match="no qualification that runs on 2026-05-11; 样环〔2025〕7号 runs from"):
        store.destroy(plan, day="2026-05-11")
    store.day = "2026-04-15"
    store.destroy(plan, day="2026-05-10")
    assert store.balance(lot).of(Standing.DESTROYED) == D(120)


def test_a_stopped_unit_is_refused_from_that_day(store: Store) -> None:
    """A withdrawn qualification does not run from its day on, and did before."""
    lot, unit = forfeited(store), store.unit()
    plan = store.plan(Part(lot, D(120)), unit_id=unit)
    found = unit_line(unit, date(2026, 5, 1))
    assert found
    assert found.classes == ("general",)
    StopQualification(
        actor=store.people.leader,
        at=at("2026-05-01"),
        qualification_id=found.qualifications[0].qualification_id,
        since=date(2026, 5, 1),
        reason="环保处罚",
    ).execute()
    with pytest.raises(ConflictError, match="was stopped on 2026-05-01"):
        store.destroy(plan, day="2026-05-01")


def test_two_witnesses_who_neither_act_nor_keep(store: Store) -> None:
    """One is not enough, twice the same is one, and neither executor nor storekeeper is one."""
    lot, unit = forfeited(store), store.unit()
    plan = store.plan(Part(lot, D(120)), unit_id=unit)
    reviewer, officer = UUID(store.people.reviewer.actor_id), store.people.officers[0]
    for witnesses in ((reviewer,), (reviewer, reviewer)):
        with pytest.raises(NotAllowedError, match="at least 2 watch"):
            store.destroy(plan, witnesses=witnesses)
    for other in (officer, UUID(store.keeper.actor_id)):
        with pytest.raises(NotAllowedError, match="carries it out or keeps"):
            store.destroy(plan, witnesses=(reviewer, other))
    with pytest.raises(RefusedError, match="nobody known"):
        store.destroy(plan, witnesses=(reviewer, UUID(int=9)))
    with pytest.raises(NotAllowedError, match="at least 2"):
        store.destroy(plan, executors=(officer,))
    store.destroy(plan)
    with pytest.raises(ConflictError, match="was carried out"):
        store.destroy(plan)


def test_a_plan_is_decided_by_another_person_once(store: Store) -> None:
    """Nothing is destroyed unapproved; a refused plan is not carried out; a plan is decided once."""
    lot, unit = forfeited(store), store.unit()
    plan = store.do(ProposeDestruction, parts=(Part(lot, D(120)),), method="recycling", unit_id=unit).act_id
    with pytest.raises(ConflictError, match="not approved"):
        store.destroy(plan)
    with pytest.raises(NotAllowedError):
        store.do(ApproveDestruction, plan_id=plan)
    store.do(RefuseDestruction, "leader", plan_id=plan, reason="先取样留存")
    with pytest.raises(ConflictError, match="was decided"):
        store.do(ApproveDestruction, "leader", plan_id=plan)
    with pytest.raises(ConflictError, match="not approved"):
        store.destroy(plan)


def test_another_method_or_class_needs_a_reason(store: Store) -> None:
    """Batteries at a unit for general waste, burnt: both departures are named until somebody says why."""
    lot, unit = forfeited(store, nature="battery"), store.unit()
    burnt: dict[str, Any] = {"parts": (Part(lot, D(120)),), "method": "incineration", "unit_id": unit}
    with pytest.raises(RefusedError, match=r"incineration is not suggested for Batteries.*not qualified for Hazardous"):
        store.do(ProposeDestruction, **burnt)
    store.do(ProposeDestruction, **burnt, reason="经环保部门确认可以焚烧")


def test_nothing_is_destroyed_without_a_photo(store: Store) -> None:
    """The photo has to be there before the plan."""
    lot, unit = forfeited(store, photos=()), store.unit()
    plan: dict[str, Any] = {"parts": (Part(lot, D(120)),), "method": "recycling", "unit_id": unit}
    with pytest.raises(RefusedError, match="no photo"):
        store.do(ProposeDestruction, **plan)
    store.do(AddPhotos, lot=lot, photos=(PHOTO,))
    store.do(ProposeDestruction, **plan)


def test_goods_before_the_decision_need_consent(store: Store) -> None:
    """Perishable goods may go early with the holder's consent; a sale names its proceeds and makes no certificate."""
    (lot,) = store.list(line(nature="food", name="云雀牌月饼", unit=Unit.BOX))
    early: dict[str, Any] = {"parts": (Part(lot, D(50)),), "method": "sale", "ground": "early", "reason": "临近保质期"}
    with pytest.raises(RefusedError, match="consent is empty"):
        store.do(ProposeDestruction, **early)
    plan = store.plan(**(early | {"consent": "先行处置〔2026〕1号"}))
    with pytest.raises(RefusedError, match="proceeds"):
        store.destroy(plan)
    store.destroy(plan, proceeds=D("1200.00"))
    assert store.balance(lot).of(Standing.DISPOSED) == D(50)


def test_acts_keep_their_order(store: Store) -> None:
    """An act before its predecessor, and one from a page that is no longer true, are refused."""
    (lot,) = store.list()
    with pytest.raises(ConflictError, match="before its predecessor"):
        store.do(SampleGoods, day="2026-03-02", parts=(Part(lot, D(1)),), laboratory="院", record="1")
    with pytest.raises(ConflictError, match="changed since they were read"):
        store.do(SampleGoods, day="2026-03-05", seen=0, parts=(Part(lot, D(1)),), laboratory="院", record="1")


def test_figures_say_what_became_of_goods(store: Store) -> None:
    """What came in, was missing, found, written off and destroyed in a period; splits and samples count nothing."""
    (lot,) = store.list()
    store.do(SplitLot, lot=lot, quantities=(D(20),), reason="分架")
    store.do(SampleGoods, parts=(Part(lot, D(4)),), laboratory="院", record="1")
    store.do(SampleBack, lot=lot, consumed=D(1), returned=D(3), report="1")
    store.do(CountGoods, "keeper", counted=(Counted(lot, HELD, D(94)),), reason="少")
    store.do(CountGoods, "keeper", counted=(Counted(lot, HELD, D(97)),), reason="找到")
    store.do(WriteOffLoss, "leader", parts=(Part(lot, D(2)),), reason="鼠咬", document="查1")
    store.decide()
    store.forfeit(Part(lot, D(97)))
    store.destroy(store.plan(Part(lot, D(97)), unit_id=store.unit()))
    found = goods_figures(date(2026, 3, 1), date(2026, 4, 30))
    assert {one.target: one.quantity for one in found} == {
        "entered": D(120),
        "sampled": D(4),
        "consumed": D(1),
        "missing": D(5),
        "found": D(3),
        "lost": D(2),
        "forfeited": D(97),
        "destroyed": D(97),
    }
    (gone,) = [one for one in found if one.target == "destroyed"]
    assert (gone.value, gone.weight, gone.unvalued) == (D("25996.00"), D("82.450"), D(0))
    assert [one.target for one in goods_figures(date(2026, 4, 1), date(2026, 4, 30))] == ["destroyed", "forfeited"]


def test_statistics_are_fed_by_the_ledger(store: Store) -> None:
    """A destruction counts once in its period with its value; a lot that is short counts until it is written off."""
    lot, other = store.list(line(), line(unit_value=None, value_basis=None))
    store.do(CountGoods, "keeper", counted=(Counted(lot, HELD, D(118)),), reason="少")
    place = ("market_regulation", "420106")
    assert missing_lots(date(2026, 3, 2)) == []
    assert missing_lots(date(2026, 3, 3)) == [(*place, 1)]
    store.do(WriteOffLoss, "leader", parts=(Part(lot, D(2)),), reason="鼠咬", document="查1")
    assert missing_lots(date(2026, 3, 3)) == []
    store.decide()
    store.forfeit(Part(lot, D(118)), Part(other, D(120)))
    store.destroy(store.plan(Part(lot, D(118)), Part(other, D(120)), unit_id=store.unit()))
    (found,) = destructions(date(2026, 4, 1), date(2026, 4, 30))
    assert (found.agency, found.district) == place
    assert (found.acts, found.value) == (1, D("31624.00"))
    table = statistics(read_period("2026-04"), as_of=date(2026, 4, 30))
    assert (table.total.destructions, table.total.destroyed_value) == (1, D("31624.00"))
    assert destructions(date(2026, 3, 1), date(2026, 3, 31)) == []


def test_a_certificate_is_held_to_its_digest(store: Store) -> None:
    """Numbers run by agency and year; a content that was changed no longer gives its digest."""
    lot, unit = forfeited(store), store.unit()
    for amount in (D(20), D(100)):
        store.destroy(store.plan(Part(lot, amount), unit_id=unit))
    first, second = DestructionCertificate.objects.order_by("serial")
    assert (first.serial, second.serial, second.number[-8:]) == (1, 2, "〔2026〕2号"[-8:])
    assert broken_certificates() == []
    other = store.do(AddPhotos, lot=lot, photos=(PHOTO,)).act_id
    content = {**first.content, "place": "别处"}
    kept = {"agency": "x", "year": 2026, "serial": 1, "number": "改", "on": first.on, "sha256": first.sha256}
    DestructionCertificate.objects.create(act_id=other, content=content, **kept)
    assert broken_certificates() == ["改"]
