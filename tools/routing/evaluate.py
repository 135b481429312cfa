"""Says how well messages are routed. Run: ``python tools/routing/evaluate.py FILE.csv…`` or ``--world NAME --seed N``.

A file has the columns label and text; a label is a domain, a field of the plan, ``outside`` or ``unclear`` (which
should be abstained). Fields and domains count as right where domain *and* lead agency are.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from messages import OUTSIDE, UNCLEAR, messages, read_world

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.messages.fields import plan_fields
from jianzhen.stages.screening.routing import Routed, Router

ROUTER: Final = Router(read_shipped())
COUNT: Final = 6_000
Pair = tuple[str, str]


def owners() -> dict[str, tuple[str, str]]:
    """Return domain and lead agency of every label that should be routed."""
    books = {book.domain: (book.domain, book.head.agencies.lead[0].code) for book in read_shipped()}
    fields = {one.code: (one.nearest, one.agencies.lead[0].code) for one in plan_fields(list(books))}
    return {**books, **fields}


OWNERS: Final = owners()


def answered(found: Routed) -> str:
    """Return the verdict, or for a routed message domain and lead."""
    if found.verdict != "routed" or found.agencies is None:
        return found.verdict
    return f"{found.domain}/{found.agencies.lead[0].code}"


def wanted(label: str) -> str:
    """Return what a label asks for."""
    if label in OWNERS:
        return "/".join(OWNERS[label])
    return {OUTSIDE: "out_of_scope", UNCLEAR: "abstained"}[label]


def figures(pairs: Sequence[Pair], *, show: bool) -> None:
    """Print counts and shares, and every wrong answer where asked."""
    table: Counter[tuple[str, str]] = Counter()
    leads = routed = right = 0
    for label, text in pairs:
        found = ROUTER.route(text)
        got, want = answered(found), wanted(label)
        kind = "in scope" if label in OWNERS else label
        table[kind, "right" if got == want else found.verdict + (" (wrong)" if found.verdict == "routed" else "")] += 1
        if found.verdict == "routed":
            routed += 1
            right += got == want
            leads += label in OWNERS and got.split("/")[1] == want.split("/")[1]
        if show and got != want:
            print(f"  {label:12} {got:32} {found.confidence:.2f} {text[:60]} | {found.reason('zh')}")
    for (kind, outcome), count in sorted(table.items()):
        print(f"{kind:10} {outcome:18} {count}")
    good = sum(count for (_, outcome), count in table.items() if outcome == "right")
    print(
        f"n {len(pairs)}, answered as wanted {good / len(pairs):.3f}, routed {routed}, of these domain and lead right "
        f"{right / max(routed, 1):.3f}, lead right {leads / max(routed, 1):.3f}"
    )


def read(path: Path) -> Iterator[Pair]:
    """Yield label and text of a file."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["label"], row["text"]


def main() -> None:
    """Evaluate what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--world")
    parser.add_argument("--seed", type=int, default=20193)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    for path in given.files:
        print(path.name)
        figures(list(read(path)), show=given.show)
    if given.world:
        print(f"world {given.world}, seed {given.seed}")
        figures(list(messages(read_world(given.world), seed=given.seed, count=COUNT)), show=given.show)


if __name__ == "__main__":
    main()
