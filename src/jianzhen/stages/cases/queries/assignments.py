"""Readers of what was assigned and of complaints and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from jianzhen.people.policy import Reach
from jianzhen.stages.cases.models import Assignment, AssignmentEvent, Grievance, GrievanceEvent
from jianzhen.stages.cases.queries.clocks import clocks_by
from jianzhen.stages.cases.queries.worklist import reach_of
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.pages import AssignmentLine, AssignmentScore, ClockLine, GrievanceLine

Event = tuple[str, str, datetime, str]
"""Kind, words, instant and actor of one act."""


def assignments_of(lead_id: UUID, case_id: UUID | None, *, as_of: date) -> tuple[AssignmentLine, ...]:
    """Return what was assigned on a lead and on the case it became."""
    which = Q(subject_type="lead", subject_id=str(lead_id))
    which |= Q(subject_type="case", subject_id=str(case_id)) if case_id else Q(pk__in=[])
    return lines_of(Assignment.objects.filter(which).order_by("assigned_on", "id"), as_of)


def assignments_on(subject_type: str, subject_ids: Iterable[str], *, as_of: date) -> tuple[AssignmentLine, ...]:
    """Return what was assigned on several records of one type, such as the tasks of a plan."""
    rows = Assignment.objects.filter(subject_type=subject_type, subject_id__in=list(subject_ids))
    return lines_of(rows.order_by("assigned_on", "id"), as_of)


def open_assignments(reach: Reach, *, as_of: date) -> tuple[AssignmentLine, ...]:
    """Return what still has to be written off, by the agency that was asked, most urgent first."""
    rows = Assignment.objects.filter(reach_of(reach, agency="to_agency")).exclude(state="written_off")
    return lines_of(rows.order_by("due", "id"), as_of)


def lines_of(rows: Iterable[Assignment], as_of: date) -> tuple[AssignmentLine, ...]:
    """Return assignments as lines, with two further queries for all of them (clocks, events)."""
    found = list(rows)
    clocks = clocks_by("assignment", [row.pk for row in found], as_of=as_of)
    events: dict[UUID, list[Event]] = {}
    for one in AssignmentEvent.objects.filter(assignment__in=found).order_by("assignment", "seq"):
        events.setdefault(one.assignment_id, []).append((one.kind, one.text, one.at, one.actor_id))
    return tuple(_line(row, clocks.get(row.pk, ()), tuple(events.get(row.pk, ())), as_of) for row in found)


def _line(row: Assignment, clocks: tuple[ClockLine, ...], events: tuple[Event, ...], as_of: date) -> AssignmentLine:
    open_still = row.state != "written_off"
    return AssignmentLine(
        assignment_id=row.pk,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        from_agency=row.from_agency,
        to_agency=row.to_agency,
        district=row.district,
        asked=row.asked,
        basis=row.basis,
        assigned_on=row.assigned_on,
        due=row.due,
        state=row.state,
        urged=row.urged,
        overdue_days=max(0, (as_of - row.due).days) if open_still else 0,
        version=row.version,
        kind=row.kind,
        sign_by=row.sign_by,
        returned=row.returned,
        grade=row.grade,
        clocks=clocks,
        events=events,
    )


def assignment_scores(reach: Reach, since: date, until: date, *, as_of: date) -> tuple[AssignmentScore, ...]:
    """Return how each agency within reach dealt with what it was asked from ``since`` to ``until``, most asked first.

    Every line can be counted again from the assignments themselves; a matter that was given elsewhere counts for whom
    it lies with now, and what the first agency overran for the clock that it left.
    """
    rows = Assignment.objects.filter(reach_of(reach, agency="to_agency"), assigned_on__range=(since, until))
    found: dict[str, list[AssignmentLine]] = {}
    for line in lines_of(rows.order_by("to_agency", "id"), as_of):
        found.setdefault(line.to_agency, []).append(line)
    scores = [_score(agency, lines) for agency, lines in found.items()]
    return tuple(sorted(scores, key=lambda one: (-one.asked, one.agency)))


def _score(agency: str, lines: list[AssignmentLine]) -> AssignmentScore:
    own = [clock for line in lines for clock in line.clocks if clock.agency == agency]
    ended = [line for line in lines if line.state == "written_off"]
    late = {one.subject_id for one in own if one.clock.name == "assignment" and one.clock.state is State.MET_LATE}
    signing = [clock for clock in own if clock.clock.name == "assignment_sign" and clock.overdue_days]
    return AssignmentScore(
        agency=agency,
        asked=len(lines),
        written_off=len(ended),
        answered_late=sum(line.assignment_id in late for line in ended),
        overdue=sum(line.overdue_days > 0 for line in lines),
        signed_late=len({clock.subject_id for clock in signing}),
        urged=sum(line.urged for line in lines),
        returned=sum(line.returned for line in lines),
        declined=sum(kind == "declined" for line in lines for kind, *_ in line.events),
        grades=dict(Counter(line.grade for line in ended if line.grade)),
    )


def grievances(reach: Reach, *, as_of: date, lead_id: UUID | None = None, limit: int = 200) -> list[GrievanceLine]:
    """Return complaints and reports within reach, oldest first; of one lead where it is named."""
    rows = Grievance.objects.filter(reach_of(reach, agency="agency"))
    if lead_id is not None:
        rows = rows.filter(lead_id=lead_id)
    return grievance_lines(rows.order_by("received_on", "id")[:limit], as_of)


def registered(signal_ids: Iterable[str]) -> set[str]:
    """Return which of these observations are registered as complaint or report already."""
    return set(Grievance.objects.filter(signal_id__in=list(signal_ids)).values_list("signal_id", flat=True))


def grievance_lines(rows: Iterable[Grievance], as_of: date) -> list[GrievanceLine]:
    """Return complaints and reports as lines, with three further queries for all of them (clocks, told, events)."""
    found = list(rows)
    clocks = clocks_by("grievance", [row.pk for row in found], as_of=as_of)
    events: dict[UUID, list[Event]] = {}
    for one in GrievanceEvent.objects.filter(grievance__in=found).order_by("grievance", "seq"):
        events.setdefault(one.grievance_id, []).append((one.kind, one.text, one.at, one.actor_id))
    return [_grievance(row, clocks.get(row.pk, ()), tuple(events.get(row.pk, ()))) for row in found]


def _grievance(row: Grievance, clocks: tuple[ClockLine, ...], events: tuple[Event, ...]) -> GrievanceLine:
    return GrievanceLine(
        grievance_id=row.pk,
        signal_id=row.signal_id,
        kind=row.kind,
        port=row.port,
        real_name=row.real_name,
        agency=row.agency,
        district=row.district,
        lead_id=row.lead_id,
        received_on=row.received_on,
        state=row.state,
        clocks=clocks,
        events=events,
        version=row.version,
    )
