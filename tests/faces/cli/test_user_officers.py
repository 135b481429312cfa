"""``jianzhen user certificate`` and ``user training``: what they say, and that it decides who may act."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from jianzhen.base.clock import today_in_shanghai
from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.user import user
from jianzhen.people.queries import actor_named, qualified

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    """Run ``jianzhen user …`` and return what it prints."""
    done = CliRunner().invoke(user, words, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_certificates_and_trainings_decide_who_may_act(data: Path) -> None:
    """A renewed certificate carries on, a lapsed training bars, a withdrawal ends it today."""
    today = today_in_shanghai()
    last, later = today + timedelta(days=10), today + timedelta(days=400)
    run("add", "lin", "林样例", "--role", "officer:tobacco", "--certificate", "样证甲", "--valid-to", str(last))
    found = actor_named("lin")
    assert found is not None
    who = UUID(found.actor_id)
    assert not qualified(who, later)
    renewed = ("--number", "样证乙", "--issued-by", "样例机关", "--valid-from", str(last), "--valid-to", str(later))
    assert f"{last} to {later}" in run("certificate", "add", "lin", *renewed)
    assert qualified(who, later)
    term = ("--held-on", str(today), "--valid-to", str(last))
    assert str(last) in run("training", "lin", "--course", "执法培训", "--hours", "8", *term)
    assert not qualified(who, later)
    assert "withdrawn" in run("certificate", "withdraw", "lin", "--number", "样证甲", "--reason", "换发")
    assert not qualified(who, today)


def test_nobody_of_that_name_is_told(data: Path) -> None:
    """An unknown sign-in name is refused with the way to enrol."""
    with pytest.raises(RefusedError, match="jianzhen user add"):
        run("certificate", "withdraw", "nobody", "--number", "1", "--reason", "x")
