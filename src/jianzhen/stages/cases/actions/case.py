"""The acts on a filed case, from the naming of its officers to its closing: one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.base.errors import ConflictError, Where
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.leads import LeadStep
from jianzhen.stages.cases.models import Case, Handling, Step
from jianzhen.stages.cases.writers import steps as writers


def case_to_change(handling: Handling) -> Case:
    """Return the case of a handling.

    Raises:
        ConflictError: none was filed.
    """
    case = writers.case_of(handling)
    if case is None:
        raise ConflictError(
            "no case was filed",
            where=Where(key=str(handling.lead_id)),
            remedy="File the case first",
            zh="尚未立案。请先办理立案",
        )
    return case


def _name_officers(handling: Handling, officers: tuple[UUID, ...]) -> None:
    case = case_to_change(handling)
    case.officers = [str(one) for one in officers]
    case.save(update_fields=["officers"])
    handling.assignee_id = str(officers[0])


def _end(handling: Handling, step: Step, decision: str) -> None:
    case = case_to_change(handling)
    case.decision, case.decided_on = decision, step.on
    case.save(update_fields=["decision", "decided_on"])


PENALTY: Final = "penalty"
NO_PENALTY: Final = "no_penalty"
WITHDRAWN: Final = "withdrawn"
"""How a filed case can be decided."""


@dataclass(frozen=True, kw_only=True)
class StartInvestigation(LeadStep):
    """指定办案人员并调查: at least two officers of the agency with certificates valid that day."""

    verb: ClassVar[str] = "case.investigate"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "start_investigation"

    officers: tuple[UUID, ...]

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


@dataclass(frozen=True, kw_only=True)
class SubmitReview(LeadStep):
    """提交审核: hand the investigated case to the reviewer."""

    verb: ClassVar[str] = "case.submit"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "submit_review"


@dataclass(frozen=True, kw_only=True)
class PassReview(LeadStep):
    """审核通过: the reviewer, who did not investigate, agrees."""

    verb: ClassVar[str] = "case.review"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "pass_review"

    opinion: str


@dataclass(frozen=True, kw_only=True)
class ReturnReview(LeadStep):
    """审核退回: the reviewer sends the case back, with the reason."""

    verb: ClassVar[str] = "case.return"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "return_review"

    reason: str


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

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the decision on the case."""
        _end(handling, step, PENALTY)
        case = case_to_change(handling)
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

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the decision on the case."""
        _end(handling, step, WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class CloseCase(LeadStep):
    """结案: the leader closes the case."""

    verb: ClassVar[str] = "case.close"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "close"

    summary: str

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the day."""
        case = case_to_change(handling)
        case.closed_on = step.on
        case.save(update_fields=["closed_on"])
