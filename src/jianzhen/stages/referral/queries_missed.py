"""Readers of possible missed transfers, within reach: whoever holds one of the records sees the finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from jianzhen.base.errors import RefusedError, Where
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.queries.worklist import reach_of
from jianzhen.stages.referral.models import (
    MissedScan,
    PossibleTransfer,
    PossibleTransferEvent,
    PossibleTransferPlace,
    Transfer,
)
from jianzhen.stages.referral.schema_missed import MissedLine, MissedPage, MissedTurn

VIEWS: Final[dict[str, tuple[str, ...]]] = {
    "open": ("open",),
    "answered": ("explained", "taken_up"),
    "transferred": ("transferred",),
    "all": ("open", "explained", "taken_up", "transferred"),
}
"""What a list shows; findings that are gone keep their page and stand in no list."""


def missed(reach: Reach, view: str = "open", *, offset: int = 0, limit: int = 200) -> tuple[int, list[MissedLine]]:
    """Return how many findings a view holds within reach, and a page of them: reached before open, the oldest first."""
    rows = _within(reach).filter(state__in=VIEWS[view])
    listed = rows.order_by("-grade", "met_on", "id")[offset : offset + limit]
    return rows.count(), lines(listed)


def counts(reach: Reach) -> dict[str, int]:
    """Return how many findings each view holds within reach."""
    return {view: _within(reach).filter(state__in=states).count() for view, states in VIEWS.items()}


def page(finding_id: UUID, reach: Reach) -> MissedPage:
    """Return one finding whole.

    Raises:
        RefusedError: there is none of this id within reach.
    """
    row = _within(reach).filter(pk=finding_id).first()
    if row is None:
        raise RefusedError("no such finding", where=Where(key=str(finding_id)), remedy="Look it up in the list")
    turns = PossibleTransferEvent.objects.filter(finding=row).order_by("seq")
    places = PossibleTransferPlace.objects.filter(finding=row).order_by("id").values_list("agency", "district")
    return MissedPage(
        line=lines([row])[0],
        acts=tuple(row.facts["acts"]),
        reason=row.facts["reason"],
        unknown=tuple(row.facts["unknown"]),
        turns=tuple(
            MissedTurn(
                kind=one.kind,
                to_state=one.to_state,
                text=one.text,
                facts=one.facts,
                at=one.at,
                actor_id=one.actor_id,
            )
            for one in turns
        ),
        places=tuple(places),
    )


def of_subjects(subject_ids: Iterable[UUID]) -> list[MissedLine]:
    """Return the findings about these subjects that stand."""
    rows = PossibleTransfer.objects.filter(subject_id__in=list(subject_ids)).exclude(state="gone")
    return lines(rows.order_by("met_on", "id"))


def handed_over() -> list[UUID]:
    """Return the cases that were sent to the police, whatever came of it."""
    return list(Transfer.objects.filter(sent_on__isnull=False).values_list("case_id", flat=True))


@dataclass(frozen=True, slots=True)
class FoundRecords:
    """What a finding rests on, for whoever holds the room against a table of records."""

    finding_id: UUID
    met_on: date
    alone_on: date | None
    records: tuple[str, ...]
    counted: tuple[str, ...]


def looked() -> bool:
    """Say whether a pass ever looked for missed transfers."""
    return MissedScan.objects.exists()


def found_records() -> list[FoundRecords]:
    """Return the findings that stand, each with the ids of its records and of those that count on the day met."""
    return [_records(row) for row in PossibleTransfer.objects.exclude(state="gone").order_by("id")]


def _records(row: PossibleTransfer) -> FoundRecords:
    acts = row.facts["acts"]
    told = tuple(record["id"] for act in acts for record in act["records"])
    counted = tuple(record["id"] for act in acts if act["counts"] for record in act["records"])
    return FoundRecords(row.pk, row.met_on, row.alone_on, told, counted)


def _within(reach: Reach) -> QuerySet[PossibleTransfer]:
    if reach.everything:
        return PossibleTransfer.objects.all()
    held = PossibleTransferPlace.objects.filter(reach_of(reach, agency="agency")).values("finding_id")
    return PossibleTransfer.objects.filter(pk__in=held)


def lines(rows: Iterable[PossibleTransfer]) -> list[MissedLine]:
    """Return findings as lines, the offices of all read at once."""
    found = list(rows)
    offices: dict[UUID, list[str]] = {}
    held = PossibleTransferPlace.objects.filter(finding_id__in=[row.pk for row in found]).order_by("id")
    for finding, name in held.values_list("finding_id", "name"):
        offices.setdefault(finding, []).append(name)
    return [_line(row, offices.get(row.pk, [])) for row in found]


def _line(row: PossibleTransfer, offices: list[str]) -> MissedLine:
    return MissedLine(
        finding_id=row.pk,
        subject_id=row.subject_id,
        name=row.name,
        names=tuple(row.facts["names"]),
        uscc=row.facts["uscc"],
        field=row.field,
        state=row.state,
        met_on=row.met_on,
        grade=row.grade,
        charge=row.charge,
        rule_id=row.rule_id,
        measure=row.measure,
        low=row.low,
        high=row.high,
        threshold=row.threshold,
        counted=row.counted,
        alone_on=row.alone_on,
        offices=tuple(offices),
        version=row.version,
    )
