"""What faces read of the cases room: rows of the worklist, the page of a lead or case, clocks (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from jianzhen.stages.cases.schema.clock import Clock

VIEWS = ("mine", "unassigned", "unresolved", "due_soon", "overdue", "all", "ended")
"""Views of the worklist, in the order of the tabs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a worklist; empty means any. ``text`` is looked for in the subject's name and the case number.

    ``stage`` is ``lead`` (not filed) or ``case`` (filed).
    """

    domain: str = ""
    agency: str = ""
    district: str = ""
    state: str = ""
    text: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One row: what, who, where, why, age and the nearest clock. ``overdue_days`` is 0 while there is time.

    ``undated`` is the state of a clock that runs without a firm date (needs_review, provisional, paused), else empty.
    """

    lead_id: UUID
    case_id: UUID | None
    case_number: str
    state: str
    state_words: tuple[str, str]
    title: Mapping[str, Any]
    subject_name: str
    domain: str
    agency: str
    district: str
    arm: str
    reasons: tuple[Mapping[str, Any], ...]
    unresolved: Mapping[str, Any] | None
    assignee_id: str
    assignee: str
    received_on: date
    age_days: int
    due: date | None
    clock: str
    days_left: int | None
    overdue_days: int
    version: int
    undated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """One page of a view, with the live count of every view under the same filters.

    ``ends`` name the places of the first and the last row in the order; the worklist goes on from them.
    """

    view: str
    counts: Mapping[str, int]
    rows: tuple[WorkRow, ...]
    page: int
    pages: int
    total: int
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LawLine:
    """What governed a step: key, version and citation; ``review`` says why it needs legal review, if it does."""

    key: str
    rule_id: str
    citation: str
    confidence: str
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpineStep:
    """One step on the spine, oldest first."""

    seq: int
    act: str
    words: tuple[str, str]
    on: date
    at: datetime
    actor_id: str
    actor: str
    from_state: str
    to_state: str
    facts: Mapping[str, Any]
    law: tuple[LawLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step that the state allows. ``blocked`` holds, as codes with params, why it cannot be taken yet."""

    act: str
    words: tuple[str, str]
    permission: str
    fields: tuple[tuple[str, str], ...]
    blocked: tuple[Mapping[str, Any], ...] = ()

    @property
    def enabled(self) -> bool:
        """Whether it can be taken now."""
        return not self.blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A clock as a page shows it, with the words for what it asks and where it runs."""

    clock_id: UUID
    subject_type: str
    subject_id: UUID
    agency: str
    district: str
    words: tuple[str, str]
    clock: Clock
    overdue_days: int
    days_left: int | None
    escalations: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A document on file."""

    paper_id: UUID
    kind: str
    words: tuple[str, str]
    title: str
    number: str
    on: date
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingLine:
    """One answer to whose lead it is."""

    hop: int
    kind: str
    agency: str
    district: str
    arm: str
    joint: tuple[str, ...]
    basis: str
    reason: Mapping[str, Any] | None
    actor_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """A filed case as downstream rooms and faces read it. Amounts in yuan."""

    case_id: UUID
    lead_id: UUID
    number: str
    agency: str
    district: str
    domain: str
    title: str
    subject_name: str
    state: str
    filed_on: date
    officers: tuple[UUID, ...]
    decision: str
    decision_number: str
    conduct: str
    penalties: tuple[str, ...]
    party_place: str
    decided_on: date | None
    fine: Decimal | None
    confiscated: Decimal | None
    goods_value: Decimal | None
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFact:
    """One event of the log on this lead or case."""

    index: int
    event_id: str
    at: datetime
    actor_id: str
    actor: str
    verb: str
    words: tuple[str, str]
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage:
    """The page of a lead, and of the case it became."""

    row: WorkRow
    procedure: str
    procedure_words: tuple[str, str]
    procedure_citation: str
    basis: str
    joint_agencies: tuple[str, ...]
    proposed_agencies: tuple[str, ...]
    hops: int
    wait_until: date | None
    duplicate_of: UUID | None
    case: CaseFacts | None
    spine: tuple[SpineStep, ...]
    clocks: tuple[ClockLine, ...]
    next_steps: tuple[NextStep, ...]
    papers: tuple[PaperLine, ...]
    routings: tuple[RoutingLine, ...]
    assignments: tuple[AssignmentLine, ...]
    log: tuple[LogFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentLine:
    """Something assigned, with its events (kind, words, instant, actor) oldest first."""

    assignment_id: UUID
    subject_type: str
    subject_id: str
    from_agency: str
    to_agency: str
    asked: str
    basis: str
    assigned_on: date
    due: date
    state: str
    urged: int
    overdue_days: int
    version: int
    district: str = ""
    kind: str = "assigned"
    sign_by: date | None = None
    returned: int = 0
    grade: str = ""
    clocks: tuple[ClockLine, ...] = ()
    events: tuple[tuple[str, str, datetime, str], ...] = ()

    @property
    def overran(self) -> int:
        """Days by which the longest of its clocks overran, ended and stopped ones included; 0 where none did."""
        return max((one.overdue_days for one in self.clocks), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentScore:
    """How an agency dealt with what it was asked over a period: counts, no sums of money.

    ``answered_late`` were answered for good after their date, ``overdue`` are open past it, ``signed_late`` were signed
    for after the day to sign by, ``left_late`` were given elsewhere when their date had passed; ``grades`` counts the
    evaluations. Declining and leaving late count for the agency that did it, whoever has the matter now.
    """

    agency: str
    asked: int = 0
    written_off: int = 0
    answered_late: int = 0
    overdue: int = 0
    signed_late: int = 0
    urged: int = 0
    returned: int = 0
    declined: int = 0
    left_late: int = 0
    grades: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrievanceLine:
    """A complaint or report with its clocks and events (kind, words, instant, actor) oldest first.

    ``said`` holds what each event says beside its words: ground, item, rule, earlier report.
    """

    grievance_id: UUID
    signal_id: str
    kind: str
    port: str
    real_name: bool
    agency: str
    district: str
    lead_id: UUID | None
    received_on: date
    state: str
    clocks: tuple[ClockLine, ...]
    events: tuple[tuple[str, str, datetime, str], ...] = field(default=())
    said: tuple[Mapping[str, Any], ...] = field(default=())
    version: int = 0


GRIEVANCE_VIEWS = ("waiting_complaint", "waiting_report", "due_soon", "overdue", "all")
"""Views of the queue of complaints and reports: who waits for a decision is never counted in one number."""
ASSIGNMENT_VIEWS = ("open", "due_soon", "overdue", "answered", "ended")
"""Views of what was assigned; ``open`` is everything that was not written off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrievanceQueue:
    """One page of a view, with the live count of every view under the same kind."""

    view: str
    counts: Mapping[str, int]
    rows: tuple[GrievanceLine, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentQueue:
    """One page of a view, with the live count of every view."""

    view: str
    counts: Mapping[str, int]
    rows: tuple[AssignmentLine, ...]
    page: int
    pages: int
    total: int
