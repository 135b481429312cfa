"""One act, one class: permission, check, effect and log entry in one transaction. Every face calls it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from typing import Any, ClassVar, Generic, TypeVar, final

import yaml
from django.db import transaction

from jianzhen.base.clock import law_date, now
from jianzhen.custody import log
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Actor, Permission, Scope, require

Result = TypeVar("Result")


@lru_cache(maxsize=1)
def verbs() -> dict[str, dict[str, str]]:
    """Return the closed audit vocabulary: verb to its words in Chinese and English."""
    text = resources.files("jianzhen.custody").joinpath("verbs.yml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


@dataclass(frozen=True, kw_only=True)
class Action(ABC, Generic[Result]):
    """An act with an actor and an instant.

    Subclasses are frozen dataclasses of the act's parameters and set ``verb`` (a word of
    ``verbs.yml``) and ``permission``; ``also`` names the verbs of the single events that it leaves
    beside its own. ``execute`` is the only door; it never runs half, and an act that brings a door of
    its own, or names no permission, does not load.

    Args:
        actor: who acts.
        at: when, an aware instant; its Shanghai date is the step's law date.
    """

    verb: ClassVar[str] = ""
    also: ClassVar[tuple[str, ...]] = ()
    permission: ClassVar[Permission]

    actor: Actor
    at: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for verb in filter(None, (cls.verb, *cls.also)):
            if verb not in verbs():
                raise TypeError(f"{cls.__name__}.verb {verb!r} is not in custody/verbs.yml")
        if "execute" in vars(cls):
            raise TypeError(f"{cls.__name__} has an execute of its own: the gate is in Action.execute and nowhere else")
        if cls.verb and not isinstance(getattr(cls, "permission", None), Permission):
            raise TypeError(f"{cls.__name__} names no permission")

    def scope(self) -> Scope:
        """Return what the act touches; the whole city unless a subclass says otherwise."""
        return Scope()

    def check(self) -> None:
        """Refuse when the state of the records does not allow the act; called inside the transaction."""
        return

    @abstractmethod
    def perform(self) -> Result:
        """Write; called inside the transaction after permission and check."""

    @abstractmethod
    def entry(self, result: Result) -> Entry:
        """Return what the log keeps of it."""

    def singles(self, result: Result) -> Iterable[tuple[str, Entry]]:  # noqa: ARG002  (most acts are one event)
        """Return the events (verb of ``also``, entry) of an act that does the same to many records, one for each."""
        return ()

    @final
    def execute(self) -> Result:
        """Do it: policy, check, effect and log entry, all or nothing.

        Raises:
            NotAllowedError: the actor may not.
            ConflictError: the state does not allow it.
        """
        with transaction.atomic():
            log.lock()
            require(self.actor, self.permission, self.scope(), law_date(self.at))
            self.check()
            result = self.perform()
            said = (*self.singles(result), (self.verb, self.entry(result)))
            log.append_all(actor_id=self.actor.actor_id, said=self._dated(said), recorded_at=now())
        return result

    @final
    def _dated(self, said: Iterable[tuple[str, Entry]]) -> Iterator[tuple[str, Entry]]:
        """Yield entries with the act's own instant: the log's moment is when it was written, never another."""
        instant = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        for verb, entry in said:
            yield verb, Entry(entry.subject_type, entry.subject_id, {**entry.payload, "at": instant})
