"""Digests: SHA-256 for the world, SM3 (GB/T 32905) for Chinese courts, canonical JSON for both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Digests:
    """Hex digests of one content and its size in bytes."""

    sha256: str
    sm3: str
    size: int


def digests(chunks: Iterable[bytes]) -> Digests:
    """Return SHA-256, SM3 and size of the concatenated ``chunks`` in one pass."""
    sha256, sm3, size = hashlib.sha256(), hashlib.new("sm3"), 0
    for chunk in chunks:
        sha256.update(chunk)
        sm3.update(chunk)
        size += len(chunk)
    return Digests(sha256.hexdigest(), sm3.hexdigest(), size)


def file_sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file, read in constant memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """Return ``value`` as UTF-8 JSON with sorted keys and no spaces: one value, one text.

    Raises:
        TypeError: a value is not JSON (floats are refused too: they have no single text).
    """
    _refuse_floats(value)
    return _CANONICAL.encode(value).encode("utf-8")


_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse_floats(value: object) -> None:
    if isinstance(value, str):  # the most common first: a log of tens of thousands of events asks here for each part
        return
    if isinstance(value, float):
        raise TypeError(f"float {value!r} in canonical JSON; use a decimal string")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
