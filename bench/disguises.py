"""Disguised marks that are flagged, and clean texts that are not: one run, one register, one threshold.

Run: ``python bench/disguises.py [--seed dev|report] [--per-kind N] [--misses FILE] [--json FILE]
[--curve FILE.svg]``. Only ``flag`` counts as found. The register is the 267 thousand real short names of the shared
data and the planted marks; half of the disguised marks are put into real listing titles, and the same titles without
them are among the clean ones. Nobody may tune on the seed ``report``; ``dev`` is there for that.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from disguise_curve import Curve, Swept, curve_rows, draw
from disguise_tables import Tables, load_tables
from disguise_world import Case, Title, World, make_world

from jianzhen.faces.cli.benching import Figures, this_machine
from jianzhen.stages.screening.kernel import Screener

DAY = date(2026, 6, 1)
SEEDS = {"dev": 20260101, "report": 20261130}
BATCH = 2_000
JUST_BELOW = 0.4999
"""What a group that only watches counts as at most: no threshold turns it into a flag."""
TARGETS = {
    ("hanzi", "separators"): {3: 0.98, 4: 0.98},
    ("hanzi", "homophone, same tone"): {3: 0.90, 4: 0.97},
    ("hanzi", "homophone, other tone"): {3: 0.90, 4: 0.97},
    ("hanzi", "look-alike, both lists"): {3: 0.92, 4: 0.92},
    ("hanzi", "look-alike, by hand"): {3: 0.92, 4: 0.92},
    ("hanzi", "parts (拆字)"): {3: 0.92, 4: 0.92},
    ("hanzi", "one pinyin"): {3: 0.95, 4: 0.95},
    ("latin", "separators"): {4: 0.98},
    ("latin", "leet"): {4: 0.97},
}
"""What is aimed at, by script, kind and length from which on (hanzi: 3, and 4 and more)."""
RESTRAINT = 0.005
"""The part of clean listings that may be flagged."""


@dataclass
class Seen:
    """What the screener said of one case: was its own mark flagged, was anything, and the best score of its own."""

    case: Case
    flagged: bool = False
    any_flag: bool = False
    score: float = 0.0
    said: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Characters of the mark."""
        return len(self.case.planted.mark)


@dataclass
class Clean:
    """What the screener said of one set of clean texts."""

    name: str
    total: int
    flagged: int = 0
    by_mark: int = 0
    lengths: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """All of one run."""

    seed: str
    source: str
    register: int
    seen: list[Seen]
    clean: list[Clean]
    seconds: Mapping[str, float]


def run(seed: str, per_kind: int, *, kind: str = "trademark") -> Outcome:
    """Make the world of a seed, screen it and return what was said."""
    begun = time.perf_counter()
    tables: Tables = load_tables()
    world: World = make_world(SEEDS[seed], per_kind, tables)
    made = time.perf_counter()
    register = world.register(kind)
    screener = Screener(register, as_of=DAY)
    built = time.perf_counter()
    seen = look_at_cases(screener, world.cases)
    looked = time.perf_counter()
    marks = dict(zip(register.column("right_id").to_pylist(), register.column("mark").to_pylist(), strict=True))
    clean = [look_at_clean(screener, name, titles, marks) for name, titles in world.clean.items()]
    ended = time.perf_counter()
    seconds = {"world": made - begun, "set-up": built - made, "cases": looked - built, "clean": ended - looked}
    return Outcome(seed, tables.source, register.num_rows, seen, clean, seconds)


def findings(screener: Screener, ids: Sequence[str], titles: Sequence[Title]) -> Iterator[dict[str, Any]]:
    """Yield the findings of texts as dictionaries, batch by batch."""
    for start in range(0, len(ids), BATCH):
        part = titles[start : start + BATCH]
        cells = {
            "item_id": pa.array(ids[start : start + BATCH]),
            "text": pa.array([one.text for one in part]),
            "kind": pa.array([one.kind for one in part]),
            "price": pa.array([one.price for one in part], pa.string()),
        }
        yield from screener.screen(pa.record_batch(cells)).to_pylist()


def look_at_cases(screener: Screener, cases: Sequence[Case]) -> list[Seen]:
    """Screen the disguised marks."""
    seen = {case.item_id: Seen(case) for case in cases}
    for row in findings(screener, list(seen), [Title(case.text) for case in cases]):
        one = seen[row["item_id"]]
        flag = row["verdict"] == "flag"
        one.any_flag |= flag
        if row["right_id"] == one.case.planted.right_id:
            one.flagged |= flag
            one.score = max(one.score, _swept(row))
            one.said.append(f"{row['verdict']} {row['score']:.2f} {row['reason_code']} {row['weight']:+.1f}")
        elif flag:
            one.said.append(f"(another: {row['reason_code']} {row['quote']})")
    return list(seen.values())


def _swept(row: Mapping[str, Any]) -> float:
    if row["verdict"] == "clear":
        return 0.0
    return float(row["score"]) if row["verdict"] == "flag" else min(float(row["score"]), JUST_BELOW)


def look_at_clean(screener: Screener, name: str, titles: Sequence[Title], marks: Mapping[str, str]) -> Clean:
    """Screen clean texts."""
    found = Clean(name, len(titles), scores=[0.0] * len(titles))
    flags: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in findings(screener, [str(place) for place in range(len(titles))], titles):
        place = int(row["item_id"])
        found.scores[place] = max(found.scores[place], _swept(row))
        if row["verdict"] == "flag":
            flags[place].append(row)
    for place, rows in flags.items():
        named = [marks[row["right_id"]] for row in rows if row["right_id"]]
        found.by_mark += bool(named)
        found.lengths.update({len(mark) for mark in named})
        found.codes.update({row["reason_code"] for row in rows if row["weight"] > 0})
        told = "; ".join(f"{row['reason_code']} {row['reason_params']}" for row in rows if row["weight"] > 0)
        found.examples.append(f"{titles[place].text[:80]} | {told[:300]}")
    found.flagged = len(flags)
    return found


def recall_rows(seen: Iterable[Seen]) -> list[dict[str, Any]]:
    """Return kind × length: flagged of all, the same in a real and in a coined title, and what is aimed at."""
    groups: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    for one in seen:
        groups[one.case.script, one.case.kind, length_class(one)].append(one)
    return [_recall_row(key, found) for key, found in groups.items()]


def length_class(one: Seen) -> str:
    """Return 2, 3 or 4+ for characters; 4, 5 to 6, or 7+ for Latin letters."""
    if one.case.script == "hanzi":
        return str(one.length) if one.length < 4 else "4+"
    return "4" if one.length == 4 else "5-6" if one.length < 7 else "7+"


def _recall_row(key: tuple[str, str, str], found: Sequence[Seen]) -> dict[str, Any]:
    script, kind, length = key
    aims = TARGETS.get((script, kind), {})
    aim = max((aims[start] for start in aims if start <= int(length[0])), default=None)
    return {
        "script": script, "kind": kind, "length": length, "n": len(found), "flagged": share(found),
        "in real titles": share([one for one in found if one.case.carrier == "real"]),
        "in coined titles": share([one for one in found if one.case.carrier == "coined"]),
        "any flag": sum(one.any_flag for one in found) / len(found), "aim": aim,
    }  # fmt: skip


def share(found: Sequence[Seen]) -> float | None:
    """Return the part whose own mark was flagged, None of nothing."""
    return sum(one.flagged for one in found) / len(found) if found else None


def manner_rows(seen: Iterable[Seen]) -> list[dict[str, Any]]:
    """Return recall by the finer manner of each kind, marks of three characters or more."""
    groups: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    for one in seen:
        if one.length > 2:
            groups[one.case.script, one.case.kind, one.case.manner].append(one)
    return [
        {"script": key[0], "kind": key[1], "manner": key[2], "n": len(found), "flagged": share(found)}
        for key, found in sorted(groups.items()) if len({other[2] for other in groups if other[:2] == key[:2]}) > 1
    ]  # fmt: skip


def restraint_rows(clean: Iterable[Clean]) -> list[dict[str, Any]]:
    """Return the flagged part of every set of clean texts."""
    return [
        {
            "clean texts": one.name, "n": one.total, "flagged": one.flagged / one.total,
            "by a mark": one.by_mark / one.total,
            "mark lengths": ", ".join(f"{length}: {count}" for length, count in sorted(one.lengths.items())),
        }
        for one in clean
    ]  # fmt: skip


def curves(outcome: Outcome) -> list[Curve]:
    """Return the curves: disguises with an aim, marks of three characters and more, against the clean listings."""
    wanted = [one for one in outcome.seen if (one.case.script, one.case.kind) in TARGETS and one.length > 2]
    clean = outcome.clean[0]
    found = Swept([one.score for one in wanted], clean.scores)
    return [Curve(f"one disguised title in {1 / part:.0f}", found, part) for part in (0.1, 0.01)]


def markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as a Markdown table."""
    if not rows:
        return "(nothing)"
    lines = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
    lines += ["| " + " | ".join(_cell(value) for value in row.values()) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def miss_lines(outcome: Outcome, each: int = 20) -> Iterator[str]:
    """Yield examples of what was not flagged, and of clean texts that were, with what was said of them."""
    groups: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in outcome.seen:
        if one.flagged == (one.case.kind == "plain") and one.length > 2:
            groups[one.case.script, one.case.kind].append(one)
    for (script, kind), missed in groups.items():
        head = "flagged, though plain" if kind == "plain" else "not flagged"
        yield f"\n## {script}, {kind}: {len(missed)} {head} (marks of 3 and more)"
        yield f"reasons: {dict(Counter(_why(one) for one in missed).most_common(8))}"
        for one in random.Random(1).sample(missed, min(each, len(missed))):
            case = one.case
            yield f"- {case.planted.mark} → {case.written} [{case.manner}] {case.text[:70]} | {_said(one)}"
    for clean in outcome.clean:
        yield f"\n## clean: {clean.name}: {clean.flagged} of {clean.total} flagged {dict(clean.codes.most_common(12))}"
        yield from (f"- {line}" for line in clean.examples[: 2 * each])


def _why(one: Seen) -> str:
    own = [said for said in one.said if not said.startswith("(")]
    return f"{own[0].split()[0]} {own[0].split()[2]}" if own else "no finding"


def _said(one: Seen) -> str:
    return "; ".join(one.said[:4]) or "no finding"


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of the report, in Markdown."""
    machine = this_machine()
    yield f"seed {outcome.seed}; {outcome.register:,} marks; disguises from {outcome.source}"
    yield f"{machine.processor}, {machine.cores} cores, load {machine.load}, Python {machine.python}"
    yield "seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in outcome.seconds.items())
    for title, rows in (
        ("Recall by kind and length", recall_rows(outcome.seen)),
        ("Restraint", restraint_rows(outcome.clean)),
        ("Recall by manner, marks of three and more", manner_rows(outcome.seen)),
        ("Precision and recall as the threshold moves", curve_rows(curves(outcome))),
    ):
        yield f"\n### {title}\n\n{markdown(rows)}"


def benchmark() -> Iterator[Figures]:
    """Measure recall and restraint on the seed that is for developing, a hundred cases of each kind."""
    outcome = run("dev", 100)
    known = f"{outcome.register:,} marks, seed {outcome.seed}; disguises from {outcome.source}"
    told = ("Only flag counts; aims hold for marks of three characters and more: one of two never flags alone.",)
    yield Figures("disguises", f"recall, {known}", tuple(recall_rows(outcome.seen)), told)
    yield Figures("disguises", "clean texts flagged, same register and threshold", tuple(restraint_rows(outcome.clean)))
    yield Figures("disguises", "the threshold on the score moves", tuple(curve_rows(curves(outcome))))


def main() -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", choices=tuple(SEEDS), default="dev")
    parser.add_argument("--per-kind", type=int, default=300)
    parser.add_argument("--kind", choices=("trademark", "name"), default="trademark", help="kind of all rights")
    parser.add_argument("--misses", type=Path, help="write examples of what was missed here")
    parser.add_argument("--curve", type=Path, help="draw the curve here, as SVG")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    outcome = run(given.seed, given.per_kind, kind=given.kind)
    for line in report(outcome):
        print(line, flush=True)
    if given.misses:
        given.misses.write_text("\n".join(miss_lines(outcome)) + "\n", encoding="utf-8")
    if given.curve:
        given.curve.write_text(draw(curves(outcome)), encoding="utf-8")
    if given.json:
        facts = {"recall": recall_rows(outcome.seen), "restraint": restraint_rows(outcome.clean),
                 "manners": manner_rows(outcome.seen), "curve": curve_rows(curves(outcome))}  # fmt: skip
        given.json.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
