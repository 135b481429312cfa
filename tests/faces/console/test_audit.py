"""The audit slice in the console: drawn at random, judged blind, counted towards what screening misses."""

from __future__ import annotations

import re
from datetime import timedelta

import pyarrow as pa
import pytest
from django.test import Client

from jianzhen.base.clock import now
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.models import LogEvent
from jianzhen.faces.console import audit
from jianzhen.stages.screening.scoring.queries import audit_slice
from jianzhen.stages.signals import queries as signals
from jianzhen.stages.signals.schema import SIGNAL
from tests.faces.console.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/screening/audit"


@pytest.fixture
def drawn(people: object, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Forty listings and forty complaints, every one of them drawn."""
    monkeypatch.setattr(audit, "audit_slice", lambda day: audit_slice(day, one_in=1))
    at = now() - timedelta(minutes=5)
    names = [f"{kind}-{place:02}" for kind in ("listing", "complaint") for place in range(40)]
    rows = [
        {
            "signal_id": name, "source": "样例平台", "source_record_id": name, "kind": name.partition("-")[0],
            "text": f"样例茶叶<b> {name}", "observed_at": at, "recorded_at": at, "file_name": "a", "file_sha256": "0",
            "row_number": 1,
        }
        for name in names
    ]  # fmt: skip
    Lake(current().lake).land([pa.RecordBatch.from_pylist(rows, schema=SIGNAL)], SIGNAL, batch="a", at=at)
    return names


def text(client: Client, path: str = PAGE) -> str:
    """Return a page."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_slice_is_read_blind(drawn: list[str], sign_in: SignIn) -> None:
    """What screening said is not on the page of an item that nobody has judged; texts are shown as text."""
    shown = text(sign_in("officer"))
    assert "样例茶叶&lt;b&gt; listing-00" in shown
    assert not any(str(words) in shown for words in audit.SAID.values())
    assert len(re.findall(r'name="wrong" value="1"', shown)) == audit.PAGE
    assert "共 40 件" in shown


def test_what_citizens_told_an_agency_is_counted_and_not_shown(drawn: list[str], sign_in: SignIn) -> None:
    """Complaints are in the slice and on nobody else's screen; nobody judges them from here."""
    client = sign_in("officer")
    shown = text(client, f"{PAGE}?view=all&page=2")
    assert "complaint-" not in shown
    assert "另有 40 条" in shown
    assert client.post(f"{PAGE}/complaint-00/verdict", {"wrong": "1"}).status_code == 404


def test_a_verdict_counts_and_then_shows_what_screening_said(drawn: list[str], sign_in: SignIn) -> None:
    """It is a signal for learning, about the item alone, in the officer's name, and in the log."""
    client = sign_in("officer")
    answer = client.post(f"{PAGE}/listing-03/verdict", {"wrong": "1", "next": f"{PAGE}?view=judged"}, follow=True)
    shown = answer.content.decode()
    assert "您或同事判断：有问题" in shown
    assert "系统没有发现" in shown
    assert "确有问题的 1 条里系统判为疑似 0 条" in shown
    (verdict,) = signals.verdicts()
    assert (verdict.right, verdict.audit, [one.item for one in verdict.about]) == (True, True, ["listing-03"])
    assert LogEvent.objects.filter(verb="verdict.give").count() == 1
    assert 'value="1"' not in shown.split("listing-03")[1].split("</li>")[0]


def test_a_form_that_says_neither_is_told_so(drawn: list[str], sign_in: SignIn) -> None:
    """Nothing is kept; an item that was not drawn does not exist."""
    client = sign_in("officer")
    answer = client.post(f"{PAGE}/listing-03/verdict", {"wrong": "x", "next": PAGE}, follow=True)
    assert "没有写明有没有问题" in answer.content.decode()
    assert list(signals.verdicts()) == []
    assert client.post(f"{PAGE}/nothing/verdict", {"wrong": "1"}).status_code == 404


def test_an_officer_elsewhere_judges_in_the_name_of_the_own_agency(drawn: list[str], sign_in: SignIn) -> None:
    """Whoever may work on leads anywhere may read the slice; nobody else."""
    sign_in("elsewhere").post(f"{PAGE}/listing-01/verdict", {"wrong": "0"})
    (verdict,) = signals.verdicts()
    assert verdict.right is False
    assert sign_in("police").get(PAGE).status_code == 403
    assert sign_in("coordinator").post(f"{PAGE}/listing-02/verdict", {"wrong": "0", "next": "/"}).status_code == 302
    assert len(list(signals.verdicts())) == 1


def test_an_empty_slice_teaches(people: object, sign_in: SignIn) -> None:
    """In both languages."""
    client = sign_in("officer")
    assert "每月随机抽出二百分之一" in text(client)
    client.post("/display", {"language": "en"})
    assert "one in two hundred is drawn at random" in text(client)
