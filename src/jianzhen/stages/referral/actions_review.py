"""Answers to a transfer beside filing or not: not theirs, more time, more material, and what the procuratorate asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from jianzhen.people.policy import Permission
from jianzhen.stages.referral.actions_act import TransferAct


@dataclass(frozen=True, kw_only=True)
class DisclaimTransfer(TransferAct):
    """不属本机关管辖: within 24 hours of receipt it goes on to the competent body."""

    verb: ClassVar[str] = "transfer.disclaim"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "disclaim"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class ExtendPoliceReview(TransferAct):
    """批准延长审查期限: a major, complex or cross-region economic case (secondary source, to be confirmed)."""

    verb: ClassVar[str] = "transfer.review_longer"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "extend_review"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class AskSupplement(TransferAct):
    """通知补充材料: something is missing; its periods were not read in a text and need legal review."""

    verb: ClassVar[str] = "transfer.ask_supplement"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "ask_supplement"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class TakeInSupervision(TransferAct):
    """检察机关受理立案监督: the procuratorate took the suggestion in."""

    verb: ClassVar[str] = "transfer.supervision_in"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "take_in_supervision"

    notice: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"notice": self.notice}


@dataclass(frozen=True, kw_only=True)
class AskReasons(TransferAct):
    """要求说明不立案理由: the procuratorate asks the police, who answer within seven days."""

    verb: ClassVar[str] = "transfer.ask_reasons"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "ask_reasons"

    notice: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"notice": self.notice}


@dataclass(frozen=True, kw_only=True)
class GiveReasons(TransferAct):
    """说明不立案理由: the police answer the procuratorate in writing."""

    verb: ClassVar[str] = "transfer.give_reasons"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "give_reasons"

    notice: str
    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"notice": self.notice, "reason": self.reason}
