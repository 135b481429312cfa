"""The acts on a case that touch goods and time: evidence kept, seizure, extension, excluded time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.leads import LeadStep


@dataclass(frozen=True, kw_only=True)
class RegisterEvidence(LeadStep):
    """先行登记保存: goods kept in advance; seven days or seven working days, by the day."""

    verb: ClassVar[str] = "case.register"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "register_evidence"

    goods: str


@dataclass(frozen=True, kw_only=True)
class SettleEvidence(LeadStep):
    """处理登记保存物品: what became of the registered goods."""

    verb: ClassVar[str] = "case.settle"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "settle_evidence"

    settlement: str
    measure: str


@dataclass(frozen=True, kw_only=True)
class TakeEmergencyMeasure(LeadStep):
    """情况紧急当场采取措施: the approval is completed within twenty-four hours."""

    verb: ClassVar[str] = "case.emergency"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "take_emergency_measure"

    measure: str


@dataclass(frozen=True, kw_only=True)
class ApproveEmergencyMeasure(LeadStep):
    """补办紧急措施批准: the head approves what was done on the spot."""

    verb: ClassVar[str] = "case.emergency_approve"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "approve_emergency_measure"

    opinion: str


@dataclass(frozen=True, kw_only=True)
class SeizeGoods(LeadStep):
    """查封扣押: seal or seize, for thirty days at most."""

    verb: ClassVar[str] = "case.seize"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "seize"

    goods: str


@dataclass(frozen=True, kw_only=True)
class ExtendSeizure(LeadStep):
    """批准延长查封扣押: once, by the leader."""

    verb: ClassVar[str] = "case.seize_extend"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "extend_seizure"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ExcludeFromSeizure(LeadStep):
    """查封扣押期间扣除开始: time for testing, told to the party, does not count (行政强制法 art 25(3))."""

    verb: ClassVar[str] = "case.seize_exclude"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "exclude_from_seizure"

    ground: str


@dataclass(frozen=True, kw_only=True)
class CountSeizureAgain(LeadStep):
    """查封扣押期间扣除结束: the time counts again."""

    verb: ClassVar[str] = "case.seize_count"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "count_seizure_again"


@dataclass(frozen=True, kw_only=True)
class LiftSeizure(LeadStep):
    """解除查封扣押: give back, forfeit or hand over what was seized."""

    verb: ClassVar[str] = "case.seize_lift"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "lift_seizure"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtendCase(LeadStep):
    """批准延长办案期限: the first extension, by the leader."""

    verb: ClassVar[str] = "case.extend"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "extend_case"

    reason: str


@dataclass(frozen=True, kw_only=True)
class FixCasePeriod(LeadStep):
    """集体讨论确定办案期限: the text gives no figure, so the decision states the date."""

    verb: ClassVar[str] = "case.fix_period"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "fix_case_period"

    until: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class ExcludeFromCase(LeadStep):
    """办案期限扣除开始: time for a ground that the text excludes stops counting."""

    verb: ClassVar[str] = "case.exclude_time"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "exclude_from_case"

    ground: str


@dataclass(frozen=True, kw_only=True)
class CountCaseAgain(LeadStep):
    """办案期限扣除结束: the time counts again."""

    verb: ClassVar[str] = "case.count_again"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "count_case_again"


@dataclass(frozen=True, kw_only=True)
class SuspendCase(LeadStep):
    """中止调查: the head suspends, with the reason; the time is excluded where the text of that day says so."""

    verb: ClassVar[str] = "case.suspend"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "suspend_case"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ResumeCase(LeadStep):
    """恢复调查: the reason for the suspension is gone."""

    verb: ClassVar[str] = "case.resume"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "resume_case"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtendReview(LeadStep):
    """批准延长审核期限: the text gives no figure, so the head states the date."""

    verb: ClassVar[str] = "case.review_extend"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "extend_review"

    until: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class GiveLegalOpinion(LeadStep):
    """法制审核意见: the reviewer answers a question that the verified law leaves open."""

    verb: ClassVar[str] = "case.opinion"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "give_legal_opinion"

    topic: str
    opinion: str


@dataclass(frozen=True, kw_only=True)
class SettlePeriod(LeadStep):
    """法制审核确定期限: the reviewer gives a date, with its basis, to a clock that has none by verified law."""

    verb: ClassVar[str] = "case.settle_period"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "settle_period"

    clock: str
    until: date
    basis: str
