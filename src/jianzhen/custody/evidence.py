"""The evidence store: content-addressed, written before its row, with SHA-256 and SM3."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from jianzhen.base.digest import CHUNK, Digests, digests
from jianzhen.base.errors import CheckFailedError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.log import Entry
from jianzhen.custody.models import EvidenceCapture, EvidenceObject
from jianzhen.people.policy import Permission, Scope

_MARKING: Final = re.compile(r"(绝密|机密|秘密)\s*[★☆]|密级\s*[:：]\s*(绝密|机密|秘密)")
"""How a state-secret marking stands on a document (国家秘密载体: 密级★保密期限)."""


def refuse_marked(name: str, head: bytes) -> None:
    """Refuse a file that is marked as a state secret: this system may not hold it.

    Raises:
        RefusedError: the name or the first bytes carry 秘密, 机密 or 绝密 as a marking.
    """
    texts = [name, *(head.decode(encoding, "ignore") for encoding in ("utf-8", "gb18030", "utf-16-le"))]
    if any(_MARKING.search(text) for text in texts):
        raise RefusedError(
            "the file is marked 秘密/机密/绝密",
            where=Where(file=name),
            remedy="Handle it outside this system by the secrecy rules",
        )


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A content that is durably in the store; no row names it yet."""

    digests: Digests
    path: Path


def store_blob(source: Path) -> StoredBlob:
    """Copy ``source`` into the store: write, fsync, rename, fsync folder. Nothing is overwritten."""
    with source.open("rb") as stream:
        refuse_marked(source.name, stream.read(65_536))
    store = current().evidence
    part = store / f"{new_id()}.part"
    with part.open("wb") as sink:
        found = digests(_copying(source, sink.write))
        sink.flush()
        os.fsync(sink.fileno())
    final = blob_path(found.sha256)
    final.parent.mkdir(parents=True, exist_ok=True)
    part.replace(final)
    descriptor = os.open(final.parent, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return StoredBlob(found, final)


def _copying(source: Path, write: Callable[[bytes], object]) -> Iterator[bytes]:
    with source.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            write(chunk)
            yield chunk


def blob_path(sha256: str) -> Path:
    """Return where a content lies."""
    return current().evidence / sha256[:2] / sha256[2:4] / sha256


@dataclass(frozen=True, kw_only=True)
class StoreEvidence(Action[EvidenceCapture]):
    """Take a file into evidence for a record (signal, lead, case …).

    Args:
        blob: from :func:`store_blob`, called before so that the row never precedes the content.
        tool: what captured it, with version.
    """

    verb: ClassVar[str] = "evidence.store"
    permission: ClassVar[Permission] = Permission.EVIDENCE_STORE

    blob: StoredBlob
    name: str
    media_type: str
    subject_type: str
    subject_id: str
    tool: str
    captured_at: datetime
    agency_code: str = ""

    def scope(self) -> Scope:
        """Return the agency that works on the record."""
        return Scope(self.agency_code)

    def perform(self) -> EvidenceCapture:
        """Name the content once, the capture each time."""
        facts = self.blob.digests
        content, _ = EvidenceObject.objects.get_or_create(
            sha256=facts.sha256,
            defaults={"sm3": facts.sm3, "size": facts.size, "media_type": self.media_type, "stored_at": self.at},
        )
        return EvidenceCapture.objects.create(
            content=content,
            subject_type=self.subject_type,
            subject_id=self.subject_id,
            name=self.name,
            actor_id=self.actor.actor_id,
            tool=self.tool,
            captured_at=self.captured_at,
        )

    def entry(self, result: EvidenceCapture) -> Entry:
        """Keep both digests: the log is what proves the content later."""
        facts = self.blob.digests
        payload = {"sha256": facts.sha256, "sm3": facts.sm3, "size": facts.size, "capture": str(result.pk)}
        return Entry(self.subject_type, self.subject_id, payload)


def verify_blob(sha256: str) -> None:
    """Check a stored content against both of its digests.

    Raises:
        CheckFailedError: it is gone or changed.
    """
    row = EvidenceObject.objects.get(pk=sha256)
    path = blob_path(sha256)
    where = Where(key=sha256)
    if not path.exists():
        raise CheckFailedError("the content is gone from the store", where=where, remedy="Restore it from a backup")
    with path.open("rb") as stream:
        found = digests(iter(lambda: stream.read(CHUNK), b""))
    if (found.sha256, found.sm3, found.size) != (row.sha256, row.sm3, row.size):
        raise CheckFailedError("the content was changed", where=where, remedy="Restore it from a backup")
