"""``jianzhen sample plan``: the sample city's work plan, invented in the form that real ones have."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from jianzhen.base.clock import now
from jianzhen.base.errors import ConflictError
from jianzhen.people.policy import SYSTEM
from jianzhen.playbook.workplan.reader import read_plan
from jianzhen.stages.cases.queries.instance import city
from jianzhen.stages.outcomes.actions_plan import ImportPlan


@click.command()
def plan() -> None:
    """Import the sample work plan of 34 tasks; a second call changes nothing."""
    with resources.as_file(resources.files("jianzhen.sample") / "tables" / "plan.txt") as path:
        read = read_plan(Path(path), city())
    try:
        ImportPlan(actor=SYSTEM, at=now(), plan=read).execute()
    except ConflictError:
        click.echo(f"{read.title}: imported before")
        return
    click.echo(f"{read.title}: {read.counts().tasks} tasks imported")
