"""The lead page's evidence: what was seen is marked where the reason stands, and the reasons add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from jianzhen.base.clock import now
from jianzhen.faces.console.evidence import grouped, place, times
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.tracing import queries as tracing
from jianzhen.stages.tracing.models import LeadFinding, LeadSignal
from jianzhen.stages.tracing.queries_shapes import ReasonLine
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKS, card, new_lead

TEXT: Final = "<新款> 云鹊酒 两瓶装"
REASON: Final = ReasonLine(
    finding_id="f1",
    signal_id="s1",
    check_code="tm.sound",
    verdict="flag",
    score=0.9,
    base=-6.5,
    weight=8.0,
    right_id="r1",
    field="text",
    span_start=5,
    span_end=7,
    quote="云鹊",
    reason_code="mark.sound",
    reason_params={"written": "云鹊", "mark": "云雀"},
    law_keys=["tm.fine"],
    plan_digest="0" * 64,
    as_of=date(2026, 3, 1),
)


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        (TEXT, 5, (5, 7)),
        ("……" + TEXT[3:], 5, (4, 6)),
        ("没有这几个字", 5, None),
        ("云鹊 云鹊", 3, (3, 5)),
    ],
)
def test_a_quote_is_marked_where_it_stands(text: str, start: int, found: tuple[int, int] | None) -> None:
    """The span decides where it fits; in an excerpt the quote is looked for; one that is not there is not marked."""
    assert place(text, replace(REASON, span_start=start, span_end=start + 2)) == found


@pytest.mark.parametrize(("bits", "said"), [(0.0, "×1.0"), (1.0, "×2.0"), (8.0, "×256"), (-2.0, "÷4.0"), (-5.0, "÷32")])
def test_bits_are_told_as_odds(bits: float, said: str) -> None:
    """A weight in bits is told as what it does to the odds."""
    assert times(bits) == said


def lead_with_evidence() -> UUID:
    """Write a lead as tracing leaves it, with one observation and two reasons about it, and route it."""
    row = new_lead()
    LeadSignal.objects.create(
        lead=row,
        signal_id="s1",
        role="flag",
        answers=False,
        kind="listing",
        source="platform-sample",
        source_record_id="JH1",
        platform="江汇购",
        url="https://shop.example/1",
        seller_name="样例小店",
        price="39.00",
        excerpt=TEXT,
        observed_at=datetime(2026, 3, 1, tzinfo=UTC),
        file_name="items.jsonl",
        file_sha256="a" * 64,
        row_number=7,
    )
    for number, weight, code, params in (
        (1, 8.0, "mark.sound", REASON.reason_params),
        (2, 3.0, "price.low", {"price": "39.00", "n": "12", "percent": "14"}),
    ):
        facts: dict[str, Any] = {name: getattr(REASON, name) for name in ReasonLine.__slots__}
        facts |= {"finding_id": f"f{number}", "weight": weight, "reason_code": code, "reason_params": params}
        facts |= {"check_code": "tm.sound" if number == 1 else "price.outlier", "score": 1 / (1 + 2**-4.5)}
        facts |= {} if number == 1 else {"field": "price", "quote": "", "span_start": None, "span_end": None}
        LeadFinding.objects.create(lead=row, **facts)
    RouteLead(actor=SYSTEM, at=now() - timedelta(days=1), card=card(row), duty=MARKS).execute()
    return row.pk


@pytest.mark.django_db
def test_the_lead_page_shows_what_why_and_who(people: People, sign_in: SignIn) -> None:
    """The text is marked and escaped; each reason has odds, law and doubt; the sum is told; the subject is linked."""
    lead_id = lead_with_evidence()
    client = sign_in("officer")
    text = client.get(f"/lead/{lead_id}").content.decode()
    assert "&lt;新款&gt; <mark>云鹊</mark>酒 两瓶装" in text
    assert "“云鹊”与受保护的“云雀”读音相同而写法不同" in text
    assert "×256" in text
    assert 'href="/law/tm.fine"' in text
    assert "什么情况下这条理由不成立" in text
    assert "起点 -6.5 比特，加各条理由 +8.0、+3.0，合计 +4.5 比特，折合 96%" in text
    assert "疑似" in text
    assert "a" * 64 in text
    subject = tracing.lead(lead_id).subject.subject_id
    assert f'href="/subject/{subject}"' in text
    client.post("/display", {"language": "en"})
    english = client.get(f"/lead/{lead_id}").content.decode()
    assert "sounds like the protected" in english
    assert "What would make this reason wrong" in english


@pytest.mark.django_db
def test_groups_add_up(people: People) -> None:
    """Reasons about one observation and one right stand together, the strongest first."""
    view = tracing.lead(lead_with_evidence())
    (group,) = grouped(view, {"s1": 1}, "zh")
    assert [reason.weight for reason in group.reasons] == [8.0, 3.0]
    assert group.right == "云雀"


@pytest.mark.django_db
def test_a_subject_is_seen_by_whom_its_leads_concern(people: People, sign_in: SignIn) -> None:
    """The subject's page opens for whoever may see one of its leads, and does not exist for others."""
    subject = tracing.lead(lead_with_evidence()).subject.subject_id
    assert "武昌区云雀样例商行" in sign_in("officer").get(f"/subject/{subject}").content.decode()
    assert sign_in("coordinator").get(f"/subject/{subject}").status_code == 200
    assert sign_in("elsewhere").get(f"/subject/{subject}").status_code == 404
    assert sign_in("auditor").get(f"/subject/{subject}").status_code == 404
