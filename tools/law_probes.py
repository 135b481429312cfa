"""The cases with which changed rules are answered: each a question to a book and the answer it should give."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from jianzhen.law.assess.casefile import assess
from jianzhen.law.assess.values import FactsError
from jianzhen.law.book import LawBook
from jianzhen.law.casefile import read_start
from jianzhen.law.deadline import compute
from jianzhen.law.errors import LawError
from jianzhen.law.fines.ranges import FineFacts, fine_range
from jianzhen.law.workdays import packaged_calendar
from jianzhen.stages.cases.thresholds import additional_fine, small_to_collect

_LAW: Final = Path(__file__).parents[1] / "tests" / "law"
ASSESSMENTS: Final = (
    _LAW / "assess" / "golden" / "boundaries.json",
    _LAW / "assess" / "golden" / "by-hand.json",
)
PERIODS: Final = _LAW / "golden" / "period-boundaries.json"
FINES: Final = (_LAW / "fines" / "golden" / "ranges.json", _LAW / "golden" / "fine-days.json")
_LATE: Final = (
    ("10000.00", "2019-03-31", "2019-04-01", "300.00"),
    ("10000.00", "2019-03-30", "2019-04-01", None),
    ("10000.00", "2024-03-15", "2024-03-20", "1500.00"),
)
"""Fine, day it was due, day it was paid, and three percent of it for each day after."""
_COLLECTED: Final = (
    ("20.00", "1996-09-30", "review"),
    ("20.00", "1996-10-01", "yes"),
    ("20.01", "1996-10-01", "no"),
    ("20.01", "2021-07-14", "no"),
    ("100.00", "2021-07-14", "no"),
    ("100.00", "2021-07-15", "yes"),
    ("100.01", "2021-07-15", "no"),
    ("20.00", "2021-07-14", "yes"),
)
"""Fine, day it is collected on the spot, and whether it is small enough (行政处罚法 art 68, before art 47)."""
_COMPARED: Final = ("outcome", "highest_fine", "multiplier", "basic_threshold")
_COUNTED: Final = (
    "last_day_before_roll_forward",
    "due_date_if_not_moved",
    "due_datetime",
    "due_date",
    "latest_date_if_day_n_is_enough",
    "provisional_due_date",
)
"""Where an answer states the last day as counted, the first that is there."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One case: its name, the question it puts to a book, and the expected answer."""

    name: str
    answer: Callable[[LawBook], object]
    expected: object


def probes() -> Iterator[Probe]:
    """Yield every case of the files."""
    for path in ASSESSMENTS:
        yield from map(_assessment, json.loads(path.read_text(encoding="utf-8"))["cases"])
    yield from map(_period, json.loads(PERIODS.read_text(encoding="utf-8"))["cases"])
    for path in FINES:
        for number, row in enumerate(json.loads(path.read_text(encoding="utf-8"))["rows"], start=1):
            yield _fine(number, row)
    yield from map(_additional, _LATE)
    yield from map(_small, _COLLECTED)


def _assessment(case: Mapping[str, Any]) -> Probe:
    expected = {name: case["expected"][name] for name in _COMPARED if name in case["expected"]}
    return Probe(case["case_id"], partial(assessed, case, tuple(expected)), expected)


def assessed(case: Mapping[str, Any], names: tuple[str, ...], book: LawBook) -> Mapping[str, object]:
    """Return what an assessment comes to with this book, in these fields."""
    try:
        answer = assess(case["charge"], case["question"], case["input"], book).to_json()
    except FactsError:
        answer = {"outcome": "refused"}
    return {name: answer.get(name) for name in names}


def _period(case: Mapping[str, Any]) -> Probe:
    return Probe(f"period/{case['case_id']}", partial(counted, case), dict(case["expected"]))


def counted(case: Mapping[str, Any], book: LawBook) -> Mapping[str, object]:
    """Return the version that governs a period with this book and, where the case has it, the last day as counted."""
    given = tuple(case.get("extension_rule_ids", ()))
    start = read_start(case["start"])
    try:
        answer = compute(book, case["rule_id"], start, extension_rule_ids=given, calendar=packaged_calendar()).to_json()
    except LawError:
        answer = {}
    found = {"rule_id": answer.get("rule_id"), "counted": next((answer[n] for n in _COUNTED if answer.get(n)), None)}
    return {name: found[name] for name in case["expected"]}


def _small(case: tuple[str, str, str]) -> Probe:
    fine, day, expected = case
    return Probe(f"collected/{day}/{fine}", partial(small, fine, day), expected)


def small(fine: str, day: str, book: LawBook) -> str:
    """Say whether a fine may be collected on the spot as a small one with this book."""
    return small_to_collect(book, Decimal(fine), date.fromisoformat(day)).says


def _additional(case: tuple[str, str, str, str | None]) -> Probe:
    fine, due, until, expected = case
    return Probe(f"late/{due}/{until}", partial(late, fine, due, until), expected)


def late(fine: str, due: str, until: str, book: LawBook) -> str | None:
    """Return the additional fine for paying late with this book; None where no rate is known for the first day."""
    try:
        return str(additional_fine(book, Decimal(fine), date.fromisoformat(due), date.fromisoformat(until)))
    except LawError:
        return None


def _fine(number: int, row: list[Any]) -> Probe:
    charge, act, amounts, serious, status, ranges = row
    expected = (status, [(tier, None if low is None else Decimal(low), Decimal(high)) for tier, low, high in ranges])
    name = f"fine/{number}/{charge}/{act}"
    return Probe(name, partial(fined, charge, act, amounts, serious), expected)


def fined(charge: str, act: str, amounts: Mapping[str, str], serious: bool | None, book: LawBook) -> object:  # noqa: FBT001
    """Return status and ranges of a fine with this book, decided on the day of the act."""
    day = date.fromisoformat(act)
    facts = FineFacts(day, day, {name: Decimal(value) for name, value in amounts.items()}, serious)
    answer = fine_range(charge, facts, book)
    return answer.status.value, [(one.tier, one.low, one.high) for one in answer.ranges]
