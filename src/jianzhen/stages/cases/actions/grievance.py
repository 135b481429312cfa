"""投诉与举报: each keeps its own clock and answer by the law of its day; only the leads merge."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.grounds import LATE, Refusable, last_day, refusable
from jianzhen.stages.cases.models import Grievance, GrievanceEvent
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.secrecy import marked
from jianzhen.stages.cases.writers import clocks as writers_clocks

SUBJECT: Final = "grievance"
FIRST_CLOCK: Final = {"complaint": "complaint_accept", "report": "report_verify"}


def start(row: Grievance, name: str, on: date, act: Action[Any]) -> None:
    """Start one of the clocks of complaints and reports under the agency's rule of that day."""
    begun = clocks.start_clock(lawdoor.law(), name, procedure_of(row.agency).key(name), on)
    writers_clocks.begin(begun, (SUBJECT, row.pk), (row.agency, row.district), act.at, act.actor.actor_id)


def meet(row: Grievance, name: str, act: Action[Any]) -> None:
    """End that clock, in time or late."""
    for clock in writers_clocks.active((SUBJECT, row.pk), name):
        after = clocks.meet(writers_clocks.reading(clock), act.at)
        writers_clocks.change(clock, after, "met", act.at, act.actor.actor_id)


@dataclass(frozen=True, kw_only=True)
class RegisterGrievance(Action[UUID]):
    """登记投诉举报: a complaint or report that came in, once per observation.

    Args:
        kind: complaint or report; the two are never mixed up.
        received_on: the day the agency received it, from which its clock runs.
        real_name: whether a reporter gave a name (the duty to tell him depends on it and on the day).
    """

    verb: ClassVar[str] = "grievance.register"
    permission: ClassVar[Permission] = Permission.LEAD_ROUTE

    signal_id: str
    kind: str
    agency: str
    received_on: date
    district: str = ""
    port: str = ""
    real_name: bool = False
    lead_id: UUID | None = None

    def check(self) -> None:
        """Refuse another kind, an observation that is registered, a later day of receipt."""
        if self.kind not in FIRST_CLOCK:
            raise refuse("grievance_kind", self.signal_id, kind=self.kind)
        if Grievance.objects.filter(signal_id=self.signal_id).exists():
            raise refuse("grievance_twice", self.signal_id)
        if self.received_on > law_date(self.at):
            raise refuse("grievance_future", self.signal_id)
        lawdoor.city().agency_name(self.agency, law_date(self.at))

    def perform(self) -> UUID:
        """Record it and start its clock."""
        row = Grievance.objects.create(
            signal_id=self.signal_id,
            kind=self.kind,
            port=self.port[:32],
            real_name=self.real_name,
            agency=self.agency,
            district=self.district,
            lead_id=self.lead_id,
            received_on=self.received_on,
            state="received",
            last_at=self.at,
        )
        GrievanceEvent.objects.create(grievance=row, seq=0, kind="received", at=self.at, actor_id=self.actor.actor_id)
        start(row, FIRST_CLOCK[self.kind], self.received_on, self)
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep kind and agency."""
        return Entry(SUBJECT, str(result), {"kind": self.kind, "agency": self.agency, "signal": self.signal_id})


@dataclass(frozen=True, kw_only=True)
class GrievanceStep(Action[str], ABC):
    """One act on a complaint or report: of which kind, from which states, to which, and what it does to the clocks.

    ``event`` is what the history calls it where that is not the state it ends in.
    """

    kind: ClassVar[str] = ""
    begins: ClassVar[tuple[str, ...]] = ()
    ends: ClassVar[str] = ""
    event: ClassVar[str] = ""

    grievance_id: UUID
    words: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says beside its words, for the history; values as JSON keeps them."""
        return {}

    @abstractmethod
    def turn_clocks(self, row: Grievance) -> None:
        """Start and end clocks."""

    def row(self) -> Grievance:
        """Return the complaint or report.

        Raises:
            RefusedError: there is none of this id.
        """
        found = Grievance.objects.filter(pk=self.grievance_id).first()
        if found is None:
            raise refuse("grievance_unknown", str(self.grievance_id))
        return found

    def scope(self) -> Scope:
        """Return the agency that received it."""
        row = self.row()
        return Scope(row.agency, row.district)

    def check(self) -> None:
        """Hold the act against kind, state and time."""
        row, key = self.row(), str(self.grievance_id)
        if row.kind != self.kind or row.state not in self.begins:
            raise refuse("grievance_state", key, kind=row.kind, state=row.state)
        if self.at < row.last_at:
            raise refuse("grievance_order", key)
        if not self.words.strip():
            raise refuse("grievance_silent", key)
        if marked(self.words):
            raise refuse("marked_secret", key, fact="words")

    def perform(self) -> str:
        """Write the act, move the state, turn the clocks."""
        row = self.row()
        values = {"version": row.version + 1, "last_at": self.at, "state": self.ends}
        if Grievance.objects.filter(pk=row.pk, version=row.version).update(**values) != 1:
            raise refuse("grievance_changed", str(row.pk))
        GrievanceEvent.objects.create(
            grievance=row,
            seq=row.version + 1,
            kind=self.event or self.ends,
            text=self.words,
            facts=self.facts(),
            at=self.at,
            actor_id=self.actor.actor_id,
        )
        self.turn_clocks(row)
        return self.ends

    def entry(self, result: str) -> Entry:
        """Keep the new state."""
        return Entry(SUBJECT, str(self.grievance_id), {"state": result})


@dataclass(frozen=True, kw_only=True)
class AcceptComplaint(GrievanceStep):
    """受理投诉: mediation begins, with its own period (45 working days, from 2026-04-15 60 days).

    Args:
        known_on: the day the complainant knew of the harm, where it is known; what came too late is not accepted.
    """

    verb: ClassVar[str] = "grievance.accept"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("received",)
    ends: ClassVar[str] = "mediating"

    known_on: date | None = None

    def check(self) -> None:
        """Refuse a complaint that came later than the law of its day allows."""
        super().check()
        row = self.row()
        found = too_late(row, self.known_on) if self.known_on else None
        if found:
            raise refuse("complaint_late", "known_on", last=found[0], day=row.received_on, rule=found[1])

    def facts(self) -> dict[str, Any]:
        """Return the day the harm was known."""
        return {"known_on": str(self.known_on)} if self.known_on else {}

    def turn_clocks(self, row: Grievance) -> None:
        """End the time to decide, start the mediation."""
        meet(row, "complaint_accept", self)
        start(row, "complaint_mediate", law_date(self.at), self)


@dataclass(frozen=True, kw_only=True)
class RejectComplaint(GrievanceStep):
    """不予受理投诉: on a ground of the day's law, with the reason, told to the complainant.

    Args:
        ground: one of the grounds of the day (``grounds.refusable``); empty for an agency whose rules are not known.
        known_on: the day the complainant knew of the harm, asked for where the complaint came too late.
        other_ways: whether the other ways to settle the dispute were told (asked for since 2026-04-15).
    """

    verb: ClassVar[str] = "grievance.reject"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("received",)
    ends: ClassVar[str] = "rejected"

    ground: str = ""
    known_on: date | None = None
    other_ways: bool = False

    def check(self) -> None:
        """Refuse a ground that the law of the day does not have, and one that the facts do not bear out."""
        super().check()
        row, law = self.row(), self._law()
        if law is None:
            return
        if self.ground not in law.grounds:
            known = [one.words for one in law.grounds.values()]
            said = {"known": "; ".join(law.grounds), "known_zh": "；".join(one.zh for one in known)}
            raise refuse("complaint_ground", "ground", ground=self.ground, rule=law.citation, **said)
        if self.ground == LATE and self.known_on is None:
            raise refuse("complaint_known_on", "known_on")
        if self.ground == LATE and self.known_on and not too_late(row, self.known_on):
            raise refuse("complaint_in_time", "known_on", known=self.known_on, day=row.received_on)
        if law.tells_other_ways and not self.other_ways:
            raise refuse("complaint_other_ways", "other_ways", rule=law.citation)

    def _law(self) -> Refusable | None:
        own = procedure_of(self.row().agency)
        return refusable(lawdoor.law().book, law_date(self.at)) if own.key("complaint_accept") else None

    def facts(self) -> dict[str, Any]:
        """Return the ground with item and rule, and what goes with it."""
        law = self._law()
        if law is None:
            return {"ground": self.ground} if self.ground else {}
        said = {"ground": self.ground, "item": law.item(self.ground), "rule": law.rule, "other_ways": self.other_ways}
        return said | ({"known_on": str(self.known_on)} if self.known_on else {})

    def turn_clocks(self, row: Grievance) -> None:
        """End the time to decide."""
        meet(row, "complaint_accept", self)


def too_late(row: Grievance, known_on: date) -> tuple[date, str] | None:
    """Return the last day in time and the rule where a complaint came after it; None where it is in time or open."""
    found = last_day(lawdoor.law().book, known_on, row.received_on)
    known = procedure_of(row.agency).key("complaint_accept")
    return found if found and known and row.received_on > found[0] else None


@dataclass(frozen=True, kw_only=True)
class EndMediation(GrievanceStep):
    """结束调解: with or without agreement; both sides are to be told."""

    verb: ClassVar[str] = "grievance.mediated"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("mediating",)
    ends: ClassVar[str] = "mediated"

    def turn_clocks(self, row: Grievance) -> None:
        """End the mediation, start the time to tell."""
        meet(row, "complaint_mediate", self)
        start(row, "complaint_end_notice", law_date(self.at), self)


@dataclass(frozen=True, kw_only=True)
class TellParties(GrievanceStep):
    """告知: both sides were told that the mediation ended."""

    verb: ClassVar[str] = "grievance.told"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "complaint"
    begins: ClassVar[tuple[str, ...]] = ("mediated",)
    ends: ClassVar[str] = "told"

    def turn_clocks(self, row: Grievance) -> None:
        """End the time to tell."""
        meet(row, "complaint_end_notice", self)


@dataclass(frozen=True, kw_only=True)
class VerifyReport(GrievanceStep):
    """核查举报完毕: verified and decided; a named reporter is told where the law of the day asks for it."""

    verb: ClassVar[str] = "grievance.verified"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "report"
    begins: ClassVar[tuple[str, ...]] = ("received",)
    ends: ClassVar[str] = "verified"

    def turn_clocks(self, row: Grievance) -> None:
        """End the verification; the clock to tell says itself when there is no such duty."""
        meet(row, "report_verify", self)
        if row.real_name:
            start(row, "report_tell", law_date(self.at), self)


@dataclass(frozen=True, kw_only=True)
class TellReporter(GrievanceStep):
    """告知举报人: the named reporter was told."""

    verb: ClassVar[str] = "grievance.tell_reporter"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    kind: ClassVar[str] = "report"
    begins: ClassVar[tuple[str, ...]] = ("verified",)
    ends: ClassVar[str] = "told"

    def turn_clocks(self, row: Grievance) -> None:
        """End the time to tell."""
        meet(row, "report_tell", self)
