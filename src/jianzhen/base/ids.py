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
    data = [part.encode("utf-8", "surrogatepass") for part in parts]
    digest = hashlib.sha256(b"".join([piece for one in data for piece in (len(one).to_bytes(8, "big"), one)]))
    value = int.from_bytes(digest.digest()[:16], "big")
    value &= ~(0xF << 76) & ((1 << 128) - 1)
    value |= 0x8 << 76
    value &= ~(0x3 << 62) & ((1 << 128) - 1)
    value |= 0x2 << 62
    return uuid.UUID(int=value)
