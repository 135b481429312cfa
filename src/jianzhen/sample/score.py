"""Read what the last pass stored, through the rooms' own readers, and score it against the truth."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.sample.scoring import (
    BackgroundScore,
    Found,
    FoundFinding,
    FoundLead,
    FoundTransfer,
    Outcome,
    RecordKey,
    ScenarioScore,
    TransferScore,
    background,
    outcomes,
    score,
    transfer_scores,
)
from jianzhen.sample.truth import Planted, read_planted
from jianzhen.stages.referral import queries_missed as referral
from jianzhen.stages.screening import queries as screening
from jianzhen.stages.signals import queries as signals
from jianzhen.stages.tracing import queries_records as tracing

SCREENED: Final = ("platform-jianghui", "platform-chupin", "ad-monitor", "tobacco-scans", "inspections", "parcels")
"""Sources whose records outside every plant are lawful, so that a flag on one is a false alarm."""


@dataclass(frozen=True, slots=True)
class CityScore:
    """The score of a sample city; ``misses`` are missed and wrong items with what the pass made of them."""

    scenarios: tuple[ScenarioScore, ...]
    background: tuple[BackgroundScore, ...]
    misses: tuple[dict[str, Any], ...]
    transfers: tuple[TransferScore, ...] = ()


def score_city(folder: Path) -> CityScore:
    """Score the last pass in ``folder``, which must be the open instance.

    Raises:
        RefusedError: the folder holds no sample city, or nothing was taken in yet.
    """
    try:
        truth = read_planted(folder)
    except FileNotFoundError as fault:
        where = Where(file=str(folder / "truth"))
        raise RefusedError("there is no planted truth here", where=where, remedy="Run sample build first") from fault
    if not signals.total():
        raise RefusedError("nothing was taken in yet", where=Where(file=str(folder)), remedy="Run a pass first")
    found = read_found()
    return CityScore(
        scenarios=tuple(score(truth, found)),
        background=tuple(background(_records(folder), truth, found, SCREENED)),
        misses=tuple(_misses(truth, found)),
        transfers=tuple(transfer_scores(truth, found)) if found.transfers is not None else (),
    )


def read_found() -> Found:
    """Return findings, leads and subjects of the open instance, by the records they are about."""
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE known AS SELECT signal_id, source, source_record_id FROM read_parquet(?)", [signals.paths()]
        )
        return Found(_findings(engine), _leads(), _subjects(engine), _transfers(engine))


def _findings(engine: duckdb.DuckDBPyConnection) -> list[FoundFinding]:
    paths = screening.paths()
    if not paths:
        return []
    query = (
        'SELECT k.source, k.source_record_id, f.verdict, f."check" FROM read_parquet(?) f'
        " JOIN known k ON k.signal_id = f.item_id WHERE f.verdict <> 'clear'"
    )
    return [FoundFinding((s, r), verdict, check) for s, r, verdict, check in engine.execute(query, [paths]).fetchall()]


def _subjects(engine: duckdb.DuckDBPyConnection) -> dict[RecordKey, frozenset[str]]:
    paths = Lake(current().lake).paths("link")
    if not paths:
        return {}
    query = (
        "SELECT DISTINCT k.source, k.source_record_id, l.subject_id FROM read_parquet(?) l"
        " JOIN known k ON k.signal_id = l.signal_id WHERE l.decision = 'same'"
    )
    rows = engine.execute(query, [paths]).fetchall()
    speaks = tracing.speaking_for({subject for _, _, subject in rows})
    joined: dict[RecordKey, set[str]] = defaultdict(set)
    for source, record, subject in rows:
        joined[source, record].add(speaks[subject])
    return {record: frozenset(subjects) for record, subjects in joined.items()}


def _transfers(engine: duckdb.DuckDBPyConnection) -> list[FoundTransfer] | None:
    if not referral.looked():
        return None
    found = referral.found_records()
    wanted = sorted({record for one in found for record in one.records})
    query = "SELECT signal_id, source, source_record_id FROM known WHERE signal_id IN (SELECT unnest(?))"
    named = {signal: (source, record) for signal, source, record in engine.execute(query, [wanted]).fetchall()}
    return [
        FoundTransfer(
            one.met_on.isoformat(),
            one.alone_on.isoformat() if one.alone_on else "",
            frozenset(named[record] for record in one.records if record in named),
            frozenset(named[record] for record in one.counted if record in named),
        )
        for one in found
    ]


def _leads() -> list[FoundLead]:
    held: dict[str, set[RecordKey]] = defaultdict(set)
    for lead, source, record in tracing.lead_records():
        held[lead].add((source, record))
    return [FoundLead(lead, frozenset(records)) for lead, records in held.items()]


def _records(folder: Path) -> Iterator[RecordKey]:
    with (folder / "truth" / "records.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            facts = json.loads(line)
            yield facts["source"], facts["record"]


def _misses(truth: list[Planted], found: Found) -> Iterator[dict[str, Any]]:
    checks: dict[RecordKey, set[str]] = defaultdict(set)
    for finding in found.findings:
        checks[finding.record].add(f"{finding.check}:{finding.verdict}")
    for item, what in outcomes(truth, found):
        if what in {Outcome.MISSED, Outcome.WRONG, Outcome.UNLINKABLE_FOUND}:
            seen = sorted({check for record in item.records for check in checks.get(record, ())})
            yield {"outcome": str(what), **asdict(item), "found": seen}
