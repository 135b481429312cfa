"""Identifiers: UUIDv7 for records that are made, UUIDv8 for rows named by their content."""

from __future__ import annotations

import hashlib
import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562): ordered by creation time, unique across instances."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def content_id(*parts: str) -> uuid.UUID:
    """Return the UUIDv8 (RFC 9562) that names ``parts``; equal parts give equal ids.

    Rows of the lake are named by what they say, so that taking the same file in twice adds nothing.
    The digest is SHA-256 over length-prefixed UTF-8, so ("ab", "c") and ("a", "bc") differ.
    """
    return uuid.UUID(content_name(*parts))


def content_name(*parts: str) -> str:
    """Return :func:`content_id` as it is written; where millions of rows are named, making objects of them is dear."""
    return content_name_of(b"".join(map(content_part, parts)))


def content_part(part: str) -> bytes:
    """Return one part as it enters the digest: its length and its UTF-8; for parts that many names share."""
    data = part.encode("utf-8", "surrogatepass")
    return len(data).to_bytes(8, "big") + data


def content_name_of(data: bytes) -> str:
    """Return the written id of parts that were joined by :func:`content_part`."""
    digest = hashlib.sha256(data).hexdigest()
    variant = _VARIANTS[int(digest[16], 16)]
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


_VARIANTS = "89ab" * 4
"""The hexadecimal digit of 0b10 and the two low bits of a digit (RFC 9562, 4.1)."""
