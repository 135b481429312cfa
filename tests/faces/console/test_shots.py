"""Pictures on the lead page: those that reasons speak of, with their boxes, and nobody else's."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from uuid import UUID

import pytest

from jianzhen.custody.evidence import store_blob
from jianzhen.stages.tracing.models import LeadFinding
from tests.faces.console.conftest import People, SignIn
from tests.faces.console.test_evidence import lead_with_evidence

pytestmark = pytest.mark.django_db


def png(width: int, height: int) -> bytes:
    """Return a white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def stored(people: People, tmp_path: Path) -> str:
    """A picture in the evidence store."""
    (tmp_path / "a.png").write_bytes(png(120, 80))
    return store_blob(tmp_path / "a.png").digests.sha256


def lead_with(sha256: str, box: str = "10,20–60,70") -> UUID:
    """Write a lead of which a reason speaks of a picture."""
    lead_id = lead_with_evidence()
    first = LeadFinding.objects.filter(lead_id=lead_id).first()
    assert first is not None
    facts = {
        field.attname: getattr(first, field.attname) for field in LeadFinding._meta.fields if not field.primary_key
    }
    params = {"picture": "photos/<a>.png", "sha256": sha256, "box": box, "logo": "R1", "points": 20, "lines": 80}
    facts |= {"finding_id": "f9", "check_code": "picture.logo", "reason_code": "picture.logo", "reason_params": params}
    facts |= {"field": "picture", "quote": "", "span_start": None, "span_end": None}
    LeadFinding.objects.create(**facts)
    return lead_id


def test_a_picture_is_shown_with_the_box_its_reason_speaks_of(stored: str, sign_in: SignIn) -> None:
    """Its own pixels are the drawing's units; name and digest stand below; the file comes as it lies in the store."""
    lead_id = lead_with(stored)
    client = sign_in("officer")
    text = client.get(f"/lead/{lead_id}").content.decode()
    assert 'viewBox="0 0 120 80"' in text
    assert '<rect x="10" y="20" width="50" height="50"/>' in text
    assert "photos/&lt;a&gt;.png" in text
    assert "图片中出现受保护的标志" in text  # the check has words
    answer = client.get(f"/lead/{lead_id}/picture/{stored}")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/png", png(120, 80))
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_whole_picture_needs_no_box(stored: str, sign_in: SignIn) -> None:
    """A copy is all of it."""
    text = sign_in("officer").get(f"/lead/{lead_with(stored, '0,0–120,80')}").content.decode()
    assert 'viewBox="0 0 120 80"' in text
    assert "<rect x=" not in text


def test_only_what_a_reason_of_the_lead_speaks_of_is_given(stored: str, sign_in: SignIn, tmp_path: Path) -> None:
    """Not another content of the store, and not to whom the lead does not concern."""
    (tmp_path / "b.png").write_bytes(png(60, 60))
    other = store_blob(tmp_path / "b.png").digests.sha256
    lead_id = lead_with(stored)
    assert sign_in("officer").get(f"/lead/{lead_id}/picture/{other}").status_code == 404
    assert sign_in("elsewhere").get(f"/lead/{lead_id}/picture/{stored}").status_code == 404


def test_what_is_no_picture_is_not_given(people: People, sign_in: SignIn, tmp_path: Path) -> None:
    """A page under a picture's name stays in the store."""
    (tmp_path / "c.png").write_bytes(b"<script>alert(1)</script>")
    stored = store_blob(tmp_path / "c.png").digests.sha256
    lead_id = lead_with(stored)
    assert sign_in("officer").get(f"/lead/{lead_id}/picture/{stored}").status_code == 404


def test_a_content_that_is_gone_leaves_the_page_standing(people: People, sign_in: SignIn) -> None:
    """The reason is still told."""
    lead_id = lead_with("0" * 64)
    client = sign_in("officer")
    assert client.get(f"/lead/{lead_id}").status_code == 200
    assert client.get(f"/lead/{lead_id}/picture/{'0' * 64}").status_code == 404
