"""Who calls: an API key, or a signed-in person with CSRF token; what the key is for, what the holder may, how often."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from jianzhen.base.clock import law_date, now
from jianzhen.faces.api.problems import ProblemError
from jianzhen.people.policy import KEY_PERMISSIONS, Actor, KeyScope, Permission, Reach, reach
from jianzhen.people.queries import actor_of, key_of

PERSON_PER_MINUTE: Final = 600
"""Requests a minute of a signed-in person."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks and at which instant, taken once; ``key_id`` is None for a signed-in person."""

    actor: Actor
    at: datetime
    key_id: UUID | None

    @property
    def today(self) -> date:
        """Return the law date of the request, in Shanghai."""
        return law_date(self.at)

    def reach(self, permission: Permission) -> Reach:
        """Return what the caller may see or do under a permission."""
        return reach(self.actor, permission, self.today)


def caller_of(request: HttpRequest) -> Caller:
    """Return who passed the door; only views behind a door may ask."""
    found: Caller = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found


class Meter:
    """Counts requests by caller: a bucket that holds a minute's worth and fills steadily.

    It lives in the memory of the serving process: `jianzhen serve` runs one, so the limit is exact there; with
    several worker processes each counts for itself. Only callers who were let in have a bucket.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, name: str, per_minute: int, at: float) -> float:
        """Take one from the bucket; return 0.0, or the seconds until there is one again."""
        with self._lock:
            left, before = self._buckets.get(name, (float(per_minute), at))
            left = min(float(per_minute), left + (at - before) * per_minute / 60)
            short = left < 1.0
            self._buckets[name] = (left if short else left - 1.0, at)
        return (1.0 - left) * 60 / per_minute if short else 0.0

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._buckets.clear()


METER: Final = Meter()


class ApiKey(AuthBase):
    """``Authorization: Bearer jz_…``.

    Args:
        scope: what the key must be for; None: any key will do.
    """

    openapi_type: str = "http"
    openapi_scheme: str = "bearer"

    def __init__(self, scope: KeyScope | None) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return the caller; None where no key was sent.

        Raises:
            ProblemError: the key is unknown or over, not made for this, its holder may not, or too many requests.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise ProblemError("no_key", where="Authorization")
        found = key_of(token.strip())
        if found is None:
            raise ProblemError("bad_key", where="Authorization")
        line, actor = found
        instant = now()
        if not line.runs(instant):
            raise ProblemError("key_ended", where="Authorization")
        if self.scope is not None and self.scope not in line.scopes:
            raise ProblemError("no_scope", where=self.scope.value)
        return _let_in(Caller(actor, instant, line.key_id), self.scope, f"key:{line.key_id}", line.per_minute)


class Session(AuthBase):
    """The session of a signed-in person; every request that is not safe carries the CSRF token.

    Args:
        scope: as if the person held a key with all scopes; what they may do still counts.
    """

    openapi_type: str = "apiKey"
    openapi_in: str = "cookie"
    openapi_name: str = "sessionid"

    def __init__(self, scope: KeyScope | None) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return the caller; None where nobody is signed in.

        Raises:
            ProblemError: the CSRF token is missing or wrong, the person may not, or too many requests.
        """
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise ProblemError("csrf", where="X-CSRFToken")
        caller = Caller(actor_of(request.user), now(), None)
        return _let_in(caller, self.scope, f"user:{caller.actor.actor_id}", PERSON_PER_MINUTE)


def doors(scope: KeyScope | None) -> list[AuthBase]:
    """Return the two ways in for a scope."""
    return [ApiKey(scope), Session(scope)]


def _let_in(caller: Caller, scope: KeyScope | None, name: str, per_minute: int) -> Caller:
    wait = METER.take(name, per_minute, time.monotonic())
    if wait:
        raise ProblemError("throttled", where=f"{per_minute}/min", retry_after=int(wait) + 1)
    if scope is not None:
        held = caller.reach(KEY_PERMISSIONS[scope])
        if not held.everything and not held.scopes:
            raise ProblemError("not_allowed", where=KEY_PERMISSIONS[scope].value)
    return caller
