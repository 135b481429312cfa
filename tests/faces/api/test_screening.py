"""Asking about texts: suspected, because …; spans, law, plan and day; pairs and routes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from jianzhen.custody.instance import current
from jianzhen.faces.api import resident, screening
from jianzhen.people.policy import KeyScope
from jianzhen.stages.screening.plan import load_plan
from jianzhen.stages.screening.standing import stand
from tests.faces.api.conftest import Api, WithKey
from tests.stages.screening.registers import DAY, screener
from tests.stages.screening.registers import items as batch

pytestmark = pytest.mark.django_db

COPY: Final = {"item_id": "a", "text": "高仿岚溪谷绿茶 1:1复刻", "kind": "listing", "price": 19.9}


@pytest.fixture
def caller(planned: Path, with_key: WithKey) -> Api:
    """A platform that may ask."""
    return with_key("platform", KeyScope.SCREEN)


def screened(caller: Api, *items: dict[str, Any]) -> dict[str, Any]:
    """Screen items and return the answer."""
    reply = caller.post("/screen", {"items": list(items)})
    assert reply.status == 200, reply.body
    found: dict[str, Any] = reply.body
    return found


def test_a_copy_is_suspected_because(caller: Api) -> None:
    """The answer flags, says why in both languages, cites the law, and names plan and day; it proves nothing."""
    answer = screened(caller, COPY)
    (item,) = answer["items"]
    assert (item["item_id"], item["verdict"]) == ("a", "flag")
    against = [one for one in item["findings"] if one["weight"] > 0]
    assert against
    assert all(one["reason_zh"].startswith("疑似：因为") for one in against)
    assert all(one["reason_en"].startswith("suspected, because") for one in against)
    assert any(line["citation"] for one in against for line in one["law"])
    assert len(answer["plan_digest"]) == 64
    assert answer["as_of"] == DAY.isoformat()
    assert "嫌疑" in answer["notice_zh"]
    assert "suspected, because" in answer["notice_en"]


def test_a_span_quotes_the_text_as_sent(caller: Api) -> None:
    """Every span of the text cuts out its quote."""
    text = "正品？岚·溪·谷 龙井"
    (item,) = screened(caller, COPY | {"text": text})["items"]
    spans = [(one["span"], one["quote"]) for one in item["findings"] if one["field"] == "text" and one["span"]]
    assert spans
    assert all(text[start:end] == quote for (start, end), quote in spans)


def test_the_api_says_what_the_screener_says(caller: Api) -> None:
    """Checks, verdicts, scores and rights are those of the kernel over the same register."""
    texts = ["高仿岚溪谷绿茶", "样例白开水", "VELM0RA 旅行箱 复刻"]
    answer = screened(caller, *({"item_id": f"I{n}", "text": text, "kind": "listing"} for n, text in enumerate(texts)))
    ours = [
        (item["item_id"], one["right_id"], one["check"], one["verdict"], one["score"])
        for item in answer["items"]
        for one in item["findings"]
    ]
    rows = screener().screen(batch(*texts)).to_pylist()
    kernel = [(row["item_id"], row["right_id"], row["check"], row["verdict"], round(row["score"], 6)) for row in rows]
    assert ours == kernel


def test_items_keep_their_order_and_none_is_lost(caller: Api) -> None:
    """A hundred items come back as a hundred, in the order sent; one with nothing found is clear."""
    sent = [{"item_id": str(n), "text": "样例白开水" if n % 2 else "高仿岚溪谷"} for n in range(100)]
    answer = screened(caller, *sent)
    assert [item["item_id"] for item in answer["items"]] == [str(n) for n in range(100)]
    assert {item["verdict"] for item in answer["items"][1::2]} == {"clear"}


def test_the_instances_own_plan_answers(
    instance: Path, compiled: Path, with_key: WithKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan in the instance's folder is the one that screens, and health names it."""
    monkeypatch.setattr(resident, "PATIENCE", 120.0)
    shutil.copytree(compiled, current().plans / compiled.name)
    stand(load_plan(compiled, DAY), current().plans)
    caller = with_key("platform", KeyScope.SCREEN)
    assert screened(caller, COPY)["plan_digest"] == compiled.name
    assert caller.get("/health").body["plan"]["digest"] == compiled.name


def test_a_plan_is_needed(instance: Path, with_key: WithKey) -> None:
    """Without a plan 503 says what the administrator has to do; nothing is compiled."""
    reply = with_key("platform", KeyScope.SCREEN).post("/screen", {"items": [COPY]})
    assert (reply.status, reply.body["type"]) == (503, "urn:jianzhen:problem:no_plan")
    assert "jianzhen run" in reply.body["remedy"]
    assert not list((instance / "plans").iterdir())


def test_time_is_bounded(caller: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that takes too long is given up between items, with 503 and what to do."""
    monkeypatch.setattr(screening, "TIME_LIMIT", -1.0)
    reply = caller.post("/screen", {"items": [COPY]})
    assert (reply.status, reply.body["type"]) == (503, "urn:jianzhen:problem:too_slow")


def test_pairs_are_judged(caller: Api) -> None:
    """A homophone is suspected, the holder itself is not; 0.5 and more means suspected."""
    pairs = [
        {"pair_id": "1", "text": "岚溪古", "mark": "岚溪谷"},
        {"pair_id": "2", "text": "岚溪谷", "mark": "岚溪谷", "user": "样例茶业有限公司", "holder": "样例茶业有限公司"},
    ]
    reply = caller.post("/pairs", {"pairs": pairs})
    assert reply.status == 200
    first, second = reply.body["pairs"]
    assert (first["verdict"], second["verdict"]) == ("suspected", "not")
    assert first["score"] >= 0.5 > second["score"]
    assert first["reason_en"].startswith("suspected, because")


def test_messages_are_routed(caller: Api) -> None:
    """A message about fake cigarettes goes to the tobacco bureau by its name of the day; small talk goes nowhere."""
    sent = [{"item_id": "1", "text": "武昌区有商店卖假烟，中华烟是假的"}, {"item_id": "2", "text": "今天天气不错"}]
    reply = caller.post("/route", {"items": sent, "as_of": "2026-04-15"})
    assert (reply.status, reply.body["as_of"]) == (200, "2026-04-15"), reply.body
    first, second = reply.body["items"]
    assert (first["verdict"], first["domain"]) == ("routed", "tobacco")
    assert [one["code"] for one in first["lead"]] == ["tobacco"]
    assert all(one["name"] for one in first["lead"])
    assert second["verdict"] != "routed"
    assert second["lead"] == []
