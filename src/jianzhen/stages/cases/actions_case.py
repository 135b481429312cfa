"""The acts on a filed case, from the naming of its officers to its closing: one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.errors import ConflictError, Where
from jianzhen.people.policy import Permission
from jianzhen.stages.cases import writers
from jianzhen.stages.cases.actions import LeadStep
from jianzhen.stages.cases.models import Case, Handling, Step


def _case(handling: Handling) -> Case:
    case = writers.case_of(handling)
    if case is None:
        raise ConflictError("no case was filed", where=Where(key=str(handling.lead_id)), remedy="File the case first")
    return case


def _name_officers(handling: Handling, officers: tuple[UUID, ...]) -> None:
    case = _case(handling)
    case.officers = [str(one) for one in officers]
    case.save(update_fields=["officers"])
    handling.assignee_id = str(officers[0])


def _end(handling: Handling, step: Step, decision: str) -> None:
    case = _case(handling)
    case.decision, case.decided_on = decision, step.on
    case.save(update_fields=["decision", "decided_on"])


PENALTY: Final = "penalty"
NO_PENALTY: Final = "no_penalty"
WITHDRAWN: Final = "withdrawn"
"""How a case can be decided."""


@dataclass(frozen=True, kw_only=True)
class StartInvestigation(LeadStep):
    """指定办案人员并调查: at least two officers of the agency with certificates valid that day."""

    verb: ClassVar[str] = "case.investigate"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "start_investigation"

    officers: tuple[UUID, ...]

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"officers": self.officers}

    def effect(self, handling: Handling, step: Step) -> None:  # noqa: ARG002
        """Keep the officers; the first is the assignee."""
        _name_officers(handling, self.officers)


@dataclass(frozen=True, kw_only=True)
class ChangeOfficers(LeadStep):
    """变更办案人员: the leader names other officers, with the reason."""

    verb: ClassVar[str] = "case.officers"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "change_officers"

    officers: tuple[UUID, ...]
    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"officers": self.officers, "reason": self.reason}

    def effect(self, handling: Handling, step: Step) -> None:  # noqa: ARG002
        """Keep the officers; the first is the assignee."""
        _name_officers(handling, self.officers)


@dataclass(frozen=True, kw_only=True)
class RecordInquiry(LeadStep):
    """记录调查取证: an inspection, an interview, a sample; both officers must be qualified that day."""

    verb: ClassVar[str] = "case.inquiry"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "investigate"

    inquiry: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"inquiry": self.inquiry}


@dataclass(frozen=True, kw_only=True)
class SubmitReview(LeadStep):
    """提交审核: hand the investigated case to the reviewer."""

    verb: ClassVar[str] = "case.submit"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "submit_review"

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {}


@dataclass(frozen=True, kw_only=True)
class PassReview(LeadStep):
    """审核通过: the reviewer, who did not investigate, agrees."""

    verb: ClassVar[str] = "case.review"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "pass_review"

    opinion: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"opinion": self.opinion}


@dataclass(frozen=True, kw_only=True)
class ReturnReview(LeadStep):
    """审核退回: the reviewer sends the case back, with the reason."""

    verb: ClassVar[str] = "case.return"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "return_review"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class NotifyParty(LeadStep):
    """行政处罚告知: tell the party facts, grounds and content of the proposed penalty."""

    verb: ClassVar[str] = "case.notify"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "notify_party"

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {}


@dataclass(frozen=True, kw_only=True)
class HearStatement(LeadStep):
    """记录陈述申辩或者放弃: what the party said, or that it waived it."""

    verb: ClassVar[str] = "case.statement"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "hear_statement"

    statement: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"statement": self.statement}


@dataclass(frozen=True, kw_only=True)
class DecidePenalty(LeadStep):
    """作出行政处罚决定: penalties, amounts in yuan, and where the party is registered (for publication)."""

    verb: ClassVar[str] = "case.penalise"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "decide_penalty"

    decision_number: str
    penalties: tuple[str, ...]
    conduct: str
    fine: Decimal
    confiscated: Decimal
    goods_value: Decimal
    party_place: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {
            "decision_number": self.decision_number,
            "penalties": self.penalties,
            "conduct": self.conduct,
            "fine": self.fine,
            "confiscated": self.confiscated,
            "goods_value": self.goods_value,
            "party_place": self.party_place,
        }

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the decision on the case."""
        _end(handling, step, PENALTY)
        case = _case(handling)
        for name, value in self.facts().items():
            setattr(case, name, list(value) if isinstance(value, tuple) else value)
        case.save(update_fields=list(self.facts()))


@dataclass(frozen=True, kw_only=True)
class DecideNoPenalty(LeadStep):
    """不予行政处罚: end the case without a penalty, with the reason."""

    verb: ClassVar[str] = "case.no_penalty"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "decide_no_penalty"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the decision on the case."""
        _end(handling, step, NO_PENALTY)


@dataclass(frozen=True, kw_only=True)
class WithdrawCase(LeadStep):
    """撤销立案: withdraw the filing, with the reason."""

    verb: ClassVar[str] = "case.withdraw"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "withdraw_case"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the decision on the case."""
        _end(handling, step, WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class RecordPerformance(LeadStep):
    """记录执行完毕: fine paid, goods disposed of; from here the case must be closed."""

    verb: ClassVar[str] = "case.perform"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "record_performance"

    performance: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"performance": self.performance}


@dataclass(frozen=True, kw_only=True)
class CloseCase(LeadStep):
    """结案: the leader closes the case."""

    verb: ClassVar[str] = "case.close"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "close"

    summary: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"summary": self.summary}

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the day."""
        case = _case(handling)
        case.closed_on = step.on
        case.save(update_fields=["closed_on"])
