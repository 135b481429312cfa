"""Routing measured on messages written by hand, and its promises on any text whatever. No message is anybody's."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.playbook.city import load_city
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.messages.fields import packaged, plan_fields
from jianzhen.stages.screening.messages.model import OUTSIDE, UNCLEAR
from jianzhen.stages.screening.messages.reading import HEAD, TAIL, read_message
from jianzhen.stages.screening.routing import Routed, Router

HERE = Path(__file__).parent / "messages"
WORLDS = Path(__file__).parents[3] / "tools" / "routing" / "worlds"
BOOKS = read_shipped()
ROUTER = Router(BOOKS)
FIELDS = {one.code: one for one in plan_fields([book.domain for book in BOOKS])}


def _owner(label: str) -> tuple[str, str]:
    """Return domain and lead agency that a label asks for."""
    if label in FIELDS:
        return FIELDS[label].nearest, FIELDS[label].agencies.lead[0].code
    book = next(book for book in BOOKS if book.domain == label)
    return label, book.head.agencies.lead[0].code


def _right(label: str, found: Routed) -> bool:
    if label in {OUTSIDE, UNCLEAR}:
        return found.verdict == {OUTSIDE: "out_of_scope", UNCLEAR: "abstained"}[label]
    return found.agencies is not None and (found.domain, found.agencies.lead[0].code) == _owner(label)


def _answers(name: str) -> list[tuple[str, Routed]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["label"], ROUTER.route(row["text"])) for row in csv.DictReader(stream)]


@pytest.mark.parametrize("name", ["tuning", "report"])
def test_messages_written_by_hand_reach_the_right_desk(name: str) -> None:
    """Four in five are answered as a person would, and hardly any reaches a wrong agency."""
    answers = _answers(name)
    routed = [(label, found) for label, found in answers if found.verdict == "routed"]
    assert sum(_right(label, found) for label, found in answers) >= 0.8 * len(answers)
    assert sum(_right(label, found) for label, found in routed) >= 0.95 * len(routed)
    assert len(routed) >= 0.4 * len(answers)


def test_everyday_complaints_are_not_sent_to_the_office() -> None:
    """Of what lies outside, nothing is routed."""
    outside = [found for name in ("tuning", "report") for label, found in _answers(name) if label == OUTSIDE]
    assert [found for found in outside if found.verdict == "routed"] == []


@pytest.mark.parametrize(
    ("text", "lead", "field"),
    [
        ("农资店卖假农药，没有农药登记证，喷了庄稼全死了", "agriculture", ""),
        ("便利店卖假烟，没有烟草证", "tobacco", ""),
        ("快递网点不验视不实名，谁都能寄假货", "postal", ""),
        ("书店卖盗版书，侵犯著作权", "propaganda", ""),
        ("苗圃卖的树苗没有检疫证，还没有种苗许可证，是假树苗", "landscape_forestry", "seeds-forest"),
        ("药店卖假药，没有国药准字", "market_regulation", "drugs"),
        ("网店卖三无消毒液，假消毒液，没有卫生许可", "health", "disinfectants"),
        ("货代把假货报关，出口假冒运动鞋", "customs", "imports-exports"),
        ("流动加油车卖劣质柴油", "market_regulation", "fuel"),
    ],
)
def test_the_lead_is_the_one_that_playbook_or_plan_names(text: str, lead: str, field: str) -> None:
    """Fields without a playbook keep their own agency, whatever domain they are filed under."""
    found = ROUTER.route(text)
    assert found.agencies is not None
    assert (found.agencies.lead[0].code, found.field) == (lead, field)


@pytest.mark.parametrize(
    "text",
    [
        "不是假货，就是我不喜欢这个颜色，要求退款",
        "我没有说他卖假货，只是价格太贵想退",
        "东西不是假的，就是物流太慢想退",
    ],
)
def test_what_the_writer_denies_is_no_evidence(text: str) -> None:
    """A refund without a counterfeit is out of scope."""
    assert ROUTER.route(text).verdict == "out_of_scope"


@pytest.mark.parametrize("text", ["这不是假货吗，一双假耐克卖我五百", "老板说不是假货，可品牌方鉴定是假冒的假耐克"])
def test_a_question_or_the_sellers_denial_denies_nothing(text: str) -> None:
    """Who asks whether it is not a fake says that it is one."""
    assert ROUTER.route(text).domain == "trademarks"


def test_the_city_knows_every_agency_of_the_fields() -> None:
    """No field names an agency that has no name today."""
    city = load_city("wuhan")
    codes = {agency.code for one in FIELDS.values() for agency in (*one.agencies.lead, *one.agencies.joint)}
    assert all(city.agency_name(code, date(2026, 1, 5)) for code in codes)


def test_every_field_has_words_and_a_near_playbook() -> None:
    """The two data files of the fields agree."""
    named = {row["field"] for row in csv.DictReader(packaged("fields.csv").splitlines())}
    assert named == set(FIELDS)
    assert all(one.terms for one in FIELDS.values())


def test_a_playbook_of_a_fields_name_takes_the_field_over() -> None:
    """Adding the domain is enough; nobody edits the fields."""
    assert "drugs" not in {one.code for one in plan_fields([*(book.domain for book in BOOKS), "drugs"])}


def test_a_domain_the_model_never_saw_is_routed_by_its_lexicon() -> None:
    """An outsider's playbook works without training."""
    book = next(book for book in BOOKS if book.domain == "patents")
    renamed = book.model_copy(update={"head": book.head.model_copy(update={"domain": "inventions"})})
    found = Router([*(one for one in BOOKS if one.domain != "patents"), renamed]).route("有人假冒专利，专利号是假的")
    assert (found.verdict, found.domain) == ("routed", "inventions")


@pytest.mark.parametrize(
    "text",
    [
        "卖假烟" * 3_500_000,
        "\0" * 50_000,
        "\ud800假烟\udfff",
        "e" + "\u0301" * 50_000,
        "The shop next door sells fake cigarettes",
        "Магазин продаёт подделки",
        "偽物のバッグを売っている",
        "🚬" * 1000,
        "，。！？" * 5000,
    ],
    ids=["10 MB", "NUL", "surrogates", "marks", "English", "Russian", "Japanese", "emoji", "punctuation"],
)
def test_any_text_gets_an_answer(text: str) -> None:
    """Bounded and without an error."""
    assert ROUTER.route(text).verdict in {"routed", "out_of_scope", "abstained"}


def test_of_a_long_message_both_ends_are_read() -> None:
    """What is left out is the middle, and only of what is longer than anybody writes."""
    read = read_message("头" + "中" * (HEAD + TAIL) + "尾")
    assert (read.cut, read.text[0], read.text[-1], len(read.text)) == (True, "头", "尾", HEAD + TAIL + 1)


@pytest.mark.parametrize("text", ["便利店賣假煙，沒有煙草證", "便利店卖 假*烟 ，没有烟草证", "便利店卖假ｌｖ和冒牌货"])
def test_words_are_quoted_as_they_were_written(text: str) -> None:
    """Folding finds them, the reason names what stands in the text."""
    found = ROUTER.route(text)
    assert found.verdict == "routed"
    assert all(word in text for word in found.params["words"].split("、"))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("卖假烟药不是的种子专利商标，。 快递盗版书没有广告abc1虛偽"), max_size=80))
def test_the_same_text_gets_the_same_answer_and_an_honest_reason(text: str) -> None:
    """Deterministic; a belief is a share; quoted words stand in the text; only what is routed has agencies."""
    found = ROUTER.route(text)
    assert found == ROUTER.route(text)
    assert 0.0 <= found.confidence <= 1.0
    assert (found.verdict == "routed") == (found.agencies is not None) == bool(found.domain)
    assert all(word in text for word in found.params.get("words", "").split("、"))
    assert found.reason("zh")
    assert found.reason("en")


def test_the_report_uses_no_sentence_of_the_training() -> None:
    """The figures of the reference are not measured on what was learned."""
    worlds = [yaml.safe_load((WORLDS / f"{name}.yml").read_text(encoding="utf-8")) for name in ("train", "report")]
    trained, reported = (
        {text for texts in (*one["core"].values(), one["outside"]) for text in texts} for one in worlds
    )
    assert trained & reported == set()


def test_the_model_is_small_and_holds_no_objects() -> None:
    """Under a megabyte, readable without pickle."""
    path = Path(__file__).parents[3] / "src/jianzhen/stages/screening/messages/weights.npz"
    assert path.stat().st_size < 1 << 20
