"""``jianzhen user``: enrol people on the machine itself, where no administrator exists yet."""

from __future__ import annotations

import secrets
from datetime import datetime

import click

from jianzhen.base.clock import law_date, now
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.faces.cli.user_keys import key
from jianzhen.faces.cli.user_officers import certificate, training
from jianzhen.people.policy import OUTSIDE, SYSTEM, Role


@click.group()
def user() -> None:
    """Enrol people who sign in."""


for group in (key, certificate, training):
    user.add_command(group)


@user.command()
@click.argument("username")
@click.argument("display_name")
@click.option("--role", "roles", multiple=True, required=True, help="ROLE or ROLE:AGENCY or ROLE:AGENCY:DISTRICT.")
@click.option("--certificate", "number", help="Number of the law-enforcement certificate.")
@click.option("--issued-by", default="", help="Who issued the certificate.")
@click.option("--valid-to", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the certificate.")
def add(
    username: str,
    display_name: str,
    roles: tuple[str, ...],
    number: str | None,
    issued_by: str,
    valid_to: datetime | None,
) -> None:
    """Enrol USERNAME (shown as DISPLAY_NAME) and print the first password once; outsiders get keys instead."""
    if (number is None) != (valid_to is None):
        raise click.UsageError("--certificate and --valid-to go together")
    granted = tuple(_role(text) for text in roles)
    outside = any(role in OUTSIDE for role, _, _ in granted)
    instant, password = now(), None if outside else secrets.token_urlsafe(12)
    held = (
        Certificate(number, issued_by, law_date(instant), valid_to.date())
        if number is not None and valid_to is not None
        else None
    )
    EnrolUser(
        actor=SYSTEM,
        at=instant,
        username=username,
        display_name=display_name,
        roles=granted,
        password=password,
        certificate=held,
    ).execute()
    told = f"first password: {password}" if password else "it has no password; give it a key: jianzhen user key add"
    click.echo(f"{username} enrolled; {told}")


def _role(text: str) -> tuple[Role, str, str]:
    name, agency, district = (*text.split(":"), "", "")[:3]
    try:
        return Role(name), agency, district
    except ValueError:
        raise click.UsageError(f"unknown role {name!r}; one of {', '.join(role.value for role in Role)}") from None
