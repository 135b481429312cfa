"""Pictures that signals name are taken into evidence from the inbox, so that what is seen in them can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from mimetypes import guess_type
from pathlib import Path
from typing import Any, ClassVar, Final

import pyarrow as pa
from django.db import transaction

from jianzhen.base.errors import RefusedError
from jianzhen.base.ids import content_id
from jianzhen.base.paths import safe_path
from jianzhen.custody.action import Action
from jianzhen.custody.evidence import StoredBlob, StoreEvidence, store_blob
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Actor, Permission
from jianzhen.stages.signals import queries
from jianzhen.stages.signals.schema import PICTURE

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of one picture; a camera's own file has 10 MB."""
MOST_EACH: Final = 64
"""Pictures kept of one signal; a shop shows a dozen of one article."""
_AT_ONCE: Final = 200


@dataclass(slots=True)
class KeptPictures:
    """What one pass kept: contents taken into evidence, pictures set aside with a reason, and files not there yet."""

    kept: int = 0
    aside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class KeepPictures(Action[int]):
    """List the pictures of one signal file in the lake, their contents stored before; the result is how many."""

    verb: ClassVar[str] = "intake.pictures"
    permission: ClassVar[Permission] = Permission.INTAKE

    file_id: str
    rows: tuple[Mapping[str, Any], ...]
    tool: str

    def perform(self) -> int:
        """Land the rows, and take each content into evidence for its signal."""
        name = content_id(*(f"{row['signal_id']} {row['name']} {row['sha256']}" for row in self.rows))
        table = pa.RecordBatch.from_pylist([_listed(row) for row in self.rows], schema=PICTURE)
        Lake(current().lake).land([table], PICTURE, batch=f"{self.file_id}:{name}", at=self.at)
        for row in self.rows:
            if row["blob"] is not None:
                self._store(row)
        return len(self.rows)

    def _store(self, row: Mapping[str, Any]) -> None:
        StoreEvidence(
            actor=self.actor,
            at=self.at,
            blob=row["blob"],
            name=Path(row["name"]).name[:255],
            media_type=guess_type(row["name"])[0] or "application/octet-stream",
            subject_type="signal",
            subject_id=row["signal_id"],
            tool=self.tool,
            captured_at=self.at,
        ).execute()

    def entry(self, result: int) -> Entry:
        """Keep which file's, how many, and how many have no content."""
        aside = sum(row["blob"] is None for row in self.rows)
        return Entry("lake_file", self.file_id, {"pictures": result, "aside": aside})


def keep_pictures(*, actor: Actor, at: datetime) -> KeptPictures:
    """Keep every picture that a signal names and that lies in the inbox; a second call keeps nothing more.

    Names are paths below the inbox. A file that is not there is told of and looked for again by the next pass; one
    that cannot be kept (too large, outside the inbox, marked secret) is set aside for good.

    Raises:
        NotAllowedError: the actor may not take in.
    """
    done, tool = KeptPictures(), f"jianzhen {version('jianzhen')}"
    lake = Lake(current().lake)
    for row in lake.files("signal"):
        found = list(_fresh(str(row.pk), str(lake.root / row.path), done))
        for start in range(0, len(found), _AT_ONCE):
            chunk = tuple(found[start : start + _AT_ONCE])
            with transaction.atomic():
                KeepPictures(actor=actor, at=at, file_id=str(row.pk), rows=chunk, tool=tool).execute()
    return done


def _fresh(file_id: str, path: str, done: KeptPictures) -> Iterator[dict[str, Any]]:
    """Yield the pictures of a signal file that are there and not yet listed; their contents are stored."""
    named = queries.pictures_named(path)
    known = {
        (one.signal_id, one.name) for of in (queries.pictures_kept(file_id).values() if named else ()) for one in of
    }
    for signal_id, names in named.items():
        for name in _some(names):
            if (signal_id, name) not in known:
                row = _looked_at(signal_id, name, done)
                if row:
                    yield row


def _some(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))[:MOST_EACH]


def _looked_at(signal_id: str, name: str, done: KeptPictures) -> dict[str, Any] | None:
    path = safe_path(current().inbox, name)
    if path is not None and not path.exists():
        done.missing.append(name)
        return None
    blob, fault = (None, "it leads out of the inbox") if path is None else _stored(path)
    done.kept += blob is not None
    if fault:
        done.aside.append(f"{name}: {fault}")
    return {"signal_id": signal_id, "name": name, "blob": blob, "fault": fault, **_facts(blob)}


def _stored(path: Path) -> tuple[StoredBlob | None, str | None]:
    if not path.is_file():
        return None, "it is no regular file"
    if path.stat().st_size > MOST_BYTES:
        return None, f"it has more than {MOST_BYTES:,} bytes"
    try:
        return store_blob(path), None
    except RefusedError as refusal:
        return None, refusal.what


def _facts(blob: StoredBlob | None) -> dict[str, Any]:
    return {"sha256": blob.digests.sha256 if blob else None, "size": blob.digests.size if blob else None}


def _listed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in PICTURE.names}
