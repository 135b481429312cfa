"""``jianzhen plan``: read a work plan into tasks, clauses, units and roles. Needs no database."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.whole import write_whole
from jianzhen.playbook.city import load_city
from jianzhen.playbook.workplan.model import Plan
from jianzhen.playbook.workplan.reader import read_plan


@click.group()
def plan() -> None:
    """Read a work plan into tasks, units and roles."""


@plan.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the plan goes, a .json file.")
@click.option("--city", default="wuhan", show_default=True, help="City file: its name, or the path of a .yml file.")
@click.option("--year", type=click.IntRange(2000, 2099), help="The plan's year, where its title does not say it.")
def import_plan(*, file: Path, out: Path, city: str, year: int | None) -> None:
    """Read the work plan FILE (.txt, .docx, .pdf) and write it as JSON; print what was read and what is in doubt."""
    if out.suffix != ".json":
        raise RefusedError("the plan is written as .json only", where=Where(file=str(out)), remedy="Name a .json file")
    read = read_plan(file, load_city(city), year=year)
    write_whole(out, json.dumps(read.to_json(), ensure_ascii=False, indent=1) + "\n")
    _say(read)


def _say(read: Plan) -> None:
    click.echo(f"{read.title} (names as of {read.as_of})")
    for name, number in asdict(read.counts()).items():
        click.echo(f"{name.replace('_', '-'):<12}{number:>5}")
    for task, _, unit in read.unknown():
        meant = f" (maybe {' or '.join(unit.candidates)})" if unit.candidates else ""
        click.echo(f"unresolved in task {task.number}: {unit.raw_name}{meant}")
