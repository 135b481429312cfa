"""Files of facts: ``{"cases": [{"case_id", "charge", "question", "input": {…}}]}``, answered case by case.

The file as a whole must be JSON with a list of cases; within it a case whose facts cannot be meant is refused alone,
with file, case, key and remedy, and the others are answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from jianzhen.base.errors import Where
from jianzhen.law.assess.answer import Assessment, Outcome
from jianzhen.law.assess.criminal import assess_crime
from jianzhen.law.assess.procedure import assess_procedure
from jianzhen.law.assess.questions import read_procedure
from jianzhen.law.assess.reading import near, read_facts
from jianzhen.law.assess.values import FactsError, fault
from jianzhen.law.assess.words import Node, say
from jianzhen.law.book import LawBook
from jianzhen.law.errors import CaseFileError
from jianzhen.law.marked import refuse_marked

_CASE_WORDS: Final = frozenset({"case_id", "charge", "question", "input", "officer_view"})
_LEFT_ASIDE: Final = frozenset({"title", "expected", "why", "note", "notes"})
_OTHERS: Final = re.compile(
    r"accomplice|co_?offend|co_?perpetrat|participant|principal|共犯|同案|从犯|主犯", re.IGNORECASE
)
_SHAPE: Final = 'Write {"cases": [{"case_id": …, "charge": …, "question": …, "input": {…}}]}'


@dataclass(frozen=True, slots=True)
class Answers:
    """What a file of facts came to: one result for each case in its order, and how many were refused."""

    results: list[dict[str, object]]
    refused: int


def assess(charge: str, question: str, entry: Any, book: LawBook) -> Assessment:
    """Assess the ``input`` of one case.

    Raises:
        FactsError: the facts cannot be meant, or name no day.
    """
    facts = read_facts(entry)
    procedure = read_procedure(charge)
    if procedure:
        answer = assess_procedure(procedure, charge, facts, book)
    else:
        answer = assess_crime(charge, question, facts, book)
    if not facts.unknown:
        return answer
    head = say("needs_legal_review", what=charge, what_zh=charge)
    reason = head.with_children(*_unknown_fields(facts.unknown), answer.reason)
    return replace(answer, outcome=Outcome.REVIEW, reason=reason, unknown=facts.unknown)


def _unknown_fields(names: tuple[str, ...]) -> list[Node]:
    """Name the fields no one knows how to read, with the words they may have been meant as."""
    found = [say("unknown_fields", names=", ".join(names))]
    found += [say("unknown_near", name=name, near=" / ".join(words)) for name, words in near(names).items()]
    if any(_OTHERS.search(name) for name in names):
        found.append(say("accomplices"))
    return found


def assess_file(path: Path, book: LawBook) -> Answers:
    """Answer every case of a file.

    Raises:
        CaseFileError: the file cannot be read, is not JSON, says a key twice, or has no list of cases.
    """
    cases = _cases(path)
    seen: set[str] = set()
    results = [_result(path, row, case, book, seen) for row, case in enumerate(cases, start=1)]
    return Answers(results, sum(result["outcome"] == Outcome.REFUSED.value for result in results))


def _result(path: Path, row: int, case: Any, book: LawBook, seen: set[str]) -> dict[str, object]:
    case_id = case.get("case_id") if isinstance(case, dict) else None
    try:
        fields = _fields(case, seen)
        answer = assess(fields["charge"], fields["question"], case.get("input"), book).to_json()
    except FactsError as error:
        return _refused(path, row, case_id, error)
    ignored = sorted(set(case) - _CASE_WORDS - _LEFT_ASIDE)
    found: dict[str, object] = {"case_id": case_id, **answer}
    if ignored:
        found["ignored_fields"] = ignored
    return found | _officer(case.get("officer_view"), answer["outcome"])


def _officer(view: Any, outcome: object) -> dict[str, object]:
    """Keep the officer's own view beside the answer, and whether they differ."""
    return {} if view is None else {"officer_view": view, "officer_differs": view != outcome}


def _fields(case: Any, seen: set[str]) -> dict[str, str]:
    if not isinstance(case, dict):
        raise fault("case", "is no case", _SHAPE)
    read = {name: _text(case, name) for name in ("case_id", "charge")}
    if read["case_id"] in seen:
        raise fault("case_id", f"{read['case_id']!r} stands twice", "Give every case its own id")
    seen.add(read["case_id"])
    return read | {"question": _text(case, "question") if case.get("question") is not None else ""}


def _text(case: Mapping[str, Any], name: str) -> str:
    value = case.get(name)
    if not isinstance(value, str) or not value.strip():
        raise fault(name, "is missing or no text", _SHAPE)
    return value.strip()


def _refused(path: Path, row: int, case_id: object, error: FactsError) -> dict[str, object]:
    where = Where(file=path.name, row=row, key=error.where.key)
    return {
        "case_id": case_id,
        "outcome": Outcome.REFUSED.value,
        "limbs": [],
        "rule_ids": [],
        "confidence": None,
        "refused": {
            "file": path.name,
            "case": row,
            "key": error.where.key,
            "what": error.what,
            "remedy": error.remedy,
            "message": str(FactsError(error.what, where=where, remedy=error.remedy)),
        },
        "explanation_zh": f"该案事实不能采用（{error.where.key}），未作评估；其余案件不受影响。",
    }


class _TwiceError(ValueError):
    """An object says one key twice."""


def _cases(path: Path) -> list[Any]:
    document = _load(path)
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list):
        raise _file_fault(path, "has no list of cases", _SHAPE)
    return cases


def _load(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        refuse_marked(path, text)
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once, parse_constant=_no_constant)
    except OSError as error:
        raise _file_fault(path, f"cannot be read ({error.strerror})", "Check the path") from error
    except UnicodeDecodeError as error:
        raise _file_fault(path, "is not UTF-8 text", "Save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        remedy = f"Mend column {error.colno} of that line"
        raise _file_fault(path, f"is not JSON ({error.msg})", remedy, row=error.lineno) from error
    except _TwiceError as error:
        raise _file_fault(path, str(error), "Keep one of them") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(f"the key {name!r} stands twice in one object")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise _TwiceError(f"{name} is no number of JSON")


def _file_fault(path: Path, what: str, remedy: str, *, row: int | None = None) -> CaseFileError:
    return CaseFileError(what, where=Where(file=path.name, row=row), remedy=remedy)
