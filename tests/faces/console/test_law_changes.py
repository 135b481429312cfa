"""The pages of changes and gaps, and the commands that say the same. All names are invented."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from jianzhen.base.clock import now, today_in_shanghai
from jianzhen.faces.cli.law_touch import show_gaps, touches
from jianzhen.people.policy import SYSTEM
from jianzhen.people.queries import actor_by_id
from jianzhen.stages.cases.actions.assess import RecordAssessment, RecordFact
from jianzhen.stages.cases.actions.route import RouteLead
from tests.faces.console.conftest import People, SignIn
from tests.stages.conftest import MARKS, Office, Walk, card, new_lead

pytestmark = pytest.mark.django_db
_LONG_AGO = "2021-07-14"


@pytest.fixture
def case_id(people: People) -> UUID:
    """A case with an assessment that met a gap."""
    row, names = new_lead(), ("officer", "second", "reviewer", "leader", "coordinator")
    cast = Office(**{name: actor_by_id(UUID(people[name])) for name in names})
    RouteLead(actor=SYSTEM, at=now() - timedelta(days=1), card=card(row), duty=MARKS).execute()
    filed = Walk(row.pk, cast, now()).to("start_investigation").case_id
    assert filed is not None
    given = {"actor": cast.officer, "at": now(), "case_id": filed}
    day = (today_in_shanghai() - timedelta(days=30)).isoformat()
    for name, value in (("act_date", day), ("sales_amount", "60000.00")):
        RecordFact(**given, name=name, value=value, source="审计报告").execute()
    RecordAssessment(**given, name="214", view="needs_legal_review").execute()
    return filed


def test_the_page_says_what_changed_and_whom_it_touches(case_id: UUID, sign_in: SignIn) -> None:
    """From the old procedure to today: figures on both sides, citations linked, the case named with the step."""
    client = sign_in("officer")
    text = client.get(f"/law/diff?a={_LONG_AGO}&b={today_in_shanghai()}").content.decode()
    for words in ("法规变化", "proc.register", "7 日", "7 个工作日", f"/case/{case_id}", "以后的步骤按新规定"):
        assert words in text
    client.post("/display", {"language": "en"})
    english = client.get(f"/law/diff?a={_LONG_AGO}&b={today_in_shanghai()}").content.decode()
    assert "later steps obey the new rule" in english


def test_without_days_the_page_looks_ninety_days_ahead(people: People, sign_in: SignIn) -> None:
    """Adopted law of the next months stands there by itself; a day that is none is refused in words."""
    today = today_in_shanghai()
    text = sign_in("officer").get("/law/diff").content.decode()
    assert f'value="{today + timedelta(days=90)}"' in text
    refused = sign_in("officer").get("/law/diff?a=2026-02-31")
    assert refused.status_code == 400
    assert "不是日期" in refused.content.decode()


def test_another_agency_sees_the_change_and_no_case(case_id: UUID, sign_in: SignIn) -> None:
    """What is out of reach is neither named nor counted."""
    text = sign_in("elsewhere").get(f"/law/diff?a={_LONG_AGO}&b={today_in_shanghai()}").content.decode()
    assert "proc.register" in text
    assert str(case_id) not in text
    assert "没有受影响" in text


def test_the_page_of_gaps_counts_by_key(case_id: UUID, sign_in: SignIn) -> None:
    """The key of art 214 was silent once; the page links it."""
    assert case_id
    text = sign_in("reviewer").get("/law/gaps").content.decode()
    assert "/law/crim.214.sales" in text
    assert "2025年解释的数额未见原文" in text


def test_the_commands_say_the_same(case_id: UUID, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts and rows as JSON, and lines for reading."""
    out = tmp_path / "touches.json"
    today = today_in_shanghai().isoformat()
    touches.main([_LONG_AGO, today, "--out", str(out)], standalone_mode=False)
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["matters"] == 1
    assert {"proc.register"} <= {row["key"] for row in answer["rows"]}
    touches.main([_LONG_AGO, today], standalone_mode=False)
    assert "touch 1 open matters" in capsys.readouterr().out
    show_gaps.main(["--json"], standalone_mode=False)
    (gap,) = [one for one in json.loads(capsys.readouterr().out)["gaps"] if one["key"] == "crim.214.sales"]
    assert (gap["assessments"], gap["last"]) == (1, today)
    show_gaps.main([], standalone_mode=False)
    assert "crim.214.sales  1 (clocks 0, steps 0, assessments 1)" in capsys.readouterr().out
