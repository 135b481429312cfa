"""The acts on a lead, from receipt to the filing of a case: one class an act, all through one engine (``writers``)."""

from __future__ import annotations

import hashlib
from abc import ABC
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Max

from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases import numbering
from jianzhen.stages.cases.checks import wrong_papers
from jianzhen.stages.cases.models import FILING, Case, Handling, Paper, Step
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.writers import routing as routing_rows
from jianzhen.stages.cases.writers import steps as writers
from jianzhen.stages.cases.writers.steps import Taken


@dataclass(frozen=True, kw_only=True)
class LeadStep(Action[Taken], ABC):
    """One step of a lead or case.

    Args:
        lead_id: the lead, also once it is a case.
        seen: the version of the handling the actor looked at; a later one refuses the step.
        papers: documents handed in with the step.

    Raises (from ``execute``):
        ConflictError: the state, the order of dates or a waiting time does not allow it, or the record changed.
        RefusedError: a fact or document is missing or wrong.
        NotAllowedError: permission, authorship or an officer's certificate.
    """

    act: ClassVar[str] = ""

    lead_id: UUID
    seen: int | None = None
    papers: tuple[PaperIn, ...] = ()

    def facts(self) -> dict[str, Any]:
        """Return what the act says, by the names of the procedure file: the fields the act adds to every step's."""
        common = {field.name for field in fields(LeadStep)}
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in common}

    def effect(self, handling: Handling, step: Step) -> None:  # noqa: ARG002  (most acts change no more)
        """Change what the act changes beside state and clocks."""
        return

    def scope(self) -> Scope:
        """Return the owner and district of the lead."""
        handling = writers.handling_of(self.lead_id)
        return Scope(handling.owner_agency, handling.district)

    def check(self) -> None:
        """Hold the step against the procedure of the owner."""
        handling = writers.handling_of(self.lead_id)
        if self.seen is not None and self.seen != handling.version:
            raise refuse("changed_since_read", str(self.lead_id))
        writers.check_step(handling, self.act, self.facts(), self.papers, self.actor, self.at)

    def perform(self) -> Taken:
        """Take the step."""
        handling = writers.handling_of(self.lead_id)
        step = writers.take(handling, self.act, self.facts(), self.papers, self.actor, self.at)
        self.effect(handling, step)
        writers.save(handling)
        case = writers.case_of(handling)
        return Taken(
            lead_id=self.lead_id,
            handling_id=handling.pk,
            state=handling.state,
            version=handling.version,
            seq=step.seq,
            case_id=case.pk if case else None,
            case_number=case.number if case else "",
        )

    def entry(self, result: Taken) -> Entry:
        """Keep act, state and facts; free words as their digest, because they may hold names."""
        said = {name: _said(value) for name, value in self.facts().items()}
        payload = {"act": self.act, "to": result.state, "seq": result.seq, "facts": said}
        payload["papers"] = [one.kind for one in self.papers]
        if result.case_id is None:
            return Entry("lead", str(self.lead_id), payload)
        return Entry("case", str(result.case_id), payload | {"number": result.case_number})


def _said(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return "sha256:" + hashlib.sha256(value.encode("utf-8")).hexdigest()
    return [_said(one) for one in value] if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, kw_only=True)
class AcceptLead(LeadStep):
    """受理核查: take the lead into verification; the actor becomes its assignee."""

    verb: ClassVar[str] = "lead.accept"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "accept"

    def effect(self, handling: Handling, step: Step) -> None:  # noqa: ARG002
        """Make the actor the assignee."""
        handling.assignee_id = self.actor.actor_id


@dataclass(frozen=True, kw_only=True)
class WaitForLead(LeadStep):
    """等待: put the lead aside until a date; its clock runs on."""

    verb: ClassVar[str] = "lead.wait"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "wait"

    until: date
    reason: str

    def effect(self, handling: Handling, step: Step) -> None:  # noqa: ARG002
        """Keep the date."""
        handling.wait_until = self.until


@dataclass(frozen=True, kw_only=True)
class GoOnWithLead(LeadStep):
    """继续核查: take a waiting lead up again."""

    verb: ClassVar[str] = "lead.resume"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "go_on"

    def effect(self, handling: Handling, step: Step) -> None:  # noqa: ARG002
        """Forget the date."""
        handling.wait_until = None


@dataclass(frozen=True, kw_only=True)
class RefuseLead(LeadStep):
    """不属本单位: give the lead back to the coordinator, with the reason."""

    verb: ClassVar[str] = "lead.refuse"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "not_ours"

    reason: str

    def effect(self, handling: Handling, step: Step) -> None:
        """Record the refusal and leave the lead without an owner, where everybody sees it."""
        routing_rows.refused(handling, self.reason, self.actor, step.at)


@dataclass(frozen=True, kw_only=True)
class DismissLead(LeadStep):
    """排除线索: end the lead without verification or during it, with the reason."""

    verb: ClassVar[str] = "lead.dismiss"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "dismiss"

    reason: str


@dataclass(frozen=True, kw_only=True)
class MarkDuplicate(LeadStep):
    """标为重复: say that another lead is the same matter."""

    verb: ClassVar[str] = "lead.duplicate"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "mark_duplicate"

    duplicate_of: UUID

    def check(self) -> None:
        """Refuse itself, a lead that is not in the room, and a lead that is a duplicate of its own."""
        super().check()
        other = writers.handling_of(self.duplicate_of)
        if other.lead_id == self.lead_id or other.state == "duplicate":
            raise RefusedError(
                "the other lead is this one, or a duplicate itself",
                where=Where(key=str(self.duplicate_of)),
                remedy="Name the lead that goes on",
                zh="所选线索就是本线索，或者它本身已是重复线索。请选择继续办理的那条线索",
            )

    def effect(self, handling: Handling, step: Step) -> None:  # noqa: ARG002
        """Point at the lead that goes on."""
        handling.duplicate_of = self.duplicate_of


@dataclass(frozen=True, kw_only=True)
class ExtendVerification(LeadStep):
    """批准延长核查期限: once, by the head of the department."""

    verb: ClassVar[str] = "lead.extend"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "extend_verification"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ExcludeFromVerification(LeadStep):
    """核查期限扣除开始: time for a ground that the text excludes stops counting."""

    verb: ClassVar[str] = "lead.exclude_time"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "exclude_from_verification"

    ground: str


@dataclass(frozen=True, kw_only=True)
class CountVerificationAgain(LeadStep):
    """核查期限扣除结束: the time counts again."""

    verb: ClassVar[str] = "lead.count_again"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "count_verification_again"


@dataclass(frozen=True, kw_only=True)
class ConcludeVerification(LeadStep):
    """提交核查结果: facts found or not found, and what was found."""

    verb: ClassVar[str] = "lead.conclude"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "conclude_verification"

    found: bool
    finding: str


@dataclass(frozen=True, kw_only=True)
class ProposeFiling(LeadStep):
    """提请立案: ask the leader to file a case, naming its cause (案由)."""

    verb: ClassVar[str] = "case.propose"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "propose_filing"

    cause: str


@dataclass(frozen=True, kw_only=True)
class RefuseFiling(LeadStep):
    """不予立案: the leader refuses, with the reason; never whoever proposed it."""

    verb: ClassVar[str] = "case.refuse"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "refuse_filing"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ApproveFiling(LeadStep):
    """批准立案: the leader opens the case, which gets its number and its clock."""

    verb: ClassVar[str] = "case.file"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "approve_filing"

    def effect(self, handling: Handling, step: Step) -> None:
        """Open the case under the next number of agency and year."""
        proposed = Step.objects.filter(handling=handling, act="propose_filing").order_by("-seq").first()
        serial = next_serial(handling.owner_agency, step.on.year)
        instance = current()
        pattern = numbering.pattern(instance.city, handling.owner_agency, instance.root / "numbers.yml")
        Case.objects.create(
            handling=handling,
            number=numbering.written(pattern, agency=handling.owner_agency, year=step.on.year, serial=serial),
            agency=handling.owner_agency,
            year=step.on.year,
            serial=serial,
            district=handling.district,
            domain=handling.domain,
            title=str(proposed.facts["cause"])[:200] if proposed else "",
            filed_on=step.on,
        )


def next_serial(agency: str, year: int, series: str = FILING) -> int:
    """Return the next serial number of an agency and year in a series of case numbers."""
    found = Case.objects.filter(agency=agency, year=year, series=series)
    return int(found.aggregate(last=Max("serial"))["last"] or 0) + 1


@dataclass(frozen=True, kw_only=True)
class FilePapers(Action[tuple[UUID, ...]]):
    """归档文书: put documents on file, in any open state."""

    verb: ClassVar[str] = "case.paper"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    lead_id: UUID
    papers: tuple[PaperIn, ...]

    def scope(self) -> Scope:
        """Return the owner and district of the lead."""
        handling = writers.handling_of(self.lead_id)
        return Scope(handling.owner_agency, handling.district)

    def check(self) -> None:
        """Refuse an ended matter, no document, a time before the last step, and an unknown kind."""
        handling = writers.handling_of(self.lead_id)
        if not handling.is_open or self.at < handling.last_at:
            raise refuse("paper_out_of_time", str(self.lead_id))
        procedure = procedure_of(handling.owner_agency)
        wrong = wrong_papers(procedure, self.papers)
        if wrong:
            raise wrong.error()
        if not self.papers:
            raise refuse("no_paper_given", "papers", kinds=", ".join(procedure.paper_kinds))

    def perform(self) -> tuple[UUID, ...]:
        """File them."""
        rows: list[Paper] = writers.file_papers(writers.handling_of(self.lead_id), self.papers, self.actor, self.at)
        return tuple(row.pk for row in rows)

    def entry(self, result: tuple[UUID, ...]) -> Entry:
        """Keep kinds and digests."""
        papers = [[str(key), one.kind, one.sha256] for key, one in zip(result, self.papers, strict=True)]
        return Entry("lead", str(self.lead_id), {"papers": papers})
