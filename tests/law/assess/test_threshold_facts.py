"""The threshold cases of the legal reference notes come out right: outcome, limbs and rules."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from jianzhen.law.assess.casefile import assess_file
from jianzhen.law.book import LawBook
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

_FILE: Final = SHARED / "law" / "threshold-cases.json"
_CONTAINED: Final = ("rule_ids", "rule_ids_not_in_force", "unverified_rule_ids_not_to_be_used")


def _cases() -> list[dict[str, Any]]:
    return list(json.loads(_FILE.read_text(encoding="utf-8"))["cases"]) if _FILE.is_file() else []


@pytest.fixture(scope="module")
def answers(book: LawBook) -> dict[object, dict[str, object]]:
    """Answer the whole file once."""
    return {result["case_id"]: result for result in assess_file(_FILE, book).results}


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["case_id"])
def test_threshold_case(case: dict[str, Any], answers: dict[object, dict[str, Any]]) -> None:
    """The outcome and all plain facts are equal; expected limbs and rule ids are contained."""
    answer, expected = answers[case["case_id"]], case["expected"]
    for limb in expected.get("limbs", []):
        assert any(limb.items() <= one.items() for one in answer["limbs"]), limb
    for name in _CONTAINED:
        assert set(expected.get(name, [])) <= set(answer.get(name, []))
    assert expected.get("computed", {}).items() <= answer["computed"].items()
    plain = {name: one for name, one in expected.items() if name not in ("limbs", "computed", *_CONTAINED)}
    assert {name: answer.get(name) for name in plain} == plain


def test_no_unverified_rule_is_used(book: LawBook, answers: dict[object, dict[str, Any]]) -> None:
    """No answer rests on a rule that was recalled, and none shows a threshold of one."""
    for answer in answers.values():
        used = {*answer["rule_ids"], *(limb["rule_id"] for limb in answer["limbs"])}
        assert all(book.version(id_).verified for id_ in used)
