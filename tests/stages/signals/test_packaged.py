"""The manifests that come with the program are whole and do not claim each other's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from jianzhen.playbook.intake.plan import compile_plan
from jianzhen.playbook.manifest import read_manifest
from jianzhen.stages.rights import shape as rights
from jianzhen.stages.signals import shape as signals

SHAPES = {"signal": signals.SHAPE, **rights.SHAPES}
MANIFESTS = sorted([*signals.PACKAGED.glob("*.yml"), *rights.PACKAGED.glob("*.yml")])


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_packaged_manifest_fits_its_schema(path: Path) -> None:
    """Every field exists, every required one is filled, the source is called like its file."""
    manifest = read_manifest(path)
    head = [*manifest.match.columns, *manifest.claimed()]
    plan = compile_plan(manifest, SHAPES[manifest.target], list(dict.fromkeys(head)), file_name="test.csv")
    assert plan.fields
    assert manifest.source == path.stem


def test_no_two_packaged_manifests_speak_for_one_head_line() -> None:
    """Of the manifests of one folder only one speaks for a head line made of all its columns."""
    for path in MANIFESTS:
        manifest = read_manifest(path)
        columns = [*manifest.match.columns, *(manifest.claimed() - set(manifest.match.without))]
        others = [read_manifest(other).match for other in MANIFESTS if other.parent == path.parent and other != path]
        claims = [match for match in others if not match.missing(columns) and not match.unwanted(columns)]
        assert claims == [], path.name
