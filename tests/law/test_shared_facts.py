"""The rule files hold every fact of the legal reference notes, and answer its deadline cases."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, Final

import pytest

from jianzhen.law.answer import Status
from jianzhen.law.book import LawBook
from jianzhen.law.casefile import answer_file
from jianzhen.law.deadline import compute
from jianzhen.law.errors import UnverifiedError
from jianzhen.law.model import Version
from jianzhen.law.workdays import Calendar
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

_LAW: Final = SHARED / "law"
_PLAIN: Final = (
    "subject",
    "subject_zh",
    "trigger",
    "trigger_zh",
    "quantity",
    "note",
    "offence",
    "offence_zh",
    "tier",
    "group",
)


def _rules(name: str) -> list[dict[str, Any]]:
    return json.loads((_LAW / name).read_text(encoding="utf-8"))["rules"] if _LAW.is_dir() else []


def _facts(version: Version) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(version, name) for name in _PLAIN}
    facts |= {"id": version.id, "kind": version.kind.value, "duty_bearer": version.bearer}
    facts |= {"unit": version.unit.value if version.unit else None, "flags": list(version.flags)}
    facts |= {"limbs": [{k: v for k, v in limb.to_json().items() if v is not None} for limb in version.limbs]}
    facts |= {"patterns": list(version.patterns), "validity_basis": version.validity_basis.value}
    facts |= {"valid_from": version.valid_from and version.valid_from.isoformat()}
    facts |= {"valid_to": version.valid_to and version.valid_to.isoformat()}
    facts |= {"confidence": version.confidence.value, "use": version.use.value}
    facts |= {"citations": [{"instrument": c.instrument.title, "article": c.article} for c in version.citations]}
    return facts


def _expected(rule: dict[str, Any]) -> dict[str, object]:
    missing: dict[str, object] = dict.fromkeys(_PLAIN) | {"limbs": [], "patterns": [], "note": ""}
    return {**missing, **{name: value for name, value in rule.items() if name not in ("source", "article")}}


@pytest.mark.parametrize("rule", _rules("rules.json"), ids=lambda rule: rule["id"])
def test_every_read_rule_stands_in_the_files(rule: dict[str, Any], book: LawBook) -> None:
    """Each A or B rule is there under its id with every fact equal: figure, limbs, patterns, citations, validity."""
    assert _facts(book.version(rule["id"])) == _expected(rule)


@pytest.mark.parametrize("rule", _rules("rules-unverified.json"), ids=lambda rule: rule["id"])
def test_every_unverified_rule_needs_legal_review(rule: dict[str, Any], book: LawBook, calendar: Calendar) -> None:
    """Each recalled rule is there, is never used, raises from `at`, and gives no figure or date."""
    version = book.version(rule["id"])
    day = version.valid_from or date(2026, 6, 1)
    assert (version.use.value, version.quantity, version.trigger) == (
        "never_enforce",
        rule["quantity"],
        rule["trigger"],
    )
    with pytest.raises(UnverifiedError, match="legal review"):
        book.at(version.id, day)
    answer = compute(book, version.id, day, calendar=calendar)
    assert (answer.status, answer.earliest_safe_date, answer.quantity) == (Status.REVIEW, None, None)
    assert answer.provisional_due_date is None


def test_the_files_hold_nothing_else(book: LawBook) -> None:
    """Every version is one of the 200 rules read or the 28 not read, stands in one of them, or was read since."""
    known = {rule["id"] for name in ("rules.json", "rules-unverified.json") for rule in _rules(name)}
    held = {version.id for version in book.versions()}
    assert len(known) == 228
    assert known <= held
    since = {version.id for version in book.versions() if "read_further" in version.flags}
    assert held - known - since == {version.id for version in book.versions() if _source(version)}
    assert len(since) == 41


def _source(version: Version) -> str | None:
    return next((flag.removeprefix("stands_in:") for flag in version.flags if flag.startswith("stands_in:")), None)


def test_a_figure_made_readable_stands_in_the_words_of_its_rule(book: LawBook) -> None:
    """Each figure with a source stands in that rule's trigger or note, within its validity and its confidence."""
    derived = [version for version in book.versions() if _source(version)]
    for version in derived:
        source = book.version(_source(version) or "")
        words = f"{source.trigger} {source.note} {source.quantity}"
        assert str(version.quantity) in words, version.id
        assert all(str(limb.value) in words for limb in version.limbs), version.id
        assert (version.valid_from, version.valid_to) == (source.valid_from, source.valid_to), version.id
        assert version.confidence.value >= source.confidence.value, version.id
    assert len(derived) == 20


def _cases() -> list[dict[str, Any]]:
    path = _LAW / "deadline-cases.json"
    return json.loads(path.read_text(encoding="utf-8"))["cases"] if path.is_file() else []


@pytest.fixture(scope="module")
def answers(book: LawBook, calendar: Calendar) -> dict[object, dict[str, object]]:
    """Answer the whole file once."""
    results = answer_file(_LAW / "deadline-cases.json", book, calendar)
    return {result["case_id"]: result for result in results}


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["case_id"])
def test_deadline_case(case: dict[str, Any], answers: dict[object, dict[str, object]]) -> None:
    """The case comes out exactly, with the rule it names, its confidence and its period."""
    answer = answers[case["case_id"]]
    assert {name: answer.get(name) for name in case["expected"]} == case["expected"]
    if case["rule_id"] is not None:
        assert answer["rule_id"] == case["rule_id"]
        assert answer["confidence"] == case["confidence"]
        period = {name: case["period"][name] for name in ("quantity", "unit")}
        assert answer["period"] == period
    codes = [caution["code"] for caution in answer["cautions"]]  # type: ignore[attr-defined]
    if "assumptions" in case:
        assert "start_day_assumed" in codes


@pytest.mark.parametrize("case", [case for case in _cases() if "trace" in case], ids=lambda case: case["case_id"])
def test_trace_of_the_count(case: dict[str, Any], calendar: Calendar) -> None:
    """The calendar skips and counts exactly the weekdays off and the make-up workdays that the case lists."""
    start, end = date.fromisoformat(case["start"]), date.fromisoformat(case["expected"].get("due_date", "2019-01-01"))
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    off = [str(day) for day in days if day.weekday() < 5 and not calendar.is_working_day(day)]
    make_up = [str(day) for day in days if day.weekday() >= 5 and calendar.is_working_day(day)]
    assert off == case["trace"]["weekdays_skipped_as_holiday"]
    assert make_up == case["trace"]["make_up_workdays_counted"]
    assert str(next(day for day in days if calendar.is_working_day(day))) == case["trace"]["first_counted"]
