"""``jianzhen bench``: measure beside named alternatives, on this machine, now. Needs no database of yours."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

import jianzhen
from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.cli.benching import Figures, Line, Machine, Report, this_machine
from jianzhen.faces.cli.tables import say

SCHEMA_VERSION: Final = 1
BENCHES: Final = Path(jianzhen.__file__).resolve().parents[2] / "bench"
_DOOR: Final = "benchmark"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A file of the folder: its name, and the first line of what it says of itself."""

    name: str
    title: str


def benchmarks(folder: Path) -> list[Benchmark]:
    """Return the files of ``folder`` that define ``benchmark()``, found without running them.

    Raises:
        RefusedError: there is no such folder.
    """
    if not folder.is_dir():
        raise RefusedError(
            "the benchmarks are not part of an installed package",
            where=Where(file=str(folder)),
            remedy="Run this from a checkout of the source, installed with pip install -e",
        )
    found = []
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == _DOOR for node in tree.body):
            found.append(Benchmark(path.stem, (ast.get_docstring(tree) or "").partition("\n")[0]))
    return found


@click.command()
@click.argument("name", required=False)
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures here too.")
@click.option("--list", "listing", is_flag=True, help="List the benchmarks and end.")
def bench(*, name: str | None, file: Path | None, listing: bool) -> None:
    """Measure beside named alternatives: all benchmarks, or NAME."""
    known = benchmarks(BENCHES)
    if listing:
        for each in known:
            click.echo(f"{each.name}\t{each.title}")
        return
    machine, console, reports = this_machine(), Console(), []
    say(_described(machine))
    for report in _run(_chosen(known, name)):
        console.print(_table(report))
        for remark in _remarks(report):
            console.print(f"  {remark}", highlight=False, soft_wrap=True)
        reports.append(report)
    say(f"load at the end {this_machine().load}")
    if file:
        _write(file, machine, reports)


def _chosen(known: list[Benchmark], name: str | None) -> list[Benchmark]:
    chosen = [each for each in known if name in (None, each.name)]
    if not chosen:
        raise RefusedError(
            f"no benchmark is called {name}",
            where=Where(key="NAME"),
            remedy=f"Name one of {', '.join(each.name for each in known)}",
        )
    return chosen


def _run(chosen: Iterable[Benchmark]) -> Iterator[Report | Figures]:
    sys.path.insert(0, str(BENCHES))
    try:
        for each in chosen:
            yield from getattr(import_module(each.name), _DOOR)()
    finally:
        sys.path.remove(str(BENCHES))


def _described(machine: Machine) -> str:
    versions = ", ".join(f"{name} {found}" for name, found in machine.versions.items())
    place = f"{machine.processor}, {machine.cores} cores, {machine.system}, load {machine.load}"
    return f"{place}\nPython {machine.python}, {versions}"


def _remarks(report: Report | Figures) -> tuple[str, ...]:
    lines = report.lines if isinstance(report, Report) else ()
    return (*(f"{line.name}: {line.note}" for line in lines if line.note), *report.remarks)


def _table(report: Report | Figures) -> Table:
    table = Table(title=f"{report.name}: {report.title}", title_justify="left")
    if isinstance(report, Figures):
        return _filled(table, report)
    table.add_column("way", overflow="fold")
    for head in (report.unit, "median s", f"{report.unit}/s", "ours ÷ it"):
        table.add_column(head, justify="right", no_wrap=True)
    for line in report.lines:
        table.add_row(line.name, *_cells(line))
    return table


def _filled(table: Table, figures: Figures) -> Table:
    for head in figures.rows[0] if figures.rows else ():
        table.add_column(head, overflow="fold")
    for row in figures.rows:
        table.add_row(*map(_shown, row.values()))
    return table


def _shown(cell: str | float | None) -> str:
    if cell is None:
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)


def _cells(line: Line) -> tuple[str, str, str, str]:
    return f"{line.amount:,}", f"{line.median:,.3f}", _figure(line.rate), _figure(line.ratio)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _facts(report: Report | Figures) -> dict[str, Any]:
    if isinstance(report, Figures):
        return asdict(report)
    lines = [asdict(line) | {"median": line.median, "rate": line.rate} for line in report.lines]
    return asdict(report) | {"lines": lines}


def _write(file: Path, machine: Machine, reports: list[Report | Figures]) -> None:
    facts = {
        "schema_version": SCHEMA_VERSION,
        "machine": asdict(machine),
        "reports": [_facts(report) for report in reports],
    }
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(file)
    except OSError as fault:
        raise RefusedError(
            f"the file cannot be written ({fault.strerror})", where=Where(file=str(file)), remedy="Name another place"
        ) from fault
