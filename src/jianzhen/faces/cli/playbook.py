"""``jianzhen playbook``: check a playbook, or begin a new one. Needs no database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from jianzhen.base.errors import RefusedError, Where
from jianzhen.law.book import packaged_book
from jianzhen.playbook.begin import write_skeleton
from jianzhen.playbook.check import faults, valid_name
from jianzhen.playbook.city import load_city
from jianzhen.playbook.errors import PlaybookError, PlaybookExampleError
from jianzhen.playbook.reader import read_playbook
from jianzhen.stages.screening.golden import results


@click.group()
def playbook() -> None:
    """Check a playbook or begin a new one."""


@playbook.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--city", default="wuhan", show_default=True, help="City file whose agency codes the playbook may name.")
def check(*, folder: Path, city: str) -> None:
    """Check the playbook in DIR: its form, all that it names, and its golden examples. Exit 1 if it says no."""
    if not folder.is_dir():
        raise RefusedError("there is no such folder", where=Where(file=str(folder)), remedy="Name a playbook's folder")
    codes = {agency.code for agency in load_city(city).agencies.items}
    _refuse_all(list(faults(folder, packaged_book().keys(), codes)))
    read = read_playbook(folder)
    tried = list(results(read))
    wrong = [
        PlaybookExampleError(
            str(one), where=Where(file=str(folder / "examples")), remedy="correct the example or the check's data"
        )
        for one in tried
        if not one.right
    ]
    _refuse_all(wrong)
    click.echo(f"{read.domain}: {len(read.head.checks)} checks, {len(tried)} golden examples, all as they say")


def _refuse_all(found: Sequence[PlaybookError]) -> None:
    """Print every fault but the last, which is raised."""
    for fault in found[:-1]:
        click.echo(f"jianzhen: {fault}", err=True)
    if found:
        raise found[-1]


@playbook.command()
@click.argument("name")
@click.option("--in", "parent", type=click.Path(path_type=Path), default=Path(), help="Where the folder is made.")
def new(*, name: str, parent: Path) -> None:
    """Begin the playbook NAME: a folder whose open places are marked FILL-IN."""
    if not valid_name(name):
        raise RefusedError(
            f"{name!r} cannot be a domain's name", remedy="Use small letters and digits, words joined with -"
        )
    folder = parent / name
    if folder.exists():
        raise RefusedError("it is already there", where=Where(file=str(folder)), remedy="Choose another name")
    write_skeleton(folder)
    click.echo(f"{folder}: fill in what is marked FILL-IN, then run jianzhen playbook check {folder}")
