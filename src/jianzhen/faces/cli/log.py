"""``jianzhen log``: verify the log, prove an event, show what happened."""

from __future__ import annotations

import json

import click

from jianzhen.base.clock import SHANGHAI, now
from jianzhen.custody import log as custody_log
from jianzhen.custody import queries
from jianzhen.custody.action import verbs


@click.group()
def log() -> None:
    """Verify the log; prove that an event is in it."""


@log.command()
def verify() -> None:
    """Recompute the whole log and hold every head and guard against it; exit 1 when something does not hold."""
    count = custody_log.verify()
    head = custody_log.sign_head(now())
    click.echo(f"{count} events hold; root {bytes(head.root).hex()} signed by key {head.key_id}")


@log.command()
@click.argument("event")
def prove(event: str) -> None:
    """Print, as JSON, the proof that EVENT (id or index) is in the log, against the newest signed head."""
    proof = custody_log.prove(custody_log.find(event), now())
    click.echo(json.dumps(proof, ensure_ascii=False, indent=1))


@log.command()
def head() -> None:
    """Print the newest signed head as JSON: the line to keep elsewhere."""
    click.echo(json.dumps(custody_log.head_json(custody_log.sign_head(now())), ensure_ascii=False))


@log.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def show(limit: int) -> None:
    """List the newest events."""
    words = verbs()
    for line in reversed(queries.latest_events(limit)):
        moment = line.recorded_at.astimezone(SHANGHAI).isoformat(sep=" ", timespec="seconds")
        click.echo(f"{line.index:>8}  {moment}  {words[line.verb]['zh']}  {line.subject_type} {line.subject_id}")
