"""``jianzhen init``: open or make an instance."""

from __future__ import annotations

import click

from jianzhen.custody import guards
from jianzhen.custody.instance import current


@click.command()
def init() -> None:
    """Open or make the instance, bring its database up to date and arm the append-only guards."""
    instance = current()
    guards.require_armed()
    click.echo(f"instance {instance.instance_id} ({instance.city}) at {instance.root}: ready")
