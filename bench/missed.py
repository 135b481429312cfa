"""Possible missed transfers on the sample city: found, missed and false, beside a view that looks at single cases.

Run: ``python bench/missed.py [--scale N] [--seeds N …]``. Each seed is a city of its own, built, passed through
and scored by the commands that a user has; the seeds here were used by nobody who wrote the detector.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jianzhen.faces.cli.benching import Figures, this_machine

SEEDS = (501, 502)
SCALE = 3.0
DAY = "2026-11-23"
VIEWS = {"single_cases": "single cases", "whole_database": "whole database"}


def city(folder: Path, seed: int, scale: float) -> dict[str, Any]:
    """Build a city, do one pass over it and return its score."""
    _run("sample", "build", str(folder), "--seed", str(seed), "--scale", str(scale))
    _run("run", "--data", str(folder), "--as-of", DAY)
    found: dict[str, Any] = json.loads(_run("sample", "score", str(folder), "--json"))
    return found


def _run(*words: str) -> str:
    command = [sys.executable, "-m", "jianzhen", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  (our own words)


def rows(seed: int, scored: dict[str, Any]) -> list[dict[str, str | int | float | None]]:
    """Return both views of one city as rows of the table."""
    return [
        {
            "seed": seed,
            "view": VIEWS[one["view"]],
            "found": one["found"],
            "missed": one["missed"],
            "decoys taken": one["wrong"],
            "stray": one["strangers"],
            "shells": one["unlinkable_found"],
            "precision": _share(one["precision"]),
            "recall": _share(one["recall"]),
            "day exact": one["on_the_day"],
        }
        for one in scored["transfers"]
    ]


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def kinds(folder: Path) -> Counter[str]:
    """Return how many items of each kind and role a city holds."""
    lines = (folder / "truth" / "planted.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    wanted = [item for item in items if item["scenario"] == "missed_transfer"]
    return Counter(f"{item['role']} {item['detail']['kind']}" for item in wanted)


def benchmark(seeds: Sequence[int] = SEEDS, scale: float = SCALE) -> list[Figures]:
    """Measure both views on every seed."""
    found: list[dict[str, str | int | float | None]] = []
    counted: Counter[str] = Counter()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="jianzhen-missed-") as folder:
            found += rows(seed, city(Path(folder), seed, scale))
            counted += kinds(Path(folder))
    held = ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))
    remarks = (f"sample city at scale {scale:g}; items in all: {held}",)
    return [Figures("missed", "possible missed transfers", tuple(found), remarks)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    asked = parser.parse_args()
    print(this_machine())
    for table in benchmark(asked.seeds, asked.scale):
        for row in table.rows:
            print("  ".join(f"{name} {value}" for name, value in row.items()))
        print(*table.remarks, sep="\n")


if __name__ == "__main__":
    main()
