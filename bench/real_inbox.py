"""Fill an instance with real public input: two store listings, citizens' messages, a register of real names.

Usage: python bench/real_inbox.py DATA   then: jianzhen run --data DATA

The public files are found where the tests find them: in the folder ``shared`` beside the checkout, or in the one that
``JIANZHEN_TEST_SHARED`` names. They are copied as they are; the register is written for the packaged manifest
``generic-rights``. DATA belongs outside the repository or in a folder that git
ignores: nothing of it is to be published.
"""

from __future__ import annotations

import csv
import gzip
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FILES: Final = ("listings/store-a.xlsx", "listings/store-b.xlsx", "complaints/messages.xlsx")
"""What goes into the inbox, relative to the folder of public data; the packaged manifests know all three by columns."""

REGISTER: Final = "public-names.csv"
HEAD: Final = ("right_id", "kind", "mark")


def public_data() -> Path:
    """Return the folder of public data, which is no part of the project.

    Raises:
        SystemExit: it is not there.
    """
    named = os.environ.get("JIANZHEN_TEST_SHARED")
    folder = (Path(named) if named else Path(__file__).resolve().parents[2] / "shared") / "data"
    if not folder.is_dir():
        raise SystemExit("the public data is not beside the checkout: name its folder with JIANZHEN_TEST_SHARED")
    return folder


def rights(names: Path) -> Iterator[tuple[str, str, str]]:
    """Yield right id, kind and mark: short names of firms (字号) as names, brands as trademarks.

    The ids are made up from the line's number. Nothing is known of goods, holders or validity, so nothing is claimed:
    every name counts on every day for every kind of goods, the hardest case for false alarms.
    """
    with gzip.open(names / "company-short-names.txt.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield f"PUBLIC-N-{number:06}", "name", line.strip()
    with (names / "foreign-brands.csv").open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), start=1):
            yield f"PUBLIC-B-{number:04}", "trademark", row["brand"].strip()


def fill(data: Path) -> int:
    """Fill inbox and register of the instance in ``data``; return how many rights the register holds."""
    source = public_data()
    inbox, registers = data / "inbox", data / "rights"
    for folder in (inbox, registers):
        folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(source / name, inbox / Path(name).name)
    register = list(rights(source / "names"))
    part = registers / f".{REGISTER}.part"
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        writer.writerows(register)
    part.replace(registers / REGISTER)
    return len(register)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    print(f"{len(FILES)} files in {folder / 'inbox'}, {fill(folder):,} rights in {folder / 'rights' / REGISTER}")
