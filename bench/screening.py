"""Titles a second: the matcher and the screener beside daachorse, hyperscan, FTS5, rapidfuzz, pg_trgm, plain Python.

Run: ``python bench/screening.py [--marks N] [--titles N] [--growth N …]`` or ``jianzhen bench screening``. Marks and
titles are coined. Slow ways get few titles; every rate is of what was really done.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from market_texts import items, marks, register, titles
from rivals import EXACT, Search, with_daachorse, with_fts5, with_hyperscan, with_in, with_pg_trgm, with_rapidfuzz

from jianzhen.faces.cli.benching import Contender, Figures, Report, side_by_side, this_machine, timed
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.matching.matcher import Matcher, warm
from jianzhen.stages.screening.matching.tables import Options, build, load, save

DAY = date(2026, 6, 1)
MARKS, TITLES, SCREENED, SLOW = 300_000, 100_000, 6_000, 5_000
GROWTH = (30_000, 300_000)
FEW = {"SQLite FTS5 trigram": 2_000, "Python: mark in title": 40, "rapidfuzz partial_ratio ≥ 75": 6, "pg_trgm <%": 2}
"""Titles that slow ways get."""
COINED = "Marks and titles are coined."


def fast(known: list[str], texts: list[str]) -> Report:
    """Measure the ways that are built for this: three rounds over all titles, tables built beforehand."""
    column = pa.array(texts)
    ways = [
        Contender(
            f"matcher: three views, spans, sound from {least} syllables",
            partial(Matcher(build(known, options=Options(min_sound=least, min_shape=least))).hits, column),
            len(texts),
            "folds, hears, compares shapes",
        )
        for least in (3, 2)
    ]
    for name, search in (("daachorse, all overlapping", with_daachorse(known)), ("hyperscan", with_hyperscan(known))):
        if search:
            ways.append(Contender(name, partial(search, texts), len(texts), EXACT))
    title = f"{len(known):,} marks, one thread, built beforehand"
    return side_by_side("matching", title, "titles", ways, remarks=(COINED,))


def slow(known: list[str], texts: list[str]) -> Report:
    """Measure the ways at hand that are not: one round, few titles."""
    searches: dict[str, Search | None] = {
        "SQLite FTS5 trigram": with_fts5(known),
        "Python: mark in title": with_in(known),
        "rapidfuzz partial_ratio ≥ 75": with_rapidfuzz(known),
    }
    notes = {
        "SQLite FTS5 trigram": f"titles indexed, every mark asked for; marks of three and more; {EXACT}",
        "Python: mark in title": EXACT,
        "rapidfuzz partial_ratio ≥ 75": "alike by edits, not by sound or shape",
        "pg_trgm <%": "alike by trigrams, which two Chinese characters do not have",
    }
    three = Matcher(build(known, options=Options(min_sound=3, min_shape=3)))
    ways = [Contender("matcher: three views, spans", partial(three.hits, pa.array(texts)), len(texts))]
    with with_pg_trgm(known) as trigrams:
        if not isinstance(trigrams, str):
            searches["pg_trgm <%"] = trigrams
        ways += [
            Contender(name, partial(search, texts[: FEW[name]]), FEW[name], notes[name])
            for name, search in searches.items()
            if search
        ]
        title = f"the same marks, one thread, {len(known):,} of them"
        missing = (trigrams,) if isinstance(trigrams, str) else ()
        return side_by_side("matching", title, "titles", ways, rounds=1, remarks=(COINED, *missing))


def judged(known: list[str], texts: list[str]) -> Report:
    """Measure the whole screener, one thread and two, beside the fastest way that judges nothing."""
    screener, batches = Screener(register(known), as_of=DAY), items(texts, 1_000)

    def in_two() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(screener.screen, batches))

    ways = [
        Contender("Screener", lambda: [screener.screen(batch) for batch in batches], len(texts), "all checks, reasons"),
        Contender("Screener, two threads", in_two, len(texts), "the same"),
        Contender("daachorse, all overlapping", partial(with_daachorse(known), texts), len(texts), EXACT),
    ]
    return side_by_side("screening", f"{len(known):,} marks, built beforehand", "titles", ways, remarks=(COINED,))


def grown(sizes: Sequence[int], count: int) -> Figures:
    """Measure building, memory and rate as marks become more: each in a process of its own."""
    rows = [_alone(what, size, count) for size in sizes for what in ("matcher", "daachorse", "Screener")]
    told = (COINED, "Peak memory is of the whole process, Python and the marks as text included.")
    return Figures("screening", "growth with the number of marks, each alone in a process", tuple(rows), told)


def _alone(what: str, size: int, count: int) -> dict[str, Any]:
    words = [sys.executable, __file__, "--one", what, "--marks", str(size), "--titles", str(count)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603  our own words
    if done.returncode:
        return {"way": what, "marks": f"{size:,}", "built s": None, "titles/s": None, "note": done.stderr[-200:]}
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def one(what: str, size: int, count: int) -> dict[str, Any]:
    """Build one way for so many marks, use it once to warm it, once to time it."""
    known = marks(size)
    before = _peak()
    begun = time.perf_counter()
    note, two = "", None
    if what == "matcher":
        warm()
        begun = time.perf_counter()
        tables = build(known, options=Options(min_sound=3, min_shape=3))
        built = time.perf_counter() - begun
        with tempfile.TemporaryDirectory() as folder:
            save(tables, Path(folder) / "tables")
            opened = timed(lambda: load(Path(folder) / "tables"))
        note = f"tables {tables.size / 1e6:.0f} MB, opened from disk in {opened * 1e3:.0f} ms"
        texts, matcher = titles(count, known), Matcher(tables)
        column = pa.array(texts)
        matcher.hits(column.slice(0, 1000))
        spent, two = timed(lambda: matcher.hits(column)), timed(lambda: _halves(matcher.hits, column, count))
    elif what == "daachorse":
        search = with_daachorse(known)
        built = time.perf_counter() - begun
        texts = titles(count, known)
        spent, note = timed(lambda: search(texts)), EXACT
    else:
        screener = Screener(register(known), as_of=DAY)
        built, count = time.perf_counter() - begun, min(count, SCREENED)
        batches = items(titles(count, known), 1_000)
        screener.screen(batches[0])
        spent, note = timed(lambda: [screener.screen(batch) for batch in batches]), "all checks"
        with ThreadPoolExecutor(2) as pool:
            two = timed(lambda: list(pool.map(screener.screen, batches)))
    return {
        "way": what, "marks": f"{size:,}", "built s": round(built, 2), "peak MB": round(_peak()),
        "of these for the way, MB": round(_peak() - before), "titles/s": round(count / spent),
        "two threads ÷ one": round(spent / two, 2) if two else None, "note": note,
    }  # fmt: skip


def _halves(work: Any, column: pa.Array, count: int) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (column.slice(0, count // 2), column.slice(count // 2))))


def _peak() -> float:
    """Return the most memory this process had, MB; ``ru_maxrss`` would tell of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def benchmark() -> Iterator[Report | Figures]:
    """Measure on coined marks and titles; the whole takes about two minutes."""
    yield from measured(MARKS, TITLES, GROWTH)


def measured(count: int, length: int, growth: Sequence[int]) -> Iterator[Report | Figures]:
    """Yield the reports for so many marks and titles."""
    warm()
    known = marks(count)
    texts = titles(length, known)
    yield fast(known, texts)
    yield slow(known, texts[:SLOW])
    yield judged(known, texts[:SCREENED])
    yield grown(growth, length)


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, default=MARKS)
    parser.add_argument("--titles", type=int, default=TITLES)
    parser.add_argument("--growth", type=int, nargs="*", default=list(GROWTH))
    parser.add_argument("--one", choices=("matcher", "daachorse", "Screener"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(given.one, given.marks, given.titles), ensure_ascii=False))
        return
    print(this_machine())
    for report in measured(given.marks, given.titles, given.growth):
        print(f"\n{report.name}: {report.title}")
        for line in report.rows if isinstance(report, Figures) else report.lines:
            print("  ", _told(line), flush=True)
    print(f"load at the end {this_machine().load}")


def _told(line: Any) -> str:
    if isinstance(line, dict):
        return ", ".join(f"{key} {value}" for key, value in line.items() if value not in {None, ""})
    rate = f"{line.amount:,} titles, {line.rate:,.4g} titles/s, ours ÷ it {line.ratio:.3g}"
    return f"{line.name}: {rate} ({line.note})"


if __name__ == "__main__":
    main()
