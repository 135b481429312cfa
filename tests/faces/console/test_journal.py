"""The log page: every kind of record and every act has words, and records that have a page are linked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from jianzhen.base.clock import now
from jianzhen.custody.queries import LogLine
from jianzhen.faces.console.journal import KINDS, lines
from tests.faces.console.conftest import SignIn

SOURCES: Final = Path(__file__).resolve().parents[3] / "src" / "jianzhen"


def test_every_kind_of_record_has_words() -> None:
    """What an act names as its object in the log is a kind this page has words for."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")]
    named = {kind for text in texts for kind in re.findall(r'Entry\(\s*"([a-z_]+)"', text)}
    assert {"lead", "case", "transfer"} <= named
    assert named - set(KINDS) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("lead", "/lead/"),
        ("case", "/case/"),
        ("transfer", "/referral/"),
        ("subject", "/subject/"),
        ("user", ""),
    ],
)
def test_records_with_a_page_are_linked(kind: str, address: str) -> None:
    """An event of a lead leads to the lead; what has no page has no link."""
    record = "01900000-0000-7000-8000-000000000000"
    (line,) = lines([LogLine(1, record, now(), "system", "lead.accept", kind, record, '{"act":"accept"}')], "zh")
    assert line.to == (f"{address}{record}" if address else "")
    assert (line.who, line.verb, line.payload) == ("系统", "受理核查", "act: accept")


def test_the_log_is_paged(sign_in: SignIn) -> None:
    """An index that is no number shows the newest page; the page before the first event is empty and says so."""
    client = sign_in("auditor")
    assert "登记人员" in client.get("/log?before=x").content.decode()
    assert "还没有记录" in client.get("/log?before=0").content.decode()
