"""The lake shows only what its manifest lists; evidence is named by content and checked by two digests."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from django.db import transaction

from jianzhen.base.clock import now
from jianzhen.base.errors import CheckFailedError, RefusedError
from jianzhen.custody.evidence import StoreEvidence, blob_path, store_blob, verify_blob
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.models import EvidenceCapture, EvidenceObject
from jianzhen.people.policy import SYSTEM

pytestmark = pytest.mark.django_db

SCHEMA = pa.schema([("a", pa.string())], metadata={"schema": "thing", "schema_version": "1"})
LATER = pa.schema([("a", pa.string()), ("b", pa.int64())], metadata={"schema": "thing", "schema_version": "1"})


def batch(*values: str) -> pa.RecordBatch:
    """Return one batch of the test schema."""
    return pa.record_batch([pa.array(values)], schema=SCHEMA)


def rows(lake: Lake) -> list[str]:
    """Return all visible values."""
    return [value for part in lake.batches("thing", SCHEMA) for value in part.column("a").to_pylist()]


def test_an_unpublished_file_is_unseen(data: Path) -> None:
    """A staged file, and one whose transaction failed, exist for no reader."""
    lake = Lake(current().lake)
    staged = lake.stage([batch("x")], SCHEMA)
    assert rows(lake) == []
    with pytest.raises(OSError, match="crash"), transaction.atomic():
        lake.publish(staged, batch="b1", at=now())
        raise OSError("crash")
    assert rows(lake) == []


def test_landed_rows_are_read_in_order(data: Path) -> None:
    """Files are read in the order they landed, and a batch can be asked for alone."""
    lake = Lake(current().lake)
    for name in ("one", "two"):
        lake.land([batch(name)], SCHEMA, batch=name, at=now())
    assert rows(lake) == ["one", "two"]
    assert len(lake.paths("thing", batch="two")) == 1


def test_a_later_schema_reads_older_files(data: Path) -> None:
    """A column that came later reads as null from older files."""
    lake = Lake(current().lake)
    lake.land([batch("x")], SCHEMA, batch="b", at=now())
    (part,) = lake.batches("thing", LATER)
    assert part.to_pylist() == [{"a": "x", "b": None}]


def test_a_lost_file_is_an_error(data: Path) -> None:
    """A listed file that is gone is named; it is never read as empty."""
    lake = Lake(current().lake)
    landed = lake.land([batch("x")], SCHEMA, batch="b", at=now())
    (lake.root / landed.path).unlink()
    with pytest.raises(RefusedError, match="listed lake file is gone"):
        rows(lake)


def take(path: Path, subject: str) -> EvidenceCapture:
    """Take a file into evidence."""
    return StoreEvidence(
        actor=SYSTEM,
        at=now(),
        blob=store_blob(path),
        name=path.name,
        media_type="text/plain",
        subject_type="lead",
        subject_id=subject,
        tool="test 1",
        captured_at=now(),
    ).execute()


def test_one_content_is_stored_once(data: Path, tmp_path: Path) -> None:
    """Two captures of one content share the object, each with its own story."""
    source = tmp_path / "page.txt"
    source.write_text("证据", encoding="utf-8")
    first, second = take(source, "a"), take(source, "b")
    assert first.content_id == second.content_id
    assert EvidenceObject.objects.count() == 1
    assert first.content.sm3 != first.content.sha256
    verify_blob(first.content_id)


def test_a_changed_or_lost_content_is_found(data: Path, tmp_path: Path) -> None:
    """One flipped byte, or a missing file, is named by the check."""
    source = tmp_path / "page.txt"
    source.write_bytes(b"evidence")
    sha256 = take(source, "a").content_id
    blob_path(sha256).write_bytes(b"evidencf")
    with pytest.raises(CheckFailedError, match="changed"):
        verify_blob(sha256)
    blob_path(sha256).unlink()
    with pytest.raises(CheckFailedError, match="gone"):
        verify_blob(sha256)


@pytest.mark.parametrize("content", ["机密★10年 会议纪要", "密级：秘密", "绝密☆"])
def test_marked_state_secrets_are_refused(data: Path, tmp_path: Path, content: str) -> None:
    """A file marked 秘密/机密/绝密 is refused and leaves nothing in the store."""
    source = tmp_path / "paper.txt"
    source.write_text(content, encoding="gb18030")
    with pytest.raises(RefusedError, match="marked"):
        store_blob(source)
    assert list(current().evidence.iterdir()) == []


def test_the_word_alone_is_no_marking(data: Path, tmp_path: Path) -> None:
    """商业秘密 in running text is an ordinary word."""
    source = tmp_path / "paper.txt"
    source.write_text("侵犯商业秘密的行为", encoding="utf-8")
    assert store_blob(source).digests.size > 0
