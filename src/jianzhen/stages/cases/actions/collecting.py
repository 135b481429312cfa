"""The acts on a fine that officers collect on the spot: taken, handed in, paid into the bank; one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.leads import LeadStep


@dataclass(frozen=True, kw_only=True)
class CollectOnTheSpot(LeadStep):
    """当场收缴罚款: on a ground of the law, against a receipt of the treasury (行政处罚法（2021） art 68-70)."""

    verb: ClassVar[str] = "case.collect"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "collect_on_the_spot"

    collect_ground: str
    collected: Decimal
    collected_on: date
    receipt_number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandInCollected(LeadStep):
    """当场收缴的罚款交至本机关 (行政处罚法（2021） art 71)."""

    verb: ClassVar[str] = "case.collected_in"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "hand_in_collected"

    handed_on: date
    basis: str


@dataclass(frozen=True, kw_only=True)
class BankCollected(LeadStep):
    """当场收缴的罚款缴付银行 (行政处罚法（2021） art 71)."""

    verb: ClassVar[str] = "case.collected_bank"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "bank_collected"

    banked_on: date
    basis: str
