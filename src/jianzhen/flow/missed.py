"""The step of the pass that looks for missed transfers: what is recorded of every subject, held against the law."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final
from uuid import UUID

import pyarrow as pa

from jianzhen.base.clock import law_date
from jianzhen.people.policy import Actor
from jianzhen.playbook.city import City
from jianzhen.playbook.intake.convert import CellFault
from jianzhen.playbook.intake.convert import day as read_day
from jianzhen.stages.cases.queries import facts
from jianzhen.stages.cases.queries.instance import city, law
from jianzhen.stages.cases.schema.pages import CaseFacts
from jianzhen.stages.referral import queries_missed as referral
from jianzhen.stages.referral.actions_missed import MissedReport, find_missed
from jianzhen.stages.referral.missed.acts import Party, Recorded
from jianzhen.stages.referral.missed.fields import any_of, fields
from jianzhen.stages.rights import queries as rights
from jianzhen.stages.signals import queries as signals
from jianzhen.stages.tracing.queries_acts import RecordedSubject, behind_leads, recorded_subjects
from jianzhen.stages.tracing.subjects import is_kept_name

KINDS: Final = ("penalty", "inspection", "verdict")
"""Kinds of signals that tell of an act: with its decision, alone, or with a court's judgment."""

CHUNK: Final = 5_000
"""Subjects whose records are read at once."""

BEGINNING: Final = date(1949, 10, 1)
CAUSES: Final = ("案由", "违法行为类型", "案件名称")
ACT_DAYS: Final = ("违法行为发生日期", "违法日期", "行为日期")
STATES: Final = ("决定状态", "状态", "公示状态")
_UNITS: Final = ("公司", "厂", "合作社", "企业", "集团", "中心", "事务所")


def look_for_missed(*, actor: Actor, at: datetime) -> MissedReport:
    """Hold what is recorded of every subject against the law; a second look over the same records writes nothing."""
    cases = _cases(law_date(at))
    return find_missed(
        parties(cases),
        law().book,
        actor=actor,
        at=at,
        place=placer(city(), law_date(at)),
        transferred=_transferred(),
        is_mark=registered(),
    )


def parties(cases: Mapping[UUID, list[Recorded]]) -> Iterator[Party]:
    """Yield every subject with what is recorded of it, cases decided here among it; the lake is read in chunks."""
    for some in batched(recorded_subjects(KINDS), CHUNK):
        by_id = _signals(signal for one in some for signal in one.signal_ids)
        landed = {signal: place for place, signal in enumerate(by_id)}
        for one in some:
            told = [by_id[signal] for signal in sorted(set(one.signal_ids) & landed.keys(), key=landed.__getitem__)]
            yield _party(one, _latest(told) + cases.get(one.subject_id, []))


def batched(rows: Iterable[RecordedSubject], size: int) -> Iterator[list[RecordedSubject]]:
    """Yield the rows in lists of at most ``size``."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _party(one: RecordedSubject, told: list[Recorded]) -> Party:
    return Party(
        subject_id=str(one.subject_id),
        name=one.name,
        names=one.names,
        uscc=one.uscc,
        unit=any(name.endswith(_UNITS) for name in (one.name, *one.names)),
        records=tuple(told),
    )


def _signals(ids: Iterable[str]) -> dict[str, Recorded]:
    table = signals.by_ids(list(ids))
    return {row["signal_id"]: _recorded(row) for batch in table.to_batches() for row in _rows(batch)}


def _rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows


def _latest(told: list[Recorded]) -> list[Recorded]:
    """Keep the last observation of each record: a corrected row takes the place of the one before."""
    found: dict[tuple[str, str], Recorded] = {}
    for record in told:
        found[record.source, record.number or record.record_id] = record
    return list(found.values())


def _recorded(row: Mapping[str, Any]) -> Recorded:
    """Return a signal as a record; ``number`` is its document's, else the one its source gave it."""
    extra: dict[str, str] = json.loads(row["extra"]) if row["extra"] else {}
    name = row["seller_name"] or ""
    amount: Decimal | None = row["amount"]
    return Recorded(
        record_id=row["signal_id"],
        kind="judgment" if row["kind"] == "verdict" else row["kind"],
        source=row["source"],
        number=row["doc_no"] or row["source_record_id"],
        day=row["event_date"] or law_date(row["observed_at"]),
        act_day=read_day_or_none(first_of(extra, ACT_DAYS)),
        agency=row["agency_name"] or "",
        name=name if is_kept_name(name) else "",
        amount=amount,
        quantity=row["quantity"],
        text=row["text"] or "",
        cause=first_of(extra, CAUSES),
        quashed=bool(any_of(fields().states["quashed"]).search(first_of(extra, STATES))),
    )


def first_of(extra: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return the first of these columns that is filled; empty where none is."""
    return next((extra[name] for name in names if extra.get(name)), "")


def read_day_or_none(text: str) -> date | None:
    """Return the day a cell names; None for an empty cell or one that names none."""
    try:
        return read_day(text) if text else None
    except CellFault:
        return None


def _cases(until: date) -> dict[UUID, list[Recorded]]:
    """Return the penalties decided in this instance, by subject; each covers the observations of its lead."""
    decided = [case for case in facts.cases_decided(BEGINNING, until) if case.decision == "penalty"]
    behind = behind_leads([case.lead_id for case in decided])
    found: dict[UUID, list[Recorded]] = {}
    for case in decided:
        subject, told = behind[case.lead_id]
        found.setdefault(subject, []).append(replace(_decided(case), covers=told))
    return found


def _decided(case: CaseFacts) -> Recorded:
    return Recorded(
        record_id=str(case.case_id),
        kind="case",
        source="cases",
        number=case.decision_number or case.number,
        day=case.decided_on or case.filed_on,
        agency=city().agency_name(case.agency, case.decided_on or case.filed_on),
        name=case.subject_name,
        amount=case.goods_value,
        text=case.conduct,
        cause=case.title,
    )


def _transferred() -> frozenset[str]:
    """Return the subjects of which a case was handed to the police."""
    cases = facts.cases_in(referral.handed_over())
    behind = behind_leads([case.lead_id for case in cases.values()])
    return frozenset(str(subject) for subject, _ in behind.values())


def registered() -> Callable[[str], bool]:
    """Return what says whether a word is a mark that a register holds; capitals do not matter."""
    table = rights.rights().select(["kind", "mark"]).to_pylist()
    marks = frozenset(str(row["mark"]).casefold() for row in table if row["kind"] == "trademark" and row["mark"])
    return lambda word: word.strip().casefold() in marks


def placer(where: City, day: date) -> Callable[[str], tuple[str, str]]:
    """Return what gives an office's name its agency and district; an office nobody knows has neither."""
    arms = {
        name: (agency.code, place.code)
        for agency in where.agencies.items
        for place in where.places()
        if (name := where.local_arm(agency.code, place))
    }

    def place(name: str) -> tuple[str, str]:
        if name in arms:
            return arms[name]
        agency = where.find_agency(name, day)
        return (agency.code, "") if agency else ("", "")

    return place
