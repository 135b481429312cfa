"""The life of one key: its versions in order of time, and what is recorded about the days without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jianzhen.law.model import Citation, Version, covers


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a verified version: why, which rules to look at instead, which unverified ones to confirm."""

    since: date | None
    until: date | None
    why: str
    why_zh: str
    see: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """Say whether the day lies in the gap."""
        return covers(self.since, self.until, day)

    def meets(self, first: date | None, last: date | None) -> bool:
        """Say whether the gap shares a day with the interval."""
        return (first or date.min) <= (self.until or date.max) and (self.since or date.min) <= (last or date.max)


@dataclass(frozen=True, slots=True)
class Repeal:
    """From ``since`` on the rule does not exist; ``ends`` is the version that was repealed."""

    since: date
    ends: str
    citations: tuple[Citation, ...]
    why: str
    why_zh: str

    @property
    def citation(self) -> str:
        """The instrument and article that ended the rule."""
        return "; ".join(str(citation) for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One key: versions that never overlap, oldest first."""

    key: str
    versions: tuple[Version, ...]
    gaps: tuple[Gap, ...] = ()
    repeals: tuple[Repeal, ...] = ()
    extends: frozenset[str] = frozenset()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the versions, oldest first."""
        return tuple(version.id for version in self.versions)

    def on(self, day: date) -> Version | None:
        """Return the version whose validity contains the day, verified or not."""
        return next((version for version in self.versions if version.in_force(day)), None)

    def repeal_on(self, day: date) -> Repeal | None:
        """Return the repeal that had taken effect by that day and was not followed by a new version."""
        past = [repeal for repeal in self.repeals if repeal.since <= day]
        return None if self.on(day) or not past else max(past, key=lambda repeal: repeal.since)

    def gap_on(self, day: date) -> Gap | None:
        """Return the recorded gap that contains the day."""
        return next((gap for gap in self.gaps if gap.covers(day)), None)
