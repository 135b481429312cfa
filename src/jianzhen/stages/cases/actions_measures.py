"""The acts on a case that touch goods and time: evidence kept, seizure, extension, excluded time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions import LeadStep


@dataclass(frozen=True, kw_only=True)
class RegisterEvidence(LeadStep):
    """先行登记保存: goods kept in advance; seven days or seven working days, by the day."""

    verb: ClassVar[str] = "case.register"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "register_evidence"

    goods: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"goods": self.goods}


@dataclass(frozen=True, kw_only=True)
class SettleEvidence(LeadStep):
    """处理登记保存物品: what became of the registered goods."""

    verb: ClassVar[str] = "case.settle"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "settle_evidence"

    measure: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"measure": self.measure}


@dataclass(frozen=True, kw_only=True)
class SeizeGoods(LeadStep):
    """查封扣押: seal or seize, for thirty days at most."""

    verb: ClassVar[str] = "case.seize"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "seize"

    goods: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"goods": self.goods}


@dataclass(frozen=True, kw_only=True)
class ExtendSeizure(LeadStep):
    """批准延长查封扣押: once, by the leader."""

    verb: ClassVar[str] = "case.seize_extend"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "extend_seizure"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class LiftSeizure(LeadStep):
    """解除查封扣押: give back, forfeit or hand over what was seized."""

    verb: ClassVar[str] = "case.seize_lift"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "lift_seizure"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class ExtendCase(LeadStep):
    """批准延长办案期限: the first extension, by the leader."""

    verb: ClassVar[str] = "case.extend"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "extend_case"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class FixCasePeriod(LeadStep):
    """集体讨论确定办案期限: the text gives no figure, so the decision states the date."""

    verb: ClassVar[str] = "case.fix_period"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE
    act: ClassVar[str] = "fix_case_period"

    until: date
    basis: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"until": self.until, "basis": self.basis}


@dataclass(frozen=True, kw_only=True)
class ExcludeFromCase(LeadStep):
    """办案期限扣除开始: time for a ground that the text excludes stops counting."""

    verb: ClassVar[str] = "case.exclude_time"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "exclude_from_case"

    ground: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"ground": self.ground}


@dataclass(frozen=True, kw_only=True)
class CountCaseAgain(LeadStep):
    """办案期限扣除结束: the time counts again."""

    verb: ClassVar[str] = "case.count_again"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "count_case_again"

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {}
