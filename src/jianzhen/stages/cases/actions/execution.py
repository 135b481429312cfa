"""The acts after a decision: service, payment, later payment, review, demand, the court; one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.leads import LeadStep


@dataclass(frozen=True, kw_only=True)
class ServeDecision(LeadStep):
    """送达处罚决定书: by one of the kinds of service; an announcement runs its time first."""

    verb: ClassVar[str] = "case.serve_decision"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "serve_decision"

    service: str
    served_on: date


@dataclass(frozen=True, kw_only=True)
class ConfirmService(LeadStep):
    """决定书公告期满视为送达: the time to pay counts from the end of the announcement."""

    verb: ClassVar[str] = "case.served"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "confirm_service"


@dataclass(frozen=True, kw_only=True)
class RecordPayment(LeadStep):
    """记录缴款: what was paid on a day, by fine, confiscated sum and additional fine."""

    verb: ClassVar[str] = "case.pay"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "record_payment"

    paid_fine: Decimal
    paid_confiscated: Decimal
    paid_additional: Decimal
    paid_on: date


@dataclass(frozen=True, kw_only=True)
class ApproveDeferral(LeadStep):
    """批准延期、分期缴纳: the head names the last day, with the reason."""

    verb: ClassVar[str] = "case.defer"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "approve_deferral"

    deferral: str
    until: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class ReduceAdditionalFine(LeadStep):
    """减免加处罚款: under an agreement on performance (行政强制法 art 42), with the reason."""

    verb: ClassVar[str] = "case.reduce"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "reduce_additional_fine"

    reduced_by: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class BeginRemedy(LeadStep):
    """当事人复议、诉讼: the additional fine does not grow meanwhile (行政处罚法（2021）art 73(3))."""

    verb: ClassVar[str] = "case.remedy_begin"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "begin_remedy"

    remedy: str
    begun_on: date


@dataclass(frozen=True, kw_only=True)
class EndRemedy(LeadStep):
    """复议、诉讼结束: with its result."""

    verb: ClassVar[str] = "case.remedy_end"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "end_remedy"

    remedy_end: str
    ended_on: date


@dataclass(frozen=True, kw_only=True)
class NoteRemedyExpired(LeadStep):
    """复议诉讼期限届满: from that day the time to apply to the court runs."""

    verb: ClassVar[str] = "case.remedy_expired"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "note_remedy_expired"

    expired_on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class Demand(LeadStep):
    """催告履行: the demand was received; the application must wait."""

    verb: ClassVar[str] = "case.demand"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "demand"

    served_on: date


@dataclass(frozen=True, kw_only=True)
class ApplyEnforcement(LeadStep):
    """申请法院强制执行: after the wait, within the time."""

    verb: ClassVar[str] = "case.enforce"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "apply_enforcement"

    court: str


@dataclass(frozen=True, kw_only=True)
class EndEnforcement(LeadStep):
    """终结执行: the court ended it, with the reason."""

    verb: ClassVar[str] = "case.enforce_end"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "end_enforcement"

    reason: str


@dataclass(frozen=True, kw_only=True)
class RecordPerformance(LeadStep):
    """记录执行完毕: everything owed is paid, goods disposed of; from here the case must be closed."""

    verb: ClassVar[str] = "case.perform"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "record_performance"

    performance: str
