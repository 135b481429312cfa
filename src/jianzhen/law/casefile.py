"""Files of deadline cases: ``{"cases": [{"case_id", "rule_id" or "step", "start", …}]}``.

They are read strictly and answered whole. The words are those of the facts vocabulary: ``rule_id`` is a key or a
version id; where it is null, ``step`` names the duty by its trigger in English or Chinese. Fields of other meaning
(notes, expectations) are left aside.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jianzhen.base.errors import Where
from jianzhen.law.answer import Deadline
from jianzhen.law.book import LawBook
from jianzhen.law.deadline import compute, undecided
from jianzhen.law.errors import CaseFileError, LawError, UnknownRuleError
from jianzhen.law.marked import refuse_marked
from jianzhen.law.reasons import reason
from jianzhen.law.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the clock; ``row`` counts the cases of the file from 1."""

    row: int
    case_id: str
    rule_id: str | None
    step: str | None
    start: date | datetime
    extension_rule_ids: tuple[str, ...]
    excluded_days: int
    city: str | None


def read_cases(path: Path) -> list[Case]:
    """Read every case of a file.

    Raises:
        CaseFileError: names file, row, column and remedy of the first thing that does not fit.
    """
    document = _load(path)
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list):
        raise _fault(path, "has no list of cases", 'Write {"cases": [ … ]}', column="cases")
    read = [_case(path, row, entry) for row, entry in enumerate(cases, start=1)]
    _refuse_repeated(path, read)
    return read


def answer_case(case: Case, book: LawBook, calendar: Calendar) -> Deadline:
    """Answer one case; a rule or step that is not known makes the answer *needs legal review*.

    Raises:
        LawError: the start or the excluded days are outside what a calendar can hold.
    """
    rule = case.rule_id or _key_of(case.step, book)
    if rule is None:
        return undecided(case.start, reason("unknown_step", step=case.step or "-"))
    try:
        return compute(
            book,
            rule,
            case.start,
            extension_rule_ids=case.extension_rule_ids,
            excluded_days=case.excluded_days,
            calendar=calendar.at_place(case.city) if case.city else calendar,
        )
    except UnknownRuleError as unknown:
        return undecided(case.start, reason("unknown_rule", name=unknown.name))


def answer_file(path: Path, book: LawBook, calendar: Calendar) -> list[dict[str, object]]:
    """Answer every case of a file, in its order.

    Raises:
        CaseFileError: the file or one of its cases is refused.
    """
    results: list[dict[str, object]] = []
    for case in read_cases(path):
        try:
            answer = answer_case(case, book, calendar)
        except LawError as fault:
            raise _fault(path, fault.what, fault.remedy, row=case.row, column=fault.where.key) from fault
        results.append({"case_id": case.case_id, **answer.to_json()})
    return results


def read_start(text: str) -> date | datetime:
    """Read a law date (2026-04-15) or a moment (2026-04-15T16:30).

    Raises:
        ValueError: it is neither.
    """
    return date.fromisoformat(text) if len(text) == len("2026-04-15") else datetime.fromisoformat(text)


def _key_of(step: str | None, book: LawBook) -> str | None:
    timeline = book.find_step(step) if step else None
    return timeline.key if timeline else None


def _load(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        refuse_marked(path, text)
        return json.loads(text)
    except OSError as error:
        raise _fault(path, f"cannot be read ({error.strerror})", "Check the path") from error
    except UnicodeDecodeError as error:
        raise _fault(path, "is not UTF-8 text", "Save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        remedy = f"Mend column {error.colno} of that line"
        raise _fault(path, f"is not JSON ({error.msg})", remedy, row=error.lineno) from error


def _case(path: Path, row: int, entry: Any) -> Case:
    if not isinstance(entry, dict):
        raise _fault(path, "is no case", 'A case is an object {"case_id": …}', row=row)
    fields = _Fields(path, row, entry)
    return Case(
        row=row,
        case_id=fields.text("case_id", required=True) or "",
        rule_id=fields.text("rule_id"),
        step=fields.text("step"),
        start=fields.start(),
        extension_rule_ids=fields.names("extension_rule_ids"),
        excluded_days=fields.number("excluded_days"),
        city=fields.text("city"),
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one case, each read as what it must be."""

    path: Path
    row: int
    entry: dict[str, Any]

    def text(self, name: str, *, required: bool = False) -> str | None:
        value = self.entry.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.fault(name, f"{value!r} is no text", "Write a text in quotes")
        return value

    def start(self) -> date | datetime:
        text = self.text("start", required=True) or ""
        try:
            return read_start(text)
        except ValueError as error:
            raise self.fault(
                "start", f"{text!r} is no date or moment", "Write 2026-04-15, or 2026-04-15T16:30 for hours"
            ) from error

    def names(self, name: str) -> tuple[str, ...]:
        value = self.entry.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fault(name, f"{value!r} is no list of rule ids", 'Write ["proc.verify.ext"] or []')
        return tuple(value)

    def number(self, name: str) -> int:
        value = self.entry.get(name, 0)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fault(name, f"{value!r} is no whole number", "Write a whole number of days")
        return value

    def fault(self, column: str, what: str, remedy: str) -> CaseFileError:
        return _fault(self.path, what, remedy, row=self.row, column=column)


def _refuse_repeated(path: Path, cases: list[Case]) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.case_id in seen:
            raise _fault(
                path, f"{case.case_id!r} stands twice", "Give every case its own id", row=case.row, column="case_id"
            )
        seen.add(case.case_id)


def _fault(path: Path, what: str, remedy: str, *, row: int | None = None, column: str | None = None) -> CaseFileError:
    return CaseFileError(what, where=Where(file=path.name, row=row, column=column), remedy=remedy)
