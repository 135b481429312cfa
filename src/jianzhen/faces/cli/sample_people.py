"""``jianzhen sample people``: the sample city's invented officers, so that somebody can sign in."""

from __future__ import annotations

import json
import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

from jianzhen.base.clock import law_date, now
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.custody.instance import current
from jianzhen.people import queries
from jianzhen.people.policy import SYSTEM, Role

CAST: Final = (
    ("officer", "样例·办案员甲", Role.OFFICER, "market_regulation"),
    ("officer2", "样例·办案员乙", Role.OFFICER, "market_regulation"),
    ("reviewer", "样例·法制审核员", Role.REVIEWER, "market_regulation"),
    ("leader", "样例·分管负责人", Role.LEADER, "market_regulation"),
    ("tobacco", "样例·烟草专卖员", Role.OFFICER, "tobacco"),
    ("tobacco2", "样例·烟草负责人", Role.LEADER, "tobacco"),
    ("farm", "样例·农业执法员", Role.OFFICER, "agriculture"),
    ("coordinator", "样例·双打办协调员", Role.COORDINATOR, ""),
    ("police", "样例·公安接收员", Role.POLICE, "public_security"),
    ("prosecutor", "样例·检察官", Role.PROSECUTOR, ""),
)
"""Sign-in name, plainly invented shown name, role, agency code of the city file."""


@click.command()
def people() -> None:
    """Enrol the sample officers of the instance and print how to sign in; a second call only prints."""
    kept = sign_in_file()
    known: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    instant = now()
    for username, shown, role, agency in CAST:
        if not queries.exists(username):
            known[username] = secrets.token_urlsafe(9)
            _write(kept, known)
            _enrol(username, shown, role, agency, known[username], instant)
    click.echo(f"sign in as: officer / {known['officer']}   (all sample accounts: {kept})")


def sign_in_file() -> Path:
    """Return where the sample instance keeps its sign-ins, readable by its owner only."""
    return current().keys / "sample-sign-in.json"


def _write(path: Path, known: dict[str, str]) -> None:
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(known, stream, ensure_ascii=False, indent=1)
    part.replace(path)


def _enrol(username: str, shown: str, role: Role, agency: str, password: str, instant: datetime) -> None:
    today = law_date(instant)
    certificate = Certificate(f"样例-{username}", "样例发证机关", today, date(today.year + 3, 12, 31))
    EnrolUser(
        actor=SYSTEM,
        at=instant,
        username=username,
        display_name=shown,
        roles=((role, agency, ""),),
        password=password,
        certificate=certificate if role in (Role.OFFICER, Role.LEADER) else None,
    ).execute()
