"""API keys: issued and revoked by acts, good for what and as long as they say, never kept in clear."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import call_command

from jianzhen.base.clock import now
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.base.ids import new_id
from jianzhen.custody.api_keys import IssuedKey, IssueKey, RevokeKey
from jianzhen.custody.enrol import EnrolUser
from jianzhen.custody.models import LogEvent
from jianzhen.people.models import ApiKey, User
from jianzhen.people.policy import PERMISSIONS, SYSTEM, Actor, Grant, KeyScope, Permission, Role
from jianzhen.people.queries import key_of, keys_of
from jianzhen.people.tokens import new_token, read_token

pytestmark = pytest.mark.django_db
PLATFORM = ((Role.PLATFORM, "sample-platform", ""),)


def enrol(name: str = "shop", roles: tuple[tuple[Role, str, str], ...] = PLATFORM) -> User:
    """Enrol an invented holder."""
    return EnrolUser(actor=SYSTEM, at=now(), username=name, display_name="样例平台", roles=roles).execute()


def issue(*scopes: KeyScope, name: str = "shop", days: int = 30, actor: Actor = SYSTEM) -> IssuedKey:
    """Issue a key."""
    at = now()
    return IssueKey(
        actor=actor,
        at=at,
        username=name,
        label="样例程序",
        scopes=frozenset(scopes),
        expires_at=at + timedelta(days=days),
    ).execute()


def test_a_key_opens_for_its_holder(data: Path) -> None:
    """The token leads to the key and to the holder with the holder's grants."""
    enrol()
    found = key_of(issue(KeyScope.SCREEN).token)
    assert found is not None
    line, actor = found
    assert line.runs(now())
    assert line.scopes == {KeyScope.SCREEN}
    assert [grant.role for grant in actor.grants] == [Role.PLATFORM]


def test_the_secret_is_nowhere(data: Path) -> None:
    """Neither table nor log holds the token or its secret."""
    enrol()
    token = issue(KeyScope.SCREEN).token
    secret = token.split("_", 2)[2]
    row = ApiKey.objects.values().get()
    assert secret not in str(row)
    assert all(secret not in event.payload for event in LogEvent.objects.all())
    assert secret not in repr(issue(KeyScope.SCREEN))


def test_another_secret_does_not_open(data: Path) -> None:
    """The right id with another secret, and an id that is none, open nothing."""
    enrol()
    issued = issue(KeyScope.SCREEN)
    assert key_of(new_token(issued.key_id)[0]) is None
    assert key_of(new_token(new_id())[0]) is None
    assert key_of("jz_short") is None


def test_a_closed_account_closes_its_keys(data: Path) -> None:
    """A holder who may no longer sign in has no key either."""
    user = enrol()
    token = issue(KeyScope.SCREEN).token
    user.is_active = False
    user.save()
    assert key_of(token) is None


def test_a_term_ends(data: Path) -> None:
    """A key runs until its last instant and not on it."""
    enrol()
    issue(KeyScope.SCREEN, days=1)
    (line,) = keys_of("shop")
    assert line.runs(line.expires_at - timedelta(microseconds=1))
    assert not line.runs(line.expires_at)


def test_revoking_ends_a_key_at_once_and_is_logged(data: Path) -> None:
    """A revoked key does not run; the log names the key and the reason; a second revocation is a conflict."""
    enrol()
    issued = issue(KeyScope.SCREEN)
    RevokeKey(actor=SYSTEM, at=now(), key_id=issued.key_id, reason="程序停用").execute()
    (line,) = keys_of()
    assert not line.runs(now() + timedelta(seconds=1))
    event = LogEvent.objects.get(verb="people.key_revoke")
    assert event.subject_id == str(issued.key_id)
    assert "程序停用" in event.payload
    with pytest.raises(ConflictError, match="revoked before"):
        RevokeKey(actor=SYSTEM, at=now(), key_id=issued.key_id, reason="再次").execute()


@pytest.mark.parametrize(
    ("key_id", "reason", "words"), [(new_id(), "x", "no key has the id"), (None, " ", "no reason")]
)
def test_a_revocation_is_checked(data: Path, key_id: UUID | None, reason: str, words: str) -> None:
    """An unknown key and silence about the reason are refused."""
    enrol()
    issued = issue(KeyScope.SCREEN)
    with pytest.raises(RefusedError, match=words):
        RevokeKey(actor=SYSTEM, at=now(), key_id=key_id or issued.key_id, reason=reason).execute()


@pytest.mark.parametrize(
    ("scopes", "name", "days", "words"),
    [
        ((), "shop", 30, "no scope"),
        ((KeyScope.LEADS,), "shop", 30, "no running role that allows lead.view"),
        ((KeyScope.SCREEN,), "nobody", 30, "nobody active"),
        ((KeyScope.SCREEN,), "shop", 367, "longer than 366"),
        ((KeyScope.SCREEN,), "shop", 0, "term is over"),
    ],
)
def test_a_key_is_checked(data: Path, scopes: tuple[KeyScope, ...], name: str, days: int, words: str) -> None:
    """A key without scope, beyond its holder's permissions, for nobody, for too long or for no time is refused."""
    enrol()
    with pytest.raises(RefusedError, match=words):
        issue(*scopes, name=name, days=days)


def test_a_sender_has_one_code_of_a_certain_form(data: Path) -> None:
    """Handing in needs one code that can name a source of signals."""
    enrol("odd", ((Role.PLATFORM, "Odd_Code", ""),))
    enrol("two", ((Role.PLATFORM, "one", ""), (Role.RIGHTS_HOLDER, "other", "")))
    with pytest.raises(RefusedError, match="cannot name a source"):
        issue(KeyScope.SIGNALS, name="odd")
    with pytest.raises(RefusedError, match="has 2 codes"):
        issue(KeyScope.SIGNALS, name="two")


def test_only_who_manages_people_issues_keys(data: Path) -> None:
    """An officer issues no key."""
    enrol()
    with pytest.raises(NotAllowedError):
        issue(KeyScope.SCREEN, actor=Actor("x", "某乙", (Grant(Role.OFFICER, "tobacco"),)))


@pytest.mark.parametrize("role", [Role.PLATFORM, Role.RIGHTS_HOLDER])
def test_outsiders_ask_and_hand_in_and_see_nothing(role: Role) -> None:
    """A platform and a rights holder have these two permissions and no other."""
    assert PERMISSIONS[role] == {Permission.SCREEN_ASK, Permission.SIGNAL_SUBMIT}


@pytest.mark.parametrize("text", ["", "jz_", "jz_" + "0" * 32, "jz_" + "g" * 32 + "_" + "a" * 43, "密钥" * 40])
def test_what_is_no_token_is_no_token(text: str) -> None:
    """A text of another form is not looked up at all."""
    assert read_token(text) is None


def test_migrations_are_complete(data: Path) -> None:
    """The tables of people and signals need no migration that is not there."""
    call_command("makemigrations", "people", "signals", check=True, dry_run=True, verbosity=0)
