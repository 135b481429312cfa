"""Handing in with a receipt, and reading leads within reach."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from jianzhen.base.clock import SHANGHAI
from jianzhen.custody import log
from jianzhen.custody.models import LogEvent
from jianzhen.people.policy import KeyScope
from jianzhen.stages.signals import queries
from tests.faces.api.conftest import Api, Reply, WithKey
from tests.stages.conftest import route_lead

pytestmark = pytest.mark.django_db

COMPLAINT: Final = {
    "item_id": "C-1",
    "text": "在该店买到假酒",
    "kind": "complaint",
    "seller": "武昌区云雀样例商行",
    "reporter": "样例投诉人",
    "reporter_phone": "13800000000",
    "price": 88.5,
    "quantity": 2,
    "event_date": "2026-04-14",
    "observed_at": "2026-04-15T09:30:00+08:00",
}


@pytest.fixture
def sender(instance: Path, with_key: WithKey) -> Api:
    """A rights holder that may hand in."""
    return with_key("holder", KeyScope.SIGNALS)


def hand_in(caller: Api, *items: dict[str, Any], key: str = "2026-04-15.1") -> Reply:
    """Hand items in."""
    return caller.post("/signals", {"items": list(items)}, **{"Idempotency-Key": key})


def test_a_complaint_is_taken_in_with_a_receipt(sender: Api) -> None:
    """201 with figures and the log entry; the signal is the sender's, typed, its person a pseudonym."""
    reply = hand_in(sender, COMPLAINT)
    assert (reply.status, reply.body["landed"]) == (201, 1), reply.body
    event = log.find(reply.body["log_event_id"])
    assert (event.verb, event.index) == ("intake.submit", reply.body["log_index"])
    (signal,) = [row for batch in queries.batches() for row in batch.to_pylist()]
    assert (signal["source"], signal["kind"], signal["quantity"]) == ("api-sample-holder", "complaint", 2)
    assert signal["observed_at"] == datetime(2026, 4, 15, 1, 30, tzinfo=UTC)
    assert str(signal["price"]) == "88.50"
    assert signal["reporter"].startswith("p-")


def test_each_use_of_the_writing_verb_is_logged_with_its_key(sender: Api) -> None:
    """The log says which key handed in, and no personal value."""
    hand_in(sender, COMPLAINT)
    key_id = LogEvent.objects.get(verb="people.key_issue").subject_id
    event = LogEvent.objects.get(verb="intake.submit")
    assert key_id in event.payload
    assert "样例投诉人" not in event.payload
    assert "13800000000" not in event.payload


def test_a_retry_is_the_same_submission(sender: Api) -> None:
    """The same key and items give the same receipt; other items under the key are 409."""
    first, again = hand_in(sender, COMPLAINT), hand_in(sender, COMPLAINT)
    assert again.body == first.body
    assert queries.total() == 1
    other = hand_in(sender, COMPLAINT | {"text": "另一件事"})
    assert (other.status, other.body["type"]) == (409, "urn:jianzhen:problem:conflict")


@pytest.mark.parametrize("key", ["", "short", "-leading-hyphen", "with space inside", "x" * 65, "../../etc/passwd"])
def test_an_idempotency_key_is_needed(sender: Api, key: str) -> None:
    """Without a usable key nothing is taken in."""
    reply = hand_in(sender, COMPLAINT, key=key)
    assert (reply.status, reply.body["where"]) == (400, "Idempotency-Key")
    assert queries.total() == 0


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "penalty"}, "/items/1/kind"),
        ({"text": "  "}, "/items/1/text"),
        ({"price": "12.345"}, "/items/1/price"),
        ({"price": -1}, "/items/1/price"),
        ({"price": True}, "/items/1/price"),
        ({"quantity": 1.5}, "/items/1/quantity"),
        ({"event_date": "2026-02-30"}, "/items/1/event_date"),
        ({"observed_at": "soon"}, "/items/1/observed_at"),
        ({"agency_name": "某局"}, "/items/1/agency_name"),
        ({"item_id": "C-1"}, ""),
    ],
)
def test_one_bad_item_refuses_the_whole(sender: Api, change: dict[str, Any], where: str) -> None:
    """What intake could not read is refused at the door with its place; nothing of the request is kept."""
    reply = hand_in(sender, COMPLAINT, COMPLAINT | {"item_id": "C-2"} | change)
    assert (reply.status, reply.body["where"]) == (422, where), reply.body
    assert queries.total() == 0


def test_leads_are_those_within_reach(instance: Path, with_key: WithKey) -> None:
    """An officer reads the own agency's leads, another agency's officer none, the coordinator all."""
    callers = {name: with_key(name, KeyScope.LEADS) for name in ("officer", "elsewhere", "coordinator")}
    lead_id = route_lead(datetime.now(SHANGHAI).date().isoformat())
    seen = {name: [one["lead_id"] for one in caller.get("/leads").body["leads"]] for name, caller in callers.items()}
    assert seen == {"officer": [str(lead_id)], "elsewhere": [], "coordinator": [str(lead_id)]}


def test_a_lead_says_what_and_why(instance: Path, with_key: WithKey) -> None:
    """State in both languages, agency, reasons as code and words; the page says how many there are."""
    caller = with_key("officer", KeyScope.LEADS)
    route_lead(datetime.now(SHANGHAI).date().isoformat())
    answer = caller.get("/leads?size=1").body
    assert (answer["total"], answer["page"], answer["pages"]) == (1, 1, 1)
    (line,) = answer["leads"]
    assert (line["agency"], line["subject_name"]) == ("market_regulation", "武昌区云雀样例商行")
    assert line["state_zh"]
    assert line["state_en"]
    assert [one["code"] for one in line["reasons"]] == ["mark_sound"]
    assert "suspected, because" in answer["notice_en"]


@pytest.mark.parametrize("query", ["view=everything", "page=0", "page=x", "size=101", "size=-1", f"domain={'x' * 65}"])
def test_a_wrong_page_is_refused(instance: Path, with_key: WithKey, query: str) -> None:
    """Unknown views and pages out of bounds are 422 and name the parameter."""
    reply = with_key("officer", KeyScope.LEADS).get(f"/leads?{query}")
    assert (reply.status, reply.body["where"]) == (422, query.partition("=")[0])
