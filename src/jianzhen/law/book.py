"""The book of dated law: every key with its versions, read from the packaged rule files and any further folders."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from jianzhen.law.assemble import assemble
from jianzhen.law.errors import NotInForceError, RepealedError, UnknownRuleError, UnverifiedError
from jianzhen.law.model import Version
from jianzhen.law.rulefile import PACKAGED, read_rule_files
from jianzhen.law.timeline import Timeline


class LawBook:
    """Keys and dated versions; immutable once loaded."""

    def __init__(self, timelines: Mapping[str, Timeline]) -> None:
        self._timelines = dict(timelines)
        self._versions = {version.id: version for timeline in timelines.values() for version in timeline.versions}

    @classmethod
    def load(cls, *extra: Path) -> LawBook:
        """Read the packaged rule files and those of further folders, which may add keys, versions and repeals.

        Raises:
            RuleFileError: a file is not as docs/reference/law.md describes it, or contradicts another.
        """
        return cls(assemble(read_rule_files((PACKAGED, *extra))))

    def keys(self) -> tuple[str, ...]:
        """Return every key, sorted."""
        return tuple(sorted(self._timelines))

    def versions(self) -> tuple[Version, ...]:
        """Return every version, sorted by id."""
        return tuple(self._versions[id_] for id_ in sorted(self._versions))

    def version(self, id_: str) -> Version:
        """Return the version with this id.

        Raises:
            UnknownRuleError: there is none.
        """
        if id_ not in self._versions:
            raise self._unknown(id_)
        return self._versions[id_]

    def timeline(self, key: str) -> Timeline:
        """Return the timeline of a key.

        Raises:
            UnknownRuleError: there is no such key.
        """
        if key not in self._timelines:
            raise self._unknown(key)
        return self._timelines[key]

    def resolve(self, name: str) -> tuple[Timeline, Version | None]:
        """Read ``name`` as a key, or else as a version id; a name that is both is the key.

        Raises:
            UnknownRuleError: it is neither.
        """
        if name in self._timelines:
            return self._timelines[name], None
        version = self.version(name)
        return self._timelines[version.key], version

    def find_step(self, step: str) -> Timeline | None:
        """Return the key whose trigger, English or Chinese, is this text; None where no key or several have it."""
        wanted = step.strip().casefold()
        found = {
            version.key
            for version in self._versions.values()
            if wanted in (version.trigger.casefold(), version.trigger_zh.casefold())
        }
        return self._timelines[found.pop()] if len(found) == 1 else None

    def at(self, key: str, as_of: date) -> Version:
        """Return the version in force on ``as_of``, with the confidence it has for that day.

        ``key`` may also be the id of a version, which is then returned only for days it covers.

        Raises:
            UnknownRuleError: no rule has this name.
            RepealedError: the rule was repealed before that day.
            UnverifiedError: the only version for that day was never read in a text.
            NotInForceError: that day lies before the first version, after the last one or between two.
        """
        timeline, asked = self.resolve(key)
        version = asked if asked and asked.in_force(as_of) else timeline.on(as_of) if asked is None else None
        if version is None:
            raise _silence(timeline, asked, as_of)
        if not version.verified:
            raise _unverified(timeline, version, as_of)
        return version.as_known_on(as_of)

    def _unknown(self, name: str) -> UnknownRuleError:
        known = sorted({*self._timelines, *self._versions})
        return UnknownRuleError(name, difflib.get_close_matches(name, known, n=3))


@cache
def packaged_book() -> LawBook:
    """Return the book of the packaged rule files, read once."""
    return LawBook.load()


def described(timeline: Timeline) -> str:
    """Name the versions that exist with their validity, oldest first."""
    return ", ".join(
        f"{version.id} ({version.valid_from or '?'} to {version.valid_to or 'open'}"
        f"{'' if version.verified else ', unverified'})"
        for version in timeline.versions
    )


def _silence(timeline: Timeline, asked: Version | None, as_of: date) -> NotInForceError:
    repeal = timeline.repeal_on(as_of)
    if repeal:
        return RepealedError(
            f"{repeal.ends} was repealed on {repeal.since} by {repeal.citation}: {repeal.why}",
            key=timeline.key,
            as_of=as_of,
            versions=timeline.ids,
            remedy="No rule of this key applies that day",
        )
    gap = timeline.gap_on(as_of)
    hints = [*(gap.see if gap else ()), *(gap.leads if gap else ())]
    because = f" because {gap.why}" if gap else ""
    look = f"; look at {', '.join(hints)}" if hints else ""
    name = asked.id if asked else "no version"
    return NotInForceError(
        f"{name} is {'not ' if asked else ''}in force on {as_of}{because}; versions: {described(timeline)}",
        key=timeline.key,
        as_of=as_of,
        versions=timeline.ids,
        remedy=f"Ask for legal review, or for a day one of them covers{look}",
    )


def _unverified(timeline: Timeline, version: Version, as_of: date) -> UnverifiedError:
    return UnverifiedError(
        f"{version.id} was recalled and not read in a text ({version.citation}), so it gives no figure",
        key=timeline.key,
        as_of=as_of,
        versions=timeline.ids,
        remedy="Needs legal review: read the text, then record the rule with its confidence",
    )
