"""Who may call what: every operation has a row here; a new one without a row fails."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from jianzhen.base.clock import now
from jianzhen.custody.api_keys import RevokeKey
from jianzhen.faces.api import doors
from jianzhen.faces.api.app import api
from jianzhen.people.models import RoleGrant
from jianzhen.people.policy import SYSTEM, KeyScope
from jianzhen.people.queries import key_of
from tests.faces.api.conftest import PASSWORD, Api, WithKey, enrol, issue

pytestmark = pytest.mark.django_db

ITEM: Final = {"item_id": "1", "text": "样例"}
BODIES: Final[dict[str, Any]] = {
    "/screen": {"items": [ITEM]},
    "/pairs": {"pairs": [{"pair_id": "1", "text": "甲", "mark": "乙"}]},
    "/route": {"items": [ITEM]},
    "/signals": {"items": [ITEM | {"kind": "listing"}]},
    "/trace/code": {"code": "6901234567892"},
}
SCOPED: Final[dict[str, KeyScope | None]] = {
    "/screen": KeyScope.SCREEN,
    "/pairs": KeyScope.SCREEN,
    "/route": KeyScope.SCREEN,
    "/signals": KeyScope.SIGNALS,
    "/leads": KeyScope.LEADS,
    "/trace/code": None,
    "/checks": None,
    "/law/proc.verify": None,
}
"""Every operation but ``/health`` and the scope that its key must have; None: any."""


def call(caller: Api, path: str) -> int:
    """Call an operation and return its status."""
    headers = {"Idempotency-Key": "a-key-of-mine"}
    return (caller.post(path, BODIES[path], **headers) if path in BODIES else caller.get(path)).status


def test_every_operation_has_a_row() -> None:
    """The document and the rows of this file name each other exactly."""
    paths = {path.removeprefix("/api/v1") for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"]}
    assert paths == {path.replace("proc.verify", "{key}") for path in SCOPED} | {"/health"}


@pytest.mark.parametrize("path", sorted(SCOPED))
def test_without_a_key_nothing_is_answered(path: str, instance: Path) -> None:
    """401 with a problem that says what to do, whatever the body."""
    reply = Api().post(path, b"{") if path in BODIES else Api().get(path)
    assert (reply.status, reply.body["type"]) == (401, "urn:jianzhen:problem:no_key")
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert reply.body["remedy"]


@pytest.mark.parametrize("path", sorted(path for path, scope in SCOPED.items() if scope))
def test_another_scope_is_not_enough(path: str, planned: Path, with_key: WithKey) -> None:
    """A key made for something else gets 403 and names the scope that is missing."""
    wrong = KeyScope.SIGNALS if SCOPED[path] is KeyScope.SCREEN else KeyScope.SCREEN
    holder = "officer" if wrong is KeyScope.SCREEN else "platform"
    caller = with_key(holder, wrong)
    assert call(caller, path) == 403
    reply = caller.post(path, BODIES[path]) if path in BODIES else caller.get(path)
    assert (reply.body["type"], reply.body["where"]) == ("urn:jianzhen:problem:no_scope", SCOPED[path])


@pytest.mark.parametrize("path", ["/trace/code", "/checks", "/law/proc.verify"])
def test_facts_need_a_key_of_any_scope(path: str, instance: Path, with_key: WithKey) -> None:
    """What is public is answered to whoever holds a key."""
    assert call(with_key("platform", KeyScope.SIGNALS), path) == 200


def test_health_needs_no_key(instance: Path) -> None:
    """The process says that it is there, and that it has no plan yet."""
    reply = Api().get("/health")
    assert (reply.status, reply.body["status"], reply.body["plan"]["state"]) == (200, "ok", "none")


@pytest.mark.parametrize("holder", ["platform", "holder"])
def test_outsiders_get_no_key_for_leads(holder: str, instance: Path) -> None:
    """Nobody outside the agencies sees a lead: there is no such key, and the policy would refuse it anyway."""
    enrol(holder)
    with pytest.raises(Exception, match=r"no running role that allows lead\.view"):
        issue(holder, KeyScope.LEADS)


def test_the_policy_counts_though_the_key_has_the_scope(instance: Path, with_key: WithKey) -> None:
    """A key outlives a role: when the role ends, so does what the key could do."""
    caller = with_key("officer", KeyScope.LEADS)
    found = key_of(caller.headers["Authorization"].removeprefix("Bearer "))
    assert found is not None
    assert caller.get("/leads").status == 200
    _end_roles(found[1].actor_id)
    reply = caller.get("/leads")
    assert (reply.status, reply.body["type"], reply.body["where"]) == (
        403,
        "urn:jianzhen:problem:not_allowed",
        "lead.view",
    )


def _end_roles(user_id: str) -> None:
    """End what somebody held; the product has no act for it yet."""
    yesterday = now().date() - timedelta(days=2)
    RoleGrant.objects.filter(user_id=user_id).update(valid_from=yesterday, valid_to=yesterday)


@pytest.mark.parametrize(
    "header",
    [
        "Basic eDp5",
        "Bearer",
        "Bearer ",
        "Bearer jz_nothing",
        "Bearer jz_" + "0" * 32 + "_" + "A" * 43,
        "\xff\xfe",
        "Ключ",
    ],
)
def test_a_wrong_key_is_401(header: str, instance: Path) -> None:
    """Another scheme, a broken and an unknown key are refused alike; a session is not asked instead."""
    assert Api().get("/checks", Authorization=header).status == 401


def test_a_key_that_ended_is_told_so(instance: Path, with_key: WithKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its term, and after its revocation, a key opens nothing."""
    enrol("platform")
    issued = issue("platform", KeyScope.SCREEN, days=1)
    caller = Api(issued.token)
    assert caller.get("/checks").status == 200
    later = now() + timedelta(days=2)
    monkeypatch.setattr(doors, "now", lambda: later)
    assert caller.get("/checks").body["type"] == "urn:jianzhen:problem:key_ended"
    monkeypatch.undo()
    RevokeKey(actor=SYSTEM, at=now(), key_id=issued.key_id, reason="停用").execute()
    reply = caller.get("/checks")
    assert (reply.status, reply.body["type"]) == (401, "urn:jianzhen:problem:key_ended")


def test_a_key_has_its_rate(instance: Path, with_key: WithKey) -> None:
    """The bucket holds a minute's worth; then 429 says how long to wait, and another key is not touched."""
    caller, other = with_key("platform", KeyScope.SCREEN, per_minute=3), with_key("officer", KeyScope.SCREEN)
    assert [caller.get("/checks").status for _ in range(4)] == [200, 200, 200, 429]
    reply = caller.get("/checks")
    assert 1 <= int(reply.headers["Retry-After"]) <= 20
    assert other.get("/checks").status == 200


def test_the_meter_fills_steadily() -> None:
    """Three a minute: after twenty seconds there is one again, and never more than a minute's worth."""
    meter = doors.Meter()
    assert [meter.take("k", 3, 0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert meter.take("k", 3, 0.0) == pytest.approx(20.0)
    assert meter.take("k", 3, 20.0) == 0.0
    assert meter.take("k", 3, 20.0) > 0
    assert [meter.take("k", 3, 10_000.0) > 0 for _ in range(4)] == [False, False, False, True]


def session(name: str) -> Api:
    """Return a caller signed in to the console, whose client enforces CSRF as a browser's would be."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert client.login(username=name, password=PASSWORD)
    return Api(client=client)


def test_a_session_reads_without_and_posts_with_a_csrf_token(instance: Path) -> None:
    """Session auth keeps CSRF: without the token a POST is 403, with it 200."""
    enrol("officer")
    caller = session("officer")
    assert caller.get("/leads").status == 200
    reply = caller.post("/trace/code", BODIES["/trace/code"])
    assert (reply.status, reply.body["type"]) == (403, "urn:jianzhen:problem:csrf")
    caller.client.cookies["csrftoken"] = "a" * 32
    assert caller.post("/trace/code", BODIES["/trace/code"], **{"X-CSRFToken": "a" * 32}).status == 200


def test_a_session_may_what_the_person_may(instance: Path) -> None:
    """Signed in as police, screening is refused by the policy."""
    enrol("police")
    caller = session("police")
    caller.client.cookies["csrftoken"] = "a" * 32
    reply = caller.post("/pairs", BODIES["/pairs"], **{"X-CSRFToken": "a" * 32})
    assert (reply.status, reply.body["type"]) == (403, "urn:jianzhen:problem:not_allowed")


def test_a_key_needs_no_csrf_token(instance: Path) -> None:
    """A program with a key has no cookie to forge."""
    enrol("platform")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    caller = Api(issue("platform", KeyScope.SCREEN).token, client)
    assert caller.post("/trace/code", BODIES["/trace/code"]).status == 200


def test_no_page_elsewhere_may_call(instance: Path, with_key: WithKey) -> None:
    """CORS is off: no answer, preflight included, carries an Access-Control header."""
    caller = with_key("platform", KeyScope.SCREEN)
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    for response in (
        caller.client.options("/api/v1/screen", headers=asked),
        caller.client.get("/api/v1/checks", headers=caller.headers | asked),
    ):
        assert not [name for name in response.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ("", "zh-hans", "没有提供接口密钥"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans", "没有提供接口密钥"),
        ("en-GB,en;q=0.9", "en", "no API key was given"),
        ("fr, en;q=0.4, zh;q=0.3", "en", "no API key was given"),
        ("!!,;q=x", "zh-hans", "没有提供接口密钥"),
    ],
)
def test_refusals_speak_the_callers_language(asked: str, language: str, words: str, instance: Path) -> None:
    """Chinese or English by Accept-Language, Chinese where neither is asked for."""
    reply = Api().get("/checks", **{"Accept-Language": asked})
    assert (reply.headers["Content-Language"], reply.body["what"]) == (language, words)


def test_addresses_and_methods_that_are_none(instance: Path, with_key: WithKey) -> None:
    """Below /api/ everything is a problem document: 404 for an address, 405 for a method, never a page."""
    caller = with_key("platform", KeyScope.SCREEN)
    reply = caller.get("/no-such-thing")
    assert (reply.status, reply.body["where"]) == (404, "/api/v1/no-such-thing")
    reply = caller.get("/screen")
    assert (reply.status, reply.headers["Allow"]) == (405, "POST")
