"""``jianzhen user`` for outsiders: no password, a key shown once, a list without secrets, an end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jianzhen.base.clock import today_in_shanghai
from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.user import user
from jianzhen.people.queries import key_of

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    """Run ``jianzhen user …``."""
    return CliRunner().invoke(user, words, catch_exceptions=False)


def issue(valid_to: str = "") -> str:
    """Enrol a platform, issue a key that runs for the day and return the token printed."""
    assert "password" in run("add", "shop-one", "样例平台", "--role", "platform:sample-platform").output
    last = valid_to or today_in_shanghai().isoformat()
    done = run("key", "add", "shop-one", "--label", "样例程序", "--scope", "screen", "--valid-to", last)
    return done.output.splitlines()[-1]


def test_a_platform_gets_a_key_and_no_password(data: Path) -> None:
    """The printed token opens for the holder, to the end of its last day in Shanghai."""
    found = key_of(issue())
    assert found is not None
    line, actor = found
    assert (line.username, line.label, [grant.agency_code for grant in actor.grants]) == (
        "shop-one",
        "样例程序",
        ["sample-platform"],
    )
    assert line.expires_at.isoformat().endswith("T16:00:00+00:00")


def test_the_list_shows_no_secret(data: Path) -> None:
    """Holder, scope and state are listed; nothing that opens anything is."""
    token = issue()
    listed = run("key", "list", "--user", "shop-one").output
    assert "shop-one\t样例程序\tscreen" in listed
    assert token.rpartition("_")[2] not in listed
    assert run("key", "list", "--user", "nobody").output == ""


def test_a_revoked_key_is_listed_so(data: Path) -> None:
    """Revoking names the key by its id and needs a reason; the list says that it ended."""
    issue()
    key_id = run("key", "list").output.split("\t")[0]
    assert re.fullmatch(r"[0-9a-f-]{36}", key_id)
    assert run("key", "revoke", key_id).exit_code == 2
    assert "revoked" in run("key", "revoke", key_id, "--reason", "停用").output
    assert run("key", "list").output.rstrip().endswith("\trevoked")


def test_wrong_words_are_refused(data: Path) -> None:
    """An id that is none, a scope that is none, and a term of years are refused with what to do."""
    issue()
    with pytest.raises(RefusedError, match="is no key id"):
        run("key", "revoke", "x", "--reason", "y")
    with pytest.raises(RefusedError, match="longer than 366 days"):
        run("key", "add", "shop-one", "--label", "x", "--scope", "screen", "--valid-to", "2099-01-01")
    assert run("key", "add", "shop-one", "--label", "x", "--scope", "all", "--valid-to", "2026-12-31").exit_code == 2
