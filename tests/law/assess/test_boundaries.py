"""Every figure and every first and last day, met exactly, missed by the smallest step, and on the days around."""

from __future__ import annotations

from typing import Any

import pytest

from jianzhen.law.assess.casefile import assess
from jianzhen.law.assess.plans import plans
from jianzhen.law.book import LawBook
from tests.law.assess.conftest import boundary_cases

_CASES = boundary_cases()


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["case_id"])
def test_boundary(case: dict[str, Any], book: LawBook) -> None:
    """The outcome, and where asked the fine or the multiple, is the expected one; each answer has its reason."""
    answer = assess(case["charge"], case["question"], case["input"], book).to_json()
    assert {name: answer.get(name) for name in case["expected"]} == case["expected"]
    assert answer["explanation_zh"]
    assert answer["reasons"]


def test_there_are_enough_and_each_has_its_own_name() -> None:
    """The file holds several hundred cases and no name twice."""
    names = [case["case_id"] for case in _CASES]
    assert len(names) == len(set(names))
    assert len(names) > 500


def test_every_key_of_every_charge_is_in_the_book(book: LawBook) -> None:
    """No charge names a key or a lead that the rule files do not have, and no sentence that is missing."""
    for plan in plans().charges.values():
        for key in (*plan.keys(tuple(plan.tiers)), *plan.count.orders, *plan.count.adds):
            assert book.timeline(key).versions
        assert all(not book.version(lead).verified for lead in plan.leads)
        assert set(plan.missing) <= set(plans().missing)


def test_every_condition_and_measure_of_a_limb_reads_in_chinese(book: LawBook) -> None:
    """Each condition that a used limb has, and each measure, has its Chinese words."""
    keys = {key for plan in plans().charges.values() for key in plan.keys(tuple(plan.tiers))}
    limbs = [limb for key in keys for version in book.timeline(key).versions for limb in version.limbs]
    assert {limb.condition for limb in limbs if limb.condition} <= set(plans().conditions)
    parts = {part for limb in limbs for part in limb.measure.replace("*3", "").split("+")}
    assert parts <= set(plans().measures)


def test_every_verified_threshold_belongs_to_a_charge(book: LawBook) -> None:
    """No criminal threshold that was read is left out of every charge."""
    used = {key for plan in plans().charges.values() for key in plan.keys(tuple(plan.tiers))}
    known = {version.key for version in book.versions() if version.subject == "criminal-threshold" and version.verified}
    assert known - used == {"crim.unit.3x", "crim.225.tobacco.carton"}
