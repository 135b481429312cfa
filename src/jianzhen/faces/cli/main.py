"""The command line: a table of commands, each loaded only when it is called.

Commands that need the database are loaded after the instance is open, because their modules import
tables. ``--data DIR`` is understood anywhere on the line and otherwise comes from ``JIANZHEN_DATA``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, cast

import click

from jianzhen.base.errors import JianzhenError
from jianzhen.faces.cli.opening import load_django, open_database


@dataclass(frozen=True, slots=True)
class Door:
    """Where a command lives.

    ``database``: opens the instance first. ``reads``: and does not make one, because of a new instance there is
    nothing to tell. ``folder_argument``: the command's own argument is the data folder (``sample score DIR``).
    """

    module: str
    name: str
    help: str
    database: bool = False
    reads: bool = False
    folder_argument: bool = False


class LazyGroup(click.Group):
    """A group whose commands are a table of doors."""

    def __init__(self, name: str | None, doors: dict[str, Door], help: str) -> None:  # noqa: A002  (click's word)
        super().__init__(name=name, help=help)
        self.doors = doors

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order of the table."""
        return list(self.doors)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command, opening the instance first where it needs the database."""
        door = self.doors.get(cmd_name)
        if door is None:
            return None
        return self._load(door)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, door.help) for name, door in self.doors.items()])

    @staticmethod
    def _load(door: Door) -> click.Command:
        if door.database or door.reads:
            if door.folder_argument:
                _take_folder_argument()
            _ready(existing=door.reads)
        return cast("click.Command", getattr(import_module(door.module), door.name))


def _ready(*, existing: bool) -> None:
    """Open the instance; a call for help makes no folder and touches no database."""
    if "--help" in sys.argv:
        load_django()
    else:
        open_database(existing=existing)


def _take_folder_argument() -> None:
    words = [word for word in sys.argv[3:] if not word.startswith("-")]
    if words:
        os.environ["JIANZHEN_DATA"] = words[0]


_CLI: Final = "jianzhen.faces.cli"

SAMPLE: Final = LazyGroup(
    "sample",
    {
        "build": Door(f"{_CLI}.sample", "build", "Write the sample city's files and planted truth."),
        "score": Door(
            f"{_CLI}.sample_score",
            "score",
            "Score a pass against the planted truth.",
            reads=True,
            folder_argument=True,
        ),
        "plan": Door(f"{_CLI}.sample_plan", "plan", "Import the sample work plan.", database=True),
        "people": Door(
            f"{_CLI}.sample_people", "people", "Enrol the sample officers and print a sign-in.", database=True
        ),
    },
    "The sample city: invented files as agencies would export them, with planted truth.",
)

LAW: Final = LazyGroup(
    "law",
    {
        "show": Door(f"{_CLI}.law", "show", "Show the version of a key in force on a day."),
        "keys": Door(f"{_CLI}.law", "keys", "List every key with its versions."),
        "deadline": Door(f"{_CLI}.law", "deadline", "Compute one deadline, or those of a file."),
        "assess": Door(f"{_CLI}.law_assess", "assess", "Compute thresholds, fines and tiers from facts."),
        "fine": Door(f"{_CLI}.law_fine", "fine", "Compute the range of an administrative fine."),
        "diff": Door(f"{_CLI}.law_diff", "diff", "Say what changed between two days or two folders of rules."),
        "touches": Door(f"{_CLI}.law_touch", "touches", "Say which open cases a change touches.", reads=True),
        "gaps": Door(f"{_CLI}.law_touch", "show_gaps", "List where the law was silent for cases.", reads=True),
    },
    "The law: rules in force, deadlines, assessments, and what changed.",
)

cli: Final = LazyGroup(
    "jianzhen",
    {
        "init": Door(
            f"{_CLI}.instance", "init", "Open or make an instance and bring its database up to date.", database=True
        ),
        "run": Door(f"{_CLI}.run", "run", "One pass: collect, screen, trace, route, tick.", database=True),
        "serve": Door(f"{_CLI}.serve", "serve", "Serve console and API on one address.", database=True),
        "screen": Door(f"{_CLI}.screen", "screen", "Screen items and pairs; list the checks."),
        "route": Door(f"{_CLI}.route", "route", "Route citizens' messages to the agencies responsible."),
        "trace": Door(f"{_CLI}.trace", "trace", "Match goods and subjects; read codes found on goods."),
        "law": Door(f"{_CLI}.main", "LAW", "Show a rule in force; compute a deadline; assess facts."),
        "form": Door(f"{_CLI}.form", "form", "List the official forms; render one from facts or a case."),
        "plan": Door(f"{_CLI}.plan", "plan", "Read a work plan into tasks, units and roles."),
        "playbook": Door(f"{_CLI}.playbook", "playbook", "Check a playbook or begin a new one."),
        "findings": Door(f"{_CLI}.findings_report", "findings", "List the findings for reading.", reads=True),
        "missed": Door(f"{_CLI}.missed", "missed_transfers", "List possible missed transfers.", reads=True),
        "first-hour": Door(
            f"{_CLI}.first_hour", "first_hour", "Last year's decisions in, one report out.", database=True
        ),
        "goods": Door(f"{_CLI}.goods", "goods", "Balances, figures and units of seized goods.", reads=True),
        "report": Door(f"{_CLI}.report", "report", "Write a report in the form superiors expect.", reads=True),
        "log": Door(f"{_CLI}.log", "log", "Verify the log; prove that an event is in it.", reads=True),
        "bench": Door(f"{_CLI}.bench", "bench", "Measure beside named alternatives, on this machine."),
        "user": Door(f"{_CLI}.user", "user", "Enrol people who sign in.", database=True),
        "sample": Door(f"{_CLI}.main", "SAMPLE", "The sample city."),
    },
    "鉴真 (Jianzhen): from what a city observes to explained leads, cases and accounts.\n\n"
    "Every command takes --data DIR (or JIANZHEN_DATA) for the instance's data folder.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 a check says no, 2 refused or wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        words = _take_data(words)
        sys.argv[1:] = words
        code = cli.main(args=words, prog_name="jianzhen", standalone_mode=False)
        if isinstance(code, int):  # what a command gave to Context.exit
            sys.exit(code)
    except JianzhenError as fault:
        click.echo(f"jianzhen: {fault}", err=True)
        sys.exit(fault.exit_code)
    except click.ClickException as fault:
        click.echo(f"jianzhen: {fault.format_message()}", err=True)
        sys.exit(fault.exit_code)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("jianzhen: stopped; nothing was left half-written", err=True)
        sys.exit(130)


def _take_data(words: list[str]) -> list[str]:
    """Take ``--data DIR`` out of the line, wherever it stands, and set it for this process."""
    rest: list[str] = []
    pending = iter(words)
    for word in pending:
        if word == "--data":
            folder = next(pending, "")
            if not folder:
                raise click.UsageError("--data wants a folder")
            os.environ["JIANZHEN_DATA"] = folder
        elif word.startswith("--data="):
            os.environ["JIANZHEN_DATA"] = word.removeprefix("--data=")
        else:
            rest.append(word)
    os.environ.setdefault("JIANZHEN_DATA", str(Path("data")))
    return rest
