"""The answers of the police to a transfer: one class an act. Of an investigation nothing but the answer enters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from jianzhen.base.clock import law_date
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.queries.instance import city
from jianzhen.stages.referral.actions_act import TransferAct
from jianzhen.stages.referral.models import Transfer


@dataclass(frozen=True, kw_only=True)
class ReceiveTransfer(TransferAct):
    """接收并出具回执: the police confirm receipt, from which their time to decide runs."""

    verb: ClassVar[str] = "transfer.receive"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "receive"

    receipt: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"receipt": self.receipt}


@dataclass(frozen=True, kw_only=True)
class PassOnTransfer(TransferAct):
    """转送有管辖权的公安机关: another police body is competent."""

    verb: ClassVar[str] = "transfer.pass_on"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "pass_on"

    receiver: str
    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"receiver": self.receiver, "reason": self.reason}

    def check(self) -> None:
        """Refuse a receiver that the city does not know."""
        super().check()
        city().agency_name(self.receiver, law_date(self.at))

    def effect(self, row: Transfer) -> None:
        """Name the new receiver."""
        row.receiver = self.receiver


@dataclass(frozen=True, kw_only=True)
class FileTransfer(TransferAct):
    """决定立案: the police file the case; goods go over within three days."""

    verb: ClassVar[str] = "transfer.file"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "file"

    notice: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"notice": self.notice}

    def effect(self, row: Transfer) -> None:
        """Keep the day."""
        row.filed_on = law_date(self.at)


@dataclass(frozen=True, kw_only=True)
class DeclineTransfer(TransferAct):
    """决定不予立案: with the reason; the sender may ask for reconsideration within three days."""

    verb: ClassVar[str] = "transfer.decline"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "not_file"

    notice: str
    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"notice": self.notice, "reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class DecideReconsideration(TransferAct):
    """作出复议决定: filed after all, or no filing upheld."""

    verb: ClassVar[str] = "transfer.reconsidered"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "reconsider"

    filed: bool
    notice: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"filed": self.filed, "notice": self.notice}

    def effect(self, row: Transfer) -> None:
        """Keep the day of a filing."""
        row.filed_on = law_date(self.at) if self.filed else None


@dataclass(frozen=True, kw_only=True)
class NoticeToFile(TransferAct):
    """收到检察机关通知立案书: the police must file within fifteen days."""

    verb: ClassVar[str] = "transfer.notice"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "notice_to_file"

    notice: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"notice": self.notice}


@dataclass(frozen=True, kw_only=True)
class ReturnResult(TransferAct):
    """反馈办理结果: withdrawn or sent to prosecution; nothing of the investigation itself."""

    verb: ClassVar[str] = "transfer.result"
    permission: ClassVar[Permission] = Permission.REFERRAL_ANSWER
    act: ClassVar[str] = "return_result"

    result: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"result": self.result}

    def effect(self, row: Transfer) -> None:
        """Keep the result."""
        row.result = self.result
