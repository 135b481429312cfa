"""Source manifests: what is read, and one broken manifest per refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.playbook.intake.outcome import manifest_digest
from jianzhen.playbook.manifest import Manifest, read_manifest

GOOD = """
manifest: 1
source: market-hotline
title: {zh: 市场热线, en: Market hotline}
target: signal
kind: complaint
match: {files: "热线*.csv", columns: [编号, 内容]}
id: 编号
columns:
  text: {from: [标题, 内容], join: "\\n", required: true}
  platform: {const: 电话}
  district_text: {from: 区, map: {no: 无, 1: 江岸区}, otherwise: 不详}
  reporter: {from: 来电人, personal: person_name}
extra:
  备用电话: {personal: phone}
ignore: 打印次数
expect: {min_rows: 1, max_quarantined: 0.2}
"""


def manifest(tmp_path: Path, text: str = GOOD) -> Manifest:
    """Read a manifest from text."""
    path = tmp_path / "hotline.yml"
    path.write_text(text, encoding="utf-8")
    return read_manifest(path)


def test_a_whole_manifest(tmp_path: Path) -> None:
    """Every key is read; one name stands for a list of one; scalars of a map stay text."""
    found = manifest(tmp_path)
    assert found.id == ("编号",)
    assert found.columns["text"].from_ == ("标题", "内容")
    assert found.columns["district_text"].map == {"no": "无", "1": "江岸区"}
    assert found.claimed() == {"编号", "标题", "内容", "区", "来电人"}
    assert found.required_columns() == ["编号", "标题", "内容"]
    assert (found.expect.min_rows, str(found.expect.max_quarantined)) == (1, "0.2")


@pytest.mark.parametrize(
    ("old", "new", "words", "key"),
    [
        ("manifest: 1", "manifest: 2", "format 2 is not known", None),
        ("source: market-hotline", "source: 热线", "pattern", "source"),
        ("target: signal", "target: rumour", "signal", "target"),
        ("kind: complaint\n", "", "kind once", None),
        ("  text: {", "  kind: {const: report}\n  text: {", "kind once", None),
        ('{files: "热线*.csv", columns: [编号, 内容]}', "{}", "match needs", "match"),
        ("platform: {const: 电话}", "platform: {}", "either from or const", "columns.platform"),
        ("platform: {const: 电话}", "platform: {const: 电话, from: 平台}", "either from or const", "columns.platform"),
        ("platform: {const: 电话}", "platform: {form: 平台}", "not permitted", "columns.platform.form"),
        ("otherwise: 不详", "type: number", "", "columns.district_text.type"),
        ("map: {no: 无, 1: 江岸区}, ", "", "otherwise needs a map", "columns.district_text"),
        ("personal: person_name", "personal: nickname", "", "columns.reporter.personal"),
        ("personal: person_name", "personal: person_name, type: date", "personal column is text", "columns.reporter"),
        ("ignore: 打印次数", "ignore: 区", "both used and ignored", None),
        ("max_quarantined: 0.2", "max_quarantined: 20", "less than or equal to 1", "expect.max_quarantined"),
        ("kind: complaint", "kind: complaint\nkind: report", "comes twice", None),
        ("kind: complaint", "kind: [complaint", "not readable YAML", None),
    ],
)
def test_broken_manifests(tmp_path: Path, old: str, new: str, words: str, key: str | None) -> None:
    """One broken manifest per rule: the refusal names the file, the key, and what is wrong."""
    assert old in GOOD
    with pytest.raises(RefusedError) as caught:
        manifest(tmp_path, GOOD.replace(old, new, 1))
    assert caught.value.where.file == "hotline.yml"
    assert words in caught.value.what
    if key is not None:
        assert (caught.value.where.key or "").startswith(key)


def test_a_manifest_that_is_no_mapping(tmp_path: Path) -> None:
    """A list instead of a mapping is refused, not a crash."""
    with pytest.raises(RefusedError, match=r"hotline\.yml"):
        manifest(tmp_path, "- a\n- b\n")


def test_the_digest_names_what_is_said(tmp_path: Path) -> None:
    """Comments and layout do not change a manifest's digest; a changed key does."""
    plain, spaced = manifest(tmp_path), manifest(tmp_path, "# note\n" + GOOD.replace(": [", ":  ["))
    assert manifest_digest(plain) == manifest_digest(spaced)
    assert manifest_digest(plain) != manifest_digest(manifest(tmp_path, GOOD.replace("0.2", "0.3")))
