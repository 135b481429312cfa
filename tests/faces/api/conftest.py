"""An instance with a small plan, one invented holder a role, and a client for each key."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from jianzhen.base.clock import now
from jianzhen.custody.api_keys import IssuedKey, IssueKey
from jianzhen.custody.enrol import EnrolUser
from jianzhen.custody.instance import current
from jianzhen.faces.api import screening
from jianzhen.faces.api.doors import METER
from jianzhen.faces.api.resident import Resident
from jianzhen.people.policy import OUTSIDE, SYSTEM, KeyScope, Role
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.rules import compile_plan, shipped_patterns
from jianzhen.stages.screening.standing import stand
from tests.stages.screening.registers import DAY, rights

HOLDERS: Final[dict[str, tuple[tuple[Role, str, str], ...]]] = {
    "platform": ((Role.PLATFORM, "sample-platform", ""),),
    "holder": ((Role.RIGHTS_HOLDER, "sample-holder", ""),),
    "officer": ((Role.OFFICER, "market_regulation", ""),),
    "elsewhere": ((Role.OFFICER, "tobacco", ""),),
    "coordinator": ((Role.COORDINATOR, "", ""),),
    "police": ((Role.POLICE, "public_security", ""),),
}
PASSWORD: Final = "a long pass phrase"


@dataclass(frozen=True)
class Reply:
    """Status, headers and JSON of an answer."""

    status: int
    body: Any
    headers: Any


class Api:
    """Calls the API with one key, or none."""

    def __init__(self, token: str = "", client: Client | None = None) -> None:
        self.client = client or Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Reply:
        """GET a path below /api/v1."""
        return _reply(self.client.get(f"/api/v1{path}", headers=self.headers | headers))

    def post(self, path: str, body: Any, **headers: str) -> Reply:
        """POST a JSON body, or bytes as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = self.headers | headers
        kind = given.pop("Content-Type", "application/json")
        return _reply(self.client.post(f"/api/v1{path}", raw, content_type=kind, headers=given))


def _reply(response: Any) -> Reply:
    return Reply(response.status_code, json.loads(response.content), response.headers)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One compiled plan over the invented register, saved once for the whole run."""
    folder = tmp_path_factory.mktemp("plans")
    plan = compile_plan(read_shipped(), shipped_patterns(), rights=rights(), as_of=DAY)
    return folder / stand(plan, folder).digest


@pytest.fixture
def instance(db: None, data: Path) -> Iterator[Path]:
    """A fresh instance without a plan."""
    METER.forget()
    current()
    yield data
    METER.forget()


@pytest.fixture(scope="session")
def loaded(compiled: Path) -> Resident:
    """The small plan, loaded once for the whole run."""
    resident, end = Resident(compiled.parent), time.monotonic() + 120
    while resident.state()[0] != "ready":
        assert time.monotonic() < end, "the plan was not loaded"
        time.sleep(0.05)
    return resident


@pytest.fixture
def planned(instance: Path, loaded: Resident, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh instance that screens with the small plan."""
    monkeypatch.setattr(screening, "resident", lambda _: loaded)
    return instance


def enrol(name: str) -> None:
    """Enrol an invented holder; those of an agency have a password too."""
    roles = HOLDERS[name]
    password = None if roles[0][0] in OUTSIDE else PASSWORD
    EnrolUser(
        actor=SYSTEM, at=now(), username=name, display_name=f"样例{name}", roles=roles, password=password
    ).execute()


def issue(name: str, *scopes: KeyScope, days: int = 30, per_minute: int = 6000) -> IssuedKey:
    """Issue a key to an enrolled holder."""
    at = now()
    return IssueKey(
        actor=SYSTEM,
        at=at,
        username=name,
        label="样例程序",
        scopes=frozenset(scopes),
        expires_at=at + timedelta(days=days),
        per_minute=per_minute,
    ).execute()


WithKey = Callable[..., Api]


@pytest.fixture
def with_key(instance: Path) -> WithKey:
    """Give a caller with a new key of a holder that is enrolled when first asked for."""
    known: set[str] = set()

    def called(name: str, *scopes: KeyScope, **facts: int) -> Api:
        if name not in known:
            enrol(name)
            known.add(name)
        return Api(issue(name, *scopes, **facts).token)

    return called
