"""Speed of the matcher beside daachorse: three views with spans against exact matching without folding.

Run: ``python bench/matching.py [--titles N] [--marks N …] [--names FILE] [--runs N] [--settings NAME …]``. Every run
takes the engines in turn on the same titles, so that a busy machine slows all of them; the ratios are of times of the
same run. daachorse is measured twice: hits let go title by title, which the ratios are of, and all kept as ours are.
``--names``: a file (may be .gz) of real short names, one a line; they are benched beside the synthetic marks.
"""

from __future__ import annotations

import argparse
import gzip
import platform
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import daachorse
import pyarrow as pa
from pypinyin.constants import PHRASES_DICT

from jianzhen.stages.screening.matching.layout import VIEWS
from jianzhen.stages.screening.matching.matcher import Matcher, warm
from jianzhen.stages.screening.matching.tables import Options, build, load, save

WORDS = sorted(word for word in PHRASES_DICT if 2 <= len(word) <= 4)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WIDE = {"min_edit": 6, "alike_three": "far_glyph", "alike_longer": "other"}
SETTINGS = {
    "sound and shape from 3": Options(min_sound=3, min_shape=3),
    "sound from 3, shape from 2": Options(min_sound=3, min_shape=2),
    "sound from 2, shape from 3": Options(min_sound=2, min_shape=3),
    "sound and shape from 2": Options(min_sound=2, min_shape=2),
    "wide, from 3": Options(min_sound=3, min_shape=3, **WIDE),
    "wide, sound from 2, shape from 3": Options(min_sound=2, min_shape=3, **WIDE),
    "wide, sound and shape from 2": Options(min_sound=2, min_shape=2, **WIDE),
    "widest, sound from 2, spelled": Options(
        min_sound=2, min_shape=3, min_edit=6, min_spelled=6, alike_three="other", alike_longer="other"
    ),
}
"""``from 3`` and ``from 2``: the least length of a mark. Wide: one character or letter apart, weighed by likeness."""
MEAN_TITLE = 17.6
"""Characters of a title, as in the titles that earlier figures were measured on."""


def synthetic(count: int, seed: int = 7) -> list[str]:
    """Return distinct coined marks: seven in ten Chinese (2-6 characters, drawn as words use them), the rest Latin."""
    chance, made = random.Random(seed), dict[str, None]()
    characters = "".join(WORDS)
    while len(made) < count:
        if chance.random() < 0.7:
            length = chance.choices((2, 3, 4, 5, 6), (20, 35, 30, 10, 5))[0]
            made["".join(chance.choices(characters, k=length))] = None
        else:
            made["".join(chance.choices(LETTERS, k=chance.randint(4, 10)))] = None
    return list(made)


def titles(count: int, marks: list[str], seed: int = 11) -> list[str]:
    """Return titles of random words, the common ones more often; every tenth holds a mark."""
    chance = random.Random(seed)
    words = chance.sample(WORDS, 30000)
    return [_title(chance, words, marks) for _ in range(count)]


def _title(chance: random.Random, words: list[str], marks: list[str]) -> str:
    parts, length, wanted = [], 0, max(6.0, chance.gauss(MEAN_TITLE, 5))
    while length < wanted:
        parts.append(words[int(len(words) * chance.random() ** 2)])
        length += len(parts[-1])
    if chance.random() < 0.1:
        parts.insert(chance.randrange(len(parts) + 1), chance.choice(marks))
    return "".join(parts)


def read_names(path: Path) -> list[str]:
    """Return the names of a file, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip()]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds ``work`` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def costed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds ``work`` takes, and those this thread was on a core: what neighbours cannot stretch."""
    begun, own = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - begun, time.thread_time() - own


def with_daachorse(machine: Any, texts: list[str]) -> int:
    """Find all with daachorse and let go of it title by title: Python slows down with every tuple that is kept."""
    return sum(len(machine.find_overlapping(text)) for text in texts)


def in_threads(matcher: Matcher, column: pa.Array) -> None:
    """Match two halves of a column on two threads."""
    half = len(column) // 2
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(matcher.hits, (column.slice(0, half), column.slice(half))))


def bench(label: str, marks: list[str], count: int, runs: int, asked: list[str]) -> Iterator[str]:
    """Yield the lines of one set of marks."""
    texts = titles(count, marks)
    column = pa.array(texts)
    matchers = {}
    for name in asked:
        begun = time.perf_counter()
        tables = build(marks, options=SETTINGS[name])
        built = time.perf_counter() - begun
        with tempfile.TemporaryDirectory() as folder:
            save(tables, Path(folder) / "tables")
            opened = timed(lambda: load(Path(folder) / "tables"))
        matchers[name] = Matcher(tables)
        cost = f"built in {built:.2f} s, {tables.size / 1e6:.0f} MB, opened in {opened * 1e3:.0f} ms"
        hits = matchers[name].hits(column)
        views = ", ".join(f"{view} {(hits.view == number).sum() / count:.2f}" for number, view in enumerate(VIEWS))
        yield f"{label}: {name}: {cost}; hits a title: {views}"
    begun = time.perf_counter()
    machine = daachorse.CharwiseDoubleArrayAhoCorasick(list(dict.fromkeys(marks)))
    yield f"{label}: daachorse built in {time.perf_counter() - begun:.2f} s"
    base = "daachorse exact, no folding"
    engines: dict[str, Callable[[], object]] = {base: partial(with_daachorse, machine, texts)}
    engines["daachorse, all hits kept"] = lambda: [machine.find_overlapping(text) for text in texts]
    engines |= {name: partial(matcher.hits, column) for name, matcher in matchers.items()}
    two = partial(in_threads, next(iter(matchers.values())), column)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    alone, paired = [], []
    for _ in range(runs):
        for name, work in engines.items():
            times[name].append(costed(work))
        paired.append(timed(two))
        alone.append(timed(partial(next(iter(matchers.values())).hits, column)))
    for name, own in times.items():
        wall, cpu = (statistics.median(b[k] / o[k] for b, o in zip(times[base], own, strict=True)) for k in (0, 1))
        rate = count / statistics.median(cost[1] for cost in own)
        yield f"{label}: {name:32} {rate:>10,.0f} titles a core second   ratio {cpu:.2f} (by the wall clock {wall:.2f})"
    speedup = statistics.median(one / other for one, other in zip(alone, paired, strict=True))
    yield f"{label}: two threads are {speedup:.2f} times as fast as one"


def main() -> None:
    """Print machine, versions and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--marks", type=int, nargs="+", default=[30_000, 300_000])
    parser.add_argument("--names", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--settings", nargs="+", choices=list(SETTINGS), default=list(SETTINGS))
    asked = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "pyarrow", "daachorse"))
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {packages}")
    print(f"machine code ready in {timed(warm):.1f} s (from the cache where it is warm)")
    sets = {f"{count:,} synthetic": synthetic(count) for count in asked.marks}
    if asked.names:
        names = read_names(asked.names)
        sets[f"{len(names):,} real names + Latin to 300,000"] = names + synthetic(300_000 - len(names), 5)
    for label, marks in sets.items():
        for line in bench(label, marks, asked.titles, asked.runs, asked.settings):
            print(line, flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
