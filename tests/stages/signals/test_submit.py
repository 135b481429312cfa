"""Handing signals in: the intake of files with a sender, once for each idempotency key, with a log entry."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import log
from jianzhen.custody.instance import current
from jianzhen.custody.models import VaultItem
from jianzhen.people.policy import Actor, Grant, Role
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.stages.signals import queries
from jianzhen.stages.signals.actions_submit import TakeInSubmission, submit
from jianzhen.stages.signals.models import Submission
from jianzhen.stages.signals.queries_submitted import Receipt
from tests.stages.signals.inbox import AT, put, rows, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]
SENDER = Actor("s", "样例平台", (Grant(Role.PLATFORM, "sample-platform"),))
KEY = UUID("01990000-0000-7000-8000-000000000001")
LISTING = {"item_id": "1", "text": "样例白酒 整箱", "kind": "listing", "price": "88.50"}


def hand_in(*items: dict[str, str], key: str = "first-one", sender: str = "sample-platform", **facts: Any) -> Receipt:
    """Hand items in."""
    who = facts.get("actor", SENDER)
    return submit(items, sender=sender, idempotency_key=key, api_key_id=KEY, actor=who, at=facts.get("at", AT))


def test_what_is_handed_in_is_a_signal_of_its_sender() -> None:
    """The lake holds it under the sender's own source, with price and kind."""
    receipt = hand_in(LISTING)
    assert (receipt.rows, receipt.landed, receipt.quarantined) == (1, 1, 0)
    ((source, kind, text, price),) = rows("source", "kind", "text", "price")
    assert (source, kind, text, str(price)) == ("api-sample-platform", "listing", "样例白酒 整箱", "88.50")


def test_the_receipt_names_the_log_entry() -> None:
    """The entry stands in the log, is of the sender and the key, and the whole log verifies."""
    receipt = hand_in(LISTING)
    event = log.find(receipt.log_event_id)
    assert (event.index, event.verb, event.actor_id) == (receipt.log_index, "intake.submit", "s")
    assert str(KEY) in event.payload
    assert log.verify() == event.index + 1


def test_the_same_key_with_the_same_items_happens_once() -> None:
    """A retry gives the first receipt and writes nothing, however late."""
    first = hand_in(LISTING)
    again = hand_in(LISTING, at=AT + timedelta(days=3))
    assert again == first
    assert (len(rows("text")), log.size()) == (1, 1)


def test_the_same_key_with_other_items_is_a_conflict() -> None:
    """A key stands for one submission."""
    hand_in(LISTING)
    with pytest.raises(ConflictError, match="used for another"):
        hand_in(LISTING | {"text": "别的"})
    assert len(rows("text")) == 1


def test_the_same_items_under_another_key_are_known() -> None:
    """A second submission of what is known lands nothing and is on record."""
    hand_in(LISTING)
    receipt = hand_in(LISTING, key="second-one")
    assert (receipt.landed, receipt.duplicates) == (0, 1)
    assert Submission.objects.count() == 2


def test_the_act_itself_refuses_a_second_time() -> None:
    """Two processes that both found the key unused: the second act sees the first one's record and lands nothing."""
    hand_in(LISTING)
    late = TakeInSubmission(
        actor=SENDER,
        at=AT,
        outcome=Outcome("late.jsonl", "0" * 64, "landed"),
        sender="sample-platform",
        idempotency_key="first-one",
        api_key_id=None,
    )
    with pytest.raises(ConflictError, match="used for another"):
        late.execute()
    assert (Submission.objects.count(), log.size()) == (1, 1)


def test_two_senders_may_use_one_number() -> None:
    """Item and idempotency key of one sender are nothing to another."""
    other = Actor("o", "样例权利人", (Grant(Role.RIGHTS_HOLDER, "sample-holder"),))
    hand_in(LISTING)
    receipt = hand_in(LISTING, sender="sample-holder", actor=other)
    assert receipt.landed == 1
    assert {source for (source,) in rows("source")} == {"api-sample-platform", "api-sample-holder"}


@pytest.mark.parametrize(
    "actor",
    [
        Actor("o", "别家", (Grant(Role.PLATFORM, "other-platform"),)),
        Actor("o", "办案员", (Grant(Role.OFFICER, "sample-platform"),)),
        Actor("o", "无岗位", ()),
    ],
)
def test_nobody_hands_in_under_anothers_name(actor: Actor) -> None:
    """Another sender, an officer and nobody are refused, and nothing is kept."""
    with pytest.raises(NotAllowedError):
        hand_in(LISTING, actor=actor)
    assert (queries.total(), log.size(), Submission.objects.count()) == (0, 0, 0)


def test_persons_go_to_the_vault() -> None:
    """Reporter and telephone reach the lake as pseudonyms only, and no file of them is left behind."""
    hand_in(LISTING | {"kind": "complaint", "reporter": "某某某", "reporter_phone": "13800000000"})
    ((reporter, phone),) = rows("reporter", "reporter_phone")
    assert reporter.startswith("p-person_name-")
    assert phone.startswith("p-phone-")
    assert VaultItem.objects.count() == 2
    assert list((current().lake / "_staging").iterdir()) == []


def test_kinds_of_agencies_cannot_be_handed_in() -> None:
    """A penalty or a verdict comes from who decided it; handed in by others the row is set aside."""
    receipt = hand_in(LISTING, LISTING | {"item_id": "2", "kind": "penalty"})
    assert (receipt.landed, receipt.quarantined) == (1, 1)
    assert [kind for (kind,) in rows("kind")] == ["listing"]


def test_what_is_refused_can_be_tried_again() -> None:
    """Items without any kind are refused whole; the key stays free for the corrected ones."""
    with pytest.raises(RefusedError):
        hand_in({"item_id": "1", "text": "样例"})
    assert hand_in(LISTING).landed == 1


def test_files_and_submissions_share_the_lake(data: Path) -> None:
    """A file taken in between two submissions harms neither."""
    hand_in(LISTING)
    put("a.csv", "编号,类型,内容,金额,发生日期,登记时间\n1,投诉,有假货,,2026-03-01,2026-03-01 10:00\n")
    assert take()["a.csv"].landed == 1
    assert hand_in(LISTING | {"item_id": "2"}, key="second-one").landed == 1
    assert queries.total() == 3
