"""The scorer on tables small enough to check by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jianzhen.sample.scoring import (
    Found,
    FoundFinding,
    FoundLead,
    FoundTransfer,
    Outcome,
    background,
    outcomes,
    score,
    transfer_scores,
)
from jianzhen.sample.truth import Planted

A, B, C, D, E, F = (("shop", name) for name in "abcdef")


def item(scenario: str, role: str, expect: str, *records: tuple[str, str]) -> Planted:
    return Planted(f"{scenario}-{records[0][1]}", scenario, role, expect, records, {})


FLAGS = (
    item("homophone", "planted", "flag", A),
    item("homophone", "planted", "flag", B),
    item("homophone", "planted", "flag", C),
    item("homophone", "decoy", "clear", D),
    item("homophone", "decoy", "clear", E),
)


def found(
    flags: str = "", watches: str = "", leads: tuple[str, ...] = (), subjects: dict[str, str] | None = None
) -> Found:
    """Return a pass that flagged and watched the records named by letters."""
    findings = [FoundFinding(("shop", name), "flag", "sound") for name in flags]
    findings += [FoundFinding(("shop", name), "watch", "sound") for name in watches]
    return Found(
        findings,
        [FoundLead(f"lead {i}", frozenset(("shop", name) for name in names)) for i, names in enumerate(leads)],
        {("shop", name): frozenset(ids.split()) for name, ids in (subjects or {}).items()},
    )


def test_flags_are_counted_by_hand() -> None:
    """Two of three found and one of two decoys taken: precision 2/3, recall 2/3; a watch is not a flag."""
    (only,) = score(FLAGS, found(flags="abd", watches="ce"))
    assert (only.found, only.missed, only.wrong, only.rightly_left) == (2, 1, 1, 1)
    assert only.precision == pytest.approx(2 / 3)
    assert only.recall == pytest.approx(2 / 3)


def test_flagging_nothing_and_everything() -> None:
    """A pass that flags nothing has no precision and no recall; one that flags all pays in precision."""
    (nothing,) = score(FLAGS, found())
    (everything,) = score(FLAGS, found(flags="abcde"))
    assert (nothing.precision, nothing.recall) == (None, 0.0)
    assert (everything.precision, everything.recall) == (0.6, 1.0)


SERIAL = (
    item("serial", "planted", "one_subject", A, B, C),
    item("serial", "decoy", "apart", D, E),
    item("serial", "unlinkable", "one_subject", E, F),
)


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        ({"a": "1", "b": "1", "c": "1", "d": "2", "e": "3"}, ("found", "rightly_left", "unlinkable")),
        ({"a": "1", "b": "1", "c": "9", "d": "2", "e": "3"}, ("missed", "rightly_left", "unlinkable")),
        ({"a": "1", "b": "1", "d": "2", "e": "3"}, ("missed", "rightly_left", "unlinkable")),
        ({"a": "1", "b": "1 9", "c": "1", "d": "2", "e": "2"}, ("found", "wrong", "unlinkable")),
        ({"a": "1", "b": "1", "c": "1", "e": "5", "f": "5"}, ("found", "rightly_left", "unlinkable_found")),
        ({}, ("missed", "rightly_left", "unlinkable")),
    ],
)
def test_subjects(subjects: dict[str, str], expected: tuple[str, ...]) -> None:
    """All shops under one subject are found; one shop left out is a miss; joined strangers are wrong."""
    assert tuple(str(what) for _, what in outcomes(SERIAL, found(subjects=subjects))) == expected


DUPLICATES = (
    item("duplicate", "planted", "one_lead", A, B),
    item("duplicate", "decoy", "apart", C, D),
    item("duplicate", "unlinkable", "one_lead", E, F),
)


@pytest.mark.parametrize(
    ("leads", "expected"),
    [
        (("ab", "c", "d"), ("found", "rightly_left", "unlinkable")),
        (("a", "b", "cd"), ("missed", "wrong", "unlinkable")),
        (("abcdef",), ("found", "wrong", "unlinkable_found")),
    ],
)
def test_leads(leads: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Complaints are found when one lead holds them all; one lead over everything is wrong about strangers."""
    assert tuple(str(what) for _, what in outcomes(DUPLICATES, found(leads=leads))) == expected


def test_unlinkable_items_are_outside_recall() -> None:
    """Recall counts only what a key can show."""
    (serial,) = score(SERIAL, found(subjects={"a": "1", "b": "1", "c": "1"}))
    assert (serial.recall, serial.unlinkable, serial.unlinkable_found) == (1.0, 1, 0)


MISSED = [
    replace(item("missed_transfer", "planted", "transfer", A), item="1", detail={"met_on": "2026-03-01"}),
    replace(item("missed_transfer", "planted", "transfer", B), item="2", detail={"met_on": "2026-04-01"}),
    replace(item("missed_transfer", "decoy", "no_transfer", C), item="3", detail={"met_on": ""}),
    replace(item("missed_transfer", "unlinkable", "transfer", ("shop", "s")), item="4", detail={"met_on": ""}),
]


def a_transfer(day: str, *records: tuple[str, str], alone: str = "") -> FoundTransfer:
    """Return a finding of the detector about these records."""
    return FoundTransfer(day, alone, frozenset(records), frozenset(records))


def test_transfers_are_not_measured_before_a_pass_looked_for_them() -> None:
    """Without a look nothing is right or wrong."""
    (only,) = score(MISSED, found())
    assert (only.not_measured, only.found, only.precision) == (4, 0, None)


def test_a_missed_transfer_is_found_with_its_day() -> None:
    """The day named must be the planted one; decoys are wrong; shells that nothing joins stay outside recall."""
    hits = [a_transfer("2026-03-01", A), a_transfer("2026-04-02", B), a_transfer("2026-01-01", C)]
    (only,) = score(MISSED, replace(found(), transfers=hits))
    assert (only.found, only.missed, only.wrong, only.unlinkable, only.unlinkable_found) == (1, 1, 1, 1, 0)


def test_both_views_of_transfers_stand_side_by_side() -> None:
    """Single cases see what one act shows; the whole sees sums; strays and joined shells cost precision."""
    hits = [
        a_transfer("2026-03-01", A, alone="2026-05-01"),
        a_transfer("2026-04-01", B),
        a_transfer("2026-01-01", ("shop", "x")),
        a_transfer("2026-01-01", ("shop", "s")),
    ]
    single, whole = transfer_scores(MISSED, replace(found(), transfers=hits))
    assert (single.view, single.found, single.missed, single.on_the_day, single.precision) == (
        "single_cases",
        1,
        1,
        0,
        1.0,
    )
    assert (whole.found, whole.missed, whole.on_the_day, whole.strangers, whole.unlinkable_found) == (2, 0, 2, 1, 1)
    assert (whole.recall, whole.precision) == (1.0, 0.5)


def test_an_unknown_expectation_is_an_error() -> None:
    """A truth written by a later version is not scored by guess."""
    with pytest.raises(KeyError):
        score([replace(FLAGS[0], expect="burned")], found())


def test_background_counts_only_unplanted_records_of_the_sources() -> None:
    """Flags on records without a plant are shown as false alarms, per source; a flagged record is not watched too."""
    records = [A, B, ("shop", "x"), ("shop", "y"), ("shop", "z"), ("other", "x")]
    ended = found(flags="axy", watches="xz")
    (shop,) = background(records, FLAGS, ended, ["shop"])
    assert (shop.records, shop.flagged, shop.watched) == (3, 2, 1)


def test_outcome_names_are_closed() -> None:
    """The words of the report are these and no others."""
    assert {str(what) for what in Outcome} == {
        "found", "missed", "wrong", "rightly_left", "unlinkable", "unlinkable_found", "not_measured",
    }  # fmt: skip
