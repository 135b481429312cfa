"""`screen items` as a user runs it: a process of its own, files in, files out, all checks, 300,000 marks.

Run: ``python bench/end_to_end.py [--items N] [--marks N] [--plane embedded|spark] [--same N] [--json FILE]``. Prints
seconds by the wall clock, items a second, the peak memory of the process and all it starts, whether progress was
shown on a terminal, and whether every cut into batches and both planes gave the same rows (on ``--same`` items).
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from disguise_kinds import separators
from disguise_tables import load_tables
from disguise_words import GOODS
from disguise_world import Coiner, coined_title, real_names

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.benching import Figures, this_machine
from jianzhen.plane.spark_session import require_spark
from jianzhen.stages.screening.kernel import Screener

DAY = date(2026, 6, 1)
SEED = 41
PLAIN, DISGUISED = 0.2, 0.02
"""Part of the listings that name a mark of the register as it is, and that disguise one."""
CHUNK = 50_000
EVERY = 0.25
"""Seconds between two looks at the memory."""
ITEM = pa.schema(
    [("item_id", pa.string()), ("text", pa.string()), ("kind", pa.string()), ("seller", pa.string()),
     ("goods", pa.string()), ("price", pa.string())]
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One run: seconds by the wall clock, peak bytes of all processes, counts seen on the terminal, exit code."""

    seconds: float
    peak: int
    shown: int
    code: int
    said: str


def write_marks(file: Path, count: int) -> list[str]:
    """Write a register of so many marks: real short names as far as they are here, coined ones for the rest."""
    dice = random.Random(SEED)
    marks = real_names()[:count]
    coiner = Coiner(marks)
    while len(marks) < count:
        marks.append(_coined(coiner, dice))
    ids = [f"R{place}" for place in range(count)]
    goods = [dice.choice(GOODS).nice if place % 2 else None for place in range(count)]
    pq.write_table(pa.table({"right_id": ids, "kind": ["trademark"] * count, "mark": marks, "goods": goods}), file)
    return marks


def _coined(coiner: Coiner, dice: random.Random) -> str:
    if dice.random() < 0.5:
        return coiner.latin(dice.randint(6, 9), dice)
    return coiner.hanzi(dice.choice((3, 4, 5)), dice)


def write_items(file: Path, count: int, marks: list[str]) -> None:
    """Write so many listings; they hold marks as :data:`PLAIN` and :data:`DISGUISED` say."""
    dice, tables = random.Random(SEED + 1), load_tables()
    long = [mark for mark in marks if len(mark) > 2]

    def brand() -> str:
        chance = dice.random()
        if chance < DISGUISED:
            return separators(dice.choice(long), tables, dice)[0]
        return dice.choice(marks) if chance < DISGUISED + PLAIN else ""

    with pq.ParquetWriter(file, ITEM) as writer:
        for start in range(0, count, CHUNK):
            places = range(start, min(start + CHUNK, count))
            goods = [dice.choice(GOODS) for _ in places]
            columns = {
                "item_id": [str(place) for place in places],
                "text": [coined_title(one, brand(), dice) + dice.choice(one.fits) for one in goods],
                "kind": ["listing"] * len(places),
                "seller": [f"店铺{dice.randrange(5_000)}号" for _ in places],
                "goods": [dice.choice(one.words) if place % 2 else None for place, one in enumerate(goods)],
                "price": [f"{dice.randint(5, 900)}.9" for _ in places],
            }
            writer.write_table(pa.table(columns, schema=ITEM))


def measure(folder: Path, out: str, *, items: str = "items.parquet", plane: str = "embedded") -> Measured:
    """Run the command on the folder's files, on a terminal of its own, and watch it."""
    command = [
        sys.executable, "-m", "jianzhen", "screen", "items", "--rights", str(folder / "rights.parquet"),
        "--items", str(folder / items), "--out", str(folder / out), "--as-of", str(DAY), "--plane", plane,
    ]  # fmt: skip
    ours, theirs = pty.openpty()
    said: list[bytes] = []
    begun = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as process:  # noqa: S603  ours
        os.close(theirs)
        reader = threading.Thread(target=_listen, args=(ours, said), daemon=True)
        reader.start()
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(_memory, _tree(process.pid))))
            time.sleep(EVERY)
    seconds = time.perf_counter() - begun
    reader.join(2)
    os.close(ours)
    text = b"".join(said).decode("utf-8", "replace")
    counts = {int(found.replace(",", "")) for found in re.findall(r"screening\D*?([\d,]+)", text)}
    return Measured(seconds, peak, len(counts - {0}), process.returncode, text[-600:])


def _listen(terminal: int, said: list[bytes]) -> None:
    with suppress(OSError):  # the terminal closes with the process
        while part := os.read(terminal, 65_536):
            said.append(part)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):  # it may end while we look
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _memory(pid: int) -> int:
    """Return the bytes of a process, pages it shares counted in proportion."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _rate(count: int, seconds: float) -> int | str:
    """Return a rate, or that there was too little to measure."""
    return round(count / seconds) if seconds > 1 else "too few items to tell"


def same_rows(folder: Path, count: int) -> dict[str, bool | str]:
    """Say of every other way whether its rows are those of one batch: small batches, the command, Spark."""
    whole = pq.read_table(folder / "items.parquet").slice(0, count)
    pq.write_table(whole, folder / "few.parquet")
    screener = Screener(pq.read_table(folder / "rights.parquet"), as_of=DAY)
    expected = screened(screener, whole, count)
    answer: dict[str, bool | str] = {
        f"batches of {size}": screened(screener, whole, size).equals(expected) for size in (1, 7, 1_000)
    }
    keys = ["item_id", "right_id", "check", "verdict", "span_start", "span_end"]
    plain = expected.select(keys).to_pylist()
    for plane in ("embedded", "spark"):
        try:
            if plane == "spark":
                require_spark(os.environ)
        except RefusedError as missing:
            answer["the command, spark"] = str(missing)
            continue
        run = measure(folder, f"{plane}.parquet", items="few.parquet", plane=plane)
        assert run.code == 0, run.said
        found = pq.read_table(folder / f"{plane}.parquet").select(keys).to_pylist()
        answer[f"the command, {plane}"] = found == plain
    return answer


def screened(screener: Screener, items: pa.Table, size: int) -> pa.Table:
    """Return the findings of a table of items, cut into batches of ``size``."""
    batches = items.combine_chunks().to_batches(max_chunksize=size)
    return pa.Table.from_batches([screener.screen(batch) for batch in batches])


def run(items: int, marks: int, *, plane: str, same: int) -> list[Mapping[str, Any]]:
    """Measure and return the rows to show: set-up alone, the whole, and what was equal."""
    with tempfile.TemporaryDirectory(prefix="jianzhen-bench-") as name:
        folder = Path(name)
        known = write_marks(folder / "rights.parquet", marks)
        write_items(folder / "items.parquet", items, known)
        write_items(folder / "one.parquet", 1, known)
        first, setup = (measure(folder, "one-out.parquet", items="one.parquet", plane=plane) for _ in range(2))
        whole = measure(folder, "out.parquet", plane=plane)
        for each in (setup, whole):
            assert each.code == 0, each.said
        found = pq.read_table(folder / "out.parquet", columns=["item_id", "verdict"])
        verdicts = {one["values"]: one["counts"] for one in found.column("verdict").value_counts().to_pylist()}
        rows: list[Mapping[str, Any]] = [
            {"what": "seconds, start to end", "figure": round(whole.seconds, 1)},
            {"what": "the first run of one item alone, nothing compiled before", "figure": round(first.seconds, 1)},
            {"what": "a second run of one item alone: set-up", "figure": round(setup.seconds, 1)},
            {"what": "items a second, all included", "figure": round(items / whole.seconds)},
            {"what": "items a second, set-up left out", "figure": _rate(items, whole.seconds - setup.seconds)},
            {"what": "peak memory of all its processes, MB", "figure": round(whole.peak / 1e6)},
            {"what": "different counts shown on the terminal", "figure": whole.shown},
            {"what": "findings", "figure": found.num_rows},
            {
                "what": "of them flag, watch, clear",
                "figure": ", ".join(f"{key} {verdicts[key]}" for key in sorted(verdicts)),
            },
        ]
        if same:
            for way, equal in same_rows(folder, min(same, items)).items():
                rows.append({"what": f"rows of {way} are those of one batch", "figure": str(equal)})
    return rows


def benchmark() -> Iterator[Figures]:
    """Measure 60,000 listings and 300,000 marks; cuts and planes on 1,500 listings."""
    yield figures(60_000, 300_000, plane="embedded", same=1_500)


def figures(items: int, marks: int, *, plane: str, same: int) -> Figures:
    """Return what was measured as a table."""
    title = f"{items:,} listings, {marks:,} marks, all checks, a process of its own, {plane}"
    told = ("Real short names as far as they are here, coined ones for the rest; listings are coined.",)
    return Figures("end_to_end", title, tuple(map(dict, run(items, marks, plane=plane, same=same))), told)


def main() -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=60_000)
    parser.add_argument("--marks", type=int, default=300_000)
    parser.add_argument("--plane", choices=("embedded", "spark"), default="embedded")
    parser.add_argument("--same", type=int, default=1_500, help="compare cuts and planes on so many; 0: do not")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    machine = this_machine()
    found = figures(given.items, given.marks, plane=given.plane, same=given.same)
    print(f"{machine.processor}, {machine.cores} cores, load before {machine.load}, after {this_machine().load}")
    print(found.title)
    for row in found.rows:
        print(f"  {row['what']}: {row['figure']}")
    if given.json:
        given.json.write_text(json.dumps({"title": found.title, "rows": found.rows}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
