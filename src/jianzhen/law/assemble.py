"""From rule files to timelines: inherit what the key says, join versions by date, refuse what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from jianzhen.base.errors import Where
from jianzhen.law.errors import RuleFileError
from jianzhen.law.model import PERIOD_UNITS, Basis, Citation, Confidence, Counting, Instrument, Kind, Limb, Use, Version
from jianzhen.law.rulefile import (
    GapEntry,
    InstrumentEntry,
    KeyEntry,
    LimbEntry,
    RepealEntry,
    RuleFiles,
    SubjectDocument,
    VersionEntry,
)
from jianzhen.law.timeline import Gap, Repeal, Timeline

_USE: Final = {Confidence.A: Use.ENFORCE, Confidence.B: Use.WARN, Confidence.UNVERIFIED: Use.NEVER}
_BASIS: Final = {
    Confidence.A: Basis.TEXT_READ,
    Confidence.B: Basis.SECONDARY,
    Confidence.UNVERIFIED: Basis.RECALLED,
}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands, for the error that names it."""

    path: Path
    key: str

    def fault(self, what: str, remedy: str, *, field: str = "") -> RuleFileError:
        key = f"{self.key}.{field}" if field else self.key
        return RuleFileError(what, where=Where(file=self.path.name, key=key), remedy=remedy)


@dataclass(frozen=True, slots=True)
class _Said:
    """One file's words on one key."""

    place: _Place
    document: SubjectDocument
    entry: KeyEntry


def assemble(files: RuleFiles) -> dict[str, Timeline]:
    """Return the timeline of every key.

    Raises:
        RuleFileError: overlapping validity, a double id, an undeclared instrument, or words that contradict each other.
    """
    instruments = _instruments(files)
    timelines = {key: _timeline(key, said, instruments) for key, said in _by_key(files).items()}
    _refuse_double_ids(timelines, files)
    _refuse_dangling(timelines, files)
    return timelines


def _instruments(files: RuleFiles) -> dict[str, Instrument]:
    found: dict[str, Instrument] = {}
    for path, document in files.instruments:
        for name, entry in document.instruments.items():
            if name in found:
                raise _Place(path, name).fault("the instrument is declared twice", "Keep one declaration")
            found[name] = _instrument(name, entry or InstrumentEntry())
    return found


def _instrument(name: str, entry: InstrumentEntry) -> Instrument:
    said = entry.counting
    counting = said and Counting(said.article, said.start_day_excluded, said.moves_off_statutory_holiday)
    return Instrument(name, entry.title or name, entry.valid_from, entry.valid_to, counting or None)


def _by_key(files: RuleFiles) -> dict[str, list[_Said]]:
    found: dict[str, list[_Said]] = {}
    for path, document in files.subjects:
        for key, entry in document.keys.items():
            found.setdefault(key, []).append(_Said(_Place(path, key), document, entry))
    return found


def _timeline(key: str, said: list[_Said], instruments: Mapping[str, Instrument]) -> Timeline:
    head = _head(said)
    entries = {id_: (one, entry) for one in said for id_, entry in one.entry.versions.items()}
    _refuse_repeated_ids(said, len(entries))
    versions = [_version(id_, one, head, entry, instruments) for id_, (one, entry) in entries.items()]
    versions.sort(key=lambda version: version.valid_from or date.min)
    versions = _closed(versions, said)
    _refuse_overlap(versions, entries)
    gaps = tuple(_gap(gap) for one in said for gap in one.entry.gaps)
    repeals = tuple(_repeal(repeal, one.place, instruments) for one in said for repeal in one.entry.repeals)
    timeline = Timeline(
        key=key, versions=tuple(versions), gaps=gaps, repeals=repeals, extends=frozenset(head.entry.extends)
    )
    _refuse_contradiction(timeline, head.place)
    return timeline


def _head(said: list[_Said]) -> _Said:
    """Return the words that define the key; the others only continue it."""
    heads = [one for one in said if one.entry.trigger is not None]
    if not heads:
        raise said[0].place.fault(
            "required field is missing", "Add trigger, trigger_zh and kind, or correct the name", field="trigger"
        )
    if len(heads) > 1:
        raise heads[1].place.fault(
            f"the key is already defined in {heads[0].place.path.name}",
            "Continue it with versions, gaps or repeals only, without a trigger",
        )
    for name in ("trigger_zh", "kind"):
        if getattr(heads[0].entry, name) is None:
            raise heads[0].place.fault("required field is missing", "Add the field", field=name)
    return heads[0]


def _refuse_repeated_ids(said: list[_Said], distinct: int) -> None:
    if sum(len(one.entry.versions) for one in said) != distinct:
        raise said[-1].place.fault("a version id stands in two files", "Give every version its own id")
    if distinct == 0:
        raise said[0].place.fault("the key has no version", "Add at least one version", field="versions")


def _version(id_: str, said: _Said, head: _Said, entry: VersionEntry, instruments: Mapping[str, Instrument]) -> Version:
    place = _Place(said.place.path, f"{said.place.key}.versions.{id_}")
    _check_dates(entry, place)
    _check_confidence(entry, place)
    _check_figure(entry, place)
    key, document = head.entry, head.document
    inferred = Basis.INFERRED if entry.text_read_from else None
    return Version(
        id=id_,
        key=said.place.key,
        subject=document.subject,
        subject_zh=document.subject_zh,
        kind=key.kind or Kind.RULE,
        bearer=entry.bearer or key.bearer,
        trigger=entry.trigger or key.trigger or "",
        trigger_zh=entry.trigger_zh or key.trigger_zh or "",
        quantity=entry.quantity,
        unit=entry.unit,
        citations=_citations(entry.cite, place, instruments),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        confidence=entry.confidence,
        use=entry.use or _USE[entry.confidence],
        validity_basis=inferred or entry.validity_basis or _BASIS[entry.confidence],
        text_read_from=entry.text_read_from,
        limbs=tuple(_limb(limb) for limb in entry.limbs),
        patterns=entry.patterns,
        flags=entry.flags,
        note=entry.note,
        offence=document.offence,
        offence_zh=document.offence_zh,
        tier=key.tier,
        group=entry.group,
        safe_side=key.safe_side,
    )


def _limb(entry: LimbEntry) -> Limb:
    return Limb(entry.measure, entry.op, entry.value, entry.unit, entry.condition)


def _check_dates(entry: VersionEntry, place: _Place) -> None:
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        raise place.fault("ends before it begins", "Correct valid_from or valid_to", field="valid_to")
    read = entry.text_read_from
    if read and ((entry.valid_from and read <= entry.valid_from) or (entry.valid_to and read > entry.valid_to)):
        raise place.fault("lies outside the validity", "Name a day within it, or leave it out", field="text_read_from")


def _check_confidence(entry: VersionEntry, place: _Place) -> None:
    use = entry.use or _USE[entry.confidence]
    stricter = {Confidence.A: set(Use), Confidence.B: {Use.WARN, Use.NEVER}, Confidence.UNVERIFIED: {Use.NEVER}}
    if use not in stricter[entry.confidence]:
        raise place.fault(
            f"confidence {entry.confidence} may not be used to {use}",
            "Only a rule whose text was read (A) may be enforced, and an unverified one never",
            field="use",
        )


def _check_figure(entry: VersionEntry, place: _Place) -> None:
    if entry.quantity is not None and entry.unit is None:
        raise place.fault("the figure has no unit", "Add the unit the text uses", field="unit")
    figure = entry.quantity
    if entry.unit in PERIOD_UNITS and figure is not None and not (isinstance(figure, int) and figure > 0):
        raise place.fault(
            f"a period of {figure} {entry.unit} cannot be counted", "Write a whole number above 0", field="quantity"
        )


def _citations(
    cite: Mapping[str, str | None], place: _Place, instruments: Mapping[str, Instrument]
) -> tuple[Citation, ...]:
    unknown = [name for name in cite if name not in instruments]
    if unknown:
        raise place.fault(
            f"the instrument {unknown[0]} is not declared", "Declare it under `instruments:`", field="cite"
        )
    return tuple(Citation(instruments[name], article) for name, article in cite.items())


def _closed(versions: list[Version], said: list[_Said]) -> list[Version]:
    """End the versions that a later one or a repeal says it ends, on the day before."""
    ends = {
        entry.supersedes: entry.valid_from
        for one in said
        for entry in one.entry.versions.values()
        if entry.supersedes and entry.valid_from
    }
    ends |= {repeal.ends: repeal.since for one in said for repeal in one.entry.repeals}
    ids = {version.id for version in versions}
    for id_, since in ends.items():
        if id_ not in ids:
            raise said[-1].place.fault(f"ends {id_}, which is no version of this key", "Name a version of this key")
        versions = [_ended(version, since, said[-1].place) if version.id == id_ else version for version in versions]
    return versions


def _ended(version: Version, since: date, place: _Place) -> Version:
    last = since - _DAY
    if version.valid_to not in (None, last):
        raise place.fault(
            f"{version.id} ends on {version.valid_to}, not the day before {since}",
            "Correct one of the two dates",
            field="supersedes",
        )
    return version.ending(last)


def _refuse_overlap(versions: list[Version], entries: Mapping[str, tuple[_Said, VersionEntry]]) -> None:
    for earlier, later in pairwise(versions):
        if earlier.valid_to is None or later.valid_from is None or earlier.valid_to >= later.valid_from:
            said, _ = entries[later.id]
            raise _Place(said.place.path, f"{said.place.key}.versions.{later.id}").fault(
                f"overlaps {earlier.id} (to {earlier.valid_to or 'open'})",
                f"End {earlier.id} the day before, or write `supersedes: {earlier.id}`",
                field="valid_from",
            )


def _gap(entry: GapEntry) -> Gap:
    return Gap(entry.since, entry.until, entry.why, entry.why_zh, entry.see, entry.leads)


def _repeal(entry: RepealEntry, place: _Place, instruments: Mapping[str, Instrument]) -> Repeal:
    citations = _citations(entry.cite, _Place(place.path, f"{place.key}.repeals"), instruments)
    return Repeal(entry.since, entry.ends, citations, entry.why, entry.why_zh)


def _refuse_contradiction(timeline: Timeline, place: _Place) -> None:
    for version in timeline.versions:
        for gap in timeline.gaps:
            if gap.meets(version.valid_from, version.valid_to):
                raise place.fault(f"a gap overlaps {version.id}", "Correct since or until", field="gaps")
        for repeal in timeline.repeals:
            if version.in_force(repeal.since):
                raise place.fault(
                    f"{version.id} is in force after the repeal of {repeal.since}", "Correct since", field="repeals"
                )


def _refuse_double_ids(timelines: Mapping[str, Timeline], files: RuleFiles) -> None:
    owner: dict[str, str] = {}
    for key, timeline in timelines.items():
        for version in timeline.versions:
            taken = owner.setdefault(version.id, key)
            other_key = version.id in timelines and version.id != key
            if taken != key or other_key:
                raise _Place(_file_of(key, files), f"{key}.versions.{version.id}").fault(
                    f"the id is already that of a version or key ({version.id if other_key else taken})",
                    "Give every version its own id",
                )


def _refuse_dangling(timelines: Mapping[str, Timeline], files: RuleFiles) -> None:
    known = set(timelines) | {version.id for timeline in timelines.values() for version in timeline.versions}
    for key, timeline in timelines.items():
        named: Iterable[str] = {name for gap in timeline.gaps for name in (*gap.see, *gap.leads)} | timeline.extends
        unknown = sorted(set(named) - known)
        if unknown:
            raise _Place(_file_of(key, files), key).fault(
                f"names {unknown[0]}, which is no key and no version", "Correct the name in see, leads or extends"
            )


def _file_of(key: str, files: RuleFiles) -> Path:
    return next(path for path, document in files.subjects if key in document.keys)
