"""One instance: a data folder, a database, a signing key, an id. Two cities are two instances."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import new_id

SCHEMA_VERSION: Final = 1
MARKER: Final = "instance.json"
FOLDERS: Final = ("inbox", "rights", "sources", "lake", "plans", "evidence", "keys", "errors", "reports")


@dataclass(frozen=True, slots=True)
class Instance:
    """Paths of one data folder, and the id and city written in its ``instance.json``."""

    root: Path
    instance_id: str
    city: str

    @property
    def inbox(self) -> Path:
        """Files to take in."""
        return self.root / "inbox"

    @property
    def rights(self) -> Path:
        """Registers to take in."""
        return self.root / "rights"

    @property
    def sources(self) -> Path:
        """Source manifests of this instance; they win over the packaged ones."""
        return self.root / "sources"

    @property
    def lake(self) -> Path:
        """Parquet files, visible only through the manifest table."""
        return self.root / "lake"

    @property
    def plans(self) -> Path:
        """Compiled plans by digest."""
        return self.root / "plans"

    @property
    def evidence(self) -> Path:
        """Content-addressed evidence."""
        return self.root / "evidence"

    @property
    def keys(self) -> Path:
        """Signing and vault keys; readable by the owner only."""
        return self.root / "keys"

    @property
    def errors(self) -> Path:
        """Error workbooks of quarantined rows."""
        return self.root / "errors"

    @property
    def reports(self) -> Path:
        """Local reports for reading; never published by themselves."""
        return self.root / "reports"


def is_instance(root: Path) -> bool:
    """Say whether an instance was made in the folder ``root``."""
    return (root / MARKER).is_file()


def open_instance(root: Path, *, city: str = "wuhan") -> Instance:
    """Open the data folder ``root``, making it where it does not exist yet.

    Raises:
        RefusedError: ``root`` is a file, or its ``instance.json`` is damaged or of a later version.
    """
    if root.exists() and not root.is_dir():
        raise RefusedError(
            "the data folder is a file", where=Where(file=str(root)), remedy="Name a folder with --data DIR"
        )
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "keys").chmod(0o700)
    marker = root / MARKER
    if not marker.exists():
        _write_marker(marker, city)
    facts = _read_marker(marker)
    return Instance(root=root.resolve(), instance_id=facts["instance_id"], city=facts["city"])


def _write_marker(marker: Path, city: str) -> None:
    facts = {"schema_version": SCHEMA_VERSION, "instance_id": str(new_id()), "city": city}
    part = marker.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(marker)


def _read_marker(marker: Path) -> dict[str, str]:
    where = Where(file=str(marker))
    try:
        facts = json.loads(marker.read_text(encoding="utf-8"))
        version, found = facts["schema_version"], {key: str(facts[key]) for key in ("instance_id", "city")}
    except (ValueError, KeyError, TypeError) as fault:
        raise RefusedError(
            f"the instance marker cannot be read ({fault})", where=where, remedy="Restore it from a backup"
        ) from fault
    if version != SCHEMA_VERSION:
        raise RefusedError(
            f"the instance has schema version {version}, this program speaks {SCHEMA_VERSION}",
            where=where,
            remedy="Use the program version that made it, or migrate it",
        )
    return found
