"""Writes possible missed transfers, their places and their history. Called by actions only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from jianzhen.base.ids import new_id
from jianzhen.stages.referral.missed.changes import Changes, Key, Standing, Turn
from jianzhen.stages.referral.missed.result import Result
from jianzhen.stages.referral.models import (
    MissedScan,
    PossibleTransfer,
    PossibleTransferEvent,
    PossibleTransferPlace,
)

Place = tuple[str, str]
"""Codes of an agency and its district; empty where the city file does not know the office's name."""

CHUNK = 500


def standing() -> dict[Key, Standing]:
    """Return every finding as it stands."""
    rows = PossibleTransfer.objects.values_list("subject_id", "field", "digest", "state")
    return {(str(subject), name): Standing(digest, state) for subject, name, digest, state in rows}


def scans() -> dict[str, str]:
    """Return the digest of each subject when it was last looked at."""
    return {str(subject): digest for subject, digest in MissedScan.objects.values_list("subject_id", "digest")}


def write(changes: Changes, place: Callable[[str], Place], *, actor_id: str, at: datetime) -> None:
    """Write what changed."""
    for turn in changes.turns:
        _turn(turn, place, actor_id, at)
    known = {str(row.subject_id): row for row in _scan_rows(changes.scans)}
    fresh = [MissedScan(subject_id=UUID(one), digest=each) for one, each in changes.scans.items() if one not in known]
    for subject, row in known.items():
        row.digest = changes.scans[subject]
    MissedScan.objects.bulk_create(fresh, batch_size=CHUNK)
    MissedScan.objects.bulk_update(known.values(), ["digest"], batch_size=CHUNK)


def _scan_rows(scans_: Mapping[str, str]) -> list[MissedScan]:
    keys = [UUID(one) for one in scans_]
    return [
        row
        for start in range(0, len(keys), CHUNK)
        for row in MissedScan.objects.filter(subject_id__in=keys[start : start + CHUNK])
    ]


def _turn(turn: Turn, place: Callable[[str], Place], actor_id: str, at: datetime) -> None:
    subject, name = UUID(turn.key[0]), turn.key[1]
    row = PossibleTransfer.objects.filter(subject_id=subject, field=name).first()
    if row is None:
        row = PossibleTransfer(id=new_id(), subject_id=subject, field=name, found_at=at)
    else:
        row.version += 1
    row.state, row.last_at = turn.to_state, at
    if turn.result is not None:
        _fill(row, turn.result)
    row.save()
    if turn.result is not None:
        _places(row, turn.result, place)
    event(row, turn.kind, "", actor_id, at)


def _fill(row: PossibleTransfer, found: Result) -> None:
    for name in ("name", "met_on", "grade", "charge", "rule_id", "measure", "low", "high", "threshold", "counted"):
        setattr(row, name, getattr(found, name))
    row.alone_on, row.digest = found.alone_on, found.digest
    row.facts = {
        "names": list(found.names),
        "uscc": found.uscc,
        "acts": [dict(act) for act in found.acts],
        "reason": dict(found.reason),
        "unknown": [dict(one) for one in found.unknown],
    }


def _places(row: PossibleTransfer, found: Result, place: Callable[[str], Place]) -> None:
    PossibleTransferPlace.objects.filter(finding=row).delete()
    placed = [(name, *place(name)) for name in found.agencies]
    PossibleTransferPlace.objects.bulk_create(
        PossibleTransferPlace(finding=row, name=name[:120], agency=agency, district=district)
        for name, agency, district in placed
    )


def event(row: PossibleTransfer, kind: str, text: str, actor_id: str, at: datetime) -> None:
    """Keep one turn of the history with the figures as they stood."""
    figures: dict[str, Any] = {
        "met_on": row.met_on.isoformat(),
        "grade": row.grade,
        "rule_id": row.rule_id,
        "low": str(row.low),
        "high": str(row.high),
        "threshold": str(row.threshold),
        "digest": row.digest,
    }
    PossibleTransferEvent.objects.create(
        id=new_id(),
        finding=row,
        seq=row.version,
        kind=kind,
        to_state=row.state,
        text=text,
        facts=figures,
        at=at,
        actor_id=actor_id,
    )
