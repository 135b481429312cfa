"""``jianzhen user key``: issue, list and revoke the API keys of programs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import click

from jianzhen.base.clock import SHANGHAI, now
from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody.api_keys import MAX_PER_MINUTE, IssueKey, RevokeKey
from jianzhen.people.policy import SYSTEM, KeyScope
from jianzhen.people.queries import KeyLine, keys_of


@click.group()
def key() -> None:
    """Issue, list and revoke API keys."""


@key.command()
@click.argument("username")
@click.option("--label", required=True, help="The program that will use it.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([one.value for one in KeyScope]))
@click.option("--valid-to", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day, within 366 days.")
@click.option("--per-minute", default=600, show_default=True, type=click.IntRange(1, MAX_PER_MINUTE))
def add(username: str, label: str, scopes: tuple[str, ...], valid_to: datetime, per_minute: int) -> None:
    """Issue a key to USERNAME and print it once."""
    issued = IssueKey(
        actor=SYSTEM,
        at=now(),
        username=username,
        label=label,
        scopes=frozenset(KeyScope(one) for one in scopes),
        expires_at=_end(valid_to.date()),
        per_minute=per_minute,
    ).execute()
    click.echo(f"key {issued.key_id} for {username}, shown this once:\n{issued.token}")


@key.command(name="list")
@click.option("--user", "username", default="", help="Of one holder only.")
def list_keys(username: str) -> None:
    """List the keys, newest first."""
    instant = now()
    for one in keys_of(username):
        scopes = ",".join(sorted(one.scopes))
        until = one.expires_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        click.echo(f"{one.key_id}\t{one.username}\t{one.label}\t{scopes}\t{until}\t{_state(one, instant)}")


@key.command()
@click.argument("key_id")
@click.option("--reason", required=True, help="Why it ends.")
def revoke(key_id: str, reason: str) -> None:
    """End the key KEY_ID at once and for ever."""
    RevokeKey(actor=SYSTEM, at=now(), key_id=_uuid(key_id), reason=reason).execute()
    click.echo(f"key {key_id} revoked")


def _end(last: date) -> datetime:
    """Return the instant at which the last day is over in Shanghai."""
    return datetime.combine(last + timedelta(days=1), time(), SHANGHAI)


def _state(one: KeyLine, at: datetime) -> str:
    if one.revoked_at is not None:
        return "revoked"
    return "runs" if one.runs(at) else "expired"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RefusedError(
            f"{text!r} is no key id", where=Where(key="KEY_ID"), remedy="List the keys with 'jianzhen user key list'"
        ) from None
