"""What ``bench/cases.py`` starts in a process of its own, once for each database: build the world, then measure it.

``cases_ways.py CASES REQUESTS`` fills the instance of ``JIANZHEN_DATA`` (and ``JIANZHEN_DATABASE_URL``) and prints one
JSON object of lists of rows.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from jianzhen.faces.cli.opening import open_database

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "law" / "assess" / "golden" / "boundaries.json"
Row = dict[str, Any]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def spread(seconds: list[float]) -> Row:
    """Return p50, p95 and the longest in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    found = {"p50 ms": cuts[49], "p95 ms": cuts[94], "longest ms": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in found.items()}


def load() -> float:
    """Return the one-minute load of the machine."""
    return round(os.getloadavg()[0], 1)


def built(cases: int, seed: int) -> list[Row]:
    """Build the world."""
    from cases_world import TABLES, World, counted  # noqa: PLC0415 - after the instance is open

    world = World(seed, cases, leads=cases * 15 // 100, grievances=cases // 5, assignments=cases // 20)
    seconds, _ = timed(world.write)
    settle()
    return [{"s": round(seconds, 1), "load": load(), **counted(TABLES)}]


def settle() -> None:
    """Let the engine look at its tables, as its own maintenance does in time."""
    from django.db import connection  # noqa: PLC0415 - after the instance is open

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ticks() -> list[Row]:
    """Tick a world that no tick has seen, again the same day, the next day; then hold the log against itself."""
    from cases_world import AS_OF, moment  # noqa: PLC0415 - after the instance is open

    from jianzhen.custody import log  # noqa: PLC0415
    from jianzhen.people.policy import SYSTEM  # noqa: PLC0415
    from jianzhen.stages.cases.actions.clock import tick_all  # noqa: PLC0415
    from jianzhen.stages.cases.queries.clocks import clocks_to_turn  # noqa: PLC0415

    rows: list[Row] = []
    for what, at in (
        ("first tick, everything at once", moment(AS_OF)),
        ("again the same day", moment(AS_OF, 15)),
        ("the next day", moment(AS_OF + timedelta(days=1))),
    ):
        asked, waiting = timed(partial(clocks_to_turn, at.date()))
        seconds, done = timed(partial(tick_all, actor=SYSTEM, at=at))
        rows.append(
            {
                "tick": what,
                "clocks to turn": waiting,
                "count them s": round(asked, 2),
                "tick s": round(seconds, 2),
                "load": load(),
                "overdue": done.overdue,
                "escalated": done.escalated,
            }
        )
    seconds, size = timed(log.verify)
    held = {"tick": f"verify the log of {size:,} events", "tick s": round(seconds, 2), "load": load()}
    rows.append(dict.fromkeys(rows[0]) | held)
    return rows


def lists(requests: int, seed: int) -> list[Row]:
    """Ask for pages of work as each reader does; the requests of all readers in turn."""
    asked = list(readers(random.Random(seed), requests))
    seconds: dict[str, list[float]] = {}
    for name, ask in asked[: len(asked) // 10] + asked:
        seconds.setdefault(name, []).append(timed(ask)[0])
    return [{"page": name, "requests": requests, **spread(took[-requests:])} for name, took in seconds.items()]


def readers(dice: random.Random, requests: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield who asks for which page, with the call."""
    from cases_world import AGENCIES, AS_OF, DISTRICTS, DOMAINS, WORDS  # noqa: PLC0415 - after the instance is open

    from jianzhen.people.policy import Reach, Scope  # noqa: PLC0415
    from jianzhen.stages.cases.models import Handling  # noqa: PLC0415
    from jianzhen.stages.cases.queries.queues import assignment_queue, grievance_queue  # noqa: PLC0415
    from jianzhen.stages.cases.queries.worklist import worklist  # noqa: PLC0415
    from jianzhen.stages.cases.schema.pages import VIEWS, Filters  # noqa: PLC0415

    everything = Reach(everything=True, scopes=frozenset())
    agency = Reach(everything=False, scopes=frozenset({Scope("market_regulation")}))
    people = list(Handling.objects.filter(owner_agency="market_regulation", is_open=True).exclude(assignee_id="")
                  .order_by().values_list("assignee_id", flat=True).distinct())  # fmt: skip

    def page(reach: Reach, view: str, number: int = 1, **filters: str) -> Callable[[], Any]:
        who = dice.choice(people)
        return lambda: worklist(reach, view, Filters(**filters), number, actor_id=who, as_of=AS_OF)

    for _ in range(requests):
        district = Reach(everything=False, scopes=frozenset({Scope("market_regulation", dice.choice(DISTRICTS))}))
        word, view = dice.choice(WORDS) + dice.choice(WORDS), dice.choice(VIEWS)
        yield "officer of a district, first page of any view", page(district, view)
        yield "officer of the largest agency, own cases", page(agency, "mine")
        yield "officer of the largest agency, all open", page(agency, "all")
        yield "coordinator, first page of any view", page(everything, view)
        yield "coordinator, overdue", page(everything, "overdue")
        yield "coordinator, page 900 of all open", page(everything, "all", 900)
        yield "coordinator, last page of the ended", page(everything, "ended", 999_999)
        yield "coordinator, field, agency, district", page(
            everything, "all", domain=dice.choice(DOMAINS), agency=dice.choice(list(AGENCIES)),
            district=dice.choice(DISTRICTS),
        )  # fmt: skip
        yield "coordinator, cases of a state, page 20", page(everything, "all", 20, stage="case", state="investigating")
        yield "coordinator, words in the name", page(everything, "all", text=word)
        yield "complaints and reports, all, page 200", lambda: grievance_queue(everything, "all", 200, as_of=AS_OF)
        yield "complaints and reports, overdue", lambda: grievance_queue(agency, "overdue", as_of=AS_OF)
        yield "assigned, overdue, page 10", lambda: assignment_queue(everything, "overdue", 10, as_of=AS_OF)


def assessments() -> list[Row]:
    """Assess each golden case by itself, with the book of this instance."""
    from jianzhen.custody.instance import current  # noqa: PLC0415 - after the instance is open
    from jianzhen.law.assess.casefile import assess  # noqa: PLC0415
    from jianzhen.law.instance import book_of  # noqa: PLC0415

    opened, book = timed(lambda: book_of(current().root))
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    seconds = [
        timed(partial(assess, case["charge"], case.get("question", ""), case["input"], book))[0] for case in cases
    ]
    return [{"assess": f"one answer, {len(cases)} golden cases", "rules read s": round(opened, 2), **spread(seconds)}]


def changes() -> list[Row]:
    """Ask what a change of law touches among the open cases, and where the law was silent, as the commands do."""
    from cases_world import AS_OF  # noqa: PLC0415 - after the instance is open

    from jianzhen.custody.instance import current  # noqa: PLC0415
    from jianzhen.faces.cli.law_diff import changes_between  # noqa: PLC0415
    from jianzhen.law.instance import book_of  # noqa: PLC0415
    from jianzhen.people.policy import Reach  # noqa: PLC0415
    from jianzhen.stages.cases.queries.law_gaps import gaps  # noqa: PLC0415
    from jianzhen.stages.cases.queries.law_touch import touched  # noqa: PLC0415

    book, reach = book_of(current().root), Reach(everything=True, scopes=frozenset())
    rows: list[Row] = []
    for first, second in (("2021-07-14", "2021-07-15"), ("2026-04-14", "2026-04-15")):
        said = changes_between(first, second)
        took = [timed(partial(touched, said, reach=reach, after=book, day=AS_OF)) for _ in range(3)]
        row = {"changes": len(said), "matters touched": took[-1][1].matters}
        rows.append({"asked": f"law touches {first} {second}", "s": median(took), **row})
    took_gaps = [timed(gaps) for _ in range(3)]
    rows.append(
        {"asked": "law gaps", "s": median(took_gaps), "changes": None, "matters touched": len(took_gaps[-1][1])}
    )
    return rows


def median(took: list[tuple[float, Any]]) -> float:
    """Return the middle of the seconds."""
    return round(statistics.median(seconds for seconds, _ in took), 2)


def measure(cases: int, requests: int, seed: int) -> dict[str, list[Row]]:
    """Build and measure."""
    open_database()
    return {
        "built": built(cases, seed),
        "ticks": ticks(),
        "lists": lists(requests, seed),
        "assessments": assessments(),
        "changes": changes(),
    }


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    print(json.dumps(measure(given[0], given[1], given[2]), ensure_ascii=False))
