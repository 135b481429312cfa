"""What became of one file, in figures: what the pass's table and the console show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from jianzhen.base.digest import canonical_json, file_sha256
from jianzhen.base.errors import RefusedError, Where
from jianzhen.playbook.manifest import Manifest

State = Literal["landed", "known", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file's outcome.

    Attributes:
        name: the file's name.
        sha256: its digest.
        source: the manifest's source id; "" where none spoke for it.
        manifest_digest: which wording of the manifest was used.
        target: signal, right or licence; "" where none spoke for it.
        state: ``landed`` (also with no new row), ``known`` (the very file was taken in before), ``refused``.
        rows: rows read.
        landed: rows that are new in the lake.
        duplicates: good rows that the lake or an earlier row of the file already said.
        quarantined: rows set aside in ``errors_file``.
        error: of a refused file {"what", "where", "remedy"}.
    """

    name: str
    sha256: str
    state: State
    source: str = ""
    manifest_digest: str = ""
    target: str = ""
    rows: int = 0
    landed: int = 0
    duplicates: int = 0
    quarantined: int = 0
    errors_file: str = ""
    error: dict[str, str] | None = None


def refusal(name: str, digest: str, fault: RefusedError) -> Outcome:
    """Return the outcome of a refused file."""
    error = {"what": fault.what, "where": str(fault.where), "remedy": fault.remedy}
    return Outcome(name=name, sha256=digest, state="refused", error=error)


def shown_name(path: Path) -> str:
    """Return a file's name as text; one in another encoding (old archives carry GBK) is decoded as far as it goes."""
    raw = os.fsencode(path.name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def identify(path: Path) -> str:
    """Return the SHA-256 of a file in the inbox.

    Raises:
        RefusedError: its name is not UTF-8, or it cannot be read.
    """
    where = Where(file=shown_name(path))
    if shown_name(path) != path.name:
        raise RefusedError("the file's name is not UTF-8", where=where, remedy="Rename the file")
    try:
        return file_sha256(path)
    except OSError as fault:
        what = f"the file cannot be read ({fault.strerror})"
        raise RefusedError(what, where=where, remedy="Check its permissions") from fault


def manifest_digest(manifest: Manifest) -> str:
    """Return the SHA-256 of what a manifest says, however it is laid out."""
    return sha256(canonical_json(manifest.model_dump(mode="json", by_alias=True))).hexdigest()


def incoming(folder: Path) -> Iterator[Path]:
    """Yield the files of an inbox by name; hidden ones, editors' locks and manifests are none."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith((".", "~$")) and not path.name.endswith(".source.yml"):
            yield path
