"""The scorer through its door: a real pass over a small city, read back and held against the truth."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.sample_score import score
from jianzhen.people.policy import SYSTEM
from jianzhen.plane.embedded import run_kernel
from jianzhen.sample.build import build
from jianzhen.sample.score import score_city
from jianzhen.stages.rights import actions as rights
from jianzhen.stages.screening import actions as screening
from jianzhen.stages.signals import actions as signals
from jianzhen.stages.tracing import actions as tracing

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_a_folder_without_a_city_or_without_a_pass_is_refused(data: Path) -> None:
    """Nothing is scored where nothing was planted, or where nothing was taken in."""
    with pytest.raises(RefusedError, match=r"no planted truth.*sample build"):
        score_city(data)
    build(data, seed=3, scale=0.02)
    with pytest.raises(RefusedError, match=r"nothing was taken in.*Run a pass"):
        score_city(data)


@pytest.mark.django_db
def test_a_pass_is_scored(data: Path) -> None:
    """What intake alone leaves scores nothing; screening finds the ads and cartons; tracing joins the complaints."""
    city = build(data, seed=3, scale=0.1)
    rights.take_in_all(actor=SYSTEM, at=AT)
    signals.take_in_all(actor=SYSTEM, at=AT)
    assert all(not one.found and not one.wrong for one in score_city(data).scenarios)
    screening.screen_all(run=run_kernel, actor=SYSTEM, at=AT, as_of=date(2026, 11, 23))
    screened = {one.scenario: one for one in score_city(data).scenarios}
    assert screened["absolute_ad"].recall == 1
    assert screened["diversion"].recall == 1
    assert screened["duplicate"].found == 0
    tracing.trace(actor=SYSTEM, at=AT)
    done = CliRunner().invoke(score, [str(data), "--json"])
    facts = {one["scenario"]: one for one in json.loads(done.output)["scenarios"]}
    assert set(facts) == set(city.plants)
    assert facts["duplicate"]["recall"] == 1
    assert (facts["duplicate"]["unlinkable"], facts["duplicate"]["unlinkable_found"]) == (2, 0)


@pytest.mark.django_db
def test_misses_are_shown_for_reading(data: Path) -> None:
    """--misses prints one JSON line for each item that was missed or wrong, with the checks that spoke."""
    city = build(data, seed=3, scale=0.02)
    signals.take_in_all(actor=SYSTEM, at=AT)
    done = CliRunner().invoke(score, [str(data), "--misses"])
    lines = [json.loads(line) for line in done.output.splitlines()]
    asked = {name: roles["planted"] for name, roles in city.plants.items() if name != "missed_transfer"}
    assert len(lines) == sum(asked.values())
    assert {line["outcome"] for line in lines} == {"missed"}
    assert all(line["records"] and line["found"] == [] for line in lines)
