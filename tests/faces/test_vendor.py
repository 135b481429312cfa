"""Third-party JavaScript: pinned, checked, kept whole, and never needed to open a page."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.faces import vendor


def tarball(names: tuple[str, ...]) -> bytes:
    """Make a package of these files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name in names:
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(name)
            archive.addfile(entry, io.BytesIO(name.encode()))
    return stream.getvalue()


def pinned(content: bytes) -> vendor.Package:
    """Pin these bytes as the chart library."""
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return vendor.Package("echarts", "0.0.1", f"sha512-{digest}")


def test_a_checked_package_is_kept(tmp_path: Path) -> None:
    """Only the needed files are kept, with the licence, and the next call finds them."""
    content = tarball((*vendor.KEPT["echarts"], "dist/more.js"))
    package = pinned(content)
    vendor.install(package, content, tmp_path)
    kept = {path.name for path in (tmp_path / "echarts").iterdir()}
    assert kept == {Path(name).name for name in vendor.KEPT["echarts"]} | {"INTEGRITY"}
    assert vendor.present(package, tmp_path)


def test_other_bytes_are_refused(tmp_path: Path) -> None:
    """A tarball that differs by one byte leaves what stood before."""
    content = tarball(vendor.KEPT["echarts"])
    vendor.install(pinned(content), content, tmp_path)
    with pytest.raises(RefusedError, match="digest of the lock"):
        vendor.install(pinned(content + b"x"), content, tmp_path)
    assert vendor.present(pinned(content), tmp_path)


def test_a_package_without_the_file_is_refused(tmp_path: Path) -> None:
    """A package that lacks a needed file is not half kept."""
    content = tarball(("LICENSE",))
    with pytest.raises(RefusedError, match=r"no file dist/echarts\.common\.min\.js"):
        vendor.install(pinned(content), content, tmp_path)
    assert not (tmp_path / "echarts").exists()


def test_offline_is_said_and_is_no_failure(tmp_path: Path) -> None:
    """Without a registry the command says what is left out and what to do."""

    def unreachable(_url: str) -> bytes:
        raise OSError("no route")

    (line,) = vendor.fill(tmp_path, unreachable)
    assert "not fetched (no route)" in line
    assert "tables stay" in line


def test_a_wrong_answer_of_the_registry_is_refused(tmp_path: Path) -> None:
    """What a registry serves is held against the lock."""
    with pytest.raises(RefusedError, match="digest of the lock"):
        vendor.fill(tmp_path, lambda _url: b"something else")


def test_the_lock_names_no_host() -> None:
    """The lock holds name, version and sha512 only; the address follows from the machine's registry."""
    text = vendor.LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert all(package.integrity.startswith("sha512-") for package in vendor.locked())
    assert set(vendor.KEPT) == {package.name for package in vendor.locked()}
    assert json.loads(text)["lockfileVersion"] == 3


def test_the_address_follows_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The configured registry decides; a scoped name keeps its scope and loses it in the file name."""
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://mirror.example/npm/")
    package = vendor.Package("@scope/name", "1.2.3", "sha512-x")
    assert package.url(vendor.registry()) == "https://mirror.example/npm/@scope/name/-/name-1.2.3.tgz"
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "file:///etc")
    with pytest.raises(RefusedError, match="no registry address"):
        vendor.registry()


def test_a_machine_without_npm_works_without_charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No registry is guessed: where nothing names one, the command says what is left out and what to install."""
    for name in ("NPM_CONFIG_REGISTRY", "npm_config_registry"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(vendor.shutil, "which", lambda *_args, **_named: None)
    (line,) = vendor.fill(tmp_path / "vendor")
    assert "Install npm" in line
    assert "tables stay" in line
