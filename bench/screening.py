"""Titles a second of the screener, all checks and reasons, beside ways to find marks as written only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import partial

import daachorse
from market_texts import items, marks, register, titles

from jianzhen.faces.cli.benching import Contender, Report, installed, side_by_side
from jianzhen.stages.screening.kernel import Screener

DAY = date(2026, 6, 1)
MARKS, TITLES = 30_000, 6_000
EXACT = "finds marks as written only; no folding, no other check, no reason"


def in_loop(known: list[str], texts: list[str]) -> int:
    """Look for every mark in every title."""
    return sum(mark in text for text in texts for mark in known)


def alternation(pattern: re.Pattern[str], texts: list[str]) -> int:
    """Let one regular expression look for all marks; it finds those that do not overlap."""
    return sum(len(pattern.findall(text)) for text in texts)


def trigrams(database: sqlite3.Connection, known: list[str]) -> int:
    """Ask an index of the titles for every mark."""
    ask = "SELECT count(*) FROM titles WHERE titles MATCH ?"
    return sum(database.execute(ask, (f'"{mark}"',)).fetchone()[0] for mark in known)


def indexed(texts: list[str]) -> sqlite3.Connection:
    """Return the titles under SQLite's trigram index."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE titles USING fts5(text, tokenize='trigram')")
    database.executemany("INSERT INTO titles VALUES (?)", ((text,) for text in texts))
    return database


def index_and_ask(texts: list[str], known: list[str]) -> int:
    """Index the titles and ask for every mark: what a first screening of new titles costs."""
    with closing(indexed(texts)) as database:
        return trigrams(database, known)


def automaton(machine: daachorse.CharwiseDoubleArrayAhoCorasick, texts: list[str]) -> int:
    """Find all marks with daachorse."""
    return sum(len(machine.find_overlapping(text)) for text in texts)


def fuzzy(known: list[str]) -> Callable[[list[str]], int] | None:
    """Return a search by rapidfuzz for marks alike within a title, None where it is not installed."""
    if not installed("rapidfuzz"):
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where it is installed

    def search(texts: list[str]) -> int:
        return sum(len(process.extract(text, known, scorer=fuzz.partial_ratio, score_cutoff=75)) for text in texts)

    return search


def contenders(known: list[str], texts: list[str]) -> Iterator[Contender]:
    """Yield ours and the alternatives; slow ones get fewer titles, and every rate is of what was really done."""
    screener, batches = Screener(register(known), as_of=DAY), items(texts)
    machine = daachorse.CharwiseDoubleArrayAhoCorasick(known)
    yield Contender("Screener", lambda: [screener.screen(batch) for batch in batches], len(texts), "all checks")
    yield Contender("daachorse", partial(automaton, machine, texts), len(texts), EXACT)
    yield Contender("SQLite FTS5 trigram", partial(index_and_ask, texts, known), len(texts), f"indexing too; {EXACT}")
    few, some = texts[:40], texts[:400]
    yield Contender("Python: mark in title", partial(in_loop, known, some), len(some), EXACT)
    pattern = re.compile("|".join(map(re.escape, known)))
    yield Contender("re, one alternation", partial(alternation, pattern, few), len(few), f"no overlaps; {EXACT}")
    search = fuzzy(known)
    if search:
        yield Contender("rapidfuzz partial_ratio", partial(search, few), len(few), "alike by edits, not by sound; 75 %")


def benchmark() -> Iterator[Report]:
    """Measure on coined marks and titles, one thread."""
    known = marks(MARKS)
    title = f"{MARKS:,} marks, one thread, built beforehand"
    remarks = ("Marks and titles are coined; slow ways ran on fewer titles.",)
    yield side_by_side("screening", title, "titles", list(contenders(known, titles(TITLES, known))), remarks=remarks)
