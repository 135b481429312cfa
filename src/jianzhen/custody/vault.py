"""The vault: names, phones and addresses of natural persons, each under a key that can be destroyed.

Everything else holds pseudonyms. A pseudonym is the same for the same value within one instance, so
that exact matching still works; it says nothing outside it. Who holds the instance's pseudonym key can
test a guess against a pseudonym, so that key lies with the other keys and never leaves the machine.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.base.instance import Instance
from jianzhen.custody import keys
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.log import Entry
from jianzhen.custody.models import VaultItem
from jianzhen.people.policy import Permission, Scope

KINDS: Final = ("person_name", "phone", "address", "resident_id")
_NONCE: Final = 12


class Vault:
    """Turns personal values into pseudonyms and keeps them for :meth:`commit`.

    Args:
        instance: whose keys are used.
    """

    def __init__(self, instance: Instance) -> None:
        self._pseudonym_key = keys.secret(instance.keys, "pseudonym.key")
        self._wrap = AESGCM(keys.secret(instance.keys, "vault.key"))
        self._pending: dict[str, VaultItem] = {}

    def pseudonym(self, value: str, kind: str) -> str:
        """Return the pseudonym of one value without keeping it; for look-ups.

        Raises:
            RefusedError: the kind is not in :data:`KINDS`.
        """
        if kind not in KINDS:
            raise RefusedError(f"unknown personal class {kind!r}", remedy=f"Use one of {', '.join(KINDS)}")
        message = f"{kind}\x00{_normal(value, kind)}".encode("utf-8", "surrogatepass")
        return f"p-{kind}-{hmac.new(self._pseudonym_key, message, hashlib.sha256).hexdigest()[:24]}"

    def pseudonymise(self, values: list[str | None], kind: str) -> list[str | None]:
        """Return pseudonyms for values (None and blank stay None) and keep the values for :meth:`commit`."""
        return [self._keep(value, kind) if value and value.strip() else None for value in values]

    def _keep(self, value: str, kind: str) -> str:
        pseudonym = self.pseudonym(value, kind)
        if pseudonym not in self._pending:
            self._pending[pseudonym] = self._seal(pseudonym, value, kind)
        return pseudonym

    def _seal(self, pseudonym: str, value: str, kind: str) -> VaultItem:
        key, name = AESGCM.generate_key(bit_length=256), pseudonym.encode()
        return VaultItem(
            pseudonym=pseudonym,
            kind=kind,
            ciphertext=_encrypt(AESGCM(key), value.encode("utf-8", "surrogatepass"), name),
            wrapped_key=_encrypt(self._wrap, key, name),
        )

    def commit(self) -> int:
        """Store what was kept, in the caller's transaction; a destroyed pseudonym stays destroyed."""
        items, self._pending = list(self._pending.values()), {}
        VaultItem.objects.bulk_create(items, batch_size=2000, ignore_conflicts=True)
        return len(items)

    def open(self, item: VaultItem) -> str:
        """Return the value of a stored item.

        Raises:
            ConflictError: its key was destroyed.
        """
        if not item.wrapped_key:
            raise ConflictError(
                "the key of this personal value was destroyed",
                where=Where(key=item.pseudonym),
                remedy="It cannot be brought back; work with the pseudonym",
            )
        name = item.pseudonym.encode()
        key = _decrypt(self._wrap, bytes(item.wrapped_key), name)
        return _decrypt(AESGCM(key), bytes(item.ciphertext), name).decode("utf-8", "surrogatepass")


def _normal(value: str, kind: str) -> str:
    text = unicodedata.normalize("NFKC", value).strip()
    if kind in ("phone", "resident_id"):
        text = re.sub(r"[\s\-()+]", "", text).upper()
        return text.removeprefix("86") if kind == "phone" and len(text) == 13 else text
    return re.sub(r"\s+", "", text)


def _encrypt(cipher: AESGCM, value: bytes, name: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + cipher.encrypt(nonce, value, name)


def _decrypt(cipher: AESGCM, value: bytes, name: bytes) -> bytes:
    return cipher.decrypt(value[:_NONCE], value[_NONCE:], name)


def _stored(pseudonym: str) -> VaultItem:
    item = VaultItem.objects.filter(pk=pseudonym).first()
    if item is None:
        raise RefusedError("no such pseudonym in the vault", where=Where(key=pseudonym), remedy="Check the id")
    return item


@dataclass(frozen=True, kw_only=True)
class RevealValue(Action[str]):
    """Show one personal value to an officer who needs it; the reason goes to the log, the value does not."""

    verb: ClassVar[str] = "vault.reveal"
    permission: ClassVar[Permission] = Permission.VAULT_REVEAL

    pseudonym: str
    reason: str
    agency_code: str

    def scope(self) -> Scope:
        """Return the agency in whose work it is needed."""
        return Scope(self.agency_code)

    def check(self) -> None:
        """Refuse without a reason."""
        if not self.reason.strip():
            raise RefusedError("no reason given", where=Where(key="reason"), remedy="Say what the value is needed for")

    def perform(self) -> str:
        """Return the value."""
        return Vault(current()).open(_stored(self.pseudonym))

    def entry(self, result: str) -> Entry:  # noqa: ARG002  (the value must not reach the log)
        """Keep pseudonym and reason."""
        return Entry("personal_value", self.pseudonym, {"reason": self.reason})


@dataclass(frozen=True, kw_only=True)
class DestroyValue(Action[None]):
    """Destroy the key of one personal value for ever."""

    verb: ClassVar[str] = "vault.destroy"
    permission: ClassVar[Permission] = Permission.VAULT_DESTROY

    pseudonym: str
    reason: str

    def perform(self) -> None:
        """Overwrite key and ciphertext; SQLite runs with secure_delete, so no page keeps them."""
        item = _stored(self.pseudonym)
        item.wrapped_key, item.ciphertext, item.destroyed_at = b"", b"", self.at
        item.save(update_fields=["wrapped_key", "ciphertext", "destroyed_at"])

    def entry(self, result: None) -> Entry:  # noqa: ARG002
        """Keep pseudonym and reason."""
        return Entry("personal_value", self.pseudonym, {"reason": self.reason})


def destroyed_at(pseudonym: str) -> datetime | None:
    """Return when a value's key was destroyed, or None while it can be read."""
    return _stored(pseudonym).destroyed_at
