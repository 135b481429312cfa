"""What changed in the law: between two days of one book, or between two books.

A figure of an unverified version is never shown; that it came or went is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from jianzhen.law.book import LawBook
from jianzhen.law.model import Limb, Version
from jianzhen.law.timeline import Gap, Repeal, Timeline

_DAY: Final = timedelta(days=1)
_DATES: Final = ("valid_from", "valid_to")
HIDDEN: Final = "unverified, not shown"
"""Stands for a figure that was never read in a text."""


class ChangeKind(StrEnum):
    """How what a key says differs."""

    BEGINS = "begins"
    REPLACED = "replaced"
    MOVED = "moved"
    LAPSES = "lapses"
    REPEALED = "repealed"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a rule before and after, as texts; empty where it had none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One key that differs, named by ``shown``: the later version, else the last there was.

    ``since`` is the first day on which it does, None where files differ rather than days. ``why`` and ``why_zh`` are
    the recorded reason where no verified version follows, ``see`` the keys that carry the matter on.
    """

    key: str
    kind: ChangeKind
    shown: Version
    before: Version | None = None
    after: Version | None = None
    since: date | None = None
    differences: tuple[Difference, ...] = ()
    why: str = ""
    why_zh: str = ""
    see: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Difference, ...]:
        """The differences in figures, units and limbs alone."""
        return tuple(one for one in self.differences if one.field in ("figure", "limbs"))

    def to_json(self) -> dict[str, object]:
        """Return the change as JSON values."""
        found: dict[str, object] = {"key": self.key, "kind": self.kind.value}
        found["subject"] = self.shown.subject
        found["trigger"], found["trigger_zh"] = self.shown.trigger, self.shown.trigger_zh
        found["since"] = self.since.isoformat() if self.since else None
        found["before"], found["after"] = _named(self.before), _named(self.after)
        found["differences"] = [{"field": d.field, "before": d.before, "after": d.after} for d in self.differences]
        return found | ({"why": self.why, "why_zh": self.why_zh, "see": list(self.see)} if self.why else {})


def _named(version: Version | None) -> dict[str, object] | None:
    if version is None:
        return None
    days = {name: day.isoformat() if day else None for name, day in _days(version).items()}
    return {"rule_id": version.id, "citation": version.citation, "confidence": version.confidence.value, **days}


def _days(version: Version) -> Mapping[str, date | None]:
    return {"valid_from": version.valid_from, "valid_to": version.valid_to}


# two days of one book


def between_days(book: LawBook, first: date, second: date) -> tuple[Change, ...]:
    """Return the keys that say something else on ``second`` than on ``first``, by key.

    What came and went between the two days is not a difference of the two days.
    """
    lines = [book.timeline(key) for key in book.keys()]  # noqa: SIM118  a book is no dictionary
    pairs = ((line, _on(line, first), _on(line, second)) for line in lines)
    told = (one for one in pairs if one[1] != one[2] and any(state.version or state.repeal for state in one[1:]))
    return tuple(_turned(book, line, one, other, (first, second)) for line, one, other in told)


@dataclass(frozen=True, slots=True)
class _State:
    """What a key says on a day."""

    version: Version | None
    gap: Gap | None = None
    repeal: Repeal | None = None


def _on(timeline: Timeline, day: date) -> _State:
    version = timeline.on(day)
    if version:
        return _State(version.as_known_on(day))
    return _State(None, timeline.gap_on(day), timeline.repeal_on(day))


def _turned(book: LawBook, timeline: Timeline, one: _State, other: _State, days: tuple[date, date]) -> Change:
    since = _since(timeline, other, days)
    if other.version:
        kind = _followed(one.version, other.version)
        return _change(kind, one.version, other.version, other.version, since=since)
    silence = other.repeal or other.gap
    see = tuple(key for key in (other.gap.see if other.gap else ()) if _known(book, key, days[1]))
    kind = ChangeKind.REPEALED if other.repeal else ChangeKind.MOVED if see else ChangeKind.LAPSES
    return Change(
        key=timeline.key,
        kind=kind,
        shown=one.version or timeline.versions[-1],
        before=one.version,
        since=since,
        why=silence.why if silence else "",
        why_zh=silence.why_zh if silence else "",
        see=see,
    )


def _followed(before: Version | None, after: Version) -> ChangeKind:
    """Say how a version follows: the same one may only be known better from some day on."""
    if before is None:
        return ChangeKind.BEGINS
    return ChangeKind.CHANGED if before.id == after.id else ChangeKind.REPLACED


def _known(book: LawBook, name: str, day: date) -> bool:
    """Say whether a key, or the key of a version, has a verified version that day."""
    version = book.resolve(name)[0].on(day)
    return version is not None and version.verified


def _since(timeline: Timeline, other: _State, days: tuple[date, date]) -> date | None:
    """Return the first day of what is said on the second day, as far as it lies between the days."""
    starts = [day for day in _turning(timeline) if min(days) < day <= max(days) and _on(timeline, day) == other]
    return min(starts, default=None)


def _turning(timeline: Timeline) -> Iterator[date]:
    for version in timeline.versions:
        ends = version.valid_to + _DAY if version.valid_to else None
        yield from (day for day in (version.valid_from, ends, version.text_read_from) if day)
    yield from (gap.since for gap in timeline.gaps if gap.since)
    yield from (repeal.since for repeal in timeline.repeals)


# two books


def between_books(old: LawBook, new: LawBook) -> tuple[Change, ...]:
    """Return the versions that were added, removed or worded differently, by key and then by first day."""
    olds, news = ({version.id: version for version in book.versions()} for book in (old, new))
    found = [_differing(olds.get(id_), news.get(id_)) for id_ in {*olds, *news}]
    listed = [one for one in found if one]
    return tuple(sorted(listed, key=lambda one: (one.key, one.shown.valid_from or date.min, one.shown.id)))


def _differing(before: Version | None, after: Version | None) -> Change | None:
    if before and after:
        changed = _change(ChangeKind.CHANGED, before, after, after, dates=True)
        return changed if changed.differences else None
    if after:
        return _change(ChangeKind.ADDED, None, after, after, dates=True)
    return _change(ChangeKind.REMOVED, before, None, before, dates=True) if before else None


# fields


def _change(
    kind: ChangeKind,
    before: Version | None,
    after: Version | None,
    shown: Version,
    *,
    since: date | None = None,
    dates: bool = False,
) -> Change:
    one, other = _fields(before), _fields(after)
    differences = tuple(
        Difference(name, one.get(name, ""), other.get(name, ""))
        for name in dict.fromkeys((*one, *other))
        if one.get(name, "") != other.get(name, "") and (dates or name not in _DATES)
    )
    return Change(
        key=shown.key, kind=kind, shown=shown, before=before, after=after, since=since, differences=differences
    )


def _fields(version: Version | None) -> dict[str, str]:
    """Return the fields of a version as texts."""
    if version is None:
        return {}
    figures = {"figure": figure_text(version), "limbs": "; ".join(map(limb_text, version.limbs))}
    if not version.verified:
        figures = {"figure": HIDDEN}
    return {
        **figures,
        "trigger": version.trigger,
        "citation": version.citation,
        "confidence": version.confidence.value,
        "valid_from": _day_text(version.valid_from),
        "valid_to": _day_text(version.valid_to),
        "bearer": version.bearer or "",
        "patterns": " ".join(version.patterns),
        "flags": ", ".join(version.flags),
    }


def figure_text(version: Version) -> str:
    """Return figure and unit as the files write them; empty where the rule has none."""
    parts = [str(part) for part in (version.quantity, version.unit.value if version.unit else None) if part is not None]
    return " ".join(parts)


def limb_text(limb: Limb) -> str:
    """Return a limb in one line."""
    words = f"{limb.measure} {limb.op} {limb.value} {limb.unit.value}"
    return f"{words} if {limb.condition}" if limb.condition else words


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else "open"
