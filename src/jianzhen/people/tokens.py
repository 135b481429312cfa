"""API keys as text: ``jz_<key id>_<secret>``; the database keeps the id and the secret's digest, never the secret.

The secret is 256 random bits, so one SHA-256 is enough: there is nothing to guess that a slow hash would protect,
and every request pays for the hash.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final
from uuid import UUID

_FORM: Final = re.compile(r"jz_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")


def new_token(key_id: UUID) -> tuple[str, str]:
    """Return a new token of a key and the digest to keep; the token can never be shown again."""
    secret = secrets.token_urlsafe(32)
    return f"jz_{key_id.hex}_{secret}", _digest(secret)


def read_token(text: str) -> tuple[UUID, str] | None:
    """Return the key's id and the digest of its secret; None for what has not the form of a token."""
    found = _FORM.fullmatch(text)
    return (UUID(found[1]), _digest(found[2])) if found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("ascii")).hexdigest()
