"""Which manifest speaks for a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.playbook.intake.choose import Heads, ManifestSet, choose, find_manifests
from tests.base.tabular.tables import text_file, workbook


def write_manifest(folder: Path, source: str, match: str, *, suffix: str = ".yml", extra: str = "") -> Path:
    """Write a small manifest."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{source}{suffix}"
    target = "" if "target" in extra else "target: signal\n"
    path.write_text(
        f"manifest: 1\nsource: {source}\ntitle: {{zh: 甲, en: A}}\n{target}kind: listing\nmatch: {match}\n"
        f"columns: {{text: {{from: 标题}}}}\n{extra}\n",
        encoding="utf-8",
    )
    return path


def found(root: Path) -> ManifestSet:
    """Return the manifests of a test's three places."""
    for name in ("sources", "inbox", "packaged"):
        (root / name).mkdir(exist_ok=True)
    return find_manifests(instance=root / "sources", beside=root / "inbox", packaged=root / "packaged")


def chosen(root: Path, path: Path, targets: tuple[str, ...] = ("signal",)) -> str | None:
    """Return the source of the manifest that speaks for ``path``."""
    manifest = choose(found(root), Heads(path), targets)
    return manifest.source if manifest else None


def test_the_nearest_place_wins(tmp_path: Path) -> None:
    """The instance's manifest wins over the one beside the file, that over the packaged one."""
    path = text_file(tmp_path / "a.csv", "编号,标题\n1,甲\n")
    write_manifest(tmp_path / "packaged", "packaged", "{columns: [编号]}")
    assert chosen(tmp_path, path) == "packaged"
    write_manifest(tmp_path / "inbox", "beside", "{columns: [编号]}", suffix=".source.yml")
    assert chosen(tmp_path, path) == "beside"
    write_manifest(tmp_path / "sources", "instance", "{columns: [编号]}")
    assert chosen(tmp_path, path) == "instance"


def test_two_in_one_place_are_refused(tmp_path: Path) -> None:
    """Two manifests of one place that both speak for a file are named in the refusal."""
    path = text_file(tmp_path / "a.csv", "编号,标题\n1,甲\n")
    write_manifest(tmp_path / "sources", "one", "{columns: [编号]}")
    write_manifest(tmp_path / "sources", "two", '{files: "*.csv"}')
    with pytest.raises(RefusedError, match="several manifests speak for it: one, two"):
        chosen(tmp_path, path)


def test_without_rules_a_manifest_out(tmp_path: Path) -> None:
    """A column named under ``without`` keeps a manifest from speaking."""
    write_manifest(tmp_path / "sources", "one", "{columns: [编号], without: 答复}")
    write_manifest(tmp_path / "sources", "two", "{columns: [编号, 答复]}")
    assert chosen(tmp_path, text_file(tmp_path / "a.csv", "编号,标题\n1,甲\n")) == "one"
    assert chosen(tmp_path, text_file(tmp_path / "b.csv", "编号,答复\n1,甲\n")) == "two"


def test_nobody_speaks(tmp_path: Path) -> None:
    """A file no manifest speaks for is refused; where one is near, the missing column is named."""
    write_manifest(tmp_path / "sources", "one", '{files: "投诉*.csv", columns: [编号, 标题]}')
    with pytest.raises(RefusedError, match="no manifest speaks for it"):
        chosen(tmp_path, text_file(tmp_path / "a.csv", "x,y\n1,2\n"))
    with pytest.raises(RefusedError) as caught:
        chosen(tmp_path, text_file(tmp_path / "投诉1.csv", "编号,内容\n1,甲\n"))
    assert (caught.value.where.file, caught.value.where.row, caught.value.where.column) == ("投诉1.csv", 1, "标题")


def test_a_file_in_the_wrong_folder(tmp_path: Path) -> None:
    """A register in the inbox is refused with the folder it belongs into."""
    write_manifest(tmp_path / "sources", "register", '{files: "商标*.csv"}', extra="target: right")
    with pytest.raises(RefusedError) as caught:
        chosen(tmp_path, text_file(tmp_path / "商标.csv", "标题\n甲\n"))
    assert "rights" in caught.value.remedy


def test_the_sheet_decides_too(tmp_path: Path) -> None:
    """A manifest for a sheet that the workbook lacks does not speak for it."""
    write_manifest(tmp_path / "sources", "one", "{columns: [标题]}", extra="sheet: 明细")
    write_manifest(tmp_path / "sources", "two", "{columns: [标题]}", extra="sheet: 汇总")
    assert chosen(tmp_path, workbook(tmp_path / "a.xlsx", [["标题"], ["甲"]], sheet="汇总")) == "two"


def test_an_error_workbook_finds_its_manifest(tmp_path: Path) -> None:
    """A workbook with a column _source goes to that manifest, whatever its file is called."""
    write_manifest(tmp_path / "sources", "one", '{files: "*.csv"}')
    write_manifest(tmp_path / "sources", "two", '{files: "别的*.csv"}')
    path = workbook(tmp_path / "x.errors.xlsx", [["标题", "_source"], ["甲", "two"], ["乙", "two"]])
    assert chosen(tmp_path, path) == "two"


def test_a_broken_manifest_stands_aside(tmp_path: Path) -> None:
    """A manifest that cannot be read is listed and takes no part; the others still speak."""
    write_manifest(tmp_path / "sources", "good", "{columns: [标题]}")
    text_file(tmp_path / "sources" / "bad.yml", "manifest: [")
    assert [fault.where.file for fault in found(tmp_path).broken] == ["bad.yml"]
    assert chosen(tmp_path, text_file(tmp_path / "a.csv", "标题\n甲\n")) == "good"


def test_an_empty_file(tmp_path: Path) -> None:
    """A file of no column goes to the manifest its name fits, or to none, without a refusal."""
    write_manifest(tmp_path / "sources", "one", '{files: "投诉*.csv", columns: [标题]}')
    assert chosen(tmp_path, text_file(tmp_path / "投诉.csv", "")) == "one"
    assert chosen(tmp_path, text_file(tmp_path / "别的.csv", "")) is None
