"""``jianzhen user certificate`` and ``user training``: what lets an officer act, renewed, withdrawn, recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import click

from jianzhen.base.clock import now
from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody.enrol import Certificate
from jianzhen.custody.officers import CertifyOfficer, RecordTraining, WithdrawCertificate
from jianzhen.people.policy import SYSTEM
from jianzhen.people.queries import actor_named

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def certificate() -> None:
    """Renew and withdraw law-enforcement certificates."""


@certificate.command()
@click.argument("username")
@click.option("--number", required=True, help="Its number.")
@click.option("--issued-by", required=True, help="Who issued it.")
@click.option("--valid-from", required=True, type=DAY, help="Its first day.")
@click.option("--valid-to", required=True, type=DAY, help="Its last day.")
def add(username: str, number: str, issued_by: str, valid_from: datetime, valid_to: datetime) -> None:
    """Record a (renewed) certificate of USERNAME beside those before it."""
    held = Certificate(number, issued_by, valid_from.date(), valid_to.date())
    CertifyOfficer(actor=SYSTEM, at=now(), user_id=_id(username), certificate=held).execute()
    click.echo(f"certificate {number} of {username}: {held.valid_from} to {held.valid_to}")


@certificate.command()
@click.argument("username")
@click.option("--number", required=True, help="Its number.")
@click.option("--reason", required=True, help="Why it ends.")
def withdraw(username: str, number: str, reason: str) -> None:
    """End a certificate of USERNAME from today on; steps taken before stand."""
    WithdrawCertificate(actor=SYSTEM, at=now(), user_id=_id(username), number=number, reason=reason).execute()
    click.echo(f"certificate {number} of {username} withdrawn")


@click.command()
@click.argument("username")
@click.option("--course", required=True, help="What was taught.")
@click.option("--hours", required=True, type=click.IntRange(min=1), help="Hours credited.")
@click.option("--held-on", required=True, type=DAY, help="The day it ended.")
@click.option("--valid-to", required=True, type=DAY, help="The last day on which it holds.")
def training(username: str, course: str, hours: int, held_on: datetime, valid_to: datetime) -> None:
    """Record a training of USERNAME and how long it holds."""
    RecordTraining(
        actor=SYSTEM,
        at=now(),
        user_id=_id(username),
        course=course,
        hours=hours,
        held_on=held_on.date(),
        valid_to=valid_to.date(),
    ).execute()
    click.echo(f"training of {username} recorded; it holds until {valid_to.date()}")


def _id(username: str) -> UUID:
    found = actor_named(username)
    if found is None:
        raise RefusedError(
            f"nobody signs in as {username!r}",
            where=Where(key="USERNAME"),
            remedy="Enrol the person: jianzhen user add",
        )
    return UUID(found.actor_id)
