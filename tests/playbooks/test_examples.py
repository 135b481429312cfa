"""Every golden example of every shipped playbook, one test each."""

from __future__ import annotations

from collections import Counter

import pytest

from jianzhen.law.book import packaged_book
from jianzhen.playbook.check import faults
from jianzhen.playbook.city import load_city
from jianzhen.playbook.model import Playbook
from jianzhen.playbook.reader import read_shipped, shipped_folder
from jianzhen.stages.screening.golden import Result, results

PLAYBOOKS = read_shipped()
RESULTS = [result for playbook in PLAYBOOKS for result in results(playbook)]


@pytest.mark.parametrize("result", RESULTS, ids=lambda one: f"{one.example.check}-{one.example.number}")
def test_a_golden_example_comes_out_as_it_says(result: Result) -> None:
    """The check gives the verdict that the example expects."""
    assert result.right, str(result)


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda one: one.domain)
def test_every_check_has_twelve_examples_and_four_near_misses(playbook: Playbook) -> None:
    """What ships is held to more than what an outsider must bring."""
    examples = [example for group in playbook.examples for example in group.examples]
    counted = Counter(example.check for example in examples)
    near = Counter(example.check for example in examples if example.near)
    for check in playbook.head.checks:
        assert counted[check.code] >= 12, check.code
        assert near[check.code] >= 4, check.code
        assert {example.expect for example in examples if example.check == check.code} >= {"hit", "miss"}, check.code


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda one: one.domain)
def test_a_shipped_playbook_names_only_what_exists(playbook: Playbook) -> None:
    """Law keys, agencies of the city and lexicons are all there."""
    codes = {agency.code for agency in load_city("wuhan").agencies.items}
    assert list(faults(shipped_folder() / playbook.folder, packaged_book().keys(), codes)) == []


def test_the_domains_ship() -> None:
    """Every domain that the documents name is there, each code of a check once."""
    domains = {"ads", "copyright", "farm-inputs", "geographical-indications", "parcels", "patents", "special-signs"}
    assert {*domains, "tobacco", "trademarks"} <= {playbook.domain for playbook in PLAYBOOKS}
    codes = Counter(check.code for playbook in PLAYBOOKS for check in playbook.head.checks)
    assert max(codes.values()) == 1
