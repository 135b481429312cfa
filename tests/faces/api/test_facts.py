"""Facts: codes, checks and the law of a day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jianzhen.people.policy import KeyScope
from jianzhen.stages.screening.queries import checks
from tests.faces.api.conftest import Api, WithKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(instance: Path, with_key: WithKey) -> Api:
    """Anybody with a key."""
    return with_key("holder", KeyScope.SCREEN)


@pytest.mark.parametrize(
    ("code", "what", "holds"),
    [("6901234567892", "gtin", True), ("6901234567893", "gtin", False), ("样例", "unknown", None)],
)
def test_codes_are_read(caller: Api, code: str, what: str, holds: bool | None) -> None:
    """What it is and whether its check digit holds; a code that is none is unknown, not an error."""
    reply = caller.post("/trace/code", {"code": code})
    assert (reply.status, reply.body["what"], reply.body["check_digit_holds"]) == (200, what, holds)


def test_all_checks_are_listed(caller: Api) -> None:
    """The list is the closed list."""
    listed = caller.get("/checks").body["checks"]
    assert {one["code"]: (one["title_zh"], one["title_en"]) for one in listed} == checks()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/law/proc.verify?as_of=2026-04-15", {"status": "in_force", "as_of": "2026-04-15"}),
        ("/law/proc.verify?as_of=1950-01-01", {"status": "needs_legal_review", "rule": None}),
    ],
)
def test_the_law_of_a_day(caller: Api, path: str, expected: dict[str, Any]) -> None:
    """The version in force with its citation; a day without one is an answer too."""
    reply = caller.get(path)
    assert reply.status == 200
    assert {name: reply.body[name] for name in expected} == expected
    assert reply.body["versions"]
    assert reply.body["reason"] if reply.body["rule"] is None else reply.body["rule"]["citation"]


@pytest.mark.parametrize(
    ("path", "status", "where"),
    [
        ("/law/no.such.rule", 404, "key"),
        ("/law/proc.verify?as_of=2026-02-30", 422, "as_of"),
        ("/law/proc.verify?as_of=yesterday", 422, "as_of"),
        ("/law/" + "x" * 200, 422, "key"),
        ("/law/proc%00verify", 404, "key"),
    ],
)
def test_a_wrong_question_about_the_law(caller: Api, path: str, status: int, where: str) -> None:
    """An unknown rule is 404, a day that is none 422; where says which."""
    reply = caller.get(path)
    assert (reply.status, reply.body["where"]) == (status, where)
