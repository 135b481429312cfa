"""Take in a generated listing file of many rows; print rows, seconds, rows a second, peak memory.

Usage: python bench/ingest.py [ROWS] [FOLDER]   (default: 1,000,000 rows in a temporary folder, removed afterwards)
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django
from django.core.management import call_command

MARKS = ("楚雀", "江碚", "汉阙", "云鹤楼", "黄陂记", "九省", "东湖眠", "珞珈月")
GOODS = ("热干面", "豆皮", "麻糖", "绿茶", "白酒", "羽绒服", "充电器", "洗衣液")


def lines(rows: int, seed: int = 7) -> Iterator[str]:
    """Yield the lines of the file: ids, titles with quoted breaks, prices, instants; 0.1 % bad, 1 % repeated."""
    dice = random.Random(seed)
    yield "item_id,text,seller,price,observed_at,备注\n"
    for number in range(rows):
        name = number - 1 if number % 100 == 99 else number
        title = f"{dice.choice(MARKS)}{dice.choice(GOODS)}{dice.randrange(1000)}g"
        text = f'"{title}\n正品, 包邮"' if number % 10 == 0 else title
        price = "面议" if number % 1000 == 500 else f"{dice.randrange(100, 99999) / 100:.2f}"
        day = f"2026-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02} {number % 24:02}:{number % 60:02}:00"
        line = f"L{name},{text},{dice.choice(MARKS)}商行{number % 5000},{price},{day},\n"
        if name == number:
            last = line
        yield last if name != number else line


def generate(path: Path, rows: int) -> None:
    """Write the file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(lines(rows))


def measure(folder: Path, rows: int) -> None:
    """Generate, parse alone, take in, take in again; print figures."""
    path = folder / "inbox" / "listings.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    generate(path, rows)
    print(f"rows {rows:,}  file {path.stat().st_size / 1e6:,.0f} MB")
    os.environ["JIANZHEN_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianzhen.config.settings")
    django.setup()
    report("parse", rows, parse_all, path)
    call_command("migrate", verbosity=0)
    report("take in", rows, take_in)
    report("again", rows, take_in)


def parse_all(path: Path) -> str:
    """Read the file without keeping anything."""
    from jianzhen.base.tabular.read import open_table  # noqa: PLC0415 - after the settings are named

    with open_table(path) as table:
        return f"{sum(batch.rows for batch in table.batches()):,} rows"


def take_in() -> str:
    """Take in the inbox."""
    from jianzhen.base.clock import now  # noqa: PLC0415 - after django.setup()
    from jianzhen.people.policy import SYSTEM  # noqa: PLC0415 - after django.setup()
    from jianzhen.stages.signals.actions import take_in_all  # noqa: PLC0415 - after django.setup()

    (done,) = take_in_all(actor=SYSTEM, at=now())
    return f"{done.state}: landed {done.landed:,}, repeated {done.duplicates:,}, set aside {done.quarantined:,}"


def report(name: str, rows: int, work: object, *arguments: object) -> None:
    """Run one step and print its figures; peak memory is the process's so far."""
    start = time.perf_counter()
    said = work(*arguments)  # type: ignore[operator]
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:8} {seconds:8.1f} s  {rows / seconds:12,.0f} rows/s  peak {peak:6,.0f} MB  {said}")


if __name__ == "__main__":
    count = int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        measure(Path(sys.argv[2]), count)
    else:
        with tempfile.TemporaryDirectory() as made:
            measure(Path(made), count)
