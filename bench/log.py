"""Events a second into the tamper-evident log, beside tables and files that keep less, all synchronised to the disk."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings

from jianzhen.base.clock import now
from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.cli.benching import Contender, Report, side_by_side
from jianzhen.faces.cli.opening import open_database

EVENTS, TOGETHER = 200, 50
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL")
"""As the instance's own database is opened."""


def payload(number: int) -> dict[str, object]:
    """Return the facts of one event."""
    return {"plan": "0" * 64, "items": number, "findings": f"lake/finding/v1/{number}.parquet"}


class Ours:
    """The log of an instance made for this."""

    def __init__(self, folder: Path) -> None:
        if settings.configured:
            raise RefusedError(
                "this process has an instance open", where=Where(key="log"), remedy="Run this benchmark by itself"
            )
        os.environ["JIANZHEN_DATA"] = str(folder)
        os.environ.pop("JIANZHEN_DATABASE_URL", None)  # it writes events: never into anybody's own database
        open_database()

    def append(self, together: int) -> None:
        """Append the events, so many in one transaction."""
        from django.db import transaction  # noqa: PLC0415 - after the instance is open

        from jianzhen.custody import log  # noqa: PLC0415 - after the instance is open

        at = now()
        for first in range(0, EVENTS, together):
            with transaction.atomic():
                for number in range(first, first + together):
                    entry = log.Entry("lake_file", str(number), payload(number))
                    log.append(actor_id="bench", verb="screening.run", entry=entry, recorded_at=at)


def table(folder: Path, *, chained: bool) -> None:
    """Insert the events into a plain SQLite table, one a transaction."""
    with closing(sqlite3.connect(folder / "plain.sqlite3", isolation_level=None)) as database:
        for pragma in PRAGMAS:
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, facts TEXT, hash BLOB)")
        last = b""
        for number in range(EVENTS):
            facts = json.dumps(payload(number))
            last = hashlib.sha256(last + facts.encode()).digest() if chained else b""
            database.execute("INSERT INTO event (facts, hash) VALUES (?, ?)", (facts, last))


def lines(folder: Path) -> None:
    """Append the events to a file, each synchronised."""
    with (folder / "events.jsonl").open("ab") as stream:
        for number in range(EVENTS):
            stream.write(json.dumps(payload(number)).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())


def benchmark() -> Iterator[Report]:
    """Measure in a temporary instance."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        ours = Ours(folder / "data")
        plain = "can be rewritten unseen"
        ways = [
            Contender("log, an event a transaction", lambda: ours.append(1), EVENTS, "Merkle tree, proofs, guards"),
            Contender(f"log, {TOGETHER} events a transaction", lambda: ours.append(TOGETHER), EVENTS, "same"),
            Contender("SQLite insert", lambda: table(folder, chained=False), EVENTS, plain),
            Contender("SQLite insert, SHA-256 chain", lambda: table(folder, chained=True), EVENTS, "no short proofs"),
            Contender("JSON lines, fsync", lambda: lines(folder), EVENTS, plain),
        ]
        yield side_by_side("log", "appending to SQLite, WAL, synchronous=FULL", "events", ways)
