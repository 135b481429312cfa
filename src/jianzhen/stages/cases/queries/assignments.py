"""Readers of what was assigned and of complaints and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
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
    """Return how agencies dealt with what was asked from ``since`` to ``until``, most asked first.

    Counted are the matters that lie within reach now; a matter that was given elsewhere counts for whom it lies with,
    what the first agency declined or overran for that one. Every figure can be counted again from the matters.
    """
    rows = Assignment.objects.filter(reach_of(reach, agency="to_agency"), assigned_on__range=(since, until))
    lines = lines_of(rows.order_by("to_agency", "id"), as_of)
    held: dict[str, list[AssignmentLine]] = {}
    for line in lines:
        held.setdefault(line.to_agency, []).append(line)
    declined = Counter(agency for line in lines for agency in _decliners(line))
    left = Counter(agency for line in lines for agency in _left_late(line))
    agencies = [*held, *((declined | left).keys() - held.keys())]
    scores = [
        replace(_score(agency, held.get(agency, [])), declined=declined[agency], left_late=left[agency])
        for agency in agencies
    ]
    return tuple(sorted(scores, key=lambda one: (-one.asked, one.agency)))


def _asked_in_turn(line: AssignmentLine) -> list[ClockLine]:
    """Return the clocks on the matter's own date, one for each agency that was asked, in their order."""
    return [one for one in line.clocks if one.clock.name == "assignment"]


def _decliners(line: AssignmentLine) -> Iterator[str]:
    """Yield who declined: the agency that had the matter at the time."""
    turn, asked = 0, _asked_in_turn(line)
    for kind, *_rest in line.events:
        turn += kind == "elsewhere"
        if kind == "declined":
            yield asked[turn].agency


def _left_late(line: AssignmentLine) -> Iterator[str]:
    """Yield the agencies whose clock had overrun when the matter was given elsewhere."""
    yield from (one.agency for one in _asked_in_turn(line) if one.clock.state is State.STOPPED and one.overdue_days)


def _score(agency: str, lines: list[AssignmentLine]) -> AssignmentScore:
    """Return the counts of the matters that lie with an agency."""
    own = [clock for line in lines for clock in line.clocks if clock.agency == agency]
    ended = [line for line in lines if line.state == "written_off"]
    late = {one.subject_id for one in own if one.clock.name == "assignment" and one.clock.state is State.MET_LATE}
    return AssignmentScore(
        agency=agency,
        asked=len(lines),
        written_off=len(ended),
        answered_late=sum(line.assignment_id in late for line in ended),
        overdue=sum(line.overdue_days > 0 for line in lines),
        signed_late=len({one.subject_id for one in own if one.clock.name == "assignment_sign" and one.overdue_days}),
        urged=sum(line.urged for line in lines),
        returned=sum(line.returned for line in lines),
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
    events: dict[UUID, list[GrievanceEvent]] = {}
    for one in GrievanceEvent.objects.filter(grievance__in=found).order_by("grievance", "seq"):
        events.setdefault(one.grievance_id, []).append(one)
    return [_grievance(row, clocks.get(row.pk, ()), events.get(row.pk, [])) for row in found]


def _grievance(row: Grievance, clocks: tuple[ClockLine, ...], events: list[GrievanceEvent]) -> GrievanceLine:
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
        events=tuple((one.kind, one.text, one.at, one.actor_id) for one in events),
        said=tuple(one.facts for one in events),
        version=row.version,
    )
