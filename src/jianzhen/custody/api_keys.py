"""Issuing and revoking API keys: acts like any other, with permission and log entry."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people import queries, writers
from jianzhen.people.policy import KEY_PERMISSIONS, Actor, KeyScope, Permission, reach
from jianzhen.people.tokens import new_token

LONGEST: Final = timedelta(days=366)
"""The longest term of a key; a forgotten key ends by itself."""
MAX_PER_MINUTE: Final = 60_000
SENDER: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")
"""The code of one that hands in signals; it becomes part of each signal's source, so it has no other form."""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key just made; ``token`` is shown once and kept nowhere."""

    key_id: UUID
    token: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class IssueKey(Action[IssuedKey]):
    """Issue a key for a program that speaks for a person or an organisation that is enrolled.

    Args:
        username: whose; the key can do no more than its holder may.
        label: the program, in words of the administrator.
        scopes: what the key is for.
        expires_at: aware; at most :data:`LONGEST` from now.
        per_minute: requests a minute that one serving process answers.
    """

    verb: ClassVar[str] = "people.key_issue"
    permission: ClassVar[Permission] = Permission.PEOPLE_MANAGE

    username: str
    label: str
    scopes: frozenset[KeyScope]
    expires_at: datetime
    per_minute: int = 600

    def check(self) -> None:
        """Refuse an unknown holder, a scope beyond the holder's permissions, a senseless term or rate."""
        if not self.label.strip() or len(self.label) > 64:
            raise _refused(
                "label", "the label is empty or longer than 64 characters", "Name the program in a few words"
            )
        if not self.at < self.expires_at <= self.at + LONGEST:
            raise _refused("expires_at", "the term is over or longer than 366 days", "Choose a day within a year")
        if not 1 <= self.per_minute <= MAX_PER_MINUTE:
            raise _refused("per_minute", "the rate is out of bounds", f"Choose 1 to {MAX_PER_MINUTE} a minute")
        holder = self._holder()
        if not self.scopes:
            raise _refused("scopes", "no scope given", f"Give one of {', '.join(KeyScope)}")
        for scope in sorted(self.scopes):
            self._check_scope(holder, scope)

    def _check_scope(self, holder: Actor, scope: KeyScope) -> None:
        needed = KEY_PERMISSIONS[scope]
        held = reach(holder, needed, law_date(self.at))
        if not held.everything and not held.scopes:
            what = f"{self.username} has no running role that allows {needed.value}"
            raise _refused(
                "scopes", what, f"Leave the scope {scope.value} out, or enrol the holder in a role that has it"
            )
        if scope is KeyScope.SIGNALS:
            _check_sender({one.agency_code for one in held.scopes})

    def _holder(self) -> Actor:
        found = queries.actor_named(self.username)
        if found is None:
            raise _refused("username", f"nobody active is called {self.username!r}", "Enrol the holder first")
        return found

    def perform(self) -> IssuedKey:
        """Write the key with the digest of its secret."""
        key_id = new_id()
        token, digest = new_token(key_id)
        writers.add_key(
            key_id,
            user_id=UUID(self._holder().actor_id),
            label=self.label.strip(),
            digest=digest,
            scopes=self.scopes,
            per_minute=self.per_minute,
            issued_at=self.at,
            expires_at=self.expires_at,
        )
        return IssuedKey(key_id, token)

    def entry(self, result: IssuedKey) -> Entry:
        """Keep holder, scopes and term; the secret is nowhere."""
        facts = {
            "user": self._holder().actor_id,
            "scopes": sorted(self.scopes),
            "per_minute": self.per_minute,
            "expires_at": self.expires_at.isoformat(),
        }
        return Entry("api_key", str(result.key_id), facts)


@dataclass(frozen=True, kw_only=True)
class RevokeKey(Action[None]):
    """End a key at once and for ever."""

    verb: ClassVar[str] = "people.key_revoke"
    permission: ClassVar[Permission] = Permission.PEOPLE_MANAGE

    key_id: UUID
    reason: str

    def check(self) -> None:
        """Refuse an unknown key, one already revoked, and silence about the reason."""
        found = queries.key_line(self.key_id)
        if found is None:
            raise _refused("key_id", f"no key has the id {self.key_id}", "List the keys with 'jianzhen user key list'")
        if found.revoked_at is not None:
            raise ConflictError(
                "the key was revoked before", where=Where(key=str(self.key_id)), remedy="Nothing is left to do"
            )
        if not self.reason.strip():
            raise _refused("reason", "no reason given", "Say why the key ends")

    def perform(self) -> None:
        """Write the end."""
        writers.revoke_key(self.key_id, self.at)

    def entry(self, result: None) -> Entry:  # noqa: ARG002
        """Keep the reason."""
        return Entry("api_key", str(self.key_id), {"reason": self.reason.strip()})


def _check_sender(codes: set[str]) -> None:
    """One holder hands in under one code: it is part of the identity of every signal."""
    remedy = "Enrol the sender once, with a code of 2 to 32 small letters, digits and hyphens"
    if len(codes) != 1:
        raise _refused("username", f"the holder has {len(codes)} codes to hand in signals under", remedy)
    if not SENDER.fullmatch(code := codes.pop()):
        raise _refused("username", f"the holder's code {code!r} cannot name a source of signals", remedy)


def _refused(key: str, what: str, remedy: str) -> RefusedError:
    return RefusedError(what, where=Where(key=key), remedy=remedy)
