"""Pictures of a lead as they were seen: what the reasons name by its digest, with the boxes they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from jianzhen.custody.evidence import blob_path
from jianzhen.stages.screening.pictures.sniff import header_of
from jianzhen.stages.tracing.queries_shapes import ReasonLine

MEDIA: Final = {
    "PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp", "BMP": "image/bmp",
}  # fmt: skip
"""Kinds that browsers show, by what the file itself says."""
_BOX: Final = re.compile(r"(\d+),(\d+)–(\d+),(\d+)")
_TURNED: Final = b"Exif\x00\x00"
"""A camera's file may say that it is to be turned; then its own width and height are not those of the boxes."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. ``boxes`` (left, top, width, height) are drawn where ``width`` and ``height`` are known, else 0."""

    name: str
    sha256: str
    to: str
    width: int
    height: int
    boxes: tuple[tuple[int, int, int, int], ...]


def shots_of(lead_id: UUID, reasons: Iterable[ReasonLine]) -> list[Shot]:
    """Return the pictures that reasons speak of: those that screening could look at, each once."""
    named: dict[str, str] = {}
    boxes: dict[str, dict[tuple[int, int, int, int], None]] = {}
    for reason in reasons:
        sha256, name = reason.reason_params.get("sha256"), reason.reason_params.get("picture")
        if sha256 and name:
            named[str(sha256)] = str(name)
            boxes.setdefault(str(sha256), {}).update(dict.fromkeys(_boxes(str(reason.reason_params.get("box", "")))))
    return [_shot(lead_id, sha256, name, tuple(boxes[sha256])) for sha256, name in named.items()]


def _shot(lead_id: UUID, sha256: str, name: str, boxes: tuple[tuple[int, int, int, int], ...]) -> Shot:
    width, height = _size(sha256)
    inner = tuple(one for one in boxes if (one[2], one[3]) != (width, height))  # the whole picture needs no box
    to = reverse("lead-picture", kwargs={"lead_id": lead_id, "sha256": sha256})
    return Shot(name, sha256, to, width, height, inner)


def _boxes(text: str) -> list[tuple[int, int, int, int]]:
    found = (tuple(map(int, one.groups())) for one in _BOX.finditer(text))
    return [(left, top, right - left, bottom - top) for left, top, right, bottom in found]


def _size(sha256: str) -> tuple[int, int]:
    path = blob_path(sha256)
    data = path.read_bytes() if path.is_file() else b""
    header = header_of(data)
    return (header.width, header.height) if header and _TURNED not in data[:65_536] else (0, 0)


def content_of(reasons: Iterable[ReasonLine], sha256: str) -> tuple[bytes, str]:
    """Return a picture and its media type.

    Raises:
        Http404: no reason of the lead speaks of it, or it is no picture that browsers show.
    """
    path = blob_path(sha256)
    if not any(reason.reason_params.get("sha256") == sha256 for reason in reasons) or not path.is_file():
        raise Http404(sha256)
    data = path.read_bytes()
    header = header_of(data)
    if header is None or header.kind not in MEDIA:
        raise Http404(sha256)
    return data, MEDIA[header.kind]
