"""The acts of notice and hearing: what the party is told, and what it answers; one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.leads import LeadStep


@dataclass(frozen=True, kw_only=True)
class NotifyParty(LeadStep):
    """行政处罚告知: facts, grounds and content of the proposed penalty, and the right to a hearing where it is owed."""

    verb: ClassVar[str] = "case.notify"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "notify_party"

    party: str
    penalties: tuple[str, ...]
    fine: Decimal
    confiscated: Decimal
    goods_confiscated: Decimal
    hearing_told: bool
    service: str
    served_on: date


@dataclass(frozen=True, kw_only=True)
class ConfirmNotice(LeadStep):
    """告知书公告期满视为送达: the announcement ran its time; the party's time for a statement begins."""

    verb: ClassVar[str] = "case.notice_served"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "confirm_notice"


@dataclass(frozen=True, kw_only=True)
class HearStatement(LeadStep):
    """记录陈述申辩或者放弃: what the party said, or that it waived it."""

    verb: ClassVar[str] = "case.statement"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "hear_statement"

    statement: str


@dataclass(frozen=True, kw_only=True)
class RequestHearing(LeadStep):
    """当事人要求听证: in time after a notice that offered it; the time of the hearing does not count."""

    verb: ClassVar[str] = "case.hearing_request"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "request_hearing"

    requested_on: date
    statement: str


@dataclass(frozen=True, kw_only=True)
class RefuseHearing(LeadStep):
    """不予听证: none was offered, or the wish came too late; with the reason."""

    verb: ClassVar[str] = "case.hearing_refuse"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "refuse_hearing"

    requested_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppointHost(LeadStep):
    """确定听证主持人: the head names somebody who did not investigate."""

    verb: ClassVar[str] = "case.hearing_host"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "appoint_host"

    host: UUID


@dataclass(frozen=True, kw_only=True)
class HandOverFile(LeadStep):
    """移交听证材料: the officers hand the file to the presiding officer."""

    verb: ClassVar[str] = "case.hearing_file"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "hand_over_file"


@dataclass(frozen=True, kw_only=True)
class SetHearing(LeadStep):
    """确定并通知听证: day and place, told long enough before; again where it is put off."""

    verb: ClassVar[str] = "case.hearing_set"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "set_hearing"

    hearing_on: date
    place: str
    public: bool
    served_on: date


@dataclass(frozen=True, kw_only=True)
class AnnounceHearing(LeadStep):
    """公告公开听证: an open hearing is announced to everybody."""

    verb: ClassVar[str] = "case.hearing_announce"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "announce_hearing"

    announced_on: date


@dataclass(frozen=True, kw_only=True)
class HoldHearing(LeadStep):
    """举行听证: on its day, with its record."""

    verb: ClassVar[str] = "case.hearing_hold"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "hold_hearing"

    statement: str


@dataclass(frozen=True, kw_only=True)
class AbandonHearing(LeadStep):
    """终止听证: the party gave it up or stayed away."""

    verb: ClassVar[str] = "case.hearing_end"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "abandon_hearing"

    hearing_end: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReportHearing(LeadStep):
    """提交听证报告: the presiding officer reports; the time counts again."""

    verb: ClassVar[str] = "case.hearing_report"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "report_hearing"

    opinion: str


@dataclass(frozen=True, kw_only=True)
class ReviewAfterHearing(LeadStep):
    """听证后法制审核: a heard case is reviewed before it is decided."""

    verb: ClassVar[str] = "case.hearing_review"
    permission: ClassVar[Permission] = Permission.CASE_REVIEW
    act: ClassVar[str] = "review_after_hearing"

    opinion: str
