"""Other ways to look for marks in titles, each as what a user would write with it; none is tuned against."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import daachorse
import psycopg

from jianzhen.faces.cli.benching import installed

Search = Callable[[Sequence[str]], int]
"""Looks for all marks in all texts; returns how many uses it found."""
EXACT = "marks as written only, no folding"


def with_daachorse(marks: list[str]) -> Search:
    """Return a search by one automaton for all marks, every overlapping use with its span."""
    machine = daachorse.CharwiseDoubleArrayAhoCorasick(marks)
    return lambda texts: sum(len(machine.find_overlapping(text)) for text in texts)


def with_hyperscan(marks: list[str]) -> Search | None:
    """Return a search by hyperscan's literal matcher, a call for each title; None where it is not installed."""
    if not installed("hyperscan"):
        return None
    import hyperscan  # noqa: PLC0415 - only where it is installed

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    words = [mark.encode() for mark in marks]
    database.compile(expressions=words, ids=list(range(len(words))), elements=len(words), literal=True)

    def search(texts: Sequence[str]) -> int:
        found: list[tuple[int, int]] = []

        def note(mark: int, start: int, end: int, flags: int, context: object) -> None:  # noqa: ARG001
            found.append((mark, end))

        for text in texts:
            database.scan(text.encode(), match_event_handler=note)
        return len(found)

    return search


def with_in(marks: list[str]) -> Search:
    """Return a loop that looks for every mark in every title."""
    return lambda texts: sum(mark in text for text in texts for mark in marks)


def with_re(marks: list[str]) -> Search:
    """Return one regular expression for all marks; it finds those that do not overlap."""
    pattern = re.compile("|".join(map(re.escape, marks)))
    return lambda texts: sum(len(pattern.findall(text)) for text in texts)


def with_fts5(marks: list[str]) -> Search:
    """Return what puts the titles under SQLite's trigram index and asks it for every mark of three or more."""
    long = [mark for mark in marks if len(mark) > 2]

    def search(texts: Sequence[str]) -> int:
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("CREATE VIRTUAL TABLE titles USING fts5(text, tokenize='trigram')")
            database.executemany("INSERT INTO titles VALUES (?)", ((text,) for text in texts))
            ask = "SELECT count(*) FROM titles WHERE titles MATCH ?"
            return sum(database.execute(ask, (f'"{mark}"',)).fetchone()[0] for mark in long)

    return search


def with_rapidfuzz(marks: list[str]) -> Search | None:
    """Return a search for marks that are alike within a title by edits; None where it is not installed."""
    if not installed("rapidfuzz"):
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where it is installed

    return lambda texts: sum(
        len(process.extract(text, marks, scorer=fuzz.partial_ratio, score_cutoff=75, limit=None)) for text in texts
    )


@contextmanager
def with_pg_trgm(marks: list[str]) -> Iterator[Search | str]:
    """Give a search by word similarity in PostgreSQL, or the reason why there is none."""
    folder = Path(tempfile.mkdtemp(prefix="jianzhen-pg-"))
    try:
        with _server(folder) as address:
            if not address:
                yield "no PostgreSQL server with pg_trgm here"
                return
            with psycopg.connect(address, autocommit=True) as database:
                _fill(database, marks)
                yield lambda texts: sum(_asked(database, text) for text in texts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(database: psycopg.Connection[Any], marks: list[str]) -> None:
    database.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    database.execute("CREATE TEMP TABLE marks (mark text)")
    with database.cursor().copy("COPY marks FROM STDIN") as copy:
        for mark in marks:
            copy.write_row((mark,))
    database.execute("CREATE INDEX ON marks USING gin (mark gin_trgm_ops)")
    database.execute("ANALYZE marks")


def _asked(database: psycopg.Connection[Any], text: str) -> int:
    row = database.execute("SELECT count(*) FROM marks WHERE mark <%% %s", (text,)).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _server(folder: Path) -> Iterator[str | None]:
    """Give the address of a throw-away server made of the programs of this machine, None where there are none."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    owner = "postgres" if os.geteuid() == 0 else None
    if not programs:
        yield None
        return
    ours = programs[-1].parent
    if owner:
        shutil.chown(folder, owner)
    data = folder / "data"

    def call(*words: str) -> None:
        subprocess.run(words, user=owner, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own words

    call(str(ours / "initdb"), "-D", str(data), "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -k {folder}"
    call(str(ours / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"host={folder} user=bench dbname=postgres"
    finally:
        call(str(ours / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
