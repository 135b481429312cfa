"""Which open cases a change of the law touches, and how: running clocks, steps to come, assessments kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet

from jianzhen.law.assess.casefile import assess
from jianzhen.law.book import LawBook
from jianzhen.law.diff import Change, ChangeKind
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.models import Case, Clock, Handling
from jianzhen.stages.cases.models_assessment import CaseAssessment
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.worklist import reach_of
from jianzhen.stages.cases.schema.assessment import charges

ENOUGH: Final = 200
"""Rows of one report that name a case; the counts are of all."""
_SILENT: Final = frozenset({ChangeKind.LAPSES, ChangeKind.REMOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One open matter that a change touches. ``code`` says how, ``params`` what it speaks of.

    ``clock_keeps``: a running clock keeps the version of its start day, which has to be confirmed.
    ``step_obeys``: a step that is lawful now obeys the new version from its day.
    ``step_needs_review``: a step that is lawful now has no verified version any more.
    ``assessment_same``, ``assessment_differs``: an assessment kept, computed again by the law after the change.
    """

    code: str
    key: str
    lead_id: UUID
    case_id: UUID | None
    number: str
    subject_name: str
    agency: str
    district: str
    params: Mapping[str, str]


@dataclass(slots=True)
class Touched:
    """The open matters that are touched: how many by (code, key), and the first of them by name."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: list[Touch] = field(default_factory=list)
    matters: int = 0

    def add(self, code: str, key: str, number: int) -> None:
        """Count matters."""
        self.counts[code, key] = self.counts.get((code, key), 0) + number


def touched(changes: Iterable[Change], *, reach: Reach, after: LawBook, day: date) -> Touched:
    """Return what changes touch among the open matters within reach.

    Args:
        changes: what ``law.diff`` found; a key may stand in several.
        reach: whose matters.
        after: the book with which assessments kept are computed again.
        day: the day as of which they are, the later of two that were compared.
    """
    by_key = {change.key: change for change in changes if not _only_better_known(change)}
    found, matters = Touched(), set[UUID]()
    rows = Handling.objects.filter(reach_of(reach), is_open=True)
    _clocks(found, matters, rows, by_key)
    _steps(found, matters, rows, by_key)
    _assessments(found, matters, rows, by_key, after, day)
    found.matters = len(matters)
    found.rows.sort(key=lambda row: (row.number or "~", row.key, row.code))
    return found


def _only_better_known(change: Change) -> bool:
    """Say whether the same words stand, and only how well they are known differs."""
    return change.kind is ChangeKind.CHANGED and {one.field for one in change.differences} <= {"confidence"}


def _clocks(found: Touched, matters: set[UUID], rows: QuerySet[Handling], by_key: Mapping[str, Change]) -> None:
    """Find clocks that run across a change: they keep the version of their start day."""
    active = Clock.objects.filter(subject_type="lead", is_active=True, rule_key__in=list(by_key))
    inside = active.filter(subject_id__in=rows.values("id")).order_by("due", "id")
    across = [clock for clock in inside.iterator() if _runs_across(clock, by_key[clock.rule_key])]
    for clock in across:
        found.add("clock_keeps", clock.rule_key, 1)
    matters.update(clock.subject_id for clock in across)
    named = {row.pk: row for row in rows.filter(pk__in=[clock.subject_id for clock in across[:ENOUGH]])}
    for clock in across[:ENOUGH]:
        change = by_key[clock.rule_key]
        params = {"clock": clock.name, "rule_id": clock.rule_id, "start": str(clock.start), "due": str(clock.due or "")}
        _name(found, named.get(clock.subject_id), "clock_keeps", change, params)


def _runs_across(clock: Clock, change: Change) -> bool:
    if change.since is None:
        return change.before is not None and clock.rule_id == change.before.id
    return clock.start < change.since


def _steps(found: Touched, matters: set[UUID], rows: QuerySet[Handling], by_key: Mapping[str, Change]) -> None:
    """Find steps that are lawful now and rest on a changed key, state by state."""
    for agency, state, number in _groups(rows):
        asked = list(_asked(agency, state, by_key))
        if not asked:
            continue
        for change in (change for _, change in asked):
            found.add(_step_code(change), change.key, number)
        some = rows.filter(owner_agency=agency, state=state).order_by("next_due", "id")
        matters.update(some.values_list("pk", flat=True))
        for row in some[: max(0, ENOUGH - len(found.rows))]:
            for act, change in asked:
                _name(found, row, _step_code(change), change, {"act": act})


def _groups(rows: QuerySet[Handling]) -> list[tuple[str, str, int]]:
    found = rows.values_list("owner_agency", "state").annotate(number=Count("id")).order_by("owner_agency", "state")
    return [(agency, state, number) for agency, state, number in found]


def _asked(agency: str, state: str, by_key: Mapping[str, Change]) -> Iterator[tuple[str, Change]]:
    procedure = procedure_of(agency)
    for act in procedure.following(state):
        for key in procedure.keys_of(act, state):
            if key in by_key:
                yield act, by_key[key]


def _step_code(change: Change) -> str:
    return "step_needs_review" if change.kind in _SILENT else "step_obeys"


def _assessments(
    found: Touched,
    matters: set[UUID],
    rows: QuerySet[Handling],
    by_key: Mapping[str, Change],
    after: LawBook,
    day: date,
) -> None:
    """Compute the last assessment of each charge of each open case again by the law after the change."""
    kept = CaseAssessment.objects.filter(case__handling__in=rows).select_related("case__handling").order_by("-seq")
    last = {(row.case_id, row.charge): row for row in reversed(list(kept))}
    for row in last.values():
        keys = sorted(set(row.rule_keys) & set(by_key))
        if not keys or row.charge not in charges().charges:
            continue
        again = _again(row, after, day)
        code = "assessment_same" if again == row.outcome else "assessment_differs"
        matters.add(row.case.handling_id)
        for key in keys:
            found.add(code, key, 1)
            params = {"charge": row.charge, "then": row.outcome, "again": again}
            _name(found, row.case.handling, code, by_key[key], params)


def _again(row: CaseAssessment, book: LawBook, day: date) -> str:
    facts: dict[str, Any] = {**row.facts, "assessment_date": day.isoformat()}
    return assess(charges().charges[row.charge].charge, row.question, facts, book).outcome.value


def _name(found: Touched, row: Handling | None, code: str, change: Change, params: Mapping[str, str]) -> None:
    if row is None or len(found.rows) >= ENOUGH:
        return
    case = Case.objects.filter(handling=row).values_list("id", "number").first()
    since = {"since": str(change.since or "")}
    found.rows.append(
        Touch(
            code=code,
            key=change.key,
            lead_id=row.lead_id,
            case_id=case[0] if case else None,
            number=case[1] if case else "",
            subject_name=row.subject_name,
            agency=row.owner_agency,
            district=row.district,
            params={**params, **since},
        )
    )
