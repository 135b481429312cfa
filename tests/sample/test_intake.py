"""The sample city's manifests: everything written lands, everything spoiled is set aside, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from jianzhen.people.policy import SYSTEM
from jianzhen.playbook.manifest import read_manifest
from jianzhen.sample.build import MANIFESTS, build
from jianzhen.sample.exports import EXPORTS
from jianzhen.stages.rights import actions as rights
from jianzhen.stages.rights import queries as registers
from jianzhen.stages.signals import actions as signals
from jianzhen.stages.signals import queries as observed

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_every_export_lands_and_every_spoiled_row_is_set_aside(data: Path) -> None:
    """Per file, the rows set aside are exactly those that the truth calls spoiled, and all others land."""
    city = build(data, seed=11, scale=0.08)
    taken = [*rights.take_in_all(actor=SYSTEM, at=AT), *signals.take_in_all(actor=SYSTEM, at=AT)]
    got = {one.name: (one.source, one.landed, one.quarantined) for one in taken}
    assert got == {file.path.split("/")[1]: (file.export, file.rows - file.dirty, file.dirty) for file in city.files}
    kinds = {row["kind"] for batch in observed.batches() for row in batch.to_pylist()}
    assert {"listing", "complaint", "report", "message", "ad", "penalty", "tobacco_scan", "parcel"} <= kinds
    assert set(registers.licences().column("kind").to_pylist()) == {"tobacco_retail", "pesticide", "seed_production"}
    assert all(registers.rights().column("holder").to_pylist())


def test_one_manifest_for_each_export() -> None:
    """Each export has the one manifest of its name, which asks for columns that the export has."""
    manifests = {path.stem: read_manifest(path) for path in MANIFESTS.glob("*.yml")}
    assert set(manifests) == {export.name for export in EXPORTS}
    for export in EXPORTS:
        manifest = manifests[export.name]
        assert manifest.source == export.name
        assert set(manifest.required_columns()) <= set(export.columns)
        assert manifest.claimed() <= set(export.columns)
        assert manifest.match.speaks_for(export.file_name(0))
