"""The acts of the summary procedure (简易程序): a small penalty decided on the spot, its file, its end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.custody.instance import current
from jianzhen.people.policy import Permission
from jianzhen.stages.cases import numbering
from jianzhen.stages.cases.actions.case import case_to_change
from jianzhen.stages.cases.actions.leads import LeadStep, next_serial
from jianzhen.stages.cases.models import ON_THE_SPOT, Case, Handling, Step

DECIDED: Final = ON_THE_SPOT
"""How such a case was decided; it is no decision that is published (公示规定 art 2(1))."""


@dataclass(frozen=True, kw_only=True)
class DecideOnTheSpot(LeadStep):
    """当场处罚: a warning or a fine up to the cap, by two officers, handed over on the spot."""

    verb: ClassVar[str] = "case.spot"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "decide_on_the_spot"

    officers: tuple[UUID, ...]
    party: str
    decision_number: str
    penalties: tuple[str, ...]
    conduct: str
    fine: Decimal

    def effect(self, handling: Handling, step: Step) -> None:
        """Open the case that holds the decision, in a series of numbers of its own."""
        agency, year = handling.owner_agency, step.on.year
        serial = next_serial(agency, year, ON_THE_SPOT)
        pattern = numbering.pattern(current().city, f"{agency}.on_the_spot", current().root / "numbers.yml")
        Case.objects.create(
            handling=handling,
            number=numbering.written(pattern, agency=agency, year=year, serial=serial),
            agency=agency,
            year=year,
            series=ON_THE_SPOT,
            serial=serial,
            district=handling.district,
            domain=handling.domain,
            title=self.conduct[:200],
            filed_on=step.on,
            officers=[str(one) for one in self.officers],
            decision=DECIDED,
            decision_number=self.decision_number,
            conduct=self.conduct[:200],
            penalties=list(self.penalties),
            decided_on=step.on,
            fine=self.fine,
            confiscated=Decimal(0),
        )
        handling.assignee_id = str(self.officers[0])


@dataclass(frozen=True, kw_only=True)
class FileSummary(LeadStep):
    """当场处罚材料交回归档: within the time of the rule."""

    verb: ClassVar[str] = "case.spot_file"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "file_summary"


@dataclass(frozen=True, kw_only=True)
class EndSummary(LeadStep):
    """当场处罚办结: paid, or a warning only."""

    verb: ClassVar[str] = "case.spot_end"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "end_summary"

    def effect(self, handling: Handling, step: Step) -> None:
        """Keep the day."""
        case = case_to_change(handling)
        case.closed_on = step.on
        case.save(update_fields=["closed_on"])
