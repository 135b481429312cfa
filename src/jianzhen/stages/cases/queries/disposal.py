"""The units that may destroy goods, with what each is qualified for on a day; the list that is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jianzhen.stages.cases.models_goods import DisposalQualification, DisposalUnit


@dataclass(frozen=True, slots=True)
class Qualified:
    """One qualification as it stands on a day; ``runs`` says whether it counts that day."""

    qualification_id: UUID
    number: str
    issuer: str
    classes: tuple[str, ...]
    valid_from: date
    valid_to: date
    stopped: date | None
    runs: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit on a day: the classes it may treat, and the qualification that runs longest; empty where none runs."""

    unit_id: UUID
    name: str
    uscc: str
    place: str
    classes: tuple[str, ...]
    number: str
    valid_to: date | None
    qualifications: tuple[Qualified, ...]

    @property
    def last_words(self) -> str:
        """Say which qualification ran last, for a refusal."""
        ended = [one for one in self.qualifications if not one.runs]
        last = max(ended, key=lambda one: one.valid_to, default=None)
        if last is None:
            return "; none is registered"
        if last.stopped is not None:
            return f"; {last.number} was stopped on {last.stopped}"
        return f"; {last.number} runs from {last.valid_from} to {last.valid_to}"


def unit_lines(on: date) -> list[UnitLine]:
    """Return every registered unit as it is qualified on a day, by name."""
    rows = DisposalUnit.objects.prefetch_related("qualifications__stop").order_by("name", "id")
    return [_line(row, on) for row in rows]


def unit_line(unit_id: UUID, on: date) -> UnitLine | None:
    """Return one unit on a day, or None where there is none of this id."""
    row = DisposalUnit.objects.prefetch_related("qualifications__stop").filter(pk=unit_id).first()
    return _line(row, on) if row else None


def _line(row: DisposalUnit, on: date) -> UnitLine:
    found = tuple(sorted((_qualified(one, on) for one in row.qualifications.all()), key=lambda one: one.valid_to))
    running = [one for one in found if one.runs]
    longest = running[-1] if running else None
    return UnitLine(
        unit_id=row.pk,
        name=row.name,
        uscc=row.uscc,
        place=row.place,
        classes=tuple(dict.fromkeys(name for one in running for name in one.classes)),
        number=longest.number if longest else "",
        valid_to=longest.valid_to if longest else None,
        qualifications=found,
    )


def _qualified(row: DisposalQualification, on: date) -> Qualified:
    stopped = row.stop.since if hasattr(row, "stop") else None
    runs = row.valid_from <= on <= row.valid_to and (stopped is None or on < stopped)
    return Qualified(
        qualification_id=row.pk,
        number=row.number,
        issuer=row.issuer,
        classes=tuple(row.classes),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        stopped=stopped,
        runs=runs,
    )
