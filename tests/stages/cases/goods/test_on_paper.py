"""Documents from the goods ledger: one for each list of goods and each end of goods, never by hand."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from jianzhen.base.errors import ConflictError, RefusedError
from jianzhen.stages.cases.queries.documents import content_of, form_facts
from jianzhen.stages.cases.schema.documents import IssuedDocument
from jianzhen.stages.cases.schema.goods import Part, Unit
from tests.stages.cases.forms.test_issuing import issue, said
from tests.stages.cases.goods.conftest import Store, line
from tests.stages.conftest import at

FIRST, SECOND = "武市监清〔2026〕1号", "武市监清〔2026〕2号"


def make(store: Store, form: str, occasion: str = "", **words: Any) -> IssuedDocument:
    """Issue a form after all that was done so far; what the records settle is left out."""
    store.walk.now = max(store.walk.now, at(store.day, store.hour % 24)) + timedelta(minutes=1)
    facts = {name: value for name, value in said(form).items() if name != "goods"}
    if form == "cf52":
        facts["disposal"] = {name: facts["disposal"][name] for name in ("begun_at", "ended_at", "course")}
    return issue(store.walk, form, **({"said": facts, "occasion": occasion} | words))


def text(made: IssuedDocument) -> str:
    """Return the words of a document as issued."""
    with zipfile.ZipFile(io.BytesIO(content_of(made.sha256))) as archive:
        return archive.read("word/document.xml").decode()


@pytest.fixture
def twice(store: Store) -> Store:
    """A case whose goods came in twice, each time with a list of its own."""
    store.list(line(name="云雀牌运动鞋"))
    store.list(line(name="云雀牌背包", unit=Unit.PIECE, quantity=Decimal(33)), list_number=SECOND)
    return store


def test_each_list_of_goods_has_its_own_document(twice: Store) -> None:
    """The second list prints its own rows and number and nothing of the first."""
    first, second = text(make(twice, "cf24", FIRST)), text(make(twice, "cf24", SECOND))
    assert ("云雀牌运动鞋" in first, "云雀牌背包" in first, FIRST in first) == (True, False, True)
    assert ("云雀牌运动鞋" in second, "云雀牌背包" in second, SECOND in second) == (False, True, True)


def test_with_several_lists_one_has_to_be_chosen(twice: Store) -> None:
    """None chosen, and one that is not there, are refused and the lists named; the page offers both."""
    with pytest.raises(RefusedError, match="none was chosen") as refusal:
        make(twice, "cf24")
    assert SECOND in refusal.value.zh
    with pytest.raises(RefusedError, match="the case has no"):
        make(twice, "cf24", "武市监清〔2026〕9号")
    found = form_facts(twice.walk.lead_id, "cf24", as_of=twice.walk.now.date())
    assert [key for key, _ in found.occasions] == [FIRST, SECOND]
    assert "goods" not in found.fixed


def test_a_revision_stays_with_its_list(twice: Store) -> None:
    """Corrected, the document of the second list prints the second list again without being told."""
    made = make(twice, "cf24", SECOND)
    again = make(twice, "cf24", replaces=made.document_id, reason="更正保管地点")
    assert again.revision == 2
    assert "云雀牌背包" in text(again)


def destroyed(store: Store, *quantities: int) -> None:
    """Forfeit goods and destroy them in several goes."""
    (lot,) = store.list(line(quantity=Decimal(sum(quantities))))
    store.decide()
    store.forfeit(Part(lot, Decimal(sum(quantities))))
    unit = store.unit()
    for quantity in quantities:
        store.destroy(store.plan(Part(lot, Decimal(quantity)), unit_id=unit))


def test_the_record_of_a_destruction_comes_from_the_ledger(store: Store) -> None:
    """Form 52 names goods, quantity, method, place, executors, who watched and the decision, as the act has them."""
    destroyed(store, 120)
    words = text(make(store, "cf52"))
    place, decision = "江城样例环保处置有限公司厂区", "武市监处罚〔2026〕1号"
    for part in ("云雀牌运动鞋", "120", "毁形后回收原材料", "林知秋", place, decision, FIRST):
        assert part in words, part


def test_two_destructions_have_two_records(store: Store) -> None:
    """Each says its own quantity; which one is meant has to be said."""
    destroyed(store, 77, 43)
    with pytest.raises(RefusedError, match="2 occasions"):
        make(store, "cf52")
    keys = [key for key, _ in form_facts(store.walk.lead_id, "cf52", as_of=store.walk.now.date()).occasions]
    first, second = (text(make(store, "cf52", key)) for key in keys)
    assert ("77" in first, "43" in first) == (True, False)
    assert ("77" in second, "43" in second) == (False, True)


def test_nobody_writes_another_quantity_on_the_record(store: Store) -> None:
    """What the ledger settles is refused where it is said otherwise."""
    destroyed(store, 120)
    facts = said("cf52")
    facts["disposal"] = {name: facts["disposal"][name] for name in ("begun_at", "ended_at", "course")}
    facts["disposal"]["place"] = "别处"
    facts.pop("goods", None)
    with pytest.raises(ConflictError, match="the records say"):
        make(store, "cf52", said=facts)
