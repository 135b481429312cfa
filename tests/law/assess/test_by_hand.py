"""Cases written by hand from the rules, charge by charge, at their boundaries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from jianzhen.law.assess.casefile import assess
from jianzhen.law.book import LawBook

_CASES: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "golden" / "by-hand.json").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["case_id"])
def test_a_case_comes_out_as_written_beforehand(case: dict[str, Any], book: LawBook) -> None:
    """Outcome, rules and computed amounts are those written from the rules before anything was computed."""
    answer = assess(case["charge"], case["question"], case["input"], book).to_json()
    expected = dict(case["expected"])
    assert answer["outcome"] == expected.pop("outcome"), answer["explanation_en"]
    assert set(expected.pop("rule_ids")) <= set(answer["rule_ids"])  # type: ignore[call-overload]
    assert expected.pop("computed", {}).items() <= answer["computed"].items()  # type: ignore[attr-defined]
    assert {name: answer.get(name) for name in expected} == expected


def test_every_charge_has_cases_on_both_sides() -> None:
    """No charge is held by cases of one outcome only."""
    seen: dict[str, set[str]] = {}
    for case in _CASES:
        seen.setdefault(case["charge"], set()).add(case["expected"]["outcome"])
    single = {"刑法140", "刑法第二百一十三条", "商标法60(2)", "商标法74(2)", "刑法225 (food)"}
    assert {charge for charge, outcomes in seen.items() if len(outcomes) < 2} <= single
