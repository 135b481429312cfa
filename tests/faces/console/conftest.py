"""A fresh instance with one invented person a role, and a client signed in as each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from django.test import Client

from jianzhen.base.clock import now
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.faces.words import compile_catalogues
from jianzhen.people.policy import SYSTEM, Role

PASSWORD: Final = "a long pass phrase"
CAST: Final[dict[str, tuple[tuple[Role, str, str], ...]]] = {
    "officer": ((Role.OFFICER, "market_regulation", ""),),
    "second": ((Role.OFFICER, "market_regulation", ""),),
    "reviewer": ((Role.REVIEWER, "market_regulation", ""),),
    "leader": ((Role.LEADER, "market_regulation", ""),),
    "elsewhere": ((Role.OFFICER, "tobacco", ""),),
    "coordinator": ((Role.COORDINATOR, "", ""),),
    "police": ((Role.POLICE, "public_security", ""),),
    "prosecutor": ((Role.PROSECUTOR, "", ""),),
    "auditor": ((Role.AUDITOR, "", ""),),
    "administrator": ((Role.ADMINISTRATOR, "", ""),),
}
"""Sign-in name and roles; everybody's name is invented."""

SignIn = Callable[[str], Client]


@pytest.fixture(scope="session", autouse=True)
def _words() -> None:
    """Compile the catalogues once; they are not committed."""
    compile_catalogues()


@pytest.fixture
def _quick_hashes(settings: object) -> None:
    """Hash passwords quickly; how they are hashed in an instance is Django's own matter."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


class People(dict[str, str]):
    """User ids by sign-in name; a person of the cast is enrolled when first asked for."""

    def __missing__(self, name: str) -> str:
        self[name] = enrol(name, CAST[name])
        return self[name]


@pytest.fixture
def people(db: None, data: Path, _quick_hashes: None) -> People:
    """The cast, with the officer enrolled."""
    found = People()
    assert found["officer"]
    return found


def enrol(name: str, roles: tuple[tuple[Role, str, str], ...]) -> str:
    """Enrol one invented person with a certificate."""
    certificate = Certificate(f"样例-{name}", "样例发证机关", date(2020, 1, 1), date(2099, 12, 31))
    user = EnrolUser(
        actor=SYSTEM,
        at=now(),
        username=name,
        display_name=f"某{name}",
        roles=roles,
        password=PASSWORD,
        certificate=certificate,
    ).execute()
    return str(user.pk)


@pytest.fixture
def sign_in(people: People) -> SignIn:
    """Give a client signed in under a name of the cast."""

    def signed_in(name: str) -> Client:
        client = Client()
        assert people[name]
        assert client.login(username=name, password=PASSWORD)
        return client

    return signed_in
