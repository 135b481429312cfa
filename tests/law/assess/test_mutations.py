"""A sample of the run over all figures and dates; ``python -m tools.law_mutations`` prints the whole table."""

from __future__ import annotations

import pytest
from tools.law_mutations import REASONS, Bench, Mutation, table

from jianzhen.law.book import packaged_book

_EVERY = 3


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Give the boundary cases with the keys they ask for."""
    return Bench()


def test_a_change_of_any_sampled_figure_or_date_is_noticed(bench: Bench) -> None:
    """Every third change is killed by an outcome, refused at load, or survives for a recorded reason."""
    verdicts = [bench.judge(mutation) for mutation in bench.mutations()[::_EVERY]]
    assert [one.mutation.name for one in verdicts if one.state == "survived" and one.by == "?"] == []
    assert sum(one.state == "killed" for one in verdicts) > 0.9 * len(verdicts)
    assert "changes" in table(verdicts)


def test_a_recorded_reason_names_a_change_that_really_survives(bench: Bench) -> None:
    """No reason stands for a change that an outcome would notice, or for none at all."""
    by_name = {mutation.name: mutation for mutation in bench.mutations()}
    assert set(REASONS) <= set(by_name)
    assert {name for name in REASONS if bench.judge(by_name[name]).state == "survived"} == set(REASONS)


def test_every_read_rule_with_a_figure_is_changed(bench: Bench) -> None:
    """Each figure of a rule in use is changed in both directions."""
    changed: set[str] = {mutation.name for mutation in bench.mutations()}
    for version in bench.versions:
        for number in range(1, len(version.limbs) + 1):
            assert {f"{version.id} limb {number} value {sign}" for sign in ("-1", "+1")} <= changed
        if version.quantity is not None:
            assert f"{version.id} quantity +1" in changed


def test_every_case_comes_out_as_written(bench: Bench) -> None:
    """With the rules as they are, every assessment, period and fine of the files has its expected answer."""
    book = packaged_book()
    assert [probe.name for probe in bench.probes if probe.answer(book) != probe.expected] == []
    assert {probe.name.partition("/")[0] for probe in bench.probes} >= {"period", "fine", "213", "unit"}


def test_rules_without_an_outcome_are_few_and_known(bench: Bench) -> None:
    """What is not exercised here are identifiers, counts of forms and people, and multiples of damages."""
    assert {version.id.partition(".")[0] for version in bench.unasked} <= {
        "ad",
        "aucl",
        "copyright",
        "cred",
        "doc",
        "ecom",
        "id",
        "patent",
        "proc",
        "pub",
        "tm",
        "xfer",
    }
    assert len(bench.unasked) < 30


def test_the_unchanged_rules_survive(bench: Bench) -> None:
    """A version put back as it was is not reported as killed."""
    version = bench.versions[0]
    assert bench.judge(Mutation(version, "nothing")).state == "survived"
