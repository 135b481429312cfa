"""The acts between agencies: a dispute over jurisdiction and its end, assistance in an inquiry; one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.leads import LeadStep


@dataclass(frozen=True, kw_only=True)
class DisputeJurisdiction(LeadStep):
    """登记管辖争议: another body claims the matter, or refuses it; both talk first (程序规定 art 13)."""

    verb: ClassVar[str] = "lead.dispute"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "dispute_jurisdiction"

    other: str
    arose_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class SettleJurisdiction(LeadStep):
    """协商解决管辖争议: the matter stays here, or goes back to be routed to the other body."""

    verb: ClassVar[str] = "lead.dispute_settle"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "settle_jurisdiction"

    jurisdiction: str
    agreed_on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class ReportJurisdiction(LeadStep):
    """报请指定管辖: both could not agree; the superior has its own time from the day it received the file (art 16)."""

    verb: ClassVar[str] = "lead.dispute_report"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "report_jurisdiction"

    superior: str
    received_on: date


@dataclass(frozen=True, kw_only=True)
class DesignateJurisdiction(LeadStep):
    """收到指定管辖决定: which body the superior named, by which document."""

    verb: ClassVar[str] = "lead.designated"
    permission: ClassVar[Permission] = Permission.LEAD_WORK
    act: ClassVar[str] = "designate_jurisdiction"

    jurisdiction: str
    decided_on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class AskAssistance(LeadStep):
    """请求协助调查: the other body has its own time from the day it received the letter (程序规定 art 45)."""

    verb: ClassVar[str] = "case.assist_ask"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "ask_assistance"

    assistant: str
    matters: str
    received_on: date


@dataclass(frozen=True, kw_only=True)
class ReceiveAssistance(LeadStep):
    """收到协查结果: what the other body found, and when it finished."""

    verb: ClassVar[str] = "case.assist_done"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "receive_assistance"

    finding: str
    finished_on: date
