"""Keys of the instance: one Ed25519 signing key, one vault key, one pseudonym key.

They lie in ``DATA/keys`` with mode 0600 and are made once. Losing the vault key loses every personal
value; losing the signing key loses nothing that was signed before.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jianzhen.base.digest import digests
from jianzhen.base.errors import RefusedError, Where


def secret(folder: Path, name: str, size: int = 32) -> bytes:
    """Return the secret ``folder/name``, made with ``size`` random bytes where it does not exist yet.

    Raises:
        RefusedError: the file exists with another length.
    """
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        value = path.read_bytes()
        if len(value) != size:
            raise RefusedError(
                f"a key of {len(value)} bytes, not {size}",
                where=Where(file=str(path)),
                remedy="Restore it from a backup",
            ) from None
        return value
    value = secrets.token_bytes(size)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(value)
        stream.flush()
        os.fsync(stream.fileno())
    return value


@dataclass(frozen=True, slots=True)
class Signer:
    """The instance's signing key and its public half."""

    key: Ed25519PrivateKey

    @property
    def public_bytes(self) -> bytes:
        """Return the raw 32-byte public key."""
        return self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        """Return the first 16 hex characters of the public key's SHA-256."""
        return digests([self.public_bytes]).sha256[:16]

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of ``message``."""
        return self.key.sign(message)


def signer(folder: Path) -> Signer:
    """Return the instance's signer; its public key is written beside it for others to keep."""
    found = Signer(Ed25519PrivateKey.from_private_bytes(secret(folder, "signing.key")))
    public = folder / "signing.pub"
    if not public.exists():
        public.write_text(found.public_bytes.hex() + "\n", encoding="ascii")
    return found


def public_key(raw: bytes) -> Ed25519PublicKey:
    """Return the public key of 32 raw bytes."""
    return Ed25519PublicKey.from_public_bytes(raw)
